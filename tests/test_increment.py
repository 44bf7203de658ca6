"""An incremental build gives what one in full gives, row by row, however days land, and touches no other day."""

import json
from dataclasses import dataclass

import duckdb
import msgspec
import pytest

from changing_city import DAYS, ChangingCity
from cryptocity.inputs import Partition
from cryptocity.warehouse import (
    SPARK,
    BuildOutcome,
    build,
    candidate_path,
    days_to_rebuild,
    definitions_path,
    hash_of_code,
    metrics_path,
    tools,
)

FAR = 15  # so many days after the first the changes begin: five days on either side move, and nine more rest on those
BUILT_BY_DAY = (
    "intermediate.int_address_labels_last_named",
    "intermediate.int_chain_transfers_valued",
    "intermediate.int_client_days_traded",
    "intermediate.int_crypto_payments_claimed",
    "intermediate.int_crypto_settlements_matched",
    "intermediate.int_receipt_lines_summed",
    "intermediate.int_receipts_paid_in_crypto",
    "intermediate.int_receipts_summed",
    "intermediate.int_receipts_summed_by_merchant",
    "intermediate.int_register_changes_found",
    "intermediate.int_register_last_named",
    "intermediate.int_token_transfers_summed",
    "intermediate.int_venue_transfers_valued",
)
FOLLOWING_LEDGERS = {  # and amounts that can be altered together
    "intermediate.int_gains_average": ("cost_kzt",),
    "intermediate.int_gains_fifo": ("cost_kzt",),
    "intermediate.int_gains_judged": ("cost_kzt", "proceeds_kzt"),
}
KEPT_BY_DAY = (*BUILT_BY_DAY, "cbdc.statements")  # of what landed, one table that nothing else is made of


def tables_of(home):
    """Return every table of a candidate that a model made, rows sorted, by its name."""
    with duckdb.connect(candidate_path(home), read_only=True) as connection:
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name <> 'seeds' order by all"
        ).fetchall()
        return {name: connection.execute(f"select * from {name} order by all").pl() for (name,) in names}


def days_in(home, table):
    with duckdb.connect(candidate_path(home), read_only=True) as connection:
        return {day for (day,) in connection.execute(f"select distinct day from {table}").fetchall()}


def differing(one, other):
    return [name for name in one | other if name not in one or name not in other or not one[name].equals(other[name])]


@dataclass(frozen=True)
class Grown:
    """A city built in full, then twice on top of that while its past changed and days arrived out of order.

    For the first of these builds each table had lost the rows of the first day that it knows, or said something else of
    the events of the first week where it follows ledgers: `lost` and `altered` are those rows, `found` and `kept` the
    days and rows that it had afterwards. Before the second all was as it had been.
    """

    city: ChangingCity
    outcomes: tuple[BuildOutcome, ...]
    lost: dict
    found: dict
    altered: dict
    kept: dict


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    city = ChangingCity(tmp_path_factory.mktemp("city"), seed=2)
    home, early = city.lake.home, [*DAYS[:3], *DAYS[4:-4]]
    for day in city.random.sample(early[FAR:], 3):
        city.keep_receipts_back(day)
    city.land(*early[:-1])
    outcomes = [build(city.lake, home)]
    lost = {table: take_first_day(home, table) for table in KEPT_BY_DAY}
    altered = {table: alter_first_week(home, table, "+ 1") for table in FOLLOWING_LEDGERS}
    outcomes.append(grow(city, DAYS[-3], early[-1]))
    found = {table: days_in(home, table) for table in KEPT_BY_DAY}
    kept = {table: alter_first_week(home, table, "+ 0") for table in FOLLOWING_LEDGERS}
    for table, rows in lost.items():
        put_back(home, table, rows)
    for table in FOLLOWING_LEDGERS:
        alter_first_week(home, table, "- 1")
    outcomes.append(grow(city, DAYS[-2], DAYS[-4]))
    return Grown(city, tuple(outcomes), lost, found, altered, kept)


def grow(city, *arriving):
    city.land(*arriving)
    city.change(city.landed[FAR:])
    return build(city.lake, city.lake.home)


def take_first_day(home, table):
    """Delete the rows of the first day that a table knows. Returns them."""
    with duckdb.connect(candidate_path(home)) as connection:
        rows = connection.execute(f"from {table} where day = (select min(day) from {table})").to_arrow_table()
        connection.execute(f"delete from {table} where day = (select min(day) from {table})")
        return rows


def put_back(home, table, rows):
    with duckdb.connect(candidate_path(home)) as connection:
        connection.execute(f"insert into {table} from rows")


def alter_first_week(home, table, change):
    """Change amounts of all events of the first week. Returns their rows, sorted."""
    amounts = ", ".join(f"{amount} = {amount} {change}" for amount in FOLLOWING_LEDGERS[table])
    ledgers = "intermediate.int_holdings_ordered"
    events = f"select event_id from {ledgers} where day <= (select min(day) from {ledgers}) + 7"
    with duckdb.connect(candidate_path(home)) as connection:
        connection.execute(f"update {table} set {amounts} where event_id in ({events})")
        return connection.execute(f"from {table} where event_id in ({events}) order by all").pl()


@pytest.fixture(scope="module")
def in_full(grown):
    """The outcome and tables of a full refresh, and the tables that the last incremental build had left."""
    home = grown.city.lake.home
    before = tables_of(home)
    outcome = build(grown.city.lake, home, full_refresh=True)
    return outcome, tables_of(home), before


def test_an_incremental_build_equals_one_in_full(grown, in_full):
    outcome, tables, before = in_full
    assert [each.changed_days is None for each in (*grown.outcomes, outcome)] == [True, False, False, True]
    assert outcome.id == grown.outcomes[-1].id
    assert differing(before, tables) == []


@pytest.mark.parametrize("table", KEPT_BY_DAY)
def test_days_out_of_reach_of_changed_ones_are_not_built_again(grown, in_full, table):
    (lost,) = set(grown.lost[table]["day"].to_pylist())
    assert lost in set(in_full[1][table]["day"])
    assert lost not in grown.found[table]


@pytest.mark.parametrize("table", FOLLOWING_LEDGERS)
def test_what_is_said_of_events_whose_ledger_is_as_it_was_is_not_said_anew(grown, table):
    altered, kept = grown.altered[table], grown.kept[table]
    same = ["event_id", "ledger_hash"]
    staying = kept.join(altered, on=same, how="semi", maintain_order="left")
    assert staying.height > 0
    assert staying.equals(altered.join(kept, on=same, how="semi", maintain_order="left"))


def test_every_table_that_is_built_incrementally_is_looked_at(grown):
    manifest = json.loads((grown.city.lake.home / "warehouse" / "dbt" / "target" / "manifest.json").read_text())
    models = [node for node in manifest["nodes"].values() if node["config"]["materialized"] == "incremental"]
    assert sorted(f"{model['schema']}.{model['name']}" for model in models) == sorted(
        (*BUILT_BY_DAY, *FOLLOWING_LEDGERS)
    )


@pytest.fixture
def candidate(tmp_path):
    """A home with a candidate that the code of today made of one partition."""
    path = candidate_path(tmp_path)
    path.parent.mkdir(parents=True)
    duckdb.connect(path).close()
    for definitions in (metrics_path(tmp_path), definitions_path(tmp_path)):
        definitions.write_text("{}")
    write_outcome(tmp_path, outcome_of([partition("merchants.receipts", "2026-11-01", "a")]))
    return tmp_path


def partition(dataset, day, *files, contract="c"):
    return Partition(dataset, day, contract, "e", 0, 0, 0, (), files)


def outcome_of(inputs, **differing):
    made = {"inputs_sha256": "", "code_sha256": hash_of_code(), "tools": tools(), "changed_days": None, "nodes": ()}
    return BuildOutcome(**(made | {"inputs": tuple(inputs)} | differing))


def write_outcome(home, outcome):
    candidate_path(home).with_suffix(".json").write_bytes(msgspec.json.encode(outcome))


@pytest.mark.parametrize(
    ("inputs", "days"),
    [
        ([partition("merchants.receipts", "2026-11-01", "a")], ()),
        ([partition("merchants.receipts", "2026-11-01", "b")], ("2026-11-01",)),
        ([partition("merchants.receipts", "2026-11-01", "a", "b")], ("2026-11-01",)),
        ([partition("merchants.receipts", "2026-11-01", "a", contract="d")], ("2026-11-01",)),
        ([partition("merchants.receipts", "2026-11-02", "a")], ("2026-11-01", "2026-11-02")),
        ([partition("merchants.register", "2026-11-01", "a")], ("2026-11-01",)),
        ([], ("2026-11-01",)),
    ],
)
def test_days_whose_files_differ_have_changed(candidate, inputs, days):
    assert days_to_rebuild(candidate, inputs) == days


@pytest.mark.parametrize("differing", [{"code_sha256": "another"}, {"tools": ("duckdb 0.1",)}, {"engine": SPARK}])
def test_what_other_code_tools_or_engine_made_is_not_built_on(candidate, differing):
    inputs = [partition("merchants.receipts", "2026-11-01", "a")]
    write_outcome(candidate, outcome_of(inputs, **differing))
    assert days_to_rebuild(candidate, inputs) is None


def test_a_candidate_that_is_missing_or_broken_is_not_built_on(candidate):
    candidate_path(candidate).write_bytes(b"not a database" * 1000)
    assert days_to_rebuild(candidate, []) is None
    candidate_path(candidate).unlink()
    assert days_to_rebuild(candidate, []) is None


def test_an_outcome_says_in_words_what_was_built():
    days = tuple(f"2026-11-{day:02}" for day in range(1, 10))
    assert [outcome_of([], changed_days=changed).extent for changed in (None, (), days[:1], days)] == [
        "in full",
        "incrementally, 0 changed days",
        "incrementally, 1 changed day: 2026-11-01",
        "incrementally, 9 changed days: 2026-11-01, 2026-11-02, 2026-11-03, 2026-11-04, 2026-11-05, 2026-11-06, "
        "2026-11-07, …",
    ]
