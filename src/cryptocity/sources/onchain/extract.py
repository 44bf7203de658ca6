"""The story of an on-chain extraction: find the day's heights on every chain, fetch, prove, decode, land.

Nothing lands from a range in which any block contradicts itself or does not follow the one before it, nor from a day
of which any chain fails.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import polars as pl

from cryptocity.access import Access
from cryptocity.errors import LakeIncomplete, SourceContradiction, SourceUnavailable
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Answer, Payload
from cryptocity.sources.onchain.archive import read_archive
from cryptocity.sources.onchain.client import Node
from cryptocity.sources.onchain.datasets import BLOCKS, FINAL
from cryptocity.sources.onchain.decode import mined_at
from cryptocity.sources.onchain.harvest import Harvest, Nodes, counted, prove_all
from cryptocity.sources.onchain.pieces import Piece, land_again, land_pieces, must_not_displace_final
from cryptocity.window import Window, day_of

_A_DAY = timedelta(days=1)


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land every block of a city day, of every chain that has a node.

    The blocks just outside are proven too, so that none at the edges can be missing. Raises SourceUnavailable: a chain
    has not reached the end of the day, or its node lacks a block.
    """
    nodes = Nodes.of(access)
    harvests = [_of_day(day, chain_id, lake, access=access, nodes=nodes) for chain_id in nodes.nodes]
    pieces = [harvest.piece(day, access, is_whole_day=True) for harvest in harvests]
    for piece in pieces:
        _must_not_displace_final(piece, day, lake)
    return land_pieces(pieces, day, lake)


def extract_heights(
    first: int, last: int, lake: Lake, *, access: Access, chain_id: int | None = None
) -> tuple[Manifest, ...]:
    """Land the blocks from first to last, both inclusive, each on the city day of its timestamp.

    Of several nodes that of `chain_id` is asked. A neighbouring day from which a reorganisation moved a block lands
    again, too.
    """
    nodes = Nodes.of(access)
    harvest = nodes.harvest(chain_id or nodes.only(), range(first, last + 1), lake, access)
    pieces = _pieces_by_day(harvest, lake, access)
    for day, piece in pieces.items():
        _must_not_displace_final(piece, day, lake)
    return tuple(manifest for day, piece in pieces.items() for manifest in land_pieces([piece], day, lake))


def land_answers(payloads: Sequence[Answer], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its archived answers: every block is proven anew, no node is asked."""
    pieces = []
    for chain_id, archived in read_archive(payloads).items():
        answers = counted(archived.answers, len(archived.answers), access)
        piece = prove_all(answers, chain_id, lake, access).piece(day, access)
        pieces.append(replace(piece, events=tuple(archived.events)))
    return land_again(pieces, day, lake)


def _of_day(day: date, chain_id: int, lake: Lake, *, access: Access, nodes: Nodes) -> Harvest:
    node, window = nodes.nodes[chain_id], Window.of_day(day)
    first, last = _heights_of(window, node)
    harvest = nodes.harvest(chain_id, range(max(0, first - 1), last + 2), lake, access)
    for block in harvest.blocks:
        if (first <= block.number <= last) != window.holds(block.mined_at):
            raise SourceContradiction(f"{node.name}: block {block.number} is not from when the node first said")
    return harvest


def _pieces_by_day(harvest: Harvest, lake: Lake, access: Access) -> dict[date, Piece]:
    """Return what was mined on each day, and neighbouring days from which a block was moved away."""
    mined = sorted({day_of(block.mined_at) for block in harvest.blocks})
    pieces = {day: harvest.piece(day, access) for day in (mined[0] - _A_DAY, *mined, mined[-1] + _A_DAY)}
    return {day: piece for day, piece in pieces.items() if piece.blocks or piece.displaced(_landed(day, lake))}


def _must_not_displace_final(piece: Piece, day: date, lake: Lake) -> None:
    """Keep what the node now says as evidence where it contradicts a block that landed as final."""
    blocks = _landed(day, lake)
    try:
        must_not_displace_final(piece, blocks)
    except SourceContradiction:
        final = {event.number for event in piece.displaced(blocks) if event.finality == FINAL}
        told = [answer for answer in piece.answers if answer.number in final]
        names = (f"displacing-{piece.chain_id}-{answer.number}-block.json" for answer in told)
        evidence = [Payload(name, bytes(answer.block)) for name, answer in zip(names, told, strict=True)]
        lake.keep_evidence(BLOCKS, day, evidence)
        raise


def _landed(day: date, lake: Lake) -> pl.DataFrame:
    """Return the blocks of a day, none where they landed under another contract or are damaged."""
    manifest = lake.manifest(BLOCKS, day)
    if manifest is None or manifest.contract != BLOCKS.fingerprint:
        return BLOCKS.empty()
    try:
        return lake.rows(BLOCKS, day)
    except LakeIncomplete:
        return BLOCKS.empty()


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
