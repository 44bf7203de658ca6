"""Tron's day may land in pieces: new heights join those that landed before, whatever the split or the order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import msgspec
import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.errors import SourceContradiction
from cryptocity.lake import Lake, Landing, Manifest, Rejected
from cryptocity.payloads import Answer, Payload
from cryptocity.sources.tron.client import RawBlock
from cryptocity.sources.tron.datasets import BLOCKS, DATASETS, SOURCE
from cryptocity.sources.tron.decode import BlockRows, rows_of

_HEIGHTS_PER_PAYLOAD = 100

ArchivedBlock = tuple[int, bool, msgspec.Raw, msgspec.Raw, msgspec.Raw]


@dataclass(frozen=True)
class Piece:
    """Consecutive heights of one chain, all of one city day, with the answers they came from."""

    chain_id: int
    day: date
    blocks: tuple[BlockRows, ...]
    raw: tuple[RawBlock, ...]

    def holds(self, height: int) -> bool:
        """Tell whether a height is one of the piece."""
        return self.blocks[0].height <= height <= self.blocks[-1].height


def land_piece(piece: Piece, lake: Lake) -> tuple[Manifest, ...]:
    """Land a piece of a day beside the heights landed before. Raises SourceContradiction where they do not link."""
    with lake.writer(SOURCE, piece.day) as writer:
        tables = {dataset: _joined(dataset, piece, lake) for dataset in DATASETS}
        blocks = tables[BLOCKS]
        _must_link(blocks)
        coverage = _coverage(blocks)
        landings = []
        for dataset, rows in tables.items():
            received = blocks.height if dataset is BLOCKS else int(blocks["token_transfer_count"].sum())
            landings.append(Landing(dataset, rows, received, _joined_rejected(dataset, piece, lake), coverage))
        return writer.commit(landings, _payloads(piece, lake))


def _replaces_everything(piece: Piece, lake: Lake) -> bool:
    """Tell whether no height landed before outside the piece: what landed need not be readable then."""
    manifest = lake.manifest(BLOCKS, piece.day)
    spans = manifest.coverage if manifest else ()
    return all(chain == piece.chain_id and piece.holds(low) and piece.holds(high) for chain, low, high in spans)


def _joined(dataset: Dataset, piece: Piece, lake: Lake) -> pl.DataFrame:
    new = rows_of(dataset, piece.blocks)
    if _replaces_everything(piece, lake):
        return new.sort(dataset.key)
    first, last = piece.blocks[0].height, piece.blocks[-1].height
    replaced = (pl.col("chain_id") == piece.chain_id) & pl.col("height").is_between(first, last)
    return pl.concat([lake.rows(dataset, piece.day).filter(~replaced), new]).sort(dataset.key)


def _joined_rejected(dataset: Dataset, piece: Piece, lake: Lake) -> list[Rejected]:
    before = [row for row in lake.rejected(dataset, piece.day) if not piece.holds(row.position)]
    new = [row for block in piece.blocks for row in block.rejected.get(dataset, ())]
    return sorted(before + new, key=lambda row: row.position)


def _must_link(blocks: pl.DataFrame) -> None:
    rows = blocks.select("chain_id", "height", "block_id", "parent_block_id").rows()
    for (chain, before, its_id, _), (its_chain, height, _, parent) in pairwise(rows):
        if its_chain == chain and height == before + 1 and parent != its_id:
            raise SourceContradiction(
                f"block {height} does not follow block {before} as landed: a reorganisation; extract both again"
            )


def _coverage(blocks: pl.DataFrame) -> tuple[tuple[int, int, int], ...]:
    """Return runs of consecutive heights as chain, first and last height."""
    runs: list[tuple[int, int, int]] = []
    for chain, height in blocks.select("chain_id", "height").rows():
        if runs and runs[-1][0] == chain and runs[-1][2] == height - 1:
            runs[-1] = (chain, runs[-1][1], height)
        else:
            runs.append((chain, height, height))
    return tuple(runs)


def _payloads(piece: Piece, lake: Lake) -> list[Answer]:
    """Return the day's archive: a hundred heights to a file, one line a block, so that no split changes a byte."""
    new = {_payload_name(piece.chain_id, raw.height) for raw in piece.raw}
    kept = () if _replaces_everything(piece, lake) else lake.payloads(BLOCKS, piece.day)
    lines = {payload.name: _by_height(payload) for payload in kept if payload.name in new}
    for raw in piece.raw:
        answers = (msgspec.Raw(answer.replace(b"\n", b" ")) for answer in (raw.block, raw.infos, raw.logs))
        line = msgspec.json.encode((raw.height, raw.is_final, *answers))
        lines.setdefault(_payload_name(piece.chain_id, raw.height), {})[raw.height] = line
    joined = [Payload(name, b"".join(by[height] + b"\n" for height in sorted(by))) for name, by in lines.items()]
    return [*(payload for payload in kept if payload.name not in new), *joined]


def _payload_name(chain_id: int, height: int) -> str:
    return f"chain-{chain_id}-blocks-{height // _HEIGHTS_PER_PAYLOAD * _HEIGHTS_PER_PAYLOAD:010d}.jsonl"


def _by_height(payload: Answer) -> dict[int, bytes]:
    lines = payload.content.rstrip(b"\n").split(b"\n")
    return {msgspec.json.decode(line, type=ArchivedBlock)[0]: line for line in lines}


def archived_blocks(payloads: Iterable[Answer]) -> dict[int, list[RawBlock]]:
    """Return the archived answers by chain, in the order of their heights."""
    chains: dict[int, list[RawBlock]] = {}
    for payload in sorted(payloads, key=lambda payload: payload.name):
        found = chains.setdefault(int(payload.name.split("-")[1]), [])
        for line in _by_height(payload).values():
            height, is_final, *answers = msgspec.json.decode(line, type=ArchivedBlock)
            found.append(RawBlock(height, is_final, *(bytes(answer) for answer in answers)))
    return chains
