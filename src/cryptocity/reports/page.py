"""Pages: what a release shows, as HTML. Pure: the same release and texts give the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cryptocity.reports.babelled import language_name, plotly_format
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.contents import Contents
from cryptocity.reports.disclosure import FEWEST_ENTITIES
from cryptocity.reports.downloads import FORMATS
from cryptocity.reports.entries import Report
from cryptocity.reports.facts import CURRENT_DAYS, completeness, final, stale_from
from cryptocity.reports.indicators import Indicator
from cryptocity.reports.panels import embeddable
from cryptocity.reports.quality import chain_lines, dataset_lines, missing_days, table_lines
from cryptocity.reports.texts import Texts, languages
from cryptocity.reports.theme import DARK, TEMPLATE

_HTML = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Place:
    """Where a page stands below its language, the area that it belongs to, its template, and its way back up."""

    path: str
    area: str | None = None
    template: str = ""
    here: str = ""


def front_page(contents: Contents, texts: Texts) -> bytes:
    """Return the front page: headlines by area, what changed, the verdict on the data, and how to read them."""
    return _page(Place("index"), contents, texts, fewest=str(FEWEST_ENTITIES))


def quality_page(contents: Contents, texts: Texts) -> bytes:
    """Return the page on data quality: verdicts, what does not hold, datasets, chains, expectations."""
    lines = {
        "dataset_lines": tuple(dataset_lines(contents.release.manifest)),
        "missing_days": tuple(missing_days(contents.release.manifest, texts)),
        "chain_lines": tuple(chain_lines(contents.release)),
        "table_lines": tuple(table_lines(contents.release)),
    }
    return _page(Place("quality", "quality"), contents, texts, **lines)


def entry_page(all_texts: Sequence[Texts]) -> bytes:
    """Return the page before all languages, which leads to the one that the reader's browser asks for."""
    return _HTML.get_template("entry.html.j2").render(all_texts=all_texts).encode()


def area_page(report: Report, contents: Contents, *, texts: Texts) -> bytes:
    """Return the page of an area: each figure with its finding, chart, table, notes and source."""
    place = Place(report.area, report.area, template="page")
    return _page(place, contents, texts, panels=contents.panels[report.area], style=_style(texts))


def indicator_page(indicator: Indicator, contents: Contents, *, texts: Texts) -> bytes:
    """Return the page of a headline or figure: definition, value, formula, source and downloads."""
    place = Place(f"indicators/{indicator.name}", indicator.area, template="indicator", here="../")
    return _page(place, contents, texts, indicator=indicator)


def _page(place: Place, contents: Contents, texts: Texts, **own: object) -> bytes:
    flagged = [(where, panel) for where, panels in contents.panels.items() for panel in panels if panel.flag]
    html = _HTML.get_template(f"{place.template or place.path}.html.j2").render(
        t=texts,
        areas=[report.area for report in REPORTS],
        area=place.area,
        here=place.here,
        path=f"{place.path}.html",
        languages={language: language_name(language) for language in languages()},
        tiles=contents.tiles,
        since=contents.since,
        flagged=[(where, panel) for where, panel in flagged if place.area in (None, "quality", where)],
        release=contents.release,
        manifest=contents.release.manifest,
        formats=FORMATS,
        completeness=completeness(contents.release.manifest, texts),
        final=final(contents.release.manifest, texts),
        current_days=str(CURRENT_DAYS),
        stale_from=stale_from,
        **own,
    )
    return html.encode()


def _style(texts: Texts) -> str:
    """Return as JSON what all charts share: Plotly's template, the dark colours, the language's names and marks."""
    locale = {"name": f"{texts.language}-reports", "format": plotly_format(texts.locale)}
    return embeddable({"template": TEMPLATE, "dark": DARK, "locale": locale})
