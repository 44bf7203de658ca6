"""A chain's day may land in pieces: new heights join those that landed before, whatever the split or the order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import msgspec
import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.errors import SourceContradiction
from cryptocity.lake import Lake, Landing, Manifest, Rejected
from cryptocity.payloads import Payload
from cryptocity.sources.onchain.client import RawBlock
from cryptocity.sources.onchain.datasets import (
    BLOCKS,
    DATASETS,
    NATIVE_TRANSFERS,
    SOURCE,
    TOKEN_TRANSFERS,
    TRANSACTIONS,
    WITHDRAWALS,
)
from cryptocity.sources.onchain.decode import BlockRows, rows_of

_HEIGHTS_PER_PAYLOAD = 100
_COUNTED_BY = {
    TRANSACTIONS: "transaction_count",
    TOKEN_TRANSFERS: "erc20_transfer_count",
    NATIVE_TRANSFERS: "native_transfer_count",
    WITHDRAWALS: "withdrawal_count",
}

ArchivedBlock = tuple[int, msgspec.Raw, msgspec.Raw]


@dataclass(frozen=True)
class Piece:
    """Consecutive heights of one chain, all mined on one city day, with the answers they came from."""

    chain_id: int
    day: date
    blocks: tuple[BlockRows, ...]
    raw: tuple[RawBlock, ...]

    @property
    def heights(self) -> tuple[int, int]:
        """Return the first and the last height."""
        return self.blocks[0].number, self.blocks[-1].number


def land_piece(piece: Piece, lake: Lake) -> tuple[Manifest, ...]:
    """Land a piece of a day beside the heights landed before. Raises SourceContradiction where they do not link."""
    with lake.writer(SOURCE, piece.day) as writer:
        tables = {dataset: _joined(dataset, piece, lake) for dataset in DATASETS}
        _must_link(tables[BLOCKS])
        coverage = _coverage(tables[BLOCKS])
        landings = []
        for dataset, rows in tables.items():
            rejected = _joined_rejected(dataset, piece, lake)
            quarantined_blocks = len(rejected) if dataset is BLOCKS else 0
            received = _received(dataset, tables[BLOCKS]) + quarantined_blocks
            landings.append(Landing(dataset, rows, received, rejected, coverage))
        return writer.commit(landings, _payloads(piece, lake))


def _joined(dataset: Dataset, piece: Piece, lake: Lake) -> pl.DataFrame:
    new = rows_of(dataset, piece.blocks)
    if _replaces_everything(piece, lake):
        return new.sort(dataset.key)
    first, last = piece.heights
    replaced = (pl.col("chain_id") == piece.chain_id) & pl.col("block_number").is_between(first, last)
    return pl.concat([lake.rows(dataset, piece.day).filter(~replaced), new]).sort(dataset.key)


def _replaces_everything(piece: Piece, lake: Lake) -> bool:
    """Tell whether no height landed before outside the piece: what landed need not be readable then."""
    first, last = piece.heights
    manifest = lake.manifest(BLOCKS, piece.day)
    spans = [(chain, low, high) for chain, low, high in (manifest.coverage if manifest else ())]
    spans += [(piece.chain_id, row.position, row.position) for row in lake.rejected(BLOCKS, piece.day)]
    return all(chain == piece.chain_id and first <= low and high <= last for chain, low, high in spans)


def _joined_rejected(dataset: Dataset, piece: Piece, lake: Lake) -> list[Rejected]:
    first, last = piece.heights
    before = [row for row in lake.rejected(dataset, piece.day) if not first <= row.position <= last]
    new = [row for block in piece.blocks for row in block.rejected.get(dataset, ())]
    return sorted(before + new, key=lambda row: row.position)


def _received(dataset: Dataset, blocks: pl.DataFrame) -> int:
    """Count what the proven blocks say they hold, which the landed and quarantined rows must add up to.

    A block whose withdrawals did not come counts as one: what stands in quarantine for all of them.
    """
    counted_by = _COUNTED_BY.get(dataset)
    return int(blocks[counted_by].fill_null(1).sum()) if counted_by else blocks.height


def _must_link(blocks: pl.DataFrame) -> None:
    rows = blocks.select("chain_id", "block_number", "block_hash", "parent_hash").rows()
    for (chain, before, its_hash, _), (its_chain, number, _, parent) in pairwise(rows):
        if its_chain == chain and number == before + 1 and parent != its_hash:
            raise SourceContradiction(
                f"block {number} does not follow block {before} as landed: a reorganisation; extract both again"
            )


def _coverage(blocks: pl.DataFrame) -> tuple[tuple[int, int, int], ...]:
    """Return runs of consecutive heights as chain, first and last height."""
    runs: list[tuple[int, int, int]] = []
    for chain, number in blocks.select("chain_id", "block_number").rows():
        if runs and runs[-1][0] == chain and runs[-1][2] == number - 1:
            runs[-1] = (chain, runs[-1][1], number)
        else:
            runs.append((chain, number, number))
    return tuple(runs)


def _payloads(piece: Piece, lake: Lake) -> list[Payload]:
    """Return the day's archive: a hundred heights to a file, one line a block, so that no split changes a byte."""
    new = {_payload_name(piece.chain_id, raw.number) for raw in piece.raw}
    kept = () if _replaces_everything(piece, lake) else lake.payloads(BLOCKS, piece.day)
    lines = _lines(payload for payload in kept if payload.name in new)
    for raw in piece.raw:
        answers = (msgspec.Raw(answer.replace(b"\n", b" ")) for answer in (raw.block, raw.receipts))
        line = msgspec.json.encode((raw.number, *answers))
        lines.setdefault(_payload_name(piece.chain_id, raw.number), {})[raw.number] = line
    joined = [Payload(name, b"".join(by[number] + b"\n" for number in sorted(by))) for name, by in lines.items()]
    return [*(payload for payload in kept if payload.name not in new), *joined]


def _payload_name(chain_id: int, number: int) -> str:
    return f"chain-{chain_id}-blocks-{number // _HEIGHTS_PER_PAYLOAD * _HEIGHTS_PER_PAYLOAD:010d}.jsonl"


def archived_blocks(payloads: Iterable[Payload]) -> dict[int, list[RawBlock]]:
    """Return the archived answers by chain, in the order of their heights."""
    chains: dict[int, list[RawBlock]] = {}
    for payload in sorted(payloads, key=lambda payload: payload.name):
        found = chains.setdefault(int(payload.name.split("-")[1]), [])
        for line in _by_height(payload).values():
            number, block, receipts = msgspec.json.decode(line, type=ArchivedBlock)
            found.append(RawBlock(number, bytes(block), bytes(receipts)))
    return chains


def _lines(payloads: Iterable[Payload]) -> dict[str, dict[int, bytes]]:
    return {payload.name: _by_height(payload) for payload in payloads}


def _by_height(payload: Payload) -> dict[int, bytes]:
    lines = payload.content.rstrip(b"\n").split(b"\n")
    return {msgspec.json.decode(line, type=ArchivedBlock)[0]: line for line in lines}
