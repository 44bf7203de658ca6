"""How two releases differ: rows that are in one of them only, mart by mart, and marts that only one of them has."""

from collections import Counter

import msgspec
import polars as pl
import pytest

from cryptocity.errors import ReleaseMissing
from cryptocity.release.compare import MartDifference, diff
from cryptocity.release.manifest import ReleaseManifest, current_id, release_folder
from released import marts_in

WEEK = pl.DataFrame({"day": [1, 2, 3, 4], "payers": [7, 7, None, 9]})


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a release of such marts."""

    def written(identifier, **marts):
        folder = tmp_path / "releases" / identifier
        for name, rows in marts.items():
            (folder / "parquet" / "adoption").mkdir(parents=True, exist_ok=True)
            rows.write_parquet(folder / "parquet" / "adoption" / f"{name}.parquet")
        named = tuple(f"adoption.{name}" for name in marts)
        manifest = ReleaseManifest(identifier, None, None, "passed", "", "", (), (), named, ())
        (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))

    return written


def test_a_release_does_not_differ_from_itself(city):
    found = diff(city.home, city.release.id, city.release.id)
    assert [each.mart for each in found] == list(city.release.marts)
    assert {(each.only_before, each.only_after, each.rows_before == each.rows_after) for each in found} == {
        (0, 0, True)
    }


def test_one_more_day_changes_the_marts_by_what_it_brings(city, succeeded):
    newer = current_id(succeeded)
    old, new = (marts_in(release_folder(succeeded, name) / "marts.duckdb") for name in (city.release.id, newer))
    expected = tuple(difference(mart, Counter(old[mart].rows()), Counter(new[mart].rows())) for mart in sorted(old))
    assert diff(succeeded, city.release.id, newer) == expected
    assert expected[0] == MartDifference("adoption.adoption_daily", 7, 8, 0, 1)
    tokens = next(each for each in expected if each.mart == "capital_flow.token_transfers_daily")
    assert (tokens.only_before, tokens.only_after) == (0, tokens.rows_after - tokens.rows_before)
    assert tokens.only_after > 0


def difference(mart, before, after):
    return MartDifference(mart, before.total(), after.total(), (before - after).total(), (after - before).total())


def test_a_changed_number_is_a_row_gone_and_a_row_come(write, tmp_path):
    write("before", daily=WEEK)
    write("after", daily=WEEK.with_columns(pl.col("payers").replace(9, 10)))
    assert diff(tmp_path, "before", "after") == (MartDifference("adoption.daily", 4, 4, 1, 1),)


def test_rows_without_a_value_and_in_another_order_are_the_same_rows(write, tmp_path):
    write("before", daily=WEEK)
    write("after", daily=WEEK.reverse())
    assert diff(tmp_path, "before", "after") == (MartDifference("adoption.daily", 4, 4, 0, 0),)


def test_a_mart_that_only_one_release_has_is_all_gone_or_all_new(write, tmp_path):
    write("before", daily=WEEK, weekly=WEEK.head(1))
    write("after", daily=WEEK, monthly=WEEK.head(2))
    assert diff(tmp_path, "before", "after")[1:] == (
        MartDifference("adoption.monthly", None, 2, 0, 2),
        MartDifference("adoption.weekly", 1, None, 1, 0),
    )


def test_a_mart_of_other_columns_differs_in_every_row(write, tmp_path):
    write("before", daily=WEEK)
    write("after", daily=WEEK.rename({"payers": "buyers"}))
    assert diff(tmp_path, "before", "after") == (MartDifference("adoption.daily", 4, 4, 4, 4),)


def test_a_release_that_is_not_there_cannot_be_compared(city):
    for pair in ((city.release.id, "2026-01-01-00000000"), ("current", city.release.id), ("..", city.release.id)):
        with pytest.raises(ReleaseMissing, match="there is no release"):
            diff(city.home, *pair)
