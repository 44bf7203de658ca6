"""The true exposure on chain, told by who held which wallet, and the estimates that rest on it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from cryptocity.sandbox.chain import SECONDS_PER_BLOCK, Intent
from cryptocity.sandbox.city import VENUES, City, wallet_of
from cryptocity.sandbox.market import TOKENS, price_usd
from cryptocity.sandbox.truth.capital_flow import ramp_flows_of
from cryptocity.sandbox.truth.figures import Rows, Truth, cents, month_of, pct
from cryptocity.sandbox.truth.plausibility import plausibility_of
from cryptocity.sandbox.underground import FOREIGN_EXCHANGE, SANCTIONED, STOLEN
from cryptocity.sandbox.world import DayFacts, World

_CATEGORIES = {"sanctioned": SANCTIONED, "stolen": STOLEN, "unlicensed_exchange": FOREIGN_EXCHANGE}
_CONFIDENCES = {"sanctioned": "high", "stolen": "medium", "unlicensed_exchange": "medium"}
_TOKEN_AT = {token.address: token for token in TOKENS}
_WITHIN = timedelta(days=30)
_SCENARIOS = {
    "low": ("direct flows with labelled clusters of exchanges without a licence", 100, "M"),
    "mid": ("direct flows; labels are assumed to know two thirds of the clusters", 150, "L"),
    "high": ("direct flows; labels are assumed to know a quarter of the clusters", 400, "L"),
}
_GRAY_USD = Decimal(15_000_000_000)
_REGULATED = {"regulated_share_of_investors": "percent_of_investors", "regulated_share_of_volume": "percent_of_volume"}


@dataclass(frozen=True)
class Move:
    """A transfer that succeeded: when, its place among all, what was intended, its value in cents."""

    day: date
    place: int
    intent: Intent
    value: int

    @property
    def sender(self) -> str:
        """Return the address that paid."""
        return self.intent.wallet.address

    @property
    def recipient(self) -> str:
        """Return the address that was paid."""
        return self.intent.recipient


@dataclass(frozen=True)
class Exposure:
    """A move exposed to a category over so many hops, and who is exposed."""

    move: Move
    category: str
    hops: int
    direction: str

    @property
    def exposed(self) -> str:
        """Return the address that received from the category or sent to it."""
        return self.move.recipient if self.direction == "received" else self.move.sender


def moves_of(world: World, facts: Sequence[DayFacts]) -> list[Move]:
    """Return every transfer that succeeded, in the order of the chain."""
    moves: list[Move] = []
    for each in facts:
        prices = price_usd(world.city.seed, each.day)
        for intent in sorted(each.intents, key=_slot):
            if intent.succeeds and intent.amount:
                token = _TOKEN_AT[intent.token]
                value = cents(Decimal(intent.amount).scaleb(-token.decimals) * prices[token.symbol])
                moves.append(Move(each.day, len(moves), intent, value))
    return moves


def exposures_of(world: World, facts: Sequence[DayFacts]) -> list[Exposure]:
    """Return every exposure, direct and over one wallet that is nobody's service."""
    moves = [move for move in moves_of(world, facts) if move.sender != move.recipient]
    category_of, pooled = _categories(world.city), _services(world.city)
    return [
        *_traced(moves, category_of, pooled, direction="received"),
        *_traced(moves, category_of, pooled, direction="sent"),
    ]


def illicit_exposure_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of illicit_exposure_daily."""
    totals: dict[date, int] = defaultdict(int)
    for move in moves_of(world, facts):
        totals[move.day] += move.value
    groups: dict[tuple[date, str, int, str], list[Exposure]] = defaultdict(list)
    for each in exposures_of(world, facts):
        groups[each.move.day, each.category, each.hops, each.direction].append(each)
    return [
        {
            **dict(zip(("day", "category", "hops", "direction"), key, strict=True)),
            "transfers": len(exposed),
            "exposed_addresses": len({each.exposed for each in exposed}),
            "exposed_usd": sum(each.move.value for each in exposed),
            "total_usd": totals[key[0]],
            "exposure_pct": pct(sum(each.move.value for each in exposed), totals[key[0]]),
            "unvalued_transfers": 0,
            "label_confidence": _CONFIDENCES[key[1]],
        }
        for key, exposed in groups.items()
    ]


def unregulated_estimates_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of unregulated_estimates_monthly."""
    direct = [e for e in exposures_of(world, facts) if e.category == "unlicensed_exchange" and e.hops == 1]
    rows: Rows = []
    for month in sorted({month_of(each.day) for each in facts}):
        days = sum(month_of(each.day) == month for each in facts)
        seen = [each for each in direct if month_of(each.move.day) == month]
        sums = {way: sum(e.move.value for e in seen if e.direction == way) for way in ("received", "sent")}
        rows += [{"month": month, "scenario": name, **_estimate(name, days, sums)} for name in _SCENARIOS]
    return rows


def _estimate(scenario: str, days: int, sums: Mapping[str, int]) -> dict[str, object]:
    method, multiplier, confidence = _SCENARIOS[scenario]
    estimates = {way: _half_up(Decimal(observed * multiplier) / 100) for way, observed in sums.items()}
    annual = {way: _half_up(Decimal(365 * estimate) / days) for way, estimate in estimates.items()}
    return {
        "method": method,
        "multiplier": Decimal(multiplier) / 100,
        "days_observed": days,
        "observed_purchases_usd": sums["received"],
        "observed_transfers_out_usd": sums["sent"],
        "purchases_usd": estimates["received"],
        "transfers_out_usd": estimates["sent"],
        "volume_usd": sum(estimates.values()),
        "annualised_purchases_usd": annual["received"],
        "annualised_transfers_out_usd": annual["sent"],
        "purchases_gauge_pct": _gauge(annual["received"]),
        "transfers_out_gauge_pct": _gauge(annual["sent"]),
        "unvalued_transfers": 0,
        "estimate_confidence": confidence,
    }


def regulated_share_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of regulated_share_monthly."""
    licensed: dict[date, int] = defaultdict(int)
    for each in facts:
        for flow in ramp_flows_of(world, each):
            licensed[month_of(each.day)] += int(str(flow["on_ramp_usd"])) + int(str(flow["off_ramp_usd"]))
    round_trips: dict[date, int] = defaultdict(int)
    for row in plausibility_of(world, facts):
        round_trips[month_of(date.fromisoformat(str(row["day"])))] += int(str(row["round_trip_usd"]))
    volumes = {
        (row["month"], row["scenario"]): int(str(row["volume_usd"])) for row in unregulated_estimates_of(world, facts)
    }
    days = Counter(month_of(each.day) for each in facts)
    rows: Rows = []
    for month, volume in licensed.items():
        shares = {name: pct(volume, volume + volumes[month, name]) for name in _SCENARIOS}
        least = max(0, volume - round_trips[month])
        for baseline, unit in _REGULATED.items():
            mid = shares["mid"]
            rows.append({
                "month": month,
                "baseline": baseline,
                "volume_days": days[month],
                "block_days": days[month],
                "are_days_equal": True,
                "licensed_usd": volume,
                "round_trip_usd": round_trips[month],
                **{f"unregulated_{name}_usd": volumes[month, name] for name in _SCENARIOS},
                "share_unit": "percent_of_volume",
                **{f"share_at_{name}_estimate_pct": share for name, share in shares.items()},
                "share_without_round_trips_pct": pct(least, least + volumes[month, "mid"]),
                "baseline_unit": unit,
                "baseline_pct": Decimal(5),
                "difference_to_baseline_pct": mid - 5 if mid is not None and unit == "percent_of_volume" else None,
                "estimate_confidence": "L",
            })  # fmt: skip
    return rows


def _traced(
    moves: Sequence[Move], category_of: Mapping[str, str], pooled: frozenset[str], *, direction: str
) -> Iterator[Exposure]:
    """Yield what came from a category, walking forward in time, or what went to one, walking backward."""
    is_forward = direction == "received"
    touched: dict[tuple[str, str], date] = {}
    for move in moves if is_forward else reversed(moves):
        near, far = (move.sender, move.recipient) if is_forward else (move.recipient, move.sender)
        if far in category_of:
            continue
        if near in category_of:
            yield Exposure(move, category_of[near], 1, direction)
            touched[far, category_of[near]] = move.day
        elif near not in pooled:
            for category in _CATEGORIES:
                last = touched.get((near, category))
                if last is not None and abs(move.day - last) <= _WITHIN:
                    yield Exposure(move, category, 2, direction)


def _categories(city: City) -> dict[str, str]:
    return {
        wallet_of(city.seed, kind, number).address: category
        for category, wallets in _CATEGORIES.items()
        for kind, number in wallets
    }


def _services(city: City) -> frozenset[str]:
    venues = (wallet_of(city.seed, "venue", number).address for number in range(len(VENUES)))
    public = (wallet_of(city.seed, "public", number).address for number in range(8))
    return frozenset([*venues, *public, *city.merchants["settlement_address"].drop_nulls()])


def _slot(intent: Intent) -> int:
    return max(1, intent.second // SECONDS_PER_BLOCK)


def _gauge(annual: int) -> Decimal:
    return (Decimal(annual) / _GRAY_USD).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def _half_up(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_UP))


TRUTHS: Mapping[str, Truth] = {
    "illicit_exposure_daily": illicit_exposure_of,
    "regulated_share_monthly": regulated_share_of,
    "unregulated_estimates_monthly": unregulated_estimates_of,
}
