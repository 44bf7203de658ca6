"""Payments on chain that no licensed venue reports: with sanctioned and stolen wallets, and with exchanges abroad.

Some go over a mule, a wallet that nobody knows and that passes on what it got within the hour; some mules have passed
something on before they got it, which is no exposure.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import numpy as np

from cryptocity.sandbox.chain import Intent
from cryptocity.sandbox.city import VENUES, City, Wallet, wallet_of
from cryptocity.sandbox.market import TOKENS

SANCTIONED = tuple(("sanctioned", number) for number in range(6))
STOLEN = tuple(("public", number) for number in (3, 7))
FOREIGN_EXCHANGE = tuple(("foreign-exchange", number) for number in range(5))
_PAYMENTS_PER_RESIDENT = 0.005
_KINDS = ("bought", "sold", "bought_over_mule", "sold_over_mule", "tainted", "laundered", "untimely")
_SHARES = (0.40, 0.30, 0.08, 0.08, 0.05, 0.06, 0.03)
_PASSED_ON_AFTER = 1_800
_LAST_SECOND = 86_399 - _PASSED_ON_AFTER
_USDT = TOKENS[0].address


def underground_payments_of(city: City, day: date) -> list[Intent]:
    """Return the day's payments, those over a mule as two that follow each other."""
    dice = city.dice("underground", day)
    count = int(dice.poisson(city.residents * _PAYMENTS_PER_RESIDENT))
    intents = [intent for number in range(count) for intent in _payment(city, day, number, dice=dice)]
    return sorted(intents, key=lambda intent: intent.second)


def _payment(city: City, day: date, number: int, *, dice: np.random.Generator) -> Iterator[Intent]:
    kind = _KINDS[int(dice.choice(len(_KINDS), p=_SHARES))]
    second, amount = int(dice.integers(60, _LAST_SECOND)), int(dice.lognormal(5.0, 1.0) * 10**6) + 1
    user = city.wallets[int(dice.integers(0, len(city.wallets)))]
    exchange, dirty = _one_of(city, FOREIGN_EXCHANGE, dice), _one_of(city, (*SANCTIONED, *STOLEN), dice)
    mule = wallet_of(city.seed, f"mule-{day:%Y%m%d}", number, is_labelled=False)
    venue = wallet_of(city.seed, "venue", int(dice.integers(0, len(VENUES))))
    ways = {
        "bought": (exchange, user),
        "sold": (user, exchange),
        "bought_over_mule": (exchange, mule, user),
        "sold_over_mule": (user, mule, exchange),
        "tainted": (dirty, user),
        "laundered": (dirty, mule, venue),
    }
    if kind == "untimely":
        yield _intent(second, (mule, user), amount)
        yield _intent(second + _PASSED_ON_AFTER, (dirty, mule), amount)
        return
    way = ways[kind]
    for step, hop in enumerate(pairwise(way)):
        yield _intent(second + step * _PASSED_ON_AFTER, hop, amount)


def _one_of(city: City, wallets: tuple[tuple[str, int], ...], dice: np.random.Generator) -> Wallet:
    kind, number = wallets[int(dice.integers(0, len(wallets)))]
    return wallet_of(city.seed, kind, number)


def _intent(second: int, parties: tuple[Wallet, Wallet], amount: int) -> Intent:
    sender, recipient = parties
    return Intent(second, sender, _USDT, recipient.address, amount)
