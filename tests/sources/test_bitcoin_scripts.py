"""Reading scripts: addresses of the specifications' own examples and of real blocks, and which pool mined a block."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_node import recorded_large
from cryptocity.sources.bitcoin.networks import NETWORKS
from cryptocity.sources.bitcoin.pools import POOLS, mined_by, text_of
from cryptocity.sources.bitcoin.scripts import pushes_of, read_script
from recorded import RECORDED, needs_recorded

MAIN, TEST = NETWORKS["main"], NETWORKS["test"]

# BIP-173 and BIP-350, "Test vectors"; the address of the genesis block's key; Bitcoin Core's pay-to-anchor.
ADDRESSES = {
    "0014751e76e8199196d454941c45d1b3a323f1433bd6": (
        MAIN,
        "witness_v0_keyhash",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    ),
    "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262": (
        TEST,
        "witness_v0_scripthash",
        "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
    ),
    "5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6": (
        MAIN,
        "witness_unknown",
        "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
    ),
    "6002751e": (MAIN, "witness_unknown", "bc1sw50qgdz25j"),
    "5210751e76e8199196d454941c45d1b3a323": (MAIN, "witness_unknown", "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs"),
    "0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433": (
        TEST,
        "witness_v0_scripthash",
        "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
    ),
    "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798": (
        MAIN,
        "witness_v1_taproot",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    ),
    "51024e73": (MAIN, "anchor", "bc1pfeessrawgf"),
    "76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac": (MAIN, "pubkeyhash", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
}


@pytest.mark.parametrize("script", ADDRESSES)
def test_an_address_is_the_one_of_the_specification(script):
    network, kind, address = ADDRESSES[script]
    assert read_script(script, network) == (kind, address)


KEY = "02" + "11" * 32
OTHERS = {
    "": "nonstandard",
    "6a": "nulldata",
    "6a0548656c6c6f": "nulldata",
    "6a0548": "nonstandard",
    "6aac": "nonstandard",
    f"21{KEY}ac": "pubkey",
    f"2104{'11' * 32}ac": "nonstandard",
    f"5121{KEY}51ae": "multisig",
    f"5221{KEY}21{KEY}52ae": "multisig",
    f"5321{KEY}21{KEY}52ae": "nonstandard",
    f"5121{KEY}52ae": "nonstandard",
    "51ae": "nonstandard",
    "0014" + "11" * 19: "nonstandard",
    "0013" + "11" * 19: "nonstandard",
    "5121" + "11" * 33 + "51ae": "nonstandard",
}


@pytest.mark.parametrize("script", OTHERS)
def test_a_script_without_an_address_is_told_by_its_kind(script):
    assert read_script(script, MAIN) == (OTHERS[script], None)


@needs_recorded
def test_kinds_and_addresses_are_those_that_were_recorded_with_real_blocks():
    """Save for multisig whose "keys" cannot be any, which Bitcoin Core calls nonstandard (CPubKey::ValidSize)."""
    kinds, others = set(), []
    for block in recorded_large():
        for script in (each["scriptPubKey"] for transaction in block["tx"] for each in transaction["vout"]):
            read = read_script(script["hex"], MAIN)
            kinds.add(read[0])
            if read != (script["type"], script.get("address")):
                others.append((read, script["type"]))
    assert others == [(("nonstandard", None), "multisig")] * 3
    assert kinds >= {"pubkeyhash", "scripthash", "witness_v0_keyhash", "witness_v0_scripthash", "multisig", "nulldata"}


@given(st.binary(max_size=80))
def test_every_script_is_of_some_kind(script):
    kind, address = read_script(script.hex(), MAIN)
    assert (address is None) == (kind in {"pubkey", "multisig", "nulldata", "nonstandard"})


@given(st.binary(max_size=80))
def test_pushes_end_with_the_script(script):
    assert sum(len(push or b"") for push in pushes_of(script)) <= len(script)


@needs_recorded
def test_recorded_blocks_were_mined_by_whom_their_tags_name():
    scripts = {block["height"]: bytes.fromhex(block["tx"][0]["vin"][0]["coinbase"]) for block in recorded_large()}
    assert {height: mined_by(script) for height, script in scripts.items()} == {
        169482: "unknown",
        227836: "Braiins Pool",
        300025: "F2Pool",
        370661: "Braiins Pool",
        426884: "Bixin",
        481829: "Bixin",
        514485: "Braiins Pool",
        702861: "Binance Pool",
    }


@needs_recorded
@pytest.mark.parametrize("name", [name for name, _ in POOLS])
def test_a_pool_is_named_as_the_public_list_names_the_owner_of_its_tags(name):
    listed = [json.loads(path.read_text()) for path in (RECORDED / "labels" / "mining_pools" / "pools").glob("*.json")]
    for tag in dict(POOLS)[name]:
        owners = {pool["name"] for pool in listed if any(known in tag for known in pool["tags"])}
        assert owners == {name}


def test_a_pool_that_nobody_listed_is_unknown_and_its_text_is_kept():
    script = b"\x03\x8d\xb9\n\x00\xff/Alatau Pool/\x01\x02ab"
    assert (mined_by(script), text_of(script)) == ("unknown", "/Alatau Pool/")


def test_a_coinbase_without_text_has_none():
    assert text_of(bytes(range(32))) is None
