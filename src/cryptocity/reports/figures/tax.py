"""Figures on tax: VAT that receipts imply, what of it is paid, where stated VAT differs, and who nears registration."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import cycle

import polars as pl

from cryptocity.reports.charts import Chart, Series, Sketch
from cryptocity.reports.disclosure import shorten
from cryptocity.reports.findings import counted
from cryptocity.reports.texts import Number, Texts
from cryptocity.reports.theme import BLUE, GREY, INK, ORANGE, PURPLE, TEAL

_MONTH = ("month", "first_day", "last_day")
_RATE_COLOURS = (BLUE, ORANGE, TEAL, PURPLE)
_FROM_DUE_TO_PAID = (
    ("compliance_gap_kzt", "vat_declared_kzt"),
    ("vat_offset_used_kzt", "vat_payable_kzt"),
    ("collection_gap_kzt", "vat_paid_kzt"),
)
_STEP_COLOURS = {"compliance_gap_kzt": ORANGE, "vat_offset_used_kzt": GREY, "collection_gap_kzt": ORANGE}
_STATUS_COLOURS = {
    "below": BLUE,
    "approaching": ORANGE,
    "exceeded": PURPLE,
    "not_applicable": TEAL,
    "unknown": GREY,
}


def vat_due(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw VAT due by month, stacked by rate, the highest rate at the bottom."""
    rated = rows.with_columns(rate=pl.col("vat_rate_pct").cast(pl.String) + "_kzt")
    by_month = rated.pivot("rate", index=[*_MONTH, "month_vat_due_kzt"], values="vat_due_kzt").sort("month")
    shown = rated.drop_nulls("vat_due_kzt").unique("rate").sort("vat_rate_pct", descending=True)
    rates = shown.select("rate", "vat_rate_pct").iter_rows()
    series = [
        Series(column, colour, texts("labels.vat_rate", rate=texts.trimmed(rate)))
        for (column, rate), colour in zip(rates, cycle(_RATE_COLOURS), strict=False)
    ]
    rest_kzt = pl.col("month_vat_due_kzt") - pl.sum_horizontal(one.column for one in series)
    sketch = Sketch("vat_due", by_month.with_columns(rest_kzt=rest_kzt), texts)
    if sketch.rows["rest_kzt"].sum():
        series.append(Series("rest_kzt", GREY, texts("labels.other_rates")))
    known = sketch.rows.drop_nulls("month_vat_due_kzt")
    due = texts.quantity(known["month_vat_due_kzt"][-1], "kzt")
    return sketch.columns(sketch.words("finding", due=due, month=_last_month(known, texts)), series)


def vat_gap(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw how VAT due becomes VAT paid in one quarter; a gap only where it can be told."""
    told = rows.row(0, named=True)
    sketch = Sketch("vat_gap", _waterfall(told), texts)
    declared = _state("return", "compliance_gap_kzt", told)
    paid = _state("payment", "collection_gap_kzt", told)
    finding = sketch.words(
        "finding",
        quarter=texts.quarter(told["quarter"]),
        compliance=sketch.words(
            f"compliance.{declared}",
            gap=_amount(told["compliance_gap_kzt"], texts),
            due=_amount(told["vat_due_kzt"], texts),
            day=_day(told["return_due_on"], texts),
        ),
        collection=sketch.words(
            f"collection.{paid}",
            gap=_amount(told["collection_gap_kzt"], texts),
            payable=_amount(told["vat_payable_kzt"], texts),
            day=_day(told["payment_due_on"], texts),
        ),
    )
    colours = tuple(_STEP_COLOURS.get(name, BLUE) for name in sketch.rows["name"])
    amounts = Series("amount_kzt", colours, sketch.words("topic"))
    labels = [texts(f"columns.{name}") for name in sketch.rows["name"]]
    return sketch.waterfall(finding, amounts, start="start_kzt", labels=labels)


def vat_adjustments(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the VAT that the latest month takes back by kind of adjustment and original rate, the most first."""
    shown = rows.drop_nulls("vat_taken_back_kzt")
    sketch = Sketch("vat_adjustments", shown, texts)
    first = shown.row(0, named=True)
    labels = [
        texts("labels.adjustment_at_rate", adjustment=texts(f"values.adjustment.{kind}"), rate=texts.trimmed(rate))
        for kind, rate in shown.select("adjustment", "vat_rate_pct").iter_rows()
    ]
    finding = sketch.words(
        "finding",
        month=_last_month(shown.head(1), texts),
        adjustment=labels[0],
        amount=texts.quantity(first["vat_taken_back_kzt"], "kzt"),
        stated=_amount(first["vat_stated_kzt"], texts),
    )
    return sketch.bars(finding, [Series("vat_taken_back_kzt", BLUE)], labels=labels)


def vat_differences(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the merchants whose receipts state VAT that differs most from VAT due, and to which side."""
    sketch = Sketch("vat_differences", rows, texts)
    first = rows.row(0, named=True)
    finding = sketch.words(
        "finding",
        merchants=counted("merchants", first["all_merchants"], texts),
        less=texts.quantity(first["all_understated_kzt"], "kzt"),
        more=texts.quantity(first["all_overstated_kzt"], "kzt"),
    )
    colours = tuple(ORANGE if difference < 0 else BLUE for difference in rows["vat_difference_kzt"])
    return sketch.bars(finding, [Series("vat_difference_kzt", colours)], labels=_merchants(rows, texts))


def threshold_bands(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw how many merchants outside VAT stand at which share of the registration threshold."""
    bands = [texts(f"values.turnover_band.{band}") for band in rows["turnover_band"]]
    sketch = Sketch("threshold_bands", rows, texts)
    finding = sketch.words(
        "finding",
        exceeded=_merchants_that("exceeded", rows, texts),
        approaching=_merchants_that("approaching", rows, texts),
        day=texts.full_day(rows.row(0, named=True)["as_of_on"]),
    )
    return sketch.bars(finding, [Series("merchants", _status_colours(rows))], labels=bands)


def threshold_watch(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the merchants outside VAT whose turnover is nearest to, or furthest beyond, the registration threshold."""
    sketch = Sketch("threshold_watch", rows, texts)
    first = rows.row(0, named=True)
    finding = sketch.words(
        "finding",
        share=texts.quantity(first["turnover_to_threshold_pct"], "pct"),
        day=texts.full_day(first["as_of_on"]),
    )
    series = [Series("turnover_to_threshold_pct", _status_colours(rows))]
    chart = sketch.bars(finding, series, labels=_merchants(rows, texts))
    return chart.add_vline(x=100, line_color=GREY, line_width=1.5, line_dash="dot")


def turnover_by_payer_status(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw how turnover divides between VAT payers and other merchants, by month."""
    names = {f"{status}_pct": texts(f"values.is_vat_payer.{status}") for status in ("true", "false")}
    named = rows.with_columns(status=pl.col("is_vat_payer").cast(pl.String) + "_pct")
    by_month = named.pivot("status", index=_MONTH, values="turnover_share_pct").sort("month")
    sketch = Sketch("turnover_by_payer_status", by_month, texts)
    known = named.drop_nulls("turnover_share_pct")
    finding = sketch.words(
        "finding",
        who=names[known["status"][-1]],
        share=texts.quantity(known["turnover_share_pct"][-1], "pct"),
        month=_last_month(known, texts),
    )
    colours = {"true_pct": BLUE, "false_pct": ORANGE}
    return sketch.columns(
        finding, [Series(name, colours[name], names[name]) for name in names if name in by_month.columns]
    )


def realised_gains(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw gains (right) and losses (left) of a year and their net by each method; methods are never added up."""
    shown = rows.drop_nulls("net_gain_kzt")
    told = shown.row(0, named=True)
    sketch = Sketch("realised_gains", shown.with_columns(-pl.col("losses_kzt")), texts)
    finding = sketch.words(
        "finding",
        year=str(told["year"]),
        method=texts(f"values.method.{told['method']}"),
        gains=_amount(told["taxable_gains_kzt"], texts),
        losses=_amount(told["losses_kzt"], texts),
    )
    series = [Series("taxable_gains_kzt", BLUE), Series("losses_kzt", ORANGE)]
    labels = [texts(f"values.method.{method}") for method in shown["method"]]
    return sketch.flows(finding, series, labels=labels, net=Series("net_gain_kzt", INK))


def gain_exclusions(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw by method and reason how many outflows bear no realised gain, the most frequent reason first."""
    shown = rows.drop_nulls("outflows")
    told = shown.row(0, named=True)
    sketch = Sketch("gain_exclusions", shown, texts)
    labels = [
        texts(
            "labels.method_and_reason",
            method=texts(f"values.method.{method}"),
            reason=texts(f"values.exclusion_reason.{reason}"),
        )
        for method, reason in shown.select("method", "exclusion_reason").iter_rows()
    ]
    finding = sketch.words(
        "finding", year=str(told["year"]), reason=labels[0], outflows=texts.number(told["outflows"], 0)
    )
    return sketch.bars(finding, [Series("outflows", GREY)], labels=labels)


def _waterfall(told: Mapping[str, Decimal | None]) -> pl.DataFrame:
    """Return one row per bar, from VAT due to VAT paid, where it starts and how far it goes; none for what is null."""
    bars = [("vat_due_kzt", told["vat_due_kzt"], Decimal(0))]
    for step, level in _FROM_DUE_TO_PAID:
        less, left = told[step], told[level]
        if less is not None and left is not None:
            bars.append((step, -less, left + less))
        bars.append((level, left, Decimal(0)))
    money = pl.Decimal(38, 2)
    schema = pl.Schema({"name": pl.String(), "amount_kzt": money, "start_kzt": money})
    return pl.DataFrame([bar for bar in bars if bar[1] is not None], schema, orient="row")


def _state(duty: str, gap: str, told: Mapping[str, object]) -> str:
    """Return why a gap is not shown, or that it is told."""
    if not told[f"is_{duty}_due"]:
        return "not_due" if told[f"{duty}_due_on"] else "no_deadline"
    if duty == "return" and not told["is_turnover_complete"]:
        return "incomplete"
    return "withheld" if told[gap] is None else "told"


def _amount(value: Number | None, texts: Texts) -> str:
    return texts("table.suppressed") if value is None else texts.quantity(value, "kzt")


def _day(day: date | None, texts: Texts) -> str:
    return texts.full_day(day) if day else ""


def _last_month(rows: pl.DataFrame, texts: Texts) -> str:
    month, first_day, last_day = rows.select(_MONTH).row(-1)
    return texts.month(month, first_day=first_day, last_day=last_day)


def _merchants_that(status: str, rows: pl.DataFrame, texts: Texts) -> str:
    count = dict(rows.select("watch_status", "merchants").iter_rows()).get(status, 0)
    return texts("table.suppressed") if count is None else texts.count("merchants", count)


def _merchants(rows: pl.DataFrame, texts: Texts) -> list[str]:
    merchants = rows.select("merchant_key", "oked_code").iter_rows()
    return [texts("labels.merchant", key=shorten(key), activity=texts.activity(code)) for key, code in merchants]


def _status_colours(rows: pl.DataFrame) -> tuple[str, ...]:
    return tuple(_STATUS_COLOURS[status] for status in rows["watch_status"])
