"""What a release says of itself, and how to find and open one. Nothing here writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import msgspec

from cryptocity.errors import ReleaseMissing
from cryptocity.finality import Finality
from cryptocity.payloads import StoredFile

POINTER = "current"
MARTS = "marts.duckdb"
METRICS = "metrics.json"
DOCS = "docs/index.html"
DEFINITIONS = "definitions.json"
PARAMETERS = "parameters.json"
INPUTS = "inputs.json"
MANIFEST = "manifest.json"


class DatasetRows(msgspec.Struct, frozen=True):
    """How much of one dataset went into a release: days landed, rows received, landed and quarantined.

    `missing_days` are those between the release's first and last of which nothing of the dataset went in.
    """

    dataset: str
    days: int
    rows_received: int
    rows_landed: int
    rows_quarantined: int
    missing_days: tuple[date, ...] = ()


@dataclass(frozen=True)
class Chain:
    """Which blocks of a chain a release covers: how many, from the lowest to the highest."""

    id: int
    blocks: int
    first: int
    last: int


class ReleaseManifest(msgspec.Struct, frozen=True):
    """What a release holds and was made of.

    `coverage` lists chain, first and last height; `previous` is the release that was current before,
    `engine` is what the marts were built with, `finality` how far the data are final, None where that was not kept.
    """

    id: str
    first_day: date | None
    last_day: date | None
    verdict: str
    inputs_hash: str
    code_hash: str
    datasets: tuple[DatasetRows, ...]
    coverage: tuple[tuple[int, int, int], ...]
    marts: tuple[str, ...]
    outputs: tuple[StoredFile, ...]
    previous: str | None = None
    engine: str = "duckdb"
    finality: Finality | None = None

    @property
    def chains(self) -> tuple[Chain, ...]:
        """Return the coverage by chain; spans may touch or overlap."""
        chains: dict[int, Chain] = {}
        for chain, first, last in sorted(self.coverage):
            seen = chains.get(chain, Chain(chain, 0, first, first - 1))
            new = max(0, last - max(seen.last, first - 1))
            chains[chain] = Chain(chain, seen.blocks + new, seen.first, max(seen.last, last))
        return tuple(chains.values())

    @property
    def days(self) -> int:
        """Return how many days the release spans, both ends counted."""
        return (self.last_day - self.first_day).days + 1 if self.first_day and self.last_day else 0

    def landed(self, dataset: str) -> DatasetRows | None:
        """Return what the release holds of a dataset, or None where no day of it landed."""
        return next((rows for rows in self.datasets if rows.dataset == dataset and rows.days), None)

    def missing(self, datasets: Iterable[str]) -> list[str]:
        """Return those of the datasets of which no day landed."""
        return [dataset for dataset in datasets if not self.landed(dataset)]


def releases_folder(home: Path) -> Path:
    """Return the folder that holds all releases."""
    return home / "releases"


def current_id(home: Path) -> str | None:
    """Return the id of the current release, or None where nothing has been released."""
    pointer = releases_folder(home) / POINTER
    return pointer.readlink().name if pointer.is_symlink() else None


def release_folder(home: Path, identifier: str | None = None) -> Path:
    """Return the folder of a release, the current one unless named. Raises ReleaseMissing."""
    chosen = current_id(home) if identifier is None else identifier
    if chosen is None:
        raise ReleaseMissing("nothing has been released yet: run `cryptocity release publish` after build and audit")
    folder = releases_folder(home).resolve() / chosen
    if Path(chosen).name != chosen or chosen[:1] in ("", ".") or not folder.is_dir() or folder.is_symlink():
        raise ReleaseMissing(f"there is no release {chosen}; `cryptocity release list` shows those there are")
    return folder


def read_manifest(home: Path, identifier: str | None = None) -> ReleaseManifest:
    """Return the manifest of a release, the current one unless named. Raises ReleaseMissing: none, or damaged."""
    path = release_folder(home, identifier) / MANIFEST
    try:
        return msgspec.json.decode(path.read_bytes(), type=ReleaseManifest)
    except FileNotFoundError:
        raise ReleaseMissing(f"{path.parent.name} has no {path.name}") from None
    except msgspec.DecodeError as error:
        raise ReleaseMissing(f"{path} is damaged: {error}") from None


def all_releases(home: Path) -> tuple[ReleaseManifest, ...]:
    """Return every release by id, which starts with its last landed day."""
    folders = (path.parent for path in releases_folder(home).glob(f"[!.]*/{MANIFEST}"))
    return tuple(read_manifest(home, folder.name) for folder in sorted(folders) if not folder.is_symlink())


def open_marts(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a read-only connection to the marts in a release's folder, found with or without their area's name.

    It reaches no other file. Raises ReleaseMissing where the marts are gone.
    """
    database = folder / MARTS
    if not database.exists():
        raise ReleaseMissing(f"release {folder.name} has no {MARTS}")
    connection = duckdb.connect(database, read_only=True, config={"enable_external_access": "false"})
    connection.execute(f"set search_path = '{search_path(connection)}'")
    return connection


def search_path(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the areas of a release's marts, as DuckDB wants them to find a mart by its name alone."""
    found = connection.execute("select distinct schema_name from duckdb_tables() order by all").fetchall()
    return ",".join(area for (area,) in found)
