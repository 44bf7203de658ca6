"""Colours and chart style. Figures are drawn in the light colours; a page swaps each for its dark twin.

Hues after Okabe and Ito (Color Universal Design), darkened or lightened until text and marks keep 3:1 on their ground.
"""

from dataclasses import dataclass

INK = "#16212c"
MUTED = "#52616f"
GRID = "#dfe4e8"
PAPER = "#ffffff"
BLUE = "#0a629f"
ORANGE = "#c25a08"
TEAL = "#00806a"
PURPLE = "#85509b"
GREY = "#7b8894"


@dataclass(frozen=True)
class Shade:
    """A ground and the colour of what is written on it."""

    fill: str
    text: str


SHADES = (Shade("#e3eff8", INK), Shade("#a8cdea", INK), Shade("#2a74ad", PAPER), Shade("#0b4a7c", PAPER))
"""From the least to the most, each further from the ground of the page than the one before."""

UNKNOWN = Shade(GRID, INK)

PALE_BLUE, PALE_ORANGE = SHADES[1], Shade("#f4cfa3", INK)

DARK = {
    INK: "#e9eef2",
    MUTED: "#a3b1bd",
    GRID: "#2f3b46",
    PAPER: "#18212a",
    BLUE: "#62b0ea",
    ORANGE: "#f0a04f",
    TEAL: "#3fc7a8",
    PURPLE: "#c794d9",
    GREY: "#8795a2",
    PALE_ORANGE.fill: "#7a4a17",
    **dict(zip((shade.fill for shade in SHADES), ("#22394c", "#2d5f88", "#74b6e8", "#bfe0f8"), strict=True)),
}

FONT = "'Segoe UI', system-ui, -apple-system, Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"

VALUES = ",~f"

_AXIS = {
    "automargin": True,
    "fixedrange": True,
    "linecolor": GREY,
    "tickcolor": GREY,
    "gridcolor": GRID,
    "zeroline": False,
    "tickfont": {"color": MUTED, "size": 13},
    "title": {"font": {"color": MUTED, "size": 13}, "standoff": 12},
}

TEMPLATE = {
    "layout": {
        "font": {"family": FONT, "size": 14, "color": INK},
        "colorway": [BLUE, ORANGE, TEAL, PURPLE, GREY],
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 16, "t": 44, "b": 8, "pad": 4},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.0, "yanchor": "bottom", "itemclick": False},
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": GREY, "font": {"family": FONT, "color": INK, "size": 13}},
        "hovermode": "x unified",
        "dragmode": False,
        "bargap": 0.3,
        "xaxis": _AXIS | {"showgrid": False, "ticks": "outside"},
        "yaxis": _AXIS | {"showgrid": True, "tickformat": VALUES, "nticks": 6},
    }
}
