"""Figures on the digital tenge: what orders become, what is outstanding, how long VAT refunds take, marked money."""

from collections.abc import Mapping

import polars as pl

from cryptocity.reports.charts import Chart, Series, Sketch
from cryptocity.reports.disclosure import FEWEST_ENTITIES
from cryptocity.reports.findings import counted, latest, with_change
from cryptocity.reports.histograms import Bands, Mark, histograms
from cryptocity.reports.texts import Texts
from cryptocity.reports.theme import BLUE, GREY, INK, ORANGE, PURPLE, TEAL

_BASELINES = {
    "baseline_2026_calendar_days": (INK, "dash"),
    "baseline_2024_low_calendar_days": (PURPLE, "dot"),
    "baseline_2024_high_calendar_days": (PURPLE, "dashdot"),
}


def tenge_settlements(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the orders of each scenario and, within them, those settled."""
    shown = rows.drop_nulls("orders")
    sketch = Sketch("tenge_settlements", shown, texts)
    orders, success = rows.select("all_orders", "all_success_pct").row(0)
    share = texts.quantity(success or 0, "pct")
    finding = sketch.words("finding", share=share, orders=counted("orders", orders, texts))
    labels = [texts(f"values.scenario.{scenario}") for scenario in shown["scenario"]]
    return sketch.bars(finding, [Series("orders", GREY), Series("settled_orders", BLUE)], labels=labels)


def tenge_outstanding(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw what is outstanding by day, and the marked part of it."""
    sketch = Sketch("tenge_outstanding", rows, texts)
    seen = latest(rows, "outstanding_kzt")
    statement = sketch.words("finding", amount=texts.quantity(seen.value, "kzt"), day=texts.day(seen.day))
    series = [Series("outstanding_kzt", BLUE), Series("marked_kzt", ORANGE)]
    return sketch.panels(with_change(statement, seen, "kzt", texts=texts), series)


def vat_refund_days(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw median and nine tenths of each channel against the waits told before."""
    shown = rows.drop_nulls("cases")
    sketch = Sketch("vat_refund_days", shown, texts)
    names = [texts(f"values.channel.{channel}") for channel in shown["channel"]]
    waits = zip(names, shown.iter_rows(named=True), strict=True)
    finding = sketch.words("finding", medians=texts("source.separator").join(_wait(sketch, *one) for one in waits))
    series = [Series("p90_calendar_days", ORANGE), Series("median_calendar_days", BLUE)]
    chart = sketch.bars(finding, series, labels=names)
    for mark in _baselines(shown, texts):
        line = {"color": mark.colour, "dash": mark.dash, "width": 2}
        ends = [-0.4, len(names) - 0.6]
        chart.add_scatter(x=[mark.days] * 2, y=ends, mode="lines", line=line, name=mark.name)
    return chart.update_layout(height=chart.layout.height + 60, margin_t=100)


def vat_refund_waits(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw how many applications were credited after how many days, and how long the open ones have waited."""
    sketch = Sketch("vat_refund_waits", rows, texts)
    panels = [
        Bands(texts(f"values.channel.{channel}"), rows.filter(pl.col("channel") == channel))
        for channel in rows["channel"].unique(maintain_order=True)
    ]
    told = texts("source.separator").join(_most_waited(sketch, panel) for panel in panels)
    series = [Series("credited_applications", BLUE), Series("open_applications", ORANGE)]
    chart = histograms(sketch, panels, series, marks=_baselines(rows, texts))
    return chart.update_layout(title_text=sketch.words("finding", channels=told))


def marked_money(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw what was marked to date by kind of mark and, within it, what was spent for its purpose and what leaked."""
    shown = rows.drop_nulls("marked_to_date_kzt")
    sketch = Sketch("marked_money", shown, texts)
    marked, leaked, contracts = rows.select("all_marked_kzt", "all_leaked_kzt", "all_contracts").row(0)
    finding = sketch.words(
        "finding",
        marked=texts.quantity(marked, "kzt"),
        contracts=counted("contracts", contracts, texts),
        leaked=texts.quantity(leaked, "kzt"),
    )
    series = [
        Series("marked_to_date_kzt", GREY),
        Series("spent_to_date_kzt", TEAL),
        Series("leaked_to_date_kzt", ORANGE),
    ]
    return sketch.bars(finding, series, labels=[texts(f"values.mark_kind.{kind}") for kind in shown["mark_kind"]])


def _wait(sketch: Sketch, channel: str, row: Mapping[str, int | None]) -> str:
    texts, median, waiting = sketch.texts, row["median_calendar_days"], row["open_applications"]
    open_ = texts("table.suppressed") if waiting is None else texts.number(waiting, 0)
    if median is None:
        name = "not_reached" if row["is_known_throughout"] else "not_known"
        return sketch.words(name, channel=channel, open=open_)
    return sketch.words("reached", channel=channel, days=texts.count("days", median), open=open_)


def _most_waited(sketch: Sketch, panel: Bands) -> str:
    """Return after how many days most were credited, of the bands that are told, and how many of all are."""
    texts, first = sketch.texts, panel.rows.row(0, named=True)
    told = panel.rows.filter(pl.col("credited_applications") > 0).sort("credited_applications", maintain_order=True)
    return sketch.words(
        "untold" if told.is_empty() else "told",
        channel=panel.name,
        credited=_unless_few(first["all_credited_applications"], texts),
        open=_unless_few(first["all_open_applications"], texts),
        **({} if told.is_empty() else {"days": told["waited_days"][-1]}),
    )


def _unless_few(number: int, texts: Texts) -> str:
    return texts("table.suppressed") if 0 < number < FEWEST_ENTITIES else texts.number(number, 0)


def _baselines(rows: pl.DataFrame, texts: Texts) -> list[Mark]:
    """Return the waits told before that are in force."""
    return [
        Mark(days, texts(f"columns.{column}"), colour, dash)
        for column, (colour, dash) in _BASELINES.items()
        if (days := rows[column][0]) is not None
    ]
