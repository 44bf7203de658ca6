"""What is reported of the area adoption."""

from cryptocity.reports.entries import Figure, Headline, Report, counting, resting_on
from cryptocity.reports.figures import adoption

_RECEIPTS = "merchants.receipts"
_REGISTER = "merchants.register"
_SETTLEMENTS = "merchants.crypto_settlements"
_TRANSACTIONS = "onchain.transactions"
_TOKENS = "onchain.token_transfers"
_LABELS = "reference.address_labels"
_ASSETS = "reference.assets"
_CONFIRMED = (_SETTLEMENTS, _RECEIPTS, _REGISTER, _TRANSACTIONS, _TOKENS, _ASSETS)
_PAYERS = (*_CONFIRMED, _LABELS)
_MERCHANTS = counting("registered_merchants", "enabled_merchants", "active_merchants")
_OF_THEM = {"enabled_merchants": "registered_merchants", "active_merchants": "enabled_merchants"}

ADOPTION = Report(
    area="adoption",
    headlines=(
        Headline("crypto_share_of_turnover", (_RECEIPTS,), rests_on="crypto_payments"),
        Headline("payers_in_30_days", _PAYERS, rests_on="active_payers_30d"),
        Headline("accepting_merchants", _CONFIRMED, rests_on="active_merchants"),
    ),
    figures=(
        Figure(
            "crypto_share",
            adoption.crypto_share,
            dimensions=("day",),
            measures=("crypto_share_pct", "crypto_turnover_kzt", "retail_turnover_kzt"),
            rests_on=resting_on("crypto_payments", "crypto_share_pct", "crypto_turnover_kzt"),
            sources=(_RECEIPTS,),
        ),
        Figure(
            "turnover",
            adoption.turnover,
            dimensions=("day",),
            measures=("crypto_turnover_kzt", "confirmed_crypto_turnover_kzt", "retail_turnover_kzt"),
            rests_on={
                "crypto_turnover_kzt": "crypto_payments",
                "confirmed_crypto_turnover_kzt": "confirmed_crypto_payments",
            },
            sources=_CONFIRMED,
        ),
        Figure(
            "active_payers",
            adoption.active_payers,
            dimensions=("day",),
            measures=("active_payers_30d", "active_payers", "active_merchants"),
            rests_on=counting("active_payers_30d", "active_payers", "active_merchants"),
            sources=_PAYERS,
        ),
        # Payers of a month over all cohorts are nearly those of the thirty days that end with it.
        Figure(
            "retention",
            adoption.retention,
            dimensions=("cohort_month", "month_number", "month"),
            measures=("retention_pct", "retained_payers"),
            rests_on=resting_on("retained_payers", "retention_pct", "retained_payers"),
            sources=_PAYERS,
            total_is_known=True,
            none_is_a_finding=True,
        ),
        Figure(
            "merchant_acceptance",
            adoption.merchant_acceptance,
            dimensions=("month", "oked_code"),
            measures=("registered_merchants", "enabled_merchants", "active_merchants"),
            rests_on=_MERCHANTS,
            parts=_OF_THEM,
            sources=_CONFIRMED,
            total_is_known=True,
        ),
        # The same answer under the same guard: neither can give away what the other withholds.
        Figure(
            "merchant_activities",
            adoption.merchant_activities,
            dimensions=("month", "oked_code"),
            measures=("enabled_merchants", "active_merchants", "registered_merchants"),
            rests_on=_MERCHANTS,
            parts=_OF_THEM,
            sources=_CONFIRMED,
            total_is_known=True,
            query="merchant_acceptance",
        ),
        Figure(
            "adoption_index",
            adoption.adoption_index,
            dimensions=("month", "kato_code", "parameter_confidence"),
            measures=("adoption_index", "low_index", "high_index"),
            rests_on=resting_on("fewest_entities", "adoption_index", "low_index", "high_index"),
            sources=_PAYERS,
        ),
        Figure(
            "ticket_size",
            adoption.ticket_size,
            dimensions=("day",),
            measures=("crypto_ticket_median_kzt", "crypto_ticket_p90_kzt", "crypto_payments"),
            rests_on=resting_on(
                "crypto_payments", "crypto_ticket_median_kzt", "crypto_ticket_p90_kzt", "crypto_payments"
            ),
            sources=(_RECEIPTS,),
        ),
        Figure(
            "receipt_match",
            adoption.receipt_match,
            dimensions=("day",),
            measures=("receipt_match_pct", "settlements", "matched_settlements"),
            rests_on=resting_on("settlements", "receipt_match_pct", "settlements", "matched_settlements"),
            sources=(_SETTLEMENTS, _RECEIPTS),
        ),
    ),
)
