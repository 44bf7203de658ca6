"""Public exchanges as their own REST APIs answer: hourly candles of Binance, Bybit, OKX and Upbit.

Source: api/v3/klines, v5/market/kline, api/v5/market/history-candles and v1/candles/minutes/60, as the
venues document them.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from cryptocity.errors import WrongUsage
from cryptocity.sandbox.candles import HOUR, Hour, hours_between
from cryptocity.sandbox.city import City

Asked = Mapping[str, str]
_QUOTE = "USDT"


def candles(city: City, venue: str, path: str, asked: Asked) -> bytes:
    """Return a venue's answer to a question. Raises WrongUsage for what it would not know."""
    if (venue, path) not in _ANSWERS:
        raise WrongUsage(f"there is no {path} of {venue}")
    try:
        return json.dumps(_ANSWERS[venue, path](city, asked)).encode()
    except (KeyError, ValueError) as error:
        raise WrongUsage(f"{venue} does not understand the question: {error}") from None


def _binance(city: City, asked: Asked) -> object:
    hours = _from(city, ("binance", asked["symbol"].removesuffix(_QUOTE)), asked["startTime"], limit=asked["limit"])
    return [
        [
            _ms(hour.opened_at), *_texts(hour)[:5], _ms(hour.opened_at + HOUR) - 1, _texts(hour)[5], 1_000,
            "0", "0", "0",
        ]
        for hour in hours
    ]  # fmt: skip


def _bybit(city: City, asked: Asked) -> object:
    hours = _from(city, ("bybit", asked["symbol"].removesuffix(_QUOTE)), asked["start"], limit=asked["limit"])
    rows = [[str(_ms(hour.opened_at)), *_texts(hour)] for hour in reversed(hours)]
    result = {"category": "spot", "symbol": asked["symbol"], "list": rows}
    return {"retCode": 0, "retMsg": "OK", "result": result, "retExtInfo": {}, "time": 0}


def _okx(city: City, asked: Asked) -> object:
    start = str(int(asked["before"]) + 1)
    hours = _from(city, ("okx", asked["instId"].removesuffix(f"-{_QUOTE}")), start, limit=asked["limit"])
    before = [hour for hour in hours if _ms(hour.opened_at) < int(asked["after"])]
    rows = [
        [str(_ms(hour.opened_at)), *_texts(hour)[:5], _texts(hour)[5], _texts(hour)[5], "1"]
        for hour in reversed(before)
    ]
    return {"code": "0", "msg": "", "data": rows}


def _upbit(city: City, asked: Asked) -> object:
    market = ("upbit", asked["market"].removeprefix(f"{_QUOTE}-"), _QUOTE)
    end = datetime.fromisoformat(asked["to"])
    hours = hours_between(city, market, end - int(asked["count"]) * HOUR, end)
    return [
        {
            "market": asked["market"],
            "candle_date_time_utc": f"{hour.opened_at:%Y-%m-%dT%H:%M:%S}",
            "candle_date_time_kst": f"{hour.opened_at + timedelta(hours=9):%Y-%m-%dT%H:%M:%S}",
            "opening_price": hour.open,
            "high_price": hour.high,
            "low_price": hour.low,
            "trade_price": hour.close,
            "timestamp": _ms(hour.opened_at + HOUR) - 1,
            "candle_acc_trade_price": hour.quote_volume,
            "candle_acc_trade_volume": hour.base_volume,
            "unit": 60,
        }
        for hour in reversed(hours)
    ]


_ANSWERS: Mapping[tuple[str, str], Callable[[City, Asked], object]] = {
    ("binance", "api/v3/klines"): _binance,
    ("bybit", "v5/market/kline"): _bybit,
    ("okx", "api/v5/market/history-candles"): _okx,
    ("upbit", "v1/candles/minutes/60"): _upbit,
}


def _from(city: City, market: tuple[str, str], start: str, *, limit: str) -> list[Hour]:
    first = datetime.fromtimestamp(int(start) / 1000, UTC)
    return hours_between(city, (*market, _QUOTE), first, first + int(limit) * HOUR)


def _texts(hour: Hour) -> list[str]:
    """Return open, high, low, close and both volumes as the venues write them: decimals in text."""
    numbers = (hour.open, hour.high, hour.low, hour.close, hour.base_volume, hour.quote_volume)
    return [f"{number:.8f}" for number in numbers]


def _ms(instant: datetime) -> int:
    return int(instant.timestamp()) * 1000
