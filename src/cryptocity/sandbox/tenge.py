"""Digital tenge in the simulated city: who pays whom, for what, what became of it, and what of their accounts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from cryptocity.sandbox.city import CATEGORIES, City
from cryptocity.sandbox.sales import DIGITAL_TENGE, SALE

_OTHERS_PER_RESIDENT, _OTHERS_BY_HOUSEHOLDS = 0.004, 0.2
BICS = ("CASPKZKA", "HSBKKZKX", "EURIKZKA", "IRTYKZKA", "KCJBKZKX", "KKMFKZ2A")
_GOODS, _SERVICES = "710", "859"
_PURPOSES = (_GOODS, _SERVICES, "911", "343", "120")
_OUTCOMES = (("ACSC", None), ("RJCT", "AM04"), ("PDNG", None))
_OUTCOME_SHARES = (0.97, 0.02, 0.01)
_LONGEST_TO_DECIDE = 45
_LAST_SECOND_OF_PAYMENT = 86_399 - _LONGEST_TO_DECIDE
FIRST_BALANCE = 10_000_000_000


@dataclass(frozen=True)
class TengePayment:
    """One credit transfer in digital tenge and its outcome."""

    number: int
    second: int
    amount: int
    debtor: str
    creditor: str
    debtor_bic: str
    creditor_bic: str
    purpose: str
    status: str
    reason: str | None
    seconds_to_decide: int

    @property
    def is_settled(self) -> bool:
        """Tell whether the money moved."""
        return self.status == "ACSC"


@dataclass(frozen=True)
class TengeStatement:
    """One account's day: whose it is, its balances in whole tiyn, and the settled payments with +1 in or -1 out."""

    owner: str
    opening: int
    closing: int
    entries: tuple[tuple[TengePayment, int], ...]


def tenge_payments_of(city: City, day: date, receipts: pl.DataFrame) -> list[TengePayment]:
    """Return the day's digital tenge payments in the order of their time; amounts in whole tiyn, few of them large.

    Every sale that was paid in digital tenge is a payment, tried again where it failed. The others have no receipt.
    """
    dice = city.dice("tenge", day)
    paid = sorted((*_of_sales(city, receipts, dice), *_of_others(city, dice)), key=lambda payment: payment.second)
    return [replace(payment, number=number) for number, payment in enumerate(paid)]


def _of_sales(city: City, receipts: pl.DataFrame, dice: np.random.Generator) -> Iterator[TengePayment]:
    sold = receipts.filter((pl.col("operation") == SALE) & (pl.col(f"paid_{DIGITAL_TENGE}") > 0))
    for receipt in sold.iter_rows(named=True):
        customer = receipt["customer"] if receipt["customer"] >= 0 else int(dice.integers(0, city.residents))
        tried = _tried(
            dice,
            second=min(receipt["second"], _LAST_SECOND_OF_PAYMENT),
            amount=receipt[f"paid_{DIGITAL_TENGE}"],
            debtor=city.resident_iins[customer],
            creditor=receipt["xin"],
            purpose=_GOODS if CATEGORIES[receipt["kind"]].oked.startswith("47") else _SERVICES,
        )
        yield tried
        if not tried.is_settled:
            yield replace(tried, status="ACSC", reason=None)


def _of_others(city: City, dice: np.random.Generator) -> Iterator[TengePayment]:
    merchants = city.merchants["xin"].to_list()
    for _ in range(int(dice.poisson(city.residents * _OTHERS_PER_RESIDENT))):
        is_household = bool(dice.random() < _OTHERS_BY_HOUSEHOLDS)
        payers = city.resident_iins if is_household else merchants
        yield _tried(
            dice,
            second=int(dice.integers(8 * 3600, 23 * 3600)),
            amount=int(dice.lognormal(9.0 if is_household else 13.0, 1.1) * 100),
            debtor=payers[int(dice.integers(0, len(payers)))],
            creditor=merchants[int(dice.integers(0, len(merchants)))],
            purpose=_PURPOSES[int(dice.integers(0, len(_PURPOSES)))],
        )


def _tried(
    dice: np.random.Generator, *, second: int, amount: int, debtor: str, creditor: str, purpose: str
) -> TengePayment:
    status, reason = _OUTCOMES[int(dice.choice(len(_OUTCOMES), p=_OUTCOME_SHARES))]
    return TengePayment(
        number=0,
        second=second,
        amount=amount,
        debtor=debtor,
        creditor=creditor,
        debtor_bic=BICS[int(dice.integers(0, len(BICS)))],
        creditor_bic=BICS[int(dice.integers(0, len(BICS)))],
        purpose=purpose,
        status=status,
        reason=reason,
        seconds_to_decide=int(dice.integers(1, _LONGEST_TO_DECIDE)),
    )


def statements_of(before: Iterable[Sequence[TengePayment]], payments: Sequence[TengePayment]) -> list[TengeStatement]:
    """Return the day's statements of the accounts in which money moved, in the order of their owners.

    Every account opens with the same balance on the first simulated day; `before` are the payments of the days since.
    """
    balances: dict[str, int] = defaultdict(lambda: FIRST_BALANCE)
    for payment, owner, sign in (move for day in before for move in _moves(day)):
        balances[owner] += sign * payment.amount
    entries: dict[str, list[tuple[TengePayment, int]]] = defaultdict(list)
    for payment, owner, sign in _moves(payments):
        entries[owner].append((payment, sign))
    return [_statement(owner, balances[owner], moved) for owner, moved in sorted(entries.items())]


def _statement(owner: str, opening: int, moved: Sequence[tuple[TengePayment, int]]) -> TengeStatement:
    closing = opening + sum(sign * payment.amount for payment, sign in moved)
    return TengeStatement(owner, opening, closing, tuple(moved))


def _moves(payments: Sequence[TengePayment]) -> Iterator[tuple[TengePayment, str, int]]:
    for payment in payments:
        if payment.is_settled:
            yield payment, payment.debtor, -1
            yield payment, payment.creditor, 1
