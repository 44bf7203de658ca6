"""From a query's rows to those a page may show. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from cryptocity.reports.disclosure.differencing import Earlier, changed_by_few
from cryptocity.reports.disclosure.intervals import Cell, Relation
from cryptocity.reports.disclosure.primary import is_dominated, is_small
from cryptocity.reports.disclosure.secondary import Known, protect

_PERIODS = ("day", "month", "quarter", "year")


@dataclass(frozen=True)
class Guard:
    """What stands behind the cells of a table, and what readers know of them.

    `rests_on` maps measures to the column that counts the entities behind them, `largest` to the columns of the
    largest and second largest contribution. `keys` name a row. Where `total_is_known`, a reader learns the sum over the
    rows of a period, from this table or from a linked one; sums over single days are known by the month. `parts` maps
    measures to the whole that they lie within, `nets` to what they are the difference of: that a reader always knows.
    `apart` names the column that tells several tables in one from each other, each with a sum of its own. `made_of`
    maps measures to those that they are computed of alone: shown where all of these are, they tell nothing more.
    `moved_by` maps measures to the column that counts those of their entities that are through: each moves them anew.
    """

    rests_on: Mapping[str, str] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    total_is_known: bool = False
    largest: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    nets: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    apart: str | None = None
    made_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moved_by: Mapping[str, str] = field(default_factory=dict)


def disclose(rows: pl.DataFrame, guard: Guard, earlier: Sequence[Earlier] = ()) -> pl.DataFrame:
    """Return the rows without the cells that may not be shown, nor those that would give them away.

    `earlier` holds what the same query answered in the releases before. Columns that only count entities, or tell the
    largest contributions, are dropped.
    """
    hidden = _withheld(rows, guard, earlier)
    blanked = rows.with_columns(
        _blank(rows[one], {row for name, row in hidden if name == one}) for one in guard.rests_on
    )
    blanked = blanked.with_columns(
        pl.when(pl.all_horizontal(pl.col(part).is_not_null() for part in parts)).then(pl.col(one)).alias(one)
        for one, parts in guard.made_of.items()
    )
    inner = {name for pair in guard.largest.values() for name in pair}
    counted = {*guard.rests_on.values(), *guard.moved_by.values()}
    return blanked.drop((counted | inner) - set(guard.rests_on), strict=False)


def _blank(values: pl.Series, hidden: set[int]) -> pl.Series:
    return pl.Series(values.name, [None if row in hidden else value for row, value in enumerate(values)], values.dtype)


def _withheld(rows: pl.DataFrame, guard: Guard, earlier: Sequence[Earlier]) -> frozenset[Cell]:
    primary = {cell for cell in _primary(rows, guard, earlier) if rows[cell[0]][cell[1]] is not None}
    if not primary or not (guard.total_is_known or guard.parts or guard.nets):
        return frozenset(primary)
    known = _known(rows, guard)
    return protect(known, primary | set(_beside(rows, guard, primary) & known.values.keys()))


def _primary(rows: pl.DataFrame, guard: Guard, earlier: Sequence[Earlier]) -> Iterator[Cell]:
    for entities, measures in _by_entities(guard).items():
        withheld = rows.select(is_small(entities)).to_series()
        for measure in measures:
            if measure in guard.largest:
                withheld |= rows.select(is_dominated(measure, *guard.largest[measure])).to_series()
        amounts = [one for one in measures if one != entities]
        if amounts:
            withheld |= changed_by_few(rows, amounts, entities, keys=guard.keys, earlier=earlier)
        for one in guard.moved_by.keys() & amounts:
            withheld |= changed_by_few(rows, [one], guard.moved_by[one], keys=guard.keys, earlier=earlier)
        for row in withheld.arg_true():
            yield from ((measure, row) for measure in measures)


def _by_entities(guard: Guard) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for measure, entities in guard.rests_on.items():
        grouped.setdefault(entities, []).append(measure)
    return grouped


def _beside(rows: pl.DataFrame, guard: Guard, primary: set[Cell]) -> set[Cell]:
    """Return the days before and after withheld ones: sums of consecutive releases then never tell one day alone."""
    if guard.keys != ("day",):
        return set()
    return {(name, other) for name, row in primary for other in (row - 1, row + 1) if 0 <= other < rows.height}


def _known(rows: pl.DataFrame, guard: Guard) -> Known:
    measures = list(guard.rests_on)
    columns = {name: rows[name].to_list() for name in {*measures, *guard.rests_on.values()}}
    values = {
        (name, row): float(value) for name in measures for row, value in enumerate(columns[name]) if value is not None
    }
    return Known(
        values=values,
        entities={(name, row): float(columns[guard.rests_on[name]][row] or 0) for name, row in values},
        counts={name for name in measures if guard.rests_on[name] == name},
        signed=set(guard.nets) | {name for name in measures if (rows[name].cast(pl.Float64) < 0).any()},
        relations=tuple(_relations(rows, guard, values)),
        together={
            (name, row): [
                (other, row)
                for other in measures
                if guard.rests_on[other] == guard.rests_on[name] and (other, row) in values
            ]
            for name, row in values
        },
    )


def _relations(rows: pl.DataFrame, guard: Guard, values: Mapping[Cell, float]) -> Iterator[Relation]:
    groups = _groups(rows, guard) if guard.total_is_known else []
    for name in guard.rests_on:
        for places in groups:
            cells = [(name, row) for row in places if (name, row) in values]
            yield Relation(dict.fromkeys(cells, 1.0), sum(values[cell] for cell in cells))
    for row in range(rows.height):
        yield from (one for one in _within(row, guard) if one.factors.keys() <= values.keys())


def _within(row: int, guard: Guard) -> Iterator[Relation]:
    """Return what a reader knows of the cells of one row: parts lie within wholes, a net is what its sides leave."""
    for part, whole in guard.parts.items():
        yield Relation({(part, row): 1.0, (whole, row): -1.0}, 0.0, is_equal=False)
    for net, (plus, minus) in guard.nets.items():
        yield Relation({(net, row): 1.0, (plus, row): -1.0, (minus, row): 1.0}, 0.0)


def _groups(rows: pl.DataFrame, guard: Guard) -> list[list[int]]:
    """Return the places of the rows of which the sum is known: those of a table and period; single days by month."""
    period = next((name for name in _PERIODS if name in rows.columns), None)
    periods = rows[period].to_list() if period else [None] * rows.height
    if guard.keys == ("day",):
        periods = [day.replace(day=1) for day in periods]
    tables = rows[guard.apart].to_list() if guard.apart else [None] * rows.height
    grouped: dict[object, list[int]] = {}
    for row, label in enumerate(zip(tables, periods, strict=True)):
        grouped.setdefault(label, []).append(row)
    return list(grouped.values())
