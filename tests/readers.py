"""A hundred readers of the releases of one home, each of whom reads until it has read one that ends on LAST_DAY.

Usage: readers.py HOME LAST_DAY. Each of ten processes prints `reading` once all of its readers have read; in the end
what everyone has read is printed as JSON. An error of any reader is one of this program.
"""

import json
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import duckdb

import cryptocity
from cryptocity.release.manifest import MANIFEST, releases_folder

PROCESSES, THREADS = 10, 10
MARTS = (
    "adoption.adoption_daily",
    "capital_flow.cross_border_flows_daily",
    "capital_flow.ramp_flows_daily",
    "digital_tenge.supply_daily",
    "reserve.reserve_nav_daily",
)
PATIENCE_SECONDS = 120


def read_by_connection(home):
    """Return what a release's DuckDB file says, read by a connection of its own."""
    with cryptocity.open_release(home=home) as marts:
        (path,) = marts.execute("select path from duckdb_databases() where not internal").fetchone()
        return sight(Path(path).parent, marts, MARTS)


def read_by_files(home):
    """Return what a release's Parquet files say, the pointer being followed once."""
    folder = (releases_folder(home) / "current").resolve(strict=True)
    with duckdb.connect() as connection:
        return sight(folder, connection, [f"'{folder}/parquet/{mart.replace('.', '/')}.parquet'" for mart in MARTS])


def sight(folder, connection, tables):
    """Return a release's id and manifest, and of each mart its rows, its newest day and one number for all values."""
    query = "select count(*), max(day)::varchar, bit_xor(hash(mart)) from {} mart"
    facts = [list(connection.execute(query.format(table)).fetchone()) for table in tables]
    manifest = json.loads((folder / MANIFEST).read_bytes())
    return {"folder": folder.name, "id": manifest["id"], "last_day": manifest["last_day"], "marts": facts}


def keep_reading(number, home, last_day, all_have_read):
    """Return what a reader saw, each time that it was not what it saw before. Readers are people: they pause."""
    read = read_by_files if number % 5 == 0 else read_by_connection
    sights = [read(home)]
    all_have_read.wait(PATIENCE_SECONDS)
    while sights[-1]["last_day"] != last_day:
        time.sleep(4 + number / 5)
        seen = read(home)
        if seen != sights[-1]:
            sights.append(seen)
    return sights


def readers_of_one_process(_, home, last_day):
    all_have_read = Barrier(THREADS, action=lambda: os.write(1, b"reading\n"))
    read = partial(keep_reading, home=home, last_day=last_day, all_have_read=all_have_read)
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(read, range(THREADS)))


def main(home, last_day):
    read = partial(readers_of_one_process, home=Path(home), last_day=last_day)
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("fork")) as processes:
        seen = [sights for readers in processes.map(read, range(PROCESSES)) for sights in readers]
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
