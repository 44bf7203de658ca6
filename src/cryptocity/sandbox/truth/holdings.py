"""What each client truly came to hold and gave away of each asset, in order, and what it cost or brought, in tiyn.

Computed from the simulated trades, transfers and payouts with exact fractions; a client appears by its own number.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cryptocity.sandbox.market import currency_rates, price_usd
from cryptocity.sandbox.mining import licensed_on, mined_satoshi
from cryptocity.sandbox.trades import FIAT, Trade
from cryptocity.sandbox.venues import Transfer
from cryptocity.sandbox.world import DayFacts, World

_MINED, _SATOSHI = "BTC", 10**8


@dataclass(frozen=True)
class Event:
    """Units that a client acquires or gives away; `tiyn` None: nobody knows what they cost."""

    day: date
    second: int
    number: str
    kind: str
    is_acquisition: bool
    units: Fraction
    tiyn: int | None
    residency: str
    is_entity: bool = False
    lot: str | None = None

    @property
    def place(self) -> tuple[date, int, bool, str]:
        """Return what events stand in order by."""
        return self.day, self.second, not self.is_acquisition, self.number


Holdings = dict[tuple[str, str], list[Event]]


def holdings_of(world: World, facts: Sequence[DayFacts]) -> Holdings:
    """Return the events of every client and asset, in order."""
    holdings: Holdings = defaultdict(list)
    entities = {trade.client_id for each in facts for trade in each.trades if trade.client_id_type == "bin"}
    for each in facts:
        worth = _Worth.of(world, each.day)
        for client, asset, event in (*_mined(world, each.day, worth), *_traded(each, worth), *_moved(each, worth)):
            if event.units:
                holdings[client, asset].append(replace(event, is_entity=client in entities))
    for events in holdings.values():
        events.sort(key=lambda event: event.place)
    return holdings


def half_up(number: Fraction) -> int:
    """Return the nearest integer, halves away from zero."""
    nearest = int(abs(number) + Fraction(1, 2))
    return nearest if number >= 0 else -nearest


@dataclass(frozen=True)
class _Worth:
    """What one unit of each currency and asset is worth on a day, KZT."""

    of_one: dict[str, Fraction]

    @staticmethod
    def of(world: World, day: date) -> "_Worth":
        rates = {currency: Fraction(rate) for currency, rate in currency_rates(world.city.seed, day).items()}
        prices = {asset: Fraction(price) * rates["USD"] for asset, price in price_usd(world.city.seed, day).items()}
        rounded = {asset: Fraction(half_up(price * 10**8), 10**8) for asset, price in prices.items()}
        return _Worth({**rates, **rounded})

    def tiyn(self, symbol: str, units: Decimal | Fraction) -> int:
        return half_up(100 * self.of_one[symbol] * Fraction(units))


_Found = Iterator[tuple[str, str, Event]]


def _mined(world: World, day: date, worth: _Worth) -> _Found:
    mined = mined_satoshi(world.city, day)
    for miner in licensed_on(world.city, day):
        if miner.is_sole_trader:
            units = Fraction(mined[miner.number], _SATOSHI)
            event = Event(day, -1, "", "mining", True, units, worth.tiyn(_MINED, units), "resident")
            yield miner.xin, _MINED, event


def _traded(facts: DayFacts, worth: _Worth) -> _Found:
    for trade in facts.trades:
        quote, is_buy = trade.volume.quote_currency, trade.volume.side == "buy"
        paid = worth.tiyn(quote, trade.quote_amount)
        fee = worth.tiyn(trade.fee[1], trade.fee[0]) if trade.fee else 0
        kind = "purchase" if is_buy else "sale"
        value = paid + fee if is_buy else paid - fee
        yield _leg(facts.day, trade, (trade.volume.base_asset, kind, is_buy), (trade.base_amount, value))
        if quote not in FIAT:
            yield _leg(facts.day, trade, (quote, "exchange", not is_buy), (trade.quote_amount, paid))


def _leg(day: date, trade: Trade, what: tuple[str, str, bool], amounts: tuple[Decimal, int]) -> tuple[str, str, Event]:
    asset, kind, is_acquisition = what
    volume = trade.volume
    event = Event(
        day=day,
        second=trade.second,
        number=f"{volume.venue_id}|{trade.trade_id}|{asset}",
        kind=kind,
        is_acquisition=is_acquisition,
        units=Fraction(amounts[0]),
        tiyn=amounts[1],
        residency=volume.client_residency,
        lot=f"{volume.venue_id}|{trade.lot_trade_id}|{asset}" if trade.lot_trade_id and not is_acquisition else None,
    )
    return trade.client_id, asset, event


def _moved(facts: DayFacts, worth: _Worth) -> _Found:
    for transfer in facts.transfers:
        if transfer.kind == "crypto" and transfer.purpose != "own":
            yield transfer.client_id, transfer.asset, _move(facts.day, transfer, worth)


def _move(day: date, transfer: Transfer, worth: _Worth) -> Event:
    is_deposit = transfer.direction == "deposit"
    return Event(
        day=day,
        second=transfer.second,
        number=f"{transfer.venue_id}|{transfer.transfer_id}|{transfer.asset}",
        kind="payment" if transfer.purpose == "payment" else transfer.direction,
        is_acquisition=is_deposit,
        units=Fraction(transfer.amount),
        tiyn=None if is_deposit else worth.tiyn(transfer.asset, transfer.amount),
        residency=transfer.client_residency,
    )
