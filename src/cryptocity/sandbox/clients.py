"""What the venues say of each client: a year's totals in CARF's terms, a month's limit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from cryptocity.sandbox.city import City
from cryptocity.sandbox.market import currency_rates, price_usd
from cryptocity.sandbox.trades import FIAT, Trade
from cryptocity.sandbox.travel_rule import Accompaniment
from cryptocity.sandbox.venues import Transfer

_TESTED_SHARE = 0.8
_LONGEST_SINCE_TEST_DAYS = 400
_LAST_TEST_ON = date(2026, 11, 20)
_PURCHASE_SHARE = 0.03
_RRPT_FROM_USD = 50_000
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class YearAggregate:
    """A client's running year at a venue, in one asset, CARF element and type; `transactions` None: not counted."""

    venue_id: str
    client_id: str
    client_id_type: str
    year: int
    asset: str
    element: str
    type_code: str | None
    transactions: int | None
    amount_usd: Decimal
    units: Decimal


@dataclass(frozen=True)
class MonthLimit:
    """What a client has paid a venue for purchases in a calendar month to date, and when the test was passed."""

    venue_id: str
    client_id: str
    client_id_type: str
    client_residency: str
    month: date
    deposited_usd: Decimal
    test_passed_on: date | None


@dataclass
class _Tally:
    transactions: int = 0
    amount_usd: Decimal = Decimal(0)
    units: Decimal = Decimal(0)


_YearKey = tuple[str, str, str, int, str, str, str | None]
_MonthKey = tuple[str, str, str, str, date]


@dataclass
class Books:
    """The venues' books of their clients from the world's first day on; days are entered in order."""

    city: City
    years: dict[_YearKey, _Tally] = field(default_factory=dict)
    months: dict[_MonthKey, Decimal] = field(default_factory=dict)

    def enter(
        self, day: date, trades: Sequence[Trade], carried: Sequence[tuple[Transfer, Accompaniment]]
    ) -> tuple[list[YearAggregate], list[MonthLimit]]:
        """Enter a day's trades and crypto transfers. Return what has changed on it, as of its end."""
        rates = currency_rates(self.city.seed, day)
        fiat = {currency: rates[currency] / rates["USD"] for currency in FIAT}
        worth = _Worth({**price_usd(self.city.seed, day), **fiat})
        entries = [entry for trade in trades for entry in _entries_of_trade(trade, worth)]
        purposes = self.city.dice("transfer purposes", day).random(len(carried)).tolist()
        for (transfer, accompaniment), purpose in zip(carried, purposes, strict=True):
            is_purchase = transfer.purpose == "payment" or (transfer.purpose is None and purpose < _PURCHASE_SHARE)
            entries += _entries_of_transfer(transfer, accompaniment, is_purchase, worth=worth)
        years = {self._add(day, *entry): None for entry in entries}
        months = {self._deposit(day, trade, worth): None for trade in trades if _is_purchase(trade)}
        return [_aggregate(key, self.years[key]) for key in years], [self._limit(key, day) for key in months]

    def _add(self, day: date, client: tuple[str, str, str], what: "_Entry") -> _YearKey:
        key = (*client, day.year, what.asset, what.element, what.type_code)
        tally = self.years.setdefault(key, _Tally())
        tally.transactions += 1
        tally.amount_usd += what.amount_usd
        tally.units += what.units
        return key

    def _deposit(self, day: date, trade: Trade, worth: "_Worth") -> _MonthKey:
        volume = trade.volume
        client = (volume.venue_id, trade.client_id, trade.client_id_type, volume.client_residency)
        key = (*client, day.replace(day=1))
        self.months[key] = self.months.get(key, Decimal(0)) + worth.of(volume.quote_currency, trade.quote_amount)
        return key

    def _limit(self, key: _MonthKey, day: date) -> MonthLimit:
        passed_on = when_tested(self.city, key[1])
        return MonthLimit(*key, self.months[key], passed_on if passed_on and passed_on <= day else None)


def _is_purchase(trade: Trade) -> bool:
    return trade.volume.side == "buy" and trade.volume.quote_currency in FIAT


def when_tested(city: City, client_id: str) -> date | None:
    """Return when a client passes the knowledge test, the same at every venue; None for those who never do."""
    dice = np.random.default_rng([city.seed, *f"knowledge test {client_id}".encode()])
    luck, days = dice.random(), int(dice.integers(0, _LONGEST_SINCE_TEST_DAYS))
    return _LAST_TEST_ON - timedelta(days=days) if luck < _TESTED_SHARE else None


@dataclass(frozen=True)
class _Worth:
    """What a day's currencies and assets are worth, in USD to the cent."""

    of_one: dict[str, Decimal]

    def of(self, asset: str, units: Decimal) -> Decimal:
        return (units * self.of_one[asset]).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class _Entry:
    """One line of a client's account in CARF's terms."""

    asset: str
    element: str
    type_code: str | None
    amount_usd: Decimal
    units: Decimal


_Entered = tuple[tuple[str, str, str], _Entry]


def _entries_of_trade(trade: Trade, worth: _Worth) -> list[_Entered]:
    """Return what goes in and what goes out; fiat is no crypto-asset, so against it one line says it all."""
    volume = trade.volume
    client = (volume.venue_id, trade.client_id, trade.client_id_type)
    amount = worth.of(volume.quote_currency, trade.quote_amount)
    there, back = ("In", "Out") if volume.side == "buy" else ("Out", "In")
    if volume.quote_currency in FIAT:
        return [(client, _Entry(volume.base_asset, f"CryptoFiat{there}", None, amount, trade.base_amount))]
    return [
        (client, _Entry(volume.base_asset, f"CryptoToCrypto{there}", None, amount, trade.base_amount)),
        (client, _Entry(volume.quote_currency, f"CryptoToCrypto{back}", None, amount, trade.quote_amount)),
    ]


def _entries_of_transfer(
    transfer: Transfer, accompaniment: Accompaniment, is_purchase: bool, *, worth: _Worth
) -> list[_Entered]:
    """Return a deposit's one line, or a withdrawal's; to a self-hosted wallet it counts as TransferWallet, too."""
    client = (transfer.venue_id, transfer.client_id, transfer.client_id_type)
    value = (worth.of(transfer.asset, transfer.amount), transfer.amount)
    if transfer.direction == "deposit":
        origin = "CARF509" if accompaniment.is_self_hosted else "CARF505"
        return [(client, _Entry(transfer.asset, "CryptoTransferIn", origin, *value))]
    if is_purchase and value[0] > _RRPT_FROM_USD:
        return [(client, _Entry(transfer.asset, "RRPT", None, *value))]
    purpose = "CARF603" if is_purchase else "CARF606" if accompaniment.is_self_hosted else "CARF601"
    lines = [(client, _Entry(transfer.asset, "CryptoTransferOut", purpose, *value))]
    if accompaniment.is_self_hosted:
        lines.append((client, _Entry(transfer.asset, "TransferWallet", None, *value)))
    return lines


def _aggregate(key: _YearKey, tally: _Tally) -> YearAggregate:
    is_counted = key[5] != "TransferWallet"
    return YearAggregate(*key, tally.transactions if is_counted else None, tally.amount_usd, tally.units)
