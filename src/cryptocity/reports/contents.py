"""Everything that the pages of a release show in one language, before it is laid out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptocity.reports.panels import Panel
from cryptocity.reports.released import Release
from cryptocity.reports.since import Since
from cryptocity.reports.tiles import Tile


@dataclass(frozen=True)
class Contents:
    """What a release shows: by area, its tiles on the front page and the panels of its own page; what changed since."""

    release: Release
    tiles: Mapping[str, Sequence[Tile]]
    panels: Mapping[str, Sequence[Panel]]
    since: Since
