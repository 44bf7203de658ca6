"""When which release was current. Nothing here writes."""

from datetime import date, datetime
from pathlib import Path

import msgspec

from cryptocity.errors import ReleaseMissing
from cryptocity.release.manifest import releases_folder
from cryptocity.window import Window, day_of

HISTORY = "history.jsonl"


class Event(msgspec.Struct, frozen=True):
    """When which release became current, and how: published or rolled back to."""

    at: datetime
    action: str
    release: str


def history(home: Path) -> tuple[Event, ...]:
    """Return when which release became current, oldest first."""
    path = releases_folder(home) / HISTORY
    lines = path.read_bytes().splitlines() if path.exists() else []
    return tuple(msgspec.json.decode(line, type=Event) for line in lines)


def current_at_end_of(home: Path, day: date) -> str:
    """Return the id of the release that was current when a day ended in Asia/Almaty.

    Raises ReleaseMissing: nothing had been released by then.
    """
    events = history(home)
    before = [event for event in events if event.at < Window.of_day(day).end]
    if before:
        return before[-1].release
    first = f"the first became current on {day_of(events[0].at)}" if events else "nothing has been released yet"
    raise ReleaseMissing(f"no release was current at the end of {day}: {first}")
