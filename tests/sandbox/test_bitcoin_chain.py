"""The sandbox's Bitcoin chain keeps Bitcoin's rules: maturity, signatures, time, and the reserve is paid and sells."""

from datetime import date
from itertools import pairwise

import pytest
from coincurve import PublicKey

from cryptocity.sandbox import bitcoin_node
from cryptocity.sandbox.bitcoin import BitcoinChain, Coin, hash_to_sign
from cryptocity.sandbox.bitcoin_holders import NETWORK, Holder, reserve_holder, seized_holder
from cryptocity.sandbox.city import City
from cryptocity.sandbox.world import World

CITY = City(residents=500)
DAYS = [date(2026, 11, day) for day in range(1, 8)]


@pytest.fixture(scope="module")
def blocks():
    chain = BitcoinChain()
    for day in DAYS:
        chain.mine_day(CITY, day)
    return chain.blocks


def test_the_same_seed_mines_the_same_blocks(blocks):
    world = World(CITY, DAYS[0])
    world.facts(DAYS[1])
    assert world.bitcoin.blocks == blocks[: len(world.bitcoin.blocks)]


def test_no_coin_is_spent_twice_and_every_coin_was_made_before(blocks):
    made, spent = {}, set()
    for block in blocks:
        for transaction in block["tx"]:
            for each in transaction["vin"]:
                if "txid" in each:
                    place = each["txid"], each["vout"]
                    value, height = made[place]
                    assert place not in spent
                    assert each["prevout"]["value"] == value
                    assert not each["prevout"]["generated"] or block["height"] - height >= 100
                    spent.add(place)
            for output in transaction["vout"]:
                made[transaction["txid"], output["n"]] = output["value"], block["height"]
    assert len(spent) > 100


def test_every_input_is_signed_by_the_key_that_it_shows(blocks):
    signed = 0
    for transaction in (each for block in blocks for each in block["tx"][1:]):
        (each,) = transaction["vin"]
        signature, key = (bytes.fromhex(item) for item in each["txinwitness"])
        spent = each["prevout"]
        holder = Holder(b"", spent["scriptPubKey"]["hex"])
        coin = Coin(each["txid"], each["vout"], int(spent["value"] * 10**8), holder, 0)
        assert PublicKey(key).verify(signature[:-1], hash_to_sign(coin, transaction["vout"]), hasher=None)
        signed += 1
    assert signed > 100


def test_the_reserve_is_paid_every_day(blocks):
    address = reserve_holder(CITY.seed).address
    assert address.startswith("2")
    paid = [
        output["value"]
        for block in blocks
        for transaction in block["tx"]
        for output in transaction["vout"]
        if output["scriptPubKey"].get("address") == address
    ]
    assert len(paid) > len(DAYS)


def test_the_state_seizes_coins_and_sells_some_of_them(blocks):
    address = seized_holder(CITY.seed).address
    assert address.startswith("bcrt1")
    transactions = [transaction for block in blocks for transaction in block["tx"]]
    gone = [each for each in transactions for spent in each["vin"] if is_of(address, spent.get("prevout", {}))]
    seized = [each for each in transactions if each not in gone and any(is_of(address, to) for to in each["vout"])]
    assert len(seized) > len(gone) > len(DAYS)


def is_of(address, output):
    return output.get("scriptPubKey", {}).get("address") == address


def test_timestamps_run_backwards_now_and_then_but_never_behind_the_median(blocks):
    times = [block["time"] for block in blocks]
    assert sum(later < earlier for earlier, later in pairwise(times)) == len(DAYS)
    assert all(sorted(times[at - 11 : at])[5] < times[at] for at in range(11, len(times)))
    assert [block["mediantime"] for block in blocks[10:]] == [
        sorted(times[at - 10 : at + 1])[5] for at in range(10, len(times))
    ]


def test_the_subsidy_halves_as_on_regtest(blocks):
    newest = blocks[-1]
    assert newest["height"] > NETWORK.halving_blocks
    assert newest["tx"][0]["vout"][0]["value"] < 26


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", b"Parse error"),
        (b"[7]", b"Invalid Request"),
        (b'{"method":"sendtoaddress","id":1}', b"Method not found"),
        (b'{"method":"getblockhash","params":[9999],"id":1}', b"Block height out of range"),
        (b'{"method":"getblockhash","params":[],"id":1}', b"not of expected type"),
        (b'{"method":"getblockhash","params":["x"],"id":1}', b"not of expected type"),
        (b'{"method":"getblock","params":["ab"],"id":1}', b"Block not found"),
        (b'{"method":"getblock","params":["ab",0],"id":1}', b"verbosity 1 to 3"),
    ],
)
def test_a_call_that_makes_no_sense_is_answered_with_a_fault(blocks, body, words):
    assert words in bitcoin_node.answer(body, lambda: blocks)


def test_each_verbosity_tells_less(blocks):
    whole, with_transactions, with_ids = (bitcoin_node.shown(blocks, 120, verbosity) for verbosity in (3, 2, 1))
    assert "prevout" in whole["tx"][1]["vin"][0]
    assert "prevout" not in with_transactions["tx"][1]["vin"][0]
    assert with_ids["tx"] == [each["txid"] for each in whole["tx"]]
    assert whole["confirmations"] == len(blocks) - 120
