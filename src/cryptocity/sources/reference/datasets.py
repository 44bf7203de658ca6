"""What we land for reference: rates, official asset prices, assets, labels, statutory parameters, working days.

Source: National Bank get_rates.cfm; official asset values after the Ministry of Finance order of 25.09.2025; the other
feeds are this platform's own design.
"""

import polars as pl

from cryptocity.dataset import Column, Dataset
from cryptocity.sources.reference import SOURCE
from cryptocity.sources.reference.mining.datasets import DATASETS as MINING
from cryptocity.sources.reference.registers.datasets import DATASETS as REGISTERS
from cryptocity.sources.reference.taxes.datasets import DATASETS as TAXES

FX_RATES = Dataset(
    source=SOURCE,
    name="fx_rates",
    grain="one row per day and currency",
    columns=(
        Column("currency", pl.String, "ISO 4217 code"),
        Column("rate_kzt", pl.Decimal(18, 6), "KZT per one unit of the currency"),
        Column("rated_on", pl.Date, "day the National Bank names in its answer"),
        Column(
            "is_carried_forward",
            pl.Boolean,
            "no rate was set for the day, as on a day off; the last one before applies",
        ),
    ),
    key=("currency",),
    origin="GET /rss/get_rates.cfm, XML",
)

ASSET_PRICES = Dataset(
    source=SOURCE,
    name="asset_prices",
    grain="one row per day and asset",
    columns=(
        Column("asset", pl.String, "symbol of the asset"),
        Column("price_usd", pl.Decimal(18, 8), "official value of one unit, USD"),
        Column("priced_on", pl.Date, "working day for which the value was set"),
        Column("is_carried_forward", pl.Boolean, "not a working day; the previous working day's value applies"),
    ),
    key=("asset",),
    origin="GET /asset-prices, JSON",
)

ASSETS = Dataset(
    source=SOURCE,
    name="assets",
    grain="one row per asset and chain",
    columns=(
        Column("asset", pl.String, "symbol of the asset"),
        Column("chain_id", pl.Int64, "EIP-155 chain identifier"),
        Column("token_address", pl.String, "contract; `native` for the chain's own coin"),
        Column("decimals", pl.Int64, "decimals of the smallest unit"),
        Column("is_stablecoin", pl.Boolean, "has a fixed value (order of 27.11.2025)"),
        Column("bpm7_account", pl.String, "capital (no liability) or financial (with liability)"),
        Column("is_permitted", pl.Boolean, "on the regulator's list on this day"),
    ),
    key=("chain_id", "token_address"),
    origin="GET /assets, JSON",
)

ADDRESS_LABELS = Dataset(
    source=SOURCE,
    name="address_labels",
    grain="one row per labelled address and who labels it; labels that contradict each other are all kept",
    columns=(
        Column("address", pl.String, "on-chain address; lower case, but for base58, where case matters"),
        Column("chain", pl.String, "kind of chain: evm, bitcoin or tron"),
        Column("cluster_key", pl.String, "pseudonym of the holder whose addresses belong together", personal=True),
        Column(
            "holder", pl.String, "name of the holder where it is an organisation, such as an exchange", nullable=True
        ),
        Column("category", pl.String, "resident, merchant, exchange, mining_pool, sanctioned, …"),
        Column("residency", pl.String, "resident, non_resident or unknown"),
        Column("labelled_by", pl.String, "who says so: a register, or publisher and name of a public list"),
        Column("labelled_on", pl.Date, "since when"),
        Column("source_document", pl.String, "where it is written"),
        Column("confidence", pl.String, "high (the holder, an authority or the ledger itself), medium or low"),
    ),
    key=("address", "labelled_by"),
    origin="GET /address-labels, JSON, and the files of GET /label-lists, as published",
)

STATUTORY_PARAMETERS = Dataset(
    source=SOURCE,
    name="statutory_parameters",
    grain="one row per parameter that the authority publishes as in force on the day",
    columns=(
        Column("parameter", pl.String, "name of the parameter"),
        Column("value", pl.String, "value, as published"),
        Column("unit", pl.String, "unit of the value"),
    ),
    key=("parameter",),
    origin="GET /statutory-parameters, JSON",
)

WORK_CALENDAR = Dataset(
    source=SOURCE,
    name="work_calendar",
    grain="one row per day that is not what its weekday says, as known on the day",
    columns=(
        Column("calendar_on", pl.Date, "the day that is off, or worked"),
        Column("kind", pl.String, "holiday, day_off (moved to this weekday) or working_day (a weekend day worked)"),
        Column("title", pl.String, "what the day is, or where it was moved from"),
        Column("source_document", pl.String, "where the day was seen"),
        Column("confidence", pl.String, "high, medium or low: low for a day that only a forecast names"),
    ),
    key=("calendar_on",),
    origin="GET /work-calendar, JSON",
)

DATASETS = (
    FX_RATES,
    ASSET_PRICES,
    ASSETS,
    ADDRESS_LABELS,
    STATUTORY_PARAMETERS,
    WORK_CALENDAR,
    *MINING,
    *REGISTERS,
    *TAXES,
)
