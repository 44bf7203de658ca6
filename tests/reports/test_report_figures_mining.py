"""Figures on mining and on the reserve say what their rows say; funds are never added up."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from cryptocity.reports.areas.mining import MINING
from cryptocity.reports.areas.reserve import RESERVE
from cryptocity.reports.disclosure import Earlier
from cryptocity.reports.figures import mining, reserve
from cryptocity.reports.theme import BLUE, GREY, ORANGE

FIRST = date(2026, 11, 1)
FEES = next(figure for figure in MINING.figures if figure.name == "mining_fees")


def title(chart):
    return chart.layout.title.text.replace("\u00a0", " ")


def money(*values):
    return pl.Series([None if value is None else Decimal(value) for value in values], dtype=pl.Decimal(18, 2))


def test_energy_is_an_interval_with_what_was_metered_as_a_point(english):
    rows = pl.DataFrame(
        {
            "day": [FIRST] * 2,
            "miner_key": ["080841000761", "p-0123456789abcdef0123456789abcdef"],
            "implied_low_mwh": money(10, 5),
            "implied_high_mwh": money(40, 9),
            "metered_mwh": money(52, None),
            "all_miners": [7, 7],
            "all_below": [1, 1],
            "all_above": [0, 0],
        }
    )
    chart = mining.mining_energy(rows, english)
    assert title(chart) == "Of 7 miners, 1 used less and 0 used more energy than the hash rate implies on 1 November"
    bar, point = chart.data
    assert (list(bar.base), list(bar.x), list(point.x)) == ([10, 5], [30, 4], [52, None])
    assert list(chart.layout.yaxis.ticktext) == ["080841000761", "p-01234567…"]


def test_the_share_of_the_network_is_that_of_the_latest_known_day(english):
    rows = pl.DataFrame(
        {
            "day": [FIRST, FIRST + timedelta(days=1)],
            "declared_share_ppm": [270.0, None],
            "implied_share_ppm": [250.0, 260.0],
        }
    )
    chart = mining.hash_rate_share(rows, english)
    assert "270.0 per million" in title(chart)
    assert "1 November" in title(chart)
    assert [list(trace.y) for trace in chart.data] == [[270, None], [250, 260]]


def fees(*miners):
    count = len(miners)
    rows = {
        "quarter": [date(2026, 10, 1), date(2026, 7, 1)][:count],
        "parameter_confidence": ["L"] * count,
        "fee_paid_kzt": money(*[350] * count),
        "fee_due_kzt": money(*[400] * count),
        "fee_gap_kzt": money(*[None, 50][:count]),
        "miners": miners,
    }
    return pl.DataFrame(rows)


def test_fees_are_summed_since_the_first_quarter_shown(english):
    chart = mining.mining_fees(fees(9, 8), english)
    assert "KZT 700" in title(chart)
    assert [list(trace.x) for trace in chart.data] == [[400, 400], [350, 350], [None, 50]]
    assert len(set(chart.layout.yaxis.ticktext)) == 2


def test_fees_of_a_quarter_of_few_miners_are_neither_drawn_nor_summed(english):
    chart = mining.mining_fees(FEES.answered(fees(9, 4)).disclosed, english)
    assert "KZT 350" in title(chart)
    assert [list(trace.x) for trace in chart.data] == [[400], [350], [None]]


def feeders(threshold, *scores):
    count = len(scores)
    rows = {
        "day": [FIRST] * count,
        "feeder": [f"F-{place}" for place in range(count)],
        "indicator_z": money(*scores),
        "drawn_z": money(*scores),
        "threshold_z": money(*[threshold] * count),
        "all_scored": [count] * count,
        "all_above": [sum(threshold is not None and score >= threshold for score in scores)] * count,
    }
    return pl.DataFrame(rows)


def test_feeders_above_the_threshold_stand_out_and_the_threshold_is_drawn(english):
    chart = mining.grid_anomaly(feeders(3, 9, 3, 1), english)
    assert "3 feeders" in title(chart)
    assert list(chart.data[0].marker.color) == [ORANGE, ORANGE, GREY]
    assert [line.x0 for line in chart.layout.shapes] == [3]


def test_without_a_threshold_no_feeder_stands_out(english):
    chart = mining.grid_anomaly(feeders(None, 9, 1), english)
    assert list(chart.data[0].marker.color) == [GREY, GREY]
    assert not chart.layout.shapes


def holdings(*values):
    count = len(values)
    rows = {
        "day": [FIRST] * count,
        "fund": ["state_fund", "state_fund", "alem_fund"][:count],
        "asset": ["BTC", "ETH", "BNB"][:count],
        "acquired_by": ["seized", "mined", "purchased"][:count],
        "value_usd": money(*values),
        "share_pct": [60.0, 40.0, 100.0][:count],
    }
    return pl.DataFrame(rows)


@pytest.mark.parametrize(
    ("values", "words", "drawn"),
    [
        ((60, 40, 7), "State Fund BTC, 60.0 % of its value; Alem Fund BNB, 100.0 % of its value", [60, 40, 7]),
        ((60, None, None), "State Fund BTC, 60.0 % of its value", [60]),
    ],
)
def test_holdings_name_the_largest_of_each_fund(values, words, drawn, english):
    chart = reserve.reserve_composition(holdings(*values), english)
    assert title(chart) == f"Largest holdings on 1 November: {words}"
    assert list(chart.data[0].x) == drawn
    assert chart.data[0].marker.color[0] == BLUE


def funds(**values):
    """Days of each fund, from the first on."""
    return pl.concat(
        pl.DataFrame(
            {
                "day": [FIRST + timedelta(days=place) for place in range(len(amounts))],
                "fund": [fund] * len(amounts),
                "nav_usd": money(*amounts),
                "drawdown_pct": money(*[0] * len(amounts)),
                "value_at_risk_usd": money(*[None if amount is None else amount * 2 for amount in amounts]),
                "custodian_top_1_share_pct": money(*amounts),
            }
        )
        for fund, amounts in values.items()
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (funds(state_fund=[10, 30], alem_fund=[5, 4]), "2 November: State Fund USD 30; Alem Fund USD 4"),
        (funds(alem_fund=[5]), "1 November: Alem Fund USD 5"),
        (funds(state_fund=[0], alem_fund=[None]), "1 November: State Fund USD 0"),
    ],
)
def test_each_fund_has_a_value_and_a_panel_of_its_own(rows, words, english):
    chart = reserve.reserve_nav(rows, english)
    assert title(chart) == f"Net asset value on {words}"
    assert len(chart.data) == words.count("Fund")


def test_drawdown_is_a_line_for_each_fund(english):
    chart = reserve.reserve_drawdown(funds(state_fund=[1, 2], alem_fund=[5]), english)
    assert title(chart) == "Below the highest value so far, on 2 November: State Fund 0.0 %"
    assert [list(trace.y) for trace in chart.data] == [[0, 0], [0, None]]


def test_value_at_risk_has_a_panel_for_each_fund(english):
    chart = reserve.reserve_value_at_risk(funds(state_fund=[10, 30], alem_fund=[5, None]), english)
    said = "On no more than one day in twenty a loss above this, on 2 November: State Fund USD 60"
    assert title(chart) == said
    assert [list(trace.y) for trace in chart.data] == [[20, 60], [10, None]]


def test_what_lies_with_the_largest_custodian_is_a_line_for_each_fund_of_which_it_is_known(english):
    chart = reserve.reserve_custodians(funds(state_fund=[70, 80], alem_fund=[None, None]), english)
    assert title(chart) == "With the largest custodian on 2 November: State Fund 80.0 %"
    assert [list(trace.y) for trace in chart.data] == [[70, 80]]


def test_a_fund_of_which_only_earlier_days_are_known_is_drawn_but_not_named_under_the_newest_day(english):
    chart = reserve.reserve_custodians(funds(state_fund=[60, None], alem_fund=[100, 90]), english)
    assert title(chart) == "With the largest custodian on 2 November: Alem Fund 90.0 %"
    assert [list(trace.y) for trace in chart.data] == [[60, None], [100, 90]]


SEIZURES = {
    "fund": ["state_fund", "alem_fund"],
    "as_of_on": [FIRST, FIRST],
    "dated_seizures": [9, 6],
    "transferred_seizures": [6, 2],
    "median_days_to_transfer": [41, None],
}


def test_waits_for_the_reserve_say_within_how_many_days_half_had_come_or_that_half_has_not(english):
    chart = reserve.seizure_waits(pl.DataFrame(SEIZURES), english)
    told = "State Fund within 41 days (of 9 seizures); Alem Fund not half yet (of 6 seizures)"
    assert title(chart) == f"Half of the seizures came into the reserve, as of 1 November 2026: {told}"
    assert list(chart.data[0].x) == [41, None]


def test_waits_of_fewer_than_five_seizures_are_withheld_and_those_that_few_have_changed():
    figure = next(one for one in RESERVE.figures if one.name == "seizure_waits")
    few = pl.DataFrame(SEIZURES | {"dated_seizures": [9, 4], "median_days_to_transfer": [41, 12]})
    assert figure.answered(few).disclosed.select("dated_seizures", "median_days_to_transfer").rows() == [
        (9, 41),
        (None, None),
    ]
    before = Earlier(few.with_columns(dated_seizures=pl.Series([7, 4]), median_days_to_transfer=40), FIRST)
    assert figure.answered(few, [before]).disclosed["median_days_to_transfer"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("median_before", "transferred_before", "is_shown"),
    [(40, 5, False), (None, 4, False), (40, 1, True), (41, 5, True), (40, 6, True)],
)
def test_waits_that_few_seizures_counted_before_have_moved_by_their_transfer_are_withheld(
    median_before, transferred_before, is_shown
):
    figure = next(one for one in RESERVE.figures if one.name == "seizure_waits")
    now = pl.DataFrame(SEIZURES).head(1)
    told = pl.DataFrame(
        {"median": [median_before], "transferred": [transferred_before]}, {"median": pl.Int64, "transferred": pl.Int64}
    )
    before = now.with_columns(median_days_to_transfer=told["median"], transferred_seizures=told["transferred"])
    shown = figure.answered(now, [Earlier(before, FIRST)]).disclosed
    assert shown.rows() == [("state_fund", FIRST, *((9, 41) if is_shown else (None, None)))]
