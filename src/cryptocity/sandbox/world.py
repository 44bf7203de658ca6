"""The simulated days, one after the other: each day's facts and its blocks on chain."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock

from cryptocity.errors import WrongUsage
from cryptocity.sandbox.bitcoin import BitcoinChain
from cryptocity.sandbox.chain import Chain, Intent
from cryptocity.sandbox.city import City
from cryptocity.sandbox.clients import Books, MonthLimit, YearAggregate
from cryptocity.sandbox.feeds.invoices import invoices_of
from cryptocity.sandbox.market import LAST_DAY
from cryptocity.sandbox.moves import moves_of
from cryptocity.sandbox.payments import Payment, payments_of, transfers_between_residents
from cryptocity.sandbox.reserve import reserve_intents_of
from cryptocity.sandbox.sales import Sales, sales_of
from cryptocity.sandbox.taxes import TaxBooks, TaxPayment, VatReturn
from cryptocity.sandbox.tenge import TengePayment, tenge_payments_of
from cryptocity.sandbox.trades import Trade, Trading
from cryptocity.sandbox.travel_rule import Accompaniment, accompaniments_of
from cryptocity.sandbox.tron import TronChain
from cryptocity.sandbox.underground import underground_payments_of
from cryptocity.sandbox.venues import Transfer, Volume, transfers_of, volumes_of
from cryptocity.window import days_between


@dataclass(frozen=True)
class DayFacts:
    """Everything that happened on one city day. Hashes follow the lists they belong to."""

    day: date
    sales: Sales
    payments: list[Payment]
    payment_hashes: list[str]
    volumes: list[Volume]
    transfers: list[Transfer]
    transfer_hashes: list[str | None]
    tenge: list[TengePayment]
    intents: list[Intent]
    accompaniments: list[Accompaniment | None] = field(default_factory=list)
    year_aggregates: list[YearAggregate] = field(default_factory=list)
    month_limits: list[MonthLimit] = field(default_factory=list)
    trades: list[Trade] = field(default_factory=list)
    vat_returns: list[VatReturn] = field(default_factory=list)
    tax_payments: list[TaxPayment] = field(default_factory=list)


@dataclass
class World:
    """A city from its first simulated day on. Days are simulated in order, because blocks build on each other."""

    city: City
    first_day: date
    chain: Chain = field(default_factory=Chain)
    bitcoin: BitcoinChain = field(default_factory=BitcoinChain)
    days: dict[date, DayFacts] = field(default_factory=dict)
    tron: TronChain = field(init=False)
    _lock: Lock = field(default_factory=Lock)
    _books: Books = field(init=False)
    _trading: Trading = field(init=False)
    _tax_books: TaxBooks = field(init=False)

    def __post_init__(self) -> None:
        """Open the books of the venues' clients and of the taxpayers, and found the Tron chain of the city."""
        self._books = Books(self.city)
        self._trading = Trading(self.city)
        self._tax_books = TaxBooks(self.city, self.first_day)
        self.tron = TronChain(self.city, self.first_day)

    def facts(self, day: date) -> DayFacts:
        """Return a day's facts, simulating up to it. Raises WrongUsage for a day before the first or without prices."""
        if day < self.first_day:
            raise WrongUsage(f"the sandbox city begins on {self.first_day}; there is no {day}")
        if day not in self.days:
            self._must_trade(day)
            self._simulate_until(day)
        return self.days[day]

    def _must_trade(self, day: date) -> None:
        opened_on = min(self.city.merchants["registered_on"])
        if self.first_day < opened_on or day > LAST_DAY:
            raise WrongUsage(f"the sandbox city has merchants and prices from {opened_on} to {LAST_DAY} only")

    def _simulate_until(self, day: date) -> None:
        with self._lock:
            for missing in self._missing(day):
                self.days[missing] = self._simulate(missing)

    def _missing(self, day: date) -> Iterator[date]:
        return days_between(self.first_day + timedelta(days=len(self.days)), day)

    def _simulate(self, day: date) -> DayFacts:
        sales = sales_of(self.city, day)
        payments = payments_of(self.city, day, sales.receipts)
        transfers = [*transfers_of(self.city, day), *moves_of(self.city, day)]
        carried = list({id(each.intent): each.intent for each in transfers if each.intent}.values())
        others = [
            *transfers_between_residents(self.city, day),
            *reserve_intents_of(self.city, day),
            *underground_payments_of(self.city, day),
        ]
        intents = [*(payment.intent for payment in payments), *carried, *others]
        hashes = self.chain.mine_day(day, intents)
        self.bitcoin.mine_day(self.city, day)
        hash_of = {id(intent): hash_ for intent, hash_ in zip(carried, hashes[len(payments) :], strict=False)}
        volumes, accompaniments = volumes_of(self.city, day), accompaniments_of(self.city, day, transfers)
        accompanied = [(each, what) for each, what in zip(transfers, accompaniments, strict=True) if what]
        trades = self._trading.trades_of(day, volumes)
        years, months = self._books.enter(day, trades, accompanied)
        vat_returns, tax_payments = self._tax_books.enter(day, sales, tuple(invoices_of(self.city, day)))
        return DayFacts(
            day=day,
            sales=sales,
            payments=payments,
            payment_hashes=hashes[: len(payments)],
            volumes=volumes,
            transfers=transfers,
            transfer_hashes=[hash_of.get(id(transfer.intent)) for transfer in transfers],
            tenge=tenge_payments_of(self.city, day, sales.receipts),
            intents=intents,
            accompaniments=accompaniments,
            year_aggregates=years,
            month_limits=months,
            trades=trades,
            vat_returns=vat_returns,
            tax_payments=tax_payments,
        )
