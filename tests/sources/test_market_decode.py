"""Public candles: hours that make a day, and every way in which they do not."""

import json
from decimal import Decimal

import pytest
from bad_rows import WINDOW
from hypothesis import given, settings
from hypothesis import strategies as st
from tampering import DAY

from cryptocity.errors import CryptocityError, SourceContradiction, SourceUnavailable
from cryptocity.sources.market.datasets import DAILY_CANDLES
from cryptocity.sources.market.decode import Answer, decode_candles
from cryptocity.sources.market.venues import PUBLIC_VENUES, venue_named

START, HOUR = int(WINDOW.start.timestamp()) * 1000, 3_600_000
BINANCE, BYBIT, OKX, UPBIT = PUBLIC_VENUES
PAIR = ("BTC", "USDT")


def hour(number, **changes):
    """Return an hour of the day: open, high, low, close, base and quote volume."""
    told = {"at": START + number * HOUR, "open": "100", "high": "110.5", "low": "90", "close": "105"}
    return {**told, "base": "2.5", "quote": "250.25", **changes}


def told_by(venue, hours):
    """Return hours as a venue tells them: Bybit, OKX and Upbit the newest first."""
    if venue is UPBIT:
        return json.dumps([
            {
                "market": "USDT-BTC",
                "candle_date_time_utc": iso(each["at"]),
                "opening_price": float(each["open"]),
                "high_price": float(each["high"]),
                "low_price": float(each["low"]),
                "trade_price": float(each["close"]),
                "candle_acc_trade_volume": float(each["base"]),
                "candle_acc_trade_price": float(each["quote"]),
            }
            for each in reversed(hours)
        ])  # fmt: skip
    prices = ("open", "high", "low", "close", "base")
    if venue is BINANCE:
        return json.dumps([[h["at"], *(h[name] for name in prices), h["at"] + HOUR - 1, h["quote"]] for h in hours])
    rows = [[str(h["at"]), *(h[name] for name in prices)] for h in reversed(hours)]
    if venue is OKX:
        rows = [[*row, h["quote"], h["quote"], "1"] for row, h in zip(rows, reversed(hours), strict=True)]
        return json.dumps({"code": "0", "msg": "", "data": rows})
    rows = [[*row, h["quote"]] for row, h in zip(rows, reversed(hours), strict=True)]
    return json.dumps({"retCode": 0, "retMsg": "OK", "result": {"symbol": "BTCUSDT", "list": rows}})


def iso(milliseconds):
    from datetime import UTC, datetime

    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%dT%H:%M:%S}"


def landing_of(venue, *hours):
    return decode_candles([Answer(venue, PAIR, told_by(venue, list(hours)).encode())], WINDOW)


each_venue = pytest.mark.parametrize("venue", PUBLIC_VENUES, ids=lambda venue: venue.name)


@each_venue
def test_the_hours_of_a_venue_make_a_day_to_the_last_decimal(venue):
    hours = [hour(number) for number in range(23)]
    landing = landing_of(venue, hour(23, close="91.25", high="120", quote="0.1"), *hours[1:], hour(0, open="99.5"))
    assert (landing.received, list(landing.rejected)) == (1, [])
    (row,) = landing.rows.rows()
    assert row == (venue.name, *PAIR, *map(Decimal, ("99.5", "120", "90", "91.25", "60", "5755.85")), 24)
    DAILY_CANDLES.check(landing.rows)


def test_a_sum_of_many_digits_is_exact():
    small, great = "0.000000000000000001", "10000000000000000000"
    landing = landing_of(BINANCE, hour(0, quote=small), hour(1, quote=great))
    assert landing.rows["quote_volume"].to_list() == [Decimal(f"{great}{small[1:]}")]


def test_a_day_with_a_silent_hour_lands_and_says_so():
    landing = landing_of(OKX, *(hour(number) for number in range(24) if number != 7))
    assert landing.rows["hour_count"].to_list() == [23]


BAD = {
    "no hours": ([], "no_candles"),
    "an hour of yesterday": ([hour(-1), hour(0)], "past_date"),
    "an hour of tomorrow": ([hour(23), hour(24)], "future_date"),
    "half an hour": ([hour(0), hour(0.5)], "not_an_hour"),
    "an hour twice": ([hour(3), hour(3)], "duplicate_key"),
    "the beginning of no time": ([hour(0, at=10**18)], "not_an_instant"),
    "a price of nothing": ([hour(0, low="0")], "prices_out_of_order"),
    "a negative price": ([hour(0, low="-90")], "prices_out_of_order"),
    "a lowest price above the first": ([hour(0, low="101")], "prices_out_of_order"),
    "a highest price below the last": ([hour(0, high="104")], "prices_out_of_order"),
    "a negative volume": ([hour(0, base="-1")], "negative_amount"),
    "a negative payment": ([hour(0, quote="-1")], "negative_amount"),
    "a price in words": ([hour(0, open="much")], "not_an_amount"),
    "no price": ([hour(0, close=None)], "not_an_amount"),
    "no number": ([hour(0, base="NaN")], "not_an_amount"),
    "a number that cannot be compared": ([hour(0, base="sNaN")], "not_an_amount"),
    "nineteen decimals": ([hour(0, quote="1e-19")], "not_an_amount"),
    "an immense number": ([hour(0, quote="1e999999")], "not_an_amount"),
    "a day beyond any column": ([hour(0, base=19 * "9" + "0"), hour(1, base=20 * "9")], "not_an_amount"),
}


@pytest.mark.parametrize(("hours", "rule"), BAD.values(), ids=BAD)
def test_one_bad_hour_turns_the_pairs_day_away_and_no_other(hours, rule):
    good = Answer(BYBIT, PAIR, told_by(BYBIT, [hour(0)]).encode())
    bad = Answer(BINANCE, PAIR, told_by(BINANCE, hours).encode())
    landing = decode_candles([bad, good], WINDOW)
    (rejected,) = landing.rejected
    assert (rejected.rule, rejected.position, landing.received) == (rule, 0, 2)
    assert rejected.row == {"venue": "binance", "base_asset": "BTC", "quote_asset": "USDT", "candles": len(hours)}
    assert "\n" not in rejected.reason
    assert landing.rows["venue"].to_list() == ["bybit"]


@pytest.mark.parametrize("venue", [BYBIT, UPBIT], ids=lambda venue: venue.name)
def test_candles_of_another_market_are_a_contradiction_where_the_venue_names_it(venue):
    with pytest.raises(SourceContradiction, match="the venue answers with "):
        decode_candles([Answer(venue, ("ETH", "USDT"), told_by(venue, [hour(0)]).encode())], WINDOW)


SAYS_NO = {
    "bybit does not know the symbol": (BYBIT, {"retCode": 10001, "retMsg": "params error", "result": {}}),
    "okx does not know the instrument": (OKX, {"code": "51001", "msg": "Instrument ID does not exist", "data": []}),
    "binance does not know the symbol": (BINANCE, {"code": -1121, "msg": "Invalid symbol."}),
    "upbit does not know the market": (UPBIT, {"error": {"name": "not_found", "message": "Code not found"}}),
}


@pytest.mark.parametrize(("venue", "answer"), SAYS_NO.values(), ids=SAYS_NO)
def test_a_venue_that_says_no_in_an_answer_is_heard(venue, answer):
    with pytest.raises(SourceContradiction, match=rf"^{venue.name} gives no candles of BTC/USDT "):
        decode_candles([Answer(venue, PAIR, json.dumps(answer).encode())], WINDOW)


def test_a_venue_that_is_too_busy_to_answer_is_asked_again():
    answer = {"code": "50011", "msg": "Too Many Requests", "data": []}
    with pytest.raises(SourceUnavailable, match=r"^okx has no candles of BTC/USDT now "):
        decode_candles([Answer(OKX, PAIR, json.dumps(answer).encode())], WINDOW)


def test_a_venue_that_nobody_knows_is_none():
    with pytest.raises(SourceContradiction, match=r"^mtgox is no public venue that we know$"):
        venue_named("mtgox")


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=6), inner))
LIKELY = SCALARS | st.integers(START - HOUR, START + 25 * HOUR) | st.sampled_from(["1e400", "-1", "NaN", iso(START)])


@each_venue
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_bytes_land_or_are_turned_away_or_said_to_be_no_candles(venue, data):
    content = data.draw(st.binary(max_size=80) | JSON.map(lambda value: json.dumps(value).encode()) | mutated(venue))
    try:
        landing = decode_candles([Answer(venue, PAIR, content)], WINDOW)
    except CryptocityError as error:
        assert "\n" not in str(error)  # noqa: PT017  the other outcome is as good
    else:
        assert landing.received == landing.rows.height + len(landing.rejected) == 1
        DAILY_CANDLES.check(landing.rows)


def mutated(venue):
    """Return answers of a venue in which one hour says anything."""
    names = st.sampled_from(sorted(hour(0))) if venue is not UPBIT else st.just("mood")
    changes = st.dictionaries(names, LIKELY, max_size=3)
    return changes.map(lambda new: told_by(venue, [hour(0), hour(1, **readable(new))]).encode())


def readable(changes):
    """Return changes whose instant is one, because we compute with it ourselves."""
    return {name: value for name, value in changes.items() if name != "at" or type(value) is int}


def test_the_day_of_these_tests_is_the_day():
    assert WINDOW.day == DAY
