"""The public venues as ccxt knows them: it builds the question and reads the answer, and never touches the network.

The markets are told to ccxt instead of asked for, so that a day needs no list of thousands of instruments. Numbers
stay decimal: ccxt is given `Decimal`, and JSON fractions reach it as text.

Source: ccxt 4.5, `fetch_ohlcv` and `parse_ohlcv` of each exchange; the quote volume, which ccxt leaves out, is where
the venues' own documentation has it.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal, localcontext
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any

from cryptocity.errors import CryptocityError, SourceContradiction, SourceUnavailable
from cryptocity.window import Window

Pair = tuple[str, str]
HOUR = timedelta(hours=1)

_OK = 200
_USD_PAIRS: tuple[Pair, ...] = (("BTC", "USDT"), ("ETH", "USDT"), ("USDC", "USDT"))
_AT_ANY_AGE = {"type": "HistoryCandles"}  # else ccxt asks another path about old days, by its own clock
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True)
class PublicVenue:
    """A public exchange: how it names a pair, which we ask for, where a candle has its quote volume, ccxt options."""

    name: str
    market_id: str
    pairs: tuple[Pair, ...]
    quote_volume: int | str
    options: Mapping[str, str] = field(default_factory=dict)


PUBLIC_VENUES = (
    PublicVenue("binance", "{base}{quote}", _USD_PAIRS, 7),
    PublicVenue("bybit", "{base}{quote}", _USD_PAIRS, 6),
    PublicVenue("okx", "{base}-{quote}", _USD_PAIRS, 7, _AT_ANY_AGE),
    PublicVenue("upbit", "{quote}-{base}", _USD_PAIRS[:2], "candle_acc_trade_price"),
)


@dataclass(frozen=True)
class Candle:
    """One hour as a venue tells it, nothing checked yet: a field that is no number is None."""

    opened_at_ms: int | None
    open: Decimal | None
    high: Decimal | None
    low: Decimal | None
    close: Decimal | None
    base_volume: Decimal | None
    quote_volume: Decimal | None


def venue_named(name: str) -> PublicVenue:
    """Return a venue. Raises SourceContradiction: there is none of this name."""
    for venue in PUBLIC_VENUES:
        if venue.name == name:
            return venue
    raise SourceContradiction(f"{name} is no public venue that we know")


def candles_of(
    venue: PublicVenue, pair: Pair, fetch: Callable[[str], bytes], *, window: Window | None = None
) -> tuple[Candle, ...]:
    """Return the hourly candles that `fetch` gets for the URL that ccxt builds, in order of time, of a window or all.

    Raises SourceUnavailable: no answer of this venue, or "later"; SourceContradiction: it says that we are wrong.
    """
    errors = _part_of_ccxt("base.errors")
    since, limit = (_milliseconds(window), (window.end - window.start) // HOUR) if window else (None, None)
    try:
        with localcontext():  # ccxt sets rounding and traps for everybody in the thread, where it rounds
            exchange = _exchange(venue, pair, fetch)
            rows = exchange.fetch_ohlcv("/".join(pair), "1h", since=since, limit=limit, params=dict(venue.options))
        return tuple(Candle(*row) for row in rows)
    except CryptocityError:
        raise
    except errors.OperationFailed as error:
        raise SourceUnavailable(f"{venue.name} has no candles of {'/'.join(pair)} now ({_line(error)})") from None
    except errors.BaseError as error:
        raise SourceContradiction(f"{venue.name} gives no candles of {'/'.join(pair)} ({_line(error)})") from None
    except _UNREADABLE as error:
        raise SourceUnavailable(f"{venue.name} did not answer with candles ({_line(error)})") from None


def answer_of(venue: PublicVenue, pair: Pair, fetch: Callable[[str], bytes], *, window: Window) -> bytes:
    """Return the answer with a window's hours as `fetch` got it, once it has been read. Raises like `candles_of`."""
    answers: list[bytes] = []

    def kept(url: str) -> bytes:
        answers.append(fetch(url))
        return answers[-1]

    candles_of(venue, pair, kept, window=window)
    return answers[-1]


def _part_of_ccxt(name: str) -> Any:  # noqa: ANN401  ccxt is untyped
    """Return a module of ccxt without the hundred others that the package itself imports, which takes over a second."""
    if "ccxt" not in sys.modules and (package := find_spec("ccxt")):
        sys.modules["ccxt"] = module_from_spec(package)
    return import_module(f"ccxt.{name}")


def _exchange(venue: PublicVenue, pair: Pair, fetch: Callable[[str], bytes]) -> Any:  # noqa: ANN401  ccxt is untyped
    """Return a ccxt exchange that knows one market, fetches by our means and keeps the quote volume."""
    exchange = getattr(_part_of_ccxt(venue.name), venue.name)({"enableRateLimit": False})
    exchange.number = _finite
    exchange.set_markets([exchange.safe_market_structure(_market(venue, pair))])
    parse = exchange.parse_ohlcv

    def fetched(url: str, *_: object) -> object:
        content = fetch(url)
        answer = json.loads(content, parse_float=str, parse_constant=str)
        exchange.handle_errors(_OK, "OK", url, "GET", {}, content.decode(), answer, {}, None)
        _must_be_about(_market(venue, pair)["id"], answer)
        return answer

    def parsed(row: Any, market: object = None) -> list[object]:  # noqa: ANN401  a list or an object, by venue
        return [*parse(row, market), exchange.parse_number(row[venue.quote_volume])]

    exchange.fetch, exchange.parse_ohlcv = fetched, parsed
    return exchange


def _finite(text: Any) -> Decimal:  # noqa: ANN401  whatever stands in an answer
    """Return a number. Raises, which ccxt takes for none."""
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(f"{text} is no number")
    return number


def _market(venue: PublicVenue, pair: Pair) -> Mapping[str, object]:
    base, quote = pair
    return {
        "id": venue.market_id.format(base=base, quote=quote),
        "symbol": f"{base}/{quote}",
        "base": base,
        "quote": quote,
        "type": "spot",
        "spot": True,
    }


def _must_be_about(market_id: object, answer: object) -> None:
    """Raise SourceContradiction where an answer names another market; Binance and OKX name none."""
    result = answer.get("result") if isinstance(answer, dict) else None
    named = [result.get("symbol")] if isinstance(result, dict) else []
    rows = answer if isinstance(answer, list) else []
    named += [row.get("market") for row in rows if isinstance(row, dict)]
    if wrong := [name for name in named if name not in (None, market_id)]:
        raise SourceContradiction(f"asked for {market_id}, the venue answers with {wrong[0]}")


def _milliseconds(window: Window) -> int:
    return int(window.start.timestamp()) * 1000


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
