"""The log of reorganisations: which blocks no longer stand and which took their place, in the order it was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from cryptocity.money import table
from cryptocity.payloads import Answer
from cryptocity.sources.onchain.archive import Event, event_log, is_of
from cryptocity.sources.onchain.datasets import REORGANISATIONS


@dataclass(frozen=True)
class Header:
    """What links a block: its hash, its parent's, and how final it is."""

    hash: str
    parent: str
    finality: str


def risen(displaced: Sequence[Event], standing: Mapping[int, Header]) -> list[Event]:
    """Return the blocks that took the place of those displaced, from the lowest up."""
    return [
        Event("+", event.number, other.hash, other.parent, event.hash, other.finality)
        for event in reversed(displaced)
        if (other := standing.get(event.number))
    ]


def logged_events(log: pl.DataFrame, chain_id: int) -> list[Event]:
    """Return a chain's events of a day, in order."""
    rows = log.filter(pl.col("chain_id") == chain_id).sort("sequence").drop("chain_id", "sequence").rows()
    return [Event(*row) for row in rows]


def with_events(log: pl.DataFrame, chain_id: int, events: Sequence[Event]) -> pl.DataFrame:
    """Return a day's log with these events of a chain in the place of those it had."""
    rows = [
        (chain_id, sequence, each.event, each.number, each.hash, each.parent, each.other, each.finality)
        for sequence, each in enumerate(events, start=1)
    ]
    return pl.concat([log.filter(pl.col("chain_id") != chain_id), table(REORGANISATIONS, rows)])


def with_event_log(payloads: Sequence[Answer], chain_id: int, events: Sequence[Event]) -> list[Answer]:
    """Return a day's archive with these events of a chain in the place of those it had."""
    others = [payload for payload in payloads if not is_of(chain_id, payload, "reorganisations")]
    return [*others, event_log(chain_id, events)] if events else others
