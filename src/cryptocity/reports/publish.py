"""The story of a report: read a release, run the queries, draw, render, and put the pages into the release, whole."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import duckdb
import msgspec
import polars as pl

from cryptocity import atomic
from cryptocity.errors import ContractBroken
from cryptocity.payloads import digest
from cryptocity.release.manifest import open_marts, release_folder
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.page import Contents, area_page, front_page
from cryptocity.reports.panels import panel
from cryptocity.reports.released import Release, read_release
from cryptocity.reports.texts import Texts, read_texts
from cryptocity.reports.tiles import tile

_MANIFEST = "manifest.json"
_HERE = Path(__file__).parent
QUERIES = _HERE / "queries"


class ReportFile(msgspec.Struct, frozen=True):
    """One file of a published report, with the hash of its bytes."""

    name: str
    sha256: str
    size: int


class ReportManifest(msgspec.Struct, frozen=True):
    """What a published report consists of, and from which release in which language it was made."""

    release: str
    language: str
    files: tuple[ReportFile, ...]


def publish_reports(home: Path, release_id: str | None, *, language: str = "en") -> Path:
    """Render every page of a release, the current one where no id is given, into its `reports` folder, and return that.

    The same release gives the same bytes; where they stand already, nothing is written.
    Raises ReleaseMissing: there is no such release. ContractBroken: its marts are not those that the queries know.
    StoreBusy: another process is publishing it.
    """
    release = read_release(home, release_id)
    pages = render(release, read_texts(language))
    manifest = _manifest(pages, release.manifest.id, language)
    folder = release.folder / "reports"
    with atomic.sole_writer(home / "locks" / f"reports-{release.manifest.id}", f"the reports of {release.manifest.id}"):
        if not _stands(folder, manifest):
            _write(folder, pages, manifest)
    return folder


def is_reported(home: Path) -> bool:
    """Tell whether the current release has its reports. Raises ReleaseMissing where nothing has been released."""
    return (release_folder(home) / "reports" / _MANIFEST).exists()


def headlines(home: Path, *, language: str = "en") -> list[tuple[str, str, str]]:
    """Return name, value and period of each headline figure of the current release. Raises ReleaseMissing."""
    texts = read_texts(language)
    tiles = gather(read_release(home, None), texts).tiles
    return [
        (texts(f"headlines.{one.name}"), one.value or one.note, one.period) for area in tiles.values() for one in area
    ]


def render(release: Release, texts: Texts) -> dict[str, bytes]:
    """Return the files of a release's report by path: the pages and the assets that they share."""
    contents = gather(release, texts)
    pages = {f"{report.area}.html": area_page(report, contents, texts=texts) for report in REPORTS}
    return {"index.html": front_page(contents, texts), **pages, **_assets()}


def gather(release: Release, texts: Texts) -> Contents:
    """Return everything that the pages of a release show, from its marts."""
    with open_marts(release.folder) as marts:
        tiles = {
            report.area: [
                tile(one, _rows("headlines", one.name, marts), release.manifest, texts=texts)
                for one in report.headlines
            ]
            for report in REPORTS
        }
        panels = {
            report.area: [
                panel(one, _rows(report.area, one.name, marts), release.manifest, texts=texts) for one in report.figures
            ]
            for report in REPORTS
        }
    return Contents(release, tiles, panels)


def _rows(folder: str, name: str, marts: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    query = (QUERIES / folder / f"{name}.sql").read_text(encoding="utf-8")
    try:
        return marts.sql(query).pl()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise ContractBroken(f"the marts of this release do not answer {folder}/{name}.sql: {reason}") from error


def _assets() -> dict[str, bytes]:
    own = {f"assets/{path.name}": path.read_bytes() for path in sorted((_HERE / "assets").iterdir())}
    return {**own, "assets/plotly.min.js": files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()}


def _manifest(pages: Mapping[str, bytes], release_id: str, language: str) -> bytes:
    listed = tuple(ReportFile(name, digest(content), len(content)) for name, content in sorted(pages.items()))
    encoded = msgspec.json.encode(ReportManifest(release_id, language, listed))
    return msgspec.json.format(encoded, indent=2) + b"\n"


def _stands(folder: Path, manifest: bytes) -> bool:
    """Tell whether the folder holds exactly what the manifest lists."""
    path = folder / _MANIFEST
    if not path.exists() or path.read_bytes() != manifest:
        return False
    listed = msgspec.json.decode(manifest, type=ReportManifest).files
    paths = {folder / file.name: file.sha256 for file in listed}
    return all(path.exists() and digest(path.read_bytes()) == sha256 for path, sha256 in paths.items())


def _write(folder: Path, pages: Mapping[str, bytes], manifest: bytes) -> None:
    with atomic.directory(folder) as aside:
        for name, content in {**pages, _MANIFEST: manifest}.items():
            path = aside / name
            with atomic.explained(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
