"""What is reported of the area capital flow."""

from cryptocity.reports.areas.compliance import COMPLIANCE
from cryptocity.reports.entries import Figure, Headline, Report, resting_on
from cryptocity.reports.figures import capital_flow

_TOKENS = "onchain.token_transfers"
_ASSETS = "reference.assets"
_RATES = "reference.fx_rates"
_PRICES = "reference.asset_prices"
_VOLUMES = "exchanges.daily_volumes"
_TRANSFERS = "exchanges.transfers"
_RAMPS = (_VOLUMES, _RATES)
_UNLICENSED = ("onchain.blocks", "onchain.transactions", _TOKENS, "reference.address_labels", _PRICES)
_SHARES = ("share_at_mid_estimate_pct", "share_at_low_estimate_pct", "share_at_high_estimate_pct")
_BORDER = (_TRANSFERS, _ASSETS, _PRICES, _RATES)
_RAMP_MEASURES = ("net_usd", "on_ramp_usd", "off_ramp_usd", "trades")
_RAMP_NETS = {"net_usd": ("on_ramp_usd", "off_ramp_usd")}
_BORDER_NETS = {"net_usd": ("inflow_usd", "outflow_usd")}

CAPITAL_FLOW = Report(
    area="capital_flow",
    headlines=(
        Headline("net_ramp", _RAMPS, rests_on="trades"),
        Headline("net_cross_border", _BORDER, rests_on="transfers"),
        Headline("token_transfers_on_chain", (_TOKENS,)),
    ),
    figures=(
        Figure(
            "ramps",
            capital_flow.ramps,
            dimensions=("day",),
            measures=_RAMP_MEASURES,
            rests_on=resting_on("trades", *_RAMP_MEASURES),
            nets=_RAMP_NETS,
            total_is_known=True,
            sources=_RAMPS,
        ),
        Figure(
            "ramps_by_venue",
            capital_flow.ramps_by_venue,
            dimensions=("venue_id",),
            measures=_RAMP_MEASURES,
            rests_on=resting_on("trades", *_RAMP_MEASURES),
            nets=_RAMP_NETS,
            total_is_known=True,
            sources=_RAMPS,
        ),
        Figure(
            "ramps_by_residency",
            capital_flow.ramps_by_residency,
            dimensions=("client_residency",),
            measures=_RAMP_MEASURES,
            rests_on=resting_on("trades", *_RAMP_MEASURES),
            nets=_RAMP_NETS,
            total_is_known=True,
            sources=_RAMPS,
        ),
        Figure(
            "ramp_streams",
            capital_flow.ramp_streams,
            dimensions=("client_residency", "venue_id"),
            measures=_RAMP_MEASURES,
            rests_on=resting_on("trades", *_RAMP_MEASURES),
            nets=_RAMP_NETS,
            total_is_known=True,
            apart="told_by",
            sources=_RAMPS,
        ),
        Figure(
            "cross_border",
            capital_flow.cross_border,
            dimensions=("bpm7_account", "counterparty_residency"),
            measures=("net_usd", "inflow_usd", "outflow_usd", "transfers", "unvalued_transfers"),
            rests_on={
                **resting_on("transfers", "net_usd", "inflow_usd", "outflow_usd", "transfers", "unvalued_transfers"),
                **resting_on("all_transfers", "all_net_usd", "unknown_share_pct"),
            },
            nets=_BORDER_NETS,
            total_is_known=True,
            sources=_BORDER,
        ),
        Figure(
            "cross_border_daily",
            capital_flow.cross_border_daily,
            dimensions=("day",),
            measures=("net_usd", "inflow_usd", "outflow_usd", "transfers", "unvalued_transfers"),
            rests_on=resting_on("transfers", "net_usd", "inflow_usd", "outflow_usd", "transfers", "unvalued_transfers"),
            nets=_BORDER_NETS,
            total_is_known=True,
            sources=_BORDER,
        ),
        # Transfers on chain are public: what they add up to rests on no one who is not.
        Figure(
            "unregulated_estimate",
            capital_flow.unregulated_estimate,
            dimensions=("month", "flow", "estimate_confidence"),
            measures=(
                *("mid_usd", "low_usd", "high_usd", "mid_multiplier_pct", "high_multiplier_pct"),
                *("annualised_mid_usd", "gauge_ppm", "days_observed"),
            ),
            sources=_UNLICENSED,
        ),
        Figure(
            "regulated_share",
            capital_flow.regulated_share,
            dimensions=("month", "estimate_confidence"),
            measures=(*_SHARES, "baseline_pct", "licensed_usd", "unregulated_mid_usd"),
            rests_on=resting_on("trades", *_SHARES, "licensed_usd"),
            sources=(*_UNLICENSED, *_RAMPS, "exchanges.venues"),
        ),
        Figure(
            "token_transfers",
            capital_flow.token_transfers,
            dimensions=("asset", "chain_id", "token_address"),
            measures=("transfers", "amount", "unscaled_transfers"),
            sources=(_TOKENS,),
        ),
        *COMPLIANCE,
    ),
)
