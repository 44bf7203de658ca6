"""The true reserves: what the funds' wallets received and spent since the first landed day, and what it is worth."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import stdev
from typing import Any

from cryptocity.sandbox.chain import fee_of
from cryptocity.sandbox.market import TOKENS, price_usd, prices_of, usd_rate
from cryptocity.sandbox.reserve import (
    ReserveWallet,
    reserve_moves_on_tron,
    reserve_wallets_of,
    tron_address_of,
)
from cryptocity.sandbox.truth.figures import Rows, Truth, pct
from cryptocity.sandbox.world import DayFacts, World
from cryptocity.window import Window

_DECIMALS = {token.symbol: token.decimals for token in TOKENS}
_ADDRESS_OF = {token.symbol: token.address for token in TOKENS}
_PRICE_SCALE, _RATE_SCALE, _UNITS_SCALE = 10**8, 10**6, 10**18
_SOURCES = ("seized", "mined", "purchased")
_COVERAGES = ("whole_chain", "since_first_day", "without_internal_calls", "partial", "not_landed")
_RETURNS = 30
_RARELY, _SIMULATED = 20, timedelta(days=365)


@dataclass(frozen=True)
class _Held:
    """What a fund holds of an asset that it came by in one way: 10^-18 units, in how many wallets, how well known."""

    wallets: int
    units: int | None
    coverage: int


def holdings_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of reserve_holdings_daily."""
    return [_holding(world, facts[0].day, day, (key, held)) for day, key, held in _held(world, facts)]


def nav_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of reserve_nav_daily."""
    funds: dict[str, dict[date, Rows]] = defaultdict(lambda: defaultdict(list))
    for day, key, held in _held(world, facts):
        funds[key[0]][day].append(_holding(world, facts[0].day, day, (key, held)))
    landed = [each.day for each in facts]
    kept = _kept(world, facts)
    return [
        {**row, **_at_risk(world, landed, days[day]), **_concentrated(kept[day, fund])}
        for fund, days in funds.items()
        for day, row in zip(sorted(days), _fund_rows(world, fund, days), strict=True)
    ]


def _kept(world: World, facts: Sequence[DayFacts]) -> Mapping[tuple[date, str], Mapping[str | None, int]]:
    """Return what each custodian kept of a fund at the end of each landed day, in cents."""
    kept: dict[tuple[date, str], dict[str | None, int]] = defaultdict(lambda: defaultdict(int))
    for wallet in reserve_wallets_of(world.city):
        units = 0
        for day, moved in _movements(world, facts, wallet):
            units += moved
            price = price_usd(world.city.seed, day).get(wallet.asset)
            is_held = wallet.held_from <= day and (wallet.held_to is None or wallet.held_to >= day)
            if is_held and price is not None and _COVERAGES[_coverage(world, facts[0].day, wallet)] != "not_landed":
                kept[day, wallet.fund][wallet.custodian] += _worth(units, price)
    return kept


def _concentrated(kept: Mapping[str | None, int]) -> dict[str, object]:
    """Return how much of a fund lies with how few custodians; nothing where one of them is not named."""
    names = ("custodians", "custodian_hhi", "custodian_top_1_share_pct", "custodian_top_3_share_pct")
    if None in kept or not kept:
        return dict.fromkeys(names)
    total, largest = sum(kept.values()), sorted(kept.values(), reverse=True)
    hhi = _rounded(sum((value / total) ** 2 for value in largest))
    return dict(zip(names, (len(kept), hhi, pct(largest[0], total), pct(sum(largest[:3]), total)), strict=True))


def _held(world: World, facts: Sequence[DayFacts]) -> Iterator[tuple[date, tuple[str, str, str], _Held]]:
    """Yield what each fund held at the end of each landed day, by asset and source of acquisition."""
    movements = {wallet: dict(_movements(world, facts, wallet)) for wallet in reserve_wallets_of(world.city)}
    for each in facts:
        held: dict[tuple[str, str, str], list[_Held]] = defaultdict(list)
        for wallet, by_day in movements.items():
            if wallet.held_from <= each.day and (wallet.held_to is None or wallet.held_to >= each.day):
                known = sum(moved for day, moved in by_day.items() if day <= each.day)
                coverage = _coverage(world, facts[0].day, wallet)
                units = None if _COVERAGES[coverage] == "not_landed" else known
                held[wallet.fund, wallet.asset, wallet.acquired_by].append(_Held(1, units, coverage))
        for key, parts in held.items():
            amounts = [part.units for part in parts if part.units is not None]
            units = sum(amounts) if len(amounts) == len(parts) else None
            yield each.day, key, _Held(len(parts), units, max(part.coverage for part in parts))


def _movements(world: World, facts: Sequence[DayFacts], wallet: ReserveWallet) -> Iterator[tuple[date, int]]:
    """Yield what each landed day brought a wallet, less what left it, in 10^-18 units."""
    coins = _bitcoin_moves(world, [each.day for each in facts], wallet.address)
    for each in facts:
        if wallet.address.startswith("0x"):
            yield each.day, _evm_move(each, wallet) * 10 ** (18 - _DECIMALS.get(wallet.asset, 18))
        elif wallet.address.startswith("T"):
            yield each.day, _tron_move(world, each.day, wallet.address) * 10**12
        else:
            yield each.day, coins[each.day] * 10**10


def _evm_move(facts: DayFacts, wallet: ReserveWallet) -> int:
    moved, is_native = 0, wallet.asset == "ETH"
    for intent in facts.intents:
        if intent.token == _ADDRESS_OF.get(wallet.asset) and intent.succeeds:
            moved += intent.amount * ((intent.recipient == wallet.address) - (intent.wallet.address == wallet.address))
        if is_native and intent.wallet.address == wallet.address:
            moved -= fee_of(intent)
    return moved


def _tron_move(world: World, day: date, address: str) -> int:
    return sum(
        amount * ((tron_address_of(payee) == address) - (tron_address_of(payer) == address))
        for _, payer, payee, amount in reserve_moves_on_tron(world.city, day)
    )


def _bitcoin_moves(world: World, days: Sequence[date], address: str) -> Mapping[date, int]:
    """Return the satoshi that each landed day brought; what was paid before the first landed day is not known of."""
    moves: dict[date, int] = defaultdict(int)
    paid: dict[tuple[str, int], tuple[date, int]] = {}
    spent: dict[tuple[str, int], date] = {}
    for day, transaction in _bitcoin_transactions(world, days):
        spent |= {(each["txid"], each["vout"]): day for each in transaction["vin"] if "txid" in each}
        for output in transaction["vout"]:
            if output["scriptPubKey"].get("address") == address:
                paid[transaction["txid"], output["n"]] = (day, int(output["value"] * 10**8))
    for coin, (paid_on, satoshi) in paid.items():
        moves[paid_on] += satoshi
        if coin in spent:
            moves[max(paid_on, spent[coin])] -= satoshi
    return moves


def _bitcoin_transactions(world: World, days: Sequence[date]) -> Iterator[tuple[date, Mapping[str, Any]]]:
    for block in world.bitcoin.blocks:
        if day := _day_of(block, days):
            yield from ((day, transaction) for transaction in block["tx"])


def _day_of(block: Mapping[str, Any], days: Sequence[date]) -> date | None:
    mined_at = datetime.fromtimestamp(block["time"], UTC)
    return next((day for day in days if Window.of_day(day).holds(mined_at)), None)


def _coverage(world: World, first_landed: date, wallet: ReserveWallet) -> int:
    """Return how well a holding can be known: the sandbox chain begins on the world's first day, the others before."""
    if wallet.asset not in _DECIMALS:
        return _COVERAGES.index("not_landed")
    is_on_time = first_landed < wallet.held_from
    if wallet.address.startswith("0x") and (is_on_time or first_landed == world.first_day):
        if wallet.asset == "ETH":
            return _COVERAGES.index("without_internal_calls")
        return _COVERAGES.index("whole_chain" if first_landed == world.first_day else "since_first_day")
    return _COVERAGES.index("since_first_day" if is_on_time else "partial")


def _holding(
    world: World, first_landed: date, day: date, holding: tuple[tuple[str, str, str], _Held]
) -> dict[str, object]:
    (fund, asset, acquired_by), held = holding
    price = price_usd(world.city.seed, day).get(asset)
    value = None if price is None or held.units is None else _worth(held.units, price)
    is_known = _COVERAGES[held.coverage] != "not_landed"
    return {
        "day": day,
        "fund": fund,
        "asset": asset,
        "acquired_by": acquired_by,
        "wallets": held.wallets,
        "units": None if held.units is None else Decimal(held.units).scaleb(-18),
        "price_usd": None if price is None else 100 * price,
        "is_price_carried_forward": None if price is None else not prices_of(world.city.seed, day),
        "value_usd": value,
        "value_kzt": _in_tenge(world, day, value),
        "coverage": _COVERAGES[held.coverage],
        "is_complete": held.coverage < _COVERAGES.index("without_internal_calls"),
        "known_since_on": first_landed if is_known else None,
    }


def _fund_rows(world: World, fund: str, days: Mapping[date, Rows]) -> Iterator[dict[str, object]]:
    """Yield a fund's days in their order; no liabilities are known of, so that assets are the net asset value."""
    returns: list[float | None] = []
    peak = 0
    for day in sorted(days):
        assets = _values(days[day], ("asset",))
        total = sum(assets.values())
        peak = max(peak, total)
        returns.append(_return_on(world, day, days.get(day - timedelta(days=1), [])))
        known = [each for each in returns[-_RETURNS:] if each is not None]
        largest = sorted(assets.values(), reverse=True)
        yield {
            **_standing(days[day], day, fund),
            "assets_usd": total,
            "nav_usd": total,
            "nav_kzt": _in_tenge(world, day, total),
            "concentration_hhi": _rounded(sum((value / total) ** 2 for value in assets.values())),
            "top_1_share_pct": pct(largest[0], total),
            "top_3_share_pct": pct(sum(largest[:3]), total),
            "peak_nav_usd": peak,
            "drawdown_pct": pct(peak - total, peak),
            "return_pct": None if returns[-1] is None else _rounded(100 * returns[-1]),
            "volatility_30_day_pct": _rounded(100 * stdev(known)) if len(known) > 1 else None,
            "volatility_returns": len(known),
        }


def _standing(holdings: Rows, day: date, fund: str) -> dict[str, object]:
    """Return what is counted of a fund's holdings, and the share of each source of acquisition."""
    by_source, valued = _values(holdings, ("acquired_by",)), [row for row in holdings if row["value_usd"] is not None]
    return {
        "day": day,
        "fund": fund,
        "holdings": len(holdings),
        "unvalued_holdings": len(holdings) - len(valued),
        "is_complete": all(row["is_complete"] for row in holdings) and len(valued) == len(holdings),
        "liabilities_usd": None,
        "are_liabilities_known": False,
        "is_price_carried_forward": any(row["is_price_carried_forward"] for row in holdings),
        **{f"{source}_share_pct": pct(by_source[source,], sum(by_source.values())) for source in _SOURCES},
        "parameter_confidence": None,
    }


def _values(holdings: Rows, by: tuple[str, ...]) -> dict[tuple[object, ...], int]:
    values: dict[tuple[object, ...], int] = defaultdict(int)
    for row in holdings:
        if isinstance(row["value_usd"], int):
            values[tuple(row[name] for name in by)] += row["value_usd"]
    return values


def _return_on(world: World, day: date, before: Rows) -> float | None:
    """Return what the holdings of the day before gained by the day's prices."""
    prices = price_usd(world.city.seed, day)
    priced = [
        (float(row["units"]), float(row["price_usd"]) / 100, float(prices[str(row["asset"])]))
        for row in before
        if isinstance(row["units"], Decimal) and isinstance(row["price_usd"], Decimal)
    ]
    worth = sum(units * then for units, then, _ in priced)
    return sum(units * now for units, _, now in priced) / worth - 1 if worth else None


def _at_risk(world: World, landed: Sequence[date], holdings: Rows) -> dict[str, object]:
    """Return what the holdings of a day would have lost on the worst days but the worst of them, one in twenty."""
    (today,) = {row["day"] for row in holdings}
    values = _values(holdings, ("asset",))
    losses = sorted(
        -sum(value * (now[str(asset)] / then[str(asset)] - 1) for (asset,), value in values.items())
        for day in landed
        if isinstance(today, date) and today - _SIMULATED < day <= today and day - timedelta(days=1) in landed
        if (now := prices_of(world.city.seed, day)) and (then := price_usd(world.city.seed, day - timedelta(days=1)))
    )
    rare = losses[-1 - len(losses) // _RARELY] if len(losses) >= _RARELY else None
    return {
        "value_at_risk_usd": None if rare is None else max(0, round(rare)),
        "value_at_risk_days": len(losses),
    }


def _worth(units: int, price: Decimal) -> int:
    """Return cents of an amount in 10^-18 units, halves up."""
    whole = _UNITS_SCALE * _PRICE_SCALE
    return (2 * 100 * units * int(price * _PRICE_SCALE) + whole) // (2 * whole)


def _in_tenge(world: World, day: date, cents: int | None) -> int | None:
    rate = int(usd_rate(world.city.seed, day) * _RATE_SCALE)
    return None if cents is None else (2 * cents * rate + _RATE_SCALE) // (2 * _RATE_SCALE)


def _rounded(figure: float) -> Decimal:
    return Decimal(f"{figure:.6f}")


TRUTHS: Mapping[str, Truth] = {
    "reserve_holdings_daily": holdings_of,
    "reserve_nav_daily": nav_of,
}
