"""What a page shows of a figure, and the front page of a headline: words where there is nothing to draw."""

from datetime import date
from decimal import Decimal

import msgspec
import polars as pl
import pytest

from cryptocity.reports.catalogue import ADOPTION, CAPITAL_FLOW, TAX
from cryptocity.reports.entries import Headline
from cryptocity.reports.panels import panel
from cryptocity.reports.publish import answers_of, gather
from cryptocity.reports.released import ReleaseManifest, read_release
from cryptocity.reports.tiles import tile
from reports.marts import DATASETS
from reports.releases import HOSTILE_TOKEN, LONG_VENUE, SMALL_VENUE, manifest

VAT_AMOUNTS = ("vat_due_kzt", "vat_stated_kzt", "turnover_kzt", "month_vat_due_kzt")


def figure(report, name):
    return next(figure for figure in report.figures if figure.name == name)


def shown(contents):
    """Every panel of a release, by figure."""
    return {panel.name: panel for panels in contents.panels.values() for panel in panels}


def cells(panel):
    return [tuple(cell.text for cell in row) for row in panel.drawn.table.rows]


@pytest.fixture
def week():
    content = manifest("week", days=7, previous=None, datasets=DATASETS)
    return msgspec.convert(content, ReleaseManifest)


@pytest.mark.parametrize("release_id", ["full", "week", "day"])
def test_every_figure_of_a_release_with_data_is_drawn_with_a_table_that_holds_its_values(release_id, contents):
    for one in shown(contents(release_id)).values():
        assert one.drawn is not None, one.name
        assert one.drawn.finding
        assert one.drawn.table.rows
        assert {len(row) for row in one.drawn.table.rows} == {len(one.drawn.table.header)}


def test_an_empty_release_says_so_for_every_figure(contents):
    panels = shown(contents("empty"))
    assert {(one.drawn, one.empty) for one in panels.values()} == {(None, "No data in this release.")}
    assert panels["crypto_share"].source == "Source: merchants.receipts (not landed)."


@pytest.mark.parametrize("name", ["reserve_nav", "reserve_value_at_risk", "reserve_custodians"])
def test_what_a_reserve_figure_leaves_out_for_want_of_a_value_is_told_beside_it(name, contents):
    one = shown(contents("week"))[name]
    told = "Holdings without a value on a day, left out of what is told of that day: 7, counted day by day."
    assert told in one.notes
    assert "Holdings without a value" in [cell.text for cell in one.drawn.table.header]


def test_a_release_of_blocks_alone_draws_their_tokens_and_nothing_else(contents):
    drawn = [name for name, one in shown(contents("blocks")).items() if one.drawn]
    assert drawn == ["token_transfers"]


def drawn(one, rows, manifest, *, texts):
    return panel(one, one.answered(rows), manifest, texts=texts)


def test_no_difference_and_no_merchant_near_the_threshold_are_findings(contents):
    panels = shown(contents("quiet"))
    assert panels["vat_differences"].empty == "On every merchant's receipts the VAT stated equals the VAT due."
    assert panels["threshold_watch"].empty.startswith("No merchant outside VAT has reached 80")


def test_percentages_that_are_null_throughout_are_no_data(week, english):
    rows = pl.DataFrame(
        {
            "day": [date(2026, 10, 5)],
            "crypto_share_pct": pl.Series([None], dtype=pl.Decimal(9, 4)),
            "crypto_turnover_kzt": [Decimal("0.00")],
            "retail_turnover_kzt": [Decimal("0.00")],
            "crypto_payments": [0],
        }
    )
    one = drawn(figure(ADOPTION, "crypto_share"), rows, week, texts=english)
    assert (one.drawn, one.empty) == (None, "No data in this release.")


def test_a_figure_of_which_a_dataset_is_missing_is_not_drawn(week, english):
    rows = pl.DataFrame(
        {"day": [date(2026, 10, 5)], "active_payers_30d": [0], "active_payers": [0], "active_merchants": [0]}
    )
    without = msgspec.structs.replace(
        week, datasets=[one for one in week.datasets if one.dataset != "onchain.transactions"]
    )
    assert drawn(figure(ADOPTION, "active_payers"), rows, week, texts=english).drawn is not None
    assert drawn(figure(ADOPTION, "active_payers"), rows, without, texts=english).drawn is None


def test_small_groups_are_suppressed_and_counted(contents):
    one = shown(contents("full"))["merchant_acceptance"]
    rows = {row[1].partition(" ")[0]: row[2:] for row in cells(one)}
    assert rows["47110"] == ("188", "131", "88")
    assert rows["86230"] == ("33", "11", "not shown")
    assert rows["75000"] == ("not shown", "not shown", "not shown")
    assert rows["58140"] == ("9", "5", "0")
    assert one.notes == (
        "8 numbers not shown, because they rest on fewer than 5, mostly on one or two, "
        "or would give such a number away.",
    )


def test_a_small_venue_takes_the_next_smallest_with_it(contents):
    one = shown(contents("full"))["ramps_by_venue"]
    assert [(row[0], row[1] == "not shown") for row in cells(one)] == [
        ("alatau-exchange", False),
        (LONG_VENUE, False),
        ("steppe-digital", True),
        (SMALL_VENUE, True),
    ]
    assert SMALL_VENUE not in one.drawn.json


def test_a_figure_of_small_groups_alone_shows_nothing(week, english):
    rows = pl.DataFrame(
        {
            "month": [date(2026, 10, 1)],
            "vat_rate_pct": [Decimal("16.00")],
            "parameter_confidence": ["H"],
            "vat_due_kzt": [Decimal("10.00")],
            "vat_stated_kzt": [Decimal("10.00")],
            "turnover_kzt": [Decimal("72.50")],
            "merchants": [3],
            "month_vat_due_kzt": [Decimal("10.00")],
            "month_merchants": [3],
            **{f"{place}_{name}": [Decimal("10.00")] for place in ("largest", "second") for name in VAT_AMOUNTS},
            "first_day": [date(2026, 10, 5)],
            "last_day": [date(2026, 10, 11)],
        }
    )
    one = drawn(figure(TAX, "vat_due"), rows, week, texts=english)
    assert (one.drawn, one.empty) == (
        None,
        "Not shown, because it would rest on fewer than 5, mostly on one or two, or would give such a number away.",
    )
    assert one.notes == (
        "4 numbers not shown, because they rest on fewer than 5, mostly on one or two, "
        "or would give such a number away.",
    )


def test_a_parameter_of_low_or_medium_confidence_is_flagged(contents):
    panels = shown(contents("full"))
    assert {name for name, one in panels.items() if one.flag} == {
        *(
            "vat_due",
            "vat_gap",
            "threshold_bands",
            "vat_refund_days",
            "vat_refund_waits",
            "marked_money",
            "mining_energy",
            "mining_fees",
        ),
        *("unregulated_estimate", "regulated_share", "adoption_index", "realised_gains", "travel_rule"),
    }
    assert "(M)" in panels["vat_due"].flag
    assert panels["unregulated_estimate"].flag.startswith("An estimate that rests on assumptions")


def test_no_whole_pseudonym_reaches_a_page(pages):
    tax = pages("full")["tax.html"].decode()
    assert "p-01890000"[:6] in tax
    assert "3f9ac1d23f9ac1d2" not in tax


def test_the_source_line_is_built_from_the_manifest(contents):
    source = shown(contents("week"))["receipt_match"].source
    assert source == (
        "Source: merchants.crypto_settlements (7 days, 63,000 rows, 21 in quarantine); "
        "merchants.receipts (7 days, 63,000 rows, 21 in quarantine)."
    )


def test_transfers_without_a_value_are_counted_beside_the_figure(contents):
    panels = shown(contents("week"))
    assert (
        "Transfers without an official price or exchange rate, left out of the sums: 8." in panels["cross_border"].notes
    )
    assert panels["token_transfers"].notes == (
        "Transfers of tokens whose decimals are unknown, left out of the amounts: 9,821.",
    )


def test_a_chart_cannot_end_the_script_that_carries_it(contents):
    drawn = shown(contents("day"))["token_transfers"].drawn
    assert "<" not in drawn.json
    assert HOSTILE_TOKEN not in drawn.json


def test_the_same_release_shows_the_same(home, contents, english):
    release = read_release(home, "full")
    assert gather(release, english, answers=answers_of(release)) == contents("full")


def tiles(contents):
    return {one.name: one for ones in contents.tiles.values() for one in ones}


def test_a_tile_tells_value_period_and_change(contents):
    one = tiles(contents("full"))["crypto_share_of_turnover"]
    assert (one.value, one.period, one.note) == ("3.8\u00a0%", "13\u00a0November 2026", "up 0.2\u00a0points in a week")
    assert len(one.line.split()) == 30


def test_a_tile_of_a_month_says_how_far_it_goes_and_compares_with_nothing(contents):
    one = tiles(contents("full"))["vat_due_in_month"]
    assert (one.period, one.note, one.line) == ("November 2026 to date", "", "")


def test_a_tile_without_data_says_so(contents):
    assert {(one.value, one.note) for one in tiles(contents("empty")).values()} == {(None, "No data in this release.")}


def test_a_tile_on_few_entities_is_not_shown(week, english):
    headline = Headline("merchants_over_threshold", ("merchants.register",), rests_on="merchants")
    rows = pl.DataFrame({"year": [2026], "merchants": [4]})
    one = tile(headline, headline.answered(rows), week, texts=english)
    assert (one.value, one.note) == (
        None,
        "Not shown, because it would rest on fewer than 5, mostly on one or two, or would give such a number away.",
    )
    assert tile(headline, headline.answered(rows.with_columns(merchants=5)), week, texts=english).value == "5"


def border(week, english, *, all_transfers, share):
    rows = pl.DataFrame(
        {
            "bpm7_account": ["capital"],
            "counterparty_residency": ["non_resident"],
            **{name: [Decimal("0.00")] for name in ("net_usd", "inflow_usd", "outflow_usd", "all_net_usd")},
            "transfers": [9],
            "unvalued_transfers": [9],
            "all_transfers": [all_transfers],
            "unknown_share_pct": pl.Series([share], dtype=pl.Float64),
        }
    )
    return drawn(figure(CAPITAL_FLOW, "cross_border"), rows, week, texts=english)


def test_a_share_that_nothing_can_be_a_share_of_keeps_no_figure_from_being_drawn(week, english):
    assert border(week, english, all_transfers=9, share=None).drawn is not None


def test_a_figure_whose_finding_would_tell_a_withheld_total_is_not_drawn(week, english):
    one = border(week, english, all_transfers=4, share=12.0)
    assert (one.drawn, one.empty.startswith("Not shown")) == (None, True)
