"""What we land about mining.

Source: Law 193-VII (licences of two types, for three years); order of the Ministry of Finance of 20.02.2026 (the form
that pools send to the tax office through Qoldau.kz); meters and feeders are this platform's own design.
"""

import polars as pl

from cryptocity.dataset import Column, Dataset
from cryptocity.sources.reference import SOURCE

MINING_LICENCES = Dataset(
    source=SOURCE,
    name="mining_licences",
    grain="one row per mining licence, as the register has it on the day",
    columns=(
        Column("licence_number", pl.String, "number of the licence"),
        Column("miner_key", pl.String, "BIN of an organisation, pseudonym of a sole trader", personal=True),
        Column("licence_type", pl.String, "first (owns a data centre) or second (rents room in one)"),
        Column("licensed_from", pl.Date, "first day of the licence"),
        Column("licensed_to", pl.Date, "last day of the licence, inclusive"),
        Column("data_centre_kato", pl.String, "place of the data centre, KATO, nine digits"),
        Column("declared_hash_rate_ths", pl.Decimal(18, 3), "hash rate that the miner declares, TH/s"),
    ),
    key=("licence_number",),
    origin="GET /mining-licences, JSON",
)

MINING_DISTRIBUTIONS = Dataset(
    source=SOURCE,
    name="mining_distributions",
    grain="one row per distribution of mined assets by a pool to a licensed miner",
    columns=(
        Column("pool", pl.String, "mining pool that reports"),
        Column("distribution_number", pl.Int64, "number in the pool's form of the day"),
        Column("miner_key", pl.String, "BIN of an organisation, pseudonym of a sole trader", personal=True),
        Column("licence_number", pl.String, "number of the miner's licence"),
        Column("licensed_on", pl.Date, "date of that licence"),
        Column("wallet_address", pl.String, "crypto-wallet paid out to; lower case, but for base58"),
        Column("distributed_on", pl.Date, "date of the distribution"),
        Column("asset", pl.String, "symbol of the asset"),
        Column("amount_base_units", pl.String, "amount in the asset's smallest units, decimal"),
    ),
    key=("pool", "distribution_number"),
    origin="GET /mining-distributions, JSON, the fields of the Qoldau.kz form",
    may_be_empty=True,
)

MINING_ENERGY = Dataset(
    source=SOURCE,
    name="mining_energy",
    grain="one row per day, licence and metering point",
    columns=(
        Column("licence_number", pl.String, "licence under which the energy is used"),
        Column("metering_point", pl.String, "point of connection, with or without a working meter"),
        Column("feeder", pl.String, "feeder of the grid on which the point hangs"),
        Column("tariff_source", pl.String, "grid, own_generation or own_renewable: which rate of the fee applies"),
        Column("is_metered", pl.Boolean, "a working meter stands there"),
        Column("energy_kwh", pl.Decimal(18, 3), "energy used on the day, kWh; none without a meter", nullable=True),
    ),
    key=("licence_number", "metering_point", "tariff_source"),
    origin="GET /mining-energy, JSON",
)

FEEDER_ENERGY = Dataset(
    source=SOURCE,
    name="feeder_energy",
    grain="one row per day and feeder of the city's grid",
    columns=(
        Column("feeder", pl.String, "feeder of the grid"),
        Column("kato_code", pl.String, "place that it supplies, KATO, nine digits"),
        Column("connected_households", pl.Int64, "households that it supplies"),
        Column("supplied_kwh", pl.Decimal(18, 3), "energy supplied on the day, kWh"),
    ),
    key=("feeder",),
    origin="GET /feeder-energy, JSON",
)

NETWORK_HASHRATE = Dataset(
    source=SOURCE,
    name="network_hashrate",
    grain="one row per day, asset and who estimates it",
    columns=(
        Column("asset", pl.String, "asset that the network mines"),
        Column("estimated_by", pl.String, "who estimates it, and how"),
        Column("hash_rate_ehs", pl.Decimal(18, 6), "hash rate of the whole network, EH/s"),
    ),
    key=("asset", "estimated_by"),
    origin="GET /network-hashrate, JSON",
)

DATASETS = (MINING_LICENCES, MINING_DISTRIBUTIONS, MINING_ENERGY, FEEDER_ENERGY, NETWORK_HASHRATE)
