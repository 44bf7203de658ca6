"""What is reported of the area digital tenge."""

from cryptocity.reports.entries import Figure, Headline, Report, counting, resting_on
from cryptocity.reports.figures import digital_tenge

_TENGE = ("cbdc.payments", "cbdc.payment_statuses")
_OPERATIONS = ("cbdc.token_operations",)

DIGITAL_TENGE = Report(
    area="digital_tenge",
    headlines=(
        Headline("digital_tenge_outstanding", ("cbdc.balances",)),
        Headline("digital_tenge_success", _TENGE, rests_on="orders"),
    ),
    figures=(
        Figure(
            "tenge_settlements",
            digital_tenge.tenge_settlements,
            dimensions=("scenario", "parameter_confidence"),
            measures=("orders", "settled_orders", "rejected_orders", "pending_orders", "success_pct", "settled_kzt"),
            rests_on=resting_on(
                *("orders", "orders", "settled_orders", "rejected_orders", "pending_orders"),
                *("success_pct", "settled_kzt"),
            ),
            parts={"settled_orders": "orders"},
            total_is_known=True,
            sources=_TENGE,
        ),
        Figure(
            "tenge_outstanding",
            digital_tenge.tenge_outstanding,
            dimensions=("day",),
            measures=("outstanding_kzt", "marked_kzt", "issued_kzt", "redeemed_kzt"),
            sources=("cbdc.balances",),
        ),
        Figure(
            "vat_refund_days",
            digital_tenge.vat_refund_days,
            dimensions=("month", "channel", "parameter_confidence"),
            measures=(
                "cases",
                "median_calendar_days",
                "p90_calendar_days",
                "open_applications",
                "baseline_2026_calendar_days",
                "baseline_2024_low_calendar_days",
                "baseline_2024_high_calendar_days",
            ),
            rests_on={
                **resting_on("cases", "cases", "median_calendar_days"),
                **resting_on("slowest_cases", "p90_calendar_days"),
                **counting("open_applications"),
            },
            sources=("cbdc.vat_refund_applications",),
        ),
        Figure(
            "vat_refund_waits",
            digital_tenge.vat_refund_waits,
            dimensions=("channel", "waited_days", "parameter_confidence"),
            measures=("credited_applications", "open_applications", "still_waiting_pct"),
            rests_on=counting("credited_applications", "open_applications"),
            made_of={"still_waiting_pct": ("credited_applications", "open_applications")},
            total_is_known=True,
            apart="channel",
            sources=("cbdc.vat_refund_applications",),
        ),
        Figure(
            "marked_money",
            digital_tenge.marked_money,
            dimensions=("mark_kind",),
            measures=("marked_to_date_kzt", "spent_to_date_kzt", "leaked_to_date_kzt", "contracts"),
            rests_on=resting_on(
                "contracts", "marked_to_date_kzt", "spent_to_date_kzt", "leaked_to_date_kzt", "contracts"
            ),
            total_is_known=True,
            sources=_OPERATIONS,
        ),
    ),
)
