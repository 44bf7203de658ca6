"""The story of a digital tenge extraction: the day's files, put down piece by piece and read entry by entry."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import groupby

from cryptocity.access import Access
from cryptocity.lake import Lake, Manifest, Writer
from cryptocity.landing import Landing
from cryptocity.payloads import Answer, Archived, Payload
from cryptocity.sources.cbdc.client import FileDrop, MessageFile
from cryptocity.sources.cbdc.datasets import DATASETS, SOURCE
from cryptocity.sources.cbdc.decode import Reading, decode_batches
from cryptocity.sources.cbdc.schemas import schemas_in
from cryptocity.window import Window

_PIECE = re.compile(r"\.piece-\d{5}$")


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land the payments, outcomes, token operations, statements, balances and refund applications of one city day."""
    drop = FileDrop(access.transport(SOURCE))
    with lake.writer(SOURCE, day) as writer:
        return _land(list(drop.files(day, partial(_keep, writer))), day, writer, access=access)


def land_answers(payloads: Sequence[Answer], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its answers, asked for just now or archived."""
    with lake.writer(SOURCE, day) as writer:
        return _land(payloads, day, writer, access=access)


def _keep(writer: Writer, name: str, number: int, piece: bytes) -> Archived:
    """Put a piece of a file down: the first under the file's own name, so that most files are one piece."""
    return writer.keep(Payload(f"{name}.piece-{number:05d}" if number else name, piece, personal=True))


def _land(payloads: Sequence[Answer], day: date, writer: Writer, *, access: Access) -> tuple[Manifest, ...]:
    gathered = {dataset: writer.gathering(dataset) for dataset in DATASETS}
    spool = writer.scratch / "spool"
    spool.mkdir(parents=True)
    reading = Reading(Window.of_day(day), access.pseudonyms, schemas_in(access.iso20022_schemas), spool)
    for batch in decode_batches(_files(payloads), reading):
        gathering = gathered[batch.dataset]
        positions = range(gathering.received, gathering.received + batch.rows.height)
        gathering.add(Landing(batch.dataset, batch.rows, batch.received, batch.rejected, positions=positions))
    return writer.commit([gathering.landing() for gathering in gathered.values()], payloads)


def _files(payloads: Sequence[Answer]) -> Iterator[MessageFile]:
    """Yield the files, each of its pieces in order."""
    ordered = sorted(payloads, key=lambda payload: (_file_of(payload), payload.name))
    for name, pieces in groupby(ordered, _file_of):
        yield MessageFile(name, tuple(pieces))


def _file_of(payload: Answer) -> str:
    return _PIECE.sub("", payload.name)
