"""Turns returns and payments into rows: taxpayers as pseudonyms, tax periods as quarters. Pure."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from cryptocity.identity import Pseudonyms
from cryptocity.sift import Broken, must_be_taxpayer, units_of
from cryptocity.sources.reference.feed import Feed, Item, Row, must_follow, must_not_lie_after
from cryptocity.sources.reference.taxes.datasets import TAX_PAYMENTS, VAT_RETURNS
from cryptocity.wire import DrawnNumber

_TIYN = 2
_DIFFERENCES = ("additional", "additional_by_notice")


class VatReturn(Item):
    """A VAT return, form 300.00; an additional one states by how much what was declared before changes."""

    return_number: DrawnNumber
    xin: str
    quarter: date
    return_type: Literal["initial", "regular", "additional", "additional_by_notice", "liquidation"]
    filed_on: date
    vat_without_invoice_kzt: Decimal
    vat_with_invoice_kzt: Decimal
    vat_offset_kzt: Decimal


class TaxPayment(Item):
    """A payment to the budget for a tax period."""

    payment_number: DrawnNumber
    xin: str
    tax: Literal["vat", "mining_fee"]
    quarter: date
    purpose_code: Literal["911", "912", "913"]
    amount_kzt: Decimal
    paid_on: date


def _return(declared: VatReturn, day: date, pseudonyms: Pseudonyms) -> Row:
    must_be_taxpayer(declared.xin)
    _must_be_quarter(declared.quarter)
    must_follow(declared.quarter, declared.filed_on, what="the return is filed")
    must_not_lie_after(day, declared.filed_on, what="filed on")
    read = _signed if declared.return_type in _DIFFERENCES else _tiyn
    amounts = (
        read(declared.vat_without_invoice_kzt, "vat_without_invoice_kzt"),
        read(declared.vat_with_invoice_kzt, "vat_with_invoice_kzt"),
        read(declared.vat_offset_kzt, "vat_offset_kzt"),
    )
    taxpayer = pseudonyms.of_taxpayer(declared.xin)
    return declared.return_number, taxpayer, declared.quarter, declared.return_type, declared.filed_on, *amounts


def _payment(payment: TaxPayment, day: date, pseudonyms: Pseudonyms) -> Row:
    must_be_taxpayer(payment.xin)
    _must_be_quarter(payment.quarter)
    must_follow(payment.quarter, payment.paid_on, what="the tax is paid")
    must_not_lie_after(day, payment.paid_on, what="paid on")
    amount = _tiyn(payment.amount_kzt, "amount_kzt")
    what = (payment.tax, payment.quarter, payment.purpose_code)
    return payment.payment_number, pseudonyms.of_taxpayer(payment.xin), *what, amount, payment.paid_on


def _must_be_quarter(quarter: date) -> None:
    if quarter.day != 1 or quarter.month % 3 != 1:
        raise Broken("not_a_tax_period", f"{quarter} is not the first day of a quarter")


def _tiyn(amount: Decimal, what: str) -> int:
    return units_of(amount, _TIYN, what=what)


def _signed(amount: Decimal, what: str) -> int:
    is_less = amount.is_finite() and amount < 0
    return -units_of(-amount, _TIYN, what=what) if is_less else units_of(amount, _TIYN, what=what)


_TAXPAYER = frozenset({"xin"})

FEEDS: tuple[Feed[Any], ...] = (
    Feed("vat-returns", VAT_RETURNS, VatReturn, _return, lambda declared: declared.return_number, _TAXPAYER),
    Feed("tax-payments", TAX_PAYMENTS, TaxPayment, _payment, lambda payment: payment.payment_number, _TAXPAYER),
)
