"""Proving blocks: real recorded ones, the sandbox's, and each way to tell a false one."""

import copy
from datetime import date

import msgspec
import pytest
from bitcoin_lies import LIES, changed, flipped, hashed, read, rooted, shown_blocks, worked
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_node import recorded_chain, recorded_large
from cryptocity.errors import SourceContradiction
from cryptocity.sandbox.city import City
from cryptocity.sandbox.world import World
from cryptocity.sources.bitcoin.decode import decode
from cryptocity.sources.bitcoin.networks import NETWORKS
from cryptocity.sources.bitcoin.verify import (
    MATCHES,
    NODE,
    NOT_SHOWN,
    SAME_BLOCK,
    merkle_root,
    must_follow,
    prove,
    prove_header,
    target_of,
)
from recorded import needs_recorded

MAIN, REGTEST = NETWORKS["main"], NETWORKS["regtest"]


def of_main(block):
    return read({**block, "confirmations": 6})


@needs_recorded
def test_the_first_439_blocks_of_the_main_network_prove_themselves_and_follow_each_other():
    blocks = [of_main(block) for block in recorded_chain()]
    for block in blocks:
        assert prove(block, MAIN).ids == tuple(each.txid for each in block.tx)
    must_follow(blocks, MAIN)
    assert len(blocks) == 439


@needs_recorded
def test_large_blocks_of_the_main_network_prove_themselves():
    proven = [prove(of_main(block), MAIN) for block in recorded_large()]
    assert [each.block.height for each in proven] == [
        169482, 227836, 300025, 370661, 426884, 481829, 514485, 702861,
    ]  # fmt: skip
    assert [each.witness_commitment for each in proven] == ["absent"] * 5 + [MATCHES] * 3
    assert sum(len(each.ids) for each in proven) == 8_377
    assert [sum(each.values[0]) for each in proven][-3:] == [1749653928, 1279062377, 629948405]


@needs_recorded
@pytest.mark.parametrize("number", range(8))
def test_one_changed_digit_in_a_large_block_is_refused(number):
    block = recorded_large()[number]
    script = block["tx"][-1]["vout"][-1]["scriptPubKey"]
    script["hex"] = flipped(script["hex"])
    with pytest.raises(SourceContradiction, match=f"^block {block['height']}: the merkle root is"):
        prove(of_main(block), MAIN)


@needs_recorded
def test_a_witness_that_was_changed_in_a_real_block_does_not_match_the_commitment():
    block = recorded_large()[-1]
    transaction = next(each for each in block["tx"][1:] if "txinwitness" in each["vin"][0])
    transaction["vin"][0]["txinwitness"][0] = flipped(transaction["vin"][0]["txinwitness"][0])
    transaction.pop("hash")
    with pytest.raises(SourceContradiction, match="block 702861: the witness commitment does not match"):
        prove(of_main(block), MAIN)


@needs_recorded
def test_a_late_block_that_is_as_easy_as_an_early_one_is_refused():
    block = worked_at_ease(recorded_chain()[438], height=702_861)
    with pytest.raises(SourceContradiction, match="bits 1d00ffff are too easy for main"):
        prove_header(read({**block, "confirmations": 1}), MAIN)


def worked_at_ease(block, height):
    return {**block, "height": height}


@needs_recorded
def test_a_difficulty_that_changes_between_retargets_is_refused():
    first, second = recorded_chain()[100:102]
    harder = hashed({**second, "confirmations": 1, "bits": "1c00ffff"})
    with pytest.raises(SourceContradiction, match="block 101 has bits 1c00ffff where the one before has 1d00ffff"):
        must_follow([of_main(first), read(harder)], MAIN)


def test_a_retarget_of_more_than_a_factor_of_four_is_refused():
    before = read({**EMPTY, "height": 2015, "bits": "1c00ffff"})
    after = read({**EMPTY, "height": 2016, "bits": "1d00ffff", "previousblockhash": before.hash})
    with pytest.raises(SourceContradiction, match="block 2016 is more than four times easier"):
        must_follow([before, after], MAIN)


EMPTY = {"hash": "11" * 32, "version": 1, "merkleroot": "22" * 32, "time": 1, "nonce": 1, "confirmations": 1, "tx": []}


@pytest.mark.parametrize(
    ("bits", "target"),
    [
        (0x1D00FFFF, 0xFFFF << 208),
        (0x207FFFFF, 0x7FFFFF << 232),
        (0x05009234, 0x92340000),
        (0x01123456, 0x12),
        (0x02008000, 0x80),
        (0x04923456, 0),
        (0x00000000, 0),
    ],
)
def test_compact_bits_name_the_targets_of_the_specification(bits, target):
    assert target_of(bits) == target


@pytest.mark.parametrize(
    ("height", "subsidy"), [(0, 50 * 10**8), (209_999, 50 * 10**8), (210_000, 25 * 10**8), (840_000, 312_500_000)]
)
def test_the_subsidy_halves_every_210000_blocks(height, subsidy):
    assert MAIN.subsidy_satoshi(height) == subsidy


def test_the_subsidy_ends():
    assert (MAIN.subsidy_satoshi(32 * 210_000), MAIN.subsidy_satoshi(64 * 210_000)) == (1, 0)


@pytest.fixture(scope="module")
def blocks():
    world = World(City(residents=500), date(2026, 11, 1))
    world.facts(date(2026, 11, 1))
    return shown_blocks(world)


@pytest.fixture(scope="module")
def block(blocks):
    """Return a block of three transactions: where their number is odd, repeating the last leaves the merkle root."""
    return next(block for block in blocks if len(block["tx"]) == 3)


def test_every_sandbox_block_proves_itself_and_follows_the_one_before(blocks):
    read_blocks = [read(block) for block in blocks]
    for each in read_blocks:
        prove(each, REGTEST)
    must_follow(read_blocks, REGTEST)


def test_values_of_spent_outputs_say_who_knows_them(blocks):
    proven = [prove(read(block), REGTEST) for block in blocks]
    sources = {spent.source for each in proven for inputs in each.spent for spent in inputs}
    assert sources == {NODE, SAME_BLOCK}


def test_values_of_spent_outputs_are_unknown_where_the_node_tells_none_and_the_block_holds_none(block):
    untold = copy.deepcopy(block)
    for transaction in untold["tx"][1:]:
        for each in transaction["vin"]:
            del each["prevout"]
    rows = decode(prove(read(untold), REGTEST)).tables
    assert {dataset.id: table.height for dataset, table in rows.items()}["bitcoin.inputs"] == 2
    by_name = {dataset.name: table for dataset, table in rows.items()}
    assert by_name["inputs"]["value_source"].null_count() >= 1
    assert by_name["inputs"]["value_satoshi"].null_count() == by_name["inputs"]["value_source"].null_count()
    assert by_name["blocks"]["input_value_satoshi"].to_list() == [None]


@pytest.mark.parametrize("lie", LIES)
def test_a_false_block_is_refused(block, lie):
    change, words = LIES[lie]
    with pytest.raises(SourceContradiction, match=words) as caught:
        prove(read(change(block)), REGTEST)
    assert "\n" not in str(caught.value)


def test_a_node_that_tells_another_value_than_the_block_itself_holds_is_refused(blocks):
    def inside(block):
        ids = {each["txid"] for each in block["tx"]}
        return next((spent for each in block["tx"][1:] for spent in each["vin"] if spent["txid"] in ids), None)

    found = copy.deepcopy(next(block for block in blocks if inside(block)))
    inside(found)["prevout"]["value"] += 0.5
    with pytest.raises(SourceContradiction, match="the node tells another output"):
        prove(read(found), REGTEST)


def test_a_coinbase_that_pays_itself_more_than_subsidy_and_fees_is_refused(blocks):
    early = next(block for block in blocks if len(block["tx"]) == 1)
    with pytest.raises(SourceContradiction, match="its coinbase pays 5000000001 satoshi of at most 5000000000"):
        prove(read(paying(early, 50.00000001)), REGTEST)


def paying(block, coins):
    """Return a block that pays its miner so much, worked anew."""
    block = copy.deepcopy(block)
    coinbase = block["tx"][0]
    coinbase["vout"][0]["value"] = coins
    coinbase.pop("hash")
    with pytest.raises(SourceContradiction) as caught:
        prove(read(block), REGTEST)
    root = str(caught.value).split()[-1]
    coinbase["txid"] = root
    return worked(rooted(block))


def test_witnesses_without_a_commitment_are_refused(blocks):
    early = copy.deepcopy(next(block for block in blocks if len(block["tx"]) == 1))
    early["tx"][0]["vin"][0]["txinwitness"] = ["00" * 32]
    early["tx"][0].pop("hash")
    with pytest.raises(SourceContradiction, match="shows witnesses to which it does not commit"):
        prove(read(early), REGTEST)


def test_witnesses_that_a_node_keeps_to_itself_are_told(block):
    silent = copy.deepcopy(block)
    for transaction in silent["tx"]:
        transaction.pop("hash")
        for each in transaction["vin"]:
            each.pop("txinwitness", None)
    assert prove(read(silent), REGTEST).witness_commitment == NOT_SHOWN


def test_a_block_that_is_not_later_than_the_median_before_it_is_refused(blocks):
    read_blocks = [read(block) for block in blocks[:12]]
    late = msgspec.structs.replace(read_blocks[11], time=read_blocks[5].time)
    with pytest.raises(SourceContradiction, match="block 11 is not later than the median"):
        must_follow([*read_blocks[:11], late], REGTEST)


def test_a_block_of_another_branch_is_refused_where_it_does_not_follow(blocks):
    other = read(worked({**blocks[5], "previousblockhash": "ab" * 32}))
    prove(other, REGTEST)
    with pytest.raises(SourceContradiction, match=r"block 5 names abab.* as its parent, but block 4 is"):
        must_follow([read(blocks[4]), other], REGTEST)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True), st.data())
def test_a_merkle_root_changes_with_every_change_of_the_list(hashes, data):
    root, at = merkle_root(hashes), data.draw(st.integers(0, len(hashes) - 1))
    other = bytes(byte ^ 1 for byte in hashes[at])
    if other not in hashes:
        assert merkle_root([*hashes[:at], other, *hashes[at + 1 :]]) != root


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=33, unique=True))
def test_no_longer_list_has_the_merkle_root_of_another(hashes):
    """The last subtree may be repeated, at any height, without a change of the root: each such list is refused."""
    for size in (1, 2, 4, 8, 16):
        if len(hashes) % (2 * size) == size:
            with pytest.raises(ValueError, match="CVE-2012-2459"):
                merkle_root([*hashes, *hashes[-size:]])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places(value, path=()):
    """Yield the path to every part of a JSON value."""
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in parts:
        yield from places(inner, (*path, key))


HARMLESS = {"confirmations", "mediantime", "nTx", "versionHex", "nextblockhash", "hex", "address", "type", "n", "asm"}


@given(data=st.data())
def test_whatever_a_node_puts_anywhere_in_a_block_only_the_truth_is_proven(data, block):
    path = data.draw(st.sampled_from([path for path in places(block) if path]))
    value = data.draw(json_values)
    broken = copy.deepcopy(block)
    inside = broken
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    try:
        proven = prove(read(broken), REGTEST)
    except (SourceContradiction, msgspec.ValidationError):
        return
    truth = prove(read(block), REGTEST)
    assert (proven.ids, proven.values) == (truth.ids, truth.values)


@pytest.mark.parametrize("name", sorted(HARMLESS & {"nTx", "versionHex", "nextblockhash"}))
def test_what_a_node_adds_to_a_block_is_not_needed(block, name):
    prove(read(changed(lambda b: b.pop(name, None) and None)(block)), REGTEST)
