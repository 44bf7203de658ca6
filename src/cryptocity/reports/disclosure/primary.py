"""Which cells may not be shown for themselves: threshold, dominance and p% rules.

Source for the rules: Hundepool et al., Handbook on Statistical Disclosure Control (ESSnet SDC), chapter 4 on magnitude
tables. The parameters are this project's choice, of the size that statistical offices use.
"""

import polars as pl

FEWEST_ENTITIES = 5
"""A cell that rests on one entity or more, but on fewer than these, is not shown."""

DOMINANCE = ((1, 75), (2, 90))
"""(n, k): a cell of which the n largest contributors make up more than k % is not shown."""

P_PCT = 10
"""No contributor may be estimated more closely than this, even by the second largest, who knows his own part."""


def is_small(entities: str) -> pl.Expr:
    """Tell the cells that rest on one to four entities; an unknown number of them hides nothing."""
    return pl.col(entities).fill_null(0).is_between(1, FEWEST_ENTITIES - 1)


def is_dominated(total: str, largest: str, second: str) -> pl.Expr:
    """Tell the cells in which one or two contributors make up too much.

    Contributions are told without their sign. Where signs differ, the total is less than they make up: the stricter.
    """
    whole, first, both = _exact(total).abs(), _exact(largest), _exact(largest) + _exact(second)
    parts = {1: first, 2: both}
    too_much = [parts[n] * 100 > whole * k for n, k in DOMINANCE]
    too_close = (whole - both) * 100 < first * P_PCT
    return pl.any_horizontal(*too_much, too_close).fill_null(value=False)


def _exact(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Float64).fill_null(0)
