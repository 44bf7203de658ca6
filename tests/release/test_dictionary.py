"""The data dictionary says what every mart and column of a release means, by the release's own definitions."""

import csv
import json

import duckdb
import pytest

from cryptocity.errors import ReleaseMissing
from cryptocity.release.dictionary import DICTIONARY, as_csv, read_dictionary, write_dictionary
from cryptocity.release.manifest import DEFINITIONS, METRICS, read_manifest, release_folder
from released import copy_of, released_city
from terminal import typed

RETAIL = {
    "area": "adoption",
    "mart": "adoption_daily",
    "version": "1",
    "owner": "CryptoCity adoption statistics",
    "grain": "One row per day with at least one fiscal receipt: how much of the city's retail is paid in crypto, and "
    "by whom. Crypto share is crypto turnover (numerator) of the turnover of all fiscal receipts (denominator), both "
    "in KZT and net of returns, in percent; stablecoin share is of confirmed crypto turnover, receipt match of all "
    "settlements. Payers and merchants do not add up across days, for who pays on two counts on each.",
    "key": "day",
    "column": "retail_turnover_kzt",
    "type": "DECIMAL(18,2)",
    "unit": "KZT",
    "description": "Total of all receipts, sales less returns, KZT with VAT.",
    "tests": "not null",
    "metrics": "crypto_share_of_retail_pct, retail_turnover_kzt",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return released_city(tmp_path_factory).home


def told(home, *options):
    ran = typed("dictionary", *options, home=home)
    assert (ran.code, ran.errors) == (0, "")
    return ran.output.decode()


def test_every_column_of_every_mart_is_told_in_its_order(home):
    rows = list(csv.DictReader(told(home, "--format", "csv").splitlines()))
    with duckdb.connect(release_folder(home) / "marts.duckdb", read_only=True) as marts:
        laid = marts.execute(
            "select schema_name, table_name, column_name, data_type from duckdb_columns() "
            "where schema_name in (select schema_name from duckdb_tables()) order by 1, 2, column_index"
        ).fetchall()
    assert [(row["area"], row["mart"], row["column"], row["type"]) for row in rows] == laid
    assert RETAIL in rows
    assert all(row["grain"].startswith("One row per ") and row["owner"] and row["key"] for row in rows)
    assert all(row["description"] for row in rows)


def test_every_metric_is_told_beside_a_column_that_it_is_made_of(home):
    metrics = {each["name"] for each in json.loads((release_folder(home) / METRICS).read_text())["metrics"]}
    columns = [column for mart in read_dictionary(release_folder(home)) for column in mart.columns]
    assert {name for column in columns for name in column.metrics} == metrics


def test_the_release_holds_it_for_whoever_has_no_command_line(home, tmp_path):
    folder = release_folder(home)
    content = (folder / DICTIONARY).read_bytes()
    assert content.decode("utf-8-sig") == as_csv(read_dictionary(folder))
    assert DICTIONARY in {file.name for file in read_manifest(home).outputs}
    again = release_folder(copy_of(home, tmp_path))
    write_dictionary(again)
    assert (again / DICTIONARY).read_bytes() == content


def test_it_speaks_of_the_release_and_not_of_the_code_as_it_is(home, tmp_path):
    home = copy_of(home, tmp_path)
    path = release_folder(home) / DEFINITIONS
    path.write_text(path.read_text().replace("KZT with VAT.", "KZT without VAT."))
    assert "Total of all receipts, sales less returns, KZT without VAT." in told(home, "adoption_daily")
    path.unlink()
    with pytest.raises(ReleaseMissing, match=r"keeps no definitions\.json"):
        read_dictionary(release_folder(home))


def test_a_mart_is_told_by_its_name_with_or_without_the_area(home):
    table = told(home, "vat_gap_quarterly")
    assert table == told(home, "tax.vat_gap_quarterly")
    assert "key: quarter, merchant_key." in table
    assert "In every row: days_landed between 0 and days." in table
    assert "is a merchant_key of int_merchants_deduplicated" in table
    (mart,) = json.loads(told(home, "vat_gap_quarterly", "--format", "json"))
    assert [column["name"] for column in mart["columns"]][:2] == ["quarter", "merchant_key"]
    assert f"| {RETAIL['column']} | {RETAIL['type']} | KZT |" in told(home, "adoption_daily", "--format", "markdown")


def test_all_marts_are_listed_with_their_grain(home):
    listed = told(home)
    assert all(mart.partition(".")[2] in listed for mart in read_manifest(home).marts)
    assert RETAIL["grain"] in listed


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("adoption_dayly", "did you mean adoption_daily, "),
        ("vat", "did you mean vat_refund_survival_monthly, vat_refund_waits_monthly, vat_refunds_monthly?"),
        ("rainfall", "`cryptocity dictionary` lists those there are"),
    ],
)
def test_a_mart_that_there_is_not_is_wrong_usage_in_one_line(name, hint, home):
    ran = typed("dictionary", name, home=home)
    assert ran.code == 2
    assert f"there is no mart {name}; {hint}" in ran.complaint
