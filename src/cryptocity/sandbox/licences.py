"""How the fictitious venues came to their licences: test licences before, suspensions on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cryptocity.sandbox.city import VENUES

_DECIDED_BEFORE = timedelta(days=14)
_TRADING, _LAB = "operating_trading_facility", "fintech_lab"


@dataclass(frozen=True)
class Span:
    """A licence with one status, from its first day to its last; None open."""

    venue_id: str
    licence_number: str
    licence_type: str
    licence_status: str
    valid_from: date
    valid_to: date | None
    decided_on: date


_TESTED_FROM = {"AX-01": date(2022, 9, 1), "AX-04": date(2024, 11, 4)}
_SUSPENDED = {"AX-02": (date(2025, 3, 3), date(2025, 4, 30))}


def spans_on(day: date) -> list[Span]:
    """Return the spans that have begun on a day."""
    return [span for span in _spans() if span.valid_from <= day]


def _spans() -> Iterator[Span]:
    for number, venue in enumerate(VENUES, start=1):
        if tested_from := _TESTED_FROM.get(venue.venue_id):
            until = venue.licensed_from - timedelta(days=1)
            yield _span(venue.venue_id, f"SANDBOX-LAB-{number:04d}", "active", (tested_from, until), kind=_LAB)
        if suspended := _SUSPENDED.get(venue.venue_id):
            before, after = suspended[0] - timedelta(days=1), suspended[1] + timedelta(days=1)
            yield _span(venue.venue_id, venue.licence_number, "active", (venue.licensed_from, before))
            yield _span(venue.venue_id, venue.licence_number, "suspended", suspended)
            yield _span(venue.venue_id, venue.licence_number, "active", (after, None))
        else:
            yield _span(venue.venue_id, venue.licence_number, "active", (venue.licensed_from, None))


def _span(
    venue_id: str, licence_number: str, status: str, valid: tuple[date, date | None], *, kind: str = _TRADING
) -> Span:
    return Span(venue_id, licence_number, kind, status, *valid, decided_on=valid[0] - _DECIDED_BEFORE)
