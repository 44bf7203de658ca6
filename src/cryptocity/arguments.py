"""What the command line accepts: its choices and options, and what days and heights mean."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from cryptocity.errors import WrongUsage
from cryptocity.window import day_of, days_between, parse_day


class Source(StrEnum):
    """The outside systems that can be extracted."""

    ONCHAIN = "onchain"
    BITCOIN = "bitcoin"
    EXCHANGES = "exchanges"
    CBDC = "cbdc"
    MERCHANTS = "merchants"
    REFERENCE = "reference"
    TRON = "tron"
    MARKET = "market"


CHAINS = (Source.ONCHAIN, Source.BITCOIN, Source.TRON)  # the sources that land by height, too


class Layer(StrEnum):
    """The layers that can be audited."""

    RAW = "raw"
    MARTS = "marts"


class Target(StrEnum):
    """The engines that can build the marts."""

    DUCKDB = "duckdb"
    SPARK = "spark"


class Format(StrEnum):
    """How `sql` writes its answer."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class DictionaryFormat(StrEnum):
    """How `dictionary` tells what marts mean."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


FirstDay = Annotated[date | None, typer.Option("--from", parser=parse_day, metavar="DAY", help="First city day.")]
LastDay = Annotated[
    date | None, typer.Option("--to", parser=parse_day, metavar="DAY", help="Last city day, inclusive.")
]
OneDay = Annotated[date | None, typer.Option("--on", parser=parse_day, metavar="DAY", help="One city day.")]
Residents = Annotated[int, typer.Option(min=500, max=500_000, help="Residents of the simulated city.")]
Seed = Annotated[int, typer.Option(help="Another seed is another city.")]
RpcUrl = Annotated[str | None, typer.Option(metavar="URL", help="A chain: JSON-RPC of the node to ask.")]
FromPayloads = Annotated[
    bool, typer.Option("--from-payloads", help="Decode what was received before; the source is not asked.")
]
AcceptReorganisation = Annotated[
    bool, typer.Option("--accept-reorganisation", help="A chain: let blocks that landed as final be displaced.")
]
Heights = Annotated[str | None, typer.Option(metavar="FIRST:LAST", help="A chain: heights, both inclusive.")]
ReleaseId = Annotated[str | None, typer.Option("--release", metavar="ID", help="A release; else the current one.")]
OlderRelease = Annotated[str | None, typer.Argument(metavar="ID", help="Else the one that was current before.")]
NamedRelease = Annotated[str | None, typer.Argument(metavar="ID", help="A release; else the current one.")]


def days_of(on: date | None, first: date | None, last: date | None) -> list[date]:
    """Return the days that --on, or --from and --to, name. Raises WrongUsage; on a day that is not over, too."""
    if on and not (first or last):
        first = last = on
    elif on or not (first and last):
        raise WrongUsage("give either --on DAY, or --from DAY and --to DAY")
    if last < first:
        raise WrongUsage(f"--to {last} lies before --from {first}")
    if last >= day_of(datetime.now(UTC)):
        raise WrongUsage(f"{last} is not over yet in Asia/Almaty; the last day to extract is the one before today")
    return list(days_between(first, last))


def heights_of(text: str) -> tuple[int, int]:
    """Return the first and last height that --blocks names. Raises WrongUsage."""
    first, _, last = text.partition(":")
    if not (first.isdecimal() and last.isdecimal() and int(first) <= int(last)):
        raise WrongUsage(f"{text!r} is no range of heights: write it as 17686110:17686132")
    return int(first), int(last)
