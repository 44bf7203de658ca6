"""What we land from the licensed exchanges' reporting gateway: venues, licences, volumes, trades, transfers, totals.

A volume that a venue reports for a day without an active licence lands like any other: trading outside the licence is
what the regulator looks for, and quarantine would hide it. The audit of daily volumes names venue, pair and day.

Source: shape of this platform's own design after AFSA's reporting duties (DAA 2.13, AML 11-1.1, rule 3.1.1) and the
elements of the OECD's CARF XML schema 1.5; no public message specification was found.
"""

import polars as pl

from cryptocity.dataset import INSTANT, Column, Dataset

SOURCE = "exchanges"
AMOUNT = pl.Decimal(38, 18)

_VENUE = Column("venue_id", pl.String, "identifier of the licensed venue")
_CLIENT = Column("client_key", pl.String, "pseudonym of the client, the same at every venue", personal=True)
_RESIDENCY = Column("client_residency", pl.String, "resident, non_resident or unknown")


def _travel_rule(name: str, description: str) -> Column:
    return Column(name, pl.Boolean, f"{description}; null for fiat", nullable=True)


VENUES = Dataset(
    source=SOURCE,
    name="venues",
    grain="one row per licensed venue and day",
    columns=(
        _VENUE,
        Column("venue_name", pl.String, "name of the venue"),
        Column("bin", pl.String, "business identification number"),
        Column("licence_number", pl.String, "AFSA licence"),
        Column("licence_status", pl.String, "active, suspended or withdrawn"),
        Column("licensed_from", pl.Date, "first day of the licence"),
        Column("licensed_to", pl.Date, "last day of the licence; null open", nullable=True),
    ),
    key=("venue_id",),
    origin="GET /v1/venues, paged JSON",
)

LICENCES = Dataset(
    source=SOURCE,
    name="licences",
    grain="one row per venue, licence and span of one status, as the register has it on the day",
    columns=(
        _VENUE,
        Column("licence_number", pl.String, "AFSA licence"),
        Column("licence_type", pl.String, "regulated activity, such as operating_trading_facility"),
        Column("licence_status", pl.String, "active, suspended or withdrawn"),
        Column("valid_from", pl.Date, "first day of the span"),
        Column("valid_to", pl.Date, "last day of the span; null open", nullable=True),
        Column("decided_on", pl.Date, "day of the regulator's decision"),
    ),
    key=("venue_id", "licence_number", "valid_from"),
    origin="GET /v1/licences, paged JSON",
)

DAILY_VOLUMES = Dataset(
    source=SOURCE,
    name="daily_volumes",
    grain="one row per venue, pair, side and client residency on a day",
    columns=(
        _VENUE,
        Column("base_asset", pl.String, "asset bought or sold"),
        Column("quote_currency", pl.String, "currency or asset paid in: KZT, USD, …"),
        Column("side", pl.String, "buy or sell, as the client sees it"),
        _RESIDENCY,
        Column("trade_count", pl.Int64, "trades"),
        Column("base_amount", AMOUNT, "units of the base asset"),
        Column("quote_amount", AMOUNT, "units of the quote currency"),
    ),
    key=("venue_id", "base_asset", "quote_currency", "side", "client_residency"),
    origin="GET /v1/volumes, paged JSON",
)

CLIENT_TRADES = Dataset(
    source=SOURCE,
    name="client_trades",
    grain="one row per trade of a client at a licensed venue",
    columns=(
        _VENUE,
        Column("trade_id", pl.String, "identifier given by the venue"),
        Column("traded_at", INSTANT, "when it was executed, UTC"),
        _CLIENT,
        Column("client_bin", pl.String, "BIN of a client that is a legal entity; null for people", nullable=True),
        _RESIDENCY,
        Column("base_asset", pl.String, "asset bought or sold"),
        Column("quote_currency", pl.String, "currency or asset paid in: KZT, USD, …"),
        Column("side", pl.String, "buy or sell, as the client sees it"),
        Column("base_amount", AMOUNT, "units of the base asset"),
        Column("quote_amount", AMOUNT, "units of the quote currency, without the fee"),
        Column("fee_amount", AMOUNT, "fee on top, in the fee currency; null where none is told", nullable=True),
        Column("fee_currency", pl.String, "currency or asset of the fee; null where none is told", nullable=True),
        Column(
            "lot_trade_id",
            pl.String,
            "the client's earlier trade at the venue whose units this one gives away; null where none is named",
            nullable=True,
        ),
    ),
    key=("venue_id", "trade_id"),
    origin="GET /v1/client-trades, paged JSON",
    may_be_empty=True,
)

TRANSFERS = Dataset(
    source=SOURCE,
    name="transfers",
    grain="one row per deposit or withdrawal at a licensed venue",
    columns=(
        _VENUE,
        Column("transfer_id", pl.String, "identifier given by the venue"),
        Column("occurred_at", INSTANT, "when it was booked, UTC"),
        Column("direction", pl.String, "deposit or withdrawal"),
        Column("kind", pl.String, "crypto or fiat"),
        Column("asset", pl.String, "asset or currency moved"),
        Column("amount", AMOUNT, "units of the asset"),
        _CLIENT,
        _RESIDENCY,
        Column("counterparty_residency", pl.String, "resident, non_resident or unknown"),
        Column("counterparty_address", pl.String, "address outside the venue; null for fiat", nullable=True),
        Column("transaction_hash", pl.String, "on-chain transaction; null for fiat", nullable=True),
        _travel_rule("is_travel_rule_complete", "all fields that AML 11-1.1 asks for from USD 1,000 on are there"),
        _travel_rule("is_travel_rule_claimed_complete", "the venue says that they are there"),
        Column(
            "missing_travel_rule_fields",
            pl.String,
            "names of the fields that are not there, by commas; empty where none is missing, null for fiat",
            nullable=True,
        ),
        _travel_rule("has_originator_name", "originator's name is there"),
        _travel_rule("has_originator_account", "originator's wallet, account or reference is there"),
        _travel_rule("has_originator_identity", "address, national or customer number, or date and place of birth is"),
        _travel_rule("has_beneficiary_name", "beneficiary's name is there"),
        _travel_rule("has_beneficiary_account", "beneficiary's wallet, account or reference is there"),
        Column(
            "is_counterparty_self_hosted",
            pl.Boolean,
            "the wallet outside the venue is its holder's own; null unknown, and for fiat",
            nullable=True,
        ),
    ),
    key=("venue_id", "transfer_id"),
    origin="GET /v1/transfers, paged JSON",
    may_be_empty=True,
)

OFFICE_TURNOVERS = Dataset(
    source=SOURCE,
    name="office_turnovers",
    grain="one row per exchange office, asset and side on a day",
    columns=(
        Column("office_id", pl.String, "identifier of the exchange office (operator of unsecured assets' exchange)"),
        Column("licence_number", pl.String, "National Bank licence; null where the office has none", nullable=True),
        Column("licensed_from", pl.Date, "first day of the licence; null where the office has none", nullable=True),
        Column("licensed_to", pl.Date, "last day of the licence; null open", nullable=True),
        Column("asset", pl.String, "asset exchanged for KZT"),
        Column("side", pl.String, "buy or sell, as the customer sees it"),
        Column("operation_count", pl.Int64, "exchanges"),
        Column("asset_amount", AMOUNT, "units of the asset"),
        Column("turnover_kzt", pl.Decimal(18, 2), "paid or received for the asset, KZT, without the fee"),
        Column("fee_kzt", pl.Decimal(18, 2), "fees on top, KZT"),
    ),
    key=("office_id", "asset", "side"),
    origin="GET /v1/office-turnovers, paged JSON",
    may_be_empty=True,
)

CLIENT_YEAR_AGGREGATES = Dataset(
    source=SOURCE,
    name="client_year_aggregates",
    grain="one row per venue, client, year, asset, CARF element and type whose running year changed on the day",
    columns=(
        _VENUE,
        _CLIENT,
        Column("year", pl.Int64, "calendar year, in which the day lies"),
        Column("asset", pl.String, "symbol of the crypto-asset"),
        Column("element", pl.String, "element of CARF's RelevantTransactions, such as CryptoFiatIn"),
        Column("type_code", pl.String, "CARF401-404, CARF501-509 or CARF601-606; none where the element has no type"),
        Column("transaction_count", pl.Int64, "transactions so far this year; null for TransferWallet", nullable=True),
        Column("amount", pl.Decimal(18, 2), "their value so far, in the currency"),
        Column("currency", pl.String, "ISO 4217 code"),
        Column("units", AMOUNT, "units of the asset so far"),
        Column("alternative_valuation", pl.String, "CARF1001-1004 where no market price served", nullable=True),
    ),
    key=("venue_id", "client_key", "year", "asset", "element", "type_code"),
    origin="GET /v1/client-year-aggregates, paged JSON",
    may_be_empty=True,
)

CLIENT_MONTH_LIMITS = Dataset(
    source=SOURCE,
    name="client_month_limits",
    grain="one row per venue, client and calendar month to date in which the client paid in for a purchase on the day",
    columns=(
        _VENUE,
        _CLIENT,
        _RESIDENCY,
        Column("month", pl.Date, "first day of the calendar month, in which the day lies"),
        Column("deposited_usd", pl.Decimal(18, 2), "fiat paid in for purchases so far this month at this venue, USD"),
        Column("is_knowledge_test_passed", pl.Boolean, "the client has passed the knowledge test of rule 3.1.1"),
        Column("knowledge_test_passed_on", pl.Date, "when; null where not passed", nullable=True),
    ),
    key=("venue_id", "client_key", "month"),
    origin="GET /v1/client-month-limits, paged JSON",
    may_be_empty=True,
)

DATASETS = (
    VENUES,
    LICENCES,
    DAILY_VOLUMES,
    CLIENT_TRADES,
    OFFICE_TURNOVERS,
    CLIENT_YEAR_AGGREGATES,
    CLIENT_MONTH_LIMITS,
    TRANSFERS,
)
