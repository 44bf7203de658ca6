"""Figures on mining: energy against hash rate, share of the network, the fee, and feeders worth a look."""

import polars as pl

from cryptocity.reports.charts import Chart, Series, Sketch
from cryptocity.reports.disclosure import shorten
from cryptocity.reports.findings import latest
from cryptocity.reports.texts import Texts
from cryptocity.reports.theme import BLUE, GREY, INK, ORANGE, TEAL


def mining_energy(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the energy that each miner's hash rate implies, from low to high, and what was metered."""
    sketch = Sketch("mining_energy", rows, texts)
    first = rows.row(0, named=True)
    finding = sketch.words(
        "finding",
        day=texts.day(first["day"]),
        miners=texts.count("miners", first["all_miners"]),
        below=texts.number(first["all_below"], 0),
        above=texts.number(first["all_above"], 0),
    )
    interval = (Series("implied_low_mwh", GREY), Series("implied_high_mwh", GREY, texts("labels.implied_energy")))
    return sketch.intervals(
        finding, interval, point=Series("metered_mwh", BLUE), labels=[shorten(key) for key in rows["miner_key"]]
    )


def hash_rate_share(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the share of licensed miners in the network's hash rate, as declared and as payouts imply."""
    sketch = Sketch("hash_rate_share", rows, texts)
    seen = latest(rows, "declared_share_ppm")
    finding = sketch.words("finding", share=texts.quantity(seen.value, "ppm"), day=texts.day(seen.day))
    return sketch.lines(finding, [Series("declared_share_ppm", BLUE), Series("implied_share_ppm", ORANGE)])


def mining_fees(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw fee due by meter and fee paid by quarter, the newest first; a gap only where it can be told."""
    shown = rows.drop_nulls("fee_paid_kzt")
    sketch = Sketch("mining_fees", shown, texts)
    quarters = [texts.quarter(quarter) for quarter in shown["quarter"]]
    finding = sketch.words("finding", paid=texts.quantity(shown["fee_paid_kzt"].sum(), "kzt"), first=quarters[-1])
    series = [Series("fee_due_kzt", BLUE), Series("fee_paid_kzt", TEAL), Series("fee_gap_kzt", ORANGE)]
    return sketch.bars(finding, series, labels=quarters)


def grid_anomaly(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw how far each feeder's unexplained supply lies from its peers and its past, and from where on to look."""
    shown = rows.drop_nulls("indicator_z")
    sketch = Sketch("grid_anomaly", shown, texts)
    first = shown.row(0, named=True)
    finding = sketch.words(
        "finding",
        day=texts.day(first["day"]),
        above=texts.number(first["all_above"], 0),
        feeders=texts.count("feeders", first["all_scored"]),
    )
    threshold = first["threshold_z"]
    colours = tuple(ORANGE if threshold is not None and score >= threshold else GREY for score in shown["indicator_z"])
    chart = sketch.bars(
        finding, [Series("drawn_z", colours, texts("columns.indicator_z"))], labels=shown["feeder"].to_list()
    )
    chart.update_traces(text=[texts.number(score, 1) for score in shown["indicator_z"]])
    if threshold is not None:
        chart.add_vline(x=float(threshold), line_color=INK, line_width=1.5, line_dash="dot")
    return chart
