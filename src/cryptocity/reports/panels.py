"""From rows to what a page shows of a figure: finding, chart, table, notes and source line. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import polars as pl

from cryptocity.release.manifest import ReleaseManifest
from cryptocity.reports.descriptions import description
from cryptocity.reports.disclosure import FEWEST_ENTITIES
from cryptocity.reports.entries import Answer, Figure
from cryptocity.reports.tables import Table, table_of
from cryptocity.reports.texts import Texts

_CAVEATS = ("unvalued_transfers", "unvalued_items", "unvalued_holdings", "unscaled_transfers", "is_fx_carried_forward")
_CONFIDENCES = {"parameter_confidence": "flags.parameter", "estimate_confidence": "flags.estimate"}
_UNSURE = ("L", "M")


@dataclass(frozen=True)
class Drawn:
    """A chart as a page carries it: finding, traces and layout as JSON, height in pixels, table, and what it shows."""

    finding: str
    json: str
    height: int
    table: Table
    description: str


@dataclass(frozen=True)
class Panel:
    """One figure on a page. `drawn` is None where the release has nothing to draw; `empty` then says why."""

    name: str
    drawn: Drawn | None
    empty: str
    flag: str | None
    notes: tuple[str, ...]
    source: str

    @property
    def anchor(self) -> str:
        """Return the name by which a link reaches the figure."""
        return self.name.replace("_", "-")


def panel(figure: Figure, answer: Answer, manifest: ReleaseManifest, *, texts: Texts) -> Panel:
    """Return what a page shows of a figure."""
    rows, disclosed = answer.rows, answer.disclosed
    missing = manifest.missing(figure.sources)
    is_known = is_drawn(figure, answer, manifest)
    return Panel(
        name=figure.name,
        drawn=_drawn(figure, rows, disclosed, texts=texts) if is_known else None,
        empty=_empty(figure, rows, texts, is_missing=bool(missing)),
        flag=_flag(rows, texts) if is_known else None,
        notes=() if missing else (*_suppressed(figure, rows, disclosed, texts=texts), *_caveats(rows, texts)),
        source=source_line(figure.sources, manifest, texts),
    )


def is_drawn(figure: Figure, answer: Answer, manifest: ReleaseManifest) -> bool:
    """Tell whether the release has what the figure rests on, and may show of it what its finding speaks of."""
    told = [name for name in figure.rests_on if name not in figure.measures and answer.rows[name].count() > 0]
    is_shown = all(answer.disclosed[name].count() > 0 for name in (figure.measures[0], *told))
    return is_shown and not manifest.missing(figure.sources)


def _drawn(figure: Figure, rows: pl.DataFrame, disclosed: pl.DataFrame, *, texts: Texts) -> Drawn:
    chart = figure.draw(disclosed, texts)
    plain = msgspec.json.decode(chart.to_json(engine="json"))
    # The page words the title as a heading and shares one template among its charts.
    finding = plain["layout"].pop("title")["text"]
    del plain["layout"]["template"]
    return Drawn(
        finding=finding,
        json=embeddable(plain),
        height=plain["layout"]["height"],
        table=table_of(rows, disclosed, [*figure.dimensions, *figure.measures], texts=texts),
        description=description(figure, rows, disclosed, texts=texts),
    )


def embeddable(plain: object) -> str:
    """Return JSON that cannot end the script element it stands in."""
    return msgspec.json.encode(plain).decode().replace("<", "\\u003c")


def _empty(figure: Figure, rows: pl.DataFrame, texts: Texts, *, is_missing: bool) -> str:
    if rows[figure.measures[0]].count() and not is_missing:
        return texts("empty.suppressed", fewest=str(FEWEST_ENTITIES))
    if figure.none_is_a_finding and not is_missing:
        return texts(f"figures.{figure.name}.none")
    return texts("empty.no_rows")


def _flag(rows: pl.DataFrame, texts: Texts) -> str | None:
    """Return a warning where a parameter or an assumption behind the figure is of low or medium confidence."""
    for column, flag in _CONFIDENCES.items():
        stated = rows[column].drop_nulls().to_list() if column in rows.columns else []
        unsure = sorted({one for several in stated for one in several.split(", ") if one.startswith(_UNSURE)})
        if unsure:
            return texts(flag, confidence=texts("table.list_separator").join(unsure))
    return None


def _suppressed(figure: Figure, rows: pl.DataFrame, disclosed: pl.DataFrame, *, texts: Texts) -> list[str]:
    cells = sum(rows[measure].count() - disclosed[measure].count() for measure in figure.measures)
    if not cells:
        return []
    return [texts("disclosure.suppressed", cells=texts.count("cells", cells), fewest=str(FEWEST_ENTITIES))]


def _caveats(rows: pl.DataFrame, texts: Texts) -> list[str]:
    sums = {name: int(rows[name].sum()) for name in _CAVEATS if name in rows.columns}
    return [texts(f"caveats.{name}", number=texts.number(number, 0)) for name, number in sums.items() if number]


def source_line(datasets: Sequence[str], manifest: ReleaseManifest, texts: Texts) -> str:
    """Return which datasets a figure rests on, each with what landed and what was turned away."""
    parts = []
    for name in datasets:
        landed = manifest.landed(name)
        parts.append(
            texts(
                "source.dataset",
                dataset=name,
                days=texts.count("days", landed.days),
                landed=texts.count("rows", landed.rows_landed),
                quarantined=texts.number(landed.rows_quarantined, 0),
            )
            if landed
            else texts("source.not_landed", dataset=name)
        )
    return texts("source.line", datasets=texts("source.separator").join(parts))
