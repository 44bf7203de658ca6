"""The reference feeds about mining, of registers and about taxes: a good row of each, and its own ways to be bad."""

from bad_rows import FIRM, PERSON, Feed, but, identifiers, no_numbers
from tampering import DAY, TOMORROW, YESTERDAY

from cryptocity.sources.reference.decode import FEEDS as REFERENCE
from cryptocity.sources.reference.mining import datasets as mining
from cryptocity.sources.reference.registers import datasets as registers
from cryptocity.sources.reference.taxes import datasets as taxes
from loopback import PSEUDONYMS

WALLET = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
MISTYPED = WALLET[:-1] + "U"


def landing_in(dataset):
    """Return what reads the items of a reference feed that lands in this dataset."""
    feed = next(each for each in REFERENCE if each.dataset is dataset)
    return lambda items: feed.land(items, DAY, PSEUDONYMS)


def feed_of(dataset, good, bad):
    path = next(each.name for each in REFERENCE if each.dataset is dataset)
    return Feed(dataset, f"/reference/{path}", good, landing_in(dataset), bad)


LICENSED_TO_MINE = feed_of(
    mining.MINING_LICENCES,
    {
        "licence_number": "M-1",
        "miner_xin": PERSON,
        "miner_name": "Айгерим Сапарова",
        "licence_type": "first",
        "licensed_from": "2025-03-01",
        "licensed_to": "2028-03-01",
        "data_centre_kato": "191810000",
        "declared_hash_rate_ths": "5000.125",
    },
    {
        **identifiers("miner_xin"),
        **no_numbers("declared_hash_rate_ths"),
        "a third type": (but(licence_type="third"), "wrong_shape"),
        "ends before it begins": (but(licensed_to="2025-02-28"), "dates_in_wrong_order"),
        "half a place": (but(data_centre_kato="1918"), "wrong_shape"),
        "a negative hash rate": (but(declared_hash_rate_ths="-1"), "negative_amount"),
        "four decimals": (but(declared_hash_rate_ths="0.0001"), "not_an_amount"),
    },
)

DISTRIBUTED = feed_of(
    mining.MINING_DISTRIBUTIONS,
    {
        "pool": "Ile Pool",
        "number": 1,
        "miner_xin": PERSON,
        "miner_name": "Айгерим Сапарова",
        "licence_number": "M-1",
        "licensed_on": "2025-03-01",
        "wallet": WALLET,
        "distributed_on": str(DAY),
        "asset": "BTC",
        "amount_base_units": "1293084",
    },
    {
        **identifiers("miner_xin"),
        "a mistyped wallet": (but(wallet=MISTYPED), "unknown_chain"),
        "a wallet of a chain that nobody knows": (
            but(wallet="bnb1edrs5cukhx060e02u98v9j8spum7vhuqg9ctxd"),
            "unknown_chain",
        ),
        "distributed tomorrow": (but(distributed_on=str(TOMORROW)), "future_date"),
        "distributed yesterday": (but(distributed_on=str(YESTERDAY)), "past_date"),
        "licensed tomorrow": (but(licensed_on=str(TOMORROW)), "dates_in_wrong_order"),
        "a fraction of a smallest unit": (but(amount_base_units="0.5"), "wrong_shape"),
        "a negative amount": (but(amount_base_units="-1"), "wrong_shape"),
        "an amount as a number": (but(amount_base_units=1293084), "wrong_shape"),
        "line number zero": (but(number=0), "wrong_shape"),
    },
)

METERED = feed_of(
    mining.MINING_ENERGY,
    {
        "licence_number": "M-1",
        "metering_point": "MP-1",
        "feeder": "F-01",
        "tariff_source": "grid",
        "is_metered": True,
        "energy_kwh": "20145.125",
    },
    {
        **no_numbers("energy_kwh"),
        "energy from nowhere": (but(tariff_source="coal"), "wrong_shape"),
        "energy without a meter": (but(is_metered=False), "meter_disagrees"),
        "a meter without a reading": (but(energy_kwh=None), "meter_disagrees"),
        "negative energy": (but(energy_kwh="-1"), "negative_amount"),
    },
)

SUPPLIED = feed_of(
    mining.FEEDER_ENERGY,
    {"feeder": "F-01", "kato_code": "191810000", "connected_households": 1541, "supplied_kwh": "35240"},
    {
        **no_numbers("supplied_kwh"),
        "negative energy": (but(supplied_kwh="-0.001"), "negative_amount"),
        "fewer than no households": (but(connected_households=-1), "wrong_shape"),
        "half a place": (but(kato_code="1918"), "wrong_shape"),
    },
)

ESTIMATED = feed_of(
    mining.NETWORK_HASHRATE,
    {"asset": "BTC", "estimated_by": "from difficulty", "hash_rate_ehs": "912.345678"},
    {
        **no_numbers("hash_rate_ehs"),
        "no hash rate at all": (but(hash_rate_ehs="0"), "negative_amount"),
        "a negative hash rate": (but(hash_rate_ehs="-1"), "negative_amount"),
    },
)

HELD = feed_of(
    registers.RESERVE_WALLETS,
    {
        "fund": "state_fund",
        "address": "0x" + 20 * "aB",
        "asset": "USDT",
        "acquired_by": "seized",
        "custodian": "Sandbox Depository",
        "seized_on": "2026-01-20",
        "held_from": "2026-03-02",
        "held_to": None,
        "source_document": "decree",
    },
    {
        "a third fund": (but(fund="ours"), "wrong_shape"),
        "a mistyped address": (but(address=MISTYPED), "unknown_chain"),
        "held from tomorrow": (but(held_from=str(TOMORROW)), "future_date"),
        "gone before it came": (but(held_to="2026-03-01"), "dates_in_wrong_order"),
        "seized tomorrow": (but(seized_on=str(TOMORROW), held_from=None), "future_date"),
        "held before it was seized": (but(seized_on="2026-03-03"), "dates_in_wrong_order"),
        "purchased and seized": (but(acquired_by="purchased"), "seized_otherwise"),
        "neither seized nor held": (but(seized_on=None, held_from=None), "never_held"),
        "gone without having come": (but(held_from=None, held_to="2026-03-04"), "never_held"),
        "found in the street": (but(acquired_by="found"), "wrong_shape"),
    },
)

LIVE = {
    "stage": "live",
    "applied_on": "2026-02-01",
    "admitted_on": "2026-04-01",
    "live_on": "2026-05-01",
    "graduated_on": None,
    "exited_on": None,
}
ADMITTED = feed_of(
    registers.SANDBOX_PARTICIPANTS,
    {
        "xin": FIRM,
        **LIVE,
        "transactions": 40,
        "incidents": 0,
    },
    {
        **identifiers("xin"),
        "a stage that does not exist": (but(stage="waiting"), "wrong_shape"),
        "a stage without a date": (but(**{**LIVE, "stage": "graduated"}), "stage_without_date"),
        "an earlier stage than its dates": (but(**{**LIVE, "stage": "admitted"}), "stage_without_date"),
        "admitted before it applied": (but(**{**LIVE, "admitted_on": "2026-01-31"}), "dates_in_wrong_order"),
        "live from tomorrow": (but(**{**LIVE, "live_on": str(TOMORROW)}), "future_date"),
        "fewer than no incidents": (but(incidents=-1), "wrong_shape"),
    },
)

RESIDENT = feed_of(
    registers.RESIDENTS,
    {
        "xin": PERSON,
        "oked_code": "62010",
        "kato_code": "191810000",
        "resident_from": "2026-07-01",
        "headcount": 12,
        "specialists": 7,
        "average_wage_kzt": "650000.50",
        "resident_to": None,
    },
    {
        **identifiers("xin"),
        **no_numbers("average_wage_kzt"),
        "resident from tomorrow": (but(resident_from=str(TOMORROW)), "future_date"),
        "gone before it came": (but(resident_to="2026-06-30"), "dates_in_wrong_order"),
        "more specialists than people": (but(headcount=12, specialists=13), "more_than_all"),
        "a negative wage": (but(average_wage_kzt="-1"), "negative_amount"),
        "half a kind of activity": (but(oked_code="6201"), "wrong_shape"),
    },
)

DECLARED = feed_of(
    taxes.VAT_RETURNS,
    {
        "return_number": "300-1",
        "xin": PERSON,
        "quarter": "2026-07-01",
        "return_type": "regular",
        "filed_on": str(DAY),
        "vat_without_invoice_kzt": "1600.00",
        "vat_with_invoice_kzt": "0",
        "vat_offset_kzt": "600.25",
    },
    {
        **identifiers("xin"),
        **no_numbers("vat_without_invoice_kzt"),
        **no_numbers("vat_offset_kzt", lambda **fields: but(return_type="additional", **fields)),
        "a month for a quarter": (but(quarter="2026-08-01"), "not_a_tax_period"),
        "a quarter that begins on its second day": (but(quarter="2026-07-02"), "not_a_tax_period"),
        "filed tomorrow": (but(filed_on=str(TOMORROW)), "future_date"),
        "filed before its quarter": (but(filed_on="2026-06-30"), "dates_in_wrong_order"),
        "a type that does not exist": (but(return_type="first"), "wrong_shape"),
        "less than nothing": (but(vat_with_invoice_kzt="-0.01"), "negative_amount"),
        "a difference in parts of a tiyn": (
            but(return_type="additional", vat_with_invoice_kzt="-0.001"),
            "not_an_amount",
        ),
    },
)

PAID = feed_of(
    taxes.TAX_PAYMENTS,
    {
        "payment_number": "V-1",
        "xin": FIRM,
        "tax": "vat",
        "quarter": "2026-07-01",
        "purpose_code": "911",
        "amount_kzt": "999.75",
        "paid_on": str(DAY),
    },
    {
        **identifiers("xin"),
        **no_numbers("amount_kzt"),
        "another tax": (but(tax="excise"), "wrong_shape"),
        "another purpose": (but(purpose_code="914"), "wrong_shape"),
        "a month for a quarter": (but(quarter="2026-09-01"), "not_a_tax_period"),
        "paid tomorrow": (but(paid_on=str(TOMORROW)), "future_date"),
        "paid before its quarter": (but(paid_on="2026-06-30"), "dates_in_wrong_order"),
        "a payment below zero": (but(amount_kzt="-1"), "negative_amount"),
    },
)

REGISTER_FEEDS = (
    LICENSED_TO_MINE,
    DISTRIBUTED,
    METERED,
    SUPPLIED,
    ESTIMATED,
    HELD,
    ADMITTED,
    RESIDENT,
    DECLARED,
    PAID,
)
