"""Rows of the marts on what goes past licensed venues, from plain formulas."""

from datetime import date
from decimal import Decimal

from reports.marts import Row, filled

SCENARIOS = (("low", "1.00", "M"), ("mid", "1.50", "L"), ("high", "4.00", "L"))
GRAY_USD = 15_000_000_000


def unregulated(days: list[date]) -> dict[str, list[Row]]:
    months = sorted({day.replace(day=1) for day in days})
    return {
        "capital_flow.unregulated_estimates_monthly": [
            row for place, month in enumerate(months) for row in estimates(month, 200_000 + 10_000 * place)
        ],
        "capital_flow.regulated_share_monthly": [row for month in months for row in shares(month, Decimal(72))],
    }


def estimates(month: date, purchases: int) -> list[Row]:
    """Twice as much is sent to exchanges without a licence as is bought from them; a transfer has no price."""
    rows = []
    for scenario, multiplier, confidence in SCENARIOS:
        bought = purchases * Decimal(multiplier)
        rows.append(
            filled(
                "capital_flow.unregulated_estimates_monthly",
                month=month,
                scenario=scenario,
                multiplier=Decimal(multiplier),
                days_observed=10,
                purchases_usd=bought,
                transfers_out_usd=2 * bought,
                annualised_purchases_usd=bought * 365 / 10,
                annualised_transfers_out_usd=2 * bought * 365 / 10,
                purchases_gauge_pct=100 * bought * 365 / 10 / GRAY_USD,
                transfers_out_gauge_pct=200 * bought * 365 / 10 / GRAY_USD,
                unvalued_transfers=3,
                estimate_confidence=confidence,
            )
        )
    return rows


def shares(month: date, share: Decimal) -> list[Row]:
    """A share of volume, beside a published share of volume and one of investors."""
    return [
        filled(
            "capital_flow.regulated_share_monthly",
            month=month,
            baseline=f"regulated_share_of_{unit}",
            are_days_equal=True,
            licensed_usd=7_200_000,
            unregulated_mid_usd=2_800_000,
            share_unit="percent_of_volume",
            share_at_low_estimate_pct=share + 8,
            share_at_mid_estimate_pct=share,
            share_at_high_estimate_pct=share - 23,
            baseline_unit=f"percent_of_{unit}",
            baseline_pct=published,
            difference_to_baseline_pct=share - published if unit == "volume" else None,
            estimate_confidence="L",
        )
        for unit, published in (("investors", 6), ("volume", 5))
    ]
