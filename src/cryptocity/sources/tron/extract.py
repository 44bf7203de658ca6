"""The story of an extraction from Tron: find the day's heights, fetch, prove, hold REST against JSON-RPC, land.

Nothing lands from a range in which any block contradicts itself or does not follow the one before it. What is proven
is put down meanwhile, so that a range of any length takes the memory of a hundred blocks.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from typing import Any, TypeAlias

import msgspec

from cryptocity.access import Access
from cryptocity.disputes import contradiction
from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Answer, Payload
from cryptocity.sources.tron.addresses import TOKENS
from cryptocity.sources.tron.client import Node, RawBlock, node_of
from cryptocity.sources.tron.datasets import BLOCKS
from cryptocity.sources.tron.decode import TRANSFER_TOPIC, BlockRows, decode
from cryptocity.sources.tron.pieces import Piece, Span, archived_spans, opened_piece
from cryptocity.sources.tron.verify import Proven, height_of, mined_at, prove
from cryptocity.window import Window, day_of

_GENESIS = 0  # signed by nobody, and never of a day that is asked for
_FIRST_DAY = date(2018, 6, 25)  # on which mainnet began

_Proven: TypeAlias = tuple[BlockRows, RawBlock]


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land every block of a city day. The blocks just outside are proven too, so that none at the edges can be missing.

    Raises SourceUnavailable: the chain has not reached the end of the day, or the node lacks a block.
    """
    node = node_of(access)
    window = Window.of_day(day)
    first, last = _heights_of(window, node)
    wanted = range(first, last + 1)
    chain_id, answers = _ask(node, range(max(_GENESIS + 1, first - 1), last + 2), access)
    proven = _prove_all(answers, chain_id, lake)
    span = Span(chain_id, wanted, is_day=True, accepts_reorganisation=access.accepts_reorganisation)
    return _land(_of_window(proven, wanted, window, name=node.name), span, lake)


def extract_heights(first: int, last: int, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land the blocks from first to last, both inclusive, each on the city day of its timestamp; no genesis block."""
    heights = range(max(_GENESIS + 1, first), last + 1)
    chain_id, answers = _ask(node_of(access), heights, access)
    span = Span(chain_id, heights, accepts_reorganisation=access.accepts_reorganisation)
    return _land(_prove_all(answers, chain_id, lake), span, lake)


def land_answers(payloads: Sequence[Answer], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its archived answers: every block is proven anew, no node is asked."""
    manifests: tuple[Manifest, ...] = ()
    for span, answers in archived_spans(payloads):
        proven = _prove_all(_counted(answers, len(span.heights), access), span.chain_id, lake)
        manifests = _land((each for each in proven if day_of(each[0].mined_at) == day), span, lake)
    return manifests


def _heights_of(window: Window, node: Node) -> tuple[int, int]:
    head = node.head()
    reached = node.mined_at(head)
    if reached < window.end:
        raise SourceUnavailable(f"{node.name} has reached {reached:%Y-%m-%d %H:%M} UTC; the day is not over on chain")
    first = max(_GENESIS + 1, _first_since(window.start, node, head))
    last = _first_since(window.end, node, head) - 1
    if last < first:
        raise SourceUnavailable(f"{node.name} has no block of that day")
    return first, last


def _first_since(instant: datetime, node: Node, head: int) -> int:
    """Return the lowest height mined at or after an instant: stride back from the head, then halve."""
    low, high, stride = head, head, 1
    while low > _GENESIS and node.mined_at(low) >= instant:
        low, high, stride = max(_GENESIS, low - stride), low, stride * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if node.mined_at(middle) >= instant else (middle + 1, high)
    return low


def _ask(node: Node, heights: range, access: Access) -> tuple[int, Iterator[RawBlock]]:
    chain_id = node.chain_id()
    answers = node.blocks(heights, node.solidified(), sorted(TOKENS), TRANSFER_TOPIC)
    return chain_id, _counted(answers, len(heights), access)


def _counted(answers: Iterable[RawBlock], count: int, access: Access) -> Iterator[RawBlock]:
    for done, answer in enumerate(answers, start=1):
        yield answer
        access.progress("blocks verified", done, count)


def _prove_all(answers: Iterable[RawBlock], chain_id: int, lake: Lake) -> Iterator[_Proven]:
    """Yield the rows of each block, proven, and tied to the block before by its parent."""
    before: BlockRows | None = None
    for answer in answers:
        block = _decoded(answer, chain_id, lake)
        if before and block.height == before.height + 1:
            _must_follow(before, block)
        yield block, answer
        before = block


def _of_window(proven: Iterable[_Proven], wanted: range, window: Window, *, name: str) -> Iterator[_Proven]:
    for block, answer in proven:
        if (block.height in wanted) != window.holds(block.mined_at):
            raise SourceContradiction(f"{name}: block {block.height} is not from when the node first said")
        if block.height in wanted:
            yield block, answer


def _decoded(answer: RawBlock, chain_id: int, lake: Lake) -> BlockRows:
    try:
        block, infos, logs, seen = (
            _json(part, answer.height) for part in (answer.block, answer.infos, answer.logs, answer.seen or b"{}")
        )
        if height_of(block) != answer.height:
            raise SourceContradiction(f"asked for block {answer.height}, was given {height_of(block)}")
        proven = prove(block, TOKENS)
        _must_be_seen(proven, seen.get("hash") if answer.seen else None)
        return decode(proven, (infos, logs), chain_id, is_final=answer.is_final)
    except SourceContradiction:
        _keep(answer, chain_id, lake)
        raise


def _json(content: bytes, height: int) -> Any:  # noqa: ANN401  whatever the node said
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SourceContradiction(f"block {height}: an answer cannot be read ({error})") from None


def _keep(answer: RawBlock, chain_id: int, lake: Lake) -> None:
    """Keep answers on the city day that the block claims; without any, on the first that a block can have."""
    try:
        day = day_of(mined_at(_json(answer.block, answer.height)))
    except SourceContradiction:
        day = _FIRST_DAY
    parts = {"block": answer.block, "results": answer.infos, "jsonrpc-logs": answer.logs}
    parts |= {"jsonrpc-block": answer.seen} if answer.seen else {}
    evidence = [Payload(contradiction(chain_id, answer.height, name), content) for name, content in parts.items()]
    lake.keep_evidence(BLOCKS, day, evidence)


def _must_be_seen(proven: Proven, told: str | None) -> None:
    """Hold a block against what JSON-RPC tells of its height: each may tell a true story, but of two forks."""
    if told not in (None, f"0x{proven.block_id}"):
        raise SourceContradiction(f"block {proven.height} is {proven.block_id}, but JSON-RPC has {told}")


def _must_follow(before: BlockRows, block: BlockRows) -> None:
    (_, _, its_id, *_), (_, _, _, parent, *_) = before.block, block.block
    if parent != its_id:
        raise SourceContradiction(
            f"block {block.height} names {parent} as its parent, but block {before.height} is {its_id}"
        )


def _land(proven: Iterable[_Proven], span: Span, lake: Lake) -> tuple[Manifest, ...]:
    """Put every block down with its day, and land the days once the last block is proven."""
    pieces: dict[date, Piece] = {}
    with ExitStack() as opened:
        for block, answer in proven:
            day = day_of(block.mined_at)
            if day not in pieces:
                pieces[day] = opened.enter_context(opened_piece(span, day, lake))
            pieces[day].add(block, answer)
        for piece in pieces.values():
            piece.must_not_displace_final()
        return tuple(manifest for piece in pieces.values() for manifest in piece.land())
