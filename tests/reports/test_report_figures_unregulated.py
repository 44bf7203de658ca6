"""What goes past licensed venues: an estimate that says so, and a share held against its own unit alone."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from cryptocity.reports.answers import Query
from cryptocity.reports.areas.capital_flow import CAPITAL_FLOW
from cryptocity.reports.figures import capital_flow
from reports.releases import write_marts
from reports.unregulated import estimates, shares

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
ESTIMATE, SHARE = (
    next(figure for figure in CAPITAL_FLOW.figures if figure.name == name)
    for name in ("unregulated_estimate", "regulated_share")
)


@pytest.fixture
def answered(tmp_path):
    def of(figure, **marts):
        write_marts(tmp_path / "marts.duckdb", {f"capital_flow.{mart}": rows for mart, rows in marts.items()})
        with duckdb.connect(tmp_path / "marts.duckdb", read_only=True) as marts:
            return figure.answered(Query("capital_flow", "capital_flow", figure).rows(marts))

    return of


def title(chart):
    return chart.layout.title.text.replace("\u00a0", " ")


def ramp(month, trades):
    return (month, "venue", "USDT", "resident", trades, 0, *[Decimal(1)] * 7, False)


def test_estimates_of_the_latest_month_are_intervals_with_the_middle_as_a_point(answered, english):
    rows = [*estimates(OCTOBER, 900_000), *estimates(NOVEMBER, 2_000_000)]
    chart = capital_flow.unregulated_estimate(answered(ESTIMATE, unregulated_estimates_monthly=rows).rows, english)
    bar, point = chart.data
    assert (list(bar.base), list(bar.x), list(point.x)) == ([2, 4], [6, 12], [3, 6])
    assert list(chart.layout.yaxis.ticktext) == ["Bought from unlicensed exchanges", "Sent to unlicensed exchanges"]
    assert title(chart) == (
        "An estimated USD 2.0 million to USD 8.0 million was bought from exchanges without a licence in November 2026; "
        "a year at the mid pace is 7,300.0 per million of the USD 15 bn said to be purchased in 2024"
    )


def test_each_flow_is_held_against_the_published_figure_that_means_it(answered):
    rows = answered(ESTIMATE, unregulated_estimates_monthly=estimates(NOVEMBER, 2_000_000)).rows
    told = rows.select("flow", "gauge_ppm", "mid_multiplier_pct", "high_multiplier_pct", "unvalued_transfers").rows()
    assert told == [("purchases", 7_300, 150, 400, 3), ("transfers_out", 14_600, 150, 400, 0)]


def test_a_published_share_of_investors_is_no_baseline_of_volume(answered, english):
    rows = [*shares(OCTOBER, Decimal(70)), *shares(NOVEMBER, Decimal(72))]
    marts = {"regulated_share_monthly": rows, "ramp_flows_daily": [ramp(OCTOBER, 40), ramp(NOVEMBER, 50)]}
    chart = capital_flow.regulated_share(answered(SHARE, **marts).disclosed, english)
    column, line = chart.data
    assert (list(column.y), list(line.y), line.name) == ([70, 72], [5, 5], "Published share of volume")
    assert title(chart) == (
        "At the mid estimate, 72.0 % of the volume of November 2026 went through licensed venues; "
        "the published figure is 5.0 %"
    )


def test_a_share_that_rests_on_few_trades_is_not_shown(answered):
    rows = [*shares(OCTOBER, Decimal(70)), *shares(NOVEMBER, Decimal(72))]
    marts = {"regulated_share_monthly": rows, "ramp_flows_daily": [ramp(OCTOBER, 40), ramp(NOVEMBER, 4)]}
    disclosed = answered(SHARE, **marts).disclosed
    assert disclosed["share_at_mid_estimate_pct"].to_list() == [70, None]
    assert disclosed["licensed_usd"].to_list() == [7_200_000, None]
