"""What is reported of the area reserve.

A custodian keeps what is the state's own, and no mart says who it is: its share is shown however few custodians there
are. Seizures are another matter, as somebody is behind each: their days are held to the number of seizures, and how
many of them still wait is not told. Days that the transfer of a few has moved since
an earlier release are withheld too.
"""

from cryptocity.reports.entries import Figure, Headline, Report, resting_on
from cryptocity.reports.figures import reserve

_PRICES = "reference.asset_prices"
_RESERVE = ("reference.reserve_wallets", _PRICES)

RESERVE = Report(
    area="reserve",
    headlines=(Headline("state_fund_value", _RESERVE), Headline("alem_fund_value", _RESERVE)),
    figures=(
        Figure(
            "reserve_composition",
            reserve.reserve_composition,
            dimensions=("day", "fund", "asset", "acquired_by", "coverage"),
            measures=("value_usd", "share_pct", "units_amount"),
            sources=_RESERVE,
        ),
        Figure(
            "reserve_nav",
            reserve.reserve_nav,
            dimensions=("day", "fund"),
            measures=("nav_usd", "nav_kzt", "unvalued_holdings"),
            sources=_RESERVE,
        ),
        Figure(
            "reserve_drawdown",
            reserve.reserve_drawdown,
            dimensions=("day", "fund"),
            measures=("drawdown_pct", "nav_usd", "peak_nav_usd"),
            sources=_RESERVE,
        ),
        Figure(
            "reserve_value_at_risk",
            reserve.reserve_value_at_risk,
            dimensions=("day", "fund"),
            measures=(
                "value_at_risk_usd",
                "value_at_risk_days",
                "volatility_30_day_pct",
                "nav_usd",
                "unvalued_holdings",
            ),
            none_is_a_finding=True,
            sources=_RESERVE,
        ),
        Figure(
            "reserve_custodians",
            reserve.reserve_custodians,
            dimensions=("day", "fund"),
            measures=(
                "custodian_top_1_share_pct",
                "custodian_top_3_share_pct",
                "custodian_hhi",
                "custodians",
                "unvalued_holdings",
            ),
            none_is_a_finding=True,
            sources=_RESERVE,
        ),
        Figure(
            "seizure_waits",
            reserve.seizure_waits,
            dimensions=("fund",),
            measures=("dated_seizures", "median_days_to_transfer"),
            rests_on=resting_on("dated_seizures", "dated_seizures", "median_days_to_transfer"),
            moved_by={"median_days_to_transfer": "transferred_seizures"},
            sources=("reference.reserve_wallets",),
        ),
    ),
)
