"""Bands from clients to venues: as wide as what is shown, and no more of it than the tables that they are told from."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptocity.reports.answers import answers_of
from cryptocity.reports.disclosure import Guard, disclose
from cryptocity.reports.figures import capital_flow
from cryptocity.reports.released import read_release
from cryptocity.reports.theme import PALE_BLUE, PALE_ORANGE

MEASURES = ("net_usd", "on_ramp_usd", "off_ramp_usd", "trades")
RESTS_ON = dict.fromkeys(MEASURES, "trades")
NETS = {"net_usd": ("on_ramp_usd", "off_ramp_usd")}


def streams(*rows):
    return pl.DataFrame(rows, schema=["client_residency", "venue_id", "on_ramp_usd", "off_ramp_usd"], orient="row")


def title(chart):
    return chart.layout.title.text.replace("\u00a0", " ")


def links(chart):
    link, names = chart.data[0].link, chart.data[0].node.label
    return [
        (names[one], names[other], value)
        for one, other, value in zip(link.source, link.target, link.value, strict=True)
    ]


def test_streams_lead_from_residencies_over_bought_and_sold_to_venues(english):
    rows = streams(("resident", None, 9_000_000, 4_000_000), (None, "AX-01", 9_000_000, 0), (None, "AX-02", None, None))
    chart = capital_flow.ramp_streams(rows, english)
    assert title(chart) == "Residents: crypto bought for USD 9.0 million, the largest of the flows shown"
    assert links(chart) == [("Residents", "Bought", 9), ("Bought", "AX-01", 9), ("Residents", "Sold", 4)]
    assert list(chart.data[0].link.color) == [PALE_BLUE.fill, PALE_BLUE.fill, PALE_ORANGE.fill]
    assert "million USD" in chart.data[0].link.hovertemplate


def test_a_venue_that_calls_itself_like_a_kind_or_a_residency_stays_apart(english):
    rows = streams(("resident", None, 5, 7), (None, "Sold", 5, 6), (None, "<b>Residents</b>", 4, 1))
    chart = capital_flow.ramp_streams(rows, english)
    assert title(chart) == "Residents: crypto sold for USD 7, the largest of the flows shown"
    assert len(chart.data[0].node.label) == 5
    assert "<b>" not in "".join(chart.data[0].node.label)


@pytest.mark.parametrize("release_id", ["full", "week", "day", "quiet"])
def test_streams_show_the_numbers_of_the_tables_by_residency_and_venue_and_no_others(release_id, home):
    answers = answers_of(read_release(home, release_id))
    told = answers["capital_flow", "ramp_streams"].disclosed
    for key, figure in (("client_residency", "ramps_by_residency"), ("venue_id", "ramps_by_venue")):
        rows = told.filter(pl.col("told_by") == key).select(key, *MEASURES)
        assert rows.equals(answers["capital_flow", figure].disclosed.select(key, *MEASURES))
    assert told["net_usd"].null_count() > 0


def one_table(cells, name):
    trades, amounts = map(list, zip(*cells, strict=True))
    sold = [amount // 3 for amount in amounts]
    net = [bought - out for bought, out in zip(amounts, sold, strict=True)]
    told = {"told_by": [name] * len(cells), "net_usd": net, "on_ramp_usd": amounts, "off_ramp_usd": sold}
    return pl.DataFrame(told | {"trades": trades})


CELLS = st.lists(st.tuples(st.sampled_from([0, 1, 3, 4, 5, 8, 30]), st.integers(200, 900)), min_size=1, max_size=4)


@given(CELLS, CELLS)
@settings(max_examples=25, deadline=None, derandomize=True)
def test_tables_in_one_withhold_what_each_of_them_withholds_alone(first, second):
    tables = [one_table(first, "residency"), one_table(second, "venue")]
    guard = Guard(RESTS_ON, total_is_known=True, nets=NETS)
    together = disclose(pl.concat(tables), Guard(RESTS_ON, total_is_known=True, nets=NETS, apart="told_by"))
    assert together.equals(pl.concat([disclose(table, guard) for table in tables]))


def test_one_sum_over_two_tables_would_leave_a_small_number_bare():
    tables = [one_table([(3, 300), (30, 900)], "residency"), one_table([(2, 200), (31, 1_000)], "venue")]
    both = pl.concat(tables)
    as_one = disclose(both, Guard(RESTS_ON, total_is_known=True, nets=NETS))
    apart = disclose(both, Guard(RESTS_ON, total_is_known=True, nets=NETS, apart="told_by"))
    assert as_one["on_ramp_usd"].to_list() == [None, 900, None, 1_000]
    assert apart["on_ramp_usd"].to_list() == [None] * 4
