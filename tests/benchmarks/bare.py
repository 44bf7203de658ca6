"""The marts' numbers asked of DuckDB by hand: the statements of bare.sql over the same Parquet, and how far both agree.

python -m benchmarks.bare ask LAKE DATABASE       make the tables of bare.sql in a new DuckDB file
python -m benchmarks.bare compare DATABASE CANDIDATE       print as JSON how many rows there are, and how many differ
"""

import json
import os
import sys
from pathlib import Path

import duckdb

STATEMENTS = Path(__file__).with_suffix(".sql")


def ask(lake: str, database: str) -> None:
    """Run all statements, on as many threads as the build takes."""
    statements = STATEMENTS.read_text().format(raw=f"{lake}/raw")
    Path(database).unlink(missing_ok=True)
    with duckdb.connect(database, config={"threads": os.cpu_count() or 1}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(statements)


def compare(database: str, candidate: str) -> None:
    """Print how many rows were asked for by hand, and how many of them differ from the mart in a column both have."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as bare (read_only)")
        connection.execute(f"attach '{candidate}' as built (read_only)")
        marts = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'built' and table_name in"
            " (select table_name from duckdb_tables() where database_name = 'bare')"
        ).fetchall()
        found = [_differing(connection, schema, name) for schema, name in marts]
    rows, differing = (sum(column) for column in zip(*found, strict=True))
    sys.stdout.write(json.dumps({"rows": rows, "differing": differing}))


def _differing(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> tuple[int, int]:
    by_hand = {column for column, *_ in connection.execute(f"describe bare.{name}").fetchall()}
    promised = connection.execute(f"describe built.{schema}.{name}").fetchall()
    columns = ", ".join(f"cast({column} as {dtype})" for column, dtype, *_ in promised if column in by_hand)
    rows, built = (
        connection.sql(f"select count(*) from {table}").fetchone()[0]
        for table in (f"bare.{name}", f"built.{schema}.{name}")
    )
    missing = f"select {columns} from bare.{name} except all select {columns} from built.{schema}.{name}"
    return rows, connection.sql(f"select count(*) from ({missing})").fetchone()[0] + abs(built - rows)


if __name__ == "__main__":
    {"ask": ask, "compare": compare}[sys.argv[1]](*sys.argv[2:])
