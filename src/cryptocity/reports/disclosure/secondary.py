"""Which further cells must be withheld so that those withheld for themselves cannot be worked out. Pure."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from cryptocity.reports.disclosure.intervals import Cell, Interval, Relation, feasible
from cryptocity.reports.disclosure.primary import FEWEST_ENTITIES, P_PCT

_SLACK = 1e-6


@dataclass(frozen=True)
class Known:
    """A table as its owner knows it: the cells that have a value, and what readers know of them.

    `counts` names the measures that count what they rest on themselves, `signed` those that may be below nought;
    `entities` says on how many entities a cell rests, `relations` what every reader knows of the cells, `together`
    lists cells that are shown or withheld as one, for they tell each other.
    """

    values: Mapping[Cell, float]
    entities: Mapping[Cell, float]
    counts: Set[str]
    signed: Set[str]
    relations: Sequence[Relation]
    together: Mapping[Cell, Sequence[Cell]]

    def interval(self, cell: Cell, hidden: Set[Cell]) -> Interval:
        """Return how closely a reader can bound a cell when these are hidden. A hidden count is never nought."""
        near = self._near(cell, hidden)
        floors = {one: None if one[0] in self.signed else float(one[0] in self.counts) for one in sorted(near)}
        touching = sorted({place for one in near for place in self._places.get(one, ())})
        return feasible(cell, floors, [self.relations[place].of(hidden, self.values) for place in touching])

    @cached_property
    def _places(self) -> dict[Cell, list[int]]:
        """Return where the relations of each cell stand."""
        places: dict[Cell, list[int]] = {}
        for place, relation in enumerate(self.relations):
            for cell in relation.factors:
                places.setdefault(cell, []).append(place)
        return places

    def _near(self, cell: Cell, hidden: Set[Cell]) -> set[Cell]:
        """Return the hidden cells that relations join with this one."""
        near, edge = {cell}, [cell]
        while edge:
            reached = edge.pop()
            for place in self._places.get(reached, ()):
                new = (hidden & self.relations[place].factors.keys()) - near
                near |= new
                edge.extend(sorted(new))
        return near

    def is_safe(self, cell: Cell, hidden: Set[Cell]) -> bool:
        """Tell whether the interval leaves open what it must: two small counts, or p % to either side."""
        value, (low, high) = self.values[cell], self.interval(cell, hidden)
        if value == 0:
            return True
        if cell[0] in self.counts and value < FEWEST_ENTITIES:
            return high - low >= 1 - _SLACK
        margin = abs(value) * P_PCT / 100 - _SLACK
        return low <= value - margin and high >= value + margin and high - low > _SLACK


def protect(known: Known, primary: Set[Cell]) -> frozenset[Cell]:
    """Return the primary cells and those that must go with them: the smallest first, until all are safe.

    Where nothing is left to withhold, a group of cells is withheld whole.
    """
    hidden = set(primary)
    for cell in sorted(primary):
        while not known.is_safe(cell, hidden):
            candidates = _candidates(known, cell, hidden)
            if not candidates:
                break
            smallest = min(candidates, key=lambda one: (known.entities[one], one[1], one[0]))
            hidden.update(known.together[smallest])
    return frozenset(hidden)


def _candidates(known: Known, cell: Cell, hidden: Set[Cell]) -> list[Cell]:
    """Return the shown cells, none of them nought, that a sum joins with this one."""
    sums = [one for one in known.relations if one.is_equal and cell in one.factors and len(one.factors) > 1]
    joined = {other for one in sums for other in one.factors}
    return [one for one in sorted(joined) if one not in hidden and known.values[one] != 0 and known.entities[one] > 0]
