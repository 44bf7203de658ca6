"""Recomputing roots, hashes and senders: of real recorded blocks, of blocks that lie, and of blocks tampered with."""

import copy
from datetime import date

import pytest
from blocks import busiest, signed_for
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptocity.errors import SourceContradiction
from cryptocity.sandbox.chain import Block
from cryptocity.sandbox.city import City
from cryptocity.sandbox.market import CHAIN_ID
from cryptocity.sandbox.world import World
from cryptocity.sources.onchain.trie import keccak, list_root, rlp_bytes, rlp_int, rlp_list
from cryptocity.sources.onchain.verify import encode_receipt, prove, prove_in_part, type_of
from recorded import needs_recorded, recorded_blocks, recorded_by_chain


def test_keccak_is_ethereums_not_sha3():
    assert keccak(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"


# Examples of the Yellow Paper and the Ethereum wiki.
@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        (rlp_bytes(b"dog"), "83646f67"),
        (rlp_bytes(b""), "80"),
        (rlp_bytes(b"\x0f"), "0f"),
        (rlp_bytes(b"\x80"), "8180"),
        (rlp_int(0), "80"),
        (rlp_int(1024), "820400"),
        (rlp_list([rlp_bytes(b"cat"), rlp_bytes(b"dog")]), "c88363617483646f67"),
        (rlp_bytes(b"a" * 56), "b838" + "61" * 56),
        (rlp_list([rlp_bytes(b"a" * 55)] * 2), "f870" + ("b7" + "61" * 55) * 2),
    ],
)
def test_rlp_is_as_specified(encoded, expected):
    assert encoded.hex() == expected


def test_the_root_of_nothing_is_the_empty_root():
    assert list_root([]).hex() == "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"


@given(st.lists(st.binary(max_size=80), max_size=300), st.data())
@settings(max_examples=50)
def test_a_root_changes_with_every_change_of_the_list(values, data):
    root = list_root(values)
    assert list_root([*values, b"\x01"]) != root
    if values:
        at = data.draw(st.integers(0, len(values) - 1))
        assert list_root([*values[:at], values[at] + b"\x00", *values[at + 1 :]]) != root


def transactions_of(recorded):
    return recorded["block"]["transactions"]


def of_type(kind, block):
    """Return a block's header and receipts with its first transaction only, made one of a type."""
    further = {"blobVersionedHashes": [], "maxFeePerBlobGas": "0x1", "authorizationList": [], "accessList": []}
    transaction = {**block.header["transactions"][0], **further, "gasPrice": "0x7", "type": hex(kind)}
    root = "0x" + list_root([encode_receipt(block.receipts[0], kind)]).hex()
    return {**block.header, "transactions": [transaction], "receiptsRoot": root}, [block.receipts[0]]


@needs_recorded
def test_every_recorded_block_proves_itself():
    blocks = recorded_by_chain()
    assert len(blocks) >= 81
    for chain_id, recorded in blocks:
        proven = prove(recorded["block"], recorded["receipts"], chain_id=chain_id)
        assert proven.hashes == tuple(each["hash"].lower() for each in recorded["block"]["transactions"])
        assert proven.senders == tuple(each["from"].lower() for each in recorded["block"]["transactions"])


@needs_recorded
def test_recorded_blocks_cover_transaction_types_0_to_3():
    types = {type_of(each) for _, recorded in recorded_by_chain() for each in transactions_of(recorded)}
    assert types == {0, 1, 2, 3}


@needs_recorded
def test_a_block_of_mainnet_proves_nothing_of_another_chain():
    refused = r"^block 17686110, transaction 0: signed for chain 1, but the node says that its chain is 56$"
    ((_, recorded),) = recorded_blocks("evm/eth-mainnet/17686110.json.gz")
    with pytest.raises(SourceContradiction, match=refused):
        prove(recorded["block"], recorded["receipts"], chain_id=56)


@pytest.mark.parametrize("kind", [0, 1, 2, 3, 4])
def test_a_transaction_of_each_type_names_the_chain_it_is_signed_for(sandbox_block, kind):
    block, receipts = signed_for(77, of_type(kind, sandbox_block))
    prove(block, receipts, chain_id=77)
    for way in (prove, prove_in_part):
        with pytest.raises(SourceContradiction, match="transaction 0: signed for chain 77, but"):
            way(block, receipts, chain_id=78)


def test_a_legacy_transaction_from_before_eip_155_is_signed_for_no_chain(sandbox_block):
    header, receipts = signed_for(None, of_type(0, sandbox_block))
    assert header["transactions"]
    for chain_id in (1, 56):
        prove(header, receipts, chain_id=chain_id)


@needs_recorded
@pytest.mark.parametrize("number", [11930296, 11931272, 12498502])
def test_receipts_that_do_not_match_the_root_are_refused(number):
    ((_, recorded),) = recorded_blocks(f"evm_receipts_do_not_match_root/*{number}*")
    with pytest.raises(SourceContradiction, match=f"block {number}: the receipts root is"):
        prove(recorded["block"], recorded["receipts"], chain_id=1)


@pytest.fixture(scope="module")
def sandbox_block():
    world = World(City(residents=1_500), date(2026, 11, 1))
    world.facts(date(2026, 11, 1))
    return Block(*busiest(world))


HEADER_FIELDS = (
    "parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom", "gasLimit",
    "gasUsed", "timestamp", "extraData", "mixHash",
    "nonce", "baseFeePerGas", "withdrawalsRoot", "excessBlobGas", "number", "hash",
)  # fmt: skip
TRANSACTION_FIELDS = ("to", "value", "input", "nonce", "gas", "r", "s", "hash", "from")
RECEIPT_FIELDS = ("status", "cumulativeGasUsed", "logsBloom", "transactionHash")
LOG_FIELDS = ("address", "data")
WITHDRAWAL_FIELDS = ("index", "validatorIndex", "address", "amount")


def _flip(text):
    """Change the last hexadecimal digit."""
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def _tampered(block, place):
    """Return header and receipts with one field changed."""
    header, receipts = copy.deepcopy(block.header), copy.deepcopy(list(block.receipts))
    kind, name = place
    with_log = next(index for index, receipt in enumerate(receipts) if receipt["logs"])
    target = {
        "header": header,
        "transaction": header["transactions"][with_log],
        "receipt": receipts[with_log],
        "log": receipts[with_log]["logs"][0],
        "withdrawal": header["withdrawals"][0],
    }[kind]
    target[name] = _flip(target[name])
    return header, receipts


PLACES = [
    *(("header", name) for name in HEADER_FIELDS),
    *(("transaction", name) for name in TRANSACTION_FIELDS),
    *(("receipt", name) for name in RECEIPT_FIELDS),
    *(("log", name) for name in LOG_FIELDS),
    *(("withdrawal", name) for name in WITHDRAWAL_FIELDS),
]


def test_a_sandbox_block_proves_itself(sandbox_block):
    prove(sandbox_block.header, sandbox_block.receipts, chain_id=CHAIN_ID)


@pytest.mark.parametrize("place", PLACES, ids="-".join)
def test_one_changed_digit_anywhere_is_refused(sandbox_block, place):
    with pytest.raises(SourceContradiction, match=r"^block "):
        prove(*_tampered(sandbox_block, place), chain_id=CHAIN_ID)


def test_a_changed_topic_is_refused(sandbox_block):
    header, receipts = copy.deepcopy(sandbox_block.header), copy.deepcopy(list(sandbox_block.receipts))
    log = next(receipt["logs"][0] for receipt in receipts if receipt["logs"])
    log["topics"][1] = _flip(log["topics"][1])
    with pytest.raises(SourceContradiction, match="receipts root"):
        prove(header, receipts, chain_id=CHAIN_ID)


@pytest.mark.parametrize(
    "change", ["one receipt less", "one receipt more", "another order", "one log less", "no log at all"]
)
def test_receipts_that_are_not_all_there_are_refused(sandbox_block, change):
    receipts = copy.deepcopy(list(sandbox_block.receipts))
    with_logs = [receipt for receipt in receipts if receipt["logs"]]
    if change == "one receipt less":
        receipts.pop()
    elif change == "one receipt more":
        receipts.append(receipts[0])
    elif change == "another order":
        receipts.reverse()
    elif change == "one log less":
        with_logs[0]["logs"].pop()
    else:
        for receipt in receipts:
            receipt["logs"] = []
    with pytest.raises(SourceContradiction):
        prove(sandbox_block.header, receipts, chain_id=CHAIN_ID)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["0x", "0x0", "0x1", "0xzz"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["number", "hash", "logs", "type", "transactions"]), inner)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from([*HEADER_FIELDS, "transactions"]), json_values), st.lists(json_values, max_size=3)
)
def test_nothing_but_a_contradiction_comes_of_arbitrary_answers(block, receipts):
    with pytest.raises(SourceContradiction):
        prove(block, receipts, chain_id=CHAIN_ID)


@pytest.mark.parametrize(("said", "told"), [("0x10dde5e", "17686110"), ("soon", "'soon'"), (None, "None")])
def test_a_malformed_block_is_named_by_its_height_in_decimal(said, told):
    with pytest.raises(SourceContradiction, match=rf"^block {told}: malformed"):
        prove({"number": said}, [], chain_id=CHAIN_ID)
