"""A form of chart in which shares fall in steps as days pass: rows and words in, a Plotly figure out. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from cryptocity.reports.charts import Chart, Sketch
from cryptocity.reports.theme import MUTED, TEMPLATE

_PANEL_HEIGHT, _FRAME_HEIGHT = 220, 110
_GAP = 0.16
_ALL = 100


@dataclass(frozen=True)
class Curves:
    """One panel: its name, what its days are called, and by curve's name the rows with `after_days` and a share."""

    name: str
    axis: str
    rows: Mapping[str, pl.DataFrame]


def curves(sketch: Sketch, panels: Sequence[Curves], share: str, *, colours: Mapping[str, str]) -> Chart:
    """Draw a panel of curves per unit of days, each from a hundred percent down, flat until a lower share is told."""
    names = [panel.name for panel in panels]
    grid = make_subplots(rows=len(panels), subplot_titles=names, vertical_spacing=_GAP)
    chart = grid.update_layout(template=TEMPLATE, height=_PANEL_HEIGHT * len(panels) + _FRAME_HEIGHT, margin_t=76)
    named: set[str] = set()
    for place, panel in enumerate(panels, start=1):
        for name, rows in panel.rows.items():
            chart.add_trace(_curve(rows, share, name, colour=colours[name]), row=place, col=1)
            chart.update_traces(selector={"name": name}, legendgroup=name)
            chart.data[-1].showlegend = name not in named
            named.add(name)
        chart.update_xaxes(title_text=panel.axis, rangemode="tozero", row=place, col=1)
    chart.update_annotations(x=0, xanchor="left", font={"size": 14, "color": MUTED})
    return chart.update_yaxes(title_text=sketch.words("axis"), range=[0, _ALL + 5])


def _curve(rows: pl.DataFrame, share: str, name: str, *, colour: str) -> go.Scatter:
    told = rows.drop_nulls(share)
    return go.Scatter(
        x=[0, *told["after_days"]],
        y=[_ALL, *(float(value) for value in told[share])],
        mode="lines+markers",
        line={"shape": "hv", "color": colour, "width": 2.5},
        marker_size=5,
        name=name,
        hovertemplate="%{y:.1f} %",
    )
