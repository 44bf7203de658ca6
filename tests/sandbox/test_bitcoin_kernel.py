"""Bitcoin Core's own consensus code (libbitcoinkernel) accepts the sandbox's chain: signatures, maturity and all."""

from datetime import date

import pytest

from bitcoin_node import shown_raw
from cryptocity.sandbox.bitcoin import BitcoinChain
from cryptocity.sandbox.city import City

pbk = pytest.importorskip("pbk", reason="py-bitcoinkernel is not installed: Bitcoin Core's rules were not asked")

DAYS = [date(2025, 11, day) for day in range(1, 5)]


@pytest.fixture(scope="module")
def blocks():
    chain = BitcoinChain()
    for day in DAYS:
        chain.mine_day(City(residents=500), day)
    return chain.blocks


@pytest.fixture(scope="module")
def core(blocks, tmp_path_factory):
    core = pbk.load_chainman(tmp_path_factory.mktemp("core"), pbk.ChainType.REGTEST)
    for block in blocks[1:]:
        core.process_block(pbk.Block(shown_raw(block)))
    return core


def test_bitcoin_core_accepts_every_block(core, blocks):
    entries = core.get_active_chain().block_tree_entries
    assert [str(entry.block_hash) for entry in entries] == [block["hash"] for block in blocks]


def test_bitcoin_core_reads_the_same_transactions(core, blocks):
    for entry, block in zip(core.get_active_chain().block_tree_entries, blocks, strict=True):
        read = core.blocks[entry].transactions
        assert [str(each.txid) for each in read] == [each["txid"] for each in block["tx"]]


def test_bitcoin_core_knows_the_values_that_the_sandbox_tells_of_spent_outputs(core, blocks):
    entries = list(core.get_active_chain().block_tree_entries)
    for entry, block in zip(entries[1:], blocks[1:], strict=True):
        known = [[coin.output.amount for coin in each.coins] for each in core.block_spent_outputs[entry].transactions]
        told = [[int(spent["prevout"]["value"] * 10**8) for spent in each["vin"]] for each in block["tx"][1:]]
        assert known == told


def test_bitcoin_core_refuses_what_the_sandbox_did_not_sign(core, blocks, tmp_path):
    fresh = pbk.load_chainman(tmp_path, pbk.ChainType.REGTEST)
    spending = next(block for block in blocks if len(block["tx"]) > 1)
    for block in blocks[1 : spending["height"]]:
        fresh.process_block(pbk.Block(shown_raw(block)))
    signature = spending["tx"][1]["vin"][0]["txinwitness"][0]
    forged = bytes.fromhex(shown_raw(spending).hex().replace(signature, signature[:-4] + "0001"))
    with pytest.raises(pbk.ProcessBlockException):
        fresh.process_block(pbk.Block(forged))
    assert fresh.get_active_chain().height == spending["height"] - 1
