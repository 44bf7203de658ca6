"""Figures on the reserve: what each fund holds, its worth and risk, who keeps it, how long what was seized waited.

Funds stay apart.
"""

from collections.abc import Mapping

import polars as pl

from cryptocity.reports.charts import Chart, Series, Sketch
from cryptocity.reports.texts import Texts
from cryptocity.reports.theme import BLUE, ORANGE

_COLOURS: Mapping[str, str] = {"state_fund": BLUE, "alem_fund": ORANGE}


def reserve_composition(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the holdings of the latest day that have a value, fund by fund, the largest of each first."""
    shown = rows.drop_nulls("value_usd")
    sketch = Sketch("reserve_composition", shown, texts)
    largest = shown.unique("fund", keep="first", maintain_order=True)
    funds = [
        sketch.words("fund", fund=_fund(fund, texts), asset=asset, share=texts.quantity(share or 0, "pct"))
        for fund, asset, share in largest.select("fund", "asset", "share_pct").iter_rows()
    ]
    labels = [
        sketch.words("holding", fund=_fund(fund, texts), asset=asset, how=texts(f"values.acquired_by.{how}"))
        for fund, asset, how in shown.select("fund", "asset", "acquired_by").iter_rows()
    ]
    finding = sketch.words("finding", day=texts.day(shown["day"][0]), funds=texts("source.separator").join(funds))
    colours = tuple(_COLOURS[fund] for fund in shown["fund"])
    return sketch.bars(finding, [Series("value_usd", colours)], labels=labels)


def reserve_nav(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the net asset value of each fund by day, each on its own scale."""
    sketch, series, finding = _by_fund("reserve_nav", "nav_usd", rows, texts=texts)
    return sketch.panels(finding, series)


def reserve_drawdown(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw how far each fund is below its highest value so far, by day."""
    sketch, series, finding = _by_fund("reserve_drawdown", "drawdown_pct", rows, texts=texts)
    return sketch.lines(finding, series)


def reserve_value_at_risk(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw what one day may cost each fund, by day, each on its own scale."""
    sketch, series, finding = _by_fund("reserve_value_at_risk", "value_at_risk_usd", rows, texts=texts)
    return sketch.panels(finding, series)


def reserve_custodians(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw what share of each fund lies with its largest custodian, by day."""
    sketch, series, finding = _by_fund("reserve_custodians", "custodian_top_1_share_pct", rows, texts=texts)
    return sketch.lines(finding, series)


def seizure_waits(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw within how many days half of each fund's seizures had come into it."""
    shown = rows.drop_nulls("dated_seizures")
    sketch = Sketch("seizure_waits", shown, texts)
    told = [
        sketch.words(
            "not_reached" if days is None else "fund",
            fund=_fund(fund, texts),
            seizures=texts.count("seizures", seizures),
            **({} if days is None else {"days": texts.count("days", days)}),
        )
        for fund, seizures, days in shown.select("fund", "dated_seizures", "median_days_to_transfer").iter_rows()
    ]
    day = texts.full_day(shown["as_of_on"][0])
    finding = sketch.words("finding", day=day, funds=texts("source.separator").join(told))
    colours = tuple(_COLOURS[fund] for fund in shown["fund"])
    labels = [_fund(fund, texts) for fund in shown["fund"]]
    return sketch.bars(finding, [Series("median_days_to_transfer", colours)], labels=labels)


def _by_fund(name: str, column: str, rows: pl.DataFrame, *, texts: Texts) -> tuple[Sketch, list[Series], str]:
    """Return a column of its own per fund, ending in the unit, and what is true of those known on the latest day."""
    unit = column.rpartition("_")[2]
    known = rows.drop_nulls(column)
    funds = [fund for fund in _COLOURS if fund in known["fund"].to_list()]
    wide = known.with_columns(fund=pl.col("fund") + f"_{unit}").pivot("fund", index="day", values=column).sort("day")
    sketch = Sketch(name, wide, texts)
    newest = wide["day"][-1]
    told = dict(known.filter(pl.col("day") == newest).select("fund", column).iter_rows())
    values = [
        sketch.words("fund", fund=_fund(fund, texts), value=texts.quantity(told[fund], unit))
        for fund in funds
        if fund in told
    ]
    finding = sketch.words("finding", day=texts.day(newest), funds=texts("source.separator").join(values))
    return sketch, [Series(f"{fund}_{unit}", _COLOURS[fund], _fund(fund, texts)) for fund in funds], finding


def _fund(fund: str, texts: Texts) -> str:
    return texts(f"values.fund.{fund}")
