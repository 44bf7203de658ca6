"""Proof that a block is what its hash says: header, work, transactions and witness, all recomputed.

The header's hash meets the target of its bits and commits to the merkle root, that to every transaction's id, and an id
to its transaction's inputs and outputs. All are computed from the very fields that land, not from a node's `hex`.
What no block commits to is the value of the outputs it spends: where a node tells it, it must at least add up.

Source: Bitcoin developer reference, "Block headers" and "Merkle trees"; BIP-30, 34, 113, 141; CVE-2012-2459.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_high

from cryptocity.errors import SourceContradiction
from cryptocity.sources.bitcoin.networks import Network
from cryptocity.sources.bitcoin.scripts import double_sha256
from cryptocity.sources.bitcoin.wire import (
    Block,
    Header,
    Input,
    Transaction,
    encode_header,
    encode_transaction,
    reversed_bytes,
    satoshi_of,
)

MEDIAN_BLOCKS = 11
_COMMITMENT = "6a24aa21a9ed"
_RETARGET_BLOCKS, _RETARGET_FACTOR = 2016, 4
_MANTISSA, _NEGATIVE = 0x7FFFFF, 0x800000
_OP_1 = 0x51

MATCHES, ABSENT, NOT_SHOWN = "matches", "absent", "not_shown"
SAME_BLOCK, NODE = "same_block", "node"


@dataclass(frozen=True)
class SpentValue:
    """What an input spends: value, locking script, and who says so."""

    satoshi: int
    script: str
    source: str


@dataclass(frozen=True)
class Proven:
    """A verified block: per transaction its id, the values of its outputs, and what its inputs spend, where known."""

    block: Block
    network: Network
    ids: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]
    spent: tuple[tuple[SpentValue | None, ...], ...]
    witness_commitment: str


def prove(block: Block, network: Network) -> Proven:
    """Recompute all that a block commits to. Raises SourceContradiction naming the block and what does not match."""
    try:
        return _prove(block, network)
    except (ValueError, OverflowError, ArithmeticError, IndexError) as error:
        raise SourceContradiction(f"block {block.height}: malformed ({type(error).__name__}: {error})") from None


def prove_header(header: Header, network: Network) -> None:
    """Recompute a header's hash and hold it against its target. Raises SourceContradiction."""
    try:
        _prove_header(header, network)
    except (ValueError, OverflowError) as error:
        raise SourceContradiction(f"block {header.height}: malformed ({type(error).__name__}: {error})") from None


def target_of(bits: int) -> int:
    """Return the largest hash that compact bits allow; 0, which no hash meets, for bits that name no target."""
    size, mantissa = bits >> 24, bits & _MANTISSA
    if bits & _NEGATIVE:
        return 0
    return mantissa >> 8 * (3 - size) if size <= 3 else mantissa << 8 * (size - 3)


def merkle_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root of a list. Raises ValueError where it repeats so that a shorter list has the same root."""
    level = list(hashes)
    while len(level) > 1:
        pairs = list(zip(level[::2], level[1::2], strict=False))
        if any(left == right for left, right in pairs):
            raise ValueError("transactions repeat, as a shorter list with the same merkle root (CVE-2012-2459)")
        if len(level) % 2:
            pairs.append((level[-1], level[-1]))
        level = [double_sha256(left + right) for left, right in pairs]
    return level[0]


def must_follow(headers: Sequence[Header], network: Network) -> None:
    """Hold rising headers against each other: parents, median time, difficulty. Raises SourceContradiction."""
    for before, after in pairwise(headers):
        if after.height == before.height + 1:
            if after.previousblockhash != before.hash:
                raise SourceContradiction(
                    f"block {after.height} names {after.previousblockhash} as its parent, "
                    f"but block {before.height} is {before.hash}"
                )
            _must_keep_difficulty(before, after, network)
    for at in range(MEDIAN_BLOCKS, len(headers)):
        earlier, after = headers[at - MEDIAN_BLOCKS : at], headers[at]
        if after.height - earlier[0].height == MEDIAN_BLOCKS and after.time <= median_time(earlier):
            raise SourceContradiction(f"block {after.height} is not later than the median of the eleven before it")


def median_time(headers: Sequence[Header]) -> int:
    """Return the median of the headers' timestamps, which never falls from a block to the next (BIP-113)."""
    return median_high(header.time for header in headers)


def _must_keep_difficulty(before: Header, after: Header, network: Network) -> None:
    if not network.retargets_by_rule:
        return
    was, now = int(before.bits, 16), int(after.bits, 16)
    if after.height % _RETARGET_BLOCKS and was != now:
        raise SourceContradiction(f"block {after.height} has bits {after.bits} where the one before has {before.bits}")
    if target_of(now) > target_of(was) * _RETARGET_FACTOR:
        raise SourceContradiction(f"block {after.height} is more than four times easier than the one before")


def _prove_header(header: Header, network: Network) -> None:
    computed = double_sha256(encode_header(header))
    _must_match(header, "header hash", header.hash, computed)
    bits = int(header.bits, 16)
    target, easiest = target_of(bits), target_of(network.easiest_at(header.height))
    if target > easiest:
        raise SourceContradiction(f"block {header.height}: bits {header.bits} are too easy for {network.name}")
    if int.from_bytes(computed, "little") > target:
        raise SourceContradiction(f"block {header.height}: {header.hash} is no proof of work for bits {header.bits}")


def _prove(block: Block, network: Network) -> Proven:
    _prove_header(block, network)
    _must_begin_with_coinbase(block)
    values = tuple(tuple(satoshi_of(output.value) for output in each.vout) for each in block.tx)
    encoded = [encode_transaction(each, of_outputs) for each, of_outputs in zip(block.tx, values, strict=True)]
    hashes = [double_sha256(stripped) for stripped, _ in encoded]
    _must_match(block, "merkle root", block.merkleroot, merkle_root(hashes))
    ids = tuple(each[::-1].hex() for each in hashes)
    witness_hashes = [double_sha256(whole or stripped) for stripped, whole in encoded]
    for position, each in enumerate(block.tx):
        _must_say(block, position, each.txid, ids[position])
        _must_say(block, position, each.hash or "", witness_hashes[position][::-1].hex(), or_nothing=True)
    witness = _witness_commitment(block, witness_hashes)
    _must_name_height(block, network)
    spent = _all_spent(block, ids, values)
    _must_add_up(block, values, spent, network=network)
    return Proven(block, network, ids, values, spent, witness)


def _must_match(header: Header, what: str, claimed: str, computed: bytes) -> None:
    if reversed_bytes(claimed) != computed:
        raise SourceContradiction(
            f"block {header.height}: the {what} is {claimed}, its contents give {computed[::-1].hex()}"
        )


def _must_say(block: Block, position: int, claimed: str, computed: str, *, or_nothing: bool = False) -> None:
    if claimed != computed and not (or_nothing and not claimed):
        raise SourceContradiction(
            f"block {block.height}, transaction {position}: its id is {claimed}, its contents give {computed}"
        )


def _must_begin_with_coinbase(block: Block) -> None:
    """Hold the first transaction, and it alone, to be a coinbase; no inner node of the tree can pass for one."""
    kinds = [[each.coinbase is not None for each in transaction.vin] for transaction in block.tx]
    if not kinds or kinds[0] != [True] or any(any(inputs) or not inputs for inputs in kinds[1:]):
        raise SourceContradiction(f"block {block.height} does not begin with its only coinbase")


def _witness_commitment(block: Block, witness_hashes: list[bytes]) -> str:
    """Hold the witness ids against the coinbase's commitment to them: its last output of that form (BIP-141)."""
    has_witness = any(each.witness for transaction in block.tx for each in transaction.vin)
    found = [output.script.hex for output in block.tx[0].vout if output.script.hex.startswith(_COMMITMENT)]
    commitments = [script for script in found if len(script) >= len(_COMMITMENT) + 64]
    if not has_witness:
        return NOT_SHOWN if commitments else ABSENT
    reserved = block.tx[0].vin[0].witness
    if not commitments or len(reserved) != 1:
        raise SourceContradiction(f"block {block.height} shows witnesses to which it does not commit")
    root = merkle_root([bytes(32), *witness_hashes[1:]])
    computed = double_sha256(root + bytes.fromhex(reserved[0]))
    if bytes.fromhex(commitments[-1])[6:38] != computed:
        raise SourceContradiction(f"block {block.height}: the witness commitment does not match its witnesses")
    return MATCHES


def _must_name_height(block: Block, network: Network) -> None:
    """Hold the coinbase to begin with the height, which no header tells (BIP-34)."""
    if block.height < network.coinbase_names_height_since:
        return
    script = bytes.fromhex(block.tx[0].vin[0].coinbase or "")
    if not script.startswith(_pushed(block.height)):
        raise SourceContradiction(f"block {block.height}: its coinbase names another height")


def _pushed(height: int) -> bytes:
    if height <= 16:
        return bytes((_OP_1 - 1 + height,)) if height else b"\x00"
    size = height.bit_length() // 8 + 1
    return bytes((size,)) + height.to_bytes(size, "little")


def _all_spent(
    block: Block, ids: tuple[str, ...], values: tuple[tuple[int, ...], ...]
) -> tuple[tuple[SpentValue | None, ...], ...]:
    """Return what each input spends: proven where an earlier transaction made it, else as the node says."""
    made: dict[str, tuple[Transaction, tuple[int, ...]]] = {}
    found: list[tuple[SpentValue | None, ...]] = []
    for position, (transaction, its_id) in enumerate(zip(block.tx, ids, strict=True)):
        found.append(tuple(_spent(each, made) for each in transaction.vin) if position else ())
        made[its_id] = transaction, values[position]
    return tuple(found)


def _spent(each: Input, made: dict[str, tuple[Transaction, tuple[int, ...]]]) -> SpentValue | None:
    prevout = each.prevout
    told = SpentValue(satoshi_of(prevout.value), prevout.script.hex, NODE) if prevout else None
    if each.txid not in made:
        return told
    transaction, values = made[each.txid]
    proven = SpentValue(values[each.vout], transaction.vout[each.vout].script.hex, SAME_BLOCK)
    if told and (told.satoshi, told.script) != (proven.satoshi, proven.script):
        raise ValueError(f"the node tells another output {each.vout} of {each.txid} than the block holds")
    return proven


def _must_add_up(
    block: Block,
    values: tuple[tuple[int, ...], ...],
    spent: tuple[tuple[SpentValue | None, ...], ...],
    *,
    network: Network,
) -> None:
    """Hold what is spent to cover what is paid out, of each transaction and of the coinbase."""
    fees = 0
    is_known = True
    for position in range(1, len(block.tx)):
        known = [each.satoshi for each in spent[position] if each]
        if len(known) < len(spent[position]):
            is_known = False
            continue
        fee = sum(known) - sum(values[position])
        if fee < 0:
            raise SourceContradiction(f"block {block.height}, transaction {position}: pays out more than it spends")
        fees += fee
    most = network.subsidy_satoshi(block.height) + fees
    if is_known and sum(values[0]) > most:
        raise SourceContradiction(f"block {block.height}: its coinbase pays {sum(values[0])} satoshi of at most {most}")
