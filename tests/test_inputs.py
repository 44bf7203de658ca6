"""A day goes into a build when every source of the home has landed it, not before."""

import shutil
from datetime import date

import pytest

from cryptocity.inputs import hash_of_inputs, incomplete_days, read_inputs
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.world import World
from cryptocity.sources import DATASETS, SOURCES
from loopback import PSEUDONYMS

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 2)
WORLD = World(City(residents=500), FIRST)


@pytest.fixture
def lake(tmp_path):
    lake = Lake(tmp_path, Seal(b"key"))
    for day in (FIRST, LAST):
        generate_day(WORLD, day, lake, pseudonyms=PSEUDONYMS)
    return lake


def lose(source, lake, *days):
    for dataset in DATASETS:
        for day in days:
            if dataset.source == source:
                shutil.rmtree(lake.partition(dataset, day))


@pytest.mark.parametrize("source", SOURCES)
def test_a_day_that_one_source_has_not_landed_is_left_out_until_it_has(source, lake):
    whole = hash_of_inputs(read_inputs(lake))
    lose(source, lake, LAST)
    assert {partition.day for partition in read_inputs(lake)} == {str(FIRST)}
    assert incomplete_days(lake) == {str(LAST): (source,)}
    generate_day(WORLD, LAST, lake, pseudonyms=PSEUDONYMS)
    assert (hash_of_inputs(read_inputs(lake)), incomplete_days(lake)) == (whole, {})


def test_a_home_of_one_source_misses_no_other(lake):
    for source in set(SOURCES) - {"onchain"}:
        lose(source, lake, FIRST, LAST)
    assert {partition.dataset.partition(".")[0] for partition in read_inputs(lake)} == {"onchain"}
    assert incomplete_days(lake) == {}
