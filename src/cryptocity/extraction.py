"""Any source by its name: a city day landed from the source, or again from the answers that are archived."""

from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module

from cryptocity.access import Access
from cryptocity.errors import LakeIncomplete
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Archived
from cryptocity.sources import DATASETS

Manifests = tuple[Manifest, ...]


def extract_day(source: str, day: date, lake: Lake, *, access: Access) -> Manifests:
    """Ask a source for a city day and land it, and days before of which more has come since, where there are such.

    Raises what the source's own `extract_day` does.
    """
    story = import_module(f"cryptocity.sources.{source}.extract")
    extract: Callable[..., Manifests] = story.extract_day
    extract_late: Callable[..., Manifests] = getattr(story, "extract_late", _nothing_late)
    return (*extract(day, lake, access), *extract_late(day, lake, access))


def _nothing_late(_: date, __: Lake, ___: Access) -> Manifests:
    return ()


def extract_heights(source: str, heights: tuple[int, int], lake: Lake, *, access: Access) -> Manifests:
    """Land the blocks of a chain from the first to the last height, each on its city day."""
    extract: Callable[..., Manifests] = import_module(f"cryptocity.sources.{source}.extract").extract_heights
    return extract(*heights, lake, access=access)


def extract_archived(source: str, day: date, lake: Lake, *, access: Access) -> Manifests:
    """Land a city day from its archived answers, without asking: they are decoded and proven anew.

    Raises LakeIncomplete: the day has not landed before, an answer was changed, or is sealed with another key.
    """
    payloads = lake.payloads(next(dataset for dataset in DATASETS if dataset.source == source), day)
    if not payloads:
        raise LakeIncomplete(f"no answers of {source} are archived for {day}: extract the day from the source first")
    return land_archived(source, payloads, day, lake, access=access)


def land_archived(source: str, payloads: Sequence[Archived], day: date, lake: Lake, *, access: Access) -> Manifests:
    """Land a city day from these answers, in whichever lake: the one that holds them, or another."""
    land: Callable[..., Manifests] = import_module(f"cryptocity.sources.{source}.extract").land_answers
    return land(payloads, day, lake, access=access)
