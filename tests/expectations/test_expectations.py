"""Every expectation holds on good tables and is the only one to fail where exactly it is broken.

tests/expectations mirrors expectations: per table the good rows and then, in the suite's order, a way to break each.
"""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb
import msgspec
import polars as pl
import pytest
import yaml

from cryptocity.audit import PERSONAL
from cryptocity.audit.changes import Changes, examine_changes
from cryptocity.audit.suites import QUERY, ROWS, Suite, read_suites
from cryptocity.audit.verdict import Finding
from cryptocity.dataset import Dataset
from cryptocity.landed_tables import PARTITIONS
from cryptocity.sources import DATASETS

FOLDER = Path(__file__).parents[2] / "expectations"
BROKEN = Path(__file__).parent
MODELS = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"
SUITES = {layer: {suite.table: suite for suite in read_suites(FOLDER / layer)} for layer in ("raw", "marts")}
CONTRACTS = {dataset.id: dataset for dataset in (*DATASETS, PARTITIONS)}
MARTS = {
    f"{path.parent.name}.{model['name']}": model["columns"]
    for path in MODELS.glob("*/_*__models.yml")
    for model in yaml.safe_load(path.read_text())["models"]
}


def sections(layer: str, table: str) -> list[str]:
    """Return the good rows and then each way to break them."""
    text = (BROKEN / layer / f"{table.replace('.', '__')}.sql").read_text()
    return [section for section in re.split(r"^-- (?:good|broken: .*)$", text, flags=re.MULTILINE) if section.strip()]


def duckdb_type(dtype: pl.DataType | type[pl.DataType]) -> str:
    if isinstance(dtype, pl.Decimal):
        return f"decimal({dtype.precision}, {dtype.scale})"
    if isinstance(dtype, pl.Datetime):
        return "timestamptz"
    return {pl.String: "varchar", pl.Int64: "bigint", pl.Boolean: "boolean", pl.Date: "date"}[dtype]


def created(dataset: Dataset) -> str:
    columns = [f'"{column.name}" {duckdb_type(column.dtype)}' for column in dataset.columns]
    return f"create table {dataset.id} ({', '.join(columns)}, day date)"


def build(layer: str, path: Path, *, filled: bool = True) -> Path:
    """Make a database in which every expectation of the layer holds."""
    with duckdb.connect(str(path)) as database:
        for schema in dict.fromkeys(suite.schema for suite in SUITES[layer].values()):
            database.execute(f"create schema {schema}")
        for table in SUITES[layer]:
            if layer == "raw":
                database.execute(created(CONTRACTS[table]))
            if filled or layer == "marts":
                database.execute(sections(layer, table)[0])
            if not filled:
                database.execute(f"delete from {table}")
    return path


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("good")
    return {layer: build(layer, folder / f"good_{layer}.duckdb") for layer in SUITES}


def examined(suites: list[Suite], database: Path):
    from cryptocity.audit.examination import examine

    return examine(suites, database, personal=PERSONAL)


@pytest.mark.parametrize("layer", SUITES)
def test_good_tables_break_no_expectation(layer: str, good: dict[str, Path]) -> None:
    findings = examined(list(SUITES[layer].values()), good[layer])

    assert [finding for finding in findings if finding.verdict != "passed"] == []
    assert len(findings) == sum(len(suite.expectations) for suite in SUITES[layer].values())


@pytest.mark.parametrize("layer", SUITES)
def test_tables_without_rows_break_no_expectation(layer: str, tmp_path: Path) -> None:
    empty = build(layer, tmp_path / "without_rows.duckdb", filled=False)

    findings = examined(list(SUITES[layer].values()), empty)

    assert [finding for finding in findings if finding.verdict != "passed"] == []


CASES = [
    pytest.param(layer, table, position, id=f"{table}-{position + 1}")
    for layer, suites in SUITES.items()
    for table, suite in suites.items()
    for position in range(len(suite.expectations))
]


@pytest.mark.parametrize(("layer", "table", "position"), CASES)
def test_each_expectation_alone_fails_where_it_is_broken(
    layer: str, table: str, position: int, good: dict[str, Path], tmp_path: Path
) -> None:
    suite, (_, *ways) = SUITES[layer][table], sections(layer, table)
    assert len(ways) == len(suite.expectations)
    broken = Path(shutil.copy(good[layer], tmp_path / "broken.duckdb"))
    with duckdb.connect(str(broken)) as database:
        database.execute(ways[position])

    findings = examined([suite], broken)

    assert [finding.verdict for finding in findings] == [
        "failed" if here == position else "passed" for here in range(len(suite.expectations))
    ], [(finding.rule.because, finding.observed) for finding in findings if finding.verdict != "passed"]
    assert not re.search(r"900101300123|p-[0-9a-f]{32}|[0-9]{4}40000", " ".join(findings[position].sample))


TOLD_APART = [
    pytest.param(table, position, id=f"{table}-{position + 1}")
    for table, suite in SUITES["raw"].items()
    for position, rule in enumerate(suite.expectations)
    if rule.apart
]


def changed(before: Path, after: Path, tables: Iterable[str]) -> tuple[str, ...]:
    """Return the days of which a table has other rows after than before."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{before}' as before (read_only); attach '{after}' as after (read_only)")
        differing = " union all ".join(
            f"(select day from (from {one}.{table} except all from {other}.{table}))"
            for table in tables
            for one, other in (("before", "after"), ("after", "before"))
        )
        found = connection.execute(
            f"select distinct day::varchar from ({differing}) where day is not null order by all"
        )
        return tuple(day for (day,) in found.fetchall())


@pytest.mark.parametrize(("table", "position"), TOLD_APART)
def test_what_breaks_a_rule_is_found_on_the_days_that_changed(
    table: str, position: int, good: dict[str, Path], tmp_path: Path
) -> None:
    suite, (_, *ways) = SUITES["raw"][table], sections("raw", table)
    rule = suite.expectations[position]
    only = msgspec.structs.replace(suite, expectations=(rule,))
    broken = Path(shutil.copy(good["raw"], tmp_path / "broken.duckdb"))
    with duckdb.connect(str(broken)) as database:
        database.execute(ways[position])
    days = changed(good["raw"], broken, [name for name in SUITES["raw"] if name in ways[position]])
    alone = Path(shutil.copy(broken, tmp_path / "changed_days.duckdb"))
    with duckdb.connect(str(alone)) as database:
        for name in SUITES["raw"]:
            database.execute(f"delete from {name} where not list_contains(?::date[], day)", [list(days)])

    held = Finding(table, rule, rule.columns, "passed", "nothing unexpected", 0)

    [finding] = examine_changes([only], broken, Changes(days, alone, (held,)), examine=examined)

    assert finding.verdict == "failed"
    assert (finding,) == examined([only], broken)


def test_every_dataset_and_mart_has_a_suite_and_no_suite_is_orphaned() -> None:
    assert set(SUITES["raw"]) == set(CONTRACTS)
    assert set(SUITES["marts"]) == set(MARTS)
    for layer, suites in SUITES.items():
        names = {table.replace(".", "__") for table in suites}
        assert {path.name for path in (FOLDER / layer).iterdir()} == {f"{name}.yml" for name in names}
        assert {path.name for path in (BROKEN / layer).iterdir()} == {f"{name}.sql" for name in names}


def promised(suite: Suite) -> tuple[list[str], list[str]]:
    """Return the columns that a suite expects, and those that it expects to be filled."""
    columns, mandatory = suite.expectations[:2]
    return columns.kwargs["column_set"], re.findall(r"(\w+) is null", mandatory.kwargs[QUERY])


@pytest.mark.parametrize("table", SUITES["raw"])
def test_landed_columns_are_those_of_the_contract(table: str) -> None:
    contract = CONTRACTS[table].columns

    assert promised(SUITES["raw"][table]) == (
        [*(column.name for column in contract), "day"],
        [*(column.name for column in contract if not column.nullable), "day"],
    )


@pytest.mark.parametrize("table", SUITES["marts"])
def test_columns_of_marts_are_those_of_the_model(table: str) -> None:
    assert promised(SUITES["marts"][table]) == (
        [column["name"] for column in MARTS[table]],
        [column["name"] for column in MARTS[table] if {"type": "not_null"} in column.get("constraints", [])],
    )


@pytest.mark.parametrize("table", [*SUITES["raw"], *SUITES["marts"]])
def test_no_query_shows_a_personal_column_under_another_name(table: str) -> None:
    suite = (SUITES["raw"] | SUITES["marts"])[table]

    for rule in suite.expectations:
        if rule.type == ROWS:
            assert not re.search(rf"({'|'.join(PERSONAL)})\)*\s+as\s", rule.kwargs[QUERY])


@pytest.mark.parametrize("table", [*SUITES["raw"], *SUITES["marts"]])
def test_every_reason_is_a_sentence_and_every_suite_has_critical_rules(table: str) -> None:
    suite = (SUITES["raw"] | SUITES["marts"])[table]

    assert all(re.fullmatch(r"[A-Z].*\.", rule.because) for rule in suite.expectations)
    assert sum(rule.severity == "critical" for rule in suite.expectations) >= 3
