from datetime import date

import polars as pl
import pytest

from cryptocity.reports.disclosure import Earlier, Guard, disclose, shorten


def table(**columns):
    return pl.DataFrame(columns)


def counted(rows, *, total_is_known):
    return disclose(rows, Guard({"merchants": "merchants"}, total_is_known=total_is_known))["merchants"].to_list()


def test_cells_on_one_to_four_entities_are_blank():
    rows = table(group=["a", "b", "c", "d"], kzt=[10, 20, 30, 0], merchants=[4, 5, 1, 0])
    shown = disclose(rows, Guard({"kzt": "merchants", "merchants": "merchants"}))
    assert shown.equals(table(group=["a", "b", "c", "d"], kzt=[None, 20, None, 0], merchants=[None, 5, None, 0]))


def test_a_single_blank_takes_the_next_smallest_cell_with_it_where_the_total_is_known():
    assert counted(table(group=["a", "b", "c"], merchants=[9, 3, 7]), total_is_known=True) == [9, None, None]


def test_two_blanks_hide_each_other():
    assert counted(table(group=["a", "b", "c"], merchants=[9, 3, 2]), total_is_known=True) == [9, None, None]


def test_two_blanks_of_one_each_take_a_third_cell_with_them():
    assert counted(table(group=["a", "b", "c", "d"], merchants=[9, 1, 1, 6]), total_is_known=True) == [9, *[None] * 3]


def test_blanks_are_looked_for_period_by_period():
    rows = table(month=[1, 1, 1, 2, 2], merchants=[50, 3, 20, 6, 8])
    assert counted(rows, total_is_known=True) == [50, None, None, 6, 8]


def test_equal_groups_lose_only_one():
    assert counted(table(group=["a", "b", "c"], merchants=[6, 6, 2]), total_is_known=True).count(None) == 2


def test_columns_that_only_count_entities_do_not_get_through():
    rows = table(group=["a"], kzt=[10], merchants=[8])
    assert disclose(rows, Guard({"kzt": "merchants"})).columns == ["group", "kzt"]


def test_an_unknown_number_of_entities_hides_nothing():
    rows = table(kzt=pl.Series([10], dtype=pl.Int64), merchants=pl.Series([None], dtype=pl.Int64))
    assert disclose(rows, Guard({"kzt": "merchants"}, total_is_known=True))["kzt"].to_list() == [10]


@pytest.mark.parametrize(
    ("largest", "second", "is_shown"),
    [(20, 20, True), (76, 1, False), (46, 45, False), (60, 35, False), (74, 16, True)],
)
def test_what_one_or_two_make_up_most_of_is_not_shown(largest, second, is_shown):
    rows = table(kzt=[100], merchants=[9], first=[largest], second=[second])
    shown = disclose(rows, Guard({"kzt": "merchants"}, largest={"kzt": ("first", "second")}))
    assert shown.columns == ["kzt"]
    assert (shown["kzt"][0] is not None) == is_shown


@pytest.mark.parametrize(("payments", "kzt", "is_shown"), [(10, 100, True), (11, 120, False), (15, 200, True)])
def test_a_past_day_that_few_payments_changed_is_not_shown(payments, kzt, is_shown):
    day = date(2026, 11, 1)
    before = Earlier(table(day=[day], kzt=[100], crypto_payments=[10]), day)
    rows = table(day=[day], kzt=[kzt], crypto_payments=[payments])
    shown = disclose(rows, Guard({"kzt": "crypto_payments"}, ("day",)), [before])
    assert (shown["kzt"][0] is not None) == is_shown


@pytest.mark.parametrize(("over", "is_shown"), [(6, False), (10, True), (5, True)])
def test_what_few_of_those_counted_before_have_moved_is_not_shown_and_how_many_they_are_never_is(over, is_shown):
    day = date(2026, 11, 1)
    before = Earlier(table(days=[40], dated_seizures=[20], transferred_seizures=[5]), day)
    rows = table(days=[41], dated_seizures=[20], transferred_seizures=[over])
    moved = Guard({"days": "dated_seizures"}, moved_by={"days": "transferred_seizures"})
    assert disclose(rows, moved, [before]).to_dict(as_series=False) == {"days": [41 if is_shown else None]}
    unguarded = disclose(rows, Guard({"days": "dated_seizures"}), [before])
    assert unguarded["days"].to_list() == [41]


@pytest.mark.parametrize(("last_day", "is_shown"), [(date(2026, 11, 20), True), (date(2026, 11, 30), False)])
def test_merchants_are_compared_in_months_that_were_past(last_day, is_shown):
    before = Earlier(table(month=[date(2026, 11, 1)], kzt=[100], merchants=[10]), last_day)
    rows = table(month=[date(2026, 11, 1)], kzt=[120], merchants=[11])
    shown = disclose(rows, Guard({"kzt": "merchants"}, ("month",)), [before])
    assert (shown["kzt"][0] is not None) == is_shown


@pytest.mark.parametrize(("last_day", "is_shown"), [(date(2026, 12, 30), True), (date(2026, 12, 31), False)])
def test_merchants_are_compared_in_quarters_that_were_past(last_day, is_shown):
    before = Earlier(table(quarter=[date(2026, 10, 1)], kzt=[100], merchants=[10]), last_day)
    rows = table(quarter=[date(2026, 10, 1)], kzt=[120], merchants=[11])
    shown = disclose(rows, Guard({"kzt": "merchants"}, ("quarter",)), [before])
    assert (shown["kzt"][0] is not None) == is_shown


@pytest.mark.parametrize(("last_day", "is_shown"), [(date(2026, 12, 30), True), (date(2026, 12, 31), False)])
def test_persons_are_compared_in_years_that_were_past(last_day, is_shown):
    before = Earlier(table(year=[2026], method=["fifo"], kzt=[100], persons=[10]), last_day)
    rows = table(year=[2026], method=["fifo"], kzt=[120], persons=[11])
    shown = disclose(rows, Guard({"kzt": "persons"}, ("year", "method")), [before])
    assert (shown["kzt"][0] is not None) == is_shown


@pytest.mark.parametrize("period", ["quarter", "year"])
def test_blanks_are_looked_for_quarter_by_quarter_and_year_by_year(period):
    rows = table(**{period: [1, 1, 1, 2, 2]}, merchants=[50, 3, 20, 6, 8])
    assert counted(rows, total_is_known=True) == [50, None, None, 6, 8]


@pytest.mark.parametrize("total", [-100, 0, 100])
def test_what_one_makes_up_most_of_is_not_shown_whatever_the_sign(total):
    rows = table(kzt=[total], merchants=[9], first=[90], second=[5])
    assert disclose(rows, Guard({"kzt": "merchants"}, largest={"kzt": ("first", "second")}))["kzt"].to_list() == [None]


def test_what_is_left_between_two_shown_numbers_is_not_worked_out_without_any_known_sum():
    rows = table(left=[70], all=[100], gap=[30], of_left=[9], of_all=[9], of_gap=[2])
    guard = Guard({"left": "of_left", "all": "of_all", "gap": "of_gap"}, nets={"left": ("all", "gap")})
    shown = disclose(rows, guard).row(0, named=True)
    assert shown["gap"] is None
    assert list(shown.values()).count(None) == 2


def test_no_rows_stay_no_rows():
    rows = table(kzt=pl.Series([], dtype=pl.Int64), merchants=pl.Series([], dtype=pl.Int64))
    assert disclose(rows, Guard({"kzt": "merchants"}, total_is_known=True)).is_empty()


def test_a_bin_is_public_and_a_pseudonym_is_cut():
    assert shorten("080841000761") == "080841000761"
    assert shorten("p-0123456789abcdef0123456789abcdef") == "p-01234567…"
