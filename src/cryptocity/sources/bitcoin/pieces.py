"""A chain's day may land in pieces: new heights join those that landed before, whatever the split or the order.

A whole day replaces all that its chain had landed of it, since a reorganisation may move a height to another day.
Within a day nothing lands that does not link; the audit holds the last block of a day against the first of the next.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import polars as pl
import zstandard

from cryptocity.dataset import Dataset
from cryptocity.errors import SourceContradiction
from cryptocity.lake import Lake, Manifest
from cryptocity.landing import Landing
from cryptocity.payloads import Answer, Payload
from cryptocity.sources.bitcoin.client import RawBlock
from cryptocity.sources.bitcoin.datasets import BLOCKS, DATASETS, INPUTS, OUTPUTS, SOURCE
from cryptocity.sources.bitcoin.decode import BlockRows
from cryptocity.sources.bitcoin.networks import NETWORKS, Network

_LEVEL = 3
_COUNTED_BY = {INPUTS: "input_count", OUTPUTS: "output_count"}


@dataclass(frozen=True)
class Piece:
    """Blocks of one chain, all of one city day, with the answers they came from; `is_whole` for all of that day."""

    network: Network
    day: date
    blocks: tuple[BlockRows, ...]
    answers: tuple[Answer, ...]
    is_whole: bool

    @property
    def heights(self) -> list[int]:
        """Return the heights of the blocks."""
        return [block.header.height for block in self.blocks]


def land_piece(piece: Piece, lake: Lake) -> tuple[Manifest, ...]:
    """Land a piece of a day beside the heights landed before. Raises SourceContradiction where they do not link."""
    with lake.writer(SOURCE, piece.day) as writer:
        tables = {dataset: _joined(dataset, piece, lake) for dataset in DATASETS}
        _must_link(tables[BLOCKS])
        coverage = coverage_of(tables[BLOCKS])
        landings = [
            Landing(dataset, rows, _received(dataset, tables[BLOCKS]), (), coverage)  #
            for dataset, rows in tables.items()
        ]
        return writer.commit(landings, _payloads(piece, lake))


def packed(network: Network, raw: RawBlock) -> Payload:
    """Return an answer as it is archived: a day of full blocks is two gigabytes of JSON, so it is packed at once."""
    content = zstandard.ZstdCompressor(level=_LEVEL).compress(raw.content)
    return Payload(f"{network.name}-block-{raw.height:010d}.json.zst", content)


def archived_blocks(payloads: Iterable[Answer]) -> dict[Network, Iterator[RawBlock]]:
    """Return the archived answers by chain, in the order of their heights, unpacked one by one."""
    chains: dict[Network, list[Answer]] = {}
    for payload in sorted(payloads, key=lambda payload: payload.name):
        chains.setdefault(NETWORKS[payload.name.partition("-")[0]], []).append(payload)
    return {network: map(_unpacked, found) for network, found in chains.items()}


def _unpacked(payload: Answer) -> RawBlock:
    return RawBlock(_height_of(payload), zstandard.ZstdDecompressor().decompress(payload.content))


def _height_of(payload: Answer) -> int:
    return int(payload.name.partition(".")[0].rpartition("-")[2])


def _joined(dataset: Dataset, piece: Piece, lake: Lake) -> pl.DataFrame:
    new = pl.concat([dataset.empty(), *(block.tables[dataset] for block in piece.blocks)])
    if _replaces_everything(piece, lake):
        return new.sort(dataset.key)
    replaced = pl.col("chain") == piece.network.name
    if not piece.is_whole:
        replaced &= pl.col("block_height").is_in(piece.heights)
    return pl.concat([lake.rows(dataset, piece.day).filter(~replaced), new]).sort(dataset.key)


def _replaces_everything(piece: Piece, lake: Lake) -> bool:
    """Tell whether no height landed before outside the piece: what landed need not be readable then."""
    manifest = lake.manifest(BLOCKS, piece.day)
    new = set(piece.heights)
    return all(
        number == piece.network.number and (piece.is_whole or new.issuperset(range(first, last + 1)))
        for number, first, last in (manifest.coverage if manifest else ())
    )


def _received(dataset: Dataset, blocks: pl.DataFrame) -> int:
    """Count what the proven blocks say they hold, which the landed rows must add up to."""
    counted_by = _COUNTED_BY.get(dataset)
    return int(blocks[counted_by].sum()) if counted_by else blocks.height


def _must_link(blocks: pl.DataFrame) -> None:
    rows = blocks.select("chain", "block_height", "block_hash", "parent_hash").rows()
    for (chain, before, its_hash, _), (its_chain, height, _, parent) in pairwise(rows):
        if its_chain == chain and height == before + 1 and parent != its_hash:
            raise SourceContradiction(
                f"block {height} does not follow block {before} as landed: a reorganisation; extract both again"
            )


def coverage_of(blocks: pl.DataFrame) -> tuple[tuple[int, int, int], ...]:
    """Return runs of consecutive heights as chain, first and last height."""
    runs: list[tuple[int, int, int]] = []
    for chain, height in blocks.select("chain", "block_height").rows():
        number = NETWORKS[chain].number
        if runs and runs[-1][0] == number and runs[-1][2] == height - 1:
            runs[-1] = (number, runs[-1][1], height)
        else:
            runs.append((number, height, height))
    return tuple(runs)


def _payloads(piece: Piece, lake: Lake) -> list[Answer]:
    """Return the day's archive: one answer a block, so that no split of the heights changes a byte."""
    if _replaces_everything(piece, lake):
        return list(piece.answers)
    new = {payload.name for payload in piece.answers}
    kept = (payload for payload in lake.payloads(BLOCKS, piece.day) if payload.name not in new)
    return [*(payload for payload in kept if not (piece.is_whole and _is_of(piece.network, payload))), *piece.answers]


def _is_of(network: Network, payload: Answer) -> bool:
    return payload.name.startswith(f"{network.name}-")
