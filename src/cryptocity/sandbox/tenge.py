"""Digital tenge payments of a day in the simulated city: who pays whom, for what, and what became of it."""

from dataclasses import dataclass
from datetime import date

from cryptocity.sandbox.city import City

_PAYMENTS_PER_RESIDENT = 0.008
_BICS = ("CASPKZKA", "HSBKKZKX", "EURIKZKA", "IRTYKZKA", "KCJBKZKX", "KKMFKZ2A")
_PURPOSES = ("710", "859", "911", "343", "120")
_OUTCOMES = (("ACSC", None), ("RJCT", "AM04"), ("PDNG", None))
_OUTCOME_SHARES = (0.97, 0.02, 0.01)


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
                debtor_bic=_BICS[int(dice.integers(0, len(_BICS)))],
                creditor_bic=_BICS[int(dice.integers(0, len(_BICS)))],
                purpose=_PURPOSES[int(dice.integers(0, len(_PURPOSES)))],
                status=status,
                reason=reason,
                seconds_to_decide=int(dice.integers(1, 45)),
            )
        )
    return payments
