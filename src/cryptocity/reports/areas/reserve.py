"""What is reported of the area reserve."""

from cryptocity.reports.entries import Figure, Headline, Report
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
    ),
)
