"""Rows of proven blocks: native transfers, withdrawals and statuses of every era of Ethereum, and what may not land."""

from datetime import date

import pytest
from blocks import busiest, paying, sealed

from cryptocity.errors import SourceContradiction
from cryptocity.sandbox.city import City
from cryptocity.sandbox.market import CHAIN_ID
from cryptocity.sandbox.world import World
from cryptocity.sources.onchain.datasets import (
    BLOCKS,
    FINAL,
    NATIVE_TRANSFERS,
    TOKEN_TRANSFERS,
    TRANSACTIONS,
    WITHDRAWALS,
)
from cryptocity.sources.onchain.decode import decode, rows_of
from cryptocity.sources.onchain.verify import contract_of, prove
from recorded import needs_recorded, recorded_blocks, recorded_by_chain

DAY = date(2026, 11, 1)
BYZANTIUM = 4_370_000


@pytest.fixture(scope="module")
def paid():
    world = World(City(residents=1_500), DAY)
    world.facts(DAY)
    return busiest(world)


def decoded(block, receipts, chain_id=CHAIN_ID):
    return decode(prove(block, receipts, chain_id=chain_id), chain_id, finality=FINAL)


def rows(dataset, block, receipts, chain_id=1):
    return rows_of(dataset, [decoded(block, receipts, chain_id)]).to_dicts()


def has_value(transaction):
    return int(transaction["value"], 16) > 0


def recorded(number):
    ((_, found),) = recorded_blocks(f"evm/eth-mainnet/{number}.json.gz")
    return found["block"], found["receipts"]


@needs_recorded
def test_a_block_before_byzantium_has_transfers_whose_success_nobody_knows():
    block, receipts = recorded(47218)
    transactions = rows(TRANSACTIONS, block, receipts)
    assert [row["is_successful"] for row in transactions] == [None] * len(block["transactions"])
    moved = [each for each in block["transactions"] if has_value(each)]
    native = rows(NATIVE_TRANSFERS, block, receipts)
    assert [row["amount_base_units"] for row in native] == [str(int(each["value"], 16)) for each in moved]
    assert {row["is_successful"] for row in native} == {None}


@needs_recorded
@pytest.mark.parametrize("number", [47218, 483920, 2370721])
def test_receipts_before_byzantium_recompute_from_their_state_roots(number):
    block, receipts = recorded(number)
    assert number < BYZANTIUM
    assert rows(BLOCKS, block, receipts)[0]["withdrawal_count"] == 0
    receipts[0]["root"] = receipts[0]["root"][:-1] + ("0" if receipts[0]["root"][-1] != "0" else "1")
    with pytest.raises(SourceContradiction, match="receipts root"):
        prove(block, receipts, chain_id=1)


@needs_recorded
def test_native_transfers_of_every_recorded_block_are_its_transactions_that_moved_value_and_did_not_fail():
    for chain_id, found in recorded_by_chain():
        block, receipts = found["block"], found["receipts"]
        failed = [receipt.get("status") == "0x0" and not receipt.get("root") for receipt in receipts]
        moved = [
            each for each, fails in zip(block["transactions"], failed, strict=True) if has_value(each) and not fails
        ]
        native = rows(NATIVE_TRANSFERS, block, receipts, chain_id)
        assert [row["transaction_hash"] for row in native] == [each["hash"] for each in moved]
        assert [row["is_contract_creation"] for row in native] == [not each["to"] for each in moved]


@needs_recorded
def test_the_contract_that_a_transaction_creates_is_computed_as_the_node_says():
    created = [
        (contract_of(each["from"], int(each["nonce"], 16)), receipt["contractAddress"].lower())
        for _, found in recorded_blocks("evm/*/*.json.gz")
        for each, receipt in zip(found["block"]["transactions"], found["receipts"], strict=True)
        if not each["to"] and receipt.get("contractAddress")
    ]
    assert len(created) > 10
    assert [computed for computed, _ in created] == [said for _, said in created]


@needs_recorded
@pytest.mark.parametrize("number", [17053184, 18000000, 18951424, 19433903, 20000000, 22162263, 22431083])
def test_withdrawals_of_a_real_block_are_proven_and_counted_in_wei(number):
    block, receipts = recorded(number)
    landed = rows(WITHDRAWALS, block, receipts)
    assert len(landed) == rows(BLOCKS, block, receipts)[0]["withdrawal_count"] == 16
    assert [row["withdrawal_index"] for row in landed] == [int(each["index"], 16) for each in block["withdrawals"]]
    gwei = [int(each["amount"], 16) for each in block["withdrawals"]]
    assert [row["amount_base_units"] for row in landed] == [f"{amount}000000000" for amount in gwei]


@needs_recorded
def test_a_block_that_came_without_the_withdrawals_it_names_says_so_in_quarantine():
    block, receipts = recorded(17686110)
    assert "withdrawals" not in block
    found = decoded(block, receipts, 1)
    assert rows_of(BLOCKS, [found])["withdrawal_count"].to_list() == [None]
    assert found.verification == "withdrawals_missing"
    assert rows_of(WITHDRAWALS, [found]).height == 0
    assert [(each.rule, each.position) for each in found.rejected[WITHDRAWALS]] == [("withdrawals_missing", 17686110)]


def test_withdrawals_that_the_header_does_not_name_are_a_contradiction(paid):
    header, receipts = paid
    stated = {**sealed(header, withdrawals=[], withdrawalsRoot=None), "withdrawals": header["withdrawals"]}
    with pytest.raises(SourceContradiction, match="its header names no withdrawals, 2 came with it"):
        prove(stated, receipts, chain_id=CHAIN_ID)


def test_a_withdrawal_too_many_is_a_contradiction(paid):
    header, receipts = paid
    with pytest.raises(SourceContradiction, match="the withdrawals root is"):
        prove({**header, "withdrawals": header["withdrawals"] * 2}, receipts, chain_id=CHAIN_ID)


def test_a_withdrawal_that_fits_no_column_is_quarantined_and_counted(paid):
    header, receipts = paid
    first, second = header["withdrawals"]
    found = decoded(paying(header, [{**first, "amount": hex(10**30)}, second]), receipts)
    assert rows_of(BLOCKS, [found])["withdrawal_count"].to_list() == [2]
    assert rows_of(WITHDRAWALS, [found])["position"].to_list() == [1]
    assert [each.rule for each in found.rejected[WITHDRAWALS]] == ["amount_too_large"]


def test_every_row_names_the_block_that_it_is_in(paid):
    found = decoded(*paid)
    for dataset in (BLOCKS, TRANSACTIONS, TOKEN_TRANSFERS, NATIVE_TRANSFERS, WITHDRAWALS):
        assert set(rows_of(dataset, [found])["block_hash"]) <= {paid[0]["hash"]}
