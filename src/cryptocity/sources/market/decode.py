"""Turns the hourly candles of public venues into one candle a city day, or into a quarantined one. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any

from cryptocity.landing import Landing, Rejected
from cryptocity.money import fits, table
from cryptocity.sift import Broken, must_fall_in
from cryptocity.sources.market.datasets import AMOUNT, DAILY_CANDLES
from cryptocity.sources.market.venues import HOUR, Candle, Pair, PublicVenue, candles_of
from cryptocity.window import Window

Row = tuple[Any, ...]

_EXACT_DIGITS = 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    """What a venue answered about a pair."""

    venue: PublicVenue
    pair: Pair
    content: bytes


@dataclass(frozen=True)
class _Hour:
    """A candle whose numbers are numbers."""

    opened_at: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    base_volume: Decimal
    quote_volume: Decimal


def decode_candles(answers: Sequence[Answer], window: Window) -> Landing:
    """Return one row per venue and pair whose hours of the day are all in order.

    One hour that breaks a rule turns the pair's whole day away, because a day without it would tell of less volume than
    there was. Hours without any candle are allowed, and counted: a venue may have been closed, or without trade.
    Raises SourceUnavailable or SourceContradiction: bytes that are no candles of the venue.
    """
    rows, rejected = [], []
    for position, answer in enumerate(answers):
        candles = candles_of(answer.venue, answer.pair, lambda _, answer=answer: answer.content)  # type: ignore[misc]
        try:
            rows.append((answer.venue.name, *answer.pair, *_day_of(candles, window)))
        except Broken as error:
            base, quote = answer.pair
            row = {"venue": answer.venue.name, "base_asset": base, "quote_asset": quote, "candles": len(candles)}
            rejected.append(Rejected(error.rule, str(error), position, row))
    return Landing(DAILY_CANDLES, table(DAILY_CANDLES, rows), len(answers), rejected)


def _day_of(candles: Sequence[Candle], window: Window) -> Row:
    """Return first, highest, lowest and last price, the volumes and the number of hours. Raises Broken."""
    hours = [_hour(candle, window) for candle in candles]
    if not hours:
        raise Broken("no_candles", "the venue has no candle of any hour of the day")
    if len({hour.opened_at for hour in hours}) != len(hours):
        raise Broken("duplicate_key", "two candles of the day are of the same hour")
    with localcontext(prec=_EXACT_DIGITS):
        base_volume = sum((hour.base_volume for hour in hours), Decimal(0))
        quote_volume = sum((hour.quote_volume for hour in hours), Decimal(0))
    _must_fit(base_volume, "the day's base volume")
    _must_fit(quote_volume, "the day's quote volume")
    return (
        hours[0].open,
        max(hour.high for hour in hours),
        min(hour.low for hour in hours),
        hours[-1].close,
        base_volume,
        quote_volume,
        len(hours),
    )


def _hour(candle: Candle, window: Window) -> _Hour:
    hour = _Hour(
        _instant(candle.opened_at_ms),
        _number(candle.open, "open"),
        _number(candle.high, "high"),
        _number(candle.low, "low"),
        _number(candle.close, "close"),
        _number(candle.base_volume, "base volume"),
        _number(candle.quote_volume, "quote volume"),
    )
    must_fall_in(window, hour.opened_at)
    if (hour.opened_at - window.start) % HOUR:
        raise Broken("not_an_hour", f"{hour.opened_at.isoformat()} begins no hour")
    if not 0 < hour.low <= min(hour.open, hour.close) <= max(hour.open, hour.close) <= hour.high:
        raise Broken("prices_out_of_order", f"{hour.opened_at.isoformat()}: low, open, close and high do not agree")
    if min(hour.base_volume, hour.quote_volume) < 0:
        raise Broken("negative_amount", f"{hour.opened_at.isoformat()}: a volume is negative")
    return hour


def _instant(milliseconds: int | None) -> datetime:
    if milliseconds is None:
        raise Broken("not_an_instant", "a candle does not say when it begins")
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise Broken("not_an_instant", "a candle begins outside of time") from None


def _number(value: Decimal | None, what: str) -> Decimal:
    if value is None:
        raise Broken("not_an_amount", f"{what} is no number")
    _must_fit(value, what)
    return value


def _must_fit(value: Decimal, what: str) -> None:
    if not fits(value, digits=AMOUNT.precision, scale=AMOUNT.scale):
        raise Broken("not_an_amount", f"{what} does not fit DECIMAL({AMOUNT.precision}, {AMOUNT.scale})")
