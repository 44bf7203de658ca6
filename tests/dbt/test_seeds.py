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
        ("vat_rate_standard", "2008-12-31", None),
        ("vat_rate_standard", "2022-12-31", "12"),
        ("vat_rate_standard", "2025-12-31", "12"),
        ("vat_rate_standard", "2026-01-01", "16"),
        ("vat_rate_medical", "2026-12-31", "5"),
        ("vat_rate_medical", "2027-01-01", "10"),
        ("afm_crypto_crossborder_threshold", "1999-01-01", "50000"),
        ("afm_crypto_crossborder_threshold", "2026-02-11", "50000"),
        ("afm_crypto_crossborder_threshold", "2026-02-12", "30000"),
        ("alatau_law_phase", "2027-06-30", "2"),
        ("vat_watch_approaching_share", "2026-01-01", "80"),
        ("settlement_match_max_amount_difference", "2026-01-01", "1"),
        ("settlement_match_max_time_difference", "2026-01-01", "72"),
    ],
)
def test_parameter_has_its_value_on_the_day(built, parameter, day, value):
    found = built.ask(
        "select value from intermediate.int_statutory_parameters_bounded "
        f"where parameter = '{parameter}' and date '{day}' between valid_from and valid_to"
    )
    assert found == ([(value,)] if value else [])


def test_a_settlement_is_compared_with_receipts_of_as_many_days_as_may_lie_between(built):
    rows = csv.DictReader(SEED.open())
    hours = max(int(row["value"]) for row in rows if row["name"] == "settlement_match_max_time_difference")
    model = built.manifest["nodes"]["model.cryptocity.int_crypto_settlements_matched"]
    assert model["config"]["meta"]["reach_days"] * 24 >= hours


def test_every_row_of_the_seed_says_where_it_comes_from():
    rows = list(csv.DictReader(SEED.open()))
    assert rows
    assert all(row["name"] and row["value"] and row["unit"] and row["source"] and row["confidence"] for row in rows)


def test_weights_of_the_adoption_index_add_up_to_a_whole_from_their_first_day(built):
    changes = "select distinct valid_from as day from seeds.seed_adoption_index_components"
    weights = built.ask(
        f"select day, sum(weight_pct) from ({changes}) inner join seeds.seed_adoption_index_components "
        "on day between valid_from and coalesce(valid_to, date '9999-12-31') group by day"
    )
    assert weights == [(date(2026, 1, 1), 100)]


@pytest.mark.parametrize(
    ("activity", "category"),
    [
        ("47110", "groceries"),
        ("47240", "groceries"),
        ("47190", None),
        ("47300", "transport"),
        ("49320", "transport"),
        ("51100", "transport"),
        ("52210", None),
        ("56100", "restaurants"),
        ("55100", None),
        ("68310", "real_estate"),
        ("64190", "investment"),
        ("65110", None),
        ("66120", "investment"),
    ],
)
def test_activities_have_the_spending_category_of_the_classifier(built, activity, category):
    found = built.ask(
        f"select category from seeds.seed_spending_categories where starts_with('{activity}', oked_prefix)"
    )
    assert found == ([(category,)] if category else [])


def test_vat_parameters_cover_every_day_once(built):
    spans = built.ask("select valid_from, valid_to from intermediate.int_vat_parameters_spanned order by 1")
    assert (spans[0][0], spans[-1][1]) == (date.min, date.max)
    assert all(after[0].toordinal() == before[1].toordinal() + 1 for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("check", "periods", "findings"),
    [
        ("no_overlap", [("2025-01-01", "2025-12-31"), ("2026-01-01", "9999-12-31")], 0),
        ("no_overlap", [("2025-01-01", "2026-01-01"), ("2026-01-01", "9999-12-31")], 1),
        ("no_overlap", [("0001-01-01", "9999-12-31"), ("2026-01-01", "2026-12-31")], 1),
        ("no_overlap", [("2026-01-01", "2025-12-31")], 1),
        ("no_gap", [("2025-01-01", "2025-12-31"), ("2026-01-01", "9999-12-31")], 0),
        ("no_gap", [("2025-01-01", "2025-12-30"), ("2026-01-01", "9999-12-31")], 1),
    ],
)
def test_a_parameter_in_force_twice_or_not_at_all_between_its_rows_is_found(built, tmp_path, check, periods, findings):
    table = "int_statutory_parameters_bounded"
    (found,) = (node for node in built.manifest["nodes"].values() if node["name"].startswith(f"{check}_{table}"))
    with duckdb.connect(tmp_path / "candidate.duckdb") as connection:
        connection.execute("create schema intermediate")
        connection.execute(f"create table intermediate.{table} (parameter text, valid_from date, valid_to date)")
        connection.executemany(f"insert into intermediate.{table} values ('mci', ?, ?)", periods)
        assert len(connection.execute(found["compiled_code"]).fetchall()) == findings


def seeded(name):
    return list(csv.DictReader((SEED.parent / f"{name}.csv").open()))


def test_every_class_of_assets_has_one_treatment_in_use_and_disputed_ones_have_alternatives():
    treatments = seeded("seed_bpm7_treatments")
    applied = [row["asset_class"] for row in treatments if row["is_applied"] == "true"]
    assert sorted(applied) == sorted({row["asset_class"] for row in treatments})
    assert {row["asset_class"] for row in treatments if row["is_applied"] == "false"} == {
        "stablecoin",
        "platform_token",
    }


def test_figures_of_one_number_and_two_meanings_have_units_of_their_own():
    baselines = {row["baseline"]: row for row in seeded("seed_baseline_metrics")}
    for one, other in (
        ("gray_purchases_2024", "gray_transfers_out"),
        ("regulated_share_of_investors", "regulated_share_of_volume"),
    ):
        assert baselines[one]["value"] == baselines[other]["value"]
        assert baselines[one]["unit"] != baselines[other]["unit"]
        assert baselines[one]["definition"] != baselines[other]["definition"]
