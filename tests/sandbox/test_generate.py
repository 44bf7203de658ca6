"""Days written straight to the lake are those that extraction over the real protocols lands."""

from datetime import date

import pytest

from cryptocity.identity import Pseudonyms
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.world import World
from cryptocity.sources import DATASETS
from cryptocity.sources.onchain.datasets import REORGANISATIONS
from loopback import access_to, extract_everything, serving

DAY = date(2026, 11, 2)


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    world = World(City(residents=1_500), date(2026, 11, 1))
    generated, extracted = (Lake(tmp_path_factory.mktemp(name), Seal(b"key")) for name in ("generated", "extracted"))
    generate_day(world, DAY, generated, pseudonyms=Pseudonyms(b"key"))
    with serving(SandboxCity(world, lambda: DAY).application()) as url:
        extract_everything(DAY, extracted, access_to(url))
    return generated, extracted


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.id)
def test_generated_rows_are_extracted_rows(dataset, homes):
    generated, extracted = homes
    assert generated.rows(dataset, DAY).height > 0 or dataset is REORGANISATIONS  # the city's chain never reorganises
    assert generated.rows(dataset, DAY).equals(extracted.rows(dataset, DAY))


@pytest.mark.parametrize("day", [date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29), date(2031, 7, 4)])
def test_no_year_leaves_a_dataset_empty_that_may_not_be(day, tmp_path):
    lake = Lake(tmp_path, Seal(b"key"))
    generate_day(World(City(residents=1_500), day), day, lake, pseudonyms=Pseudonyms(b"key"))
    empty = [each.id for each in DATASETS if not each.may_be_empty and lake.rows(each, day).is_empty()]
    assert empty == []
