"""What the page of one headline or figure tells of it, in one language. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from cryptocity.reports.answers import HEADLINES, Answers
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.contents import Contents
from cryptocity.reports.origins import Origin
from cryptocity.reports.panels import Panel, source_line
from cryptocity.reports.revisions import Revisions, figure_revisions, headline_revisions
from cryptocity.reports.texts import Texts
from cryptocity.reports.tiles import Tile


@dataclass(frozen=True)
class Indicator:
    """A headline or a figure: what it is, what it shows now, and what it is made of.

    A headline has a tile, a figure a panel. `place` is where the pages of the language show it.
    """

    name: str
    area: str
    topic: str
    definition: str
    place: str
    tile: Tile | None
    panel: Panel | None
    source: str
    origin: Origin
    revisions: Revisions | None

    @property
    def is_shown(self) -> bool:
        """Tell whether the release has a number or a chart to show, and to download."""
        return bool(self.tile and self.tile.value) or bool(self.panel and self.panel.drawn)


def indicators(contents: Contents, answers: Answers, texts: Texts) -> Iterator[Indicator]:
    """Yield every headline and figure, area by area."""
    manifest = contents.release.manifest
    for report in REPORTS:
        for headline, tile in zip(report.headlines, contents.tiles[report.area], strict=True):
            answer = answers[HEADLINES, headline.name]
            yield Indicator(
                name=headline.name,
                area=report.area,
                topic=texts(f"headlines.{headline.name}"),
                definition=texts(f"definitions.{headline.name}"),
                place=f"index.html#{tile.anchor}",
                tile=tile,
                panel=None,
                source=source_line(headline.sources, manifest, texts),
                origin=answer.origin,
                revisions=headline_revisions(headline, answer, texts) if tile.value else None,
            )
        for figure, panel in zip(report.figures, contents.panels[report.area], strict=True):
            answer = answers[report.area, figure.name]
            yield Indicator(
                name=figure.name,
                area=report.area,
                topic=texts(f"figures.{figure.name}.topic"),
                definition=texts(f"figures.{figure.name}.definition"),
                place=f"{report.area}.html#{panel.anchor}",
                tile=None,
                panel=panel,
                source=panel.source,
                origin=answer.origin,
                revisions=figure_revisions(figure, answer, texts) if panel.drawn else None,
            )
