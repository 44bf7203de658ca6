"""What we land of merchants: classifiers, register, fiscal receipts, crypto settlements and e-invoices, with lines.

Source: fiscal data operator receipts (order 626 of 24.10.2025), field names of the Webkassa API; the register, the
payment types 5 (digital asset) and 6 (digital tenge) and the settlement feed are this platform's own design; e-invoices
are ESF InvoiceV2.
"""

import polars as pl

from cryptocity.dataset import INSTANT, KZT, Column, Dataset

SOURCE = "merchants"
MORE_AWAITED = "state-of-receipts-provisional.json"  # the answer of a day of which more receipts may come

_MERCHANT = Column("merchant_key", pl.String, "BIN of an organisation, pseudonym of a sole trader", personal=True)
_CASHBOX = Column("cashbox_number", pl.String, "factory number of the cash register")
_CHECK = Column("check_number", pl.String, "fiscal sign of the receipt")
_OPERATION = Column("operation", pl.String, "purchase, purchase_return, sale or sale_return")
_ISSUED = Column("issued_at", INSTANT, "when the receipt was issued, UTC: the turnover instant")
_ORIGINAL = Column("original_issued_at", INSTANT, "for a return: when the original was issued, UTC", nullable=True)

CLASSIFIER_CODES = Dataset(
    source=SOURCE,
    name="classifier_codes",
    grain="one row per classifier, code and first day in force, as published at the end of the day",
    columns=(
        Column("classifier", pl.String, "kato (NK RK 11), oked (NK RK 03-2019) or mcc (ISO 18245)"),
        Column("code", pl.String, "code of the classifier"),
        Column("name_ru", pl.String, "what the code means, in Russian"),
        Column("name_kk", pl.String, "what the code means, in Kazakh", nullable=True),
        Column("parent_code", pl.String, "code one level up; null at the top", nullable=True),
        Column("valid_from", pl.Date, "first day in force"),
        Column("valid_to", pl.Date, "last day in force; null still", nullable=True),
        Column("replaced_by_code", pl.String, "code in force after it; null where there is none", nullable=True),
    ),
    key=("classifier", "code", "valid_from"),
    origin="GET /classifiers, JSON lines",
)

REGISTER = Dataset(
    source=SOURCE,
    name="register",
    grain="one row per merchant registered in the pilot zone at the end of the day",
    columns=(
        _MERCHANT,
        Column("is_sole_trader", pl.Boolean, "the taxpayer is an individual, or several together"),
        Column("trade_name", pl.String, "name of an organisation; null for sole traders", nullable=True),
        Column("oked_code", pl.String, "kind of activity, OKED NK RK 03-2019, five digits"),
        Column("mcc_code", pl.String, "merchant category, ISO 18245, four digits"),
        Column("kato_code", pl.String, "place, KATO NK RK 11, nine digits"),
        Column("registered_on", pl.Date, "first day in the pilot zone's register"),
        Column("tax_regime", pl.String, "general or simplified"),
        Column("vat_payer_from", pl.Date, "first day as VAT payer; null never", nullable=True),
        Column("vat_payer_to", pl.Date, "last day as VAT payer; null still", nullable=True),
        Column("crypto_enabled_on", pl.Date, "first day of accepting crypto; null never", nullable=True),
        Column("settlement_address", pl.String, "address that receives crypto payments", nullable=True),
    ),
    key=("merchant_key",),
    origin="GET /register, JSON lines",
)

RECEIPTS = Dataset(
    source=SOURCE,
    name="receipts",
    grain="one row per fiscal receipt",
    columns=(
        _CASHBOX,
        _CHECK,
        _MERCHANT,
        _OPERATION,
        _ISSUED,
        _ORIGINAL,
        Column("original_check_number", pl.String, "for a return: fiscal sign of the original", nullable=True),
        Column("external_check_number", pl.String, "idempotency key of the cash register", nullable=True),
        Column("customer_key", pl.String, "pseudonym of the buyer's IIN or BIN", nullable=True, personal=True),
        Column("is_offline", pl.Boolean, "issued without connection, delivered within 72 hours"),
        Column(
            "delivered_at", INSTANT, "when the fiscal data operator received it, UTC; null: not said", nullable=True
        ),
        Column("ofd_code", pl.Int64, "fiscal data operator: 1 Kazakhtelecom, 2 Transtelecom, 3 Kaztranscom"),
        Column("line_count", pl.Int64, "lines on the receipt"),
        Column("total_kzt", KZT, "sum of the lines, KZT with VAT"),
        Column("vat_stated_kzt", KZT, "VAT stated on the lines, KZT"),
        Column("cash_kzt", KZT, "paid in cash, net of change, KZT"),
        Column("card_kzt", KZT, "paid by card, KZT"),
        Column("credit_kzt", KZT, "paid on credit, KZT"),
        Column("tare_kzt", KZT, "paid by returned packaging, KZT"),
        Column("mobile_kzt", KZT, "paid by mobile payment, KZT"),
        Column("crypto_kzt", KZT, "paid in digital assets, KZT"),
        Column("digital_tenge_kzt", KZT, "paid in digital tenge, KZT"),
    ),
    key=("cashbox_number", "check_number"),
    origin="GET /receipts, JSON lines",
)

RECEIPT_LINES = Dataset(
    source=SOURCE,
    name="receipt_lines",
    grain="one row per line of a fiscal receipt",
    columns=(
        _CASHBOX,
        _CHECK,
        Column("line_number", pl.Int64, "position on the receipt, from 1"),
        _MERCHANT,
        _OPERATION,
        _ISSUED,
        _ORIGINAL,
        Column("item_name", pl.String, "name by the national catalogue"),
        Column("item_code", pl.String, "code by the national catalogue", nullable=True),
        Column("quantity", pl.Decimal(18, 3), "quantity in the item's unit"),
        Column("unit_price_kzt", KZT, "price of one unit, KZT with VAT"),
        Column("gross_kzt", KZT, "quantity x price - discount + markup, KZT with VAT"),
        Column("is_taxed", pl.Boolean, "the line states VAT (TaxType 100)"),
        Column("vat_stated_pct", pl.Decimal(5, 2), "VAT rate stated, percent"),
        Column("vat_stated_kzt", KZT, "VAT stated, KZT"),
    ),
    key=("cashbox_number", "check_number", "line_number"),
    origin="GET /receipts, JSON lines",
)

CRYPTO_SETTLEMENTS = Dataset(
    source=SOURCE,
    name="crypto_settlements",
    grain="one row per crypto payment settled with a merchant",
    columns=(
        Column("settlement_id", pl.String, "identifier given by the payment operator"),
        _MERCHANT,
        Column("cashbox_number", pl.String, "cash register of the receipt; null without receipt", nullable=True),
        Column("check_number", pl.String, "fiscal sign of the receipt; null without receipt", nullable=True),
        Column("chain_id", pl.Int64, "EIP-155 chain identifier"),
        Column("transaction_hash", pl.String, "transaction that paid"),
        Column("asset", pl.String, "symbol of the asset"),
        Column("amount_base_units", pl.String, "amount in the asset's smallest unit"),
        Column("amount_kzt", KZT, "amount credited to the merchant, KZT"),
        Column("settled_at", INSTANT, "when the operator settled, UTC"),
    ),
    key=("settlement_id",),
    origin="GET /crypto-settlements, JSON lines",
    may_be_empty=True,
)

_SELLER = Column("seller_key", pl.String, "BIN of an organisation, pseudonym of a sole trader", personal=True)
_INVOICE = Column("invoice_number", pl.String, "number that the seller gave the invoice")
_SUMS = (
    Column("vat_kzt", KZT, "VAT, KZT"),
    Column("gross_kzt", KZT, "price with excise and VAT, KZT"),
    Column("turnover_kzt", KZT, "turnover on which the VAT is due, KZT"),
)

E_INVOICES = Dataset(
    source=SOURCE,
    name="e_invoices",
    grain="one row per e-invoice issued on the day",
    columns=(
        _SELLER,
        _INVOICE,
        Column("invoice_type", pl.String, "ordinary, additional (changes a turnover) or fixed (sets one right)"),
        Column("issued_on", pl.Date, "day of issue"),
        Column("turnover_on", pl.Date, "day of the turnover, whose VAT rate holds"),
        Column("customer_key", pl.String, "buyer: BIN, or pseudonym of a person", nullable=True, personal=True),
        Column("customer_country", pl.String, "buyer's country, ISO 3166 alpha-2", nullable=True),
        Column("related_invoice_number", pl.String, "number of the invoice that this one changes", nullable=True),
        Column("related_issued_on", pl.Date, "day on which that one was issued", nullable=True),
        Column("related_registration_number", pl.String, "number that the ESF system gave that one", nullable=True),
        Column("line_count", pl.Int64, "lines on the invoice"),
        Column("net_kzt", KZT, "price without excise and VAT, KZT"),
        Column("excise_kzt", KZT, "excise, KZT"),
        *_SUMS,
    ),
    key=("seller_key", "invoice_number"),
    origin="GET /e-invoices, ESF InvoiceV2",
    may_be_empty=True,
)

E_INVOICE_LINES = Dataset(
    source=SOURCE,
    name="e_invoice_lines",
    grain="one row per line of an e-invoice",
    columns=(
        _SELLER,
        _INVOICE,
        Column("line_number", pl.Int64, "position on the invoice, from 1"),
        Column("item_name", pl.String, "description of goods, works or services"),
        Column("catalogue_code", pl.String, "identifier in the national catalogue", nullable=True),
        Column("origin_code", pl.String, "sign of origin, 1 to 6", nullable=True),
        Column("unit_code", pl.String, "unit of measure, national classifier", nullable=True),
        Column("quantity", pl.Decimal(18, 6), "quantity in that unit", nullable=True),
        Column("unit_price_kzt", pl.Decimal(18, 6), "price of one unit without VAT, KZT", nullable=True),
        Column("net_kzt", KZT, "price without excise and VAT, KZT"),
        Column("excise_kzt", KZT, "excise, KZT"),
        Column("vat_pct", pl.Decimal(5, 2), "VAT rate, percent; null without VAT", nullable=True),
        *_SUMS,
    ),
    key=("seller_key", "invoice_number", "line_number"),
    origin="GET /e-invoices, ESF InvoiceV2",
    may_be_empty=True,
)

DATASETS = (CLASSIFIER_CODES, REGISTER, RECEIPTS, RECEIPT_LINES, CRYPTO_SETTLEMENTS, E_INVOICES, E_INVOICE_LINES)
