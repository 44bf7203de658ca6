"""Turns the files of the drop into rows, or into quarantined rows with rule and reason. Pure.

A file is read part by part. One that is no such message, not whole, or not valid by its schema is one quarantined row,
and of what it says nothing lands. An instant without an offset is Almaty time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.identity import Pseudonyms
from cryptocity.landing import Landing
from cryptocity.sift import Broken, must_fall_in
from cryptocity.sources.cbdc.blocks import read_blocks
from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.datasets import (
    BALANCES,
    DATASETS,
    PAYMENT_STATUSES,
    PAYMENTS,
    STATEMENT_ENTRIES,
    STATEMENTS,
    TOKEN_OPERATIONS,
    VAT_REFUND_APPLICATIONS,
)
from cryptocity.sources.cbdc.gathered import ROWS_PER_FRAME
from cryptocity.sources.cbdc.messages import opening_of, read
from cryptocity.sources.cbdc.operations import Tokens, operation_row
from cryptocity.sources.cbdc.parts import Header, Operation, Outcome, Part
from cryptocity.sources.cbdc.received import Received
from cryptocity.sources.cbdc.refunds import decode_refunds
from cryptocity.sources.cbdc.rows import Batch, Row, Rows
from cryptocity.sources.cbdc.schemas import NO_SCHEMAS, Schemas
from cryptocity.sources.cbdc.statements import Tables, decode_accounts
from cryptocity.sources.cbdc.transfers import decode_transfers
from cryptocity.sources.cbdc.values import instant_of, required
from cryptocity.window import Window

_DATASETS = {
    "pacs.008": PAYMENTS,
    "pacs.002": PAYMENT_STATUSES,
    "camt.053": STATEMENTS,
    "camt.054": STATEMENT_ENTRIES,
}
_STATUSES = ("ACSC", "RJCT", "PDNG")


def decode_files(
    files: Iterable[MessageFile], window: Window, pseudonyms: Pseudonyms, *, schemas: Schemas = NO_SCHEMAS
) -> tuple[Landing, ...]:
    """Return the landings of `DATASETS`, in their order.

    Messages whose namespace has no schema at hand are read all the same, and their rows say so in `schema_checked`.
    """
    batches: dict[Dataset, list[Batch]] = {dataset: [] for dataset in DATASETS}
    for batch in decode_batches(files, Reading(window, pseudonyms, schemas)):
        batches[batch.dataset].append(batch)
    return tuple(_landing(dataset, of_dataset) for dataset, of_dataset in batches.items())


@dataclass(frozen=True)
class Reading:
    """What files are read with: the day asked for, pseudonyms, schemas, and a folder for rows that are many.

    Without a folder the rows of a file are in memory until it has proven whole.
    """

    window: Window
    pseudonyms: Pseudonyms
    schemas: Schemas = NO_SCHEMAS
    folder: Path | None = None


def decode_batches(files: Iterable[MessageFile], reading: Reading) -> Iterator[Batch]:
    """Yield the rows of the files, at most `ROWS_PER_FRAME` at a time, and those turned away.

    Rows come when their file has been read to its end and is whole. Memory does not grow with files and rows, but for
    16 bytes of every payment's key, and 100 of every other row's that has one.
    """
    rows = {dataset: Rows(dataset, reading.folder, dataset is not STATEMENT_ENTRIES) for dataset in DATASETS}
    tokens = Tokens()
    for file in files:
        marks = {dataset: each.mark() for dataset, each in rows.items()}
        try:
            _decode(file, reading, rows, tokens=tokens)
            tokens.prove()
        except Broken as fault:
            for dataset, mark in marks.items():
                rows[dataset].take_back(mark)
            tokens.forget()
            rows[_dataset_of(file)].turn_away(fault, file.name)
        for each in rows.values():
            yield from each.prove(ROWS_PER_FRAME)
    for each in rows.values():
        yield from each.prove()


def _landing(dataset: Dataset, batches: Sequence[Batch]) -> Landing:
    table = pl.concat([dataset.empty(), *(batch.rows for batch in batches)])
    rejected = [row for batch in batches for row in batch.rejected]
    return Landing(dataset, table, table.height + len(rejected), rejected)


def _decode(file: MessageFile, reading: Reading, rows: Mapping[Dataset, Rows], *, tokens: Tokens) -> None:
    received = Received(file.name, "", reading.window, reading.pseudonyms)
    with file.from_start() as stream:
        if file.name.endswith(".json"):
            decode_refunds(stream.read(), received, rows[VAT_REFUND_APPLICATIONS])
            return
        opening = opening_of(stream)
        received = received.of(opening.kind, schema_checked=reading.schemas.check(stream, opening))
        stream.seek(0)
        if opening.kind == "pacs.008":
            decode_transfers(read_blocks(stream, opening, ROWS_PER_FRAME), received, rows[PAYMENTS])
        elif opening.kind == "pacs.002":
            outcomes = _Outcomes(received, rows[PAYMENT_STATUSES], rows[TOKEN_OPERATIONS], tokens)
            outcomes.decode(read(stream, opening))
        else:
            tables = Tables(rows[STATEMENTS], rows[STATEMENT_ENTRIES], rows[BALANCES])
            decode_accounts(read_blocks(stream, opening, ROWS_PER_FRAME), received, tables)


def _dataset_of(file: MessageFile) -> Dataset:
    """Return where a file is counted that does not tell, or not to the end: by what its message or its name says."""
    if file.name.endswith(".json"):
        return VAT_REFUND_APPLICATIONS
    try:
        with file.from_start() as stream:
            return _DATASETS[opening_of(stream).kind]
    except Broken:
        return _DATASETS.get(file.name[: len("pacs.008")], PAYMENTS)


@dataclass(frozen=True)
class _Outcomes:
    """The outcomes of a pacs.002, each with what it does to tokens: the two are believed together, or not at all."""

    received: Received
    statuses: Rows
    operations: Rows
    tokens: Tokens

    def decode(self, parts: Iterator[Part]) -> None:
        header, number = None, 0
        for part in parts:
            if isinstance(part, Header):
                header = part
            elif header is not None and isinstance(part, Outcome):
                number += 1
                operation = next(parts) if part.operations != "0" else None
                place = f"{self.received.file_name}, entry {number}"
                self._take(header, part, operation if isinstance(operation, Operation) else None, place=place)

    def _take(self, header: Header, outcome: Outcome, operation: Operation | None, *, place: str) -> None:
        try:
            status = _status(header, outcome, self.received)
            self.statuses.must_be_new(status)
            if operation is not None:
                self._operate(status, outcome, operation)
            self.statuses.take(status)
        except (Broken, ValueError) as fault:
            self.statuses.turn_away(fault, place)
            if operation is not None:
                self.operations.turn_away(fault, place)

    def _operate(self, status: Row, outcome: Outcome, operation: Operation) -> None:
        if outcome.operations != "1":
            raise Broken("unclear_operation", f"{outcome.operations} operations with one outcome")
        row = operation_row(operation, status, self.received)
        self.operations.must_be_new(row)
        self.tokens.must_be_left(operation, row)
        self.operations.take(row)
        self.tokens.settle(operation, row)


def _status(header: Header, outcome: Outcome, received: Received) -> Row:
    status = required(outcome.status, "TxSts")
    if status not in _STATUSES:
        raise Broken("unknown_status", f"TxSts is {status}, not one of {', '.join(_STATUSES)}")
    decided_at = instant_of(outcome.decided_at or required(header.created_at, "GrpHdr/CreDtTm"))
    must_fall_in(received.window, decided_at)
    return (
        required(header.message_id, "GrpHdr/MsgId"),
        required(outcome.original_message_id or header.original_message_id, "OrgnlGrpInfAndSts/OrgnlMsgId"),
        required(outcome.end_to_end_id, "OrgnlEndToEndId"),
        status,
        outcome.reason_code or None,
        decided_at,
        received.file_name,
        received.schema_checked,
    )
