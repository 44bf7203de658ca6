"""How closely a reader can bound what is not shown, who knows every sum, every part of a whole and every net. Pure."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

from scipy.optimize import linprog

Cell: TypeAlias = tuple[str, int]
Interval: TypeAlias = tuple[float, float]

_INFINITE = float("inf")
_FOUND, _UNBOUNDED = 0, 3


@dataclass(frozen=True)
class Relation:
    """A linear fact that a reader knows: the sum of cells, each times its factor, is `total`, or at most that."""

    factors: Mapping[Cell, float]
    total: float
    is_equal: bool = True

    def of(self, hidden: Set[Cell], values: Mapping[Cell, float]) -> "Relation":
        """Return what the relation says of the hidden cells, the others being known."""
        known = sum(factor * values[cell] for cell, factor in self.factors.items() if cell not in hidden)
        left = {cell: factor for cell, factor in self.factors.items() if cell in hidden}
        return Relation(left, self.total - known, self.is_equal)


def feasible(cell: Cell, floors: Mapping[Cell, float | None], relations: Sequence[Relation]) -> Interval:
    """Return the least and greatest value that a hidden cell may have; a side that nothing bounds is infinite.

    `floors` names every hidden cell with the least that it can be, None where that is unknown.
    """
    order = {one: place for place, one in enumerate(floors)}
    equal = [one for one in relations if one.is_equal and one.factors]
    most = [one for one in relations if not one.is_equal and one.factors]
    # Amounts are brought near one, where the solver's tolerances are meant to be.
    unit = max((abs(one.total) for one in relations), default=0.0) or 1.0
    objective = [1.0 if one == cell else 0.0 for one in order]
    ends = []
    for sign in (1, -1):
        found = linprog(
            [sign * factor for factor in objective],
            A_ub=[_row(one, order) for one in most] or None,
            b_ub=[one.total / unit for one in most] or None,
            A_eq=[_row(one, order) for one in equal] or None,
            b_eq=[one.total / unit for one in equal] or None,
            bounds=[(None if floor is None else floor / unit, None) for floor in floors.values()],
            method="highs",
        )
        ends.append(sign * _end(found.status, found.fun) * unit)
    return ends[0], ends[1]


def _end(status: int, least: float | None) -> float:
    """Return the least value found; an answer that is neither found nor unbounded leaves an empty interval."""
    return least if status == _FOUND and least is not None else -_INFINITE if status == _UNBOUNDED else _INFINITE


def _row(relation: Relation, order: Mapping[Cell, int]) -> list[float]:
    row = [0.0] * len(order)
    for cell, factor in relation.factors.items():
        row[order[cell]] = factor
    return row
