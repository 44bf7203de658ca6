"""What is reported of compliance, on the page of the area capital flow."""

from cryptocity.reports.entries import Figure, counting, resting_on
from cryptocity.reports.figures import compliance

_PRICES = ("reference.asset_prices", "reference.fx_rates")
_CHAIN = ("onchain.transactions", "onchain.token_transfers", "reference.address_labels", *_PRICES)

COMPLIANCE = (
    # Each transfer counts once, whatever its value: none of five is most of a count or of a share of counts.
    Figure(
        "travel_rule",
        compliance.travel_rule,
        dimensions=("day", "parameter_confidence"),
        measures=("completeness_pct", "claimed_completeness_pct", "covered_transfers", "complete_transfers"),
        rests_on=resting_on(
            "covered_transfers",
            *("completeness_pct", "claimed_completeness_pct", "covered_transfers", "complete_transfers"),
        ),
        sources=("exchanges.transfers", *_PRICES),
    ),
    # Transfers on chain are public: what the largest of them moves is known without this figure.
    Figure(
        "illicit_exposure",
        compliance.illicit_exposure,
        dimensions=("category", "direction", "hops"),
        measures=("exposed_usd", "transfers", "unvalued_transfers"),
        rests_on=resting_on("transfers", "exposed_usd", "transfers", "unvalued_transfers"),
        sources=_CHAIN,
        none_is_a_finding=True,
    ),
    # Venues report a day's volume as one sum, of which the mart does not know whose trades it holds.
    Figure(
        "unpermitted_trades",
        compliance.unpermitted_trades,
        dimensions=("venue_id", "asset", "permission"),
        measures=("value_usd", "trades"),
        rests_on=resting_on("trades", "value_usd", "trades"),
        sources=("exchanges.daily_volumes", "reference.assets", *_PRICES),
        none_is_a_finding=True,
    ),
    Figure(
        "retail_limit",
        compliance.retail_limit,
        dimensions=("month", "limit_usd", "parameter_confidence"),
        measures=("breaching_clients", "breaches_across_venues", "active_clients", "breaching_pct"),
        rests_on={
            **counting("breaching_clients", "breaches_across_venues", "active_clients"),
            **resting_on("breaching_clients", "breaching_pct"),
        },
        parts={"breaching_clients": "active_clients", "breaches_across_venues": "breaching_clients"},
        sources=("exchanges.client_month_limits",),
    ),
)
