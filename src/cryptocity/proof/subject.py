"""What is to be proven: a figure, a headline, the figures of an area, or all reports of a release."""

from dataclasses import dataclass
from pathlib import Path

from cryptocity.errors import WrongUsage
from cryptocity.release.manifest import release_folder
from cryptocity.reports.answers import Query, queries
from cryptocity.reports.catalogue import REPORTS


@dataclass(frozen=True)
class Subject:
    """What is to be proven of which release."""

    home: Path
    folder: Path
    queries: tuple[Query, ...]

    @property
    def release(self) -> str:
        """Return the id of the release."""
        return self.folder.name


def subject_of(home: Path, name: str | None, release: str | None) -> Subject:
    """Return what a name means: a figure or its anchor, a headline, an area; no name means all.

    Raises ReleaseMissing: there is no such release. WrongUsage: nothing of this name is published.
    """
    folder = release_folder(home, release)
    everything = tuple(queries())
    if name is None:
        return Subject(home, folder, everything)
    plain = name.replace("-", "_")
    chosen = tuple(query for query in everything if plain in (query.name, query.area))
    if not chosen:
        areas = ", ".join(report.area for report in REPORTS)
        raise WrongUsage(f"no figure, headline or report is called {name}; the reports are {areas}")
    return Subject(home, folder, chosen)
