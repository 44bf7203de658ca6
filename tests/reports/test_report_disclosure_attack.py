"""A reader who knows every sum, of one release and of all before it, tries to work out what is not shown."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cryptocity.reports.answers import HEADLINES, as_its_figures
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.disclosure import Earlier, Guard, disclose
from cryptocity.reports.entries import Answer
from cryptocity.reports.publish import answers_of, gather, render
from cryptocity.reports.released import read_release
from reports.releases import city, write_release

FIRST, DAY = date(2026, 10, 5), timedelta(days=1)
RAMPS = dict.fromkeys(("net_usd", "on_ramp_usd", "off_ramp_usd", "trades"), "trades")
NETS = {"net_usd": ("on_ramp_usd", "off_ramp_usd")}


def bounds(sought, equations):
    """The least and greatest value of an unknown that is not below nought; equations are (unknowns, sum)."""
    names = sorted({name for unknowns, _ in equations for name in unknowns} | {sought})
    system = [[float(name in unknowns) for name in names] for unknowns, _ in equations]
    ends = []
    for sign in (1, -1):
        objective = [float(sign) * (name == sought) for name in names]
        found = linprog(
            objective, A_eq=system or None, b_eq=[total for _, total in equations] or None, bounds=(0, None)
        )
        assert found.status in (0, 3)
        ends.append(sign * found.fun if found.status == 0 else -sign * float("inf"))
    return ends


def is_bounded_closely(true, sought, equations):
    low, high = bounds(sought, equations)
    return low > true * 0.9 + 1e-6 or high < true * 1.1 - 1e-6


def threshold_and_next_smallest(counts):
    """The rule of before: a single blank takes the next smallest with it."""
    blank = {place for place, count in enumerate(counts) if 1 <= count <= 4}
    if len(blank) == 1 and (rest := [(count, place) for place, count in enumerate(counts) if count >= 5]):
        blank.add(min(rest)[1])
    return blank


def possible(counts, blank):
    """Every count that each blank may be, given the sum and that a nought would have been shown."""
    left = sum(counts[place] for place in blank)
    ways = [way for way in product(range(1, left + 1), repeat=len(blank)) if sum(way) == left]
    return [{way[number] for way in ways} for number in range(len(blank))]


def blanks(counts):
    shown = disclose(pl.DataFrame({"merchants": counts}), Guard({"merchants": "merchants"}, total_is_known=True))
    return [place for place, count in enumerate(shown["merchants"]) if count is None]


def test_the_attacker_works_out_two_blanks_of_one_each_under_the_rule_of_before():
    counts = [9, 1, 1, 6]
    assert possible(counts, sorted(threshold_and_next_smallest(counts))) == [{1}, {1}]
    assert all(len(counts) > 1 for counts in possible(counts, blanks(counts)))


@given(st.lists(st.integers(0, 9), min_size=2, max_size=5))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_no_small_count_is_worked_out_from_the_sum(counts):
    blank = blanks(counts)
    if len(blank) < sum(count > 0 for count in counts):
        for place, ways in zip(blank, possible(counts, blank), strict=True):
            assert counts[place] > 4 or len(ways) > 1


def day_rows(trades, amounts):
    days = [FIRST + place * DAY for place in range(len(trades))]
    sold = [amount // 2 for amount in amounts]
    net = [bought - out for bought, out in zip(amounts, sold, strict=True)]
    return pl.DataFrame(
        {"day": days, "net_usd": net, "on_ramp_usd": amounts, "off_ramp_usd": sold, "trades": trades},
        schema_overrides={"trades": pl.Int64},
    )


def total_rows(days):
    return days.select(pl.col("on_ramp_usd", "trades").sum())


def equations_of(days, shown, totals):
    """What daily amounts add up to, by each total that a release showed of its first days."""
    known = dict(enumerate(shown["on_ramp_usd"].to_list()))
    for count, total in totals.items():
        unknown = [place for place in range(count) if known[place] is None]
        yield set(unknown), total - sum(known[place] or 0 for place in range(count))


def attacked(trades, amounts, *, publish_day, publish_total):
    """The days under five trades that a reader of every release, one more day each, bounds closely."""
    every, totals, seen = day_rows(trades, amounts), {}, {}
    for count in range(1, len(trades) + 1):
        days = every.head(count)
        published = enumerate(publish_day(days)["on_ramp_usd"])
        seen |= {place: amount for place, amount in published if amount is not None}
        earlier = [Earlier(total_rows(every.head(before)), FIRST) for before in range(max(1, count - 7), count)]
        if (total := publish_total(total_rows(days), earlier)["on_ramp_usd"][0]) is not None:
            totals[count] = total
    shown = pl.DataFrame({"on_ramp_usd": [seen.get(place) for place in range(len(trades))]})
    equations = list(equations_of(every, shown, totals))
    small = [place for place, count in enumerate(trades) if count < 5]
    return [place for place in small if place in seen or is_bounded_closely(amounts[place], place, equations)]


def by_guard(days):
    return disclose(days, Guard(RAMPS, ("day",), total_is_known=True, nets=NETS))


def total_by_guard(total, earlier):
    return disclose(total, Guard({"on_ramp_usd": "trades"}), earlier)


def days_by_threshold(days):
    return disclose(days, Guard(RAMPS, ("day",)))


def total_by_threshold(total, earlier):
    return disclose(total, Guard({"on_ramp_usd": "trades"}))


def test_the_attacker_works_out_a_small_day_from_totals_of_two_releases_under_the_rule_of_before():
    trades, amounts = [40, 50, 3, 60, 70], [900, 800, 300, 700, 600]
    assert attacked(trades, amounts, publish_day=days_by_threshold, publish_total=total_by_threshold) == [2]
    assert attacked(trades, amounts, publish_day=by_guard, publish_total=total_by_threshold) == [2]
    assert attacked(trades, amounts, publish_day=by_guard, publish_total=total_by_guard) == []


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, 4, 20, 30, 50]), st.integers(200, 900)), min_size=5, max_size=9))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_no_small_day_is_worked_out_from_the_totals_of_all_releases(days):
    trades, amounts = map(list, zip(*days, strict=True))
    found = attacked(trades, amounts, publish_day=by_guard, publish_total=total_by_guard)
    # Of the last day no more is published yet than that it is small; the day after it decides what goes with it.
    assert [place for place in found if place < len(trades) - 1] == []


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Releases before, on and after a day that has three trades, all of one venue and of residents."""
    home = tmp_path_factory.mktemp("small")
    rows = city(6)
    small = FIRST + 3 * DAY
    ramps = [row for row in rows["capital_flow.ramp_flows_daily"] if row[0] != small]
    amounts = [Decimal(amount) for amount in (9000, 4000, 9000, 4000, 9000, 4000, 5000)]
    ramps.append((small, "alatau-exchange", "USDT", "resident", 2, 1, *amounts, False))
    write_release(home, "before", rows | {"capital_flow.ramp_flows_daily": up_to(small - DAY, ramps)}, days=3)
    write_release(
        home, "small", rows | {"capital_flow.ramp_flows_daily": up_to(small, ramps)}, days=4, previous="before"
    )
    write_release(home, "after", rows | {"capital_flow.ramp_flows_daily": ramps}, days=6, previous="small")
    write_release(home, "alone", rows | {"capital_flow.ramp_flows_daily": ramps}, days=6, previous="gone")
    return home


def contents_of(home, name, texts):
    release = read_release(home, name)
    return gather(release, texts, answers=answers_of(release))


def front_of(home, name, texts):
    release = read_release(home, name)
    return render(release, texts, answers=answers_of(release))["index.html"].decode()


def up_to(last, rows):
    return [row for row in rows if row[0] <= last]


def bought(panel):
    cells = [row[2].text.replace(",", "") for row in panel.drawn.table.rows]
    return [None if text == "not shown" else float(text) for text in cells]


def test_a_small_day_is_not_worked_out_from_the_tables_by_venue_and_residency(home, english):
    panels = {one.name: one for one in contents_of(home, "after", english).panels["capital_flow"]}
    days = bought(panels["ramps"])
    total = sum(bought(panels["ramps_by_residency"]))
    unknown = {place for place, amount in enumerate(days) if amount is None}
    assert unknown == {2, 3, 4}
    left = total - sum(amount or 0 for amount in days)
    assert not is_bounded_closely(9000, 3, [(unknown, left)])
    assert bounds(3, [({3}, left)]) == [left, left]


def test_totals_that_a_small_day_alone_has_moved_are_held_until_more_has_come(home, english):
    net = {name: contents_of(home, name, english).tiles["capital_flow"][0] for name in ("before", "small", "after")}
    assert [one.value is None for one in net.values()] == [False, True, False]
    venues = {one.name: one for one in contents_of(home, "small", english).panels["capital_flow"]}
    assert None in bought(venues["ramps_by_venue"])
    assert bought(venues["ramps_by_residency"]).count(None) > 1


WAITS = next(one.guard for report in REPORTS for one in report.figures if one.name == "vat_refund_waits")
CASES = ("credited_applications", "open_applications")


def wait_rows(credited, waiting):
    """Bands of one channel, with the share of both that is still waiting."""
    bands = pl.DataFrame({"waited_days": range(len(credited)), CASES[0]: credited, CASES[1]: waiting, "channel": "all"})
    cases = bands.with_columns(cases=pl.sum_horizontal(CASES))
    return cases.with_columns(still_waiting_pct=100 * pl.col(CASES[1]) / pl.when(pl.col("cases") > 0).then("cases"))


def whole_columns(rows, shown, column):
    """Every way in which a column may read, given what is shown of it, its sum, and that a nought would be shown."""
    known, true = shown[column].to_list(), rows[column].to_list()
    blank = [place for place, value in enumerate(known) if value is None]
    left = sum(true[place] for place in blank)
    for way in product(range(1, left + 1), repeat=len(blank)):
        if sum(way) == left:
            filled = dict(zip(blank, way, strict=True))
            yield [filled.get(place, value) for place, value in enumerate(known)]


def small_waits_worked_out(rows, guard, *, knows_shares):
    """The counts of one to four that can only be what they are, for whoever knows the sums, and the shares or not."""
    shown = disclose(rows, guard)
    shares = shown["still_waiting_pct"].to_list() if knows_shares else [None] * rows.height
    ways = [
        dict(zip(CASES, both, strict=True))
        for both in product(*(list(whole_columns(rows, shown, column)) for column in CASES))
        if all(
            share is None or 100 * still == pytest.approx(share * (over + still))
            for share, over, still in zip(shares, *both, strict=True)
        )
    ]
    return {
        (column, place)
        for column in CASES
        for place, true in enumerate(rows[column])
        if 0 < true < 5 and len({way[column][place] for way in ways}) == 1
    }


def test_a_small_wait_is_worked_out_from_a_share_that_is_shown_wherever_five_are_behind_it():
    rows = wait_rows([9, 1, 1, 6], [8, 8, 8, 8])
    by_cases = replace(WAITS, made_of={}, rests_on={**WAITS.rests_on, "still_waiting_pct": "cases"})
    unseen = {(CASES[0], 1), (CASES[0], 2)}
    assert small_waits_worked_out(rows, by_cases, knows_shares=True) >= unseen
    assert small_waits_worked_out(rows, WAITS, knows_shares=True) == set()


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=2, max_size=3))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_shares_still_waiting_tell_nothing_of_a_small_wait_that_the_counts_do_not(bands):
    rows = wait_rows(*map(list, zip(*bands, strict=True)))
    told = [small_waits_worked_out(rows, WAITS, knows_shares=knows) for knows in (True, False)]
    assert told[0] == told[1]


RAMP = (
    *("alatau-exchange", "USDT", "resident"),
    2,
    1,
    *map(Decimal, (9000, 4000, 9000, 4000, 9000, 4000, 5000)),
    False,
)
TRANSFER = ("USDT", "non_resident", "financial", 2, 1, *map(Decimal, (9000, 4000, 5000)), 0, "M")


@pytest.mark.parametrize(
    ("mart", "few", "headline", "all_days"),
    [
        ("ramp_flows_daily", RAMP, "net_ramp", "ramps_by_residency"),
        ("cross_border_flows_daily", TRANSFER, "net_cross_border", "cross_border"),
    ],
)
def test_a_small_day_that_ends_a_month_is_not_worked_out_from_that_month_or_the_next(
    mart, few, headline, all_days, tmp_path
):
    small, every = date(2026, 10, 31), city(28)
    name = f"capital_flow.{mart}"
    rows = [*(row for row in every[name] if row[0] != small), (small, *few)]
    write_release(tmp_path, "day before", every | {name: up_to(small - DAY, rows)}, days=26)
    write_release(tmp_path, "day after", every | {name: rows}, days=28, previous="day before")
    before, after = (answers_of(read_release(tmp_path, one)) for one in ("day before", "day after"))
    months = [one["headlines", headline] for one in (before, after)]
    (ended_before,), (november, october) = (one.rows["net_usd"] for one in months)
    total_before, total = (one["capital_flow", all_days].rows["net_usd"].sum() for one in (before, after))
    assert october - ended_before == total - november - total_before == 5000
    assert [one.disclosed["net_usd"].to_list() for one in months] == [[ended_before], [None, None]]


def test_a_release_says_which_earlier_one_it_could_not_be_compared_with(home, english):
    said = "The earlier release gone is not at hand"
    assert said in front_of(home, "alone", english)
    assert said not in front_of(home, "after", english)


@pytest.mark.parametrize(
    ("headline", "area", "figure", "column"),
    [
        ("crypto_share_of_turnover", "adoption", "crypto_share", "crypto_share_pct"),
        ("residual_venue_fiat", "reconciliation", "account_venue_fiat", "residual_kzt"),
    ],
)
def test_the_line_of_a_tile_has_no_day_that_its_figure_withholds(headline, area, figure, column):
    """The figure withholds the days beside a small one too, or one whose other measures have changed by few."""
    entries = {one.name: one for report in REPORTS for one in (*report.headlines, *report.figures)}
    days = [FIRST + place * DAY for place in range(4)]
    told = pl.DataFrame({"day": days, column: [1.0, None, None, 4.0]})
    rows = pl.DataFrame({"day": days[::-1], column: [4.0, 3.0, 2.0, 1.0]})
    answers = {(HEADLINES, name): Answer(rows, rows, (("before", rows),)) for name in entries}
    answers |= {(report.area, one.name): Answer(rows, rows) for report in REPORTS for one in report.figures}
    answers[area, figure] = Answer(told, told, (("before", told),))
    report = next(one for one in REPORTS if one.area == area)
    answer = as_its_figures(entries[headline], report, answers)
    assert [shown[column].to_list() for shown in (answer.disclosed, answer.before[0][1])] == [
        [4.0, None, None, 1.0]
    ] * 2
