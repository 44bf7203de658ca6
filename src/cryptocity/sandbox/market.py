"""Prices in the simulated city: rates and official asset values that follow from the seed and the day alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import numpy as np

CHAIN_ID = 19_180
_FIRST_DAY = date(2025, 12, 1)
_DAYS = 20_000
LAST_DAY = _FIRST_DAY + timedelta(days=_DAYS - 1)
_SUNDAY = 6
_SATURDAY = 5


@dataclass(frozen=True)
class Token:
    """An asset of the sandbox chain: contract (or `native`), decimals, price in USD, how the statistics class it."""

    symbol: str
    address: str
    decimals: int
    price_usd: float
    is_stablecoin: bool
    bpm7_account: str
    share_of_payments: float


TOKENS = (
    Token("USDT", "0x5a0000000000000000000000000000000000d701", 6, 1.0, True, "financial", 0.35),
    Token("KZTE", "0x5a0000000000000000000000000000000000e702", 6, 0.0, True, "financial", 0.25),
    Token("USDC", "0x5a0000000000000000000000000000000000c703", 6, 1.0, True, "financial", 0.20),
    Token("ETH", "native", 18, 3_150.0, False, "capital", 0.15),
    Token("BTC", "0x5a0000000000000000000000000000000000b704", 8, 92_000.0, False, "capital", 0.05),
)
DELISTED_FROM = {"USDC": date(2026, 11, 2)}
"""From when on the regulator's list no longer permits an asset."""

_CURRENCIES = (
    ("USD", 1, 470.0),
    ("EUR", 1, 545.0),
    ("RUB", 1, 5.8),
    ("CNY", 1, 66.0),
    ("KRW", 100, 33.0),
    ("JPY", 100, 312.0),
)
NAMES = {
    "USD": "ДОЛЛАР США",
    "EUR": "ЕВРО",
    "RUB": "РОССИЙСКИЙ РУБЛЬ",
    "CNY": "КИТАЙСКИЙ ЮАНЬ",
    "KRW": "100 ВОН РЕСПУБЛИКИ КОРЕЯ",
    "JPY": "100 ЯПОНСКИХ ИЕН",
}


@dataclass(frozen=True)
class Rate:
    """One line of the National Bank's answer: KZT per `quantity` units."""

    currency: str
    quantity: int
    description: Decimal


def rates_of(seed: int, day: date) -> tuple[Rate, ...]:
    """Return the rates published for a day; none on Sundays, when the last ones apply."""
    if day.weekday() == _SUNDAY:
        return ()
    return tuple(
        Rate(currency, quantity, Decimal(f"{level * _drift(seed, currency, 0.004, day):.2f}"))
        for currency, quantity, level in _CURRENCIES
    )


def prices_of(seed: int, day: date) -> dict[str, Decimal]:
    """Return the official values in USD set for a day; none on Saturdays and Sundays."""
    if day.weekday() in (_SATURDAY, _SUNDAY):
        return {}
    usd = usd_rate(seed, day)
    return {
        token.symbol: Decimal(1 / float(usd) if token.symbol == "KZTE" else _price(seed, token, day)).quantize(
            Decimal("1e-8")
        )
        for token in TOKENS
    }


def usd_rate(seed: int, day: date) -> Decimal:
    """Return KZT per USD in force on a day: the last published."""
    while not (rates := rates_of(seed, day)):
        day -= timedelta(days=1)
    return rates[0].description


def currency_rates(seed: int, day: date) -> dict[str, Decimal]:
    """Return KZT per unit of each currency in force on a day: the last published. KZT is one."""
    while not (rates := rates_of(seed, day)):
        day -= timedelta(days=1)
    return {"KZT": Decimal(1), **{rate.currency: rate.description / rate.quantity for rate in rates}}


def is_permitted(asset: str, day: date) -> bool:
    """Tell whether an asset is on the regulator's list on a day."""
    return asset not in DELISTED_FROM or day < DELISTED_FROM[asset]


def price_usd(seed: int, day: date) -> dict[str, Decimal]:
    """Return the official values in force on a day: the last set."""
    while not (prices := prices_of(seed, day)):
        day -= timedelta(days=1)
    return prices


def _price(seed: int, token: Token, day: date) -> float:
    return token.price_usd * _drift(seed, token.symbol, 0.0003 if token.is_stablecoin else 0.02, day)


def _drift(seed: int, name: str, step: float, day: date) -> float:
    """Return a random walk around 1 that depends on the seed, the name and the day alone."""
    return float(np.exp(step * _walk(seed, name)[(day - _FIRST_DAY).days]))


@cache
def _walk(seed: int, name: str) -> np.ndarray:
    steps = np.random.default_rng([seed, *name.encode()]).standard_normal(_DAYS)
    walk = np.zeros(steps.size)
    for index in range(1, steps.size):
        walk[index] = 0.97 * walk[index - 1] + steps[index]
    return walk
