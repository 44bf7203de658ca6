import polars as pl

from cryptocity.reports.disclosure import disclose, shorten


def table(**columns):
    return pl.DataFrame(columns)


def test_cells_on_one_to_four_entities_are_blank():
    rows = table(group=["a", "b", "c", "d"], kzt=[10, 20, 30, 0], merchants=[4, 5, 1, 0])
    shown = disclose(rows, {"kzt": "merchants", "merchants": "merchants"}, total_is_known=False)
    assert shown.equals(table(group=["a", "b", "c", "d"], kzt=[None, 20, None, 0], merchants=[None, 5, None, 0]))


def test_a_single_blank_takes_the_next_smallest_cell_with_it_where_the_total_is_known():
    rows = table(group=["a", "b", "c"], merchants=[9, 3, 7])
    shown = disclose(rows, {"merchants": "merchants"}, total_is_known=True)
    assert shown["merchants"].to_list() == [9, None, None]


def test_two_blanks_hide_each_other():
    rows = table(group=["a", "b", "c"], merchants=[9, 3, 2])
    shown = disclose(rows, {"merchants": "merchants"}, total_is_known=True)
    assert shown["merchants"].to_list() == [9, None, None]


def test_blanks_are_looked_for_period_by_period():
    rows = table(month=[1, 1, 1, 2, 2], merchants=[50, 3, 20, 6, 8])
    shown = disclose(rows, {"merchants": "merchants"}, total_is_known=True)
    assert shown["merchants"].to_list() == [50, None, None, 6, 8]


def test_equal_groups_lose_only_one():
    rows = table(group=["a", "b", "c"], merchants=[6, 6, 2])
    shown = disclose(rows, {"merchants": "merchants"}, total_is_known=True)
    assert shown["merchants"].null_count() == 2


def test_columns_that_only_count_entities_do_not_get_through():
    rows = table(group=["a"], kzt=[10], merchants=[8])
    assert disclose(rows, {"kzt": "merchants"}, total_is_known=False).columns == ["group", "kzt"]


def test_an_unknown_number_of_entities_hides_nothing():
    rows = table(kzt=pl.Series([10], dtype=pl.Int64), merchants=pl.Series([None], dtype=pl.Int64))
    assert disclose(rows, {"kzt": "merchants"}, total_is_known=True)["kzt"].to_list() == [10]


def test_no_rows_stay_no_rows():
    rows = table(kzt=pl.Series([], dtype=pl.Int64), merchants=pl.Series([], dtype=pl.Int64))
    assert disclose(rows, {"kzt": "merchants"}, total_is_known=True).is_empty()


def test_a_bin_is_public_and_a_pseudonym_is_cut():
    assert shorten("080841000761") == "080841000761"
    assert shorten("p-0123456789abcdef0123456789abcdef") == "p-01234567…"
