"""The statutory parameters as seeded, and the checks on them shown failing."""

import csv
from datetime import date
from itertools import pairwise

import duckdb
import pytest

from cryptocity import project

SEED = project.folder("dbt_project") / "seeds" / "seed_statutory_parameters.csv"


@pytest.mark.parametrize(
    ("parameter", "day", "value"),
    [
        ("mci", "2025-12-31", "3932"),
        ("mci", "2026-01-01", "4325"),
        ("mci", "2027-01-01", None),
        ("vat_rate_standard", "2022-12-31", None),
        ("vat_rate_standard", "2025-12-31", "12"),
        ("vat_rate_standard", "2026-01-01", "16"),
        ("vat_rate_medical", "2026-12-31", "5"),
        ("vat_rate_medical", "2027-01-01", "10"),
        ("afm_crypto_crossborder_threshold", "1999-01-01", "50000"),
        ("afm_crypto_crossborder_threshold", "2026-02-11", "50000"),
        ("afm_crypto_crossborder_threshold", "2026-02-12", "30000"),
        ("alatau_law_phase", "2027-06-30", "2"),
    ],
)
def test_parameter_has_its_value_on_the_day(built, parameter, day, value):
    found = built.ask(
        "select value from intermediate.int_statutory_parameters_bounded "
        f"where parameter = '{parameter}' and date '{day}' between valid_from and valid_to"
    )
    assert found == ([(value,)] if value else [])


def test_every_row_of_the_seed_says_where_it_comes_from():
    rows = list(csv.DictReader(SEED.open()))
    assert len(rows) == 65
    assert all(row["name"] and row["value"] and row["unit"] and row["source"] and row["confidence"] for row in rows)


def test_vat_parameters_cover_every_day_once(built):
    spans = built.ask("select valid_from, valid_to from intermediate.int_vat_parameters_spanned order by 1")
    assert (spans[0][0], spans[-1][1]) == (date.min, date.max)
    assert all(after[0].toordinal() == before[1].toordinal() + 1 for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("periods", "overlapping"),
    [
        ([("2025-01-01", "2025-12-31"), ("2026-01-01", "9999-12-31")], 0),
        ([("2025-01-01", "2026-01-01"), ("2026-01-01", "9999-12-31")], 1),
        ([("0001-01-01", "9999-12-31"), ("2026-01-01", "2026-12-31")], 1),
        ([("2026-01-01", "2025-12-31")], 1),
    ],
)
def test_no_overlap_finds_parameters_in_force_twice(built, tmp_path, periods, overlapping):
    check = next(node for node in built.manifest["nodes"].values() if node["name"].startswith("no_overlap"))
    with duckdb.connect(tmp_path / "candidate.duckdb") as connection:
        connection.execute("create schema intermediate")
        table = "intermediate.int_statutory_parameters_bounded"
        connection.execute(f"create table {table} (parameter text, valid_from date, valid_to date)")
        connection.executemany(f"insert into {table} values ('mci', ?, ?)", periods)
        found = connection.execute(check["compiled_code"]).fetchall()
    assert len(found) == overlapping
