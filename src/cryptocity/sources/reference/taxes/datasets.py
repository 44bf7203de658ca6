"""What we land about taxes declared and paid.

Source: form 300.00, lines 001 I and II (turnover with and without an e-invoice) and VAT to be offset, as the chart of
accounts of Odoo for Kazakhstan has it; codes of payment purpose 911 (tax), 912 (penalty) and 913 (fine) are generally
known, no source kept. The feeds are this platform's own design.
"""

import polars as pl

from cryptocity.dataset import KZT, Column, Dataset
from cryptocity.sources.reference import SOURCE

VAT_RETURNS = Dataset(
    source=SOURCE,
    name="vat_returns",
    grain="one row per VAT return (form 300.00) of the last four tax periods, as the tax office has it on the day",
    columns=(
        Column("return_number", pl.String, "number under which the tax office received the return"),
        Column("taxpayer_key", pl.String, "BIN of an organisation, pseudonym of a sole trader", personal=True),
        Column("quarter", pl.Date, "first day of the tax period, a quarter"),
        Column("return_type", pl.String, "initial, regular, additional, additional_by_notice or liquidation"),
        Column("filed_on", pl.Date, "day on which it was filed"),
        Column(
            "vat_without_invoice_kzt",
            KZT,
            "VAT charged on turnover without an e-invoice, KZT; of an additional return the difference",
        ),
        Column(
            "vat_with_invoice_kzt",
            KZT,
            "VAT charged on turnover with an e-invoice, KZT; of an additional return the difference",
        ),
        Column("vat_offset_kzt", KZT, "VAT on purchases to be offset, KZT; of an additional return the difference"),
    ),
    key=("return_number",),
    origin="GET /vat-returns, JSON",
    may_be_empty=True,
)

TAX_PAYMENTS = Dataset(
    source=SOURCE,
    name="tax_payments",
    grain="one row per payment of VAT or mining fee for the last four tax periods, as the treasury has it on the day",
    columns=(
        Column("payment_number", pl.String, "number of the payment at the treasury"),
        Column("taxpayer_key", pl.String, "BIN of an organisation, pseudonym of a sole trader", personal=True),
        Column("tax", pl.String, "vat or mining_fee"),
        Column("quarter", pl.Date, "first day of the tax period paid for, a quarter"),
        Column("purpose_code", pl.String, "code of payment purpose: 911 tax, 912 penalty, 913 fine"),
        Column("amount_kzt", KZT, "amount paid, KZT"),
        Column("paid_on", pl.Date, "day of the payment"),
    ),
    key=("payment_number",),
    origin="GET /tax-payments, JSON",
    may_be_empty=True,
)

DATASETS = (VAT_RETURNS, TAX_PAYMENTS)
