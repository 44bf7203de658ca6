"""Digital tenge in the simulated city: who pays whom, for what, what became of it, and what of their accounts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cryptocity.sandbox.city import City

_PAYMENTS_PER_RESIDENT = 0.008
BICS = ("CASPKZKA", "HSBKKZKX", "EURIKZKA", "IRTYKZKA", "KCJBKZKX", "KKMFKZ2A")
_PURPOSES = ("710", "859", "911", "343", "120")
_OUTCOMES = (("ACSC", None), ("RJCT", "AM04"), ("PDNG", None))
_OUTCOME_SHARES = (0.97, 0.02, 0.01)
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


def tenge_payments_of(city: City, day: date) -> list[TengePayment]:
    """Return the day's digital tenge payments in the order of their time; amounts in whole tiyn, few of them large."""
    dice = city.dice("tenge", day)
    count = int(dice.poisson(city.residents * _PAYMENTS_PER_RESIDENT))
    merchants = city.merchants["xin"].to_list()
    seconds = sorted(int(second) for second in dice.integers(8 * 3600, 23 * 3600, count))
    payments = []
    for number, second in enumerate(seconds):
        status, reason = _OUTCOMES[int(dice.choice(3, p=_OUTCOME_SHARES))]
        is_household = bool(dice.random() < 0.6)
        debtor = (
            city.resident_iins[int(dice.integers(0, city.residents))]
            if is_household
            else merchants[int(dice.integers(0, len(merchants)))]
        )
        payments.append(
            TengePayment(
                number=number,
                second=second,
                amount=int(dice.lognormal(9.0 if is_household else 13.0, 1.1) * 100),
                debtor=debtor,
                creditor=merchants[int(dice.integers(0, len(merchants)))],
                debtor_bic=BICS[int(dice.integers(0, len(BICS)))],
                creditor_bic=BICS[int(dice.integers(0, len(BICS)))],
                purpose=_PURPOSES[int(dice.integers(0, len(_PURPOSES)))],
                status=status,
                reason=reason,
                seconds_to_decide=int(dice.integers(1, 45)),
            )
        )
    return payments


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
