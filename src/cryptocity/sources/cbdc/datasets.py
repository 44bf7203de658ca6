"""What we land of the digital tenge: payment orders (pacs.008) and their outcomes (pacs.002).

Source: ISO 20022 FIToFICustomerCreditTransfer and FIToFIPaymentStatusReport. No public message specification of the
digital tenge platform was found; these messages are this platform's own choice, as the interbank clearing uses them.
"""

import polars as pl

from cryptocity.dataset import INSTANT, KZT, Column, Dataset

SOURCE = "cbdc"

_MESSAGE = Column("message_id", pl.String, "GrpHdr/MsgId of the message")
_FILE = Column("file_name", pl.String, "file the message came in")

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
    ),
    key=("message_id", "original_message_id", "original_end_to_end_id"),
    origin="pacs.002 files",
)

DATASETS = (PAYMENTS, PAYMENT_STATUSES)
