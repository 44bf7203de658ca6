"""The true adoption figures of days and merchants."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import polars as pl

from cryptocity.sandbox.city import CATEGORIES
from cryptocity.sandbox.market import TOKENS
from cryptocity.sandbox.truth import adoption_index, adoption_monthly
from cryptocity.sandbox.truth.figures import Rows, Truth, month_of, pct, percentile
from cryptocity.sandbox.truth.payments import (
    PAID_CRYPTO,
    confirmed,
    confirmed_kzt,
    is_matched,
    net,
    payer_of,
    settled,
    tickets_of,
)
from cryptocity.sandbox.world import DayFacts, World


def adoption_daily_of(_: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of adoption_daily."""
    return [_adoption_of(each, facts) for each in facts]


def _adoption_of(facts: DayFacts, all_facts: Sequence[DayFacts]) -> dict[str, object]:
    receipts, paid, settlements = facts.sales.receipts, confirmed(facts), settled(facts)
    tickets = tickets_of(receipts)
    month = [each for each in all_facts if facts.day - timedelta(days=30) < each.day <= facts.day]
    crypto, retail = net(receipts, PAID_CRYPTO), net(receipts, "total")
    turnover = sum(confirmed_kzt(payment) for payment in paid)
    stable = sum(confirmed_kzt(payment) for payment in paid if TOKENS[payment.token].is_stablecoin)
    matched = [payment for payment in settlements if is_matched(payment)]
    return {
        "day": facts.day,
        "crypto_payments": len(tickets),
        "confirmed_crypto_payments": len(paid),
        "active_payers": len({payer_of(payment) for payment in paid}),
        "active_payers_30d": len({payer_of(payment) for each in month for payment in confirmed(each)}),
        "active_merchants": len({payment.intent.recipient for payment in paid}),
        "crypto_turnover_kzt": crypto,
        "confirmed_crypto_turnover_kzt": turnover,
        "retail_turnover_kzt": retail,
        "crypto_share_pct": pct(crypto, retail),
        "stablecoin_turnover_kzt": stable,
        "stablecoin_share_pct": pct(stable, turnover),
        "crypto_ticket_median_kzt": percentile(tickets, 50),
        "crypto_ticket_p90_kzt": percentile(tickets, 90),
        "settlements": len(settlements),
        "matched_settlements": len(matched),
        "receipt_match_pct": pct(len(matched), len(settlements)),
    }


def acceptance_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of merchant_acceptance_monthly."""
    rows: Rows = []
    for month in sorted({month_of(each.day) for each in facts}):
        in_month = [each for each in facts if month_of(each.day) == month]
        merchants = world.city.merchants.filter(pl.col("registered_on") <= in_month[-1].day)
        active = {payment.intent.recipient for each in in_month for payment in confirmed(each)}
        for (kind, kato), group in merchants.group_by("kind", "kato"):
            enabled = group.filter(pl.col("crypto_enabled_on") <= in_month[-1].day).height
            paid = len(active.intersection(group["settlement_address"].drop_nulls()))
            rows.append({
                "month": month,
                "oked_code": CATEGORIES[int(str(kind))].oked,
                "kato_code": kato,
                "registered_merchants": group.height,
                "enabled_merchants": enabled,
                "active_merchants": paid,
                "enabled_pct": pct(enabled, group.height),
                "acceptance_pct": pct(paid, group.height),
            })  # fmt: skip
    return rows


TRUTHS: Mapping[str, Truth] = {
    "adoption_daily": adoption_daily_of,
    "merchant_acceptance_monthly": acceptance_of,
    **adoption_monthly.TRUTHS,
    **adoption_index.TRUTHS,
}
