"""What we land from the licensed exchanges' reporting gateway: venues, daily volumes, deposits and withdrawals.

Source: shape of this platform's own design after AFSA's reporting duties (DAA 2.13, AML 11-1.1); no public message
specification was found.
"""

import polars as pl

from cryptocity.dataset import INSTANT, Column, Dataset

SOURCE = "exchanges"
AMOUNT = pl.Decimal(38, 18)

_VENUE = Column("venue_id", pl.String, "identifier of the licensed venue")
_RESIDENCY = Column("client_residency", pl.String, "resident, non_resident or unknown")

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
        Column("client_key", pl.String, "pseudonym of the client", personal=True),
        _RESIDENCY,
        Column("counterparty_residency", pl.String, "resident, non_resident or unknown"),
        Column("counterparty_address", pl.String, "address outside the venue; null for fiat", nullable=True),
        Column("transaction_hash", pl.String, "on-chain transaction; null for fiat", nullable=True),
        Column("is_travel_rule_complete", pl.Boolean, "originator and beneficiary known; null for fiat", nullable=True),
    ),
    key=("venue_id", "transfer_id"),
    origin="GET /v1/transfers, paged JSON",
)

DATASETS = (VENUES, DAILY_VOLUMES, TRANSFERS)
