"""Every endpoint of the five sources that are not a chain, when it is away, busy, silent, cut off or talks nonsense."""

import socket
from dataclasses import replace

import pytest
from tampering import (
    DAY,
    NOT_OVER,
    SOURCES,
    TOMORROW,
    Answer,
    adds_up,
    answers,
    files_below,
    has_all_good_rows,
    of_source,
)

from cryptocity.errors import SourceContradiction, SourceRefused, SourceUnavailable, WrongUsage
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.transport import Endpoint
from loopback import access_to, extract, serving

CANDLES = "did not answer with candles"
LINES, PAGE, ITEMS = r"promised \d+ records and sent", "did not answer with a page of a report", "is no list of items"
ENDPOINTS = {
    "/cbdc/files": "listing of files cannot be read",
    f"/cbdc/files/camt.053-{DAY}-001.xml": "is not the file that was listed",
    f"/cbdc/files/pacs.002-{DAY}-001.xml": "is not the file that was listed",
    f"/cbdc/files/pacs.008-{DAY}-001.xml": "is not the file that was listed",
    f"/cbdc/files/vat_refunds-{DAY}.json": "is not the file that was listed",
    "/exchanges/v1/venues": PAGE,
    "/exchanges/v1/volumes": PAGE,
    "/exchanges/v1/licences": PAGE,
    "/exchanges/v1/client-trades": PAGE,
    "/exchanges/v1/office-turnovers": PAGE,
    "/exchanges/v1/client-year-aggregates": PAGE,
    "/exchanges/v1/client-month-limits": PAGE,
    "/exchanges/v1/transfers": PAGE,
    "/merchants/classifiers": LINES,
    "/market/binance/api/v3/klines": CANDLES,
    "/market/bybit/v5/market/kline": CANDLES,
    "/market/okx/api/v5/market/history-candles": CANDLES,
    "/market/upbit/v1/candles/minutes/60": CANDLES,
    "/merchants/register": LINES,
    "/merchants/receipts": LINES,
    "/merchants/receipts/state": "state of the receipts cannot be read",
    "/merchants/e-invoices": "is no whole container",
    "/merchants/crypto-settlements": LINES,
    "/nationalbank/rss/get_rates.cfm": "is no well-formed XML",
    "/reference/asset-prices": ITEMS,
    "/reference/assets": ITEMS,
    "/reference/address-labels": ITEMS,
    "/reference/statutory-parameters": ITEMS,
    "/reference/work-calendar": ITEMS,
    "/reference/mining-distributions": ITEMS,
    "/reference/residents": ITEMS,
    "/reference/label-lists": ITEMS,
    "/reference/label-lists/exchange-wallets": "is not the list that was listed",
}
LAST_ASKED = {
    "cbdc": f"/cbdc/files/vat_refunds-{DAY}.json",
    "exchanges": "/exchanges/v1/transfers",
    "market": "/market/upbit/v1/candles/minutes/60",
    "merchants": "/merchants/crypto-settlements",
    "reference": "/reference/label-lists/accounts",
}
BY_DAY = ("cbdc", "exchanges", "merchants")
GUARDED = (*BY_DAY, "reference")


def source_of(path):
    return "reference" if path.startswith("/nationalbank") else path.split("/")[1]


def later(status):
    return answers(status=status, headers={"retry-after": "0"})


def cut_short(answer, _):
    return replace(answer, body=answer.body[: len(answer.body) // 2])


def cut_off(answer, _):
    return replace(answer, headers={**answer.headers, "content-length": str(len(answer.body) + 1)})


FAULTS = {
    "busy": (later(429), SourceUnavailable, r"is not able to answer now \(HTTP 429\)$"),
    "broken": (later(500), SourceUnavailable, r"is not able to answer now \(HTTP 500\)$"),
    "not for you": (later(403), SourceRefused, r"refuses our credentials \(HTTP 403\)$"),
    "never heard of it": (later(404), SourceContradiction, "does not know what we ask for"),
    "round in circles": (answers(status=307, headers={"location": "#"}), SourceContradiction, "redirects without end$"),
    "line cut": (cut_off, SourceUnavailable, "cannot be reached: "),
    "not what it is packed as": (answers(headers={"content-encoding": "gzip"}), SourceContradiction, "do not decode"),
}


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("fault", FAULTS)
def test_an_endpoint_that_fails_lands_nothing_and_the_reason_is_clear(city, lake, path, fault):
    change, *refusal = FAULTS[fault]
    with city.tampered(path, change):
        city.refuses(source_of(path), lake, refusal)


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("change", [cut_short, answers(b"")], ids=["cut short", "empty"])
def test_an_answer_that_is_not_whole_is_to_be_asked_for_again(city, lake, path, change):
    with city.tampered(path, change):
        city.refuses(source_of(path), lake, (SourceUnavailable, ENDPOINTS[path]))


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_page_for_people_is_no_answer(city, lake, path):
    without_count = (SourceContradiction, "does not say how many records it sends$")
    has_count = source_of(path) == "merchants" and path != "/merchants/receipts/state"
    refusal = without_count if has_count else (SourceUnavailable, ENDPOINTS[path])
    with city.tampered(path, lambda *_: Answer(b"<html>We are back at noon<br></html>")):
        city.refuses(source_of(path), lake, refusal)


@pytest.mark.parametrize("path", ENDPOINTS)
def test_an_endpoint_that_is_busy_once_is_asked_again_when_it_says(city, lake, honest, path):
    with city.tampered(path, later(429), times=1):
        city.extract(source_of(path), lake, attempts=2)
    assert of_source(source_of(path), lake) == of_source(source_of(path), honest)


@pytest.mark.parametrize("source", SOURCES)
def test_an_answer_that_is_cut_short_once_is_asked_for_again_in_the_same_run(city, lake, honest, source):
    with city.tampered(LAST_ASKED[source], cut_short, times=1):
        city.extract(source, lake, attempts=2)
    assert of_source(source, lake) == of_source(source, honest)


@pytest.mark.parametrize("source", SOURCES)
def test_the_day_lands_whole_once_the_source_is_well_again(city, lake, honest, source):
    with city.tampered(LAST_ASKED[source], later(503)):
        city.refuses(source, lake, (SourceUnavailable, "HTTP 503"))
    city.repairs(source, lake, honest)


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_that_fails_leaves_a_landed_day_as_it_was(city, lake, source):
    city.extract(source, lake)
    before = files_below(lake.home)
    with city.tampered(LAST_ASKED[source], cut_short), pytest.raises(SourceUnavailable):
        city.extract(source, lake, attempts=1)
    assert files_below(lake.home) == before


@pytest.mark.parametrize("source", SOURCES)
def test_landing_a_day_again_changes_no_byte(city, lake, source):
    city.extract(source, lake)
    before = files_below(lake.home)
    city.extract(source, lake)
    assert files_below(lake.home) == before
    assert any(name.startswith("lake/raw/") for name in before)


@pytest.mark.parametrize("source", SOURCES)
def test_the_faults_of_a_real_day_change_no_good_row_and_no_byte_of_a_second_run(world, lake, honest, source):
    with serving(SandboxCity(world, lambda: TOMORROW).application()) as url:
        extract(source, DAY, lake, access_to(url))
        before = files_below(lake.home)
        extract(source, DAY, lake, access_to(url))
    assert files_below(lake.home) == before
    assert adds_up(source, lake)
    assert has_all_good_rows(source, lake, honest)


@pytest.mark.parametrize("name", [*SOURCES, "nationalbank"])
def test_a_source_that_nobody_serves_is_said_in_one_line(city, lake, name):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        access = access_to(city.url, attempts=1)
        nobody = replace(access, endpoints={**access.endpoints, name: Endpoint(url)})
        with pytest.raises(SourceUnavailable, match=rf"^{url}(/binance)? cannot be reached: [^\n]*$"):
            extract("reference" if name == "nationalbank" else name, DAY, lake, nobody)
    assert files_below(lake.home) == {}


@pytest.mark.parametrize("source", GUARDED)
@pytest.mark.parametrize("token", ["another", None])
def test_wrong_credentials_are_refused_and_nothing_lands(city, lake, source, token):
    words = rf"^{city.url}/{source} refuses our credentials \(HTTP 401\)$"
    city.refuses(source, lake, (SourceRefused, words), token=token)


@pytest.mark.parametrize("token", ["secret\n", "secret\0", "секрет"])
def test_a_token_that_no_header_may_carry_is_wrong_usage_and_not_shown(token):
    with pytest.raises(WrongUsage, match="a bearer token holds a line break or another character") as caught:
        Endpoint("http://127.0.0.1:1", token)
    assert token.strip() not in str(caught.value)


@pytest.mark.parametrize("source", BY_DAY)
def test_a_day_that_is_not_over_is_not_landed_in_part(city, lake, source):
    words = r"is not able to answer now \(HTTP 425\)$"
    city.refuses(source, lake, (SourceUnavailable, words), day=NOT_OVER)


@pytest.mark.parametrize("path", ["/nationalbank/rss/get_rates.cfm", "/reference/asset-prices", "/reference/assets"])
def test_reference_data_that_are_not_published_yet_are_not_landed_in_part(city, lake, path):
    with city.tampered(path, later(425)):
        city.refuses("reference", lake, (SourceUnavailable, r"is not able to answer now \(HTTP 425\)$"))
