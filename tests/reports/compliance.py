"""Rows of the marts on compliance, from plain formulas."""

from datetime import date
from itertools import product

from reports.marts import Row, filled

CATEGORIES = ("unlicensed_exchange", "sanctioned", "mixing_service", "stolen")


def compliance(days: list[date], *, slope: int) -> dict[str, list[Row]]:
    """Where nothing moves (slope 0), no address is flagged, every asset is permitted, few are over the limit."""
    return {
        "capital_flow.travel_rule_completeness_daily": [row for day in days for row in _travel_rule(day, days)],
        "capital_flow.illicit_exposure_daily": [row for day in days if slope for row in _exposures(day, days)],
        "capital_flow.unpermitted_asset_trades_daily": [row for day in days if slope for row in _unpermitted(day)],
        "capital_flow.retail_limit_breaches_monthly": [
            filled(
                "capital_flow.retail_limit_breaches_monthly",
                month=month,
                limit_usd=1_000,
                active_clients=300,
                breaching_clients=9 if slope else 3,
                breaches_across_venues=4 if slope else 0,
                breaching_pct=3 if slope else 1,
                parameter_confidence="H-value",
            )
            for month in sorted({day.replace(day=1) for day in days})
        ],
    }


def _travel_rule(day: date, days: list[date]) -> list[Row]:
    """Two venues, which call one transfer more complete than is; on the second day of many, hardly anybody moves."""
    covered = 1 if day in days[1:2] else 14
    return [
        filled(
            "capital_flow.travel_rule_completeness_daily",
            day=day,
            venue_id=venue,
            covered_transfers=covered,
            complete_transfers=max(0, covered - 2),
            claimed_complete_transfers=max(0, covered - 1),
            parameter_confidence="M-date",
        )
        for venue in ("alatau-exchange", "steppe-digital")
    ]


def _exposures(day: date, days: list[date]) -> list[Row]:
    """Every flag both ways and over both distances, but one of which there are few."""
    kinds = product(CATEGORIES, (1, 2), ("received", "sent"))
    return [
        filled(
            "capital_flow.illicit_exposure_daily",
            day=day,
            category=category,
            hops=hops,
            direction=direction,
            transfers=15,
            exposed_usd=9_000 // (1 + CATEGORIES.index(category)) // hops,
            unvalued_transfers=int(hops == 2),
        )
        for category, hops, direction in kinds
        if (category, hops, direction) != ("stolen", 2, "sent")
    ] + [
        filled(
            "capital_flow.illicit_exposure_daily",
            day=day,
            category="stolen",
            hops=2,
            direction="sent",
            transfers=2,
            exposed_usd=70_000,
            unvalued_transfers=0,
        )
        for first in days[:1]
        if day == first
    ]


def _unpermitted(day: date) -> list[Row]:
    trades = (
        ("steppe-digital", "PRIV", "not_permitted", 6, 900),
        ("alatau-exchange", "<b>NEW</b>", "not_listed", 5, 70),
    )
    return [
        filled(
            "capital_flow.unpermitted_asset_trades_daily",
            day=day,
            venue_id=venue,
            asset=asset,
            permission=permission,
            trade_count=count,
            value_usd=value,
        )
        for venue, asset, permission, count, value in trades
    ]
