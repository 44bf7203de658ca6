"""The true gains of clients and their tax, event by event through queues, pools and lots."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cryptocity.sandbox.truth.figures import Rows, Truth
from cryptocity.sandbox.truth.holdings import Event, half_up, holdings_of
from cryptocity.sandbox.world import DayFacts, World

_MCI_KZT, _BRACKET_MCI = 4_325, 8_500
_UNITS = Decimal("1e-18")


@dataclass
class _Lot:
    """An acquisition, how many of its units are given away, and what it cost in tiyn."""

    event: Event
    given: Fraction = Fraction(0)

    def give(self, units: Fraction) -> int | None:
        """Give units away. Return their part of the cost, None where nobody knows it."""
        before, self.given = self.given, self.given + units
        cost, whole = self.event.tiyn, self.event.units
        return None if cost is None else half_up(cost * self.given / whole) - half_up(cost * before / whole)


_Taken = tuple[Fraction, int, str]
"""Units of known cost, their cost, and why the rest has none."""


def _fifo(events: Sequence[Event]) -> Iterator[tuple[Event, _Taken]]:
    queue: deque[_Lot] = deque()
    for event in events:
        if event.is_acquisition:
            queue.append(_Lot(event))
            continue
        left, known, cost = event.units, Fraction(0), 0
        while left and queue:
            units = min(left, queue[0].event.units - queue[0].given)
            part = queue[0].give(units)
            if part is not None:
                known, cost = known + units, cost + part
            left -= units
            if queue[0].given == queue[0].event.units:
                queue.popleft()
        yield event, (known, cost, "unknown_cost")


def _average(events: Sequence[Event]) -> Iterator[tuple[Event, _Taken]]:
    units, tiyn = Fraction(0), 0
    for event in events:
        if event.is_acquisition:
            if event.tiyn is not None:
                units, tiyn = units + event.units, tiyn + event.tiyn
            continue
        known = min(event.units, units)
        cost = half_up(tiyn * known / units) if units else 0
        units, tiyn = units - known, tiyn - cost
        yield event, (known, cost, "unknown_cost")


def _specific(events: Sequence[Event]) -> Iterator[tuple[Event, _Taken]]:
    lots: dict[str, _Lot] = {}
    for event in events:
        if event.is_acquisition:
            lots[event.number] = _Lot(event)
        elif event.lot is None:
            yield event, (Fraction(0), 0, "lot_not_named")
        elif event.lot not in lots:
            yield event, (Fraction(0), 0, "lot_unknown")
        else:
            lot = lots[event.lot]
            units = min(event.units, lot.event.units - lot.given)
            cost = lot.give(units)
            yield event, (Fraction(0), 0, "unknown_cost") if cost is None else (units, cost, "lot_exhausted")


_METHODS: Mapping[str, Callable[[Sequence[Event]], Iterator[tuple[Event, _Taken]]]] = {
    "fifo": _fifo,
    "average": _average,
    "specific": _specific,
}


@dataclass(frozen=True)
class _Disposal:
    """One outflow by one method: units that bear a gain with proceeds and cost, and those left out, with the reason."""

    key: tuple[int, str, str, str]
    units: Fraction
    proceeds: int
    cost: int
    excluded_units: Fraction
    excluded_tiyn: int
    reason: str

    @property
    def gain(self) -> int:
        return self.proceeds - self.cost


def _disposals_of(world: World, facts: Sequence[DayFacts]) -> Iterator[_Disposal]:
    for (client, asset), events in holdings_of(world, facts).items():
        for method, taking in _METHODS.items():
            for event, taken in taking(events):
                yield _judged((event.day.year, client, asset, method), event, taken)


def _judged(key: tuple[int, str, str, str], event: Event, taken: _Taken) -> _Disposal:
    known, cost, reason = taken
    value = event.tiyn or 0
    if left_out := _left_out(event):
        known, cost, reason = Fraction(0), 0, left_out
    proceeds = half_up(value * known / event.units)
    return _Disposal(key, known, proceeds, cost, event.units - known, value - proceeds, reason)


def _left_out(event: Event) -> str | None:
    if event.kind == "withdrawal":
        return "withdrawn"
    if event.is_entity:
        return "legal_entity"
    return {"non_resident": "non_resident", "unknown": "unknown_residency"}.get(event.residency)


def _decimal(units: Fraction) -> Decimal:
    return (Decimal(units.numerator) / Decimal(units.denominator)).quantize(_UNITS)


def _named(key: tuple[int, str, str, str]) -> dict[str, object]:
    year, client, asset, method = key
    return {"year": year, "client_id": client, "asset": asset, "method": method}


def realised_gains_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of realised_gains_yearly."""
    groups: dict[tuple[int, str, str, str], list[_Disposal]] = defaultdict(list)
    for each in _disposals_of(world, facts):
        if each.units:
            groups[each.key].append(each)
    return [
        {
            **_named(key),
            "disposals": len(group),
            "units_disposed": _decimal(sum((each.units for each in group), Fraction(0))),
            "proceeds_kzt": sum(each.proceeds for each in group),
            "cost_kzt": sum(each.cost for each in group),
            "gain_kzt": sum(each.gain for each in group),
            "positive_gains_kzt": sum(max(each.gain, 0) for each in group),
            "losses_kzt": sum(max(-each.gain, 0) for each in group),
            "unknown_cost_units": _decimal(sum((each.excluded_units for each in group), Fraction(0))),
        }
        for key, group in groups.items()
    ]


def gain_exclusions_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of gain_exclusions_yearly; in the sandbox every outflow has a value."""
    groups: dict[tuple[tuple[int, str, str, str], str], list[_Disposal]] = defaultdict(list)
    for each in _disposals_of(world, facts):
        if each.excluded_units:
            groups[each.key, each.reason].append(each)
    return [
        {
            **_named(key),
            "exclusion_reason": reason,
            "outflows": len(group),
            "units": _decimal(sum((each.excluded_units for each in group), Fraction(0))),
            "unvalued_outflows": 0,
            "value_kzt": sum(each.excluded_tiyn for each in group),
        }
        for (key, reason), group in groups.items()
    ]


def pit_exposure_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of pit_exposure_yearly, of the year 2026."""
    gains: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    excluded: dict[tuple[int, str, str], int] = defaultdict(int)
    for each in _disposals_of(world, facts):
        year, client, _, method = each.key
        if each.units:
            gains[year, client, method].append(each.gain)
        if each.excluded_units and each.reason not in ("withdrawn", "legal_entity"):
            excluded[year, client, method] += 1
    return [
        {
            "year": key[0],
            "client_id": key[1],
            "method": key[2],
            **(_taxed(gains[key]) if key in gains else dict.fromkeys(_taxed([]))),
            "excluded_disposals": excluded.get(key, 0),
            "parameter_confidence": "M" if key in gains else None,
        }
        for key in {**gains, **excluded}
    ]


def _taxed(gains: Sequence[int]) -> dict[str, object]:
    bracket = 100 * _MCI_KZT * _BRACKET_MCI
    taxable, losses = sum(max(gain, 0) for gain in gains), sum(max(-gain, 0) for gain in gains)
    base = half_up(Fraction(min(taxable, bracket), 10))
    upper = half_up(Fraction(15 * max(taxable - bracket, 0), 100))
    return {
        "taxable_gains_kzt": taxable,
        "losses_kzt": losses,
        "net_gain_kzt": taxable - losses,
        "bracket_kzt": bracket,
        "pit_base_kzt": base,
        "pit_upper_kzt": upper,
        "pit_exposure_kzt": base + upper,
    }


TRUTHS: Mapping[str, Truth] = {
    "realised_gains_yearly": realised_gains_of,
    "gain_exclusions_yearly": gain_exclusions_of,
    "pit_exposure_yearly": pit_exposure_of,
}
