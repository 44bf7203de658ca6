"""What is reported of the area mining."""

from cryptocity.reports.entries import Figure, Headline, Report, resting_on
from cryptocity.reports.figures import mining

_METERS = ("reference.mining_licences", "reference.mining_energy")

MINING = Report(
    area="mining",
    headlines=(Headline("mining_energy_metered", _METERS, rests_on="miners"),),
    figures=(
        Figure(
            "mining_energy",
            mining.mining_energy,
            dimensions=("day", "miner_key", "metered_against_implied", "parameter_confidence"),
            measures=("implied_best_mwh", "implied_low_mwh", "implied_high_mwh", "metered_mwh"),
            sources=_METERS,
        ),
        Figure(
            "hash_rate_share",
            mining.hash_rate_share,
            dimensions=("day",),
            measures=("declared_share_ppm", "implied_share_ppm", "licences"),
            sources=("reference.mining_licences", "reference.network_hashrate"),
        ),
        Figure(
            "mining_fees",
            mining.mining_fees,
            dimensions=("quarter", "parameter_confidence"),
            measures=("fee_paid_kzt", "fee_due_kzt", "fee_gap_kzt", "miners"),
            rests_on=resting_on("miners", "fee_paid_kzt", "fee_due_kzt", "fee_gap_kzt", "miners"),
            sources=("reference.mining_energy", "reference.tax_payments"),
        ),
        Figure(
            "grid_anomaly",
            mining.grid_anomaly,
            dimensions=("day", "feeder", "kato_code", "parameter_confidence"),
            measures=("indicator_z", "threshold_z"),
            sources=("reference.feeder_energy",),
        ),
    ),
)
