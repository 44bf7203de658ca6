"""The story of a Bitcoin extraction: find the day's blocks, fetch, prove, decode, land.

A block lies on the city day of its own header timestamp. Timestamps may run backwards, but the median of eleven never
does, and every block is later than the median before it. So a day is searched by that median, with a day's margin
before it (a node refuses a block that is two hours ahead of its clock), and its blocks are those of the proven headers
whose timestamps it holds.

Nothing lands from a range in which any block contradicts itself or does not follow the one before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import msgspec

from cryptocity.access import Access
from cryptocity.disputes import contradiction
from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Answer, Payload
from cryptocity.sources.bitcoin.client import Node, RawBlock
from cryptocity.sources.bitcoin.datasets import BLOCKS, SOURCE
from cryptocity.sources.bitcoin.decode import BlockRows, decode, mined_at
from cryptocity.sources.bitcoin.networks import Network
from cryptocity.sources.bitcoin.pieces import Piece, archived_blocks, land_piece, must_not_displace_final, packed
from cryptocity.sources.bitcoin.verify import MEDIAN_BLOCKS, median_time, must_follow, prove, prove_header
from cryptocity.sources.bitcoin.wire import Block, Header
from cryptocity.whole_day import is_mark
from cryptocity.window import Window, day_of

_MARGIN = timedelta(days=1)
_GENESIS_DAY = date(2009, 1, 4)


@dataclass(frozen=True)
class _Harvest:
    """What one range of heights gave: decoded blocks in order, and the answers they came from, packed."""

    network: Network
    blocks: tuple[BlockRows, ...]
    answers: tuple[Answer, ...]


class _Timed(msgspec.Struct):
    time: int


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land every block of a city day. Headers around it are proven, so that none at the edges can be missing.

    Raises SourceUnavailable: the chain has not passed the end of the day, or the node lacks a block.
    """
    node = Node(access.transport(SOURCE))
    network = node.network()
    wanted = _headers_of(Window.of_day(day), node, network=network, lake=lake)
    answers = _counted(node.blocks([(header.height, header.hash) for header in wanted]), len(wanted), access)
    harvest = _prove_all(answers, network, lake)
    _must_be([header.hash for header in wanted], harvest)
    piece = replace(_piece(harvest, day), is_day=True, accepts_reorganisation=access.accepts_reorganisation)
    return land_piece(piece, lake)


def extract_heights(first: int, last: int, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land the blocks from first to last, both inclusive, each on the city day of its timestamp."""
    node = Node(access.transport(SOURCE))
    network, heights = node.network(), range(first, last + 1)
    hashes = node.hashes(heights)
    answers = _counted(node.blocks(list(zip(heights, hashes, strict=True))), len(heights), access)
    harvest = _prove_all(answers, network, lake)
    _must_be(hashes, harvest)
    days = sorted({day_of(block.mined_at) for block in harvest.blocks})
    accepts = access.accepts_reorganisation
    pieces = [replace(_piece(harvest, day), accepts_reorganisation=accepts) for day in days]
    for piece in pieces:
        must_not_displace_final(piece, lake)
    return tuple(manifest for piece in pieces for manifest in land_piece(piece, lake))


def land_answers(payloads: Sequence[Answer], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its archived answers: every block is proven anew, no node is asked."""
    manifests: tuple[Manifest, ...] = ()
    for network, answers in archived_blocks(payloads).items():
        harvest = _prove_all(_counted(answers, sum(not is_mark(each) for each in payloads), access), network, lake)
        manifests = land_piece(replace(_piece(harvest, day), archive=payloads), lake)
    return manifests


def _headers_of(window: Window, node: Node, *, network: Network, lake: Lake) -> list[Header]:
    """Return the headers of the window, among proven ones that reach far enough behind it to leave none out."""
    head = node.head()
    reached = _median_at(node, head)
    if reached < window.end:
        raise SourceUnavailable(f"{node.name} has reached {reached:%Y-%m-%d %H:%M} UTC; the day is not over on chain")
    first = max(0, _first_since(window.start - _MARGIN, node, head) - MEDIAN_BLOCKS)
    heights = range(first, _first_since(window.end, node, head) + 1)
    headers = node.headers(heights)
    for height, header in zip(heights, headers, strict=True):
        _must_prove_itself(height, header, network, lake=lake)
    must_follow(headers, network)
    if first and median_time(headers[:MEDIAN_BLOCKS]) >= (window.start - _MARGIN).timestamp():
        raise SourceContradiction(f"{node.name}: block {first} is not as early as the node first said")
    if median_time(headers[-MEDIAN_BLOCKS:]) < window.end.timestamp():
        raise SourceContradiction(f"{node.name}: block {headers[-1].height} is not as late as the node first said")
    wanted = [header for header in headers if window.holds(mined_at(header))]
    if not wanted:
        raise SourceUnavailable(f"{node.name} has no block of that day")
    return wanted


def _must_prove_itself(height: int, header: Header, network: Network, *, lake: Lake) -> None:
    try:
        if header.height != height:
            raise SourceContradiction(f"asked for block {height}, was given {header.height}")
        prove_header(header, network)
    except SourceContradiction:
        _keep(Payload(contradiction(network.name, height, "header"), msgspec.json.encode(header)), lake)
        raise


def _median_at(node: Node, height: int) -> datetime:
    (header,) = node.headers([height])
    return mined_at(msgspec.structs.replace(header, time=header.mediantime))


def _first_since(instant: datetime, node: Node, head: int) -> int:
    """Return the lowest height whose median time is at or after an instant: stride back from the head, then halve."""
    low, high, stride = head, head, 1
    while low > 0 and _median_at(node, low) >= instant:
        low, high, stride = max(0, low - stride), low, stride * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _median_at(node, middle) >= instant else (middle + 1, high)
    return low


def _counted(answers: Iterable[RawBlock], count: int, access: Access) -> Iterator[RawBlock]:
    for done, answer in enumerate(answers, start=1):
        yield answer
        access.progress("blocks verified", done, count)


def _must_be(hashes: Sequence[str], harvest: _Harvest) -> None:
    for hash_, block in zip(hashes, harvest.blocks, strict=True):
        if block.header.hash != hash_:
            raise SourceContradiction(f"block {block.header.height} is {block.header.hash}, but {hash_} was asked for")


def _prove_all(answers: Iterable[RawBlock], network: Network, lake: Lake) -> _Harvest:
    proven = [(_decoded(answer, network, lake), packed(network, answer)) for answer in answers]
    blocks = tuple(block for block, _ in proven)
    must_follow([block.header for block in blocks], network)
    return _Harvest(network, blocks, tuple(payload for _, payload in proven))


def _decoded(answer: RawBlock, network: Network, lake: Lake) -> BlockRows:
    try:
        block = _block(answer)
        if block.height != answer.height:
            raise SourceContradiction(f"asked for block {answer.height}, was given {block.height}")
        if block.confirmations < 0:
            raise SourceUnavailable(f"block {answer.height} has just left the best chain: a reorganisation; ask again")
        return decode(prove(block, network))
    except SourceContradiction:
        _keep(Payload(contradiction(network.name, answer.height, "block"), answer.content), lake)
        raise


def _block(answer: RawBlock) -> Block:
    try:
        return msgspec.json.decode(answer.content, type=Block)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SourceContradiction(f"block {answer.height}: no answer to getblock ({error})") from None


def _keep(evidence: Payload, lake: Lake) -> None:
    """Keep an answer on the city day that it claims; without any, on the first that a block can have."""
    try:
        day = day_of(datetime.fromtimestamp(msgspec.json.decode(evidence.content, type=_Timed).time, UTC))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError, OverflowError, OSError):
        day = _GENESIS_DAY
    lake.keep_evidence(BLOCKS, day, [evidence])


def _piece(harvest: _Harvest, day: date) -> Piece:
    """Return what is of a city day."""
    pairs = [pair for pair in zip(harvest.blocks, harvest.answers, strict=True) if day_of(pair[0].mined_at) == day]
    blocks, answers = tuple(block for block, _ in pairs), tuple(answer for _, answer in pairs)
    return Piece(harvest.network, day, blocks, answers)
