"""What is reported of the area tax."""

from cryptocity.reports.entries import Figure, Headline, Report, counting, largest, resting_on
from cryptocity.reports.figures import tax

_LINES = "merchants.receipt_lines"
_REGISTER = "merchants.register"
_VAT = (_LINES, _REGISTER)
_GAP = (*_VAT, "merchants.e_invoices", "reference.vat_returns", "reference.tax_payments")
# What is due, less what is not declared, is declared; less what is offset, payable; less what is not paid, paid.
_GAP_NETS = {
    "vat_declared_kzt": ("vat_due_kzt", "compliance_gap_kzt"),
    "vat_payable_kzt": ("vat_declared_kzt", "vat_offset_used_kzt"),
    "vat_paid_kzt": ("vat_payable_kzt", "collection_gap_kzt"),
}
_GAP_MEASURES = (
    *("vat_payable_kzt", "vat_due_kzt", "compliance_gap_kzt", "vat_declared_kzt"),
    *("vat_offset_used_kzt", "collection_gap_kzt", "vat_paid_kzt"),
)
_GAINS = ("exchanges.client_trades", "exchanges.transfers", "reference.asset_prices", "reference.fx_rates")
# The tax is a rate of the gains: who knows one knows the other.
_GAINS_REST_ON = {
    **{one: f"persons_{one}" for one in ("net_gain_kzt", "taxable_gains_kzt", "losses_kzt")},
    "pit_exposure_kzt": "persons_taxable_gains_kzt",
}

TAX = Report(
    area="tax",
    headlines=(
        Headline("vat_due_in_month", _VAT, rests_on="merchants", largest=("largest_kzt", "second_kzt")),
        Headline("vat_stated_less_than_due", _VAT, rests_on="merchants", largest=("largest_kzt", "second_kzt")),
        Headline("merchants_over_threshold", _VAT, rests_on="merchants"),
    ),
    figures=(
        Figure(
            "vat_due",
            tax.vat_due,
            dimensions=("month", "vat_rate_pct", "parameter_confidence"),
            measures=("vat_due_kzt", "vat_stated_kzt", "turnover_kzt", "merchants"),
            rests_on={
                **resting_on("merchants", "vat_due_kzt", "vat_stated_kzt", "turnover_kzt", "merchants"),
                "month_vat_due_kzt": "month_merchants",
            },
            largest=largest("vat_due_kzt", "vat_stated_kzt", "turnover_kzt", "month_vat_due_kzt"),
            sources=_VAT,
            total_is_known=True,
        ),
        Figure(
            "vat_gap",
            tax.vat_gap,
            dimensions=("quarter", "parameter_confidence"),
            measures=_GAP_MEASURES,
            rests_on={one: f"merchants_{one}" for one in _GAP_MEASURES} | {"vat_due_kzt": "fewest_merchants"},
            largest=largest(*_GAP_MEASURES),
            nets=_GAP_NETS,
            sources=_GAP,
        ),
        Figure(
            "vat_adjustments",
            tax.vat_adjustments,
            dimensions=("month", "adjustment", "vat_rate_pct", "parameter_confidence"),
            measures=("vat_taken_back_kzt", "vat_stated_kzt", "turnover_kzt", "merchants"),
            rests_on=resting_on("merchants", "vat_taken_back_kzt", "vat_stated_kzt", "turnover_kzt", "merchants"),
            largest=largest("vat_taken_back_kzt", "vat_stated_kzt", "turnover_kzt"),
            total_is_known=True,
            sources=(*_VAT, "merchants.e_invoices"),
            none_is_a_finding=True,
        ),
        Figure(
            "vat_differences",
            tax.vat_differences,
            dimensions=("merchant_key", "oked_code", "is_vat_payer", "parameter_confidence"),
            measures=("vat_difference_kzt", "vat_stated_kzt", "vat_due_kzt"),
            sources=_VAT,
            none_is_a_finding=True,
        ),
        Figure(
            "threshold_bands",
            tax.threshold_bands,
            dimensions=("year", "turnover_band", "watch_status", "parameter_confidence"),
            measures=("merchants",),
            rests_on=counting("merchants"),
            sources=_VAT,
        ),
        Figure(
            "threshold_watch",
            tax.threshold_watch,
            dimensions=("year", "merchant_key", "oked_code", "watch_status", "parameter_confidence"),
            measures=("turnover_to_threshold_pct", "turnover_kzt", "threshold_kzt"),
            sources=_VAT,
            none_is_a_finding=True,
        ),
        Figure(
            "turnover_by_payer_status",
            tax.turnover_by_payer_status,
            dimensions=("month", "is_vat_payer"),
            measures=("turnover_share_pct", "turnover_kzt", "merchants"),
            rests_on=resting_on("merchants", "turnover_share_pct", "turnover_kzt", "merchants"),
            largest=largest("turnover_kzt"),
            sources=_VAT,
            total_is_known=True,
        ),
        Figure(
            "realised_gains",
            tax.realised_gains,
            dimensions=("year", "method", "parameter_confidence"),
            measures=tuple(_GAINS_REST_ON),
            rests_on=_GAINS_REST_ON,
            largest=largest(*_GAINS_REST_ON),
            nets={"net_gain_kzt": ("taxable_gains_kzt", "losses_kzt")},
            sources=_GAINS,
        ),
        Figure(
            "gain_exclusions",
            tax.gain_exclusions,
            dimensions=("year", "method", "exclusion_reason"),
            measures=("outflows", "unvalued_outflows", "value_kzt", "clients"),
            rests_on=resting_on("clients", "outflows", "unvalued_outflows", "value_kzt", "clients"),
            largest=largest("value_kzt"),
            sources=_GAINS,
            none_is_a_finding=True,
        ),
    ),
)
