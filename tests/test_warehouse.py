"""The candidate: marts worked out by hand from a small lake, builds that start over, and lakes that are refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import msgspec
import polars as pl
import pytest

from cryptocity import atomic, landed_tables, project
from cryptocity.errors import BuildFailed, ContractBroken, LakeIncomplete, ReleaseMissing, StoreBusy
from cryptocity.inputs import hash_of_inputs, read_inputs
from cryptocity.lake import Lake
from cryptocity.landing import Landing
from cryptocity.payloads import Seal
from cryptocity.sources import DATASETS
from cryptocity.sources.exchanges import datasets as exchanges
from cryptocity.sources.merchants import datasets as merchants
from cryptocity.sources.onchain import datasets as onchain
from cryptocity.sources.reference import datasets as reference
from cryptocity.warehouse import build, candidate_path, read_outcome

JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 1)
FILLERS = {pl.String: "", pl.Int64: 0, pl.Boolean: False, pl.Date: JANUARY}


def money(text):
    return Decimal(text)


def at(day, hour):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def table(dataset, rows):
    """Return rows as a table of the dataset; columns that a row leaves out are null, else empty, zero or false."""
    full = [
        {column.name: None if column.nullable else filler(column.dtype) for column in dataset.columns} | row
        for row in rows
    ]
    return pl.DataFrame(full, schema=dataset.schema, orient="row")


def filler(dtype):
    return FILLERS.get(dtype, datetime(2026, 1, 31, tzinfo=UTC) if dtype == pl.Datetime("us", "UTC") else Decimal(0))


def land(lake, day, rows):
    """Land every source's day: these rows by dataset, nothing of the datasets that are not named."""
    for source in dict.fromkeys(dataset.source for dataset in DATASETS):
        land_source(lake, day, source, rows=rows)


def land_source(lake, day, source, *, rows):
    tables = [(dataset, table(dataset, rows.get(dataset, []))) for dataset in DATASETS if dataset.source == source]
    with lake.writer(source, day) as writer:
        writer.commit([Landing(dataset, frame, frame.height) for dataset, frame in tables], ())


SHOP = {
    "merchant_key": "shop",
    "oked_code": "47110",
    "kato_code": "191810000",
    "tax_regime": "general",
    "vat_payer_from": date(2024, 1, 1),
    "crypto_enabled_on": date(2026, 1, 1),
    "settlement_address": "0xshop",
}
KIOSK = SHOP | {
    "merchant_key": "kiosk",
    "tax_regime": "simplified",
    "crypto_enabled_on": None,
    "settlement_address": None,
}
REFERENCE = {
    reference.FX_RATES: [{"currency": "USD", "rate_kzt": money("464")}],
    reference.ASSET_PRICES: [{"asset": "BTC", "price_usd": money("65000")}],
    reference.ASSETS: [
        {
            "asset": "USDT",
            "chain_id": 7,
            "token_address": "0xusdt",
            "decimals": 6,
            "is_stablecoin": True,
            "bpm7_account": "financial",
        },
        {"asset": "BTC", "chain_id": 7, "token_address": "0xbtc", "decimals": 8, "bpm7_account": "capital"},
    ],
    reference.ADDRESS_LABELS: [
        {"address": "0xanna", "cluster_key": "p-anna", "residency": "resident", "chain": "evm", "confidence": "high"}
    ],
    reference.STATUTORY_PARAMETERS: [
        {"parameter": "vat_rate_standard", "value": "16.0", "unit": "percent"},
        {"parameter": "mci", "value": "4325", "unit": "KZT"},
    ],
}


def receipt(check, *, operation="sale", crypto="0", total, issued_at, merchant="shop"):
    return {
        "cashbox_number": merchant,
        "check_number": check,
        "merchant_key": merchant,
        "operation": operation,
        "issued_at": issued_at,
        "crypto_kzt": money(crypto),
        "total_kzt": money(total),
    }


def line(of, *, stated_pct="16", stated_kzt, is_taxed=True, original_issued_at=None):
    shared = {name: of[name] for name in ("cashbox_number", "check_number", "merchant_key", "operation", "issued_at")}
    return shared | {
        "line_number": 1,
        "gross_kzt": of["total_kzt"],
        "is_taxed": is_taxed,
        "vat_stated_pct": money(stated_pct),
        "vat_stated_kzt": money(stated_kzt),
        "original_issued_at": original_issued_at,
    }


def january():
    paid = receipt("1", crypto="1160", total="1160", issued_at=at(JANUARY, 6))
    untaxed = receipt("1", total="580", issued_at=at(JANUARY, 7), merchant="kiosk")
    return REFERENCE | {
        merchants.REGISTER: [SHOP, KIOSK],
        merchants.RECEIPTS: [paid, untaxed],
        merchants.RECEIPT_LINES: [
            line(paid, stated_kzt="160"),
            line(untaxed, stated_pct="0", stated_kzt="0", is_taxed=False),
        ],
        merchants.CRYPTO_SETTLEMENTS: [
            {
                "settlement_id": "s1",
                "merchant_key": "shop",
                "cashbox_number": "shop",
                "check_number": "1",
                "chain_id": 7,
                "transaction_hash": "0x1",
                "asset": "USDT",
                "amount_base_units": "2500000",
                "amount_kzt": money("1160"),
                "settled_at": at(JANUARY, 6),
            }
        ],
        onchain.BLOCKS: [{"chain_id": 7, "block_number": 10, "verification": "verified", "finality": "final"}],
        onchain.TRANSACTIONS: [
            {
                "chain_id": 7,
                "block_number": 10,
                "transaction_hash": "0x1",
                "value_base_units": "0",
                "finality": "final",
                "is_successful": True,
            }
        ],
        onchain.TOKEN_TRANSFERS: [
            {
                "chain_id": 7,
                "block_number": 10,
                "transaction_hash": "0x1",
                "token_address": "0xusdt",
                "finality": "final",
                "from_address": "0xanna",
                "to_address": "0xshop",
                "amount_base_units": "2500000",
            }
        ],
        exchanges.VENUES: [{"venue_id": "v1", "licence_status": "active"}],
    }


def february():
    returned = receipt("2", operation="sale_return", total="112", issued_at=at(FEBRUARY, 5))
    paid = receipt("3", crypto="1000", total="2320", issued_at=at(FEBRUARY, 6))
    return REFERENCE | {
        merchants.REGISTER: [SHOP],
        merchants.RECEIPTS: [returned, paid],
        merchants.RECEIPT_LINES: [
            line(returned, stated_pct="12", stated_kzt="12", original_issued_at=datetime(2025, 12, 30, tzinfo=UTC)),
            line(paid, stated_kzt="300"),
        ],
        merchants.CRYPTO_SETTLEMENTS: [
            {
                "settlement_id": "s2",
                "merchant_key": "shop",
                "cashbox_number": "shop",
                "check_number": "3",
                "chain_id": 7,
                "transaction_hash": "0x2",
                "asset": "USDT",
                "amount_base_units": "2155172",
                "amount_kzt": money("995"),
                "settled_at": at(FEBRUARY, 6),
            }
        ],
        onchain.TRANSACTIONS: [
            {
                "chain_id": 7,
                "block_number": 20,
                "transaction_hash": "0x2",
                "value_base_units": "0",
                "finality": "final",
                "is_successful": False,
            }
        ],
        exchanges.VENUES: [{"venue_id": "v1", "licence_status": "active"}],
        exchanges.DAILY_VOLUMES: [volume(side="buy", quote_amount="46400"), volume(side="sell", quote_amount="4640")],
        exchanges.TRANSFERS: [
            transfer("t1", direction="deposit", kind="crypto", asset="BTC", amount="0.5"),
            transfer("t2", direction="withdrawal", kind="crypto", asset="BTC", amount="0.1"),
            transfer("t3", direction="withdrawal", kind="crypto", asset="DOGE", amount="1"),
        ],
    }


def volume(*, side, quote_amount):
    return {
        "venue_id": "v1",
        "base_asset": "USDT",
        "quote_currency": "KZT",
        "side": side,
        "client_residency": "resident",
        "trade_count": 3,
        "base_amount": money("99.5"),
        "quote_amount": money(quote_amount),
    }


def transfer(identifier, *, direction, kind, asset, amount):
    return {
        "venue_id": "v1",
        "transfer_id": identifier,
        "direction": direction,
        "kind": kind,
        "asset": asset,
        "amount": money(amount),
        "client_residency": "resident",
        "counterparty_residency": "non_resident",
    }


def once(meanwhile):
    """Return a progress callback that does something the first time it is called."""
    waiting = [meanwhile]

    def progress(*_):
        if waiting:
            waiting.pop()()

    return progress


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return Lake(tmp_path_factory.mktemp("home"), Seal(b"key"))


@pytest.fixture(scope="module")
def built(lake):
    """Return the error of a build during which the exchanges' day was extracted again, and the outcome of the next.

    The first reads all datasets from their files, as it does the large ones.
    """
    land(lake, JANUARY, january())
    rows = february()
    land(lake, FEBRUARY, rows | {exchanges.DAILY_VOLUMES: [volume(side="buy", quote_amount="1")]})
    (lake.partition(exchanges.TRANSFERS, FEBRUARY) / "stray.parquet").write_bytes(b"no manifest names this file")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(landed_tables, "MOST_ROWS_COPIED", 0)
        with pytest.raises(StoreBusy) as caught:
            build(lake, lake.home, progress=once(lambda: land_source(lake, FEBRUARY, "exchanges", rows=rows)))
    return caught.value, build(lake, lake.home)


def ask(lake, sql):
    with duckdb.connect(candidate_path(lake.home), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_adoption_daily(lake, built):
    assert ask(
        lake,
        "select * exclude (crypto_ticket_median_kzt, crypto_ticket_p90_kzt) from adoption.adoption_daily order by 1",
    ) == [
        (
            JANUARY,
            1,
            1,
            1,
            1,
            1,
            money(1160),
            money(1160),
            money(1740),
            money("66.6667"),
            money(1160),
            money(100),
            1,
            1,
            money(100),
        ),
        (FEBRUARY, 1, 0, 0, 1, 0, money(1000), 0, money(2208), money("45.2899"), 0, None, 1, 1, money(100)),
    ]
    assert ask(
        lake, "select crypto_ticket_median_kzt, crypto_ticket_p90_kzt from adoption.adoption_daily order by day"
    ) == [
        (1160, 1160),
        (1000, 1000),
    ]


def test_merchant_acceptance_monthly(lake, built):
    assert ask(lake, "select * from adoption.merchant_acceptance_monthly order by 1") == [
        (date(2026, 1, 1), "47110", "191810000", 2, 1, 1, 50, 50),
        (date(2026, 2, 1), "47110", "191810000", 1, 1, 0, 100, 0),
    ]


def test_vat_due_monthly(lake, built):
    assert ask(lake, "select * from tax.vat_due_monthly order by 1, 2, 4") == [
        (date(2026, 1, 1), "kiosk", False, 0, "47110", 1, 580, 0, 0, 0, "H"),
        (date(2026, 1, 1), "shop", True, 16, "47110", 1, 1160, 160, 160, 0, "H"),
        (date(2026, 2, 1), "shop", True, 12, "47110", 1, -112, -12, -12, 0, "H"),
        (date(2026, 2, 1), "shop", True, 16, "47110", 1, 2320, 320, 300, -20, "H"),
    ]


def test_vat_threshold_watch(lake, built):
    assert ask(lake, "select * from tax.vat_threshold_watch") == [
        (2026, "kiosk", FEBRUARY, 32, 2, False, "47110", 580, 43_250_000, money("0.0013"), "not_applicable", "M")
    ]


def test_ramp_flows_daily(lake, built):
    units = money("99.5")
    assert ask(lake, "select * from capital_flow.ramp_flows_daily") == [
        (FEBRUARY, "v1", "USDT", "resident", 3, 3, units, units, 46400, 4640, 100, 10, 90, False)
    ]


def test_cross_border_flows_daily(lake, built):
    assert ask(lake, "select * from capital_flow.cross_border_flows_daily order by asset") == [
        (FEBRUARY, "BTC", "non_resident", "capital", 1, 1, 32500, 6500, 26000, 0, "H-standard"),
        (FEBRUARY, "DOGE", "non_resident", "unknown", 0, 1, 0, None, None, 1, "L"),
    ]


def test_token_transfers_daily(lake, built):
    assert ask(lake, "select * from capital_flow.token_transfers_daily") == [
        (JANUARY, 7, "0xusdt", "USDT", 1, 1, 1, money("2.5"), 0)
    ]


def test_marts_carry_the_description_of_every_column(lake, built):
    assert ask(
        lake, "select count(*) from duckdb_columns() where schema_name in ('tax', 'adoption') and comment is null"
    ) == [(0,)]


def test_a_partition_replaced_while_dbt_runs_is_never_half_read(lake, built):
    error, outcome = built
    assert str(error) == "an extraction replaced a partition while it was read; build again"
    assert outcome.inputs == read_inputs(lake)


def test_the_outcome_is_kept_beside_the_candidate(lake, built):
    _, outcome = built
    assert read_outcome(lake.home) == outcome
    rows = {node.name: (node.kind, node.rows) for node in outcome.nodes}
    assert rows["vat_due_monthly"] == ("model", 4)
    seed = project.folder("dbt_project") / "seeds" / "seed_statutory_parameters.csv"
    assert rows["seed_statutory_parameters"] == ("seed", len(seed.read_text().splitlines()) - 1)
    assert {(part.dataset, part.rows_landed) for part in outcome.inputs if part.day == "2026-01-31"} >= {
        ("merchants.receipts", 2),
        ("cbdc.payments", 0),
    }


@pytest.fixture(scope="module")
def refused(lake, built):
    """Return the error of a build on top of the one before, after a day that contradicts itself in several ways."""
    day = date(2026, 2, 2)
    orphan = line(receipt("9", total="1", issued_at=at(day, 1)), stated_kzt="0")
    parameters = [
        {"parameter": "mci", "value": "5000", "unit": "KZT"},
        {"parameter": "unheard_of", "value": "1", "unit": "bool"},
    ]
    paid_twice = january()[merchants.CRYPTO_SETTLEMENTS]
    rows = {merchants.RECEIPT_LINES: [orphan], merchants.CRYPTO_SETTLEMENTS: paid_twice}
    volumes = [volume(side="buy", quote_amount="-1")]
    land(lake, day, REFERENCE | rows | {reference.STATUTORY_PARAMETERS: parameters, exchanges.DAILY_VOLUMES: volumes})
    with pytest.raises(BuildFailed) as caught:
        build(lake, lake.home)
    return caught.value


@pytest.fixture(scope="module")
def statuses(lake, refused):
    results = msgspec.json.decode((lake.home / "warehouse" / "dbt" / "target" / "run_results.json").read_bytes())
    return {result["unique_id"].split(".")[2]: result["status"] for result in results["results"]}


@pytest.mark.parametrize(
    ("check", "status"),
    [
        ("statutory_parameters_agree_with_the_authority", "fail"),
        ("published_parameters_are_known", "warn"),
        ("unique_combination_stg_merchants__crypto_settlements_settlement_id", "fail"),
        ("row_matching_stg_merchants__receipt_lines", "fail"),
        ("not_negative_stg_exchanges__daily_volumes", "fail"),
    ],
)
def test_a_check_finds_the_contradiction_made_for_it(statuses, check, status):
    assert {found for name, found in statuses.items() if name.startswith(check)} == {status}


def test_a_failed_build_says_which_parameter_contradicts_the_authority(refused):
    assert "\n" not in str(refused)
    assert "mci on 2026-02-02: the authority publishes 5000, our seed says 4325" in str(refused)


def test_a_failed_build_leaves_the_candidate_before_as_it_was(lake, built, refused):
    _, outcome = built
    assert read_outcome(lake.home) == outcome
    assert ask(lake, "select max(day) from adoption.adoption_daily") == [(FEBRUARY,)]


def test_a_build_that_stops_dbt_says_why(tmp_path, monkeypatch):
    monkeypatch.setenv("DBT_FAIL_FAST", "perhaps")
    with pytest.raises(BuildFailed, match=r"dbt stopped: .*'perhaps' is not a valid boolean"):
        build(Lake(tmp_path, Seal(b"key")), tmp_path)
    assert not candidate_path(tmp_path).exists()
    with pytest.raises(ReleaseMissing, match="there is no candidate"):
        read_outcome(tmp_path)


@pytest.fixture
def small_lake(tmp_path):
    lake = Lake(tmp_path, Seal(b"key"))
    land(lake, JANUARY, january())
    return lake


def test_a_source_day_without_one_of_its_datasets_is_refused(small_lake):
    (small_lake.partition(merchants.RECEIPTS, JANUARY) / "manifest.json").unlink()
    with pytest.raises(LakeIncomplete, match=r"^merchants 2026-01-31 is half landed: extract it again$"):
        build(small_lake, small_lake.home)


def test_a_source_day_from_two_extractions_is_refused(small_lake):
    path = small_lake.partition(merchants.RECEIPTS, JANUARY) / "manifest.json"
    before = path.read_bytes()
    land_source(small_lake, JANUARY, "merchants", rows=february())
    path.write_bytes(before)
    with pytest.raises(LakeIncomplete, match="merchants 2026-01-31 is half landed"):
        build(small_lake, small_lake.home)


def test_a_source_day_that_is_landing_just_now_is_worth_another_try(small_lake):
    (small_lake.partition(merchants.RECEIPTS, JANUARY) / "manifest.json").unlink()
    with small_lake.writer("merchants", JANUARY), pytest.raises(StoreBusy, match="merchants 2026-01-31"):
        build(small_lake, small_lake.home)


def test_a_day_landed_under_another_contract_is_refused(small_lake):
    path = small_lake.partition(merchants.RECEIPTS, JANUARY) / "manifest.json"
    path.write_bytes(path.read_bytes().replace(merchants.RECEIPTS.fingerprint.encode(), b"0" * 16))
    with pytest.raises(ContractBroken, match=r"merchants\.receipts 2026-01-31 landed under another contract"):
        build(small_lake, small_lake.home)


def test_one_build_runs_at_a_time(small_lake):
    with (
        atomic.sole_writer(small_lake.home / "locks" / "warehouse", "the warehouse"),
        pytest.raises(StoreBusy, match="the warehouse"),
    ):
        build(small_lake, small_lake.home)


def test_the_hash_of_inputs_changes_with_the_rows_and_not_with_their_order(small_lake):
    before = read_inputs(small_lake)
    assert hash_of_inputs(before) == hash_of_inputs(before[::-1])
    land_source(small_lake, JANUARY, "merchants", rows=february())
    assert hash_of_inputs(read_inputs(small_lake)) != hash_of_inputs(before)
