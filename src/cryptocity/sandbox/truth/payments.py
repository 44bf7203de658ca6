"""What the truths of adoption share: which payments are proven, who paid, what of them counts."""

import polars as pl

from cryptocity.sandbox.payments import Payment
from cryptocity.sandbox.sales import CRYPTO, SALE, SALE_RETURN
from cryptocity.sandbox.world import DayFacts

PAID_CRYPTO = f"paid_{CRYPTO}"


def confirmed(facts: DayFacts) -> list[Payment]:
    """Return the day's payments that are settled, receipted and succeeded on chain."""
    return [p for p in facts.payments if p.is_settled and p.has_receipt and p.intent.succeeds]


def settled(facts: DayFacts) -> list[Payment]:
    """Return the day's payments that the operator settled."""
    return [payment for payment in facts.payments if payment.is_settled]


def is_matched(payment: Payment) -> bool:
    """Tell whether the receipt of a settled payment bears it out: it exists, and is off by one percent at most."""
    return payment.has_receipt and 100 * abs(payment.settled_kzt - payment.amount_kzt) <= payment.amount_kzt


def confirmed_kzt(payment: Payment) -> int:
    """Return what of a confirmed payment counts, in tiyn."""
    return min(payment.amount_kzt, payment.settled_kzt)


def payer_of(payment: Payment) -> str:
    """Return who paid: a person where the public labels know the wallet, else the wallet itself."""
    wallet = payment.intent.wallet
    return wallet.holder if wallet.is_labelled else wallet.address


def tickets_of(receipts: pl.DataFrame) -> list[int]:
    """Return what was paid in crypto on each sale, in tiyn, the smallest first."""
    return sorted(receipts.filter((pl.col("operation") == SALE) & (pl.col(PAID_CRYPTO) > 0))[PAID_CRYPTO])


def net(receipts: pl.DataFrame, column: str) -> int:
    """Return the sum of sales less returns."""
    sums = {kind: int(receipts.filter(pl.col("operation") == kind)[column].sum()) for kind in (SALE, SALE_RETURN)}
    return sums[SALE] - sums[SALE_RETURN]
