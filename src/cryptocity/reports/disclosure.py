"""What a page may not show: cells that rest on too few entities, and whole pseudonyms.

Source: statistical confidentiality in ministry reports: no cell below five entities.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl

FEWEST_ENTITIES = 5

_PERIODS = ("day", "month", "year")
_SHOWN_OF_PSEUDONYM = 10


def disclose(rows: pl.DataFrame, rests_on: Mapping[str, str], *, total_is_known: bool) -> pl.DataFrame:
    """Return the rows without cells that rest on one to four entities; `rests_on` names the column that counts them.

    Where the total of a period is known, a single blank could be worked out, so the next smallest cell goes too.
    Columns that only count entities are dropped.
    """
    periods = [name for name in _PERIODS if name in rows.columns]
    is_hidden = partial(_is_small_or_next, periods=periods) if total_is_known else _is_small
    hidden = rows.select(is_hidden(entities).alias(measure) for measure, entities in rests_on.items())
    blanked = rows.with_columns(
        pl.when(hidden[measure]).then(None).otherwise(pl.col(measure)).alias(measure) for measure in rests_on
    )
    return blanked.drop(set(rests_on.values()) - set(rests_on))


def _is_small(entities: str) -> pl.Expr:
    return pl.col(entities).fill_null(0).is_between(1, FEWEST_ENTITIES - 1)


def _is_small_or_next(entities: str, periods: Sequence[str]) -> pl.Expr:
    count, small = pl.col(entities), _is_small(entities)
    rank = pl.when(count >= FEWEST_ENTITIES).then(count).rank("ordinal")
    alone, next_smallest = small.sum() == 1, (rank == 1).fill_null(value=False)
    return small | (alone.over(periods) & next_smallest.over(periods) if periods else alone & next_smallest)


def shorten(key: str) -> str:
    """Return a BIN as it is, for it is a public number, and a sole trader's pseudonym cut short."""
    return f"{key[:_SHOWN_OF_PSEUDONYM]}…" if key.startswith("p-") else key
