"""The story of an exchange extraction: every page of eight reports, sifted and landed with the pages they came from."""

from collections.abc import Sequence
from datetime import date

from cryptocity.access import Access
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Answer, Payload
from cryptocity.sources.exchanges.client import ReportingGateway, items_of
from cryptocity.sources.exchanges.datasets import SOURCE
from cryptocity.sources.exchanges.decode import (
    decode_licences,
    decode_month_limits,
    decode_office_turnovers,
    decode_trades,
    decode_transfers,
    decode_venues,
    decode_volumes,
    decode_year_aggregates,
)
from cryptocity.window import Window

_REPORTS = (
    "venues",
    "licences",
    "volumes",
    "client-trades",
    "office-turnovers",
    "client-year-aggregates",
    "client-month-limits",
    "transfers",
)


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land everything that venues and exchange offices report of one city day."""
    gateway = ReportingGateway(access.transport(SOURCE))
    payloads = [
        Payload(f"{name}-page-{number:05d}.json", page, personal=True)
        for name in _REPORTS
        for number, page in enumerate(gateway.report(name, day), start=1)
    ]
    return land_answers(payloads, day, lake, access=access)


def land_answers(payloads: Sequence[Answer], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its answers, asked for just now or archived."""
    items = {name: _items_of(name, payloads) for name in _REPORTS}
    window, pseudonyms = Window.of_day(day), access.pseudonyms
    landings = (
        decode_venues(items["venues"], window, pseudonyms),
        decode_licences(items["licences"], window, pseudonyms),
        decode_volumes(items["volumes"], pseudonyms),
        decode_trades(items["client-trades"], window, pseudonyms),
        decode_office_turnovers(items["office-turnovers"], pseudonyms),
        decode_year_aggregates(items["client-year-aggregates"], window, pseudonyms),
        decode_month_limits(items["client-month-limits"], window, pseudonyms),
        decode_transfers(items["transfers"], window, pseudonyms),
    )
    with lake.writer(SOURCE, day) as writer:
        return writer.commit(landings, payloads)


def _items_of(report: str, payloads: Sequence[Answer]) -> list[bytes]:
    """Return the items of a report, in the order of its pages."""
    pages = sorted((payload for payload in payloads if payload.name.startswith(f"{report}-page-")), key=_name)
    return [item for page in pages for item in items_of(page.content)]


def _name(payload: Answer) -> str:
    return payload.name
