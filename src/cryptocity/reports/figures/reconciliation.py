"""Figures on reconciliation: what came into each account and went out of it by day, and what stays unexplained."""

from collections.abc import Callable

import polars as pl

from cryptocity.reports.charts import Chart, Series, Sketch
from cryptocity.reports.texts import Texts
from cryptocity.reports.theme import BLUE, INK, ORANGE


def account(name: str) -> Callable[[pl.DataFrame, Texts], Chart]:
    """Return what draws the account of this figure: sources up and uses down by day, and the residual as a line."""

    def draw(rows: pl.DataFrame, texts: Texts) -> Chart:
        sketch = Sketch(name, rows.with_columns(-pl.col("uses_kzt")), texts)
        series = [Series("sources_kzt", BLUE), Series("uses_kzt", ORANGE)]
        return sketch.columns(_finding(rows, texts), series, net=Series("residual_kzt", INK))

    return draw


def _finding(rows: pl.DataFrame, texts: Texts) -> str:
    """Return what is true of the latest day that may be told."""
    day, *amounts = rows.drop_nulls("residual_kzt").select("day", "residual_kzt", "sources_kzt", "uses_kzt").row(-1)
    residual, sources, uses = amounts
    side = "over" if residual > 0 else "under" if residual < 0 else "level"
    return texts(
        f"labels.reconciled.{side}",
        day=texts.day(day),
        residual=texts.quantity(abs(residual), "kzt"),
        sources=texts.quantity(sources, "kzt"),
        uses=texts.quantity(uses, "kzt"),
    )
