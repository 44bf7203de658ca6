"""The story of a report: read a release, run the queries, draw, render, and put the pages into the release, whole."""

from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from itertools import chain
from pathlib import Path

import msgspec

from cryptocity import atomic
from cryptocity.payloads import digest
from cryptocity.release.manifest import ReleaseManifest, release_folder
from cryptocity.release.seals import seal
from cryptocity.reports.answers import HEADLINES, Answers, answers_of, queries
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.contents import Contents
from cryptocity.reports.downloads import downloads
from cryptocity.reports.entries import Answer, Figure, Headline
from cryptocity.reports.indicators import indicators
from cryptocity.reports.page import area_page, entry_page, front_page, indicator_page, quality_page
from cryptocity.reports.panels import is_drawn, panel
from cryptocity.reports.released import Release, read_release
from cryptocity.reports.since import since
from cryptocity.reports.texts import Texts, languages, read_texts
from cryptocity.reports.tiles import is_told, tile

REPORT_MANIFEST = "manifest.json"
_HERE = Path(__file__).parent
# What reports say comes from these too.
_BESIDE = ("release", "audit/chains.py", "audit/verdict.py", "parameters.py", "query.py", "window.py")
_TOOLS = ("babel", "jinja2", "plotly", "polars", "scipy", "xlsxwriter")


class ReportFile(msgspec.Struct, frozen=True):
    """One file of a published report, with the hash of its bytes."""

    name: str
    sha256: str
    size: int


class ReportManifest(msgspec.Struct, frozen=True):
    """What a published report consists of, and from which release, in which languages, with which code it was made."""

    release: str
    languages: tuple[str, ...]
    files: tuple[ReportFile, ...]
    code_sha256: str = ""


def publish_reports(home: Path, release_id: str | None) -> Path:
    """Render a release, the current one where no id is given, in every language into its `reports` folder; return that.

    The same release gives the same bytes; where they stand already, nothing is written.
    Raises ReleaseMissing: there is no such release. ContractBroken: its marts are not those that the queries know, or a
    language lacks a text.
    StoreBusy: another process is publishing it.
    """
    release = read_release(home, release_id)
    pages = render_all(release)
    manifest = _manifest(pages, release.manifest.id)
    folder = release.folder / "reports"
    with atomic.sole_writer(home / "locks" / f"reports-{release.manifest.id}", f"the reports of {release.manifest.id}"):
        if not _stands(folder, manifest):
            _write(folder, pages, manifest)
        seal(home, folder / REPORT_MANIFEST)
    return folder


def is_reported(home: Path) -> bool:
    """Tell whether the current release has its reports. Raises ReleaseMissing where nothing has been released."""
    return (release_folder(home) / "reports" / REPORT_MANIFEST).exists()


def headlines(home: Path, *, language: str = "en") -> list[tuple[str, str, str]]:
    """Return name, value and period of each headline figure of the current release. Raises ReleaseMissing."""
    texts = read_texts(language)
    release = read_release(home, None)
    tiles = gather(release, texts, answers=answers_of(release)).tiles
    return [
        (texts(f"headlines.{one.name}"), one.value or one.note, one.period) for area in tiles.values() for one in area
    ]


def render_all(release: Release) -> dict[str, bytes]:
    """Return the files of a release's report by path: an entry, a folder per language, the assets that all share."""
    answers = answers_of(release)
    all_texts = [read_texts(language) for language in languages()]
    pages = {
        f"{texts.language}/{name}": page
        for texts in all_texts
        for name, page in render(release, texts, answers=answers).items()
    }
    return {"index.html": entry_page(all_texts), **pages, **tables(release, answers), **assets()}


def tables(release: Release, answers: Answers) -> dict[str, bytes]:
    """Return what can be downloaded of each figure that is drawn and headline that is shown, for all languages."""
    asked = [(query.entry, answers[query.folder, query.name]) for query in queries()]
    shown = [(one, answer) for one, answer in asked if _is_shown(one, answer, release.manifest)]
    return {
        f"downloads/{name}": content
        for one, answer in shown
        for name, content in downloads(one, answer, release.manifest).items()
    }


def _is_shown(one: Headline | Figure, answer: Answer, manifest: ReleaseManifest) -> bool:
    return is_drawn(one, answer, manifest) if isinstance(one, Figure) else is_told(one, answer, manifest)


def render(release: Release, texts: Texts, *, answers: Answers) -> dict[str, bytes]:
    """Return the pages of one language by name."""
    contents = gather(release, texts, answers=answers)
    pages = {f"{report.area}.html": area_page(report, contents, texts=texts) for report in REPORTS}
    own = {"index.html": front_page(contents, texts), "quality.html": quality_page(contents, texts)}
    each = {
        f"indicators/{one.name}.html": indicator_page(one, contents, texts=texts)
        for one in indicators(contents, answers, texts)
    }
    return {**own, **pages, **each}


def gather(release: Release, texts: Texts, *, answers: Answers) -> Contents:
    """Return everything that the pages of a release show, in one language."""
    tiles = {
        report.area: [
            tile(one, answers[HEADLINES, one.name], release.manifest, texts=texts) for one in report.headlines
        ]
        for report in REPORTS
    }
    panels = {
        report.area: [
            panel(one, answers[report.area, one.name], release.manifest, texts=texts) for one in report.figures
        ]
        for report in REPORTS
    }
    asked = [(one, answers[HEADLINES, one.name]) for report in REPORTS for one in report.headlines]
    return Contents(release, tiles, panels, since(release, asked, texts))


def assets() -> dict[str, bytes]:
    """Return the files that the pages of all languages share."""
    own = {f"assets/{path.name}": path.read_bytes() for path in sorted((_HERE / "assets").iterdir())}
    return {**own, "assets/plotly.min.js": files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()}


def _manifest(pages: Mapping[str, bytes], release_id: str) -> bytes:
    listed = tuple(ReportFile(name, digest(content), len(content)) for name, content in sorted(pages.items()))
    encoded = msgspec.json.encode(ReportManifest(release_id, languages(), listed, hash_of_report_code()))
    return msgspec.json.format(encoded, indent=2) + b"\n"


def hash_of_report_code() -> str:
    """Return one hash of what decides the bytes of a report beside its release: code, queries, texts, drawing tools."""
    package = _HERE.parent
    own = [(str(path.relative_to(package)), digest(path.read_bytes())) for path in report_code()]
    return digest(msgspec.json.encode([own, [(tool, version(tool)) for tool in _TOOLS]]))


def report_code() -> list[Path]:
    """Return the files of this package, and of those that say what a release and its parts are."""
    places = (_HERE, *(_HERE.parent / name for name in _BESIDE))
    found = chain.from_iterable(place.rglob("*") if place.is_dir() else (place,) for place in places)
    return sorted(path for path in found if path.is_file() and path.suffix != ".pyc")


def _stands(folder: Path, manifest: bytes) -> bool:
    """Tell whether the folder holds exactly what the manifest lists."""
    path = folder / REPORT_MANIFEST
    if not path.exists() or path.read_bytes() != manifest:
        return False
    listed = msgspec.json.decode(manifest, type=ReportManifest).files
    paths = {folder / file.name: file.sha256 for file in listed}
    return all(path.exists() and digest(path.read_bytes()) == sha256 for path, sha256 in paths.items())


def _write(folder: Path, pages: Mapping[str, bytes], manifest: bytes) -> None:
    with atomic.directory(folder) as aside:
        for name, content in {**pages, REPORT_MANIFEST: manifest}.items():
            path = aside / name
            with atomic.explained(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
