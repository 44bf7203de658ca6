"""Figures on adoption: who pays and accepts crypto in the city, how much, and whether receipts match settlements."""

from datetime import date

import polars as pl

from cryptocity.reports.charts import Chart, Series, Sketch
from cryptocity.reports.findings import counted, latest, with_change
from cryptocity.reports.mosaics import Patch, heatmap, tile_map, treemap
from cryptocity.reports.places import laid_out
from cryptocity.reports.texts import Number, Texts
from cryptocity.reports.theme import BLUE, GREY, ORANGE, TEAL

_MOST_ACTIVITIES = 12


def crypto_share(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the share of crypto in retail turnover by day."""
    sketch = Sketch("crypto_share", rows, texts)
    seen = latest(rows, "crypto_share_pct")
    statement = sketch.words("finding", share=texts.quantity(seen.value, "pct"), day=texts.day(seen.day))
    return sketch.lines(with_change(statement, seen, "pct", texts=texts), [Series("crypto_share_pct", BLUE)])


def active_payers(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the distinct payers of each day and of the 30 days that end with it."""
    sketch = Sketch("active_payers", rows, texts)
    seen = latest(rows, "active_payers_30d")
    statement = sketch.words("finding", payers=texts.count("payers", int(seen.value)), day=texts.day(seen.day))
    series = [Series("active_payers_30d", BLUE), Series("active_payers", ORANGE)]
    return sketch.lines(with_change(statement, seen, "count", texts=texts), series)


def turnover(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw all retail turnover and the part of it paid in crypto, each on its own scale."""
    sketch = Sketch("turnover", rows, texts)
    known = rows.drop_nulls("crypto_turnover_kzt")
    finding = sketch.words(
        "finding",
        crypto=texts.quantity(known["crypto_turnover_kzt"].sum(), "kzt"),
        retail=texts.quantity(known["retail_turnover_kzt"].sum(), "kzt"),
        days=texts.count("days", known.height),
    )
    return sketch.panels(finding, [Series("crypto_turnover_kzt", BLUE), Series("retail_turnover_kzt", GREY)])


def merchant_acceptance(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw registered, enabled and active merchants of the latest month by activity, the largest activities first."""
    shown = rows.drop_nulls("registered_merchants").head(_MOST_ACTIVITIES)
    sketch = Sketch("merchant_acceptance", shown, texts)
    first = rows.row(0, named=True)
    finding = sketch.words(
        "finding",
        active=counted("merchants", first["all_active"], texts),
        registered=texts.number(first["all_registered"], 0),
        month=texts.month(first["month"], first_day=first["first_day"], last_day=first["last_day"]),
    )
    series = [Series("registered_merchants", GREY), Series("enabled_merchants", TEAL), Series("active_merchants", BLUE)]
    return sketch.bars(finding, series, labels=[texts.activity(code) for code in shown["oked_code"]])


def merchant_activities(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the activities of the latest month, each as large as its merchants enabled for crypto, by share active."""
    sketch = Sketch("merchant_activities", rows, texts)
    shown = rows.drop_nulls("enabled_merchants").sort("enabled_merchants", descending=True, maintain_order=True)
    most = shown.row(0, named=True)
    finding = sketch.words(
        "finding",
        activity=texts.activity(most["oked_code"]),
        enabled=texts.count("merchants", most["enabled_merchants"]),
        month=texts.month(most["month"], first_day=most["first_day"], last_day=most["last_day"]),
    )
    cells = shown.select("oked_code", "enabled_merchants", "active_merchants").iter_rows()
    patches = [_activity(sketch, code, enabled, active) for code, enabled, active in cells]
    return treemap(finding, patches, sizes=shown["enabled_merchants"].to_list())


def _activity(sketch: Sketch, code: str | None, enabled: int, active: int | None) -> Patch:
    share = None if active is None or enabled == 0 else 100 * active / enabled
    said = {"enabled": sketch.texts.number(enabled, 0)}
    if share is None:
        return Patch(sketch.texts.activity(code), sketch.words("without_share", **said), None)
    return Patch(
        sketch.texts.activity(code),
        sketch.words("with_share", **said, share=sketch.texts.quantity(share, "pct")),
        share,
    )


def adoption_index(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the adoption index of each place in the latest month, the places as they lie."""
    sketch = Sketch("adoption_index", rows, texts)
    highest = rows.drop_nulls("adoption_index").sort("adoption_index", descending=True, maintain_order=True)
    first = highest.row(0, named=True)
    finding = sketch.words(
        "finding",
        place=texts.place(first["kato_code"]),
        index=texts.quantity(first["adoption_index"], "index"),
        month=texts.month(first["month"], first_day=first["first_day"], last_day=first["last_day"]),
    )
    cells = rows.select("kato_code", "adoption_index", "low_index", "high_index").iter_rows()
    patches = [_place(sketch, code, *indices) for code, *indices in cells]
    return tile_map(finding, patches, spots=laid_out(rows["kato_code"].to_list()))


def _place(sketch: Sketch, code: str, index: Number | None, low: Number, high: Number) -> Patch:
    if index is None:
        return Patch(sketch.texts.place(code), sketch.words("unknown"), None)
    said = {name: sketch.texts.number(value, 0) for name, value in (("low", low), ("high", high))}
    text = sketch.words("tile", index=sketch.texts.quantity(index, "index"), **said)
    return Patch(sketch.texts.place(code), text, index)


def ticket_size(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the median and the ninetieth percentile of crypto receipts by day."""
    sketch = Sketch("ticket_size", rows, texts)
    seen = latest(rows, "crypto_ticket_median_kzt")
    statement = sketch.words("finding", median=texts.quantity(seen.value, "kzt"), day=texts.day(seen.day))
    series = [Series("crypto_ticket_p90_kzt", ORANGE), Series("crypto_ticket_median_kzt", BLUE)]
    return sketch.lines(with_change(statement, seen, "kzt", texts=texts), series)


def receipt_match(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the share of crypto settlements that match a fiscal receipt, by day."""
    sketch = Sketch("receipt_match", rows, texts)
    seen = latest(rows, "receipt_match_pct")
    unmatched = int((rows["settlements"] - rows["matched_settlements"]).sum())
    statement = sketch.words("finding", share=texts.quantity(seen.value, "pct"), day=texts.day(seen.day))
    finding = sketch.words("with_unmatched", statement=statement, unmatched=texts.count("settlements", unmatched))
    return sketch.lines(finding, [Series("receipt_match_pct", TEAL)])


def retention(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw which share of those who first paid in one month paid again in each month after it."""
    sketch = Sketch("retention", rows.filter(pl.col("month_number") > 0), texts)
    newest = sketch.rows.drop_nulls("retention_pct").sort(
        "is_month_in_part", "month_number", "cohort_month", descending=[False, False, True]
    )
    told = newest.row(0, named=True)
    finding = sketch.words(
        "finding",
        share=texts.quantity(told["retention_pct"], "pct"),
        cohort=texts.month(told["cohort_month"]),
        month=texts.month(told["month"]),
    )
    columns = ("month_number", "cohort_month", "month", "retention_pct", "is_month_in_part")
    cells = sketch.rows.select(columns).rows()
    at = [(number, texts.short_month(cohort)) for number, cohort, *_ in cells]
    patches = [
        Patch(_cell_name(cohort, month, share, texts=texts), _cell_text(share, texts, is_in_part=part), share)
        for _, cohort, month, share, part in cells
    ]
    return heatmap(finding, patches, at=at, axis=sketch.words("axis"))


def _cell_name(cohort: date, month: date, share: Number | None, *, texts: Texts) -> str:
    shown = texts("table.suppressed") if share is None else texts.quantity(share, "pct")
    return texts("labels.cohort_month", cohort=texts.month(cohort), month=texts.month(month), share=shown)


def _cell_text(share: Number | None, texts: Texts, *, is_in_part: bool) -> str:
    """Return the share in whole per cent, with a star where not all days of the month are in."""
    return "" if share is None else texts.number(share, 0) + "*" * is_in_part
