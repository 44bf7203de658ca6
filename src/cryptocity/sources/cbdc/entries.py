"""Turns entries of a statement or notification into rows, many at once, where all of them are plainly good. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from cryptocity.dataset import KZT
from cryptocity.sources.cbdc.datasets import STATEMENT_ENTRIES
from cryptocity.sources.cbdc.transfers import PLAIN_AMOUNT, or_none, understood
from cryptocity.sources.cbdc.values import FLAGS, day_or_none

DIRECTIONS = {"CRDT": 1, "DBIT": -1}
BOOKED = "BOOK"
STATUSES = (BOOKED, "PDNG", "INFO", "FUTR")
WORTH_A_TABLE = 200


@dataclass(frozen=True)
class PlainEntries:
    """Understands entries of a day; what dates stand for is remembered."""

    day: date
    days: dict[str, date | None] = field(default_factory=dict)

    def of(self, fields: pl.DataFrame) -> pl.DataFrame | None:
        """Return what the entries say, without what they share, or None where one is not plainly good."""
        days = understood(pl.concat([fields["booked_on"], fields["valued_on"]]), day_or_none, self.days)
        to_come = [text for text, day in days.items() if day is not None and day > self.day]
        is_plain = (
            pl.col("direction").is_in(list(DIRECTIONS))
            & pl.col("status").is_in(list(STATUSES))
            & pl.col("is_reversal").is_in(list(FLAGS))
            & (pl.col("currency") == "KZT")
            & pl.col("amount").str.contains(PLAIN_AMOUNT)
            & pl.col("booked_on").is_in(list(days))
            & pl.col("valued_on").is_in(list(days))
            & ~pl.col("booked_on").is_in(to_come)
        )
        if not fields.select(is_plain.all()).item():
            return None
        return fields.select(
            "direction",
            "status",
            amount_kzt=pl.col("amount").cast(KZT),
            entry_reference=or_none("reference"),
            end_to_end_id=or_none("end_to_end_id"),
            is_reversal=pl.col("is_reversal").is_in(["true", "1"]),
            booked_on=pl.col("booked_on").replace_strict(days, default=None, return_dtype=pl.Date),
            valued_on=pl.col("valued_on").replace_strict(days, default=None, return_dtype=pl.Date),
        )


def booked_tiyn(entries: pl.DataFrame, direction: str) -> int:
    """Return the sum of booked entries of a direction, in tiyn."""
    booked = entries.filter((pl.col("status") == BOOKED) & (pl.col("direction") == direction))
    return int(100 * booked["amount_kzt"].sum())


def rows_of(entries: pl.DataFrame, shared: Mapping[str, str | bool], *, after: int) -> pl.DataFrame:
    """Return rows of statement_entries, numbered after so many, with what they share."""
    return entries.with_columns(
        entry_number=pl.int_range(after + 1, after + 1 + entries.height, dtype=pl.Int64),
        **{name: pl.lit(value) for name, value in shared.items()},
    ).select(STATEMENT_ENTRIES.schema.names())
