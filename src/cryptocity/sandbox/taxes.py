"""What the simulated city's taxpayers declare and pay, and who of them does not: VAT by quarter, the mining fee.

Most declare what their receipts state and is due on their e-invoices, pay in time, and correct a mistake by an
additional return. Some under-report what they sold without an e-invoice, some never file, one declares everything and
pays nothing. Of quarters that began before the city's first simulated day nobody knows the receipts; their amounts are
drawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from cryptocity.sandbox import mining
from cryptocity.sandbox.city import City
from cryptocity.sandbox.feeds.invoices import Invoice
from cryptocity.sandbox.sales import SALE, Sales
from cryptocity.window import days_between

Tiyn = npt.NDArray[np.int64]

RETURN_DUE_DAY, PAYMENT_DUE_DAY, FEE_DUE_DAY = 15, 25, 20
TAX, PENALTY = "911", "912"
FEE_KZT_PER_KWH = {"grid": 2, "own_generation": 2, "own_renewable": 1}
UNPAYING_MINER, UNDERPAYING_MINER, LATE_MINER = 3, 5, 7
_UNDERREPORTING, _NEVER_FILING, _LATE, _CORRECTING, _IN_PARTS = 0.08, 0.02, 0.05, 0.08, 0.3
_QUARTERS_KNOWN = 4
_ALL_INVOICED_DAYS = 16
_OPENED_ON = date(2026, 7, 1)


@dataclass(frozen=True)
class VatReturn:
    """One VAT return, in whole tenge; `is_difference` where it changes what was declared before."""

    number: str
    xin: str
    quarter: date
    is_difference: bool
    filed_on: date
    without_invoice: int
    with_invoice: int
    offset: int

    @property
    def payable(self) -> int:
        """Return what is to be paid of it; below zero there is an excess of VAT."""
        return self.without_invoice + self.with_invoice - self.offset


@dataclass(frozen=True)
class TaxPayment:
    """One payment to the budget, in whole tenge."""

    number: str
    xin: str
    tax: str
    quarter: date
    purpose_code: str
    amount: int
    paid_on: date


@dataclass(frozen=True)
class Conduct:
    """How a merchant deals with the tax office, always the same way."""

    declared_share: float
    files: bool
    pays: bool
    is_late: bool
    corrects: bool
    pays_in_parts: bool
    offset_share: float


@lru_cache(maxsize=8)
def conduct_of(city: City) -> tuple[Conduct, ...]:
    """Return each merchant's conduct, by its number."""
    count = city.merchants.height
    luck = city.dice("tax conduct").random((7, count))
    unpaying = unpaying_merchant(city)
    return tuple(
        Conduct(
            declared_share=0.4 + 0.45 * luck[1, number] if is_under and number != unpaying else 1.0,
            files=number == unpaying or luck[2, number] >= _NEVER_FILING,
            pays=number != unpaying,
            is_late=bool(luck[3, number] < _LATE),
            corrects=bool(luck[4, number] < _CORRECTING) and not is_under,
            pays_in_parts=bool(luck[5, number] < _IN_PARTS),
            offset_share=0.15 + 0.2 * luck[6, number],
        )
        for number, is_under in enumerate((luck[0] < _UNDERREPORTING).tolist())
    )


def unpaying_merchant(city: City) -> int:
    """Return the one merchant that declares everything and pays nothing: the most popular among lasting VAT payers."""
    payers = city.merchants.filter(
        pl.col("vat_payer_from") <= _OPENED_ON, pl.col("vat_payer_to").is_null(), ~pl.col("is_simplified")
    )
    return int(payers.sort("popularity", "merchant", descending=[True, False])["merchant"][0])


@dataclass
class TaxBooks:
    """The VAT that each merchant's receipts state and is due on its e-invoices, by quarter, and what follows of it."""

    city: City
    first_day: date
    _without: dict[date, Tiyn] = field(default_factory=dict)
    _with: dict[date, Tiyn] = field(default_factory=dict)
    _issued: dict[tuple[int, date, int], Invoice] = field(default_factory=dict)
    _closed: dict[date, tuple[tuple[VatReturn, ...], tuple[TaxPayment, ...]]] = field(default_factory=dict)

    def enter(self, day: date, sales: Sales, invoices: Sequence[Invoice]) -> tuple[list[VatReturn], list[TaxPayment]]:
        """Enter a day's sales and e-invoices. Return the returns and payments of the last quarters known at its end."""
        receipts = sales.receipts.filter(pl.col("is_vat_payer") & (pl.col("operation") >= SALE))
        signs = np.where(receipts["operation"].to_numpy() == SALE, 1, -1)
        np.add.at(self._of(self._without, day), receipts["merchant"].to_numpy(), signs * receipts["vat"].to_numpy())
        for invoice in invoices:
            self._enter_invoice(invoice)
        closed = [self._close(quarter) for quarter in quarters_known_on(day) if _is_closed(quarter, day)]
        fees = [fee for quarter in quarters_known_on(day) for fee in fees_of(self.city, quarter)]
        returns = [each for declared, _ in closed for each in declared if each.filed_on <= day]
        payments = [each for paid in (*(paid for _, paid in closed), fees) for each in paid if each.paid_on <= day]
        return returns, payments

    def _enter_invoice(self, invoice: Invoice) -> None:
        """Enter the VAT of an e-invoice; a fixed one takes the place of the one it names, if the seller issued that."""
        seller = int(str(invoice.seller["merchant"]))
        self._of(self._with, invoice.sold_on)[seller] += invoice.vat_due
        fixed = self._issued.pop((seller, invoice.sold_on, invoice.number), None) if invoice.is_fixed else None
        if fixed:
            self._of(self._with, fixed.sold_on)[seller] -= fixed.vat_due
        self._issued[seller, invoice.day, invoice.number] = invoice

    def _of(self, book: dict[date, Tiyn], day: date) -> Tiyn:
        return book.setdefault(quarter_of(day), np.zeros(self.city.merchants.height, dtype=np.int64))

    def _close(self, quarter: date) -> tuple[tuple[VatReturn, ...], tuple[TaxPayment, ...]]:
        if quarter not in self._closed:
            is_known = self.first_day <= quarter
            books = (self._of(self._without, quarter), self._of(self._with, quarter))
            charged = books if is_known else _drawn(self.city, quarter)
            filed = tuple(_returns(self.city, quarter, *charged))
            self._closed[quarter] = (filed, tuple(_vat_payments(self.city, quarter, filed)))
        return self._closed[quarter]


def _is_closed(quarter: date, day: date) -> bool:
    return quarter >= _OPENED_ON and day >= next_quarter(quarter) + timedelta(days=_ALL_INVOICED_DAYS)


def quarter_of(day: date) -> date:
    """Return the first day of a day's quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def next_quarter(quarter: date) -> date:
    """Return the first day of the quarter after one."""
    return quarter_of(quarter + timedelta(days=93))


def quarters_known_on(day: date) -> list[date]:
    """Return the last quarters that are over, the newest last."""
    quarters = [quarter_of(day)]
    for _ in range(_QUARTERS_KNOWN):
        quarters.insert(0, quarter_of(quarters[0] - timedelta(days=1)))
    return quarters[:-1]


def second_month(quarter: date, day_of_month: int) -> date:
    """Return a day of the second month after a quarter."""
    return (next_quarter(quarter) + timedelta(days=32)).replace(day=day_of_month)


def _drawn(city: City, quarter: date) -> tuple[Tiyn, Tiyn]:
    """Return plausible VAT of a quarter that was not simulated, by merchant."""
    dice, merchants = city.dice("former VAT", quarter), city.merchants
    is_payer = merchants.select(
        ((pl.col("vat_payer_from") <= quarter) & ~pl.col("is_simplified")).fill_null(value=False)
    ).to_series()
    sold = merchants["popularity"].to_numpy() * is_payer.to_numpy() * city.residents * dice.lognormal(8.0, 0.5)
    charged = (sold * dice.uniform(0.5, 1.5, merchants.height)).astype(np.int64)
    return 100 * charged, 20 * charged


def _returns(city: City, quarter: date, without: Tiyn, with_invoice: Tiyn) -> Iterator[VatReturn]:
    """Yield what is filed for a quarter: by the deadline, weeks later, or never; mistakes are corrected later on."""
    dice, due = city.dice("VAT returns", quarter), second_month(quarter, RETURN_DUE_DAY)
    early, late = dice.integers(0, 28, without.size).tolist(), dice.integers(3, 30, without.size).tolist()
    xins = city.merchants["xin"].to_list()
    for number, conduct in enumerate(conduct_of(city)):
        sold, invoiced = (round(max(0, int(book[number])) / 100) for book in (without, with_invoice))
        if conduct.files and sold + invoiced:
            filed_on = due + timedelta(days=late[number]) if conduct.is_late else due - timedelta(days=early[number])
            first = round(sold * (0.9 if conduct.corrects else conduct.declared_share))
            offset = round(conduct.offset_share * (first + invoiced))
            sign = f"300-{quarter:%y%m}-{number:05d}"
            yield VatReturn(f"{sign}-0", xins[number], quarter, False, filed_on, first, invoiced, offset)
            if conduct.corrects:
                corrected_on = filed_on + timedelta(days=10 + early[number] % 15)
                yield VatReturn(f"{sign}-1", xins[number], quarter, True, corrected_on, sold - first, 0, 0)


def _vat_payments(city: City, quarter: date, filed: Sequence[VatReturn]) -> Iterator[TaxPayment]:
    """Yield what is paid on returns: by the deadline, in parts, or late with a penalty; corrections at once."""
    dice, due = city.dice("VAT payments", quarter), second_month(quarter, PAYMENT_DUE_DAY)
    early, late = dice.integers(0, 36, len(filed)).tolist(), dice.integers(1, 40, len(filed)).tolist()
    conducts = dict(zip(city.merchants["xin"], conduct_of(city), strict=True))
    for number, declared in enumerate(filed):
        conduct, sign = conducts[declared.xin], f"V{declared.number}"
        in_time = max(declared.filed_on, due - timedelta(days=early[number]))
        paid_on = in_time + timedelta(days=late[number]) if conduct.is_late else in_time
        parts = _parts(declared.payable, 2 if conduct.pays_in_parts else 1) if conduct.pays else ()
        for part, amount in enumerate(parts):
            yield TaxPayment(f"{sign}-{part}", declared.xin, "vat", quarter, TAX, amount, paid_on)
        if conduct.is_late and parts:
            penalty = max(1, declared.payable // 100)
            yield TaxPayment(f"{sign}-P", declared.xin, "vat", quarter, PENALTY, penalty, paid_on)


def _parts(amount: int, count: int) -> tuple[int, ...]:
    """Return an amount in so many parts; none where there is nothing to pay."""
    first = amount // count
    return (*(first for _ in range(count - 1)), amount - (count - 1) * first) if amount > 0 else ()


@lru_cache(maxsize=64)
def fees_of(city: City, quarter: date) -> tuple[TaxPayment, ...]:
    """Return what miners pay of the fee for a quarter: one nothing, one not enough, one late, all others in time."""
    dice = city.dice("mining fees", quarter)
    used: dict[int, int] = {}
    for day in days_between(quarter, next_quarter(quarter) - timedelta(days=1)):
        for number, kwh in mining.used_kwh(city, day).items():
            used[number] = used.get(number, 0) + kwh
    due = next_quarter(quarter).replace(day=FEE_DUE_DAY)
    early = dice.integers(0, 12, mining.MINERS).tolist()
    shares = {UNPAYING_MINER: 0.0, UNDERPAYING_MINER: 0.6}
    return tuple(
        TaxPayment(
            f"F{quarter:%y%m}-{miner.number:05d}",
            miner.xin,
            "mining_fee",
            quarter,
            TAX,
            round(shares.get(miner.number, 1) * used[miner.number] * FEE_KZT_PER_KWH[miner.tariff_source]),
            due + timedelta(days=11) if miner.number == LATE_MINER else due - timedelta(days=early[miner.number]),
        )
        for miner in mining.miners_of(city)
        if used.get(miner.number) and miner.number != UNPAYING_MINER
    )
