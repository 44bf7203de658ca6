"""What is known to be true of the venues' clients: who broke the monthly limit, and which transfers lack what."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cryptocity.sandbox.clients import FIAT, Trade, trades_of, when_tested
from cryptocity.sandbox.market import usd_rate
from cryptocity.sandbox.truth.figures import Rows, cents, month_of
from cryptocity.sandbox.world import DayFacts, World


def limit_breaches_of(world: World, facts: Sequence[DayFacts], *, limit_usd: int = 1_000) -> Rows:
    """Return one row per resident and month above the limit before the test was passed: cents and number of venues.

    It adds up trades over all venues, not what the venues say of their own clients.
    """
    deposited: dict[tuple[str, date], int] = defaultdict(int)
    venues: dict[tuple[str, date], set[str]] = defaultdict(set)
    for each in facts:
        usd = usd_rate(world.city.seed, each.day)
        for trade in filter(_is_limited, trades_of(world.city, each.day, each.volumes)):
            if not _is_tested(world, trade.client_id, each.day):
                rate = usd if trade.volume.quote_currency == "KZT" else Decimal(1)
                deposited[trade.client_id, month_of(each.day)] += cents(trade.quote_amount / rate)
                venues[trade.client_id, month_of(each.day)].add(trade.volume.venue_id)
    return [
        {"client_id": client, "month": month, "deposited_usd": total, "venues": len(venues[client, month])}
        for (client, month), total in sorted(deposited.items())
        if total > 100 * limit_usd
    ]


def travel_rule_of(facts: DayFacts) -> Rows:
    """Return one row per crypto transfer of a day: is it complete, what does it lack, what does the venue claim."""
    return [
        {
            "transfer_id": transfer.transfer_id,
            "is_complete": transfer.is_travel_rule_complete,
            "missing": accompaniment.missing,
            "is_claimed_complete": accompaniment.is_claimed_complete,
        }
        for transfer, accompaniment in zip(facts.transfers, facts.accompaniments, strict=True)
        if accompaniment
    ]


def _is_limited(trade: Trade) -> bool:
    """Tell whether a resident buys for fiat money."""
    volume = trade.volume
    return (volume.side, volume.client_residency) == ("buy", "resident") and volume.quote_currency in FIAT


def _is_tested(world: World, client_id: str, by: date) -> bool:
    passed_on = when_tested(world.city, client_id)
    return passed_on is not None and passed_on <= by
