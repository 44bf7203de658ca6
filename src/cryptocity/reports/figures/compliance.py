"""Figures on compliance: travel rule, flagged addresses, assets without permission, the retail limit."""

import polars as pl

from cryptocity.reports.charts import Chart, Series, Sketch
from cryptocity.reports.findings import latest, with_change
from cryptocity.reports.texts import Texts
from cryptocity.reports.theme import ORANGE, PURPLE, TEAL


def travel_rule(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw by day which share of the transfers under the travel rule is complete, and which is said to be."""
    sketch = Sketch("travel_rule", rows, texts)
    seen = latest(rows, "completeness_pct")
    statement = sketch.words("finding", share=texts.quantity(seen.value, "pct"), day=texts.day(seen.day))
    series = [Series("claimed_completeness_pct", ORANGE), Series("completeness_pct", TEAL)]
    return sketch.lines(with_change(statement, seen, "pct", texts=texts), series)


def illicit_exposure(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the value moved on chain with flagged addresses by flag, direction and distance, the largest first."""
    shown = rows.drop_nulls("exposed_usd")
    labels = [
        texts(
            "labels.exposure",
            category=texts(f"values.category.{category}"),
            direction=texts(f"values.direction.{direction}"),
            distance=texts(f"values.hops.{hops}"),
        )
        for category, direction, hops in shown.select("category", "direction", "hops").iter_rows()
    ]
    sketch = Sketch("illicit_exposure", shown, texts)
    finding = sketch.words("finding", exposure=labels[0], amount=texts.quantity(shown["exposed_usd"][0], "usd"))
    return sketch.bars(finding, [Series("exposed_usd", ORANGE)], labels=labels)


def unpermitted_trades(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw what was traded in assets without permission by asset and venue, the largest first."""
    shown = rows.drop_nulls("value_usd")
    pairs = shown.select("asset", "venue_id").iter_rows()
    labels = [texts("labels.asset_at_venue", asset=asset, venue=venue) for asset, venue in pairs]
    sketch = Sketch("unpermitted_trades", shown, texts)
    finding = sketch.words("finding", traded=labels[0], amount=texts.quantity(shown["value_usd"][0], "usd"))
    return sketch.bars(finding, [Series("value_usd", PURPLE)], labels=labels)


def retail_limit(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw by month the clients who exceeded the retail limit without the knowledge test."""
    shown = rows.drop_nulls("breaching_clients")
    sketch = Sketch("retail_limit", shown, texts)
    last = shown.row(-1, named=True)
    finding = sketch.words(
        "finding",
        clients=texts.count("clients", last["breaching_clients"]),
        limit=texts.quantity(last["limit_usd"], "usd"),
        month=texts.month(last["month"], first_day=last["first_day"], last_day=last["last_day"]),
    )
    return sketch.columns(finding, [Series("breaching_clients", ORANGE)])
