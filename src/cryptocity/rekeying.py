"""A new pseudonym key: every day that names persons lands again from its answers, as if no other key had ever been.

A source day is replaced as by any extraction: whoever dies half-way leaves the day before or the day after, or a half
landed one that no build takes, and running it again ends the work. Until all days are done no build mixes two keys.
"""

from collections.abc import Iterator
from datetime import date

from cryptocity.access import Access, access_of
from cryptocity.console import progress_of, say
from cryptocity.errors import LakeIncomplete, WrongUsage
from cryptocity.extraction import extract_archived
from cryptocity.lake import Lake, lake_of
from cryptocity.settings import Settings
from cryptocity.sources import DATASETS

_SOURCES = tuple(dict.fromkeys(dataset.source for dataset in DATASETS if dataset.names_persons))


def rekey_home(settings: Settings) -> None:
    """Replace the key of a home and say how many source days landed again.

    Raises WrongUsage: the former key is not given, or is the new one; LakeIncomplete: a day cannot land again, because
    its answers are not archived or open with neither key.
    """
    former = settings.pseudonym_key_old
    if former is None or former == settings.pseudonym_key:
        raise WrongUsage(
            "set CRYPTOCITY_PSEUDONYM_KEY_OLD to the former key, and CRYPTOCITY_PSEUDONYM_KEY to a new one"
        )
    with progress_of("rekey") as progress:
        landed, kept = rekey(lake_of(settings), access_of(settings, progress))
    say(f"{landed} source days landed again under the new key, {kept} had landed under it before")


def rekey(lake: Lake, access: Access) -> tuple[int, int]:
    """Land every source day that names persons again, and return how many, and how many were under this key already.

    Raises LakeIncomplete: the first day that cannot land again, once all others have.
    """
    days = tuple(_days_naming_persons(lake))
    due = [(source, day) for source, day in days if not is_of_this_key(source, day, lake)]
    failures = []
    for number, (source, day) in enumerate(due):
        access.progress("source days", number, len(due))
        try:
            extract_archived(source, day, lake, access=access)
        except LakeIncomplete as error:
            failures.append(f"{source} {day}: {error}")
    if failures:
        raise LakeIncomplete(f"{len(failures)} of {len(due)} source days could not land again; {failures[0]}")
    return len(due), len(days) - len(due)


def is_of_this_key(source: str, day: date, lake: Lake) -> bool:
    """Tell whether a whole source day names persons by the lake's key, with nothing left over from another."""
    datasets = [dataset for dataset in DATASETS if dataset.source == source]
    manifests = [lake.manifest(dataset, day) for dataset in datasets]
    for dataset, manifest in zip(datasets, manifests, strict=True):
        if manifest is None or (dataset.names_persons and manifest.key != lake.seal.fingerprint):
            return False
    landed = [manifest for manifest in manifests if manifest]
    archived = {file.name for file in landed[0].payloads}
    kept = {path.name for path in lake.archive(source, day).glob("*")}
    return len({manifest.extraction for manifest in landed}) == 1 and kept == archived


def _days_naming_persons(lake: Lake) -> Iterator[tuple[str, date]]:
    for source in _SOURCES:
        found = {day for dataset in DATASETS if dataset.source == source for day in lake.days(dataset)}
        yield from ((source, day) for day in sorted(found))
