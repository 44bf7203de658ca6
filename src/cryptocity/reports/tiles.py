"""From rows to one number of the front page: value, period, change and the line of its recent past. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cryptocity.release.manifest import ReleaseManifest
from cryptocity.reports.disclosure import FEWEST_ENTITIES
from cryptocity.reports.entries import Answer, Headline
from cryptocity.reports.findings import change, latest
from cryptocity.reports.texts import Number, Texts, unit_of

_WIDTH, _HEIGHT = 120, 30
_FEWEST_POINTS, _MOST_POINTS = 5, 30


@dataclass(frozen=True)
class Tile:
    """One number of the front page. Without a value, `note` says why; `line` holds the points of an SVG polyline."""

    name: str
    value: str | None
    period: str
    note: str
    line: str

    @property
    def anchor(self) -> str:
        """Return the name by which a link reaches it."""
        return self.name.replace("_", "-")


def is_told(headline: Headline, answer: Answer, manifest: ReleaseManifest) -> bool:
    """Tell whether the release has what the headline rests on, and may show its number."""
    return not manifest.missing(headline.sources) and not headline.newest(answer.disclosed).is_empty()


def tile(headline: Headline, answer: Answer, manifest: ReleaseManifest, *, texts: Texts) -> Tile:
    """Return what the front page shows of a headline, whose rows are the newest first."""
    rows, disclosed = answer.rows, answer.disclosed
    period, column = rows.columns[:2]
    missing = manifest.missing(headline.sources)
    known = headline.newest(disclosed)
    if missing or rows[column].count() == 0:
        return Tile(headline.name, None, "", texts("empty.no_rows"), "")
    if known.is_empty():
        return Tile(headline.name, None, "", texts("empty.suppressed", fewest=str(FEWEST_ENTITIES)), "")
    newest, value = known.row(0)
    return Tile(
        name=headline.name,
        value=texts.quantity(value, unit_of(column)),
        period=written_period(newest, period, manifest, texts=texts),
        note=change(latest(disclosed, column), unit_of(column), texts) or "" if period == "day" else "",
        line=polyline(disclosed[column].head(_MOST_POINTS).to_list()[::-1]) if period == "day" else "",
    )


def written_period(newest: date | int, period: str, manifest: ReleaseManifest, *, texts: Texts) -> str:
    """Return a day, month or year in words; of a month, whether the data begins or ends within it."""
    if not isinstance(newest, date):
        return str(newest)
    if period == "day":
        return texts.full_day(newest)
    return texts.month(newest, first_day=manifest.first_day, last_day=manifest.last_day)


def polyline(values: Sequence[Number | None]) -> str:
    """Return SVG points that spread the values over the width of a tile, nothing for fewer than five."""
    known = [float(value) for value in values if value is not None]
    if len(known) < _FEWEST_POINTS:
        return ""
    low, high = min(known), max(known)
    step, span = _WIDTH / (len(known) - 1), (high - low) or 1.0
    return " ".join(
        f"{place * step:.1f},{_HEIGHT - (value - low) / span * _HEIGHT:.1f}" for place, value in enumerate(known)
    )
