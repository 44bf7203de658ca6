"""Pages: what a release shows, as HTML. Pure: the same release and texts give the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cryptocity.reports.babelled import language_name, plotly_format
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.disclosure import FEWEST_ENTITIES
from cryptocity.reports.downloads import FORMATS
from cryptocity.reports.entries import Report
from cryptocity.reports.facts import CURRENT_DAYS, completeness, stale_from
from cryptocity.reports.panels import Panel, embeddable
from cryptocity.reports.quality import dataset_lines, table_lines
from cryptocity.reports.released import Release
from cryptocity.reports.since import Since
from cryptocity.reports.texts import Texts, languages
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
    """What a release shows: by area, its tiles on the front page and the panels of its own page; what changed since."""

    release: Release
    tiles: Mapping[str, Sequence[Tile]]
    panels: Mapping[str, Sequence[Panel]]
    since: Since


def front_page(contents: Contents, texts: Texts) -> bytes:
    """Return the front page: headlines by area, what changed, the verdict on the data, and how to read them."""
    return _page("index.html.j2", contents, texts=texts)


def quality_page(contents: Contents, texts: Texts) -> bytes:
    """Return the page on data quality: verdicts, what does not hold, datasets, and expectations by table."""
    return _page("quality.html.j2", contents, texts=texts, area="quality")


def entry_page(all_texts: Sequence[Texts]) -> bytes:
    """Return the page before all languages, which leads to the one that the reader's browser asks for."""
    return _HTML.get_template("entry.html.j2").render(all_texts=all_texts).encode()


def area_page(report: Report, contents: Contents, *, texts: Texts) -> bytes:
    """Return the page of an area: each figure with its finding, chart, table, notes and source."""
    return _page("page.html.j2", contents, texts=texts, area=report.area)


def _page(template: str, contents: Contents, *, texts: Texts, area: str | None = None) -> bytes:
    flagged = [(where, panel) for where, panels in contents.panels.items() for panel in panels if panel.flag]
    html = _HTML.get_template(template).render(
        t=texts,
        areas=[report.area for report in REPORTS],
        area=area,
        languages={language: language_name(language) for language in languages()},
        tiles=contents.tiles,
        since=contents.since,
        panels=contents.panels.get(area or "", ()),
        flagged=[(where, panel) for where, panel in flagged if area in (None, "quality", where)],
        release=contents.release,
        manifest=contents.release.manifest,
        dataset_lines=tuple(dataset_lines(contents.release.manifest)),
        table_lines=tuple(table_lines(contents.release)),
        fewest=str(FEWEST_ENTITIES),
        formats=FORMATS,
        style=_style(texts),
        completeness=completeness(contents.release.manifest, texts),
        current_days=str(CURRENT_DAYS),
        stale_from=stale_from,
    )
    return html.encode()


def _style(texts: Texts) -> str:
    """Return as JSON what all charts share: Plotly's template, the dark colours, the language's names and marks."""
    locale = {"name": f"{texts.language}-reports", "format": plotly_format(texts.locale)}
    return embeddable({"template": TEMPLATE, "dark": DARK, "locale": locale})
