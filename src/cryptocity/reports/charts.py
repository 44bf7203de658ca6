"""Forms of charts: a sketch of rows and words in, a Plotly figure out."""

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import chain
from typing import TypeAlias

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from cryptocity.reports.texts import Scale, Texts, exact, unit_of
from cryptocity.reports.theme import GREY, MUTED, TEMPLATE, VALUES

Chart: TypeAlias = go.Figure

_DECIMALS = {"pct": 1, "kzt": 0, "usd": 0, "count": 0, "mwh": 1, "ppm": 1, "z": 1}
_FORMATS = {"pct": ",.2f", "kzt": ",.2f", "usd": ",.2f", "count": ",.0f", "mwh": ",.1f", "ppm": ",.1f", "z": ",.1f"}
_HEIGHT = 380
_PANEL_HEIGHT = 210
_FRAME_HEIGHT = 110
_ROW_HEIGHT, _LINE_HEIGHT, _TITLE_LINE_HEIGHT = 50, 22, 18
_BAR = 0.46
_COLUMN = 0.7
_IN_BAR = {"textangle": 0, "insidetextanchor": "start", "cliponaxis": False}
_DAY_MILLISECONDS = 86_400_000
_FEW_DAYS = 7
_TICKS = 7
_FEW_POINTS = 45
# Characters that a phone has room for, in any of the languages.
_LINE_WIDTH, _LEGEND_WIDTH, _TICK_WIDTH = 34, 30, 24
_LABEL_LINES = 2
_SHORT_BAR, _GLYPH = 0.25, 8
_HALF_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class Series:
    """A column of the rows, the colour it is drawn in, and its name where the column's own will not do."""

    column: str
    colour: str | tuple[str, ...]
    name: str | None = None


@dataclass(frozen=True)
class Sketch:
    """What a chart is drawn from: the figure's name, its rows, its words. Columns drawn together share a unit."""

    name: str
    rows: pl.DataFrame
    texts: Texts

    def words(self, key: str, **values: str) -> str:
        """Return one of the figure's own texts."""
        return self.texts(f"figures.{self.name}.{key}", **values)

    def lines(self, finding: str, series: Sequence[Series]) -> Chart:
        """Draw one line per series over days; a day without a value is a gap."""
        every_day = Sketch(self.name, self.rows.upsample("day", every="1d"), self.texts)
        scale = every_day.scale(series)
        size = 7 if self.rows.height <= _FEW_POINTS else 3
        chart = every_day._chart(finding, scale)
        for one in series:
            chart.add_scatter(**every_day._trace(one, scale), mode="lines+markers", marker_size=size, line_width=2.5)
        return chart.update_layout(**_room(chart)).update_xaxes(**self._day_axis()).update_yaxes(rangemode="tozero")

    def columns(self, finding: str, series: Sequence[Series], *, net: Series | None = None) -> Chart:
        """Draw stacked columns over days or months, outflows below zero, and the net over them."""
        scale = self.scale(series)
        chart = self._chart(finding, scale).update_layout(barmode="relative")
        for one in series:
            chart.add_bar(**self._trace(one, scale), width=self._column_width())
        if net:
            chart.add_scatter(**self._trace(net, scale), mode="lines+markers", marker_size=6, line_width=2)
            chart.add_hline(y=0, line_color=GREY, line_width=1)
        return chart.update_layout(**_room(chart)).update_xaxes(**self._period_axis())

    def panels(self, finding: str, series: Sequence[Series]) -> Chart:
        """Draw one panel of columns per series, one above the other, each on a scale of its own."""
        names = [self._name(one) for one in series]
        grid = make_subplots(rows=len(series), shared_xaxes=True, subplot_titles=names, vertical_spacing=0.16)
        chart = grid.update_layout(template=TEMPLATE, title_text=finding, showlegend=False)
        for row, one in enumerate(series, start=1):
            scale = self.scale([one])
            chart.add_bar(**self._trace(one, scale), width=self._column_width(), row=row, col=1)
            chart.update_yaxes(title_text=self.words("axis", unit=scale.unit), row=row, col=1)
        chart.update_annotations(x=0, xanchor="left", font={"size": 14, "color": MUTED})
        chart.update_layout(height=_PANEL_HEIGHT * len(series) + 40).update_xaxes(**self._day_axis())
        return chart.update_xaxes(title_text="", row=1, col=1)

    def bars(self, finding: str, series: Sequence[Series], *, labels: Sequence[str]) -> Chart:
        """Draw horizontal bars, the first row on top; further series are parts of the first and lie within it."""
        scale = self.scale(series)
        chart = self._chart(finding, scale).update_layout(barmode="overlay")
        for place, one in enumerate(series):
            chart.add_bar(**self._lying(one, scale), width=_BAR * (1 - place / len(series)))
        if len(series) > 1:
            return self._lie_down(chart, scale, labels)
        chart.update_traces(text=self._amounts(series[0], scale), **_IN_BAR)
        return _with_room_for_amounts(self._lie_down(chart, scale, labels))

    def flows(self, finding: str, series: Sequence[Series], *, labels: Sequence[str], net: Series) -> Chart:
        """Draw horizontal bars, inflows to the right and outflows to the left, and the net over them."""
        scale = self.scale(series)
        chart = self._chart(finding, scale).update_layout(barmode="relative")
        for one in series:
            chart.add_bar(**self._lying(one, scale), width=_BAR)
        chart.add_scatter(**self._lying(net, scale), mode="markers", marker_symbol="diamond", marker_size=11)
        chart.add_vline(x=0, line_color=GREY, line_width=1)
        return self._lie_down(chart, scale, labels)

    def intervals(
        self, finding: str, interval: tuple[Series, Series], *, point: Series, labels: Sequence[str]
    ) -> Chart:
        """Draw a horizontal bar per row from one column to another, and a third as a point, which may lie outside."""
        scale = self.scale([*interval, point])
        chart = self._chart(finding, scale).update_layout(barmode="overlay")
        low, high = (self._values(one, scale) for one in interval)
        lengths = [None if a is None or b is None else b - a for a, b in zip(low, high, strict=True)]
        bar = {**self._lying(interval[1], scale), "x": lengths, "base": low}
        bar["customdata"] = list(zip(low, high, strict=True))
        bar["hovertemplate"] = f"%{{customdata[0]:,.1f}} – %{{customdata[1]:,.1f}} {scale.unit}"
        chart.add_bar(**bar, width=_BAR)
        chart.add_scatter(**self._lying(point, scale), mode="markers", marker_symbol="diamond", marker_size=11)
        return self._lie_down(chart, scale, labels)

    def waterfall(self, finding: str, amounts: Series, *, start: str, labels: Sequence[str]) -> Chart:
        """Draw a horizontal bar per row that begins where another column says, its amount beside it."""
        scale = self.scale([amounts, Series(start, amounts.colour)])
        bar = self._lying(amounts, scale) | {"base": self._values(Series(start, amounts.colour), scale)}
        chart = self._chart(finding, scale).add_bar(**bar, **_IN_BAR, text=self._amounts(amounts, scale), width=_BAR)
        return _with_room_for_amounts(self._lie_down(chart, scale, labels))

    def _lie_down(self, chart: Chart, scale: Scale, labels: Sequence[str]) -> Chart:
        """Write each row's label above its bars, in lines where a phone has no room for one."""
        names = [in_lines(label, _LINE_WIDTH, most=_LABEL_LINES, breaks_words=True) for label in labels]
        lines = max((_lines_of(name) for name in names), default=1)
        row_height = _ROW_HEIGHT + _LINE_HEIGHT * (lines - 1)
        above_bar = round(_BAR / 2 * row_height) + 1
        for place, name in enumerate(names):
            chart.add_annotation(x=0, xref="paper", xanchor="left", y=place, yanchor="bottom", text=name)
        chart.update_annotations(showarrow=False, align="left", yshift=above_bar, font={"size": 13})
        axis = in_lines(self.words("axis", unit=scale.unit), _LINE_WIDTH)
        height = _FRAME_HEIGHT + row_height * len(names) + _TITLE_LINE_HEIGHT * (_lines_of(axis) - 1)
        chart.update_layout(hovermode="y unified", height=height, **_room(chart))
        top = -(above_bar + _LINE_HEIGHT * lines) / row_height
        rows = {"tickvals": list(range(len(names))), "ticktext": names, "range": [len(names) - 0.5, top]}
        chart.update_yaxes(**rows, title_text="", showgrid=False, showticklabels=False, automargin=False)
        values = {"title_text": axis, "tickformat": VALUES, "nticks": 5, "tickangle": 0}
        return chart.update_xaxes(**values, showgrid=True, ticks="")

    def scale(self, series: Sequence[Series]) -> Scale:
        """Return the scale on which the largest of the series' values reads well."""
        largest = max((abs(value) for one in series for value in self.rows[one.column].drop_nulls()), default=0)
        return self.texts.scale(unit_of(series[0].column), largest)

    def _chart(self, finding: str, scale: Scale) -> Chart:
        chart = go.Figure(layout={"template": TEMPLATE, "height": _HEIGHT, "title_text": finding})
        return chart.update_yaxes(title_text=self.words("axis", unit=scale.unit))

    def _trace(self, one: Series, scale: Scale) -> dict[str, object]:
        """Return a trace over periods."""
        return {"x": self._periods(), "y": self._values(one, scale), **self._marks(one, scale, "y")}

    def _lying(self, one: Series, scale: Scale) -> dict[str, object]:
        """Return a trace on its side: values to the right, rows below one another."""
        values = self._values(one, scale)
        return {"x": values, "y": list(range(len(values))), "orientation": "h", **self._marks(one, scale, "x")}

    def _values(self, one: Series, scale: Scale) -> list[float | None]:
        return [None if value is None else float(exact(value) / scale.divisor) for value in self.rows[one.column]]

    def _marks(self, one: Series, scale: Scale, axis: str) -> dict[str, object]:
        unit = unit_of(one.column)
        return {
            "name": self._name(one),
            "marker_color": list(one.colour) if isinstance(one.colour, tuple) else one.colour,
            "hovertemplate": f"%{{{axis}:{_FORMATS[unit]}}}" + ("" if unit == "count" else f" {scale.unit}"),
        }

    def _amounts(self, one: Series, scale: Scale) -> list[str]:
        decimals = _DECIMALS[unit_of(one.column)] if scale.divisor == 1 else 2
        values = self.rows[one.column]
        return ["" if value is None else self.texts.number(exact(value) / scale.divisor, decimals) for value in values]

    def _name(self, one: Series) -> str:
        return in_lines(one.name or self.texts(f"columns.{one.column}"), _LEGEND_WIDTH)

    def _periods(self) -> list[str]:
        if "day" in self.rows.columns:
            return [day.isoformat() for day in self.rows["day"]]
        months = self.rows.select("month", "first_day", "last_day").iter_rows()
        said = (self.texts.month(month, first_day=first, last_day=last) for month, first, last in months)
        return [in_lines(month, _TICK_WIDTH) for month in said]

    def _column_width(self) -> float:
        """Return the width on the axis: milliseconds between days, else the space of one month."""
        return _COLUMN * _DAY_MILLISECONDS if "day" in self.rows.columns else _COLUMN

    def _period_axis(self) -> dict[str, object]:
        return self._day_axis() if "day" in self.rows.columns else {"title_text": self.texts("axes.month")}

    def _day_axis(self) -> dict[str, object]:
        days = self.rows["day"].to_list()
        first, last = datetime.combine(min(days), time()), datetime.combine(max(days), time())
        margin = _HALF_DAY * 7 if len(days) == 1 else _HALF_DAY
        axis: dict[str, object] = {"type": "date", "title_text": self.texts("axes.day")}
        axis |= {"tickformat": "%-d %b\n%Y", "hoverformat": self.texts("dates.hover_format")}
        axis["range"] = [(first - margin).isoformat(), (last + margin).isoformat()]
        if len(days) <= _FEW_DAYS:
            return axis | {"tickvals": [day.isoformat() for day in days]}
        return axis | {"nticks": _TICKS, "tickangle": 0}


def in_lines(text: str, width: int, *, most: int | None = None, breaks_words: bool = False) -> str:
    """Return a text in lines of so many characters, no more lines than `most`; a longer word is broken if asked."""
    lines = textwrap.wrap(text, width, max_lines=most, placeholder="…", break_long_words=breaks_words)
    # Plotly reads tags in texts, so what comes from outside is escaped.
    return "<br>".join(html.escape(line) for line in lines)


def _lines_of(text: str) -> int:
    return text.count("<br>") + 1


def _with_room_for_amounts(chart: Chart) -> Chart:
    """Widen the margin where a bar ends that is too short to hold its amount, which then stands beside it."""
    bar = chart.data[0]
    starts = bar.base or [0] * len(bar.x)
    drawn = [(start, start + (length or 0)) for start, length in zip(starts, bar.x, strict=True)]
    low, high = min((0, *chain(*drawn))), max((0, *chain(*drawn)))
    reach = (high - low) * _SHORT_BAR
    short = [(end, text) for (start, end), text in zip(drawn, bar.text, strict=True) if abs(end - start) < reach]
    left = [len(text) for end, text in short if end < 0 and end < low + reach]
    right = [len(text) for end, text in short if end > 0 and end > high - reach]
    sides = {"margin_l": left, "margin_r": right}
    return chart.update_layout(**{side: _GLYPH * (max(longest) + 1) for side, longest in sides.items() if longest})


def _room(chart: Chart) -> dict[str, object]:
    """Return a layout with room for a legend where there is more than one series to tell apart."""
    several = len(chart.data) > 1
    return {"showlegend": several, "margin": {"t": 44 if several else 12}}
