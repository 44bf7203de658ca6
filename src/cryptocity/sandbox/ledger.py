"""The digital tenge ledger of the simulated city: the issuer's account, the banks' for all their customers, suppliers'.

What the issuer owes is what all others hold. An account that holds nothing and did not move is not listed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from cryptocity.sandbox.city import City
from cryptocity.sandbox.tenge import BICS, FIRST_BALANCE, TengePayment
from cryptocity.sandbox.tokens import Institutions, TokenOperation, institutions_of, token_operations_of

_Movement = tuple[int, str | None]
_PaidOn = tuple[date, Sequence[TengePayment]]


@dataclass(frozen=True)
class LedgerAccount:
    """A day of one account: balances in whole tiyn, and movements in (+) or out (-) with their operation, if any."""

    owner: str
    is_issuer: bool
    opening: int
    closing: int
    marked: int
    movements: tuple[_Movement, ...]


@dataclass
class _Ledger:
    """Balances so far, and how much of them is marked."""

    there: Institutions
    balances: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)

    def movements(
        self, payments: Sequence[TengePayment], operations: Sequence[TokenOperation]
    ) -> dict[str, list[_Movement]]:
        """Return what moves between accounts on a day; payments of customers are summed up by bank."""
        moved: dict[str, list[_Movement]] = defaultdict(list)
        paid_in, paid_out = Counter[str](), Counter[str]()
        for payment in payments:
            if payment.is_settled:
                paid_in[payment.creditor_bic] += payment.amount
                paid_out[payment.debtor_bic] += payment.amount
        for bic, bank in zip(BICS, self.there.banks, strict=True):
            moved[bank] += [(sign, None) for sign in (paid_in[bic], -paid_out[bic]) if sign]
        for operation in operations:
            if operation.is_settled and operation.debtor != operation.creditor:
                moved[operation.debtor].append((-operation.amount, operation.operation_id))
                moved[operation.creditor].append((operation.amount, operation.operation_id))
        return moved

    def book(self, moved: dict[str, list[_Movement]], operations: Sequence[TokenOperation]) -> None:
        for owner, movements in moved.items():
            self.balances[owner] += sum(amount for amount, _ in movements)
        for operation in operations:
            if operation.is_settled and operation.transaction_type == "UNMARK":
                self.marked[operation.debtor] -= operation.amount
            elif operation.is_settled and operation.mark and operation.transaction_type in ("ISSUE", "TRANSFER"):
                self.marked[operation.debtor] -= operation.amount
                self.marked[operation.creditor] += operation.amount


def ledger_of(city: City, first_day: date, before: Sequence[_PaidOn], *, today: _PaidOn) -> list[LedgerAccount]:
    """Return the day's accounts in the order of their owners, from the payments of the days since the first."""
    ledger = _opened(city)
    for day, payments in before:
        operations = token_operations_of(city, first_day, day)
        ledger.book(ledger.movements(payments, operations), operations)
    opening = ledger.balances.copy()
    day, payments = today
    operations = token_operations_of(city, first_day, day)
    moved = ledger.movements(payments, operations)
    ledger.book(moved, operations)
    return list(_accounts(ledger, opening, moved))


def _opened(city: City) -> _Ledger:
    """Return the ledger before the first day: every customer's account opens with the same balance, at some bank."""
    there = institutions_of(city)
    customers = city.residents + city.merchants.height
    each = FIRST_BALANCE * -(-customers // len(there.banks))
    ledger = _Ledger(there, Counter(dict.fromkeys(there.banks, each)))
    ledger.balances[there.issuer] = -each * len(there.banks)
    return ledger


def _accounts(ledger: _Ledger, opening: Counter[str], moved: dict[str, list[_Movement]]) -> Iterator[LedgerAccount]:
    for owner, closing in sorted(ledger.balances.items()):
        if opening[owner] or closing or moved.get(owner):
            is_issuer = owner == ledger.there.issuer
            marked = 0 if is_issuer else ledger.marked[owner]
            yield LedgerAccount(owner, is_issuer, opening[owner], closing, marked, tuple(moved.get(owner, ())))
