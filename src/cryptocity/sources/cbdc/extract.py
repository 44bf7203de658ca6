"""The story of a digital tenge extraction: the day's ISO 20022 files, read entry by entry and landed with the files."""

from collections.abc import Sequence
from datetime import date

from cryptocity.access import Access
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Payload
from cryptocity.sources.cbdc.client import FileDrop, MessageFile
from cryptocity.sources.cbdc.datasets import SOURCE
from cryptocity.sources.cbdc.decode import decode_files
from cryptocity.sources.cbdc.schemas import schemas_in
from cryptocity.window import Window


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land the payments created, the statuses decided and the statements closed on one city day."""
    files = FileDrop(access.transport(SOURCE)).files(day)
    payloads = [Payload(file.name, file.read(), personal=True) for file in files]
    return land_answers(payloads, day, lake, access=access)


def land_answers(payloads: Sequence[Payload], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its answers, asked for just now or archived."""
    files = tuple(MessageFile(payload.name, payload.content) for payload in payloads)
    schemas = schemas_in(access.iso20022_schemas)
    landings = decode_files(files, Window.of_day(day), access.pseudonyms, schemas=schemas)
    with lake.writer(SOURCE, day) as writer:
        return writer.commit(landings, payloads)
