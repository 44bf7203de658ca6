"""Exact amounts: decimals of a message become whole smallest units, and those become columns, never through a float."""

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from functools import lru_cache
from typing import Any

import polars as pl
import pyarrow as pa

from cryptocity.dataset import INSTANT, Dataset

_NARROW = 18
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow])


@lru_cache(maxsize=262_144)
def whole_units(amount: Decimal, scale: int) -> int:
    """Return an amount in whole units of 10^-scale.

    Raises ValueError: not finite, more decimals than the scale, or too large for DECIMAL(18, scale).
    """
    if not amount.is_finite():
        raise ValueError(f"{amount} is no amount")
    if amount and amount.adjusted() + scale >= _NARROW:
        raise ValueError(f"{amount} does not fit DECIMAL({_NARROW}, {scale})")
    try:
        return int(_EXACT.to_integral_exact(_EXACT.scaleb(amount, scale)))
    except Inexact:
        raise ValueError(f"{amount} has more than {scale} decimals") from None


def fits(amount: Decimal, *, digits: int, scale: int) -> bool:
    """Tell whether an amount fits DECIMAL(digits, scale) without rounding."""
    if not amount.is_finite():
        return False
    try:
        _, figures, exponent = _EXACT.normalize(amount).as_tuple()
    except Inexact:
        return False
    return -int(exponent) <= scale and len(figures) + int(exponent) <= digits - scale


def table(dataset: Dataset, rows: Iterable[Sequence[Any]]) -> pl.DataFrame:
    """Return rows as a table of the dataset's columns.

    Decimal columns of up to 18 digits are given in whole smallest units (tiyn for KZT), wider ones as Decimal.
    """
    columns = list(zip(*rows, strict=True)) or [()] * len(dataset.columns)
    return pl.DataFrame(
        [_column(name, dtype, values) for (name, dtype), values in zip(dataset.schema.items(), columns, strict=True)]
    )


def _column(name: str, dtype: pl.DataType, values: Sequence[Any]) -> pl.Series:
    if dtype == INSTANT:  # by way of Arrow, which reads Python's instants four times as fast
        return pl.Series(name, pa.array(values, pa.timestamp("us", "UTC")))
    if not isinstance(dtype, pl.Decimal) or dtype.precision > _NARROW:
        return pl.Series(name, values, dtype=dtype)
    unit = pl.lit(Decimal(1).scaleb(-dtype.scale))
    return pl.Series(name, values, dtype=pl.Int64).to_frame().select((pl.col(name) * unit).cast(dtype))[name]
