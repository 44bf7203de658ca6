"""Public markets around the simulated city: hours of trade at prices that agree with the official values of the day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import numpy as np

from cryptocity.sandbox.city import City
from cryptocity.sandbox.market import price_usd
from cryptocity.window import Window, day_of

HOUR = timedelta(hours=1)

_SWING = {"BTC": 0.004, "ETH": 0.005, "USDC": 0.0002}
_DAILY_UNITS = {"BTC": 18_000.0, "ETH": 310_000.0, "USDC": 900_000_000.0}
_SHARES = {"binance": 1.0, "bybit": 0.4, "okx": 0.35, "upbit": 0.05}
_PRICE_PLACES, _VOLUME_PLACES = 6, 6


@dataclass(frozen=True)
class Hour:
    """One hour of one pair at one public venue."""

    opened_at: datetime
    open: float
    high: float
    low: float
    close: float
    base_volume: float
    quote_volume: float


def hours_between(city: City, market: tuple[str, str, str], first: datetime, last: datetime) -> list[Hour]:
    """Return the hours of a market (venue, base, quote) that open from `first` on and before `last`, in order."""
    day, hours = day_of(first), []
    while day <= day_of(last):
        hours += [hour for hour in _hours_of(city, market, day) if first <= hour.opened_at < last]
        day += timedelta(days=1)
    return hours


@lru_cache(maxsize=1024)
def _hours_of(city: City, market: tuple[str, str, str], day: date) -> list[Hour]:
    """Return the hours of one city day; the official value lies between the lowest and highest price of each."""
    venue, base, quote = market
    dice, window = city.dice(f"hours of {base}/{quote} at {venue}", day), Window.of_day(day)
    prices = price_usd(city.seed, day)
    value, count = float(prices[base] / prices[quote]), (window.end - window.start) // HOUR
    marks = value * (1 + _SWING[base] * dice.standard_normal(count + 1))
    beyond = 1 + _SWING[base] * dice.random((2, count))
    high = np.maximum(np.maximum(marks[:-1], marks[1:]), value) * beyond[0]
    low = np.minimum(np.minimum(marks[:-1], marks[1:]), value) / beyond[1]
    volume = _DAILY_UNITS[base] * _SHARES[venue] / count * dice.lognormal(0.0, 0.5, count)
    columns = [np.round(column, _PRICE_PLACES).tolist() for column in (marks[:-1], high, low, marks[1:])]
    volumes = [np.round(column, _VOLUME_PLACES).tolist() for column in (volume, volume * (marks[:-1] + marks[1:]) / 2)]
    opened = [(window.start + number * HOUR).astimezone(UTC) for number in range(count)]
    return [Hour(*row) for row in zip(opened, *columns, *volumes, strict=True)]
