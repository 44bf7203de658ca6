"""The true turnover of exchange offices, and which venues' volumes are one client's trades with himself."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from cryptocity.sandbox.market import price_usd
from cryptocity.sandbox.offices import Turnover, turnovers_of
from cryptocity.sandbox.trades import Trade
from cryptocity.sandbox.truth.cross_border import value_usd
from cryptocity.sandbox.truth.figures import Rows, Truth, cents, pct
from cryptocity.sandbox.venues import WASH_VENUE, WASHED_FROM, WASHED_PAIR
from cryptocity.sandbox.world import DayFacts, World

_SUSPICIOUS_PCT = 20


def office_turnover_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of exchange_office_turnover_daily."""
    rows: Rows = []
    for each in facts:
        groups: dict[tuple[str, str], list[Turnover]] = defaultdict(list)
        for turnover in turnovers_of(world.city, each.day):
            groups[turnover.office.office_id, turnover.asset].append(turnover)
        for (office, asset), turnovers in groups.items():
            is_licensed = turnovers[0].office.is_licensed_on(each.day)
            key = {"day": each.day, "office_id": office, "asset": asset, "is_licensed": is_licensed}
            rows.append({**key, **_turnover(turnovers)})
    return rows


def _turnover(turnovers: Sequence[Turnover]) -> dict[str, object]:
    bought, sold = ([t for t in turnovers if t.side == side] for side in ("buy", "sell"))
    turnover, fee = (sum(cents(t.turnover_kzt) for t in turnovers), sum(cents(t.fee_kzt) for t in turnovers))
    return {
        "bought_operations": sum(t.operations for t in bought),
        "sold_operations": sum(t.operations for t in sold),
        "bought_units": sum((t.asset_amount for t in bought), Decimal(0)),
        "sold_units": sum((t.asset_amount for t in sold), Decimal(0)),
        "bought_kzt": sum(cents(t.turnover_kzt) for t in bought),
        "sold_kzt": sum(cents(t.turnover_kzt) for t in sold),
        "turnover_kzt": turnover,
        "fee_kzt": fee,
        "fee_pct": pct(fee, turnover),
    }


def plausibility_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of exchange_volume_plausibility_daily: all prices are honest, some volume is not."""
    rows: Rows = []
    for each in facts:
        prices = price_usd(world.city.seed, each.day)
        for venue in sorted({volume.venue_id for volume in each.volumes}):
            trades = [trade for trade in each.trades if trade.volume.venue_id == venue]
            moved = [t for t in each.transfers if t.venue_id == venue]
            rows.append({
                "day": each.day,
                "venue_id": venue,
                "is_licensed": True,
                "pairs": len({(t.volume.base_asset, t.volume.quote_currency) for t in trades}),
                "implausible_pairs": 0,
                "trade_count": len(trades),
                "clients": len({trade.client_id for trade in trades}),
                "moved_usd": sum(value_usd(world, each.day, transfer) for transfer in moved),
                **_round_trips(trades, prices),
                "unvalued_positions": 0,
                "is_market_contradicted": False,
            })  # fmt: skip
    return rows


def washed_venue_days_of(facts: Sequence[DayFacts]) -> set[tuple[object, str]]:
    """Return the days and venues at which somebody did trade with himself for the volume alone."""
    return {
        (each.day, volume.venue_id)
        for each in facts
        for volume in each.volumes
        if each.day >= WASHED_FROM
        and (volume.venue_id, (volume.base_asset, volume.quote_currency)) == (WASH_VENUE, WASHED_PAIR)
    }


def _round_trips(trades: Sequence[Trade], prices: Mapping[str, Decimal]) -> dict[str, object]:
    positions: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: {"buy": Decimal(0), "sell": Decimal(0)})
    for trade in trades:
        positions[trade.client_id, trade.volume.base_asset][trade.volume.side] += trade.base_amount
    values = {
        key: sum(cents(units * prices[key[1]]) for units in position.values()) for key, position in positions.items()
    }
    flat = [
        key
        for key, position in positions.items()
        if min(position.values()) > 0 and 100 * abs(position["buy"] - position["sell"]) <= max(position.values())
    ]
    share = pct(sum(values[key] for key in flat), sum(values.values()))
    return {
        "traded_usd": sum(values.values()),
        "round_trip_clients": len({client for client, _ in flat}),
        "round_trip_usd": sum(values[key] for key in flat),
        "round_trip_pct": share,
        "is_wash_suspected": share is not None and share >= _SUSPICIOUS_PCT,
    }


TRUTHS: Mapping[str, Truth] = {
    "exchange_office_turnover_daily": office_turnover_of,
    "exchange_volume_plausibility_daily": plausibility_of,
}
