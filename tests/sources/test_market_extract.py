"""Public candles over the venues' own REST APIs: simulated, recorded, and in the words of real addresses."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qs

import ccxt
import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from tampering import DAY, TOMORROW, YESTERDAY, adds_up, answers, has_all_good_rows

from cryptocity.access import access_of
from cryptocity.errors import SourceContradiction, SourceUnavailable, WrongUsage
from cryptocity.sandbox.market import price_usd
from cryptocity.settings import Settings, read_settings
from cryptocity.sources.market.client import PublicMarket
from cryptocity.sources.market.datasets import DAILY_CANDLES
from cryptocity.sources.market.decode import Answer, decode_candles
from cryptocity.sources.market.extract import extract_day
from cryptocity.sources.market.venues import PUBLIC_VENUES, venue_named
from cryptocity.window import Window, day_of
from loopback import access_to, serving
from recorded import RECORDED, needs_recorded

PATHS = {
    "binance": "/market/binance/api/v3/klines",
    "bybit": "/market/bybit/v5/market/kline",
    "okx": "/market/okx/api/v5/market/history-candles",
    "upbit": "/market/upbit/v1/candles/minutes/60",
}
each_venue = pytest.mark.parametrize("venue", PATHS)


def test_a_day_of_every_venue_and_pair_lands_whole_around_the_official_values(honest, world):
    rows = honest.rows(DAILY_CANDLES, DAY)
    asked = {(venue.name, *pair) for venue in PUBLIC_VENUES for pair in venue.pairs}
    assert set(rows.select("venue", "base_asset", "quote_asset").rows()) == asked
    assert set(rows["hour_count"]) == {24}
    values = price_usd(world.city.seed, DAY)
    for row in rows.iter_rows(named=True):
        assert row["low_price"] < values[row["base_asset"]] / values["USDT"] < row["high_price"]


def asking_of(day):
    """Return, by venue, the query that asks for another day's hours."""
    start = int(Window.of_day(day).start.timestamp()) * 1000
    end = f"{Window.of_day(day).end:%Y-%m-%dT%H:%M:%SZ}"
    okx = {"before": str(start - 1), "after": str(start + 24 * 3_600_000)}
    return {"binance": {"startTime": str(start)}, "bybit": {"start": str(start)}, "okx": okx, "upbit": {"to": end}}


@each_venue
@pytest.mark.parametrize(("day", "rule"), [(YESTERDAY, "past_date"), (TOMORROW, "future_date")])
def test_another_days_hours_are_turned_away_and_the_other_venues_land(city, lake, honest, venue, day, rule):
    with city.tampered(PATHS[venue], query=asking_of(day)[venue]):
        city.extract("market", lake)
    rejected = lake.rejected(DAILY_CANDLES, DAY)
    assert {(each.rule, each.row["venue"]) for each in rejected} == {(rule, venue)}
    assert len(rejected) == len(venue_named(venue).pairs)
    assert set(lake.rows(DAILY_CANDLES, DAY)["venue"]) == set(PATHS) - {venue}
    assert adds_up("market", lake)
    city.repairs("market", lake, honest)


@each_venue
def test_a_venue_without_hours_is_counted_and_the_others_land(city, lake, honest, venue):
    nothing = {"okx": b'{"code":"0","msg":"","data":[]}', "bybit": b'{"retCode":0,"result":{"list":[]}}'}
    with city.tampered(PATHS[venue], answers(nothing.get(venue, b"[]"))):
        city.extract("market", lake)
    assert {each.rule for each in lake.rejected(DAILY_CANDLES, DAY)} == {"no_candles"}
    assert adds_up("market", lake)
    city.repairs("market", lake, honest)


def test_another_markets_hours_are_a_contradiction_where_the_venue_names_it(city, lake):
    with city.tampered(PATHS["bybit"], query={"symbol": "ETHUSDT"}):
        city.refuses("market", lake, (SourceContradiction, "asked for BTCUSDT, the venue answers with ETHUSDT"))
    with city.tampered(PATHS["upbit"], query={"market": "USDT-ETH"}):
        city.refuses("market", lake, (SourceContradiction, "asked for USDT-BTC, the venue answers with USDT-ETH"))


def test_a_venue_that_says_too_many_requests_in_its_answer_is_asked_again(city, lake, honest):
    busy = answers(b'{"code":"50011","msg":"Too Many Requests","data":[]}')
    with city.tampered(PATHS["okx"], busy, times=1):
        city.extract("market", lake, attempts=2)
    assert has_all_good_rows("market", lake, honest)


def test_only_the_venues_of_the_settings_are_asked(city, lake):
    extract_day(DAY, lake, replace(access_to(city.url), market_venues=("upbit",)))
    assert lake.rows(DAILY_CANDLES, DAY)["venue"].to_list() == ["upbit", "upbit"]


def test_a_day_that_is_not_over_is_not_landed_in_part(city, lake):
    today = day_of(datetime.now(UTC))
    words = rf"^{today} is not over yet, so that its candles still change$"
    city.refuses("market", lake, (SourceUnavailable, words), day=today)


def test_without_an_address_of_its_own_each_venue_is_asked_where_it_is():
    asked = []

    def answer(request):
        asked.append(str(request.url))
        return httpx.Response(200, json=[])

    access = access_of(Settings(market_url="public"))
    assert "market" not in access.endpoints
    market = PublicMarket(replace(access, wire=httpx.MockTransport(answer)))
    for name in ("binance", "upbit"):
        market.candles(venue_named(name), ("BTC", "USDT"), Window.of_day(DAY))
    assert asked == [
        "https://api.binance.com/api/v3/klines?interval=1h&limit=24&symbol=BTCUSDT&startTime=1793559600000",
        "https://api.upbit.com/v1/candles/minutes/60?market=USDT-BTC&count=24&to=2026-11-02T19%3A00%3A00.000Z",
    ]


def test_a_public_venue_that_nobody_knows_is_wrong_usage(monkeypatch):
    monkeypatch.setenv("CRYPTOCITY_MARKET_VENUES", "okx, binance")
    assert read_settings().market_venues == ("okx", "binance")
    monkeypatch.setenv("CRYPTOCITY_MARKET_VENUES", "okx,mtgox")
    with pytest.raises(WrongUsage, match=r"^CRYPTOCITY_MARKET_VENUES"):
        read_settings()


def test_every_venue_of_the_settings_is_one_that_we_know():
    assert Settings().market_venues == tuple(venue.name for venue in PUBLIC_VENUES)


def recorded_klines(interval):
    """Return Binance's recorded candles of BTCUSDT by the millisecond at which they open."""
    file = RECORDED / "market/exchange_http_captures/binance/testdata/http.json.gz"
    routes = json.loads(gzip.decompress(file.read_bytes()))
    wanted = {"symbol": ["BTCUSDT"], "interval": [interval]}
    recorded = (
        each["data"]
        for each in routes["routes"]["/api/v3/klines"]["GET"]
        if wanted.items() <= parse_qs(each["queryString"]).items()
    )
    return {row[0]: row for rows in recorded for row in rows}


@pytest.fixture(scope="module")
def binance():
    """Serve Binance's recorded hours as Binance does: from a time on, so many."""
    rows = recorded_klines("1h")

    def klines(request):
        asked = request.query_params
        assert (asked["symbol"], asked["interval"]) == ("BTCUSDT", "1h")
        later = [rows[at] for at in sorted(rows) if at >= int(asked["startTime"])]
        return JSONResponse(later[: int(asked["limit"])])

    with serving(Starlette(routes=[Route("/market/binance/api/v3/klines", klines)])) as url:
        yield rows, access_to(url)


@needs_recorded
@pytest.mark.parametrize("day", [date(2020, 5, 2), date(2020, 5, 31), date(2020, 6, 15), date(2023, 1, 4)], ids=str)
def test_recorded_hours_of_binance_make_the_citys_day(binance, day):
    rows, access = binance
    venue, pair, window = venue_named("binance"), ("BTC", "USDT"), Window.of_day(day)
    answer = PublicMarket(access).candles(venue, pair, window)
    landing = decode_candles([Answer(venue, pair, answer)], window)
    first = int(window.start.timestamp()) * 1000
    hours = [rows[first + number * 3_600_000] for number in range(24)]
    total = [sum(Decimal(hour[place]) for hour in hours) for place in (5, 7)]
    high, low = max(Decimal(hour[2]) for hour in hours), min(Decimal(hour[3]) for hour in hours)
    assert landing.rows.rows() == [
        ("binance", "BTC", "USDT", Decimal(hours[0][1]), high, low, Decimal(hours[-1][4]), *total, 24)
    ]


@needs_recorded
def test_a_day_of_which_binance_recorded_no_hours_is_turned_away(binance):
    _, access = binance
    venue, pair, window = venue_named("binance"), ("BTC", "USDT"), Window.of_day(date(2021, 7, 1))
    landing = decode_candles([Answer(venue, pair, PublicMarket(access).candles(venue, pair, window))], window)
    assert [rejected.rule for rejected in landing.rejected] == ["future_date"]


def captured(name, path):
    """Return a REST answer of a venue as it was captured."""
    file = RECORDED / "market/exchange_captures" / name
    content = file.read_bytes()
    lines = (gzip.decompress(content) if file.suffix == ".gz" else content).decode().splitlines()
    return next(json.loads(line.split(": ", 1)[1]) for line in lines if path in line.split(" -> ")[0])


LISTS = {
    "binance": ("BINANCE.0.gz", "/exchangeInfo", lambda answer: answer["symbols"]),
    "okx": ("OKX.0.gz", "instType=SPOT", lambda answer: answer["data"]),
    "upbit": ("UPBIT.0", "/market/all", lambda answer: answer),
}


@needs_recorded
@pytest.mark.parametrize("name", LISTS)
def test_what_we_call_a_market_is_what_the_venues_recorded_list_calls_it(name):
    file, path, markets = LISTS[name]
    exchange = getattr(ccxt, name)({"options": dict.fromkeys(("crossMarginPairsData", "isolatedMarginPairsData"), ())})
    parsed = {market["symbol"]: market["id"] for market in map(exchange.parse_market, markets(captured(file, path)))}
    venue = venue_named(name)
    for base, quote in venue.pairs:
        assert parsed[f"{base}/{quote}"] == venue.market_id.format(base=base, quote=quote)


@needs_recorded
def test_what_we_call_a_market_at_bybit_is_what_its_recorded_list_of_futures_calls_it():
    """The spot market's list was not captured; its names are those of the futures."""
    names = {market["name"] for market in captured("BYBIT.0", "/v2/public/symbols")["result"]}
    venue = venue_named("bybit")
    assert {venue.market_id.format(base=base, quote="USDT") for base in ("BTC", "ETH")} <= names
