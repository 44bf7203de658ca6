"""The true adoption index of the city's districts, and its components."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

import polars as pl

from cryptocity.sandbox.truth.adoption_monthly import SPENDING, by_month, spent_on
from cryptocity.sandbox.truth.figures import Rows, Truth, pct
from cryptocity.sandbox.truth.payments import PAID_CRYPTO, confirmed, is_matched, net, payer_of, settled
from cryptocity.sandbox.world import DayFacts, World

_STEP = Decimal("0.0001")
_PARTS = {
    "acceptance": (25, 50),
    "payers": (25, 10),
    "crypto_share": (25, 10),
    "category_breadth": (10, 100),
    "receipt_match": (15, 100),
}
"""Weight and goalpost of each component."""


@dataclass(frozen=True)
class _Tally:
    """What one merchant did in a month: tiyn taken, who paid, settlements and those that a receipt bears out."""

    category: str
    crypto: int
    retail: int
    payers: frozenset[str]
    settlements: int
    matched: int


@dataclass(frozen=True)
class _District:
    """What happened in one place in one month."""

    month: date
    kato: str
    days: int
    tallies: list[_Tally]

    @cached_property
    def _merchants_of_payer(self) -> Counter[str]:
        return Counter(payer for tally in self.tallies for payer in tally.payers)

    @cached_property
    def _merchants_of_category(self) -> Counter[str]:
        return Counter(tally.category for tally in self.tallies if tally.payers)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return what is counted, by the names of the mart."""
        return {
            "registered_merchants": len(self.tallies),
            "active_merchants": sum(bool(tally.payers) for tally in self.tallies),
            "active_payers": len(self._merchants_of_payer),
            "paid_categories": len(self._merchants_of_category),
            "crypto_turnover_kzt": sum(tally.crypto for tally in self.tallies),
            "retail_turnover_kzt": sum(tally.retail for tally in self.tallies),
            "settlements": sum(tally.settlements for tally in self.tallies),
            "matched_settlements": sum(tally.matched for tally in self.tallies),
        }

    def without(self, tally: _Tally) -> dict[str, int]:
        """Return what would be counted if one of the merchants were not there."""
        lost = (
            1,
            bool(tally.payers),
            sum(self._merchants_of_payer[payer] == 1 for payer in tally.payers),
            bool(tally.payers) and self._merchants_of_category[tally.category] == 1,
            tally.crypto,
            tally.retail,
            tally.settlements,
            tally.matched,
        )
        return {name: count - less for (name, count), less in zip(self.counts.items(), lost, strict=True)}


def index_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of adoption_index_monthly."""
    return [_index_of(district) for district in _districts(world, facts)]


def _index_of(district: _District) -> dict[str, object]:
    scores = _scores(district.counts)
    index, by_component = _index(scores), [_index(_without(scores, name)) for name in scores]
    others = district.tallies if len(district.tallies) > 1 else []
    by_merchant = [each for tally in others if (each := _index(_scores(district.without(tally)))) is not None]
    known = [each for each in (index, *by_component, *by_merchant) if each is not None]
    return {
        "month": district.month,
        "kato_code": district.kato,
        "days_seen": district.days,
        **district.counts,
        **{f"{name}_score": scores.get(name) for name in _PARTS},
        "components_counted": len(scores),
        "adoption_index": index,
        "adoption_index_low": min(known, default=None),
        "adoption_index_high": max(known, default=None),
        "least_without_merchant": min(by_merchant, default=None),
        "greatest_without_merchant": max(by_merchant, default=None),
        "parameter_confidence": "L",
    }


def components_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of adoption_index_components_monthly."""
    rows: Rows = []
    for district in _districts(world, facts):
        measures, scores = _measures(district.counts), _scores(district.counts)
        for name, (weight, goalpost) in _PARTS.items():
            rows.append({
                "month": district.month,
                "kato_code": district.kato,
                "component": name,
                "measure": measures[name],
                "goalpost": Decimal(goalpost),
                "weight_pct": weight,
                "score": scores.get(name),
                "index_without_component": _index(_without(scores, name)) if name in scores else None,
                "parameter_confidence": "L",
            })  # fmt: skip
    return rows


def _measures(counts: Mapping[str, int]) -> dict[str, Decimal | None]:
    """Return what is measured for each component."""
    registered = counts["registered_merchants"]
    return {
        "acceptance": pct(counts["active_merchants"], registered),
        "payers": _rounded(Decimal(counts["active_payers"]) / registered),
        "crypto_share": pct(counts["crypto_turnover_kzt"], counts["retail_turnover_kzt"]),
        "category_breadth": pct(counts["paid_categories"], 1 + len(set(SPENDING.values()))),
        "receipt_match": pct(counts["matched_settlements"], counts["settlements"]),
    }


def _scores(counts: Mapping[str, int]) -> dict[str, Decimal]:
    """Return the scores of those components that could be measured, 0 to 100."""
    return {
        name: _rounded(100 * min(max(measure, Decimal(0)), Decimal(_PARTS[name][1])) / _PARTS[name][1])
        for name, measure in _measures(counts).items()
        if measure is not None
    }


def _index(scores: Mapping[str, Decimal]) -> Decimal | None:
    """Return the mean score by weight; None where there is none."""
    weight = sum(_PARTS[name][0] for name in scores)
    points = sum((_PARTS[name][0] * score for name, score in scores.items()), Decimal(0))
    return _rounded(points / weight) if weight else None


def _without(scores: Mapping[str, Decimal], component: str) -> dict[str, Decimal]:
    return {name: score for name, score in scores.items() if name != component}


def _districts(world: World, facts: Sequence[DayFacts]) -> Iterator[_District]:
    for month, in_month in by_month(facts).items():
        tallies = _tallies(in_month)
        merchants = world.city.merchants.filter(pl.col("registered_on") <= in_month[-1].day)
        for (kato,), group in merchants.group_by("kato", maintain_order=True):
            here = [
                tallies.get(merchant, _Tally(spent_on(kind), 0, 0, frozenset(), 0, 0))
                for merchant, kind in group.select("merchant", "kind").rows()
            ]
            yield _District(month, str(kato), len(in_month), here)


def _tallies(facts: Sequence[DayFacts]) -> dict[int, _Tally]:
    """Return what each merchant with a receipt did, by its number."""
    payers: dict[int, set[str]] = defaultdict(set)
    settlements, matched = Counter[int](), Counter[int]()
    for each in facts:
        merchant = each.sales.receipts["merchant"].to_list()
        for payment in confirmed(each):
            payers[merchant[payment.receipt]].add(payer_of(payment))
        settlements.update(merchant[payment.receipt] for payment in settled(each))
        matched.update(merchant[payment.receipt] for payment in settled(each) if is_matched(payment))
    receipts = pl.concat([each.sales.receipts for each in facts]).partition_by("merchant", as_dict=True)
    return {
        int(number): _Tally(
            category=spent_on(sold["kind"][0]),
            crypto=net(sold, PAID_CRYPTO),
            retail=net(sold, "total"),
            payers=frozenset(payers[int(number)]),
            settlements=settlements[int(number)],
            matched=matched[int(number)],
        )
        for (number,), sold in receipts.items()
    }


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(_STEP, ROUND_HALF_UP)


TRUTHS: Mapping[str, Truth] = {
    "adoption_index_components_monthly": components_of,
    "adoption_index_monthly": index_of,
}
