"""The order in which days land, and landing some of them again, changes nothing: not the lake, not the marts."""

import pytest

from cryptocity.release.manifest import release_folder
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.truth import TRUTHS
from cryptocity.sources import DATASETS, SOURCES
from cryptocity.sources.onchain.datasets import REORGANISATIONS
from cryptocity.warehouse import candidate_path, read_outcome
from loopback import access_to, extract, extract_everything, serving
from released import DAYS, LAST, bytes_below, lake_in, marts_in, release, released_city

ANOTHER_ORDER = (3, 0, 6, 3, 1, 5, 2, 0, 4, 6)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """The city whose days were written to the lake in order, without servers, and then released."""
    return released_city(tmp_path_factory)


@pytest.fixture(scope="module")
def access(city):
    with serving(SandboxCity(city.world, lambda: LAST).application()) as url:
        yield access_to(url)


@pytest.fixture(scope="module")
def in_order(access, tmp_path_factory):
    lake = lake_in(tmp_path_factory.mktemp("in-order"))
    for day in DAYS:
        extract_everything(day, lake, access)
    return lake


@pytest.fixture(scope="module")
def shuffled(access, tmp_path_factory):
    """Days in another order, three of them twice, and within a day the sources back to front."""
    lake = lake_in(tmp_path_factory.mktemp("shuffled"))
    for position in ANOTHER_ORDER:
        for source in reversed(SOURCES):
            extract(source, DAYS[position], lake, access)
    return lake


@pytest.fixture(scope="module")
def released(shuffled):
    return release(shuffled.home)


def landed(home):
    return {folder: bytes_below(home / folder) for folder in ("lake", "quarantine")}


def test_days_in_another_order_leave_the_same_lake_and_quarantine(in_order, shuffled):
    assert set(ANOTHER_ORDER) == set(range(len(DAYS)))
    filled = [dataset for dataset in DATASETS if dataset is not REORGANISATIONS]  # the city's chain never reorganises
    assert all(in_order.manifest(dataset, day).rows_landed > 0 for dataset in filled for day in DAYS)
    assert any("rejected.jsonl" in name for name in landed(in_order.home)["quarantine"])
    assert landed(shuffled.home) == landed(in_order.home)


def test_extracting_a_day_again_changes_no_byte(in_order, access):
    before = landed(in_order.home)
    again = extract_everything(DAYS[2], in_order, access)
    assert len(again) == len(DATASETS)
    assert landed(in_order.home) == before


def test_days_in_another_order_give_the_same_candidate(city, shuffled, released):
    """Received through the sources' protocols, with bad rows among them, or written without: the same rows landed."""
    assert read_outcome(shuffled.home).id == read_outcome(city.home).id
    expected, found = (marts_in(candidate_path(home)) for home in (city.home, shuffled.home))
    assert len(found) == len(TRUTHS)
    for mart, rows in expected.items():
        assert rows.equals(found[mart]), mart


def test_days_in_another_order_give_the_same_release(city, released, shuffled):
    """Only what counts the rows that quarantine took differs: the lists of inputs, and the audit of the partitions."""
    assert (released.id, released.inputs_hash, released.code_hash) == (
        city.release.id,
        city.release.inputs_hash,
        city.release.code_hash,
    )
    first, second = (bytes_below(release_folder(home)) for home in (city.home, shuffled.home))
    assert {name for name in first | second if first.get(name) != second.get(name)} <= {
        "quality/raw.json",
        "quality/data_docs/index.html",
        "quality/data_docs/raw/lake__partitions.html",
        "inputs.json",
        "manifest.json",
    }
