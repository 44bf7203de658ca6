"""The JSON feeds of the sources: a good row of each, what reads it, and its own ways to be bad."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from bad_rows import (
    BEYOND_64_BITS,
    FIRM,
    PERSON,
    WINDOW,
    Feed,
    but,
    identifiers,
    instants,
    no_numbers,
    payment,
    position,
    taxed_too_much,
    with_change_given_back,
    without,
    worth_too_much,
    written,
)
from register_feeds import REGISTER_FEEDS, landing_in
from tampering import DAY, TOMORROW

from cryptocity.access import Access
from cryptocity.lake import Lake, Writer
from cryptocity.payloads import Seal
from cryptocity.sandbox.feeds.classifiers import classifier_lines
from cryptocity.sources.exchanges.datasets import (
    CLIENT_MONTH_LIMITS,
    CLIENT_TRADES,
    CLIENT_YEAR_AGGREGATES,
    DAILY_VOLUMES,
    LICENCES,
    OFFICE_TURNOVERS,
    TRANSFERS,
    VENUES,
)
from cryptocity.sources.exchanges.decode import (
    decode_licences,
    decode_month_limits,
    decode_office_turnovers,
    decode_trades,
    decode_transfers,
    decode_venues,
    decode_volumes,
    decode_year_aggregates,
)
from cryptocity.sources.merchants.classifiers import classifiers_of, decode_classifiers
from cryptocity.sources.merchants.datasets import CLASSIFIER_CODES, CRYPTO_SETTLEMENTS, RECEIPTS, REGISTER
from cryptocity.sources.merchants.decode import decode_crypto_settlements, decode_register
from cryptocity.sources.merchants.gather import gather_receipts
from cryptocity.sources.reference.client import Answered
from cryptocity.sources.reference.datasets import (
    ADDRESS_LABELS,
    ASSET_PRICES,
    ASSETS,
    STATUTORY_PARAMETERS,
    WORK_CALENDAR,
)
from cryptocity.sources.reference.decode import decode_prices
from cryptocity.sources.reference.labels.decode import LABEL_FEED
from loopback import PSEUDONYMS

KNOWN_CODES = classifiers_of(decode_classifiers(classifier_lines(faulty=False), PSEUDONYMS).rows)
FOUR_DAYS_LATER = WINDOW.start + timedelta(days=4)


def receipts_of(*parts):
    """Return the landings of a day's receipts and their lines, which come in these parts, in memory."""
    writer = Writer(Lake(Path("nowhere"), Seal(b"key")), "merchants", DAY)
    lines_of = [partial(list, part) for part in parts]
    landings = gather_receipts(lines_of, WINDOW, writer, access=Access({}, PSEUDONYMS))
    return tuple(replace(landing, rows=landing.table, rejected=tuple(landing.rejected)) for landing in landings)


CLASSIFIED = Feed(
    CLASSIFIER_CODES,
    "/merchants/classifiers",
    {
        "Classifier": "kato",
        "Code": "191810000",
        "NameRu": "г.Алатау",
        "NameKk": "Алатау қ.",
        "ParentCode": "191800000",
        "ValidFrom": "2024-02-01",
        "ValidTo": None,
        "ReplacedByCode": None,
    },
    partial(decode_classifiers, pseudonyms=PSEUDONYMS),
    {
        "another classifier": (but(Classifier="tnved"), "wrong_shape"),
        "code in words": (but(Code="Alatau"), "wrong_shape"),
        "no name": (but(NameRu=""), "wrong_shape"),
        "over before it begins": (but(ValidTo="2018-12-31"), "wrong_term"),
        "in force from no day": (but(ValidFrom="01.02.2024"), "wrong_shape"),
    },
)

REGISTERED = Feed(
    REGISTER,
    "/merchants/register",
    {
        "Xin": FIRM,
        "Name": "Alatau Foods",
        "Oked": "47110",
        "Mcc": "5411",
        "Kato": "191810000",
        "RegisteredOn": "2026-07-13",
        "TaxRegime": "GENERAL",
        "VatPayerFrom": "2026-08-01",
        "VatPayerTo": None,
        "CryptoEnabledOn": None,
        "SettlementAddress": "0x" + 20 * "aB",
    },
    lambda lines: decode_register(lines, WINDOW, PSEUDONYMS, classifiers=KNOWN_CODES),
    {
        **identifiers("Xin"),
        "registered tomorrow": (but(RegisteredOn=str(TOMORROW)), "future_date"),
        "registered on no day": (but(RegisteredOn="02.11.2026"), "wrong_shape"),
        "OKED of four digits": (but(Oked="4711"), "wrong_shape"),
        "OKED that nobody knows": (but(Oked="00000"), "unknown_oked"),
        "MCC that nobody knows": (but(Mcc="0000"), "unknown_mcc"),
        "KATO that nobody knows": (but(Kato="000000000"), "unknown_kato"),
        "KATO of the village that is a city now": (but(Kato="196837100"), "unknown_kato"),
        "another tax regime": (but(TaxRegime="general"), "wrong_shape"),
        "half an address": (but(SettlementAddress="0xabab"), "wrong_shape"),
    },
)

ISSUED = Feed(
    RECEIPTS,
    "/merchants/receipts",
    {
        "Xin": PERSON,
        "CashboxUniqueNumber": "SWK0000042",
        "OperationType": 2,
        "DateTime": "2026-11-02T00:00:00+05:00",
        "CheckNumber": "2611020000001",
        "ExternalCheckNumber": "EXT-1",
        "CustomerXin": "791028302728",
        "Positions": [
            {
                "Count": 0.25,
                "Price": 1200.1,
                "Discount": 0.03,
                "TaxPercent": 16,
                "Tax": 41.38,
                "TaxType": 100,
                "PositionName": "Apples",
            }
        ],
        "Payments": [{"Sum": 300.0, "PaymentType": 5}],
    },
    lambda lines: receipts_of(lines)[0],
    {
        **identifiers("Xin"),
        **instants("DateTime"),
        **no_numbers("Price", position),
        **no_numbers("Tax", position),
        **no_numbers("Count", position),
        **no_numbers("Sum", payment),
        **no_numbers("Change"),
        "the same again": (lambda row: b" " + written(row), "duplicate_key"),
        "another receipt under its fiscal sign": (but(OfflineMode=True, ExternalCheckNumber="EXT-2"), "duplicate_key"),
        "another fiscal sign under its idempotency key": (but(CheckNumber="26F"), "duplicate_idempotency_key"),
        "delivered after 72 hours": (but(CheckNumber="26F", DeliveredAt=str(FOUR_DAYS_LATER)), "too_late"),
        "delivered before it was issued": (but(DeliveredAt="2026-11-01T23:59:59+05:00"), "wrong_delivery"),
        "delivered at no instant": (but(DeliveredAt="2026-11-02T12:00:00"), "wrong_shape"),
        "customer with a wrong check digit": (but(CustomerXin="791028302729"), "wrong_check_digit"),
        "negative price": (position(Price=-1), "negative_amount"),
        "negative count": (position(Count=-1), "negative_amount"),
        "nothing counted": (position(Count=0), "negative_amount"),
        "negative discount": (position(Discount=-1), "negative_amount"),
        "negative tax": (position(Tax=-0.01), "negative_amount"),
        "discount above the price": (position(Discount=10**9), "negative_amount"),
        "negative payment": (payment(Sum=-1), "negative_amount"),
        "negative change": (with_change_given_back, "negative_amount"),
        "change without cash": (but(Change=1), "negative_amount"),
        "tenth of a tiyn": (position(Price=10.005), "not_an_amount"),
        "tenth of a gram": (position(Count=0.0001), "not_an_amount"),
        "lines beyond any column": (worth_too_much, "not_an_amount"),
        "VAT beyond any column": (taxed_too_much, "not_an_amount"),
        "VAT rate in hundredths": (position(TaxPercent=1600), "wrong_rate"),
        "amount in words": (position(Price="much"), "wrong_shape"),
        "paid other than sold": (payment(Sum=1), "payments_differ_from_lines"),
        "operation in words": (but(OperationType="sell"), "wrong_shape"),
        "payment of no known kind": (payment(PaymentType=7), "wrong_shape"),
        "VAT of no known kind": (position(TaxType=50), "wrong_shape"),
        "no lines": (but(Positions=[]), "wrong_shape"),
        "not paid": (without("Payments"), "wrong_shape"),
    },
)

SETTLED = Feed(
    CRYPTO_SETTLEMENTS,
    "/merchants/crypto-settlements",
    {
        "SettlementId": "S-1",
        "Xin": FIRM,
        "ChainId": 1,
        "TransactionHash": "0x" + 32 * "aB",
        "Asset": "USDT",
        "AmountBaseUnits": "294607",
        "AmountKzt": 140.0,
        "SettledAt": "2026-11-02T18:59:59.999999+00:00",
    },
    lambda lines: decode_crypto_settlements(lines, WINDOW, PSEUDONYMS),
    {
        **identifiers("Xin"),
        **instants("SettledAt"),
        **no_numbers("AmountKzt"),
        "negative amount": (but(AmountKzt=-0.01), "negative_amount"),
        "negative base units": (but(AmountBaseUnits="-1"), "wrong_shape"),
        "fraction of a base unit": (but(AmountBaseUnits="1.5"), "wrong_shape"),
        "half a hash": (but(TransactionHash="0x12"), "wrong_shape"),
        "chain beyond 64 bits": (but(ChainId=BEYOND_64_BITS), "wrong_shape"),
        "no chain": (but(ChainId=0), "wrong_shape"),
    },
)

LICENSED = Feed(
    VENUES,
    "/exchanges/v1/venues",
    {
        "venue_id": "AX-01",
        "venue_name": "Steppe Exchange",
        "bin": FIRM,
        "licence_number": "LA-1",
        "licence_status": "active",
        "licensed_from": str(DAY),
        "licensed_to": None,
    },
    lambda items: decode_venues(items, WINDOW, PSEUDONYMS),
    {
        **identifiers("bin"),
        "a person's number": (but(bin=PERSON), "not_an_organisation"),
        "licensed from tomorrow": (but(licensed_from=str(TOMORROW)), "future_date"),
        "another licence status": (but(licence_status="lapsed"), "wrong_shape"),
    },
)

TRADED = Feed(
    DAILY_VOLUMES,
    "/exchanges/v1/volumes",
    {
        "venue_id": "AX-01",
        "base_asset": "USDC",
        "quote_currency": "KZT",
        "side": "buy",
        "client_residency": "resident",
        "trade_count": 1,
        "base_amount": "12345678901234567890.123456789012345678",
        "quote_amount": "0",
    },
    lambda items: decode_volumes(items, PSEUDONYMS),
    {
        "negative base amount": (but(base_asset="BTC", base_amount="-1e-18"), "negative_amount"),
        "negative quote amount": (but(base_asset="BTC", quote_amount="-1"), "negative_amount"),
        "amount in words": (but(base_amount="much"), "wrong_shape"),
        "nineteen decimals": (but(base_amount="1e-19"), "not_an_amount"),
        "twenty-one digits": (but(base_amount="1" + 20 * "0"), "not_an_amount"),
        "no finite amount": (but(base_amount="NaN"), "not_an_amount"),
        "no amount that can be compared": (but(base_amount="sNaN"), "not_an_amount"),
        "immense amount": (but(quote_amount="1e999999"), "not_an_amount"),
        "no trades": (but(trade_count=0), "wrong_shape"),
        "trades beyond 64 bits": (but(trade_count=BEYOND_64_BITS), "wrong_shape"),
        "another side": (but(side="both"), "wrong_shape"),
    },
)

MOVED = Feed(
    TRANSFERS,
    "/exchanges/v1/transfers",
    {
        "venue_id": "AX-01",
        "transfer_id": "T-1",
        "occurred_at": "2026-11-01T19:00:00+00:00",
        "direction": "deposit",
        "kind": "crypto",
        "asset": "USDT",
        "amount": "496.641606",
        "client_id": PERSON,
        "client_id_type": "iin",
        "client_residency": "resident",
        "counterparty_residency": "unknown",
        "counterparty_address": "0x" + 20 * "aB",
        "transaction_hash": "0x" + 32 * "aB",
        "travel_rule_complete": True,
        "travel_rule": {
            "originator": {
                "originatorPersons": [{"naturalPerson": {"name": [{"primaryIdentifier": "Saparova"}]}}],
                "accountNumber": ["0x" + 20 * "aB"],
            },
            "beneficiary": {"beneficiaryPersons": [], "accountNumber": []},
            "is_self_hosted": False,
        },
    },
    lambda items: decode_transfers(items, WINDOW, PSEUDONYMS),
    {
        **identifiers("client_id"),
        **instants("occurred_at"),
        "negative amount": (but(amount="-5"), "negative_amount"),
        "immense amount": (but(amount="1e999999"), "not_an_amount"),
        "no amount that can be compared": (but(amount="sNaN"), "not_an_amount"),
        "half a hash": (but(transaction_hash="0x12"), "wrong_shape"),
        "another direction": (but(direction="in"), "wrong_shape"),
        "another residency": (but(client_residency="maybe"), "wrong_shape"),
        "travel rule in words": (but(travel_rule="complete"), "wrong_shape"),
        "originator by a mere name": (but(travel_rule={"originator": "Saparova"}), "wrong_shape"),
    },
)

DEALT = Feed(
    CLIENT_TRADES,
    "/exchanges/v1/client-trades",
    {
        "venue_id": "AX-01",
        "trade_id": "T-1",
        "traded_at": "2026-11-01T19:00:00+00:00",
        "client_id": PERSON,
        "client_id_type": "iin",
        "client_residency": "resident",
        "base_asset": "BTC",
        "quote_currency": "KZT",
        "side": "sell",
        "base_amount": "0.000000000000000001",
        "quote_amount": "43.25",
        "fee_amount": "0.0865",
        "fee_currency": "KZT",
        "lot_trade_id": "T-0",
    },
    lambda items: decode_trades(items, WINDOW, PSEUDONYMS),
    {
        **identifiers("client_id"),
        **instants("traded_at"),
        "negative amount": (but(base_amount="-1"), "negative_amount"),
        "nineteen decimals": (but(quote_amount="1e-19"), "not_an_amount"),
        "immense amount": (but(base_amount="1e999999"), "not_an_amount"),
        "no amount that can be compared": (but(quote_amount="sNaN"), "not_an_amount"),
        "negative fee": (but(fee_amount="-1"), "negative_amount"),
        "immense fee": (but(fee_amount="1e999999"), "not_an_amount"),
        "fee without currency": (but(fee_currency=None), "half_a_fee"),
        "fee without amount": (but(fee_amount=None), "half_a_fee"),
        "its own lot": (but(lot_trade_id="T-1", trade_id="T-1"), "names_itself"),
        "another side": (but(side="both"), "wrong_shape"),
        "another residency": (but(client_residency="maybe"), "wrong_shape"),
        "asset by its name": (but(base_asset="bitcoin"), "wrong_shape"),
    },
)

EXCHANGED = Feed(
    OFFICE_TURNOVERS,
    "/exchanges/v1/office-turnovers",
    {
        "office_id": "OB-01",
        "licence_number": "SANDBOX-NB-0001",
        "licensed_from": "2026-03-02",
        "licensed_to": None,
        "asset": "USDT",
        "side": "buy",
        "operation_count": 1,
        "asset_amount": "0.000000000000000001",
        "turnover_kzt": "43.25",
        "fee_kzt": "0",
    },
    lambda items: decode_office_turnovers(items, PSEUDONYMS),
    {
        "negative amount": (but(asset_amount="-1"), "negative_amount"),
        "nineteen decimals": (but(asset_amount="1e-19"), "not_an_amount"),
        "negative turnover": (but(turnover_kzt="-0.01"), "negative_amount"),
        "half a tiyn of a fee": (but(fee_kzt="0.005"), "not_an_amount"),
        "immense fee": (but(fee_kzt="1e999999"), "not_an_amount"),
        "licence without a day": (but(licensed_from=None), "half_a_licence"),
        "licence without a number": (but(licence_number=None), "half_a_licence"),
        "no operations": (but(operation_count=0), "wrong_shape"),
        "operations beyond 64 bits": (but(operation_count=BEYOND_64_BITS), "wrong_shape"),
        "another side": (but(side="both"), "wrong_shape"),
    },
)

SPANNED = Feed(
    LICENCES,
    "/exchanges/v1/licences",
    {
        "venue_id": "AX-01",
        "licence_number": "LA-1",
        "licence_type": "operating_trading_facility",
        "licence_status": "suspended",
        "valid_from": str(DAY),
        "valid_to": str(TOMORROW),
        "decided_on": "2026-10-15",
    },
    lambda items: decode_licences(items, WINDOW, PSEUDONYMS),
    {
        "begins tomorrow": (but(licence_number="LA-2", valid_from=str(TOMORROW)), "future_date"),
        "decided tomorrow": (but(licence_number="LA-2", decided_on=str(TOMORROW)), "future_date"),
        "ends before it begins": (but(licence_number="LA-2", valid_to="2020-01-01"), "ends_before_it_begins"),
        "begins on no day": (but(valid_from="2026-13-01"), "wrong_shape"),
        "another status": (but(licence_status="lapsed"), "wrong_shape"),
    },
)

TOTALLED = Feed(
    CLIENT_YEAR_AGGREGATES,
    "/exchanges/v1/client-year-aggregates",
    {
        "venue_id": "AX-01",
        "as_of": str(DAY),
        "client_id": PERSON,
        "client_id_type": "iin",
        "year": 2026,
        "asset": "EURC",
        "element": "CryptoTransferIn",
        "type_code": "CARF505",
        "transaction_count": 3,
        "amount": "1234.56",
        "currency": "USD",
        "units": "0.000000000000000001",
        "alternative_valuation": "CARF1002",
    },
    lambda items: decode_year_aggregates(items, WINDOW, PSEUDONYMS),
    {
        **identifiers("client_id"),
        **no_numbers("amount"),
        "as of tomorrow": (but(as_of=str(TOMORROW)), "future_date"),
        "as of yesterday": (but(as_of="2026-11-01"), "past_date"),
        "another year": (but(year=2025), "wrong_period"),
        "year beyond 64 bits": (but(year=BEYOND_64_BITS), "wrong_period"),
        "negative amount": (but(amount="-0.01"), "negative_amount"),
        "tenth of a cent": (but(amount="0.001"), "not_an_amount"),
        "negative units": (but(units="-1"), "negative_amount"),
        "nineteen decimals": (but(units="1e-19"), "not_an_amount"),
        "no amount that can be compared": (but(units="sNaN"), "not_an_amount"),
        "no transactions": (but(transaction_count=0), "wrong_shape"),
        "transactions not counted": (but(transaction_count=None), "wrong_carf_count"),
        "transactions counted for a wallet": (but(element="TransferWallet", type_code=None), "wrong_carf_count"),
        "element that CARF has not": (but(element="CryptoGift"), "wrong_shape"),
        "type that CARF has not": (but(type_code="CARF510"), "wrong_shape"),
        "type of another element": (but(element="CryptoTransferIn", type_code="CARF603"), "wrong_carf_type"),
        "type where the element has none": (but(element="RRPT", type_code="CARF501"), "wrong_carf_type"),
        "transfer without type": (but(element="CryptoTransferOut", type_code=None), "wrong_carf_type"),
        "currency by its name": (but(currency="tenge"), "wrong_shape"),
        "valuation that CARF has not": (but(alternative_valuation="CARF1005"), "wrong_shape"),
    },
)

LIMITED = Feed(
    CLIENT_MONTH_LIMITS,
    "/exchanges/v1/client-month-limits",
    {
        "venue_id": "AX-01",
        "as_of": str(DAY),
        "client_id": PERSON,
        "client_id_type": "iin",
        "client_residency": "resident",
        "month": "2026-11-01",
        "deposited_usd": "999.99",
        "knowledge_test_passed": True,
        "knowledge_test_passed_on": str(DAY),
    },
    lambda items: decode_month_limits(items, WINDOW, PSEUDONYMS),
    {
        **identifiers("client_id"),
        **no_numbers("deposited_usd"),
        "as of tomorrow": (but(as_of=str(TOMORROW)), "future_date"),
        "as of yesterday": (but(as_of="2026-11-01"), "past_date"),
        "another month": (but(month="2026-10-01"), "wrong_period"),
        "month that begins on the second": (but(month=str(DAY)), "wrong_period"),
        "negative deposit": (but(deposited_usd="-0.01"), "negative_amount"),
        "tenth of a cent": (but(deposited_usd="0.001"), "not_an_amount"),
        "passed tomorrow": (
            but(knowledge_test_passed=True, knowledge_test_passed_on=str(TOMORROW)),
            "future_date",
        ),
        "passed on no day": (
            but(knowledge_test_passed=True, knowledge_test_passed_on=None),
            "test_without_date",
        ),
        "not passed on a day": (
            but(knowledge_test_passed=False, knowledge_test_passed_on=str(DAY)),
            "test_without_date",
        ),
        "passed in words": (but(knowledge_test_passed="yes"), "wrong_shape"),
        "another residency": (but(client_residency="maybe"), "wrong_shape"),
    },
)

PRICED = Feed(
    ASSET_PRICES,
    "/reference/asset-prices",
    {"asset": "USDT", "price_usd": "1.00012345"},
    lambda items: decode_prices(Answered(DAY, b'{"items":[' + b",".join(items) + b"]}"), DAY, PSEUDONYMS),
    {
        **no_numbers("price_usd"),
        "negative price": (but(price_usd="-1"), "negative_amount"),
        "price of nothing": (but(price_usd=0), "negative_amount"),
        "nine decimals": (but(price_usd="1e-9"), "not_an_amount"),
        "price in words": (but(price_usd="much"), "wrong_shape"),
    },
)

KNOWN = Feed(
    ASSETS,
    "/reference/assets",
    {
        "asset": "USDT",
        "chain_id": 2**63 - 1,
        "token_address": "0x" + 20 * "aB",
        "decimals": 6,
        "is_stablecoin": True,
        "bpm7_account": "financial",
        "is_permitted": True,
    },
    landing_in(ASSETS),
    {
        "chain beyond 64 bits": (but(chain_id=BEYOND_64_BITS), "wrong_shape"),
        "negative decimals": (but(decimals=-1), "wrong_shape"),
        "half an address": (but(token_address="0xabab"), "wrong_shape"),
        "another account": (but(bpm7_account="current"), "wrong_shape"),
        "yes for true": (but(is_stablecoin="yes"), "wrong_shape"),
    },
)

LABELLED = Feed(
    ADDRESS_LABELS,
    "/reference/address-labels",
    {
        "address": "0x" + 20 * "aB",
        "cluster_id": "user-1",
        "category": "resident",
        "residency": "resident",
        "labelled_by": "sandbox",
        "labelled_on": str(DAY),
        "holder": "Айгерим Сапарова",
        "source_document": "register of wallets",
        "confidence": "high",
    },
    lambda items: LABEL_FEED.land(items, DAY, PSEUDONYMS),
    {
        "labelled tomorrow": (but(labelled_on=str(TOMORROW)), "future_date"),
        "labelled on no day": (but(labelled_on="2026-13-01"), "wrong_shape"),
        "half an address": (but(address="0xabab"), "unknown_chain"),
        "a Bitcoin address with a wrong check sum": (
            but(address="1BoatSLRHtKNngkdXEeobR76b53LETtpyU"),
            "unknown_chain",
        ),
        "an address of a chain that nobody knows": (
            but(address="bnb1edrs5cukhx060e02u98v9j8spum7vhuqg9ctxd"),
            "unknown_chain",
        ),
        "nobody knows how sure": (but(confidence="maybe"), "wrong_shape"),
        "the same in capitals": (lambda row: {**row, "address": "0x" + row["address"][2:].upper()}, "duplicate_key"),
        "another residency": (but(residency="maybe"), "wrong_shape"),
    },
)

IN_FORCE = Feed(
    STATUTORY_PARAMETERS,
    "/reference/statutory-parameters",
    {"parameter": "mci", "value": "4325", "unit": "KZT"},
    landing_in(STATUTORY_PARAMETERS),
    {"value as a number": (but(value=4325), "wrong_shape"), "no unit": (but(unit=""), "wrong_shape")},
)

OFF = Feed(
    WORK_CALENDAR,
    "/reference/work-calendar",
    {
        "calendar_on": "2026-10-26",
        "kind": "day_off",
        "title": "Republic Day (observed)",
        "source_document": "law 267 of 13.12.2001",
        "confidence": "high",
    },
    landing_in(WORK_CALENDAR),
    {
        "half a day off": (but(kind="half_day"), "wrong_shape"),
        "a Saturday off": (but(calendar_on="2026-10-24", kind="day_off"), "wrong_weekday"),
        "a Monday worked": (but(calendar_on="2026-10-19", kind="working_day"), "wrong_weekday"),
        "off on no day": (but(calendar_on="26.10.2026"), "wrong_shape"),
        "nobody knows how sure": (but(confidence="maybe"), "wrong_shape"),
    },
)

OF_MERCHANTS = (CLASSIFIED, REGISTERED, ISSUED, SETTLED)
OF_EXCHANGES = (LICENSED, SPANNED, TRADED, DEALT, EXCHANGED, TOTALLED, LIMITED, MOVED)
OF_REFERENCE = (PRICED, KNOWN, LABELLED, IN_FORCE, OFF, *REGISTER_FEEDS)
FEEDS = {feed.dataset.id: feed for feed in (*OF_MERCHANTS, *OF_EXCHANGES, *OF_REFERENCE)}
