"""The true figures of mining: what miners are, use and are paid, and how a feeder stands out from the others."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from cryptocity.sandbox import mining
from cryptocity.sandbox.city import City
from cryptocity.sandbox.mining import Miner
from cryptocity.sandbox.truth.figures import Rows, Truth
from cryptocity.sandbox.world import DayFacts, World

_ISSUED_BTC, _SATOSHI, _HOURS = 450, 10**8, 24
_JOULES_PER_TERAHASH = {"low": Decimal(15), "best": Decimal("28.2"), "high": Decimal(45)}
_PUE = {"low": Decimal("1.01"), "best": Decimal("1.10"), "high": Decimal("1.20")}
_WINDOW_DAYS, _FEWEST_HISTORY_DAYS = 28, 14
_NORMAL, _LEAST_DEVIATION, _THRESHOLD = 1.4826, 0.001, Decimal("3.5")

Excesses = Mapping[tuple[date, int], float]


def hash_rate_share_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of hash_rate_share_daily."""
    rows: Rows = []
    for day in (each.day for each in facts):
        miners, network = mining.licensed_on(world.city, day), mining.network_ehs(world.city, day)
        declared = sum(miner.hash_rate_ths for miner in miners)
        implied = sum(mining.mined_satoshi(world.city, day).values()) / _SATOSHI / _ISSUED_BTC
        rows.append({
            "day": day,
            "asset": "BTC",
            "estimated_by": "sandbox, from difficulty",
            "licences": len(miners),
            "distributing_licences": len(miners),
            "declared_hash_rate_ths": Decimal(declared),
            "implied_hash_rate_ths": Decimal(f"{float(network) * 1_000_000 * implied:.3f}"),
            "network_hash_rate_ehs": network,
            "declared_share_pct": Decimal(f"{100 * declared / (float(network) * 1_000_000):.6f}"),
            "implied_share_pct": Decimal(f"{100 * implied:.6f}"),
            "parameter_confidence": "H-standard",
        })  # fmt: skip
    return rows


def energy_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of mining_energy_daily; each miner has one licence and one metering point."""
    rows: Rows = []
    for day in (each.day for each in facts):
        used, paid = mining.used_kwh(world.city, day), mining.mined_satoshi(world.city, day)
        for miner in mining.licensed_on(world.city, day):
            implied = {bound: _implied_mwh(miner, bound) for bound in _PUE}
            mwh = Decimal(used[miner.number]).scaleb(-3) if miner.is_metered else None
            rows.append({
                "day": day,
                "miner": miner.xin,
                "licences": 1,
                "declared_hash_rate_ths": Decimal(miner.hash_rate_ths),
                "metering_points": 1,
                "unmetered_points": int(not miner.is_metered),
                "metered_mwh": mwh,
                **{f"implied_{bound}_mwh": figure for bound, figure in implied.items()},
                "metered_to_implied_pct": None if mwh is None else _pct(mwh, implied["best"]),
                "metered_against_implied": _position(mwh, implied),
                "distributed_btc": Decimal(paid[miner.number]).scaleb(-8),
                "kwh_per_btc": None if mwh is None else _kwh_per_btc(used[miner.number], paid[miner.number]),
                "parameter_confidence": "L",
            })  # fmt: skip
    return rows


def indicator_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of illegal_mining_indicator_daily: the score by its definition, from what truly flowed."""
    days = [each.day for each in facts]
    typical: dict[tuple[date, int], float] = {}
    excesses: dict[tuple[date, int], float] = {}
    for day in days:
        used = _per_household(world.city, day)
        for feeder in range(mining.FEEDERS):
            typical[day, feeder] = _median([*used[:feeder], *used[feeder + 1 :]])
            excesses[day, feeder] = used[feeder] / typical[day, feeder] - 1
    return [_feeder_row(world.city, key, typical[key], excesses) for key in excesses]


def _feeder_row(city: City, key: tuple[date, int], typical: float, excesses: Excesses) -> dict[str, object]:
    day, feeder = key
    households, supplied = mining.households_of(city)[feeder], mining.supplied_kwh(city, day)[feeder]
    metered, modelled = _metered_kwh(city, day)[feeder], Decimal(f"{mining.households_of(city)[feeder] * typical:.3f}")
    peers = [excess for (on, _), excess in excesses.items() if day - timedelta(days=_WINDOW_DAYS) < on <= day]
    past = [_past(excesses, day, at) for at in range(mining.FEEDERS)]
    own, peer_score, own_score = past[feeder], _score(excesses[key], _differences(peers, 0.0)), None
    if len(own) >= _FEWEST_HISTORY_DAYS:
        usual = [difference for each in past for difference in _differences(each, _median(each))]
        own_score = _score(excesses[key] - _median(own), _differences(own, _median(own)), usual)
    score = peer_score if own_score is None else max(peer_score, own_score)
    return {
        "day": day,
        "feeder": f"F-{feeder:02d}",
        "kato_code": mining.kato_of(feeder),
        "connected_households": households,
        "supplied_kwh": Decimal(supplied),
        "metered_mining_kwh": Decimal(metered),
        "unmetered_points": sum(not miner.is_metered for miner in _miners_at(city, day, feeder)),
        "modelled_household_kwh": modelled,
        "residual_kwh": supplied - metered - modelled,
        "residual_to_households_pct": Decimal(f"{100 * excesses[key]:.4f}"),
        "peer_z_score": peer_score,
        "peer_observations": len(peers),
        "own_z_score": own_score,
        "history_days": len(own),
        "indicator_z_score": score,
        "threshold_z_score": _THRESHOLD,
        "is_above_threshold": score >= _THRESHOLD,
        "parameter_confidence": "H-mem",
    }


def _past(excesses: Excesses, day: date, feeder: int) -> list[float]:
    return [excess for (on, at), excess in excesses.items() if at == feeder and 0 < (day - on).days <= _WINDOW_DAYS]


def _score(difference: float, *compared: Sequence[float]) -> Decimal:
    """Return a difference in deviations: of those that it is compared with, the largest counts."""
    deviation = max(_median(differences) for differences in compared)
    return Decimal(f"{difference / max(_NORMAL * deviation, _LEAST_DEVIATION):.4f}")


def _differences(figures: Sequence[float], middle: float) -> list[float]:
    return [abs(each - middle) for each in figures]


def _median(figures: Sequence[float]) -> float:
    """Return the middle one, of two the lower."""
    return sorted(figures)[(len(figures) - 1) // 2]


def _per_household(city: City, day: date) -> list[float]:
    metered = _metered_kwh(city, day)
    supplied = zip(mining.supplied_kwh(city, day), mining.households_of(city), strict=True)
    return [(kwh - metered[feeder]) / households for feeder, (kwh, households) in enumerate(supplied)]


def _metered_kwh(city: City, day: date) -> list[int]:
    used = mining.used_kwh(city, day)
    return [
        sum(
            used[miner.number]
            for miner in _miners_at(city, day, feeder)
            if miner.is_metered and miner.tariff_source == "grid"
        )
        for feeder in range(mining.FEEDERS)
    ]


def _miners_at(city: City, day: date, feeder: int) -> list[Miner]:
    return [miner for miner in mining.licensed_on(city, day) if miner.feeder == feeder]


def _implied_mwh(miner: Miner, bound: str) -> Decimal:
    watts = miner.hash_rate_ths * _JOULES_PER_TERAHASH[bound] * _PUE[bound]
    return (watts * _HOURS / 1_000_000).quantize(Decimal("1e-6"), ROUND_HALF_UP)


def _position(mwh: Decimal | None, implied: Mapping[str, Decimal]) -> str:
    if mwh is None:
        return "unmetered"
    return "below" if mwh < implied["low"] else "above" if mwh > implied["high"] else "within"


def _pct(part: Decimal, whole: Decimal) -> Decimal:
    return (100 * part / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _kwh_per_btc(kwh: int, satoshi: int) -> Decimal:
    return (Decimal(kwh * _SATOSHI) / satoshi).quantize(Decimal("0.01"), ROUND_HALF_UP)


TRUTHS: Mapping[str, Truth] = {
    "hash_rate_share_daily": hash_rate_share_of,
    "illegal_mining_indicator_daily": indicator_of,
    "mining_energy_daily": energy_of,
}
