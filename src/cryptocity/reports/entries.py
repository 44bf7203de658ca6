"""What an entry of the catalogue is: a report, its headlines and its figures, and what each of them rests on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from cryptocity.release.causes import Cause
from cryptocity.reports.charts import Chart
from cryptocity.reports.disclosure import Earlier, Guard, disclose
from cryptocity.reports.origins import Origin
from cryptocity.reports.texts import Texts

PERIODS = ("day", "month", "quarter", "year")
_DESCRIPTIVE = ("parameter_confidence", "estimate_confidence", "watch_status")


@dataclass(frozen=True)
class Answer:
    """What a query answered, and what of it may be shown, in whichever language.

    `before` holds what earlier releases showed, the newest first: id and disclosed rows. A cell of theirs that this
    release withholds must not be shown beside it. `causes` are what changed upstream since the newest of these,
    `origin` is what the answer is made of.
    """

    rows: pl.DataFrame
    disclosed: pl.DataFrame
    before: tuple[tuple[str, pl.DataFrame], ...] = ()
    causes: tuple[Cause, ...] = ()
    origin: Origin = field(default_factory=lambda: Origin(""))


@dataclass(frozen=True)
class Headline:
    """One number of the front page. Its query returns a period (day, month or year), then the number, the newest first.

    `rests_on` names the column that counts the entities behind the number, `largest` those of the two largest
    contributions to it, `sources` the datasets without which it is unknown. `query` names the query where others ask it
    too, each with its own `parameters`.
    """

    name: str
    sources: tuple[str, ...]
    rests_on: str | None = None
    largest: tuple[str, str] | None = None
    query: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)

    def newest(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return period and number of the newest row that has one, of many rows: all of them that is published."""
        return rows.select(rows.columns[:2]).drop_nulls(rows.columns[1]).head(1)

    def answered(self, rows: pl.DataFrame, earlier: Sequence[Earlier] = ()) -> Answer:
        """Return what these rows are to it, and may show; `earlier` holds those of the releases before."""
        period, column = rows.columns[:2]
        rests_on = {column: self.rests_on} if self.rests_on else {}
        largest = {column: self.largest} if self.largest else {}
        return Answer(rows, disclose(rows, Guard(rests_on, (period,), largest=largest), earlier))


@dataclass(frozen=True)
class Figure:
    """One chart with its table. The finding speaks of the first measure.

    `rests_on` maps measures to the column that counts the entities behind them; `sources` as in a headline. Where
    `total_is_known`, this figure, a linked one or a headline tells the sum of the rows; where `none_is_a_finding`, an
    answer without rows is said in the figure's own words. `largest`, `parts`, `nets`, `apart`, `made_of` and
    `moved_by` as in a guard, `query` and `parameters` as in a headline.
    """

    name: str
    draw: Callable[[pl.DataFrame, Texts], Chart]
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]
    sources: tuple[str, ...]
    rests_on: Mapping[str, str] = field(default_factory=dict)
    total_is_known: bool = False
    none_is_a_finding: bool = False
    largest: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    nets: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    apart: str | None = None
    made_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moved_by: Mapping[str, str] = field(default_factory=dict)
    query: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def guard(self) -> Guard:
        """Return what decides which of its cells are shown."""
        keys = tuple(name for name in self.dimensions if name not in _DESCRIPTIVE)
        return Guard(
            *(self.rests_on, keys, self.total_is_known, self.largest, self.parts, self.nets, self.apart, self.made_of),
            moved_by=self.moved_by,
        )

    def answered(self, rows: pl.DataFrame, earlier: Sequence[Earlier] = ()) -> Answer:
        """Return what these rows are to it, and may show; `earlier` holds those of the releases before."""
        return Answer(rows, disclose(rows, self.guard, earlier))


@dataclass(frozen=True)
class Report:
    """One page: the headlines and figures of an area."""

    area: str
    headlines: tuple[Headline, ...]
    figures: tuple[Figure, ...]


def resting_on(entities: str, *measures: str) -> dict[str, str]:
    """Return measures that all rest on the entities which this column counts."""
    return dict.fromkeys(measures, entities)


def counting(*measures: str) -> dict[str, str]:
    """Return measures that are counts of entities themselves."""
    return {measure: measure for measure in measures}


def largest(*measures: str) -> dict[str, tuple[str, str]]:
    """Return the columns that hold the two largest contributions to each measure."""
    return {measure: (f"largest_{measure}", f"second_{measure}") for measure in measures}
