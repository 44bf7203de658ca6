"""Gains of a year by each method, never added up, and what is left out of them."""

import duckdb
import pytest

from cryptocity.reports.answers import Query
from cryptocity.reports.areas.tax import TAX
from cryptocity.reports.figures import tax
from reports.releases import write_marts
from reports.taxes import exclusion, gains

GAINS, EXCLUSIONS = (
    next(figure for figure in TAX.figures if figure.name == name) for name in ("realised_gains", "gain_exclusions")
)


@pytest.fixture
def answered(tmp_path):
    def of(figure, **marts):
        write_marts(tmp_path / "marts.duckdb", {f"tax.{mart}": rows for mart, rows in marts.items()})
        with duckdb.connect(tmp_path / "marts.duckdb", read_only=True) as opened:
            return figure.answered(Query("tax", "tax", figure).rows(opened))

    return of


def title(chart):
    return chart.layout.title.text.replace("\u00a0", " ")


def test_gains_of_the_latest_year_stand_method_by_method(answered, english):
    rows = [gains(2025, 1, "fifo")] + [gains(2026, place, one) for place in range(20) for one in ("average", "fifo")]
    chart = tax.realised_gains(answered(GAINS, pit_exposure_yearly=rows).disclosed, english)
    gained, lost, net = chart.data
    assert list(chart.layout.yaxis.ticktext) == ["First in, first out", "Average cost"]
    assert (list(gained.x), list(lost.x), list(net.x)) == ([6.95, 3.475], [-0.28, -0.28], [6.67, 3.195])
    assert title(chart) == "First in, first out: gains of KZT 7.0 million and losses of KZT 280,000 realised in 2026"


def test_losses_of_few_take_the_net_or_the_gains_with_them(answered):
    rows = [gains(2026, place, "fifo") for place in (0, 1, 2, 3, 4, 5, 7, 8)]
    told = answered(GAINS, pit_exposure_yearly=rows).disclosed.row(0, named=True)
    assert told["losses_kzt"] is None
    assert None in (told["net_gain_kzt"], told["taxable_gains_kzt"])
    assert (told["taxable_gains_kzt"] is None) == (told["pit_exposure_kzt"] is None)


def test_reasons_to_leave_out_are_counted_method_by_method(answered, english):
    rows = [
        exclusion(place, *pair) for place in range(6) for pair in (("specific", "lot_unknown"), ("fifo", "no_price"))
    ]
    chart = tax.gain_exclusions(answered(EXCLUSIONS, gain_exclusions_yearly=rows).disclosed, english)
    assert list(chart.layout.yaxis.ticktext) == [
        "First in, first out: no price that<br>day",
        "Identified lots: lot unknown",
    ]
    assert list(chart.data[0].x) == [66, 84]
    assert title(chart) == "Most often left out in 2026: First in, first out: no price that day (66)"


def test_what_few_clients_are_left_out_for_is_not_counted_out(answered):
    rows = [exclusion(place, "fifo", "no_price") for place in range(4)]
    told = answered(EXCLUSIONS, gain_exclusions_yearly=rows).disclosed
    assert told.select("outflows", "value_kzt", "clients").row(0) == (None, None, None)
