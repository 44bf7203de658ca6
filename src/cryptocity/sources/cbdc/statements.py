"""Turns the parts of a camt.053 or camt.054 into rows. Pure.

A statement must add up: opening balance + booked credits - booked debits = closing balance. One that does not, or that
has one bad entry, is quarantined whole with all its entries, because no part of it can be told to be the right one.
A notification has no balances: each of its entries stands for itself. A statement of an account of the ledger is a
balance too, and is turned away as both.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

import polars as pl

from cryptocity.sift import Broken, must_fall_in
from cryptocity.sources.cbdc.blocks import Told
from cryptocity.sources.cbdc.entries import (
    BOOKED,
    DIRECTIONS,
    STATUSES,
    WORTH_A_TABLE,
    PlainEntries,
    booked_tiyn,
    rows_of,
)
from cryptocity.sources.cbdc.parts import Account, Balances, Entry, Header
from cryptocity.sources.cbdc.received import Received
from cryptocity.sources.cbdc.rows import Mark, Row, Rows
from cryptocity.sources.cbdc.values import day_or_none, flag_of, instant_of, one_of, party_or_none, required, tiyn_of

_MOST_TIYN = 10**18
_LEDGER = {"DTISSUE": "issuer", "DTHOLD": "holder"}


class Tables(NamedTuple):
    """Where the rows of statements and notifications go."""

    statements: Rows
    entries: Rows
    balances: Rows


def decode_accounts(parts: Iterator[Told], received: Received, tables: Tables) -> None:
    """Take in the statements of a camt.053 with their entries and balances, or the entries of a camt.054."""
    reading = _Reading(received, *tables, PlainEntries(received.window.day))
    for part in parts:
        if isinstance(part, Header):
            reading.header = part
        elif isinstance(part, Account):
            reading.begin(part)
        elif isinstance(part, pl.DataFrame):
            reading.add_table(part)
        elif isinstance(part, Balances) and received.kind == "camt.053":
            reading.close(part)


@dataclass
class _Reading:
    """The statement that is being read: what it has come to, and the first fault in it."""

    received: Received
    statements: Rows
    entries: Rows
    balances: Rows
    plain: PlainEntries
    header: Header | None = None
    account: Account | None = None
    statement_number: int = 0
    entry_count: int = 0
    credits: int = 0
    debits: int = 0
    fault: Exception | None = None
    mark: Mark = field(default=Mark(0, 0, 0, 0))
    has_entries: bool = False

    def begin(self, account: Account) -> None:
        self.account, self.fault, self.mark, self.has_entries = account, None, self.entries.mark(), False
        self.statement_number += 1
        self.entry_count = self.credits = self.debits = 0
        if self._known.holds(self._key):
            self.fault = Broken("duplicate_key", "another statement of this day carries the same key")

    def add_table(self, fields: pl.DataFrame) -> None:
        """Take in entries from their fields as text: together where all are plainly good, else one by one."""
        entries = self._plain(fields) if fields.height >= WORTH_A_TABLE and self.fault is None else None
        if entries is None:
            for values in fields.iter_rows():
                self.add(Entry._make(values))
            return
        self.entries.take_plain(entries)
        self._claim()
        self.entry_count += entries.height
        self.credits += booked_tiyn(entries, "CRDT")
        self.debits += booked_tiyn(entries, "DBIT")

    def _plain(self, fields: pl.DataFrame) -> pl.DataFrame | None:
        try:
            shared: dict[str, str | bool] = {
                "message_kind": self.received.kind,
                "message_id": required(self._message_id, "GrpHdr/MsgId"),
                "statement_id": required(self._statement_id, "Id"),
                "account_key": self._account_key,
                "file_name": self.received.file_name,
                "schema_checked": self.received.schema_checked,
            }
            if not self._is_statement:
                must_fall_in(self.received.window, self._created_at)
        except (Broken, ValueError):
            return None
        entries = self.plain.of(fields)
        return None if entries is None else rows_of(entries, shared, after=self.entry_count)

    def add(self, entry: Entry) -> None:
        self.entry_count += 1
        if self.fault is not None and self._is_statement:
            return
        try:
            if self.fault is not None:
                raise self.fault
            self._take(entry)
        except (Broken, ValueError) as fault:
            if self._is_statement:
                self.fault = _within(fault, self.entry_count)
            else:
                self.entries.turn_away(fault, self._place(self.entry_count))

    def close(self, balances: Balances) -> None:
        try:
            if self.fault is not None:
                raise self.fault
            row = self._statement(balances)
            self._balance(row, balances)
            self.statements.take(row)
        except (Broken, ValueError) as fault:
            self._turn_away(fault)

    def _take(self, entry: Entry) -> None:
        direction = one_of(entry.direction, tuple(DIRECTIONS), "CdtDbtInd")
        amount = tiyn_of(entry.amount, entry.currency, what="Amt")
        status = one_of(entry.status, STATUSES, "Sts")
        self.entries.take(self._entry(entry, direction, amount, status=status))
        self._claim()
        if status == BOOKED and direction == "CRDT":
            self.credits += amount
        elif status == BOOKED:
            self.debits += amount

    def _claim(self) -> None:
        """Remember a notification of which an entry landed; a statement is remembered when it ends well."""
        if not (self.has_entries or self._is_statement):
            self.entries.claim(self._key)
            self.has_entries = True

    def _turn_away(self, fault: Exception) -> None:
        """Quarantine the statement, and every entry of it by the same rule."""
        self.entries.take_back(self.mark)
        self.statements.turn_away(fault, self._place())
        if self._told.account_type in _LEDGER:
            self.balances.turn_away(fault, self._place())
        rule = fault.rule if isinstance(fault, Broken) else "wrong_shape"
        for number in range(1, self.entry_count + 1):
            self.entries.turn_away(Broken(rule, f"its statement was turned away: {fault}"), self._place(number))

    def _entry(self, entry: Entry, direction: str, amount: int, *, status: str) -> Row:
        booked_on = day_or_none(entry.booked_on)
        if booked_on and booked_on > self.received.window.day:
            raise Broken("future_date", f"booked on {booked_on}, after the day this answer is about")
        if not self._is_statement:
            must_fall_in(self.received.window, self._created_at)
        return (
            self.received.kind,
            required(self._message_id, "GrpHdr/MsgId"),
            required(self._statement_id, "Id"),
            self.entry_count,
            self._account_key,
            entry.reference or None,
            entry.end_to_end_id or None,
            direction,
            amount,
            flag_of(entry.is_reversal),
            status,
            booked_on,
            day_or_none(entry.valued_on),
            self.received.file_name,
            self.received.schema_checked,
        )

    def _statement(self, balances: Balances) -> Row:
        opening = _balance(balances.openings, balances.opening, balances.opening_currency, side=balances.opening_side)
        closing = _balance(balances.closings, balances.closing, balances.closing_currency, side=balances.closing_side)
        closed_on = self._closed_on(balances.closed_on)
        self._must_add_up(opening, closing, balances.promised_entries)
        return (
            required(self._message_id, "GrpHdr/MsgId"),
            required(self._statement_id, "Stmt/Id"),
            self._account_key,
            party_or_none(self._told.owner, self.received.pseudonyms),
            self._created_at,
            closed_on,
            opening,
            closing,
            self.credits,
            self.debits,
            self.entry_count,
            self.received.file_name,
            self.received.schema_checked,
        )

    def _balance(self, statement: Row, balances: Balances) -> None:
        """Take in the balance of a statement, where its account is one of the ledger."""
        account_type = _LEDGER.get(self._told.account_type)
        if account_type is None:
            return
        message_id, statement_id, account, owner, _, closed_on, opening, closing = statement[:8]
        marked = tiyn_of(balances.marked, balances.marked_currency, what="Bal MRKD") if balances.marked else 0
        if marked > max(0, closing):
            raise Broken("marked_exceeds_balance", f"{marked - closing} tiyn more are marked than the account holds")
        source = (message_id, statement_id, self.received.file_name, self.received.schema_checked)
        self.balances.take((account, owner, account_type, closed_on, opening, closing, marked, *source))

    def _must_add_up(self, opening: int, closing: int, promised: str) -> None:
        if promised and promised != str(self.entry_count):
            raise Broken("count_mismatch", f"NbOfNtries says {promised}, the statement holds {self.entry_count}")
        if max(self.credits, self.debits) >= _MOST_TIYN:
            raise Broken("not_an_amount", "the sum of the entries is no number that DECIMAL(18, 2) holds")
        if difference := opening + self.credits - self.debits - closing:
            raise Broken(
                "balance_mismatch",
                f"opening balance + credits - debits differs from the closing balance by {abs(difference)} tiyn",
            )

    def _closed_on(self, text: str) -> date:
        closed_on, day = day_or_none(required(text, "Bal/Dt of the closing balance")), self.received.window.day
        if closed_on is None or closed_on > day:
            raise Broken("future_date", f"closed on {closed_on}, after the day this answer is about")
        if closed_on < day:
            raise Broken("past_date", f"closed on {closed_on}, before the day this answer is about")
        return closed_on

    @property
    def _is_statement(self) -> bool:
        return self.received.kind == "camt.053"

    @property
    def _known(self) -> Rows:
        """Return whose keys tell of the statements, or notifications, that were there before."""
        return self.statements if self._is_statement else self.entries

    @property
    def _key(self) -> tuple[str, str]:
        """Return what names a statement, and with their numbers its entries."""
        return (self._message_id, self._statement_id)

    @property
    def _message_id(self) -> str:
        return self.header.message_id if self.header else ""

    @property
    def _told(self) -> Account:
        return self.account or Account("", "", "", "", "")

    @property
    def _statement_id(self) -> str:
        """Return the statement's identifier; banks like to put the account into it, which is hidden there too."""
        told = self._told
        if not told.account or told.account not in told.statement_id:
            return told.statement_id
        return told.statement_id.replace(told.account, self._account_key)

    @property
    def _created_at(self) -> datetime:
        said = self._told.created_at or (self.header.created_at if self.header else "")
        return instant_of(required(said, "CreDtTm"))

    @property
    def _account_key(self) -> str:
        account = required(self._told.account, "Acct/Id")
        return self.received.pseudonyms.of("".join(account.split()).upper())

    def _place(self, entry_number: int | None = None) -> str:
        place = f"{self.received.file_name}, statement {self.statement_number}"
        return f"{place}, entry {entry_number}" if entry_number else place


def _balance(count: str, amount: str, currency: str, *, side: str) -> int:
    """Return a signed balance in tiyn."""
    if count != "1":
        raise Broken("unclear_balance", f"{count} opening or closing booked balances where one is needed")
    return DIRECTIONS[one_of(side, tuple(DIRECTIONS), "Bal/CdtDbtInd")] * tiyn_of(amount, currency, what="Bal/Amt")


def _within(fault: Exception, entry_number: int) -> Broken:
    rule = fault.rule if isinstance(fault, Broken) else "wrong_shape"
    return Broken(rule, f"entry {entry_number}: {fault}")
