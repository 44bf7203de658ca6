"""A chain's day may land in pieces: new heights join those that landed before, whatever the split or the order.

A whole day replaces all that its chain had landed of it, since a reorganisation may move a height to another day.
Within a day nothing lands that does not link; the audit holds the last block of a day against the first of the next.
A block that landed as final is displaced only where that is accepted; of each that is displaced the answer is kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import msgspec
import polars as pl
import zstandard

from cryptocity.dataset import Dataset
from cryptocity.errors import LakeIncomplete, SourceContradiction, SourceUnavailable
from cryptocity.lake import Lake, Manifest
from cryptocity.landing import Landing
from cryptocity.payloads import Answer, Payload
from cryptocity.sources.bitcoin.client import RawBlock
from cryptocity.sources.bitcoin.datasets import BLOCKS, DATASETS, INPUTS, OUTPUTS, SOURCE
from cryptocity.sources.bitcoin.decode import FINAL, BlockRows
from cryptocity.sources.bitcoin.networks import NETWORKS, Network
from cryptocity.whole_day import is_mark, marks_of

_LEVEL = 3
_COUNTED_BY = {INPUTS: "input_count", OUTPUTS: "output_count"}


@dataclass(frozen=True)
class Displaced:
    """A landed block that would no longer stand, its row, and the hash of what the node has there instead, if any."""

    height: int
    hash: str
    other: str | None
    row: Mapping[str, object]


@dataclass(frozen=True)
class Piece:
    """Blocks of one chain, all of one city day, with the answers they came from.

    `is_day` for all of that day, both ends proven; `archive` where they come from that, and all of it is landed again.
    """

    network: Network
    day: date
    blocks: tuple[BlockRows, ...]
    answers: tuple[Answer, ...]
    is_day: bool = False
    archive: Sequence[Answer] = ()
    accepts_reorganisation: bool = False

    @property
    def heights(self) -> list[int]:
        """Return the heights of the blocks."""
        return [block.header.height for block in self.blocks]

    @property
    def replaces_chain(self) -> bool:
        """Tell whether nothing else stands of the chain's day."""
        return self.is_day or bool(self.archive)

    def displaced(self, lake: Lake) -> list[Displaced]:
        """Return which landed blocks would no longer stand, from the lowest up. The archive displaces nothing."""
        if self.archive:
            return []
        new = {block.header.height: block.header.hash for block in self.blocks}
        rows = _landed(self.day, lake).filter(chain=self.network.name).sort("block_height")
        return [
            Displaced(row["block_height"], row["block_hash"], new.get(row["block_height"]), row)
            for row in rows.iter_rows(named=True)
            if new.get(row["block_height"], None if self.is_day else row["block_hash"]) != row["block_hash"]
        ]


def land_piece(piece: Piece, lake: Lake) -> tuple[Manifest, ...]:
    """Land a piece of a day beside the heights landed before.

    Raises SourceContradiction: they do not link, or a block that landed as final would be displaced.
    """
    with lake.writer(SOURCE, piece.day) as writer:
        must_not_displace_final(piece, lake)
        tables = {dataset: _joined(dataset, piece, lake) for dataset in DATASETS}
        blocks = tables[BLOCKS]
        _must_link(blocks)
        _keep_displaced(piece, lake)
        coverage, marks = coverage_of(blocks), _marks(piece, blocks, lake)
        is_whole = bool(marks) and len(marks) == blocks["chain"].n_unique()
        landings = [
            Landing(dataset, rows, _received(dataset, blocks), (), coverage, is_whole=is_whole)
            for dataset, rows in tables.items()
        ]
        return writer.commit(landings, [*_payloads(piece, lake), *marks])


def must_not_displace_final(piece: Piece, lake: Lake) -> None:
    """Raise SourceContradiction where a block that landed as final would be displaced, unless that is accepted.

    What the node now says in its place is kept as evidence. Raises SourceUnavailable where it would become provisional.
    """
    final = [each for each in piece.displaced(lake) if each.row["finality"] == FINAL]
    if piece.accepts_reorganisation:
        return
    if not final:
        _must_stay_final(piece, lake)
        return
    answers = {_height_of(answer): answer for answer in piece.answers}
    told = [_unpacked(answers[each.height]) for each in final if each.other]
    names = (f"displacing-{raw.height}-{piece.network.name}.json" for raw in told)
    lake.keep_evidence(BLOCKS, piece.day, [Payload(name, raw.content) for name, raw in zip(names, told, strict=True)])
    raise SourceContradiction(
        f"block {final[0].height} of chain {piece.network.name} landed as final with hash {final[0].hash}, but the node"
        f" now has {final[0].other or 'none there'}: if it is right, extract with --accept-reorganisation"
    )


def _must_stay_final(piece: Piece, lake: Lake) -> None:
    """Hold a node that is behind off: what it calls provisional could be displaced without anybody accepting it."""
    landed = {} if piece.archive else dict(_landed(piece.day, lake).select("block_hash", "finality").iter_rows())
    for block in piece.blocks:
        its_hash, finality = block.tables[BLOCKS].select("block_hash", "finality").row(0)
        if landed.get(its_hash) == FINAL != finality:
            raise SourceUnavailable(
                f"block {block.header.height} of chain {piece.network.name} landed as final, but the node calls it"
                " provisional: it is behind"
            )


def _landed(day: date, lake: Lake) -> pl.DataFrame:
    """Return the blocks of a day, none where they landed under another contract or are damaged."""
    manifest = lake.manifest(BLOCKS, day)
    if manifest is None or manifest.contract != BLOCKS.fingerprint:
        return BLOCKS.empty()
    try:
        return lake.rows(BLOCKS, day)
    except LakeIncomplete:
        return BLOCKS.empty()


def _keep_displaced(piece: Piece, lake: Lake) -> None:
    """Keep the answers that blocks came from which no longer stand, the row alone where there is none to be read."""
    archived = {answer.name: answer for answer in lake.payloads(BLOCKS, piece.day)}
    for each in piece.displaced(lake):
        answer = archived.get(_name_of(piece.network, each.height))
        try:
            content = _unpacked(answer).content if answer else msgspec.json.encode(each.row)
        except LakeIncomplete:
            content = msgspec.json.encode(each.row)
        name = f"displaced-{each.height}-{piece.network.name}-{each.hash[-16:]}.json"
        lake.keep_evidence(BLOCKS, piece.day, [Payload(name, content)])


def _marks(piece: Piece, blocks: pl.DataFrame, lake: Lake) -> tuple[Payload, ...]:
    chains = {chain: blocks.filter(chain=chain)["block_hash"].to_list() for chain in blocks["chain"].unique().sort()}
    proven = {piece.network.name} if piece.is_day else set()
    return marks_of(chains, proven, piece.archive or lake.payloads(BLOCKS, piece.day))


def packed(network: Network, raw: RawBlock) -> Payload:
    """Return an answer as it is archived: a day of full blocks is two gigabytes of JSON, so it is packed at once."""
    content = zstandard.ZstdCompressor(level=_LEVEL).compress(raw.content)
    return Payload(_name_of(network, raw.height), content)


def archived_blocks(payloads: Iterable[Answer]) -> dict[Network, Iterator[RawBlock]]:
    """Return the archived answers by chain, in the order of their heights, unpacked one by one."""
    chains: dict[Network, list[Answer]] = {}
    for payload in sorted((each for each in payloads if not is_mark(each)), key=lambda payload: payload.name):
        chains.setdefault(NETWORKS[payload.name.partition("-")[0]], []).append(payload)
    return {network: map(_unpacked, found) for network, found in chains.items()}


def _unpacked(payload: Answer) -> RawBlock:
    return RawBlock(_height_of(payload), zstandard.ZstdDecompressor().decompress(payload.content))


def _name_of(network: Network, height: int) -> str:
    return f"{network.name}-block-{height:010d}.json.zst"


def _height_of(payload: Answer) -> int:
    return int(payload.name.partition(".")[0].rpartition("-")[2])


def _joined(dataset: Dataset, piece: Piece, lake: Lake) -> pl.DataFrame:
    new = pl.concat([dataset.empty(), *(block.tables[dataset] for block in piece.blocks)])
    if _replaces_everything(piece, lake):
        return new.sort(dataset.key)
    replaced = pl.col("chain") == piece.network.name
    if not piece.replaces_chain:
        replaced &= pl.col("block_height").is_in(piece.heights)
    return pl.concat([lake.rows(dataset, piece.day).filter(~replaced), new]).sort(dataset.key)


def _replaces_everything(piece: Piece, lake: Lake) -> bool:
    """Tell whether no height landed before outside the piece: what landed need not be readable then."""
    manifest = lake.manifest(BLOCKS, piece.day)
    new = set(piece.heights)
    return all(
        number == piece.network.number and (piece.replaces_chain or new.issuperset(range(first, last + 1)))
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
    kept = (payload for payload in lake.payloads(BLOCKS, piece.day) if payload.name not in new and not is_mark(payload))
    return [
        *(payload for payload in kept if not (piece.replaces_chain and _is_of(piece.network, payload))),
        *piece.answers,
    ]


def _is_of(network: Network, payload: Answer) -> bool:
    return payload.name.startswith(f"{network.name}-")
