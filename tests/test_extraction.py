"""What was received can be decoded again without the source, to the same bytes."""

from datetime import date

import pytest

from cryptocity.access import Access
from cryptocity.errors import LakeIncomplete
from cryptocity.extraction import extract_archived
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.world import World
from cryptocity.sources import SOURCES
from loopback import PSEUDONYMS, access_to, extract_everything, serving

DAY = date(2026, 11, 2)
NOBODY = Access({}, PSEUDONYMS)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    lake = Lake(tmp_path_factory.mktemp("home"), Seal(b"key"))
    world = World(City(residents=800), DAY)
    with serving(SandboxCity(world, lambda: DAY).application()) as url:
        extract_everything(DAY, lake, access_to(url))
    return lake


def bytes_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("source", SOURCES)
def test_archived_answers_land_the_same_bytes_without_the_source(source, lake):
    before = bytes_below(lake.home)
    manifests = extract_archived(source, DAY, lake, access=NOBODY)
    assert sum(manifest.rows_landed for manifest in manifests) > 0
    assert bytes_below(lake.home) == before


@pytest.mark.parametrize("source", SOURCES)
def test_a_table_that_was_lost_is_made_again_from_the_answers(source, lake):
    before = bytes_below(lake.home)
    for path in (lake.home / "lake" / "raw" / source).rglob("*.parquet"):
        path.write_bytes(b"lost")
    extract_archived(source, DAY, lake, access=NOBODY)
    assert bytes_below(lake.home) == before


@pytest.mark.parametrize("source", SOURCES)
def test_a_day_that_never_landed_has_no_answers(source, lake):
    with pytest.raises(LakeIncomplete, match="extract the day from the source first"):
        extract_archived(source, date(2026, 11, 3), lake, access=NOBODY)


def test_answers_that_were_changed_are_not_decoded(lake):
    path = next((lake.home / "lake" / "payloads" / "merchants").rglob("receipts-*"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(LakeIncomplete, match="was changed"):
        extract_archived("merchants", DAY, lake, access=NOBODY)
    path.write_bytes(whole)


def test_sealed_answers_do_not_open_with_another_key(lake):
    with pytest.raises(LakeIncomplete, match="wrong pseudonym key"):
        extract_archived("exchanges", DAY, Lake(lake.home, Seal(b"another")), access=NOBODY)
