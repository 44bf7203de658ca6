"""The true adoption figures of months: payers, spending, assets, who comes back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from cryptocity.sandbox.city import CATEGORIES
from cryptocity.sandbox.market import TOKENS
from cryptocity.sandbox.payments import Payment
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

RESIDENTS, RETAIL_PER_HEAD = 52_000, 100 * 86_400
SPENDING = {
    "groceries": "groceries",
    "public_transport": "transport",
    "taxi": "transport",
    "fuel": "transport",
    "restaurants": "restaurants",
    "real_estate": "real_estate",
    "investment": "investment",
}
"""What people spend on at which kind of merchant; at all others on something else."""
_DAYS_TO_DECIDE = 30


def by_month(facts: Sequence[DayFacts]) -> dict[date, list[DayFacts]]:
    """Return the facts of each month, the first month first."""
    months = sorted({month_of(each.day) for each in facts})
    return {month: [each for each in facts if month_of(each.day) == month] for month in months}


def spent_on(kind: int) -> str:
    """Return the spending category of a kind of merchant."""
    return SPENDING.get(CATEGORIES[kind].name, "other")


def adoption_monthly_of(_: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of adoption_monthly."""
    months = by_month(facts)
    return [_adoption_of(month, in_month, months.get(_next(month))) for month, in_month in months.items()]


def _adoption_of(month: date, facts: Sequence[DayFacts], following: Sequence[DayFacts] | None) -> dict[str, object]:
    receipts = pl.concat([each.sales.receipts for each in facts])
    paid = _confirmed_in(facts)
    payers, tickets = {payer_of(payment) for payment in paid}, tickets_of(receipts)
    crypto, turnover = net(receipts, PAID_CRYPTO), sum(map(confirmed_kzt, paid))
    stable = sum(confirmed_kzt(payment) for payment in paid if TOKENS[payment.token].is_stablecoin)
    proxy = _half_up(RESIDENTS * RETAIL_PER_HEAD * len(facts), (_next(month) - month).days)
    retained = None if following is None else len(payers & {payer_of(payment) for payment in _confirmed_in(following)})
    return {
        "month": month,
        "days_seen": len(facts),
        "crypto_payments": len(tickets),
        "confirmed_crypto_payments": len(paid),
        "active_payers": len(payers),
        "active_merchants": len({payment.intent.recipient for payment in paid}),
        "crypto_turnover_kzt": crypto,
        "confirmed_crypto_turnover_kzt": turnover,
        "retail_turnover_kzt": net(receipts, "total"),
        "crypto_share_pct": pct(crypto, net(receipts, "total")),
        "residents": RESIDENTS,
        "retail_proxy_kzt": proxy,
        "crypto_share_of_proxy_pct": pct(crypto, proxy),
        "crypto_turnover_per_resident_kzt": _half_up(crypto, RESIDENTS),
        "stablecoin_turnover_kzt": stable,
        "stablecoin_share_pct": pct(stable, turnover),
        "crypto_ticket_median_kzt": percentile(tickets, 50),
        "crypto_ticket_p90_kzt": percentile(tickets, 90),
        **_matches_of(facts),
        "retained_payers": retained,
        "retention_m1_pct": None if retained is None else pct(retained, len(payers)),
        "parameter_confidence": "L",
    }


def _matches_of(facts: Sequence[DayFacts]) -> dict[str, object]:
    settlements = [payment for each in facts for payment in settled(each)]
    matched = sum(map(is_matched, settlements))
    return {
        "settlements": len(settlements),
        "matched_settlements": matched,
        "receipt_match_pct": pct(matched, len(settlements)),
    }


def spending_of(_: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of spending_by_category_monthly."""
    return [row for month, in_month in by_month(facts).items() for row in _spending_in(month, in_month)]


def _spending_in(month: date, facts: Sequence[DayFacts]) -> Iterator[dict[str, object]]:
    receipts = pl.concat([each.sales.receipts for each in facts])
    paid = [
        (spent_on(each.sales.receipts["kind"][payment.receipt]), payment)
        for each in facts
        for payment in confirmed(each)
    ]
    total = net(receipts, PAID_CRYPTO)
    for category in sorted({spent_on(kind) for kind in receipts["kind"]}):
        kinds = [kind for kind in range(len(CATEGORIES)) if spent_on(kind) == category]
        sold = receipts.filter(pl.col("kind").is_in(kinds))
        tickets, crypto, retail = tickets_of(sold), net(sold, PAID_CRYPTO), net(sold, "total")
        here = [payment for of_category, payment in paid if of_category == category]
        yield {
            "month": month,
            "category": category,
            "crypto_payments": len(tickets),
            "active_payers": len({payer_of(payment) for payment in here}),
            "active_merchants": len({payment.intent.recipient for payment in here}),
            "crypto_turnover_kzt": crypto,
            "share_of_crypto_turnover_pct": pct(crypto, total),
            "retail_turnover_kzt": retail,
            "crypto_share_pct": pct(crypto, retail),
            "crypto_ticket_median_kzt": percentile(tickets, 50),
            "crypto_ticket_p90_kzt": percentile(tickets, 90),
            "parameter_confidence": "L",
        }


def assets_of(_: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of payment_assets_monthly. Those coins keep their value that were made to."""
    landed = {each.day for each in facts}
    rows: Rows = []
    for month, in_month in by_month(facts).items():
        paid = [(each.day, payment) for each in in_month for payment in confirmed(each)]
        total = sum(confirmed_kzt(payment) for _, payment in paid)
        for index in sorted({payment.token for _, payment in paid}):
            here = [(day, payment) for day, payment in paid if payment.token == index]
            turnover = sum(confirmed_kzt(payment) for _, payment in here)
            decided = sum(confirmed_kzt(payment) for day, payment in here if _is_decided(day, landed))
            is_stablecoin = TOKENS[index].is_stablecoin
            rows.append({
                "month": month,
                "asset": TOKENS[index].symbol,
                "is_stablecoin": is_stablecoin,
                "confirmed_settlements": len(here),
                "active_payers": len({payer_of(payment) for _, payment in here}),
                "confirmed_crypto_turnover_kzt": turnover,
                "turnover_share_pct": pct(turnover, total),
                "fixed_value_turnover_kzt": decided if is_stablecoin else 0,
                "not_fixed_value_turnover_kzt": 0 if is_stablecoin else decided,
                "undecided_turnover_kzt": turnover - decided,
                "is_contradicted": False,
                "parameter_confidence": "H-value",
            })  # fmt: skip
    return rows


def cohorts_of(_: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of retention_cohorts_monthly."""
    months = by_month(facts)
    payers = {month: {payer_of(p) for p in _confirmed_in(in_month)} for month, in_month in months.items()}
    rows: Rows = []
    known: set[str] = set()
    for cohort in months:
        newcomers = payers[cohort] - known
        known |= newcomers
        for month in months:
            if newcomers and month >= cohort:
                retained = len(newcomers & payers[month])
                rows.append({
                    "cohort_month": cohort,
                    "month_number": 12 * (month.year - cohort.year) + month.month - cohort.month,
                    "month": month,
                    "days_seen": len(months[month]),
                    "cohort_payers": len(newcomers),
                    "retained_payers": retained,
                    "retention_pct": pct(retained, len(newcomers)),
                    "is_cohort_of_first_month": cohort == min(months),
                })  # fmt: skip
    return rows


def _confirmed_in(facts: Sequence[DayFacts]) -> list[Payment]:
    return [payment for each in facts for payment in confirmed(each)]


def _is_decided(day: date, landed: set[date]) -> bool:
    """Tell whether enough days have landed to say if a coin keeps its value."""
    return all(day - timedelta(days=back) in landed for back in range(_DAYS_TO_DECIDE))


def _next(month: date) -> date:
    return month_of(month + timedelta(days=31))


def _half_up(numerator: int, denominator: int) -> int:
    return int((Decimal(numerator) / denominator).to_integral_value(ROUND_HALF_UP))


TRUTHS: Mapping[str, Truth] = {
    "adoption_monthly": adoption_monthly_of,
    "payment_assets_monthly": assets_of,
    "retention_cohorts_monthly": cohorts_of,
    "spending_by_category_monthly": spending_of,
}
