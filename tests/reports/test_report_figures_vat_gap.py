"""From VAT due to VAT paid: which quarter is shown, what of it can be told, and what may not be."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from cryptocity.reports.answers import Query
from cryptocity.reports.areas.tax import TAX
from cryptocity.reports.figures import tax
from cryptocity.reports.theme import BLUE, GREY, ORANGE
from reports.releases import write_marts
from reports.taxes import vat_gap

PAST, NEWEST = date(2026, 7, 1), date(2026, 10, 1)
FIGURE = next(figure for figure in TAX.figures if figure.name == "vat_gap")
DEADLINES = {"return_due_on": date(2026, 11, 16), "payment_due_on": date(2026, 11, 25)}
ALL_TOLD = dict.fromkeys(("is_turnover_complete", "is_return_due", "is_payment_due"), True) | DEADLINES
NONE_TOLD = dict.fromkeys(("is_turnover_complete", "is_return_due", "is_payment_due"), False) | DEADLINES


@pytest.fixture
def answered(tmp_path):
    def of(*merchants):
        (tmp_path / "marts.duckdb").unlink(missing_ok=True)
        write_marts(tmp_path / "marts.duckdb", {"tax.vat_gap_quarterly": list(merchants)})
        with duckdb.connect(tmp_path / "marts.duckdb", read_only=True) as marts:
            return FIGURE.answered(Query("tax", "tax", FIGURE).rows(marts))

    return of


def city(quarter, **told):
    return [vat_gap(quarter, place, **told) for place in range(24)]


def title(chart):
    return chart.layout.title.text.replace("\u00a0", " ")


def bars(chart):
    (trace,) = chart.data
    return list(zip(chart.layout.yaxis.ticktext, trace.base, trace.x, trace.marker.color, strict=True))


def test_vat_due_falls_step_by_step_to_what_is_paid(answered, english):
    chart = tax.vat_gap(answered(*city(PAST, **ALL_TOLD)).disclosed, english)
    assert bars(chart) == [
        ("VAT due", 0, 18.84, BLUE),
        ("Compliance gap", 18.84, -1.08, ORANGE),
        ("Declared", 0, 17.76, BLUE),
        ("Offset of VAT on purchases", 17.76, -13.24, GREY),
        ("Payable by the returns", 0, 4.52, BLUE),
        ("Collection gap", 4.52, -0.624, ORANGE),
        ("Paid", 0, 3.896, BLUE),
    ]
    assert title(chart) == (
        "Quarter 3 of 2026: compliance gap KZT 1.1 million of KZT 18.8 million VAT due; "
        "collection gap KZT 624,000 of KZT 4.5 million payable"
    )
    assert chart.data[0].text[1] == "\N{MINUS SIGN}1.08"


def test_offset_beyond_what_is_declared_is_not_used(answered):
    rows = answered(*city(PAST, **ALL_TOLD)).rows
    assert rows["vat_offset_used_kzt"][0] == rows["vat_declared_kzt"][0] - rows["vat_payable_kzt"][0]


def test_the_quarter_of_which_most_gaps_can_be_told_goes_before_a_newer_one(answered):
    merchants = [*city(PAST, **ALL_TOLD), *city(NEWEST, **NONE_TOLD | {"is_payment_due": True})]
    assert answered(*merchants).rows["quarter"].to_list() == [PAST]
    merchants = [*city(PAST, **NONE_TOLD), *city(NEWEST, **NONE_TOLD)]
    assert answered(*merchants).rows["quarter"].to_list() == [NEWEST]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            NONE_TOLD,
            "no compliance gap yet, as the return is due on 16 November 2026; "
            "no collection gap yet, as payment is due on 25 November 2026",
        ),
        (
            ALL_TOLD | {"is_turnover_complete": False},
            "compliance gap unknown, as days of its turnover are missing; "
            "collection gap KZT 624,000 of KZT 4.5 million payable",
        ),
        (
            NONE_TOLD | dict.fromkeys(DEADLINES),
            "compliance gap unknown, as no deadline is known; collection gap unknown, as no deadline is known",
        ),
    ],
)
def test_a_gap_that_cannot_be_told_is_said_and_not_drawn(told, words, answered, english):
    chart = tax.vat_gap(answered(*city(PAST, **told)).disclosed, english)
    assert title(chart) == f"Quarter 3 of 2026: {words}"
    drawn = [label for label, *_ in bars(chart) if label.endswith("gap")]
    assert drawn == (["Collection gap"] if told["is_payment_due"] else [])


def test_a_gap_that_one_merchant_makes_is_neither_shown_nor_worked_out(answered, english):
    told = {"quarter": PAST} | ALL_TOLD
    even = [vat_gap(place=place, **told) for place in range(0, 48, 2)]
    rows = answered(*even, vat_gap(place=1, **told)).disclosed
    assert title(tax.vat_gap(rows, english)) == "Quarter 3 of 2026: compliance gap not shown; collection gap not shown"
    disclosed = rows.row(0, named=True)
    assert disclosed["compliance_gap_kzt"] is None
    assert None in (disclosed["vat_due_kzt"], disclosed["vat_declared_kzt"])
    assert disclosed["collection_gap_kzt"] is None
    assert None in (disclosed["vat_payable_kzt"], disclosed["vat_paid_kzt"])


def test_few_merchants_with_e_invoices_are_not_told_by_what_receipts_leave_of_the_vat_due(answered):
    none = [(*row[:14], Decimal(0), *row[15:]) for row in city(PAST, **ALL_TOLD)]
    assert answered(*none).disclosed["vat_due_kzt"][0] is not None
    few = [vat_gap(PAST, 0, **ALL_TOLD), *none[1:]]
    assert answered(*few).disclosed["vat_due_kzt"][0] is None
