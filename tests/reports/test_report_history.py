"""What earlier releases showed is kept beside what this one shows, and never what one of them withheld."""

import shutil
from datetime import timedelta

import polars as pl
import pytest

from cryptocity.reports.answers import answers_of
from cryptocity.reports.released import read_release
from reports.releases import DATASETS, FIRST, city, write_release

SHARE = ("adoption", "crypto_share")


def days_of(count, *, payments=None):
    """A city's days, on the last of which there were as many payments as given."""
    daily = city(count)["adoption.adoption_daily"]
    if payments is not None:
        daily[-1] = (daily[-1][0], payments, *daily[-1][2:])
    return {"adoption.adoption_daily": daily}


@pytest.fixture(scope="module")
def eleven(tmp_path_factory):
    """A home in which every day has its release; that of the ninth day knew of three payments on it only."""
    home = tmp_path_factory.mktemp("eleven")
    for count in range(1, 12):
        before = f"day-{count - 1}" if count > 1 else None
        write_release(
            home, f"day-{count}", days_of(count, payments=3 if count == 9 else None), days=count, previous=before
        )
    return home


@pytest.fixture
def own_home(eleven, tmp_path):
    return shutil.copytree(eleven, tmp_path / "home", symlinks=True)


def shown(home, release_id, key=SHARE):
    return answers_of(read_release(home, release_id))[key].before


def test_the_last_three_releases_are_kept_with_what_each_of_them_showed(eleven):
    before = shown(eleven, "day-11")
    assert [release_id for release_id, _ in before] == ["day-10", "day-9", "day-8"]
    for release_id, rows in before:
        assert rows.equals(answers_of(read_release(eleven, release_id))[SHARE].disclosed)


def test_what_an_earlier_release_withheld_stays_withheld(eleven):
    (_, tenth), (_, ninth), _ = shown(eleven, "day-11")
    day = pl.col("day") == FIRST + timedelta(days=8)
    assert ninth.filter(day)["crypto_turnover_kzt"].to_list() == [None]
    assert tenth.filter(day)["crypto_turnover_kzt"].is_not_null().all()


def test_a_release_is_held_against_seven_and_recalls_three_that_were_too(eleven):
    release = read_release(eleven, "day-11")
    assert [one.folder.name for one in release.earlier] == [f"day-{count}" for count in range(10, 3, -1)]
    assert [[one.folder.name for one in past.earlier] for past in release.past] == [
        [f"day-{count}" for count in range(last, last - 7, -1)] for last in (9, 8, 7)
    ]


def test_a_release_whose_own_seven_are_not_at_hand_is_left_out(own_home):
    shutil.rmtree(own_home / "releases" / "day-2")
    release = read_release(own_home, "day-11")
    assert [past.release.folder.name for past in release.past] == ["day-10"]
    assert release.uncompared is None
    shutil.rmtree(own_home / "releases" / "day-6")
    release = read_release(own_home, "day-11")
    assert (release.past, release.uncompared) == ((), "day-6")
    assert shown(own_home, "day-11") == ()


def test_a_first_release_has_nothing_before_it(eleven):
    assert shown(eleven, "day-1") == ()
    assert [release_id for release_id, _ in shown(eleven, "day-2")] == ["day-1"]


def test_a_release_without_a_dataset_showed_nothing_that_rests_on_it(tmp_path):
    lacking = [name for name in DATASETS if name != "merchants.receipts"]
    write_release(tmp_path, "first", city(1), days=1, datasets=lacking)
    write_release(tmp_path, "second", city(2), days=2, previous="first")
    answers = answers_of(read_release(tmp_path, "second"))
    assert answers[SHARE].before == ()
    assert answers["headlines", "crypto_share_of_turnover"].before == ()
    assert [one for one, _ in answers["reserve", "reserve_nav"].before] == ["first"]
