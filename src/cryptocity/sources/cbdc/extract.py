"""The story of a digital tenge extraction: the day's ISO 20022 files, read entry by entry and landed with the files."""

from datetime import date

from cryptocity.access import Access
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Payload
from cryptocity.sources.cbdc.client import FileDrop
from cryptocity.sources.cbdc.datasets import SOURCE
from cryptocity.sources.cbdc.decode import decode_files
from cryptocity.window import Window


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land the payments created and the statuses decided on one city day."""
    files = tuple(FileDrop(access.transport(SOURCE)).files(day))
    landings = decode_files(files, Window.of_day(day), access.pseudonyms)
    with lake.writer(SOURCE, day) as writer:
        return writer.commit(landings, [Payload(file.name, file.content, personal=True) for file in files])
