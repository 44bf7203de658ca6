"""Forms of charts in which a width tells an amount: flows in, a Plotly figure out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import plotly.graph_objects as go

from cryptocity.reports.charts import Chart, in_lines
from cryptocity.reports.texts import Number, Scale, exact
from cryptocity.reports.theme import GREY, INK, TEMPLATE

Node: TypeAlias = tuple[int, str]
"""The column in which it stands, counted from the left, and its name."""

_HEIGHT = 420
_THICKNESS = 10
# A phone has room for the labels of two nodes between them.
_LABEL_WIDTH = 11
_LABEL_LINES = 2


@dataclass(frozen=True)
class Flow:
    """An amount that goes from one node to another."""

    source: Node
    target: Node
    amount: Number
    colour: str


def sankey(finding: str, flows: Sequence[Flow], *, scale: Scale) -> Chart:
    """Draw a band for each flow that is more than nothing, as wide as its amount."""
    drawn = [flow for flow in flows if flow.amount > 0]
    nodes = list(dict.fromkeys(node for flow in drawn for node in (flow.source, flow.target)))
    amount = f"%{{value:,.2f}} {scale.unit}<extra></extra>"
    layout = {"template": TEMPLATE, "height": _HEIGHT, "title_text": finding, "margin": {"t": 12, "b": 12}}
    return go.Figure(layout=layout).add_sankey(
        node={
            "label": [in_lines(name, _LABEL_WIDTH, most=_LABEL_LINES) for _, name in nodes],
            "align": "left",
            "color": GREY,
            "line": {"width": 0},
            "thickness": _THICKNESS,
            "hovertemplate": f"%{{label}}: {amount}",
        },
        link={
            "source": [nodes.index(flow.source) for flow in drawn],
            "target": [nodes.index(flow.target) for flow in drawn],
            "value": [float(exact(flow.amount) / scale.divisor) for flow in drawn],
            "color": [flow.colour for flow in drawn],
            "hovertemplate": f"%{{source.label}} → %{{target.label}}: {amount}",
        },
        textfont={"color": INK, "size": 12},
    )
