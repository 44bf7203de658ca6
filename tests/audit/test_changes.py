from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from audited import change

from cryptocity.audit import audit
from cryptocity.audit.changes import Changes
from cryptocity.audit.suites import ROWS, Rule
from cryptocity.audit.verdict import AuditResult

SUITE = """\
table: merchants.receipts
description: One row per fiscal receipt.
expectations:
  - type: expect_column_values_to_be_in_set
    kwargs: {column: operation, value_set: [sale, sale_return]}
    severity: critical
    because: A receipt is a sale or a return.
  - type: expect_compound_columns_to_be_unique
    kwargs: {column_list: [check_number, merchant_key]}
    severity: critical
    because: A receipt is issued once.
  - type: unexpected_rows_expectation
    kwargs:
      unexpected_rows_query: |
        select day from {batch} group by day having count(*) > 3
    severity: critical
    because: A day has three receipts at most.
    within: [day]
  - type: unexpected_rows_expectation
    kwargs:
      unexpected_rows_query: |
        select merchant_key from {batch} group by merchant_key having count(*) > 4
    severity: warning
    because: A merchant issues four receipts at most.
"""
RECEIPTS = """
    select day::date as day, 'sale' as operation, unnest(checks)::varchar as check_number, 'A' as merchant_key
    from (values ('2026-09-01', [1, 2]), ('2026-09-02', [3]), ('2026-09-03', [4])) as receipts(day, checks)
"""


class City:
    """Receipts of three days, the audits of them, and the days that changed since the one before."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.database = folder, folder / "raw.duckdb"
        self.expectations = folder / "expectations"
        (self.expectations / "raw").mkdir(parents=True)
        self.says(SUITE)
        change(self.database, f"create schema merchants; create table merchants.receipts as {RECEIPTS}")
        self.before = self.whole()

    def says(self, suite: str) -> None:
        (self.expectations / "raw" / "merchants__receipts.yml").write_text(suite)

    def whole(self) -> AuditResult:
        return audit("raw", self.database, expectations=self.expectations)

    def following(self, *days: str) -> AuditResult:
        """Audit again, as these days and no others changed since the audit before."""
        alone = self.folder / "changed_days.duckdb"
        alone.unlink(missing_ok=True)
        with duckdb.connect(alone) as connection:
            connection.execute(f"attach '{self.database}' as whole (read_only); create schema merchants")
            listed = ", ".join(f"date '{day}'" for day in days)
            rows = f"from whole.merchants.receipts where list_contains([{listed}]::date[], day)"
            connection.execute(f"create table merchants.receipts as {rows}")
        changes = Changes(days, alone, self.before.findings)
        return audit("raw", self.database, expectations=self.expectations, changes=changes)


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path)


def verdicts(result: AuditResult) -> list[str]:
    return [finding.verdict for finding in result.findings]


def insert(city: City, *receipts: Sequence[str]) -> None:
    for day, operation, number, merchant in receipts:
        change(
            city.database, f"insert into merchants.receipts values ('{day}', '{operation}', '{number}', '{merchant}')"
        )


def test_a_day_that_came_is_held_against_every_rule_with_the_same_result(city: City) -> None:
    insert(
        city,
        ("2026-09-04", "gift", "5", "A"),
        ("2026-09-04", "sale", "1", "A"),
        *(("2026-09-04", "sale", number, "B") for number in "678"),
    )

    result = city.following("2026-09-04")

    assert verdicts(result) == ["failed"] * 4
    assert [finding.unexpected_count for finding in result.findings] == [1, 2, 1, 1]
    assert result.to_json() == city.whole().to_json()


def test_a_day_that_came_as_it_should_passes_with_the_same_result(city: City) -> None:
    insert(city, ("2026-09-04", "sale", "5", "B"))

    result = city.following("2026-09-04")

    assert verdicts(result) == ["passed"] * 4
    assert result.to_json() == city.whole().to_json()


def test_nothing_new_passes(city: City) -> None:
    assert city.following().to_json() == city.before.to_json()


def test_what_held_is_not_asked_again_of_a_day_that_did_not_change(city: City) -> None:
    insert(city, ("2026-09-01", "gift", "1", "A"), ("2026-09-01", "sale", "5", "A"))

    assert verdicts(city.following("2026-09-03")) == ["passed", "passed", "passed", "failed"]
    assert verdicts(city.following("2026-09-01")) == ["failed"] * 4


def test_a_rule_that_did_not_hold_is_asked_of_every_day_until_it_does(city: City) -> None:
    insert(city, ("2026-09-01", "gift", "1", "A"))
    city.before = city.following("2026-09-01")

    assert verdicts(city.following("2026-09-03")) == ["failed", "failed", "passed", "failed"]


def test_a_rule_that_says_something_else_is_asked_of_every_day(city: City) -> None:
    city.says(SUITE.replace("[sale, sale_return]", "[sale_return]"))

    assert verdicts(city.following("2026-09-03")) == ["failed", "passed", "passed", "passed"]
    assert city.following("2026-09-03").findings[0].unexpected_count == 4


@pytest.mark.parametrize(
    ("query", "apart"),
    [
        ("select day from {batch} where kzt < 0", ("day",)),
        ("select day from {batch} where not regexp_full_match(name, '[a-z]{{2}}')", ("day",)),
        ("select day from {batch} as receipt where kzt in (1, 2)", ("day",)),
        ("select day from {batch} where kzt in (select max(kzt) from {batch})", ()),
        ("select day from {batch} join merchants.register using (merchant_key)", ()),
        ("select day from {batch} group by day having count(*) > 1", ()),
        ("select day from {batch} qualify row_number() over (partition by kzt) > 1", ()),
        ("select day from {batch} order by kzt limit 1 offset 5", ()),
        ("select distinct kzt from {batch} offset 1", ()),
        ("select day from {batch} union all select day from {batch}", ()),
        ("select day from merchants.register where kzt in (select kzt from {batch})", ()),
        ("with receipts as (from {batch}) select day from receipts", ()),
        ("select day from (from {batch}) as receipts", ()),
        ("select day from {batch} using sample 3", ()),
        ("select day from {batch} tablesample 10%", ()),
        ("select count(*) from {batch}", ()),
        ("select day from {batch} where issued_at > now()", ()),
        ("select day from {batch} where day > current_date", ()),
        ("select day from {batch} where random() < 0.5", ()),
        ("select day from {batch} where rowid > 5", ()),
        ("not a query {batch}", ()),
    ],
)
def test_a_filter_of_single_rows_tells_days_apart_and_no_other_query_does(query: str, apart: tuple[str, ...]) -> None:
    rule = Rule(ROWS, {"unexpected_rows_query": query}, "critical", "Because.")

    assert rule.apart == apart


@pytest.mark.parametrize(
    ("kind", "kwargs", "apart"),
    [
        ("expect_column_values_to_be_in_set", {"column": "kind", "value_set": ["a"]}, ("day",)),
        ("expect_column_values_to_be_in_set", {"column": "kind", "value_set": ["a"], "mostly": 0.9}, ()),
        ("expect_column_values_to_be_unique", {"column": "id"}, ("id",)),
        ("expect_column_values_to_be_unique", {"column": "id", "mostly": 0.9}, ()),
        ("expect_compound_columns_to_be_unique", {"column_list": ["day", "id"]}, ("day", "id")),
        ("expect_table_columns_to_match_set", {"column_set": ["day"]}, ()),
    ],
)
def test_a_rule_that_lets_a_share_of_rows_fail_tells_nothing_apart(kind, kwargs, apart) -> None:
    assert Rule(kind, kwargs, "critical", "Because.").apart == apart


def test_what_a_rule_says_of_itself_goes_first() -> None:
    query = "select day from {batch} group by day having count(*) > 1"

    assert Rule(ROWS, {"unexpected_rows_query": query}, "critical", "Because.", within=("day",)).apart == ("day",)
