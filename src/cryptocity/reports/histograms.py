"""Forms of charts in which days waited are told in bands: rows and words in, a Plotly figure out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from cryptocity.reports.charts import Chart, Series, Sketch
from cryptocity.reports.texts import Texts
from cryptocity.reports.theme import MUTED, TEMPLATE

_PANEL_HEIGHT, _FRAME_HEIGHT = 200, 150
_GAP = 0.14
_BAR = 0.9
_TICK_DAYS = 14


@dataclass(frozen=True)
class Mark:
    """A number of days to hold the bands against: the name of its line, its colour and dash."""

    days: int
    name: str
    colour: str
    dash: str


@dataclass(frozen=True)
class Bands:
    """One panel: its name, and rows with `waited_from_days` and the number of cases, None where that is not told."""

    name: str
    rows: pl.DataFrame


def histograms(sketch: Sketch, panels: Sequence[Bands], series: Sequence[Series], *, marks: Sequence[Mark]) -> Chart:
    """Draw a panel of stacked columns per group, all over the same days, each on a scale of its own, and the marks.

    Bands are of one width; the last, which has no end, is drawn as wide as the others.
    """
    names = [panel.name for panel in panels]
    grid = make_subplots(rows=len(panels), shared_xaxes=True, subplot_titles=names, vertical_spacing=_GAP)
    height = _PANEL_HEIGHT * len(panels) + _FRAME_HEIGHT
    chart = grid.update_layout(template=TEMPLATE, barmode="stack", height=height)
    for place, panel in enumerate(panels, start=1):
        for trace in chain(_columns(panel.rows, series, sketch.texts), _lines(panel.rows, series, marks)):
            chart.add_trace(trace.update(showlegend=place == 1), row=place, col=1)
        chart.update_yaxes(title_text=sketch.words("axis"), row=place, col=1)
    chart.update_annotations(x=0, xanchor="left", font={"size": 14, "color": MUTED})
    chart.update_xaxes(dtick=_TICK_DAYS, tick0=0, tickangle=0)
    # Two lines of legend and the name of the first panel stand above the columns.
    chart.update_layout(margin_t=110, legend={"y": 1.0 + 36 / (height - 150)})
    return chart.update_xaxes(title_text=sketch.texts("axes.calendar_days"), row=len(panels), col=1)


def _columns(rows: pl.DataFrame, series: Sequence[Series], texts: Texts) -> list[go.Bar]:
    width = _width(rows)
    traces = []
    for one in series:
        shown = rows.drop_nulls(one.column)
        name = texts(f"columns.{one.column}")
        traces.append(
            go.Bar(
                x=[days + width / 2 for days in shown["waited_from_days"]],
                y=shown[one.column].to_list(),
                width=width * _BAR,
                name=name,
                legendgroup=one.column,
                marker_color=one.colour,
                customdata=shown["waited_days"].to_list(),
                hovertemplate="%{customdata}: %{y:,.0f}",
            )
        )
    return traces


def _lines(rows: pl.DataFrame, series: Sequence[Series], marks: Sequence[Mark]) -> list[go.Scatter]:
    top = rows.select(pl.sum_horizontal(one.column for one in series).max()).item() or 1
    return [
        go.Scatter(
            x=[mark.days] * 2,
            y=[0, top],
            mode="lines",
            line={"color": mark.colour, "dash": mark.dash, "width": 2},
            name=mark.name,
            legendgroup=mark.name,
            hoverinfo="skip",
        )
        for mark in marks
    ]


def _width(rows: pl.DataFrame) -> int:
    """Return the days from one band to the next."""
    first, second = rows["waited_from_days"].head(2)
    return int(second - first)
