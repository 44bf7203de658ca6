"""The story of an exchange extraction: every page of three reports, sifted and landed with the pages they came from."""

from collections.abc import Iterable
from datetime import date

from cryptocity.access import Access
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Payload
from cryptocity.sources.exchanges.client import Report, ReportingGateway
from cryptocity.sources.exchanges.datasets import SOURCE
from cryptocity.sources.exchanges.decode import decode_transfers, decode_venues, decode_volumes
from cryptocity.window import Window


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land the venues, daily volumes and transfers of one city day."""
    gateway = ReportingGateway(access.transport(SOURCE))
    window = Window.of_day(day)
    venues, volumes, transfers = (gateway.report(name, day) for name in ("venues", "volumes", "transfers"))
    landings = (
        decode_venues(venues.items, window, access.pseudonyms),
        decode_volumes(volumes.items, access.pseudonyms),
        decode_transfers(transfers.items, window, access.pseudonyms),
    )
    payloads = [payload for report in (venues, volumes, transfers) for payload in _archive(report)]
    with lake.writer(SOURCE, day) as writer:
        return writer.commit(landings, payloads)


def _archive(report: Report) -> Iterable[Payload]:
    for number, page in enumerate(report.pages, start=1):
        yield Payload(f"{report.name}-page-{number:05d}.json", page, personal=True)
