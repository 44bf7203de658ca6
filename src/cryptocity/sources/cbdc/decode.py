"""Turns the files of the drop into rows, or into quarantined rows with rule and reason. Pure.

A file is read part by part. One that is no such message, not whole, or not valid by its schema is one quarantined row,
and of what it says nothing lands. An instant without an offset is Almaty time.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cryptocity.dataset import Dataset
from cryptocity.identity import Pseudonyms
from cryptocity.lake import Landing
from cryptocity.sift import Broken, must_fall_in
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
from cryptocity.sources.cbdc.messages import opening_of, read
from cryptocity.sources.cbdc.operations import Tokens, operation_row
from cryptocity.sources.cbdc.parts import Header, Operation, Outcome, Part, Transfer
from cryptocity.sources.cbdc.refunds import decode_refunds
from cryptocity.sources.cbdc.rows import Row, Rows
from cryptocity.sources.cbdc.schemas import NO_SCHEMAS, Schemas
from cryptocity.sources.cbdc.statements import Received, Tables, decode_accounts
from cryptocity.sources.cbdc.values import day_or_none, instant_of, party_or_none, required, tiyn_of
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
    rows = {dataset: Rows(dataset) for dataset in DATASETS}
    tokens = Tokens()
    for file in files:
        marks = {dataset: each.mark() for dataset, each in rows.items()}
        try:
            _decode(file, Received(file.name, "", window, pseudonyms), rows, tokens=tokens, schemas=schemas)
            tokens.prove()
        except Broken as fault:
            for dataset, mark in marks.items():
                rows[dataset].take_back(mark)
            tokens.forget()
            rows[_dataset_of(file)].turn_away(fault, file.name)
    return tuple(each.landing() for each in rows.values())


def _decode(
    file: MessageFile, received: Received, rows: Mapping[Dataset, Rows], *, tokens: Tokens, schemas: Schemas
) -> None:
    if file.name.endswith(".json"):
        decode_refunds(file.content, received, rows[VAT_REFUND_APPLICATIONS])
        return
    stream = io.BytesIO(file.content)
    opening = opening_of(stream)
    checked = schemas.check(stream, opening)
    stream.seek(0)
    received = received.of(opening.kind, schema_checked=checked)
    parts = read(stream, opening)
    if opening.kind.startswith("camt"):
        decode_accounts(parts, received, Tables(rows[STATEMENTS], rows[STATEMENT_ENTRIES], rows[BALANCES]))
    elif opening.kind == "pacs.008":
        _decode_transfers(parts, received, rows[PAYMENTS])
    else:
        _Outcomes(received, rows[PAYMENT_STATUSES], rows[TOKEN_OPERATIONS], tokens).decode(parts)


def _dataset_of(file: MessageFile) -> Dataset:
    """Return where a file is counted that does not tell, or not to the end: by what its message or its name says."""
    if file.name.endswith(".json"):
        return VAT_REFUND_APPLICATIONS
    try:
        return _DATASETS[opening_of(io.BytesIO(file.content)).kind]
    except Broken:
        return _DATASETS.get(file.name[: len("pacs.008")], PAYMENTS)


def _decode_transfers(parts: Iterator[Part], received: Received, rows: Rows) -> None:
    header, number = None, 0
    for part in parts:
        if isinstance(part, Header):
            header = part
        elif header is not None and isinstance(part, Transfer):
            number += 1
            try:
                rows.take(_payment(header, part, received))
            except (Broken, ValueError) as fault:
                rows.turn_away(fault, f"{received.file_name}, entry {number}")
    if header is not None and header.promised_entries != str(number):
        promised = header.promised_entries or None
        raise Broken("count_mismatch", f"NbOfTxs says {promised}, the file holds {number}")


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


def _payment(header: Header, transfer: Transfer, received: Received) -> Row:
    row = (
        required(header.message_id, "GrpHdr/MsgId"),
        required(transfer.end_to_end_id, "PmtId/EndToEndId"),
        transfer.uetr or None,
        instant_of(required(header.created_at, "GrpHdr/CreDtTm")),
        day_or_none(transfer.settled_on or header.settled_on),
        tiyn_of(transfer.amount, transfer.currency, what="IntrBkSttlmAmt"),
        party_or_none(transfer.debtor, received.pseudonyms),
        party_or_none(transfer.creditor, received.pseudonyms),
        transfer.debtor_bic or None,
        transfer.creditor_bic or None,
        transfer.purpose_code or None,
        received.file_name,
        received.schema_checked,
    )
    must_fall_in(received.window, row[3])
    return row


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
