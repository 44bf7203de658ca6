"""Pages: what a release shows, as HTML. Pure: the same release and texts give the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cryptocity.reports.catalogue import REPORTS, Report
from cryptocity.reports.disclosure import FEWEST_ENTITIES
from cryptocity.reports.panels import Panel, embeddable
from cryptocity.reports.released import Release
from cryptocity.reports.texts import Texts
from cryptocity.reports.theme import DARK, TEMPLATE
from cryptocity.reports.tiles import Tile

_HTML = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Contents:
    """What a release shows: by area, its tiles on the front page and the panels of its own page."""

    release: Release
    tiles: Mapping[str, Sequence[Tile]]
    panels: Mapping[str, Sequence[Panel]]


def front_page(contents: Contents, texts: Texts) -> bytes:
    """Return the front page: headlines by area, data quality, datasets, and how to read them."""
    return _page("index.html.j2", contents, texts=texts)


def area_page(report: Report, contents: Contents, *, texts: Texts) -> bytes:
    """Return the page of an area: each figure with its finding, chart, table, notes and source."""
    return _page("page.html.j2", contents, texts=texts, area=report.area)


def _page(template: str, contents: Contents, *, texts: Texts, area: str | None = None) -> bytes:
    flagged = [(where, panel) for where, panels in contents.panels.items() for panel in panels if panel.flag]
    html = _HTML.get_template(template).render(
        t=texts,
        areas=[report.area for report in REPORTS],
        area=area,
        tiles=contents.tiles,
        panels=contents.panels.get(area or "", ()),
        flagged=[(where, panel) for where, panel in flagged if area in (None, where)],
        release=contents.release,
        manifest=contents.release.manifest,
        fewest=str(FEWEST_ENTITIES),
        style=_style(texts),
    )
    return html.encode()


def _style(texts: Texts) -> str:
    """Return as JSON what all charts share: Plotly's template, the dark colours, the language's names and marks."""
    written = {
        "months": list(texts.below("months").values()),
        "shortMonths": list(texts.below("short_months").values()),
        "decimal": texts("numbers.decimal"),
        "thousands": texts("numbers.thousands"),
    }
    # A name of its own: under the bare language, Plotly would lose its English defaults for what is not written here.
    locale = {"name": f"{texts.language}-reports", "format": written}
    return embeddable({"template": TEMPLATE, "dark": DARK, "locale": locale})
