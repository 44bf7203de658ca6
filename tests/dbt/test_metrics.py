"""Each metric is defined once: what it answers is what the marts and the reports' queries say."""

import pytest

from cryptocity.errors import WrongUsage
from cryptocity.metrics import Metrics, read_metrics
from cryptocity.release.manifest import METRICS, open_marts, release_folder
from cryptocity.reports.answers import HEADLINES as HEADLINES_FOLDER
from cryptocity.reports.answers import queries
from released import released_city


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return release_folder(released_city(tmp_path_factory).home)


@pytest.fixture(scope="module")
def metrics(folder):
    return read_metrics(folder / METRICS)


@pytest.fixture(scope="module")
def marts(folder):
    with open_marts(folder) as connection:
        yield connection


def test_every_metric_is_a_documented_view_of_the_release_with_rows(metrics, marts):
    found = dict(
        marts.execute(
            "select view_name, comment from duckdb_views() where schema_name = 'metrics' order by all"
        ).fetchall()
    )
    assert found == {name: definition.description for name, definition in metrics.definitions.items()}
    assert all(found.values())
    assert [name for name in found if not marts.execute(f"select count(*) from metrics.{name}").fetchone()[0]] == []


def test_every_metric_says_its_unit(metrics):
    for name, definition in metrics.definitions.items():
        unit = {"kzt": "KZT", "usd": "USD", "pct": "percent"}.get(name.rpartition("_")[2], "number")
        assert unit in definition.description, name


@pytest.mark.parametrize(
    ("metric", "mart", "column"),
    [
        ("crypto_share_of_retail_pct", "adoption_daily", "crypto_share_pct"),
        ("stablecoin_share_pct", "adoption_daily", "stablecoin_share_pct"),
        ("receipt_match_pct", "adoption_daily", "receipt_match_pct"),
        ("active_payers_30d", "adoption_daily", "active_payers_30d"),
        ("net_ramp_usd", "(select day, sum(net_usd) as net_usd from ramp_flows_daily group by day)", "net_usd"),
        (
            "round_trip_pct",
            "(select day, round(100 * sum(round_trip_usd) / sum(traded_usd), 4) as pct "
            "from exchange_volume_plausibility_daily group by day)",
            "pct",
        ),
        (
            "metered_to_implied_pct",
            "(select day, round(100 * sum(metered_mwh) / sum(implied_best_mwh), 4) as pct "
            "from mining_energy_daily where unmetered_points = 0 group by day)",
            "pct",
        ),
        ("retention_m1_pct", "adoption_monthly", "retention_m1_pct"),
        ("vat_due_kzt", "(select month, sum(vat_due_kzt) as due from vat_due_monthly group by month)", "due"),
    ],
)
def test_a_metric_is_what_its_mart_says(marts, metrics, metric, mart, column):
    grain = metrics.definitions[metric].grain
    difference = marts.execute(
        f"select count(*), count(*) filter (where round(metric.{metric}, 4) is distinct from mart.{column}) "
        f"from metrics.{metric} as metric full join {mart} as mart using ({grain})"
    ).fetchone()
    assert difference[0] > 0
    assert difference[1] == 0


HEADLINES = {
    "crypto_share_of_turnover": ("crypto_share_of_retail_pct", "day"),
    "payers_in_30_days": ("active_payers_30d", "day"),
    "accepting_merchants": ("merchant_acceptance_pct", "month"),
    "vat_due_in_month": ("vat_due_kzt", "month"),
    "merchants_over_threshold": ("merchants_over_threshold", "year"),
    "net_ramp": ("net_ramp_usd", "month"),
    "net_cross_border": ("net_cross_border_usd", "month"),
    "token_transfers_on_chain": ("token_transfers", "day"),
}


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_of_the_reports_is_the_metric(headline, marts, metrics):
    metric, period = HEADLINES[headline]
    (query,) = (each for each in queries() if each.folder == HEADLINES_FOLDER and each.name == headline)
    said = marts.execute(query.sql).fetchall()
    asked = marts.execute(metrics.sql([metric], [period])).fetchall()
    assert [float(row[1]) for row in said] == pytest.approx([float(value) for _, value in reversed(asked)], abs=0.00005)
    assert said


def test_metrics_are_asked_together_and_by_dimensions(marts, metrics):
    together = marts.execute(metrics.sql(["on_ramp_usd", "off_ramp_usd", "net_ramp_usd"], ["month", "venue_id"]))
    assert [column[0] for column in together.description] == [
        *("month", "venue_id", "on_ramp_usd", "off_ramp_usd", "net_ramp_usd")
    ]
    rows = together.fetchall()
    assert rows == sorted(rows)
    assert all(on - off == net for _, _, on, off, net in rows)
    assert (
        rows
        == marts.execute(
            "select date_trunc('month', day)::date, venue_id, sum(on_ramp_usd), sum(off_ramp_usd), sum(net_usd) "
            "from ramp_flows_daily group by all order by all"
        ).fetchall()
    )


@pytest.mark.parametrize(
    ("names", "by", "said"),
    [
        (["nothing"], [], "there is no metric nothing; `cryptocity metrics` lists those there are"),
        (["net_ramp_usd"], ["kato_code"], "net_ramp_usd is not known by kato_code, but by day, week"),
        (["vat_due_kzt"], ["day"], "vat_due_kzt is not known by day, but by month, quarter, year, is_vat_payer"),
        (["net_ramp_usd", "vat_due_kzt"], ["venue_id"], "vat_due_kzt is not known by venue_id"),
    ],
)
def test_what_is_not_known_is_said_in_one_line(metrics, names, by, said):
    with pytest.raises(WrongUsage) as refused:
        metrics.sql(names, by)
    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)


def test_metrics_of_different_grains_meet_in_the_coarser_one(marts, metrics):
    columns = [each[0] for each in marts.execute(metrics.sql(["retail_turnover_kzt", "vat_due_kzt"])).description]
    assert columns == ["month", "retail_turnover_kzt", "vat_due_kzt"]


def test_what_must_not_be_added_up_is_told_apart(marts, metrics):
    assert marts.execute("select distinct fund from metrics.reserve_nav_usd order by 1").fetchall() == [
        ("alem_fund",),
        ("state_fund",),
    ]
    asked = marts.execute(metrics.sql(["reserve_nav_usd"], ["month"]))
    assert [column[0] for column in asked.description] == ["month", "fund", "reserve_nav_usd"]


def test_another_definition_is_another_answer(marts, metrics):
    share = "crypto_share_of_retail_pct"
    changed = Metrics(metrics.manifest.replace(b"100 * crypto_turnover_kzt", b"10 * crypto_turnover_kzt"))
    right, wrong = (
        marts.execute(f"select max({share}) from ({each.sql([share])})").fetchone()[0] for each in (metrics, changed)
    )
    assert wrong == pytest.approx(right / 10)


def test_the_same_question_is_the_same_sql_whatever_was_asked_before(metrics):
    asked = metrics.sql(["net_ramp_usd", "on_ramp_usd"], ["month"])
    metrics.sql(["crypto_share_of_retail_pct"])
    assert metrics.sql(["net_ramp_usd", "on_ramp_usd"], ["month"]) == asked
    assert Metrics(metrics.manifest).sql(["net_ramp_usd", "on_ramp_usd"], ["month"]) == asked


def test_the_definitions_name_no_file_or_database(metrics):
    assert b"candidate" not in metrics.manifest
