"""The marts' numbers asked of DuckDB by hand: the statements of bare.sql over the same Parquet, and how far both agree.

python -m benchmarks.bare ask LAKE DATABASE       make the tables of bare.sql in a new DuckDB file
python -m benchmarks.bare compare DATABASE CANDIDATE       print as JSON how many rows there are, and how many differ
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

STATEMENTS = Path(__file__).with_suffix(".sql")


def ask(lake: str | Path, database: str | Path) -> None:
    """Run all statements, on as many threads as the build takes."""
    statements = STATEMENTS.read_text().format(raw=f"{lake}/raw")
    Path(database).unlink(missing_ok=True)
    with duckdb.connect(database, config={"threads": os.cpu_count() or 1}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(statements)


def compare(database: str, candidate: str) -> None:
    """Print how many rows were asked for by hand, and how many of them differ from the mart in a column both have."""
    with opened(database, candidate) as connection:
        asked = connection.execute("select table_name from duckdb_tables() where database_name = 'bare'").fetchall()
        found = [compared(connection, table) for (table,) in asked]
    rows, differing = (sum(column) for column in zip(*found, strict=True))
    sys.stdout.write(json.dumps({"rows": rows, "differing": differing}))


@contextmanager
def opened(database: str | Path, candidate: str | Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection to both, as `bare` and as `built`."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as bare (read_only)")
        connection.execute(f"attach '{candidate}' as built (read_only)")
        yield connection


def compared(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int]:
    """Return how many rows were asked for, and how many are not those of the mart, or missing or too many there."""
    (mart,) = connection.execute(
        "select concat_ws('.', database_name, schema_name, table_name) from duckdb_tables()"
        " where database_name = 'built' and table_name = $1",
        [table],
    ).fetchone() or (None,)
    by_hand = {column for column, *_ in connection.execute(f"describe bare.{table}").fetchall()}
    promised = connection.execute(f"describe {mart}").fetchall()
    columns = ", ".join(f"cast({column} as {dtype})" for column, dtype, *_ in promised if column in by_hand)
    rows, built = (connection.sql(f"select count(*) from {each}").fetchone()[0] for each in (f"bare.{table}", mart))
    missing = f"select {columns} from bare.{table} except all select {columns} from {mart}"
    return rows, connection.sql(f"select count(*) from ({missing})").fetchone()[0] + abs(built - rows)


if __name__ == "__main__":
    {"ask": ask, "compare": compare}[sys.argv[1]](*sys.argv[2:])
