"""Who traded at the venues, and when: the daily volumes, shared out among clients to the last unit.

A few clients trade a lot, licensed miners sell what they mined, and some sales name the purchase that they give away.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal

import numpy as np

from cryptocity.sandbox.city import City
from cryptocity.sandbox.mining import licensed_on
from cryptocity.sandbox.venues import WASH_VENUE, WASHED_PAIR, Volume

FIAT = ("KZT", "USD", "EUR", "RUB", "CNY")
_TRADERS_PER_RESIDENT = 1 / 12
_CROWDING = 2.5
_MINER_SHARE = 0.2
_FEE_SHARE, _FEE_RATE = 0.85, Decimal("0.002")
_NAMED_SHARE = 0.5
_WASHERS = 3
_SATOSHI = Decimal("1e-8")
_SECONDS = 86_400


@dataclass(frozen=True)
class Trade:
    """One trade of one client: base units bought or sold for quote units, the fee on top.

    `lot_trade_id` names the client's own earlier purchase at the venue whose units a sale gives away.
    """

    volume: Volume
    client_id: str
    client_id_type: str
    base_amount: Decimal
    quote_amount: Decimal
    second: int
    trade_id: str = ""
    fee: tuple[Decimal, str] | None = None
    lot_trade_id: str | None = None


_Lots = dict[tuple[str, str, str], list[str]]


@dataclass
class Trading:
    """The trades from the world's first day on, and the purchases that later sales may name; days come in order."""

    city: City
    bought: _Lots = field(default_factory=dict)

    def trades_of(self, day: date, volumes: Sequence[Volume]) -> list[Trade]:
        """Return the trades behind the day's volumes, in the order of their time."""
        trades = sorted(_trades(self.city, day, volumes), key=lambda trade: trade.second)
        dice = self.city.dice("fees and lots", day)
        numbered = (replace(each, trade_id=f"{day:%Y%m%d}-T{number:06d}") for number, each in enumerate(trades))
        return [self._with_lot(_with_fee(trade, dice), dice) for trade in numbered]

    def _with_lot(self, trade: Trade, dice: np.random.Generator) -> Trade:
        lots = self.bought.setdefault((trade.volume.venue_id, trade.client_id, trade.volume.base_asset), [])
        names, which = dice.random() < _NAMED_SHARE, dice.random()
        if trade.volume.side == "buy":
            lots.append(trade.trade_id)
            return trade
        return replace(trade, lot_trade_id=lots[int(which * len(lots))]) if names and lots else trade


def _trades(city: City, day: date, volumes: Sequence[Volume]) -> Iterator[Trade]:
    dice, clocks = city.dice("client trades", day), city.dice("trade instants", day)
    for volume in volumes:
        weights = dice.integers(1, 10, volume.trade_count).tolist()
        seconds = clocks.integers(0, _SECONDS, volume.trade_count).tolist()
        parts = (_shared(volume.base_amount, weights), _shared(volume.quote_amount, weights))
        clients = _clients(city, day, volume, dice=dice)
        for client, base, quote, second in zip(clients, *parts, seconds, strict=True):
            yield Trade(volume, *client, base, quote, second)


def _clients(city: City, day: date, volume: Volume, *, dice: np.random.Generator) -> list[tuple[str, str]]:
    """Return a client and the type of its number for each trade of a volume."""
    numbers = _traders(city, dice, volume.trade_count)
    if (volume.venue_id, (volume.base_asset, volume.quote_currency)) == (WASH_VENUE, WASHED_PAIR):
        return [(f"FOREIGN-WASH-{day.toordinal() % _WASHERS}", "foreign")] * volume.trade_count
    if volume.client_residency != "resident":
        return [(f"FOREIGN-{number:06d}", "foreign") for number in numbers]
    clients = [(city.resident_iins[number], "iin") for number in numbers]
    if (volume.base_asset, volume.side) != ("BTC", "sell"):
        return clients
    miners = [(miner.xin, "iin" if miner.is_sole_trader else "bin") for miner in licensed_on(city, day)]
    mined = (dice.random(volume.trade_count) < _MINER_SHARE * bool(miners)).tolist()
    sellers = zip(numbers, clients, mined, strict=True)
    return [miners[number % len(miners)] if is_mined else client for number, client, is_mined in sellers]


def trader(city: City, dice: np.random.Generator) -> str:
    """Return the number of one resident who trades, those who trade a lot more often than others."""
    return city.resident_iins[_traders(city, dice, 1)[0]]


def _traders(city: City, dice: np.random.Generator, count: int) -> list[int]:
    traders = max(10, round(city.residents * _TRADERS_PER_RESIDENT))
    return [int(number) for number in traders * dice.random(count) ** _CROWDING]


def _shared(amount: Decimal, weights: list[int]) -> list[Decimal]:
    """Return the amount in parts by weight; the last takes what rounding left."""
    parts = [(amount * weight / sum(weights)).quantize(_SATOSHI, ROUND_DOWN) for weight in weights[:-1]]
    return [*parts, amount - sum(parts)]


def _with_fee(trade: Trade, dice: np.random.Generator) -> Trade:
    if dice.random() >= _FEE_SHARE:
        return trade
    return replace(trade, fee=((trade.quote_amount * _FEE_RATE).quantize(_SATOSHI), trade.volume.quote_currency))
