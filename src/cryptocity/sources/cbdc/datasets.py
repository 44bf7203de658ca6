"""What we land of the digital tenge: payments, their outcomes, account statements, and entries of these and of notices.

Source: ISO 20022 FIToFICustomerCreditTransfer, FIToFIPaymentStatusReport, BankToCustomerStatement and
BankToCustomerDebitCreditNotification. No public message specification of the digital tenge platform was found; these
messages are this platform's own choice, as the interbank clearing uses them.
"""

import polars as pl

from cryptocity.dataset import INSTANT, KZT, Column, Dataset

SOURCE = "cbdc"

_MESSAGE = Column("message_id", pl.String, "GrpHdr/MsgId of the message")
_FILE = Column("file_name", pl.String, "file the message came in")
_CHECKED = Column("schema_checked", pl.Boolean, "whether the message was validated against the XSD of its namespace")
_STATEMENT = Column("statement_id", pl.String, "Stmt/Id or Ntfctn/Id, an account in it as its pseudonym")
_ACCOUNT = Column("account_key", pl.String, "pseudonym of the account, Acct/Id", personal=True)

PAYMENTS = Dataset(
    source=SOURCE,
    name="payments",
    grain="one row per credit transfer in a pacs.008 message",
    columns=(
        _MESSAGE,
        Column("end_to_end_id", pl.String, "PmtId/EndToEndId"),
        Column("uetr", pl.String, "PmtId/UETR, unique end-to-end transaction reference", nullable=True),
        Column("created_at", INSTANT, "GrpHdr/CreDtTm, UTC"),
        Column("settled_on", pl.Date, "IntrBkSttlmDt", nullable=True),
        Column("amount_kzt", KZT, "IntrBkSttlmAmt, KZT"),
        Column("debtor_key", pl.String, "BIN, or pseudonym of an IIN", nullable=True, personal=True),
        Column("creditor_key", pl.String, "BIN, or pseudonym of an IIN", nullable=True, personal=True),
        Column("debtor_agent_bic", pl.String, "BIC of the payer's bank", nullable=True),
        Column("creditor_agent_bic", pl.String, "BIC of the payee's bank", nullable=True),
        Column("purpose_code", pl.String, "KNP payment purpose, three digits", nullable=True),
        _FILE,
        _CHECKED,
    ),
    key=("message_id", "end_to_end_id"),
    origin="pacs.008 files",
)

PAYMENT_STATUSES = Dataset(
    source=SOURCE,
    name="payment_statuses",
    grain="one row per transaction status in a pacs.002 message",
    columns=(
        _MESSAGE,
        Column("original_message_id", pl.String, "message the status is about"),
        Column("original_end_to_end_id", pl.String, "credit transfer the status is about"),
        Column("status", pl.String, "ACSC settled, RJCT rejected, PDNG pending"),
        Column("reason_code", pl.String, "StsRsnInf/Rsn/Cd", nullable=True),
        Column("decided_at", INSTANT, "AccptncDtTm, else GrpHdr/CreDtTm, UTC"),
        _FILE,
        _CHECKED,
    ),
    key=("message_id", "original_message_id", "original_end_to_end_id"),
    origin="pacs.002 files",
)

STATEMENTS = Dataset(
    source=SOURCE,
    name="statements",
    grain="one row per account statement in a camt.053 message",
    columns=(
        _MESSAGE,
        _STATEMENT,
        _ACCOUNT,
        Column("owner_key", pl.String, "BIN, or pseudonym of an IIN, Acct/Ownr", nullable=True, personal=True),
        Column("created_at", INSTANT, "Stmt/CreDtTm, else GrpHdr/CreDtTm, UTC"),
        Column("closed_on", pl.Date, "day of the closing balance"),
        Column("opening_balance_kzt", KZT, "OPBD, else PRCD, KZT, negative where the account owes"),
        Column("closing_balance_kzt", KZT, "CLBD, KZT, negative where the account owes"),
        Column("credits_kzt", KZT, "sum of booked credit entries, KZT"),
        Column("debits_kzt", KZT, "sum of booked debit entries, KZT"),
        Column("entry_count", pl.Int64, "entries, booked or not"),
        _FILE,
        _CHECKED,
    ),
    key=("message_id", "statement_id"),
    origin="camt.053 files",
)

STATEMENT_ENTRIES = Dataset(
    source=SOURCE,
    name="statement_entries",
    grain="one row per entry of a camt.053 statement or a camt.054 notification",
    columns=(
        Column("message_kind", pl.String, "camt.053 statement or camt.054 notification"),
        _MESSAGE,
        _STATEMENT,
        Column("entry_number", pl.Int64, "place in the statement, from 1"),
        _ACCOUNT,
        Column("entry_reference", pl.String, "NtryRef", nullable=True),
        Column("end_to_end_id", pl.String, "EndToEndId of the entry's only transaction", nullable=True),
        Column("direction", pl.String, "CRDT into the account, DBIT out of it"),
        Column("amount_kzt", KZT, "Amt, KZT"),
        Column("is_reversal", pl.Boolean, "RvslInd: takes an earlier entry back"),
        Column("status", pl.String, "BOOK booked, PDNG pending, INFO for information, FUTR to come"),
        Column("booked_on", pl.Date, "BookgDt", nullable=True),
        Column("valued_on", pl.Date, "ValDt", nullable=True),
        _FILE,
        _CHECKED,
    ),
    key=("message_kind", "message_id", "statement_id", "entry_number"),
    origin="camt.053 and camt.054 files",
)

DATASETS = (PAYMENTS, PAYMENT_STATUSES, STATEMENTS, STATEMENT_ENTRIES)
