"""Turns ISO 20022 files into rows, or into quarantined rows with rule and reason. Pure.

A file is read part by part. One that is no such message, not whole, or not valid by its schema is one quarantined row,
and of what it says nothing lands. An instant without an offset is Almaty time.
"""

import io
from collections.abc import Iterable, Iterator, Mapping

from cryptocity.dataset import Dataset
from cryptocity.identity import Pseudonyms
from cryptocity.lake import Landing
from cryptocity.sift import Broken, must_fall_in
from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.datasets import DATASETS, PAYMENT_STATUSES, PAYMENTS, STATEMENT_ENTRIES, STATEMENTS
from cryptocity.sources.cbdc.messages import opening_of, read
from cryptocity.sources.cbdc.parts import Header, Outcome, Part, Transfer
from cryptocity.sources.cbdc.rows import Row, Rows
from cryptocity.sources.cbdc.schemas import NO_SCHEMAS, Schemas
from cryptocity.sources.cbdc.statements import Received, decode_accounts
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
    """Return payments, their statuses, statements and statement entries, in the order of `DATASETS`.

    Messages whose namespace has no schema at hand are read all the same, and their rows say so in `schema_checked`.
    """
    rows = {dataset: Rows(dataset) for dataset in DATASETS}
    for file in files:
        marks = {dataset: each.mark() for dataset, each in rows.items()}
        try:
            _decode(file, Received(file.name, "", window, pseudonyms), rows, schemas=schemas)
        except Broken as fault:
            for dataset, mark in marks.items():
                rows[dataset].take_back(mark)
            rows[_dataset_of(file)].turn_away(fault, file.name)
    return tuple(each.landing() for each in rows.values())


def _decode(file: MessageFile, received: Received, rows: Mapping[Dataset, Rows], *, schemas: Schemas) -> None:
    stream = io.BytesIO(file.content)
    opening = opening_of(stream)
    checked = schemas.check(stream, opening)
    stream.seek(0)
    received = received.of(opening.kind, schema_checked=checked)
    parts = read(stream, opening)
    if opening.kind.startswith("camt"):
        decode_accounts(parts, received, statements=rows[STATEMENTS], entries=rows[STATEMENT_ENTRIES])
    else:
        _decode_payments(parts, received, rows[_DATASETS[opening.kind]])


def _dataset_of(file: MessageFile) -> Dataset:
    """Return where a file is counted that does not tell, or not to the end: by what its message or its name says."""
    try:
        return _DATASETS[opening_of(io.BytesIO(file.content)).kind]
    except Broken:
        return _DATASETS.get(file.name[: len("pacs.008")], PAYMENTS)


def _decode_payments(parts: Iterator[Part], received: Received, rows: Rows) -> None:
    header, number = None, 0
    for part in parts:
        if isinstance(part, Header):
            header = part
        elif header is not None and isinstance(part, Transfer | Outcome):
            number += 1
            try:
                rows.take(_row(header, part, received))
            except (Broken, ValueError) as fault:
                rows.turn_away(fault, f"{received.file_name}, entry {number}")
    if header is not None and received.kind == "pacs.008" and header.promised_entries != str(number):
        promised = header.promised_entries or None
        raise Broken("count_mismatch", f"NbOfTxs says {promised}, the file holds {number}")


def _row(header: Header, part: Transfer | Outcome, received: Received) -> Row:
    return _payment(header, part, received) if isinstance(part, Transfer) else _status(header, part, received)


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
