"""What we land of the digital tenge: payments, outcomes, operations on tokens, statements, balances and VAT refunds.

Source: ISO 20022 FIToFICustomerCreditTransfer, FIToFIPaymentStatusReport, BankToCustomerStatement and
BankToCustomerDebitCreditNotification. No public message specification of the digital tenge platform was found; these
messages are this platform's own choice, as the interbank clearing uses them. Its own design, all valid ISO 20022, are:

- What an operation does to tokens stands with its outcome: a pacs.002 TxInfAndSts with the amount and the parties in
  OrgnlTxRef and, in SplmtryData/Envlp, `TknOp` of the namespace `urn:kz:digital-tenge:token-operation:001`: OpId, TxTp,
  and, where it has them, MrkCd, MrkPurp, CtrctNb, PrntOpId, VatAmtMrkd and TierDpth.
- Accounts of the platform's ledger are camt.053 statements whose Acct/Tp/Prtry is DTISSUE (the issuer's, which owes
  what is outstanding) or DTHOLD (a holder's, or a bank's for all its customers); Bal/Tp/CdOrPrtry/Prtry MRKD is the
  marked part of the closing balance. Every account that holds digital tenge has a statement every day.
- The tax office's VAT refund applications are a JSON file of the same file drop, `vat_refunds-<day>.json`: `items`, one
  per application that was not closed before the day, in the state of the day's end.
"""

import polars as pl

from cryptocity.dataset import INSTANT, KZT, Column, Dataset

SOURCE = "cbdc"

_MESSAGE = Column("message_id", pl.String, "GrpHdr/MsgId of the message")
_FILE = Column("file_name", pl.String, "file the message came in")
_CHECKED = Column("schema_checked", pl.Boolean, "whether the message was validated against the XSD of its namespace")
_OWNER = Column("owner_key", pl.String, "BIN, or pseudonym of an IIN, Acct/Ownr", nullable=True, personal=True)
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
    may_be_empty=True,
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
    may_be_empty=True,
)

STATEMENTS = Dataset(
    source=SOURCE,
    name="statements",
    grain="one row per account statement in a camt.053 message",
    columns=(
        _MESSAGE,
        _STATEMENT,
        _ACCOUNT,
        _OWNER,
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
    may_be_empty=True,
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
    may_be_empty=True,
)

TOKEN_OPERATIONS = Dataset(
    source=SOURCE,
    name="token_operations",
    grain="one row per operation on digital tenge tokens and status that a pacs.002 message gives it",
    columns=(
        Column("operation_id", pl.String, "TknOp/OpId; names the token that the operation makes"),
        Column("transaction_type", pl.String, "ISSUE, TRANSFER, VAT_SPLIT, UNMARK or REDEEM, TknOp/TxTp"),
        Column("end_to_end_id", pl.String, "OrgnlEndToEndId, that of its payment"),
        Column("amount_kzt", KZT, "OrgnlTxRef/IntrBkSttlmAmt, KZT"),
        Column("mark_code", pl.String, "mark of the token made, TknOp/MrkCd", nullable=True),
        Column("mark_purpose", pl.String, "what marked money may be spent on, TknOp/MrkPurp", nullable=True),
        Column("contract_number", pl.String, "contract that it was marked for, TknOp/CtrctNb", nullable=True),
        Column("parent_operation_id", pl.String, "operation whose token is spent, TknOp/PrntOpId", nullable=True),
        Column("vat_amount_marked_kzt", KZT, "VAT that the operation marks, TknOp/VatAmtMrkd, KZT", nullable=True),
        Column("tier_depth", pl.Int64, "suppliers between budget and creditor, him included", nullable=True),
        Column("debtor_key", pl.String, "BIN, or pseudonym of an IIN", nullable=True, personal=True),
        Column("creditor_key", pl.String, "BIN, or pseudonym of an IIN", nullable=True, personal=True),
        Column("status", pl.String, "ACSC settled, RJCT rejected, PDNG pending"),
        Column("reason_code", pl.String, "StsRsnInf/Rsn/Cd", nullable=True),
        Column("decided_at", INSTANT, "AccptncDtTm, else GrpHdr/CreDtTm, UTC"),
        _MESSAGE,
        _FILE,
        _CHECKED,
    ),
    key=("operation_id", "status"),
    origin="pacs.002 files, supplementary data",
    may_be_empty=True,
)

BALANCES = Dataset(
    source=SOURCE,
    name="balances",
    grain="one row per account of the digital tenge ledger and day",
    columns=(
        _ACCOUNT,
        _OWNER,
        Column("account_type", pl.String, "issuer or holder, Acct/Tp/Prtry"),
        Column("balanced_on", pl.Date, "day of the closing balance"),
        Column("opening_balance_kzt", KZT, "OPBD, else PRCD, KZT, negative for the issuer: what is outstanding"),
        Column("closing_balance_kzt", KZT, "CLBD, KZT, negative for the issuer: what is outstanding"),
        Column("marked_balance_kzt", KZT, "marked part of the closing balance, Bal of type MRKD, KZT"),
        _MESSAGE,
        _STATEMENT,
        _FILE,
        _CHECKED,
    ),
    key=("account_key",),
    origin="camt.053 files, statements of the ledger's accounts",
)

VAT_REFUND_APPLICATIONS = Dataset(
    source=SOURCE,
    name="vat_refund_applications",
    grain="one row per VAT refund application that was not closed before the day, in the state of the day's end",
    columns=(
        Column("application_id", pl.String, "identifier that the tax office gave"),
        Column("taxpayer_key", pl.String, "BIN, or pseudonym of an IIN", personal=True),
        Column("tax_period", pl.String, "quarter that the VAT was paid in excess in, as 2026-Q3"),
        Column("amount_kzt", KZT, "amount applied for, KZT"),
        Column("channel", pl.String, "digital (digital tenge) or ordinary"),
        Column("status", pl.String, "open, approved, rejected or credited"),
        Column("applied_on", pl.Date, "day of the application"),
        Column("decided_on", pl.Date, "day of the decision, null while there is none", nullable=True),
        Column("credited_on", pl.Date, "day the money came, null while it has not", nullable=True),
        _FILE,
    ),
    key=("application_id",),
    origin="vat_refunds JSON file, own design",
    may_be_empty=True,
)

DATASETS = (
    PAYMENTS,
    PAYMENT_STATUSES,
    STATEMENTS,
    STATEMENT_ENTRIES,
    TOKEN_OPERATIONS,
    BALANCES,
    VAT_REFUND_APPLICATIONS,
)
