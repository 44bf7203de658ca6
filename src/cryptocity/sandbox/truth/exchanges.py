"""What is known to be true of the venues' clients: who broke the monthly limit, and which transfers lack what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from cryptocity.sandbox.clients import when_tested
from cryptocity.sandbox.market import currency_rates
from cryptocity.sandbox.trades import FIAT, Trade
from cryptocity.sandbox.truth.figures import Rows, cents, month_of
from cryptocity.sandbox.world import DayFacts, World


@dataclass
class Deposits:
    """What one client paid in for purchases in a month, by venue, in cents: all of it, and before the test."""

    all: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    untested: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def deposits_of(world: World, facts: Sequence[DayFacts]) -> dict[tuple[str, date], Deposits]:
    """Return, by resident client and month, what was paid in for purchases at each venue.

    It adds up trades over all venues, not what the venues say of their own clients.
    """
    deposits: dict[tuple[str, date], Deposits] = defaultdict(Deposits)
    for each in facts:
        rates = currency_rates(world.city.seed, each.day)
        for trade in filter(_is_limited, each.trades):
            volume = trade.volume
            amount = cents(trade.quote_amount * rates[volume.quote_currency] / rates["USD"])
            paid_in = deposits[trade.client_id, month_of(each.day)]
            paid_in.all[volume.venue_id] += amount
            if not _is_tested(world, trade.client_id, each.day):
                paid_in.untested[volume.venue_id] += amount
    return deposits


def limit_breaches_of(world: World, facts: Sequence[DayFacts], *, limit_usd: int = 1_000) -> Rows:
    """Return one row per resident and month above the limit before the test was passed: cents and number of venues."""
    return [
        {
            "client_id": client,
            "month": month,
            "deposited_usd": sum(paid_in.untested.values()),
            "venues": len(paid_in.untested),
        }
        for (client, month), paid_in in sorted(deposits_of(world, facts).items())
        if sum(paid_in.untested.values()) > 100 * limit_usd
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
