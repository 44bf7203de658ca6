"""Figures on sandbox and talent: where applications stand, how long admission takes, whom resident firms employ."""

import polars as pl

from cryptocity.reports.charts import Chart, Series, Sketch
from cryptocity.reports.texts import Texts
from cryptocity.reports.theme import BLUE, GREY, INK, ORANGE, PURPLE, TEAL

_STAGES = {"live": BLUE, "admitted": PURPLE, "applied": ORANGE, "graduated": TEAL, "exited": INK}
_MONTH = ("month", "as_of_on", "first_day", "last_day")


def sandbox_stages(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the firms that ever applied by stage, stacked by month; stages that are withheld stand together."""
    by_month = rows.pivot("stage", index=[*_MONTH, "month_participants"], values="participants").sort("month")
    known = by_month.drop_nulls("month_participants")
    rest = pl.col("month_participants") - pl.sum_horizontal(*_STAGES)
    sketch = Sketch("sandbox_stages", known.with_columns(rest=rest), texts)
    series = [Series(stage, colour, texts(f"values.stage.{stage}")) for stage, colour in _STAGES.items()]
    if sketch.rows["rest"].sum():
        series.append(Series("rest", GREY, sketch.words("rest")))
    last = known.row(-1, named=True)
    finding = sketch.words(
        "finding",
        firms=texts.count("firms", last["month_participants"]),
        day=texts.full_day(last["as_of_on"]),
        live=texts("table.suppressed") if last["live"] is None else texts.number(last["live"], 0),
    )
    return sketch.columns(finding, series)


def days_to_admission(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw by month in how many days half and nine tenths of the applications are admitted, the newest first."""
    shown = rows.drop_nulls("participants")
    sketch = Sketch("days_to_admission", shown, texts)
    newest = shown.row(0, named=True)
    days = newest["median_days_to_admission"]
    finding = sketch.words(
        "not_reached" if days is None else "finding",
        firms=texts.count("firms", newest["participants"]),
        day=texts.full_day(newest["as_of_on"]),
        **({} if days is None else {"days": texts.count("days", days)}),
    )
    series = [Series("p90_days_to_admission", GREY), Series("median_days_to_admission", BLUE)]
    return sketch.bars(finding, series, labels=_months(shown, texts))


def resident_people(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the people whom resident firms employ by month, specialists and others."""
    shown = rows.drop_nulls("headcount")
    sketch = Sketch("resident_people", shown, texts)
    last = shown.row(-1, named=True)
    share = 100 * last["specialists"] / last["headcount"] if last["headcount"] else 0
    finding = sketch.words(
        "finding",
        firms=texts.count("firms", last["firms"]),
        people=texts.count("people", last["headcount"]),
        day=texts.full_day(last["as_of_on"]),
        share=texts.quantity(share, "pct"),
    )
    return sketch.columns(finding, [Series("specialists", BLUE), Series("other_people", GREY)])


def resident_activities(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the people of the latest month by activity and, within them, specialists, the largest activity first."""
    shown = rows.drop_nulls("headcount")
    sketch = Sketch("resident_activities", shown, texts)
    first = shown.row(0, named=True)
    finding = sketch.words(
        "finding",
        activity=texts.activity(first["oked_code"]),
        people=texts.number(first["headcount"], 0),
        all=texts.count("people", first["all_headcount"]),
        day=texts.full_day(first["as_of_on"]),
    )
    labels = [texts.activity(code) for code in shown["oked_code"]]
    return sketch.bars(finding, [Series("headcount", GREY), Series("specialists", BLUE)], labels=labels)


def _months(rows: pl.DataFrame, texts: Texts) -> list[str]:
    months = rows.select("month", "first_day", "last_day").iter_rows()
    return [texts.month(month, first_day=first, last_day=last) for month, first, last in months]
