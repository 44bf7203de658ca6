"""`cryptocity sql`, `shell`, `metrics` and `dictionary`: what analysts ask of a release."""

from typing import Annotated

import typer

from cryptocity.arguments import DictionaryFormat, Format, ReleaseId
from cryptocity.settings import read_settings


def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help='Such as "select * from adoption_daily".')],
    release: ReleaseId = None,
    format_: Annotated[Format, typer.Option("--format", help="How to write the answer.")] = Format.TABLE,
) -> None:
    """Ask a release's marts in SQL, read-only."""
    from cryptocity.query import write_answer

    write_answer(read_settings().home, query, release=release, form=format_)


def shell(release: ReleaseId = None) -> None:
    """Ask a release's marts in DuckDB's own shell, read-only: `.tables`, `.schema MART`, `.help`, `.quit`.

    Marts are found with or without their area's name. Statements may also be piped in.
    """
    from cryptocity.analysts import run_shell

    run_shell(read_settings().home, release)


def metrics(
    names: Annotated[list[str] | None, typer.Argument(metavar="METRIC", help="None: list all metrics.")] = None,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", metavar="WHAT", help="Day, week, month, quarter, year or a dimension; repeatable."),
    ] = None,
    release: ReleaseId = None,
    format_: Annotated[Format, typer.Option("--format", help="How to write the answer.")] = Format.TABLE,
) -> None:
    """Ask a release's metrics, each defined once: `cryptocity metrics net_ramp_usd --by month --by venue_id`.

    Without a name, list them with what they mean and what they can be asked by. In SQL each is a view, such as
    `metrics.net_ramp_usd`, by the grain of its mart.
    """
    from cryptocity.metrics import show_metrics, write_metrics

    home = read_settings().home
    if names:
        write_metrics(home, names, by or [], release=release, form=format_)
    else:
        show_metrics(home, release)


def dictionary(
    mart: Annotated[str | None, typer.Argument(metavar="MART", help="None: list all marts.")] = None,
    release: ReleaseId = None,
    format_: Annotated[
        DictionaryFormat, typer.Option("--format", help="How to write it; all but a table tell every column.")
    ] = DictionaryFormat.TABLE,
) -> None:
    """Tell what a release's marts and columns mean: grain, key, type, unit, tests, and the metrics made of them.

    It is of the release, not of the code as it is now. `docs/dictionary.csv` in the release has all of it.
    """
    from cryptocity.dictionary import write_dictionary

    write_dictionary(read_settings().home, mart, release=release, form=format_)
