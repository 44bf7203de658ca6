"""A small city's whole road, once a session: landed, audited, built, released. Tests change copies of its home only."""

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import duckdb

from cryptocity import project, warehouse
from cryptocity.audit import quality
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.release.manifest import ReleaseManifest
from cryptocity.release.publish import publish
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.world import World
from cryptocity.window import days_between
from loopback import PSEUDONYMS

FIRST, LAST = date(2026, 10, 28), date(2026, 11, 3)
DAYS = tuple(days_between(FIRST, LAST))
NEXT = LAST + timedelta(days=1)


@dataclass(frozen=True)
class ReleasedCity:
    """The days from FIRST to LAST and the home in which they are released.

    1,500 residents, of a seed that holds what is hard to count; test_truth.py says what.
    """

    world: World
    home: Path
    release: ReleaseManifest


def released_city(tmp_path_factory):
    """Return the city; the first to ask waits for it."""
    return released_in(tmp_path_factory.getbasetemp() / "released-city")


@cache
def released_in(home):
    """Return the city, landed and released in this home."""
    world = World(City(seed=997, residents=1_500), FIRST)
    for day in DAYS:
        generate_day(world, day, lake_in(home), pseudonyms=PSEUDONYMS)
    return ReleasedCity(world, home, release(home))


def release(home):
    """Build, audit and publish what has landed."""
    warehouse.build(lake_in(home), home)
    quality.audit_raw(lake_in(home), home)
    quality.audit_marts(home)
    return publish(home)


def copy_of(home, folder):
    """Return a copy of a home below a folder, free to be changed."""
    return Path(shutil.copytree(home, folder / "home", symlinks=True))


def lake_in(home):
    return Lake(home, Seal(b"key"))


def marts_in(database):
    """Return every mart of a DuckDB file as a table, rows sorted, by area and name."""
    with duckdb.connect(database, read_only=True) as connection:
        found = connection.execute(
            "select schema_name, table_name from duckdb_tables() where list_contains($1, schema_name) order by all",
            [list(project.areas())],
        ).fetchall()
        return {
            f"{area}.{mart}": connection.execute(f"select * from {area}.{mart} order by all").pl()
            for area, mart in found
        }


def bytes_below(folder):
    """Return the bytes of every file below a folder, by its path there."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
