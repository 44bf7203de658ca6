"""The sandbox's Tron node answers as a full node does, mistakes included, and its chain follows from the seed."""

import json
from datetime import date

import httpx
import pytest

from cryptocity.sandbox.city import City
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.tron import TronChain, payments_of
from cryptocity.sandbox.world import World
from loopback import serving

FIRST_DAY, DAY = date(2026, 11, 1), date(2026, 11, 2)


@pytest.fixture(scope="module")
def url():
    with serving(SandboxCity(World(City(residents=600), FIRST_DAY), lambda: DAY).application()) as url:
        yield f"{url}/tron"


def called(url, method, *params):
    call = {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}
    return httpx.post(f"{url}/jsonrpc", json=call).json()


def test_the_newest_block_is_the_midnight_that_ends_the_last_day(url):
    head = httpx.get(f"{url}/wallet/getnowblock").json()
    assert head["block_header"]["raw_data"]["number"] == 96
    assert called(url, "eth_blockNumber") == {"jsonrpc": "2.0", "id": 7, "result": hex(96)}
    assert called(url, "eth_getBlockByNumber", "latest", False)["result"]["hash"] == f"0x{head['blockID']}"


def test_rest_and_json_rpc_tell_the_same_block(url):
    block = httpx.get(f"{url}/wallet/getblockbynum", params={"num": 60}).json()
    assert httpx.get(f"{url}/wallet/getblockbylimitnext", params={"startNum": 60, "endNum": 61}).json() == {
        "block": [block]
    }
    told = called(url, "eth_getBlockByNumber", "0x3c", False)["result"]
    assert told["parentHash"] == f"0x{block['block_header']['raw_data']['parentHash']}"
    assert told["transactions"] == [f"0x{each['txID']}" for each in block.get("transactions", [])]


@pytest.mark.parametrize(
    ("path", "asked", "answer"),
    [
        ("/wallet/getblockbynum", {"num": 97}, {}),
        ("/wallet/getblockbylimitnext", {"startNum": 1, "endNum": 102}, {}),
        ("/wallet/getblockbylimitnext", {"startNum": 96, "endNum": 96}, {}),
        ("/wallet/gettransactioninfobyblocknum", {"num": 0}, []),
    ],
)
def test_what_the_chain_does_not_have_is_empty(url, path, asked, answer):
    assert httpx.get(f"{url}{path}", params=asked).json() == answer


def test_mistakes_over_rest_are_told_with_status_200(url):
    answer = httpx.get(f"{url}/wallet/getblockbynum", params={"num": "ten"})
    assert (answer.status_code, list(answer.json())) == (200, ["Error"])


def test_a_call_that_does_not_exist_is_not_found(url):
    assert httpx.get(f"{url}/wallet/getprivatekey").status_code == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", -32700),
        (json.dumps({"id": 1, "method": "eth_mine"}).encode(), -32601),
        (json.dumps({"id": 1, "method": "eth_getLogs", "params": []}).encode(), -32602),
    ],
)
def test_mistakes_over_json_rpc_have_their_codes(url, body, code):
    assert httpx.post(f"{url}/jsonrpc", content=body).json()["error"]["code"] == code


def test_the_same_seed_is_the_same_chain_however_its_days_are_asked_for():
    at_once, by_day, other = (TronChain(City(seed, 600), FIRST_DAY) for seed in (1918, 1918, 7))
    by_day.until(FIRST_DAY)
    assert by_day.until(DAY) == at_once.until(DAY)
    assert other.until(DAY) != at_once.until(DAY)
    assert len(at_once.until(FIRST_DAY)) == 49


def test_residents_pay_in_every_way():
    kinds = {payment.kind for payment in payments_of(City(residents=600), DAY)}
    assert kinds == {"transfer", "transfer_from", "router", "appointed", "reverted", "trx"}
