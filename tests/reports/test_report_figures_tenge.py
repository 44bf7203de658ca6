"""Figures on the digital tenge say what their rows say; what is withheld is drawn and told nowhere."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from cryptocity.reports.areas.digital_tenge import DIGITAL_TENGE
from cryptocity.reports.figures import digital_tenge

FIRST = date(2026, 11, 1)
FIGURES = {figure.name: figure for figure in DIGITAL_TENGE.figures}


def title(chart):
    return chart.layout.title.text.replace("\u00a0", " ")


def money(*values):
    return pl.Series([None if value is None else Decimal(value) for value in values], dtype=pl.Decimal(18, 2))


def orders(*decided, all_orders=None):
    """Scenarios with their orders, of which all but one settled and one was rejected."""
    count = len(decided)
    settled = sum(decided) - count
    rows = {
        "scenario": ["goods", "taxes", "unmapped"][:count],
        "parameter_confidence": ["H"] * count,
        "orders": decided,
        "settled_orders": [one - 1 for one in decided],
        "rejected_orders": [1] * count,
        "pending_orders": [0] * count,
        "success_pct": [100 * (one - 1) / one for one in decided],
        "settled_kzt": money(*(1000 * one for one in decided)),
        "all_orders": [all_orders or sum(decided)] * count,
        "all_success_pct": [100 * settled / sum(decided)] * count,
    }
    return pl.DataFrame(rows)


def test_settlements_tell_the_share_of_all_scenarios(english):
    chart = digital_tenge.tenge_settlements(orders(30, 15, 5), english)
    assert title(chart) == "94.0 % of decided orders settle, of 50 orders in all"
    assert [(trace.name, list(trace.x)) for trace in chart.data] == [
        ("Orders", [30, 15, 5]),
        ("Settled", [29, 14, 4]),
    ]
    assert list(chart.layout.yaxis.ticktext) == ["Goods", "Taxes", "Purpose unknown"]


def test_a_scenario_of_few_orders_is_neither_drawn_nor_left_over(english):
    shown = FIGURES["tenge_settlements"].answered(orders(30, 15, 3)).disclosed
    chart = digital_tenge.tenge_settlements(shown, english)
    assert "Purpose unknown" not in chart.layout.yaxis.ticktext
    assert shown["orders"].null_count() > 1


def test_orders_that_nobody_decided_are_no_success(english):
    rows = orders(6).with_columns(all_success_pct=pl.lit(None, dtype=pl.Float64))
    assert title(digital_tenge.tenge_settlements(rows, english)) == "0.0 % of decided orders settle, of 6 orders in all"


def test_few_orders_are_not_counted_out(english):
    words = "50.0 % of decided orders settle, of fewer than 5 orders in all"
    assert title(digital_tenge.tenge_settlements(orders(2), english)) == words


def outstanding(*values):
    days = [FIRST + timedelta(days=place) for place in range(len(values))]
    return pl.DataFrame({"day": days, "outstanding_kzt": money(*values), "marked_kzt": money(*[0] * len(values))})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((5_000_000,), "KZT 5.0 million is outstanding on 1 November"),
        ((0,), "KZT 0 is outstanding on 1 November"),
        ((100, *[1] * 6, 60), "KZT 60 is outstanding on 8 November, down KZT 40 in a week"),
        ((100, None), "KZT 100 is outstanding on 1 November"),
    ],
)
def test_outstanding_is_that_of_the_latest_known_evening(values, words, english):
    chart = digital_tenge.tenge_outstanding(outstanding(*values), english)
    assert title(chart) == words
    assert len(chart.data) == 2


def refunds(median, waiting, cases=20, *, is_known=False):
    rows = {
        "month": [FIRST] * 2,
        "channel": ["digital", "ordinary"],
        "parameter_confidence": ["M"] * 2,
        "cases": [cases, 60],
        "median_calendar_days": pl.Series([median, None], dtype=pl.Int64),
        "p90_calendar_days": pl.Series([6, None], dtype=pl.Int64),
        "open_applications": waiting,
        "baseline_2026_calendar_days": [90] * 2,
        "baseline_2024_low_calendar_days": pl.Series([70, 70], dtype=pl.Int64),
        "baseline_2024_high_calendar_days": pl.Series([None, None], dtype=pl.Int64),
        "is_known_throughout": [True, is_known],
        "slowest_cases": [-(-cases // 10), 6],
    }
    return pl.DataFrame(rows)


@pytest.mark.parametrize(("is_known", "told"), [(True, "longer than any wait so far"), (False, "not known yet")])
def test_a_median_that_is_longer_than_all_waits_is_told_apart_from_one_that_is_not_known(is_known, told, english):
    chart = digital_tenge.vat_refund_days(refunds(4, [6, 70], is_known=is_known), english)
    assert title(chart).endswith(f"; ordinary {told} (open: 70)")


@pytest.mark.parametrize(
    ("median", "wait"),
    [(4, "in digital tenge 4 days (open: 6)"), (1, "in digital tenge 1 day (open: 6)")],
)
def test_refunds_tell_the_median_of_each_channel_or_that_it_is_not_known(median, wait, english):
    chart = digital_tenge.vat_refund_days(refunds(median, [6, 70]), english)
    assert title(chart) == f"Median wait for a VAT refund: {wait}; ordinary not known yet (open: 70)"
    assert [list(trace.x) for trace in chart.data] == [[6, None], [median, None], [90, 90], [70, 70]]
    assert [trace.mode for trace in chart.data[2:]] == ["lines", "lines"]


def test_few_open_refunds_are_not_counted_and_few_cases_not_drawn(english):
    shown = FIGURES["vat_refund_days"].answered(refunds(4, [3, 70])).disclosed
    assert "in digital tenge 4 days (open: not shown)" in title(digital_tenge.vat_refund_days(shown, english))
    shown = FIGURES["vat_refund_days"].answered(refunds(4, [3, 70], cases=4)).disclosed
    chart = digital_tenge.vat_refund_days(shown, english)
    assert title(chart) == "Median wait for a VAT refund: ordinary not known yet (open: 70)"
    assert list(chart.layout.yaxis.ticktext) == ["ordinary"]


@pytest.mark.parametrize(("cases", "p90"), [(40, None), (41, 6)])
def test_what_nine_tenths_waited_is_told_where_five_waited_for_it(cases, p90):
    shown = FIGURES["vat_refund_days"].answered(refunds(4, [6, 70], cases=cases)).disclosed
    assert shown["p90_calendar_days"].to_list() == [p90, None]
    assert shown["median_calendar_days"].to_list() == [4, None]


def waits(credited, waiting):
    """Bands of a week for each channel: the last has no end."""
    count = len(credited)
    return pl.DataFrame(
        {
            "channel": ["digital"] * count + ["ordinary"] * count,
            "waited_days": [*(f"{7 * week}–{7 * week + 6}" for week in range(count - 1)), f"≥ {7 * count - 7}"] * 2,
            "waited_from_days": [7 * week for week in range(count)] * 2,
            "parameter_confidence": ["M"] * 2 * count,
            "credited_applications": [*credited, *[0] * count],
            "open_applications": [*[0] * count, *waiting],
            "still_waiting_pct": [
                *(0 if one else None for one in credited),
                *(100 if one else None for one in waiting),
            ],
            "all_credited_applications": [sum(credited)] * count + [0] * count,
            "all_open_applications": [0] * count + [sum(waiting)] * count,
            "baseline_2026_calendar_days": [90] * 2 * count,
            "baseline_2024_low_calendar_days": [70] * 2 * count,
            "baseline_2024_high_calendar_days": pl.Series([None] * 2 * count, dtype=pl.Int64),
        }
    )


def test_waits_tell_the_band_of_most_credits_and_draw_open_ones_and_baselines_beside_them(english):
    chart = digital_tenge.vat_refund_waits(waits([6, 30, 0], [8, 0, 60]), english)
    assert title(chart) == (
        "Most VAT refunds came: in digital tenge after 7–13 days (credited: 36, open: 0); "
        "ordinary not told (credited: 0, open: 68)"
    )
    columns = [(list(trace.x), list(trace.y)) for trace in chart.data if trace.type == "bar"]
    days = [3.5, 10.5, 17.5]
    assert columns == [(days, [6, 30, 0]), (days, [0, 0, 0]), (days, [0, 0, 0]), (days, [8, 0, 60])]
    lines = [(list(trace.x), list(trace.y)) for trace in chart.data if trace.type == "scatter"]
    assert lines == [([90, 90], [0, 30]), ([70, 70], [0, 30]), ([90, 90], [0, 60]), ([70, 70], [0, 60])]
    assert [one.text for one in chart.layout.annotations] == ["in digital tenge", "ordinary"]


def test_a_band_of_few_waits_is_not_drawn_nor_worked_out_from_the_other_channel_or_the_sum(english):
    shown = FIGURES["vat_refund_waits"].answered(waits([6, 30, 3], [8, 0, 60])).disclosed
    assert shown["credited_applications"].to_list() == [None, 30, None, 0, 0, 0]
    assert shown["open_applications"].to_list() == [0, 0, 0, 8, 0, 60]
    assert shown["still_waiting_pct"].to_list() == [None, 0, None, 100, None, 100]
    chart = digital_tenge.vat_refund_waits(shown, english)
    assert list(chart.data[0].y) == [30]


def test_few_waits_in_all_are_not_counted_out(english):
    chart = digital_tenge.vat_refund_waits(waits([4, 0], [3, 0]), english)
    assert "(credited: not shown, open: 0)" in title(chart)
    assert "(credited: 0, open: not shown)" in title(chart)


def marked(*contracts, leaked=30):
    count = len(contracts)
    rows = {
        "mark_kind": ["contract", "vat"][:count],
        "marked_to_date_kzt": money(*[1000] * count),
        "spent_to_date_kzt": money(*[700] * count),
        "leaked_to_date_kzt": money(*[leaked] * count),
        "contracts": contracts,
        "all_marked_kzt": money(*[1000 * count] * count),
        "all_leaked_kzt": money(*[leaked * count] * count),
        "all_contracts": [sum(contracts)] * count,
    }
    return pl.DataFrame(rows)


@pytest.mark.parametrize(
    ("contracts", "leaked", "words"),
    [
        ((9, 6), 30, "KZT 60 of KZT 2,000 marked for 15 contracts leaked"),
        ((7,), 0, "KZT 0 of KZT 1,000 marked for 7 contracts leaked"),
    ],
)
def test_marked_money_tells_what_leaked_of_all(contracts, leaked, words, english):
    chart = digital_tenge.marked_money(marked(*contracts, leaked=leaked), english)
    assert title(chart) == words
    assert [trace.name for trace in chart.data] == ["Marked", "Spent for its purpose", "Leaked"]


def test_marks_of_few_contracts_are_not_drawn(english):
    shown = FIGURES["marked_money"].answered(marked(9, 2)).disclosed
    assert shown["marked_to_date_kzt"].null_count() == 2
    assert list(digital_tenge.marked_money(shown, english).layout.yaxis.ticktext or []) == []
