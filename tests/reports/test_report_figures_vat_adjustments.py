"""VAT taken back is told at the rate of the original sale, and not where few merchants or one alone take it back."""

from decimal import Decimal

import duckdb
import pytest

from cryptocity.reports.answers import Query
from cryptocity.reports.areas.tax import TAX
from cryptocity.reports.figures import tax
from reports.releases import city, write_marts
from reports.taxes import adjustments

FIGURE = next(figure for figure in TAX.figures if figure.name == "vat_adjustments")


@pytest.fixture
def answered(tmp_path):
    def of(rows):
        days = {"adoption.adoption_daily": city(1)["adoption.adoption_daily"]}
        write_marts(tmp_path / "marts.duckdb", days | {"tax.vat_adjustments_monthly": rows})
        with duckdb.connect(tmp_path / "marts.duckdb", read_only=True) as marts:
            return FIGURE.answered(Query("tax", "tax", FIGURE).rows(marts))

    return of


def test_vat_is_taken_back_at_the_original_rate_whatever_is_stated(answered, english):
    answer = answered([row for one in range(12) for row in adjustments(one)])
    chart = tax.vat_adjustments(answer.disclosed, english)
    assert list(chart.data[0].x) == [20256.0, 15192.0, 15192.0]
    assert list(chart.layout.yaxis.ticktext) == ["Returned goods, 16 %", "Credit notes, 12 %", "Returned goods, 12 %"]
    credit_notes = answer.disclosed.row(1, named=True)
    assert credit_notes["vat_stated_kzt"] == Decimal(20256)
    assert "Returned goods, 16 %, KZT" in chart.layout.title.text.replace("\u00a0", " ")


def test_what_four_merchants_take_back_is_not_shown_nor_left_over(answered):
    rows = [row for one in range(12) for row in adjustments(one)[:2]] + [adjustments(one)[2] for one in range(4)]
    shown = answered(rows).disclosed
    assert shown["vat_taken_back_kzt"].null_count() == 2
    assert shown.filter(adjustment="credit_note")["vat_taken_back_kzt"].to_list() == [None]


def test_what_one_merchant_takes_back_most_of_is_not_shown(answered):
    rows = [row for one in (*range(6), 100_000) for row in adjustments(one)]
    assert answered(rows).disclosed["vat_taken_back_kzt"].null_count() == 3
