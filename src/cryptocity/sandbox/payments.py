"""Crypto payments of a day: what the payer sends on chain, and what the payment operator settles with the merchant."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import polars as pl

from cryptocity.sandbox.chain import Intent
from cryptocity.sandbox.city import City
from cryptocity.sandbox.market import TOKENS, price_usd, usd_rate
from cryptocity.sandbox.sales import CRYPTO

_LAST_SECOND = 86_399
_NEVER_SETTLED, _REVERTED, _WRONG_AMOUNT, _WITHOUT_RECEIPT = 0.010, 0.005, 0.003, 0.005


@dataclass(frozen=True)
class Payment:
    """One crypto payment: its receipt (by index, of the day), what was paid on chain, what became of it."""

    receipt: int
    token: int
    amount_kzt: int
    is_settled: bool
    has_receipt: bool
    settled_second: int
    settled_kzt: int
    intent: Intent


def payments_of(city: City, day: date, receipts: pl.DataFrame) -> list[Payment]:
    """Return the crypto payments behind the day's sale receipts, in the order of the receipts."""
    dice = city.dice("payments", day)
    paid = receipts.filter((pl.col(f"paid_{CRYPTO}") > 0) & (pl.col("operation") == 2))
    fate = dice.random((paid.height, 4))
    delays = dice.integers(5, 600, paid.height)
    units = _unit_prices(city, day)
    payments = []
    for row, luck, delay in zip(paid.iter_rows(named=True), fate, delays, strict=True):
        amount_kzt, token = row[f"paid_{CRYPTO}"], row["token"]
        amount = int((Decimal(amount_kzt) * units[token]).to_integral_value(ROUND_HALF_UP))
        succeeds = bool(luck[1] >= _REVERTED)
        intent = Intent(
            row["second"],
            city.wallets[row["wallet"]],
            TOKENS[token].address,
            row["settlement_address"],
            amount,
            succeeds,
        )
        payments.append(
            Payment(
                receipt=row["receipt"],
                token=token,
                amount_kzt=amount_kzt,
                is_settled=bool(luck[0] >= _NEVER_SETTLED),
                has_receipt=bool(luck[3] >= _WITHOUT_RECEIPT),
                settled_second=min(_LAST_SECOND, row["second"] + int(delay)),
                settled_kzt=amount_kzt * (95 if luck[2] < _WRONG_AMOUNT else 100) // 100,
                intent=intent,
            )
        )
    return payments


def transfers_between_residents(city: City, day: date) -> list[Intent]:
    """Return transfers that no report mentions: people sending tokens to each other."""
    dice = city.dice("between residents", day)
    count = int(dice.poisson(len(city.wallets) * 0.05))
    chosen = dice.integers(0, len(city.wallets), (count, 2))
    seconds = np.sort(dice.integers(0, _LAST_SECOND, count))
    amounts = dice.integers(10**6, 10**9, count)
    return [
        Intent(int(second), city.wallets[sender], TOKENS[0].address, city.wallets[recipient].address, int(amount))
        for second, (sender, recipient), amount in zip(seconds, chosen, amounts, strict=True)
    ]


def _unit_prices(city: City, day: date) -> list[Decimal]:
    """Return, for each token, smallest units per tiyn at the official value in force on the day."""
    usd, prices = usd_rate(city.seed, day), price_usd(city.seed, day)
    return [Decimal(10) ** token.decimals / (100 * usd * prices[token.symbol]) for token in TOKENS]
