"""Figures are pure: rows in, a chart out whose title states the finding."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from cryptocity.reports.figures import adoption, capital_flow, tax
from cryptocity.reports.theme import BLUE, GREY, ORANGE, PURPLE, TEAL

FIRST = date(2026, 11, 1)


def days(count):
    return [FIRST + timedelta(days=place) for place in range(count)]


def money(*values):
    return pl.Series([None if value is None else Decimal(value) for value in values], dtype=pl.Decimal(18, 2))


def title(chart):
    return chart.layout.title.text.replace("\u00a0", " ")


def shares(*values):
    return pl.DataFrame({"day": days(len(values)), "crypto_share_pct": money(*values)})


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ("3.10", "Crypto pays for 3.1 % of retail turnover on 8 November, up 0.4 points in a week"),
        ("2.10", "Crypto pays for 2.1 % of retail turnover on 8 November, down 0.6 points in a week"),
        ("2.72", "Crypto pays for 2.7 % of retail turnover on 8 November, unchanged in a week"),
    ],
)
def test_crypto_share_says_how_it_changed_in_a_week(last, words, english):
    chart = adoption.crypto_share(shares("2.70", *["9.99"] * 6, last), english)
    assert title(chart) == words


def test_crypto_share_of_one_day_compares_with_nothing(english):
    assert (
        title(adoption.crypto_share(shares("3.10"), english))
        == "Crypto pays for 3.1 % of retail turnover on 1 November"
    )


def test_crypto_share_leaves_gaps_where_days_or_values_are_missing(english):
    rows = shares("1", "2", None, "4", "5").filter(pl.col("day") != days(4)[3])
    (line,) = adoption.crypto_share(rows, english).data
    assert list(line.x) == [str(day) for day in days(5)]
    assert list(line.y) == [1, 2, None, None, 5]


def test_axes_state_units_that_suit_the_amounts(english):
    rows = pl.DataFrame(
        {
            "day": days(2),
            "crypto_turnover_kzt": money(2_500_000, 1_500_000),
            "retail_turnover_kzt": money(3_000_000_000, 1_000_000_000),
        }
    )
    chart = adoption.turnover(rows, english)
    assert title(chart) == "KZT 4.0 million of KZT 4.0 billion retail turnover was paid in crypto over 2 days"
    assert [chart.layout.yaxis.title.text, chart.layout.yaxis2.title.text] == ["million KZT", "billion KZT"]
    assert [list(trace.y) for trace in chart.data] == [[2.5, 1.5], [3, 1]]
    assert chart.layout.xaxis2.title.text == "Day (Asia/Almaty)"


def test_turnover_adds_up_only_days_that_are_shown(english):
    rows = pl.DataFrame(
        {"day": days(2), "crypto_turnover_kzt": money(None, 10), "retail_turnover_kzt": money(500, 100)}
    )
    assert title(adoption.turnover(rows, english)) == "KZT 10 of KZT 100 retail turnover was paid in crypto over 1 day"


def test_merchant_acceptance_shows_the_largest_activities_and_counts_the_city(english):
    rows = pl.DataFrame(
        {
            "month": [FIRST] * 3,
            "oked_code": ["47110", "56100", "75000"],
            "registered_merchants": [90, 40, None],
            "enabled_merchants": [50, 20, None],
            "active_merchants": [20, None, None],
            "all_registered": [133] * 3,
            "all_active": [23] * 3,
            "first_day": [date(2026, 10, 5)] * 3,
            "last_day": [date(2026, 11, 7)] * 3,
        }
    )
    chart = adoption.merchant_acceptance(rows, english)
    assert title(chart) == "In November 2026 to date, 23 merchants, of 133 registered, took confirmed crypto payments"
    assert [list(trace.x) for trace in chart.data] == [[90, 40], [50, 20], [20, None]]
    assert list(chart.layout.yaxis.ticktext) == ["47110 Food stores", "56100 Restaurants"]


def test_few_accepting_merchants_are_not_counted_out(english):
    rows = pl.DataFrame(
        {
            "month": [FIRST],
            "oked_code": ["47110"],
            "registered_merchants": [90],
            "enabled_merchants": [50],
            "active_merchants": pl.Series([None], dtype=pl.Int64),
            "all_registered": [90],
            "all_active": [3],
            "first_day": [FIRST],
            "last_day": [date(2026, 11, 30)],
        }
    )
    words = "In November 2026, fewer than 5 merchants, of 90 registered, took confirmed crypto payments"
    assert title(adoption.merchant_acceptance(rows, english)) == words


def vat_rows(due):
    return pl.DataFrame(
        {
            "month": [FIRST] * 3,
            "vat_rate_pct": money(5, 10, 16),
            "vat_due_kzt": money(*due),
            "month_vat_due_kzt": money(100, 100, 100),
            "first_day": [FIRST] * 3,
            "last_day": [date(2026, 11, 30)] * 3,
        }
    )


def test_vat_due_stacks_rates_from_the_highest(english):
    chart = tax.vat_due(vat_rows((10, 20, 70)), english)
    assert title(chart) == "Receipts of November 2026 carry VAT of KZT 100"
    assert [(trace.name.replace("\u00a0", " "), list(trace.y)) for trace in chart.data] == [
        ("16 %", [70]),
        ("10 %", [20]),
        ("5 %", [10]),
    ]


def test_vat_due_of_suppressed_rates_is_shown_together(english):
    chart = tax.vat_due(vat_rows((None, None, 70)), english)
    assert [(trace.name.replace("\u00a0", " "), list(trace.y)) for trace in chart.data] == [
        ("16 %", [70]),
        ("Rates not shown apart", [30]),
    ]


def test_vat_differences_tell_sides_apart_and_cut_pseudonyms(english):
    rows = pl.DataFrame(
        {
            "merchant_key": ["080841000761", "p-0123456789abcdef0123456789abcdef"],
            "oked_code": ["47110", None],
            "vat_difference_kzt": money(-700, 300),
            "all_merchants": [7, 7],
            "all_understated_kzt": money(900, 900),
            "all_overstated_kzt": money(300, 300),
        }
    )
    chart = tax.vat_differences(rows, english)
    assert title(chart) == "VAT stated by 7 merchants differs from VAT due: KZT 900 too little, KZT 300 too much"
    assert list(chart.layout.yaxis.ticktext) == ["080841000761 · 47110 Food stores", "p-01234567… · activity unknown"]
    assert (list(chart.data[0].x), list(chart.data[0].marker.color)) == ([-700, 300], [ORANGE, BLUE])
    assert list(chart.data[0].text) == ["−700", "300"]


def test_threshold_bands_name_a_suppressed_band_as_such(english):
    rows = pl.DataFrame(
        {
            "year": [2026] * 4,
            "turnover_band": ["from_100", "from_20", "not_applicable", "unknown"],
            "watch_status": ["exceeded", "below", "not_applicable", "unknown"],
            "merchants": [None, 12, 9, 6],
            "as_of_on": [date(2026, 11, 7)] * 4,
        }
    )
    chart = tax.threshold_bands(rows, english)
    words = "Over the VAT registration threshold on 7 November 2026: not shown; at 80 to 100 % of it: 0 merchants"
    assert title(chart) == words
    assert list(chart.data[0].marker.color) == [PURPLE, BLUE, TEAL, GREY]
    assert list(chart.layout.yaxis.ticktext)[2] == "kept from VAT by their regime"


def test_turnover_by_payer_status_of_one_status_alone(english):
    rows = pl.DataFrame(
        {
            "month": [FIRST],
            "is_vat_payer": [False],
            "turnover_share_pct": [100.0],
            "first_day": pl.Series([None], dtype=pl.Date),
            "last_day": pl.Series([None], dtype=pl.Date),
        }
    )
    chart = tax.turnover_by_payer_status(rows, english)
    assert title(chart) == "Merchants outside VAT account for 100.0 % of turnover in November 2026"
    assert [trace.name for trace in chart.data] == ["Merchants outside VAT"]


@pytest.mark.parametrize(
    ("sold", "words"),
    [
        (40, "Clients bought crypto for USD 100 and sold for USD 40 over 1 day, USD 60 more bought than sold"),
        (130, "Clients bought crypto for USD 100 and sold for USD 130 over 1 day, USD 30 more sold than bought"),
        (100, "Clients bought and sold crypto for USD 100 each over 1 day"),
    ],
)
def test_ramps_go_up_and_down_with_the_net_between(sold, words, english):
    rows = pl.DataFrame(
        {
            "day": days(1),
            "net_usd": money(100 - sold),
            "on_ramp_usd": money(100),
            "off_ramp_usd": money(sold),
        }
    )
    chart = capital_flow.ramps(rows, english)
    assert title(chart) == words
    assert [list(trace.y) for trace in chart.data] == [[100], [-sold], [100 - sold]]


def test_cross_border_keeps_unknown_residency_apart(english):
    rows = pl.DataFrame(
        {
            "bpm7_account": ["capital", "financial"],
            "counterparty_residency": ["non_resident", "unknown"],
            "net_usd": money(-10, 4),
            "inflow_usd": money(5, 10),
            "outflow_usd": money(15, 6),
            "all_net_usd": money(-6, -6),
            "unknown_share_pct": [44.44, 44.44],
        }
    )
    chart = capital_flow.cross_border(rows, english)
    assert title(chart) == (
        "Residents sent USD 6 more than they received; 44.4 % of gross flows have a counterparty of unknown residency"
    )
    assert list(chart.layout.yaxis.ticktext) == [
        "Capital account, non-residents",
        "Financial account, residency<br>unknown",
    ]
    assert [list(trace.x) for trace in chart.data] == [[5, 10], [-15, -6], [-10, 4]]


def test_labels_from_outside_cannot_carry_markup(english):
    rows = pl.DataFrame(
        {
            "chain_id": [1],
            "token_address": ["0xdac17f958d2ee523a2206206994597c13d831ec7"],
            "asset": ["<a href='x'>USDT</a>"],
            "transfers": [12],
            "all_transfers": [30],
        }
    )
    chart = capital_flow.token_transfers(rows, english)
    assert title(chart) == "<a href='x'>USDT</a> (0xdac1…1ec7) accounts for 12 of 30 token transfers"
    assert "<" not in chart.layout.annotations[0].text + chart.layout.yaxis.ticktext[0]


def test_tokens_of_one_name_stay_apart(english):
    rows = pl.DataFrame(
        {
            "chain_id": [1, 137],
            "token_address": [
                "0xdac17f958d2ee523a2206206994597c13d831ec7",
                "0xaac17f958d2ee523a2206206994597c13d831ec7",
            ],
            "asset": ["USDT", "USDT"],
            "transfers": [12, 8],
            "all_transfers": [20, 20],
        }
    )
    assert list(capital_flow.token_transfers(rows, english).data[0].y) == [0, 1]
