"""A day of chains may land in pieces: new heights join those that landed before, whatever the split or the order.

Where a piece brings another block for a landed height, the chain has reorganised: the old rows stay and are marked
orphaned, and the day's log of events says so. A block that landed as final is displaced only where that is accepted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import pairwise

import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.errors import ContractBroken, LakeIncomplete, SourceContradiction
from cryptocity.lake import Lake, Manifest, Writer
from cryptocity.landing import Landing, Rejected
from cryptocity.payloads import Answer
from cryptocity.sources.onchain.archive import BlockAnswer, Event, archive
from cryptocity.sources.onchain.coverage import runs_of
from cryptocity.sources.onchain.datasets import (
    BLOCKS,
    DATASETS,
    FINAL,
    NATIVE_TRANSFERS,
    ORPHANED,
    PROVISIONAL,
    REORGANISATIONS,
    SOURCE,
    TOKEN_TRANSFERS,
    TRANSACTIONS,
    WITHDRAWALS,
    WITHDRAWALS_MISSING,
)
from cryptocity.sources.onchain.decode import BlockRows, rows_of
from cryptocity.sources.onchain.reorganisation import Header, logged_events, risen, with_event_log, with_events

_COUNTED_BY = {
    TRANSACTIONS: "transaction_count",
    TOKEN_TRANSFERS: "erc20_transfer_count",
    NATIVE_TRANSFERS: "native_transfer_count",
    WITHDRAWALS: "withdrawal_count",
}
_OF_BLOCKS = (BLOCKS, *_COUNTED_BY)


@dataclass(frozen=True)
class Piece:
    """Heights of one chain mined on one city day, with the answers they came from.

    `standing` are all blocks that the node told of, those of other days too. A whole day leaves none standing beside
    them. `events` come with a piece that is landed again from its archive.
    """

    chain_id: int
    blocks: tuple[BlockRows, ...]
    answers: tuple[BlockAnswer, ...]
    standing: Mapping[int, Header]
    is_whole_day: bool = False
    accepts_reorganisation: bool = False
    events: tuple[Event, ...] = ()

    @property
    def numbers(self) -> frozenset[int]:
        """Return the heights."""
        return frozenset(block.number for block in self.blocks)

    def displaced(self, blocks: pl.DataFrame) -> list[Event]:
        """Return which landed blocks no longer stand, from the highest down."""
        rows = _standing(blocks).filter(pl.col("chain_id") == self.chain_id)
        columns = ("block_number", "block_hash", "parent_hash", "finality")
        return [
            Event("-", number, its_hash, parent, other.hash if other else None, finality)
            for number, its_hash, parent, finality in rows.sort("block_number", descending=True).select(columns).rows()
            if ((other := self.standing.get(number)) and other.hash != its_hash)
            or (self.is_whole_day and number not in self.numbers)
        ]


@dataclass(frozen=True)
class _Day:
    """All that is landed of a day: a table and the quarantined rows of each dataset, and the archive."""

    tables: Mapping[Dataset, pl.DataFrame]
    rejected: Mapping[Dataset, Sequence[Rejected]]
    payloads: Sequence[Answer]


_NOTHING = _Day({dataset: dataset.empty() for dataset in DATASETS}, dict.fromkeys(DATASETS, ()), ())


def land_pieces(pieces: Sequence[Piece], day: date, lake: Lake) -> tuple[Manifest, ...]:
    """Land pieces of a day, one a chain, beside what landed before, in one commit.

    Raises SourceContradiction: blocks do not link, or one that landed as final would be displaced; ContractBroken: a
    height that landed would be lost.
    """
    with lake.writer(SOURCE, day) as writer:
        return _commit(reduce(_join, pieces, _held(pieces, day, lake)), writer)


def land_again(pieces: Sequence[Piece], day: date, lake: Lake) -> tuple[Manifest, ...]:
    """Land a day from its archive alone, as `land_pieces` otherwise."""
    with lake.writer(SOURCE, day) as writer:
        return _commit(reduce(_join, pieces, _NOTHING), writer)


def must_not_displace_final(piece: Piece, blocks: pl.DataFrame) -> None:
    """Raise SourceContradiction where a block that landed as final would be displaced, unless that is accepted."""
    for event in () if piece.accepts_reorganisation else reversed(piece.displaced(blocks)):
        if event.finality == FINAL:
            raise SourceContradiction(
                f"block {event.number} of chain {piece.chain_id} landed as final with hash {event.hash}, but the node"
                f" now has {event.other or 'none there'}: if it is right, extract with --accept-reorganisation"
            )


def _must_not_lose_withdrawals(piece: Piece, before: pl.DataFrame) -> None:
    left_out = [block.hash for block in piece.blocks if block.verification == WITHDRAWALS_MISSING]
    told = before.filter(pl.col("block_hash").is_in(left_out), pl.col("withdrawal_count").is_not_null())
    for number in told.filter(pl.col("chain_id") == piece.chain_id)["block_number"].sort().head(1):
        raise SourceContradiction(f"block {number} has landed with its withdrawals, which the node now leaves out")


def _commit(after: _Day, writer: Writer) -> tuple[Manifest, ...]:
    _must_link(after.tables[BLOCKS])
    _must_keep_heights(writer.lake.manifest(BLOCKS, writer.day), after)
    coverage = _coverage(after.tables[BLOCKS])
    return writer.commit([_landing(dataset, after, coverage) for dataset in DATASETS], after.payloads)


def _held(pieces: Sequence[Piece], day: date, lake: Lake) -> _Day:
    """Return what landed before, as far as it may stay; what is replaced whole need not be readable."""
    manifest = lake.manifest(BLOCKS, day)
    if manifest is None:
        return _NOTHING
    is_replaced = _replaces_everything(pieces, manifest, lake.rejected(BLOCKS, day))
    try:
        return _read(pieces, day, lake, is_replaced=is_replaced)
    except (LakeIncomplete, ContractBroken):
        if not is_replaced:
            raise
        return _NOTHING


def _read(pieces: Sequence[Piece], day: date, lake: Lake, *, is_replaced: bool) -> _Day:
    for dataset in DATASETS:
        manifest = lake.manifest(dataset, day)
        if manifest is None or manifest.contract != dataset.fingerprint:
            raise ContractBroken(f"{dataset.id} {day} landed under another contract: extract the whole day again")
    blocks = lake.rows(BLOCKS, day)
    new = {(piece.chain_id, block.hash) for piece in pieces for block in piece.blocks}
    if is_replaced and new.issuperset(blocks.select("chain_id", "block_hash").rows()):
        return _Day({**_NOTHING.tables, BLOCKS: blocks}, _NOTHING.rejected, ())
    tables = {dataset: lake.rows(dataset, day) for dataset in DATASETS}
    return _Day(tables, {dataset: lake.rejected(dataset, day) for dataset in DATASETS}, lake.payloads(BLOCKS, day))


def _replaces_everything(pieces: Sequence[Piece], manifest: Manifest, rejected: Sequence[Rejected]) -> bool:
    """Tell whether no height landed before outside the pieces."""
    heights = {(piece.chain_id, number) for piece in pieces for number in piece.numbers}
    return heights.issuperset(_heights(manifest.coverage)) and heights.issuperset(map(_height, rejected))


def _heights(coverage: Sequence[tuple[int, int, int]]) -> set[tuple[int, int]]:
    return {(chain, number) for chain, first, last in coverage for number in range(first, last + 1)}


def _height(rejected: Rejected) -> tuple[int, int]:
    return int(_told(rejected, "chain_id") or 0), rejected.position


def _told(rejected: Rejected, name: str) -> str | int | None:
    return rejected.row.get(name) if isinstance(rejected.row, dict) else None


def _join(held: _Day, piece: Piece) -> _Day:
    """Return the day with a piece in it: its rows, what it displaces orphaned, and the events that say so."""
    before = held.tables[BLOCKS]
    displaced = piece.displaced(before)
    must_not_displace_final(piece, before)
    _must_not_lose_withdrawals(piece, before)
    new = {dataset: rows_of(dataset, piece.blocks) for dataset in _OF_BLOCKS}
    tables = {dataset: _joined(held.tables[dataset], rows, piece.chain_id) for dataset, rows in new.items()}
    changed = dict.fromkeys((event.hash for event in displaced), ORPHANED) | _still_final(before, new[BLOCKS])
    if changed:
        tables = {dataset: _with_finality(rows, changed, piece.chain_id) for dataset, rows in tables.items()}
    finality_of = _finality_of(tables[BLOCKS], piece, displaced)
    landed = {block_hash for _, block_hash in finality_of}
    rejected = {dataset: _joined_rejected(dataset, held, piece, landed) for dataset in DATASETS}
    payloads = archive(piece.chain_id, piece.answers, held.payloads, finality_of=finality_of)
    log = held.tables[REORGANISATIONS]
    events = [*logged_events(log, piece.chain_id), *piece.events, *displaced, *risen(displaced, piece.standing)]
    tables[REORGANISATIONS] = with_events(log, piece.chain_id, events)
    return _Day(tables, rejected, with_event_log(payloads, piece.chain_id, events))


def _finality_of(blocks: pl.DataFrame, piece: Piece, displaced: Sequence[Event]) -> dict[tuple[int, str], str]:
    """Return how final the blocks are, by height and hash, of all heights that the piece touches."""
    touched = piece.numbers.union(event.number for event in displaced)
    rows = blocks.filter(pl.col("chain_id") == piece.chain_id, pl.col("block_number").is_in(list(touched)))
    return {(row[0], row[1]): row[2] for row in rows.select("block_number", "block_hash", "finality").iter_rows()}


def _joined(before: pl.DataFrame, new: pl.DataFrame, chain_id: int) -> pl.DataFrame:
    """Return new rows beside those of other blocks."""
    if not before.height:
        return new
    again = (pl.col("chain_id") == chain_id) & pl.col("block_hash").is_in(new["block_hash"].unique().implode())
    return pl.concat([before.filter(~again), new])


def _still_final(before: pl.DataFrame, new: pl.DataFrame) -> dict[str, str]:
    """Return the blocks that were final before, though a node now calls them provisional."""
    final = before.filter(pl.col("finality") == FINAL)
    again = new.filter(pl.col("finality") == PROVISIONAL).join(final, on=("chain_id", "block_hash"), how="semi")
    return dict.fromkeys(again["block_hash"], FINAL)


def _with_finality(rows: pl.DataFrame, changed: Mapping[str, str], chain_id: int) -> pl.DataFrame:
    known = pl.col("block_hash").replace_strict(changed, default=pl.col("finality"), return_dtype=pl.String)
    return rows.with_columns(finality=pl.when(pl.col("chain_id") == chain_id).then(known).otherwise("finality"))


def _joined_rejected(dataset: Dataset, held: _Day, piece: Piece, landed: Collection[str]) -> list[Rejected]:
    """Return what is quarantined: that of blocks displaced stays with them."""
    new_hashes = {block.hash for block in piece.blocks}
    kept = [
        row
        for row in held.rejected[dataset]
        if _told(row, "chain_id") != piece.chain_id
        or row.position not in piece.numbers
        or (_told(row, "block_hash") not in new_hashes and _told(row, "block_hash") in landed)
    ]
    new = [row for block in piece.blocks for row in block.rejected.get(dataset, ())]
    return sorted([*kept, *new], key=lambda row: (_height(row), str(_told(row, "block_hash"))))


def _landing(dataset: Dataset, day: _Day, coverage: tuple[tuple[int, int, int], ...]) -> Landing:
    """Count what the proven blocks say they hold, which the landed and quarantined rows must add up to.

    A block whose withdrawals did not come counts as one: what stands in quarantine for all of them.
    """
    rows, rejected, counted_by = day.tables[dataset], day.rejected[dataset], _COUNTED_BY.get(dataset)
    held = int(day.tables[BLOCKS][counted_by].fill_null(1).sum()) if counted_by else rows.height + len(rejected)
    return Landing(dataset, rows, held, rejected, coverage)


def _standing(blocks: pl.DataFrame) -> pl.DataFrame:
    return blocks.filter(pl.col("finality") != ORPHANED).sort("chain_id", "block_number")


def _must_link(blocks: pl.DataFrame) -> None:
    rows = _standing(blocks).select("chain_id", "block_number", "block_hash", "parent_hash").rows()
    for (chain, before, its_hash, _), (its_chain, number, _, parent) in pairwise(rows):
        if its_chain == chain and number == before + 1 and parent != its_hash:
            raise SourceContradiction(
                f"block {number} does not follow block {before} as landed: a reorganisation; extract both again"
            )


def _must_keep_heights(manifest: Manifest | None, after: _Day) -> None:
    kept = set(after.tables[BLOCKS].select("chain_id", "block_number").rows())
    lost = _heights(manifest.coverage if manifest else ()) - kept - set(map(_height, after.rejected[BLOCKS]))
    if lost:
        chain, number = min(lost)
        raise ContractBroken(f"block {number} of chain {chain} has landed and would be lost, and {len(lost) - 1} more")


def _coverage(blocks: pl.DataFrame) -> tuple[tuple[int, int, int], ...]:
    """Return runs of consecutive heights as chain, first and last height."""
    standing = _standing(blocks)
    return tuple(
        (chain, run.first, run.last)
        for chain in standing["chain_id"].unique().sort()
        for run in runs_of(standing.filter(pl.col("chain_id") == chain)["block_number"].to_list())
    )
