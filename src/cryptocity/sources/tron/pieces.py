"""Tron's day may land in pieces: new heights join those that landed before, whatever the split or the order.

A day of mainnet is 28,800 blocks and many gigabytes of answers, so nothing is held: every hundred heights that are
proven are put down, and nothing of them shows before the whole range is. A block that landed as final is displaced only
where that is accepted; of each that is displaced the answers are kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby, pairwise
from typing import Any

import msgspec
import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.errors import LakeIncomplete, SourceContradiction, SourceUnavailable
from cryptocity.lake import Lake, Manifest, Writer
from cryptocity.landing import Gathering, Landing, Rejected
from cryptocity.payloads import Answer, Payload
from cryptocity.sources.tron.client import RawBlock
from cryptocity.sources.tron.datasets import BLOCKS, FINAL, SOURCE, TOKEN_TRANSFERS
from cryptocity.sources.tron.decode import BlockRows, rows_of
from cryptocity.whole_day import is_mark, marks_of

_HEIGHTS_PER_PAYLOAD = 100

ArchivedBlock = tuple[int, bool, msgspec.Raw, msgspec.Raw, msgspec.Raw]


@dataclass(frozen=True)
class Span:
    """The heights of one chain that are asked for: what landed of them before is replaced.

    `is_day` for all of a city day, both ends proven: all that the chain landed of it is replaced; `archive` where a
    day lands again from that.
    """

    chain_id: int
    heights: range
    is_day: bool = False
    archive: Sequence[Answer] = ()
    accepts_reorganisation: bool = False

    @property
    def are_replaced(self) -> pl.Expr:
        """Return which landed rows are replaced."""
        is_of_chain = pl.col("chain_id") == self.chain_id
        if self.is_day:
            return is_of_chain
        return is_of_chain & pl.col("height").is_between(self.heights[0], self.heights[-1])

    def replaces(self, height: int) -> bool:
        """Tell whether what landed of this chain's height is replaced."""
        return self.is_day or height in self.heights

    def holds_all_of(self, coverage: Iterable[tuple[int, int, int]]) -> bool:
        """Tell whether nothing landed outside: what landed need not be readable then."""
        return all(
            chain == self.chain_id and self.replaces(low) and self.replaces(high) for chain, low, high in coverage
        )


@dataclass
class Piece:
    """The blocks of a span that are of one city day, put down as they come."""

    span: Span
    day: date
    lake: Lake
    writer: Writer
    transfers: Gathering
    archived: dict[str, Answer]
    replaces_everything: bool
    standing: dict[int, dict[str, Any]]  # the landed blocks that are replaced, without those that came again
    _blocks: list[pl.DataFrame] = field(default_factory=list)
    _kept: dict[str, Answer] = field(default_factory=dict)
    _pending: list[tuple[BlockRows, RawBlock]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Remember the replaced heights, of which `standing` loses those that come again."""
        self._replaced = frozenset(self.standing)

    def add(self, block: BlockRows, raw: RawBlock) -> None:
        """Take the next proven block, with the answers it came from.

        Raises SourceContradiction: it would displace one that landed as final, and the answers are kept as evidence;
        SourceUnavailable: it landed as final, and the node is so far behind that it cannot know.
        """
        self._hold_against_standing(block, raw)
        if self._pending and self._name_of(raw.height) != self._name_of(self._pending[-1][1].height):
            self._put_down()
        self._pending.append((block, raw))

    def land(self) -> tuple[Manifest, ...]:
        """Land the piece beside what landed before. Raises SourceContradiction where they do not link."""
        self.must_not_displace_final()
        self._put_down()
        replaced = {*self.span.heights, *self._replaced}
        older = {dataset: self._older(dataset) for dataset in (BLOCKS, TOKEN_TRANSFERS)}
        blocks = pl.concat([older[BLOCKS], *self._blocks]).sort(BLOCKS.key)
        _must_link(blocks)
        rejected = [row for row in self._rejected_before() if row.position not in replaced]
        self._gather(older[TOKEN_TRANSFERS], int(older[BLOCKS]["token_transfer_count"].sum()), rejected)
        coverage = _coverage(blocks)
        self._keep_displaced()
        marks = self._marks(blocks)
        is_whole = bool(marks) and len(marks) == blocks["chain_id"].n_unique()
        transfers = replace(self.transfers.landing(), coverage=coverage, is_whole=is_whole)
        landings = (Landing(BLOCKS, blocks, blocks.height, (), coverage, is_whole=is_whole), transfers)
        return self.writer.commit(landings, [*self._answers(), *marks])

    def must_not_displace_final(self) -> None:
        """Raise SourceContradiction where a block that landed as final is not among the heights any more."""
        final = [height for height, row in self.standing.items() if row["finality"] == FINAL]
        if final and not self.span.accepts_reorganisation:
            raise self._contradiction(min(final), "none there on that day")

    def _hold_against_standing(self, block: BlockRows, raw: RawBlock) -> None:
        row, its_id = self.standing.get(block.height), str(block.block[2])
        if row is None:
            return
        is_kept_final = row["finality"] == FINAL and not self.span.accepts_reorganisation
        if row["block_id"] == its_id:
            if is_kept_final and not raw.is_final:
                raise SourceUnavailable(f"block {block.height} landed as final, but the node is behind: not solidified")
            del self.standing[block.height]
        elif is_kept_final:
            self._keep_evidence(f"displacing-{block.height}-chain-{self.span.chain_id}.json", _line(raw))
            raise self._contradiction(block.height, its_id)

    def _contradiction(self, height: int, other: str) -> SourceContradiction:
        return SourceContradiction(
            f"block {height} of chain {self.span.chain_id} landed as final with identifier"
            f" {self.standing[height]['block_id']}, but the node now has {other}: if it is right, extract with"
            " --accept-reorganisation"
        )

    def _keep_displaced(self) -> None:
        """Keep the answers that blocks came from which no longer stand, the row alone where there is none to read."""
        for name, heights in groupby(sorted(self.standing), key=self._name_of):
            try:
                lines = _by_height(self.archived[name]) if name in self.archived else {}
            except LakeIncomplete:
                lines = {}
            for height in heights:
                row = self.standing[height]
                evidence = f"displaced-{height}-chain-{self.span.chain_id}-{row['block_id'][-16:]}.json"
                self._keep_evidence(evidence, lines.get(height) or msgspec.json.encode(row))

    def _keep_evidence(self, name: str, content: bytes) -> None:
        self.lake.keep_evidence(BLOCKS, self.day, [Payload(name, content)])

    def _marks(self, blocks: pl.DataFrame) -> tuple[Payload, ...]:
        present = blocks["chain_id"].unique().sort()
        chains = {f"chain-{each}": blocks.filter(chain_id=each)["block_id"] for each in present}
        proven = {f"chain-{self.span.chain_id}"} if self.span.is_day else set()
        held = self.span.archive or self.lake.payloads(BLOCKS, self.day)
        return marks_of({chain: identifiers.to_list() for chain, identifiers in chains.items()}, proven, held)

    def _answers(self) -> list[Answer]:
        """Return the day's archive, without answers of which the piece replaces every height."""
        others = {} if self.replaces_everything else self.archived
        if self.span.is_day:
            others = {name: each for name, each in others.items() if not name.startswith(self._stem)}
        return list({**others, **self._kept}.values())

    def _put_down(self) -> None:
        blocks, raws = [block for block, _ in self._pending], [raw for _, raw in self._pending]
        rejected = [row for block in blocks for row in block.rejected.get(TOKEN_TRANSFERS, ())]
        self._blocks.append(rows_of(BLOCKS, blocks))
        self._gather(rows_of(TOKEN_TRANSFERS, blocks), sum(block.transfer_count for block in blocks), rejected)
        if raws:
            name = self._name_of(raws[0].height)
            lines = {**self._lines_before(name), **{raw.height: _line(raw) for raw in raws}}
            content = b"".join(lines[height] + b"\n" for height in sorted(lines))
            self._kept[name] = self.writer.keep(Payload(name, content))
        self._pending = []

    def _gather(self, rows: pl.DataFrame, received: int, rejected: list[Rejected]) -> None:
        self.transfers.add(Landing(TOKEN_TRANSFERS, rows, received, rejected, positions=rows["height"].to_list()))

    def _older(self, dataset: Dataset) -> pl.DataFrame:
        if self.replaces_everything:
            return dataset.empty()
        return self.lake.rows(dataset, self.day).filter(~self.span.are_replaced)

    def _rejected_before(self) -> tuple[Rejected, ...]:
        return () if self.replaces_everything else self.lake.rejected(TOKEN_TRANSFERS, self.day)

    def _lines_before(self, name: str) -> dict[int, bytes]:
        if self.replaces_everything or self.span.is_day or name not in self.archived:
            return {}
        lines = _by_height(self.archived[name])
        return {height: line for height, line in lines.items() if height not in self.span.heights}

    @property
    def _stem(self) -> str:
        return f"chain-{self.span.chain_id}-"

    def _name_of(self, height: int) -> str:
        return f"{self._stem}blocks-{height // _HEIGHTS_PER_PAYLOAD * _HEIGHTS_PER_PAYLOAD:010d}.jsonl"


@contextmanager
def opened_piece(span: Span, day: date, lake: Lake) -> Iterator[Piece]:
    """Yield a piece of a day, whose only writer this process is until it is done with."""
    with lake.writer(SOURCE, day) as writer:
        manifest = lake.manifest(BLOCKS, day)
        yield Piece(
            span=span,
            day=day,
            lake=lake,
            writer=writer,
            transfers=writer.gathering(TOKEN_TRANSFERS),
            archived={answer.name: answer for answer in lake.payloads(BLOCKS, day) if not is_mark(answer)},
            replaces_everything=span.holds_all_of(manifest.coverage if manifest else ()),
            standing={} if span.archive else _standing(span, day, lake),
        )


def _standing(span: Span, day: date, lake: Lake) -> dict[int, dict[str, Any]]:
    """Return the landed blocks that are replaced, none where they landed under another contract or are damaged."""
    manifest = lake.manifest(BLOCKS, day)
    if manifest is None or manifest.contract != BLOCKS.fingerprint:
        return {}
    try:
        rows = lake.rows(BLOCKS, day).filter(span.are_replaced)
    except LakeIncomplete:
        return {}
    return {row["height"]: row for row in rows.iter_rows(named=True)}


def archived_spans(payloads: Iterable[Answer]) -> Iterator[tuple[Span, Iterator[RawBlock]]]:
    """Yield the archived answers of each chain in the order of their heights, read one file at a time."""
    chains: dict[int, list[Answer]] = {}
    held = tuple(payloads)
    for payload in sorted((each for each in held if not is_mark(each)), key=lambda payload: payload.name):
        chains.setdefault(int(payload.name.split("-")[1]), []).append(payload)
    for chain_id, parts in chains.items():
        heights = range(min(_by_height(parts[0])), max(_by_height(parts[-1])) + 1)
        yield Span(chain_id, heights, archive=held), (raw for part in parts for raw in _raw_blocks(part))


def _raw_blocks(payload: Answer) -> Iterator[RawBlock]:
    for line in _by_height(payload).values():
        height, is_final, *answers = msgspec.json.decode(line, type=ArchivedBlock)
        yield RawBlock(height, is_final, *(bytes(answer) for answer in answers))


def _by_height(payload: Answer) -> dict[int, bytes]:
    lines = payload.content.rstrip(b"\n").split(b"\n")
    return {msgspec.json.decode(line, type=ArchivedBlock)[0]: line for line in lines}


def _line(raw: RawBlock) -> bytes:
    answers = (msgspec.Raw(answer.replace(b"\n", b" ")) for answer in (raw.block, raw.infos, raw.logs))
    return msgspec.json.encode((raw.height, raw.is_final, *answers))


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
