"""Answers in SQL over a release's marts."""

import sys
from pathlib import Path

import duckdb
import polars as pl

from cryptocity.console import complain, show_table
from cryptocity.errors import WrongUsage
from cryptocity.release.manifest import open_marts, release_folder

_MOST_ROWS_SHOWN = 1_000


def ask(home: Path, query: str, release: str | None = None) -> pl.DataFrame:
    """Return the rows of a query over a release, else the current one. Raises WrongUsage where DuckDB refuses it."""
    with open_marts(release_folder(home, release)) as connection:
        try:
            if not connection.extract_statements(query):
                raise WrongUsage("the query is empty")
            return connection.execute(query).pl()
        except duckdb.Error as error:
            raise WrongUsage(" ".join(str(error).split())) from None


def write_answer(home: Path, query: str, *, release: str | None, form: str) -> None:
    """Write a query's rows to standard output as table, csv, json or parquet."""
    answer = ask(home, query, release)
    if form != "table":
        write_rows(answer, form)
        return
    show_table(answer.columns, answer.head(_MOST_ROWS_SHOWN).iter_rows())
    if answer.height > _MOST_ROWS_SHOWN:
        complain(f"{_MOST_ROWS_SHOWN:,} of {answer.height:,} rows shown; --format csv, json or parquet has all")


def write_rows(rows: pl.DataFrame, form: str) -> None:
    """Write rows to standard output as csv, json or parquet. Raises WrongUsage: Parquet for a terminal."""
    if form == "csv":
        sys.stdout.write(rows.write_csv())
    elif form == "json":
        sys.stdout.write(rows.write_json() + "\n")
    elif sys.stdout.isatty():
        raise WrongUsage("Parquet is not for a terminal: redirect it to a file")
    else:
        rows.write_parquet(sys.stdout.buffer)
