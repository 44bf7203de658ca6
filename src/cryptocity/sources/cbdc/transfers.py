"""Turns the credit transfers of a pacs.008 into rows, many at a time. Pure.

What is plainly good becomes a row with all others at once. Whatever is not is looked at by itself, by the one
interpretation that says which rule it breaks, or that it breaks none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import polars as pl

from cryptocity.dataset import INSTANT, KZT
from cryptocity.money import table
from cryptocity.sift import Broken, must_fall_in
from cryptocity.sources.cbdc.blocks import Told
from cryptocity.sources.cbdc.datasets import PAYMENTS
from cryptocity.sources.cbdc.parts import Header, Transfer
from cryptocity.sources.cbdc.received import Received
from cryptocity.sources.cbdc.rows import Row, Rows
from cryptocity.sources.cbdc.values import day_or_none, instant_of, party_or_none, required, tiyn_of

T = TypeVar("T")

_MOST_KNOWN = 100_000
PLAIN_AMOUNT = r"^[0-9]{1,15}(\.[0-9]{1,2})?$"


def decode_transfers(parts: Iterable[Told], received: Received, rows: Rows) -> None:
    """Take in the transfers of a message. Raises Broken: it does not hold as many as it says."""
    header, transfers, number = None, None, 0
    for part in parts:
        if isinstance(part, Header):
            header, transfers = part, _Transfers(part, received)
        elif isinstance(part, pl.DataFrame) and transfers is not None:
            transfers.take(part, rows, before=number)
            number += part.height
    if header is not None and header.promised_entries != str(number):
        promised = header.promised_entries or None
        raise Broken("count_mismatch", f"NbOfTxs says {promised}, the file holds {number}")


@dataclass(frozen=True)
class _Transfers:
    """How the transfers of one message are understood."""

    header: Header
    received: Received
    days: dict[str, date | None] = field(default_factory=dict)
    parties: dict[str, str | None] = field(default_factory=dict)

    def take(self, fields: pl.DataFrame, rows: Rows, *, before: int) -> None:
        """Take in transfers from their fields as text; `before` are those of the message that were taken in."""
        numbered = fields.with_row_index("arrival")
        plain, doubtful = self._plain(numbered)
        singly: list[tuple[int, Row]] = []
        faults: dict[int, Exception] = {}
        for arrival, *values in doubtful.iter_rows():
            try:
                singly.append((arrival, self.row(Transfer._make(values))))
            except (Broken, ValueError) as fault:
                faults[arrival] = fault
        looked_at = table(PAYMENTS, [row for _, row in singly]).with_columns(
            arrival=pl.Series([arrival for arrival, _ in singly], dtype=plain.schema["arrival"])
        )
        merged = pl.concat([plain, looked_at.select(plain.columns)]).sort("arrival") if singly else plain
        rows.take_table(merged, faults, lambda arrival: f"{self.received.file_name}, entry {before + arrival + 1}")

    def row(self, transfer: Transfer) -> Row:
        """Return a transfer's row. Raises Broken, or a ValueError."""
        header, pseudonyms = self.header, self.received.pseudonyms
        row = (
            required(header.message_id, "GrpHdr/MsgId"),
            required(transfer.end_to_end_id, "PmtId/EndToEndId"),
            transfer.uetr or None,
            instant_of(required(header.created_at, "GrpHdr/CreDtTm")),
            day_or_none(transfer.settled_on or header.settled_on),
            tiyn_of(transfer.amount, transfer.currency, what="IntrBkSttlmAmt"),
            party_or_none(transfer.debtor, pseudonyms),
            party_or_none(transfer.creditor, pseudonyms),
            transfer.debtor_bic or None,
            transfer.creditor_bic or None,
            transfer.purpose_code or None,
            self.received.file_name,
            self.received.schema_checked,
        )
        must_fall_in(self.received.window, row[3])
        return row

    def _plain(self, fields: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the rows of the transfers that are plainly good, by arrival, and the fields of the others."""
        if not self._is_plain():
            return pl.DataFrame(schema={"arrival": fields.schema["arrival"], **PAYMENTS.schema}), fields
        said = fields.with_columns(
            settled_on=pl.when(pl.col("settled_on") == "").then(pl.lit(self.header.settled_on)).otherwise("settled_on")
        )
        days, parties = self._understood_days(said), self._understood_parties(said)
        known = said.with_columns(
            settled_on=pl.col("settled_on").replace_strict(days, default=None, return_dtype=pl.Date),
            debtor_key=pl.col("debtor").replace_strict(parties, default=None, return_dtype=pl.String),
            creditor_key=pl.col("creditor").replace_strict(parties, default=None, return_dtype=pl.String),
        )
        is_plain = (
            (pl.col("end_to_end_id") != "")
            & (pl.col("currency") == "KZT")
            & pl.col("amount").str.contains(PLAIN_AMOUNT)
            & said["settled_on"].is_in(list(days))
            & pl.col("debtor").is_in(list(parties))
            & pl.col("creditor").is_in(list(parties))
        )
        mask = known.select(is_plain.alias("is_plain"))["is_plain"]
        return self._rows(known.filter(mask)), fields.filter(~mask)

    def _rows(self, plain: pl.DataFrame) -> pl.DataFrame:
        header = self.header
        told = {"message_id": header.message_id, "file_name": self.received.file_name}
        return plain.select(
            "arrival",
            "end_to_end_id",
            "settled_on",
            "debtor_key",
            "creditor_key",
            uetr=or_none("uetr"),
            created_at=pl.lit(instant_of(header.created_at)).cast(INSTANT),
            amount_kzt=pl.col("amount").cast(KZT),
            debtor_agent_bic=or_none("debtor_bic"),
            creditor_agent_bic=or_none("creditor_bic"),
            purpose_code=or_none("purpose_code"),
            schema_checked=pl.lit(self.received.schema_checked),
            **{name: pl.lit(value, dtype=pl.String) for name, value in told.items()},
        ).select("arrival", *PAYMENTS.schema.names())

    def _is_plain(self) -> bool:
        """Tell whether what the header says is good for every transfer."""
        try:
            must_fall_in(self.received.window, instant_of(required(self.header.created_at, "GrpHdr/CreDtTm")))
        except (Broken, ValueError):
            return False
        return bool(self.header.message_id)

    def _understood_days(self, said: pl.DataFrame) -> dict[str, date | None]:
        return understood(said["settled_on"], day_or_none, self.days)

    def _understood_parties(self, said: pl.DataFrame) -> dict[str, str | None]:
        parties = pl.concat([said["debtor"], said["creditor"]])
        return understood(parties, lambda xin: party_or_none(xin, self.received.pseudonyms), self.parties)


def understood(texts: pl.Series, understand: Callable[[str], T], known: dict[str, T]) -> dict[str, T]:
    """Return what each of the texts stands for, without those that are no good; `known` grows, to a limit."""
    if len(known) > _MOST_KNOWN:
        known.clear()
    for text in texts.unique():
        if text not in known:
            try:
                known[text] = understand(text)
            except (Broken, ValueError):
                continue
    return known


def or_none(field: str) -> pl.Expr:
    """Return a text field, null where it is empty."""
    return pl.when(pl.col(field) != "").then(pl.col(field))
