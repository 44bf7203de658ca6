"""The story of an on-chain extraction: find the day's heights, fetch, prove, decode, land.

Nothing lands from a range in which any block contradicts itself or does not follow the one before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise

import msgspec

from cryptocity.access import Access
from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Payload
from cryptocity.sources.onchain.client import Node, RawBlock
from cryptocity.sources.onchain.datasets import BLOCKS, FINAL, SOURCE
from cryptocity.sources.onchain.decode import BlockRows, decode, decode_strange, mined_at
from cryptocity.sources.onchain.pieces import Piece, archived_blocks, land_piece
from cryptocity.sources.onchain.verify import KNOWN_TYPES, Json, prove, type_of
from cryptocity.window import Window, day_of

_WITNESS = "onchain_witness"


@dataclass(frozen=True)
class _Harvest:
    """What one range of heights gave: decoded blocks in order, and the answers they came from."""

    chain_id: int
    blocks: tuple[BlockRows, ...]
    raw: tuple[RawBlock, ...]


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land every block of a city day. The blocks just outside are proven too, so that none at the edges can be missing.

    Raises SourceUnavailable: the chain has not reached the end of the day, or the node lacks a block.
    """
    node = Node(access.transport(SOURCE))
    window = Window.of_day(day)
    first, last = _heights_of(window, node)
    harvest = _ask(node, range(max(0, first - 1), last + 2), lake, access)
    for block in harvest.blocks:
        if (first <= block.number <= last) != window.holds(block.mined_at):
            raise SourceContradiction(f"{node.name}: block {block.number} is not from when the node first said")
    return _land(harvest, day, lake)


def extract_heights(first: int, last: int, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land the blocks from first to last, both inclusive, each on the city day of its timestamp."""
    harvest = _ask(Node(access.transport(SOURCE)), range(first, last + 1), lake, access)
    days = [day for day, _ in groupby(day_of(block.mined_at) for block in harvest.blocks)]
    return tuple(manifest for day in days for manifest in _land(harvest, day, lake))


def land_answers(payloads: Sequence[Payload], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its archived answers: every block is proven anew, no node is asked."""
    manifests: tuple[Manifest, ...] = ()
    for chain_id, answers in archived_blocks(payloads).items():
        manifests = _land(_prove_all(_counted(answers, len(answers), access), chain_id, lake), day, lake)
    return manifests


def _heights_of(window: Window, node: Node) -> tuple[int, int]:
    head = node.head()
    reached = mined_at(node.header(head))
    if reached < window.end:
        raise SourceUnavailable(f"{node.name} has reached {reached:%Y-%m-%d %H:%M} UTC; the day is not over on chain")
    first = _first_since(window.start, node, head)
    last = _first_since(window.end, node, head) - 1
    if last < first:
        raise SourceUnavailable(f"{node.name} has no block of that day")
    return first, last


def _first_since(instant: datetime, node: Node, head: int) -> int:
    """Return the lowest height mined at or after an instant: stride back from the head, then halve."""
    low, high, stride = head, head, 1
    while low > 0 and mined_at(node.header(low)) >= instant:
        low, high, stride = max(0, low - stride), low, stride * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if mined_at(node.header(middle)) >= instant else (middle + 1, high)
    return low


def _ask(node: Node, heights: range, lake: Lake, access: Access) -> _Harvest:
    chain_id = node.chain_id()
    harvest = _prove_all(_counted(node.blocks(heights), len(heights), access), chain_id, lake)
    if _WITNESS in access.endpoints:
        _must_agree(harvest, Node(access.transport(_WITNESS)), lake)
    return harvest


def _must_agree(harvest: _Harvest, witness: Node, lake: Lake) -> None:
    """Hold every proven block against a second node: each may tell a true story, but of two different chains."""
    if (other := witness.chain_id()) != harvest.chain_id:
        raise SourceContradiction(f"{witness.name} is a node of chain {other}, not of chain {harvest.chain_id}")
    proven = [(block, answer) for block, answer in zip(harvest.blocks, harvest.raw, strict=True) if block.row]
    seen = witness.headers([block.number for block, _ in proven])
    for (block, answer), (raw, header) in zip(proven, seen, strict=True):
        if header.get("hash") != block.hash:
            stem = f"dispute-{block.number}"
            evidence = (Payload(f"{stem}-block.json", answer.block), Payload(f"{stem}-witness.json", raw))
            lake.keep_evidence(BLOCKS, day_of(block.mined_at), evidence)
            raise SourceContradiction(
                f"block {block.number} is {block.hash}, but {witness.name} has {header.get('hash')}"
            )


def _counted(answers: Iterable[RawBlock], count: int, access: Access) -> Iterator[RawBlock]:
    for done, answer in enumerate(answers, start=1):
        yield answer
        access.progress("blocks verified", done, count)


def _prove_all(answers: Iterable[RawBlock], chain_id: int, lake: Lake) -> _Harvest:
    proven = [(_decoded(answer, chain_id, lake), answer) for answer in answers]
    blocks, raw = tuple(block for block, _ in proven), tuple(answer for _, answer in proven)
    _must_follow(blocks)
    return _Harvest(chain_id, blocks, raw)


def _decoded(answer: RawBlock, chain_id: int, lake: Lake) -> BlockRows:
    block, receipts = msgspec.json.decode(answer.block), msgspec.json.decode(answer.receipts)
    day = day_of(mined_at(block))
    try:
        if strange := _strange_types(block):
            return decode_strange(block, strange, chain_id=chain_id)
        if int(block["number"], 16) != answer.number:
            raise SourceContradiction(f"asked for block {answer.number}, was given {int(block['number'], 16)}")
        return decode(prove(block, receipts), chain_id, finality=FINAL)
    except SourceContradiction:
        stem = f"contradiction-{answer.number}"
        evidence = (Payload(f"{stem}-block.json", answer.block), Payload(f"{stem}-receipts.json", answer.receipts))
        lake.keep_evidence(BLOCKS, day, evidence)
        raise


def _strange_types(block: Json) -> set[int]:
    transactions = block.get("transactions")
    if not isinstance(transactions, list) or not all(isinstance(transaction, dict) for transaction in transactions):
        raise SourceContradiction(f"block {block.get('number')} comes without its transactions")
    return {type_of(transaction) for transaction in transactions} - KNOWN_TYPES


def _must_follow(blocks: Sequence[BlockRows]) -> None:
    proven = [block.row for block in blocks if block.row]
    for (_, before, its_hash, *_), (_, number, _, parent, *_) in pairwise(proven):
        if number == before + 1 and parent != its_hash:
            raise SourceContradiction(f"block {number} names {parent} as its parent, but block {before} is {its_hash}")


def _land(harvest: _Harvest, day: date, lake: Lake) -> tuple[Manifest, ...]:
    blocks = tuple(block for block in harvest.blocks if day_of(block.mined_at) == day)
    heights = {block.number for block in blocks}
    raw = tuple(answer for answer in harvest.raw if answer.number in heights)
    return land_piece(Piece(harvest.chain_id, day, blocks, raw), lake)
