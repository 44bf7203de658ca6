"""Tron's day may land in pieces: new heights join those that landed before, whatever the split or the order.

A day of mainnet is 28,800 blocks and many gigabytes of answers, so nothing is held: every hundred heights that are
proven are put down, and nothing of them shows before the whole range is.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

import msgspec
import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.errors import SourceContradiction
from cryptocity.lake import Lake, Manifest, Writer
from cryptocity.landing import Gathering, Landing, Rejected
from cryptocity.payloads import Answer, Payload
from cryptocity.sources.tron.client import RawBlock
from cryptocity.sources.tron.datasets import BLOCKS, SOURCE, TOKEN_TRANSFERS
from cryptocity.sources.tron.decode import BlockRows, rows_of

_HEIGHTS_PER_PAYLOAD = 100

ArchivedBlock = tuple[int, bool, msgspec.Raw, msgspec.Raw, msgspec.Raw]


@dataclass(frozen=True)
class Span:
    """The heights of one chain that are asked for: what landed of them before is replaced."""

    chain_id: int
    heights: range

    @property
    def are_replaced(self) -> pl.Expr:
        """Return which landed rows are replaced."""
        return (pl.col("chain_id") == self.chain_id) & pl.col("height").is_between(self.heights[0], self.heights[-1])

    def holds_all_of(self, coverage: Iterable[tuple[int, int, int]]) -> bool:
        """Tell whether nothing landed outside: what landed need not be readable then."""
        return all(
            chain == self.chain_id and low in self.heights and high in self.heights for chain, low, high in coverage
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
    _blocks: list[pl.DataFrame] = field(default_factory=list)
    _kept: dict[str, Answer] = field(default_factory=dict)
    _pending: list[tuple[BlockRows, RawBlock]] = field(default_factory=list)

    def add(self, block: BlockRows, raw: RawBlock) -> None:
        """Take the next proven block, with the answers it came from."""
        if self._pending and self._name_of(raw) != self._name_of(self._pending[-1][1]):
            self._put_down()
        self._pending.append((block, raw))

    def land(self) -> tuple[Manifest, ...]:
        """Land the piece beside what landed before. Raises SourceContradiction where they do not link."""
        self._put_down()
        older = {dataset: self._older(dataset) for dataset in (BLOCKS, TOKEN_TRANSFERS)}
        blocks = pl.concat([older[BLOCKS], *self._blocks]).sort(BLOCKS.key)
        _must_link(blocks)
        rejected = [row for row in self._rejected_before() if row.position not in self.span.heights]
        self._gather(older[TOKEN_TRANSFERS], int(older[BLOCKS]["token_transfer_count"].sum()), rejected)
        coverage = _coverage(blocks)
        transfers = replace(self.transfers.landing(), coverage=coverage)
        payloads = {**({} if self.replaces_everything else self.archived), **self._kept}
        return self.writer.commit(
            (Landing(BLOCKS, blocks, blocks.height, (), coverage), transfers), list(payloads.values())
        )

    def _put_down(self) -> None:
        blocks, raws = [block for block, _ in self._pending], [raw for _, raw in self._pending]
        rejected = [row for block in blocks for row in block.rejected.get(TOKEN_TRANSFERS, ())]
        self._blocks.append(rows_of(BLOCKS, blocks))
        self._gather(rows_of(TOKEN_TRANSFERS, blocks), sum(block.transfer_count for block in blocks), rejected)
        if raws:
            name = self._name_of(raws[0])
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
        if self.replaces_everything or name not in self.archived:
            return {}
        lines = _by_height(self.archived[name])
        return {height: line for height, line in lines.items() if height not in self.span.heights}

    def _name_of(self, raw: RawBlock) -> str:
        first = raw.height // _HEIGHTS_PER_PAYLOAD * _HEIGHTS_PER_PAYLOAD
        return f"chain-{self.span.chain_id}-blocks-{first:010d}.jsonl"


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
            archived={answer.name: answer for answer in lake.payloads(BLOCKS, day)},
            replaces_everything=span.holds_all_of(manifest.coverage if manifest else ()),
        )


def archived_spans(payloads: Iterable[Answer]) -> Iterator[tuple[Span, Iterator[RawBlock]]]:
    """Yield the archived answers of each chain in the order of their heights, read one file at a time."""
    chains: dict[int, list[Answer]] = {}
    for payload in sorted(payloads, key=lambda payload: payload.name):
        chains.setdefault(int(payload.name.split("-")[1]), []).append(payload)
    for chain_id, parts in chains.items():
        heights = range(min(_by_height(parts[0])), max(_by_height(parts[-1])) + 1)
        yield Span(chain_id, heights), (raw for part in parts for raw in _raw_blocks(part))


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
