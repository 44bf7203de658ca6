"""Forms of charts in which a shade tells a value between 0 and 100: patches and words in, a Plotly figure out. Pure."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from cryptocity.reports.charts import Chart, in_lines
from cryptocity.reports.places import Spot
from cryptocity.reports.texts import Number
from cryptocity.reports.theme import PAPER, SHADES, TEMPLATE, UNKNOWN, Shade

_TREEMAP_HEIGHT = 440
_TILE_HEIGHT = 130
_FRAME_HEIGHT, _LINE_HEIGHT = 80, 44
_BANDS = (UNKNOWN, *SHADES)
_LABEL_WIDTH = 14
_GAP = 2
_TILE = 0.97
_SMALLEST_TEXT = 11


@dataclass(frozen=True)
class Patch:
    """A coloured area: its name, what is written below that, and what decides its shade; None is unknown."""

    name: str
    text: str
    value: Number | None

    @property
    def shade(self) -> Shade:
        """Return the shade of the band that the value, 0 to 100, lies in; all bands are of one width."""
        if self.value is None:
            return UNKNOWN
        return SHADES[min(int(self.value * len(SHADES) / 100), len(SHADES) - 1)]

    @property
    def label(self) -> str:
        """Return the name in lines as narrow as an area is."""
        return in_lines(self.name, _LABEL_WIDTH)


def treemap(finding: str, patches: Sequence[Patch], *, sizes: Sequence[Number]) -> Chart:
    """Draw a rectangle per patch, as large as its size, the largest first."""
    layout = {"template": TEMPLATE, "height": _TREEMAP_HEIGHT, "title_text": finding}
    chart = go.Figure(layout=layout | {"margin": {"t": 8}, "uniformtext": {"minsize": _SMALLEST_TEXT, "mode": "hide"}})
    shades = [patch.shade for patch in patches]
    return chart.add_treemap(
        ids=[patch.name for patch in patches],
        labels=[patch.label for patch in patches],
        parents=[""] * len(patches),
        values=[float(size) for size in sizes],
        text=[in_lines(patch.text, _LABEL_WIDTH) for patch in patches],
        texttemplate="<b>%{label}</b><br>%{text}",
        hovertemplate="%{label}<br>%{text}<extra></extra>",
        insidetextfont={"color": [shade.text for shade in shades]},
        marker={"colors": [shade.fill for shade in shades], "line": {"color": PAPER, "width": _GAP}},
        tiling={"pad": 0},
        pathbar_visible=False,
    ).update_traces(marker_pad={"t": 0, "l": 0, "r": 0, "b": 0})


def tile_map(finding: str, patches: Sequence[Patch], *, spots: Sequence[Spot]) -> Chart:
    """Draw a tile per patch, each on its spot, all of one size."""
    columns, rows = (1 + max(spot[axis] for spot in spots) for axis in (0, 1))
    layout = {"template": TEMPLATE, "height": 16 + _TILE_HEIGHT * rows, "title_text": finding, "hovermode": "closest"}
    chart = go.Figure(layout=layout | {"margin": {"t": 8}})
    shades = [patch.shade for patch in patches]
    chart.add_bar(
        x=[column for column, _ in spots],
        y=[_TILE] * len(spots),
        base=[row for _, row in spots],
        width=_TILE,
        text=[f"<b>{patch.label}</b><br>{in_lines(patch.text, _LABEL_WIDTH)}" for patch in patches],
        textangle=0,
        insidetextanchor="middle",
        insidetextfont={"color": [shade.text for shade in shades]},
        marker_color=[shade.fill for shade in shades],
        hovertemplate="%{text}<extra></extra>",
    )
    chart.update_xaxes(visible=False, range=[-0.5, columns - 0.5])
    return chart.update_yaxes(visible=False, range=[rows, 0])


def heatmap(finding: str, patches: Sequence[Patch], *, at: Sequence[tuple[int, str]], axis: str) -> Chart:
    """Draw a cell per patch in its column and line, lines from the top down: its text within, its name on hover."""
    columns, lines = zip(*at, strict=True)
    steps = [(edge / len(_BANDS), shade.fill) for place, shade in enumerate(_BANDS) for edge in (place, place + 1)]
    height = _FRAME_HEIGHT + _LINE_HEIGHT * len(set(lines))
    chart = go.Figure(layout={"template": TEMPLATE, "height": height, "title_text": finding, "hovermode": "closest"})
    chart.add_heatmap(
        x=columns,
        y=lines,
        z=[_BANDS.index(patch.shade) + 0.5 for patch in patches],
        text=[_coloured(patch.text, patch.shade) for patch in patches],
        texttemplate="%{text}",
        textfont_size=_SMALLEST_TEXT + 1,
        hovertext=[html.escape(patch.name) for patch in patches],
        hovertemplate="%{hovertext}<extra></extra>",
        colorscale=steps,
        showscale=False,
    )
    chart.update_traces(zmin=0, zmax=len(_BANDS), xgap=_GAP, ygap=_GAP)
    chart.update_yaxes(autorange="reversed", tickmode="linear", showgrid=False)
    return chart.update_layout(margin_t=12).update_xaxes(title_text=axis, tickmode="linear", ticks="")


def _coloured(text: str, shade: Shade) -> str:
    """Return a text in the colour that is read on the shade: all cells of a heatmap share one font."""
    return f'<span style="color: {shade.text}">{html.escape(text)}</span>'
