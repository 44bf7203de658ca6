"""The true adoption figures."""

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from cryptocity.sandbox.city import CATEGORIES
from cryptocity.sandbox.market import TOKENS
from cryptocity.sandbox.payments import Payment
from cryptocity.sandbox.sales import CRYPTO, SALE, SALE_RETURN
from cryptocity.sandbox.truth.figures import Rows, month_of, pct
from cryptocity.sandbox.world import DayFacts, World

_PAID_CRYPTO = f"paid_{CRYPTO}"


def adoption_of(facts: DayFacts, all_facts: Sequence[DayFacts]) -> dict[str, object]:
    """Return the true row of adoption_daily for one of the days."""
    receipts = facts.sales.receipts
    confirmed = _confirmed(facts)
    tickets = sorted(receipts.filter((pl.col("operation") == SALE) & (pl.col(_PAID_CRYPTO) > 0))[_PAID_CRYPTO])
    month = [each for each in all_facts if facts.day - timedelta(days=30) < each.day <= facts.day]
    crypto, retail = _net(receipts, _PAID_CRYPTO), _net(receipts, "total")
    turnover = sum(_confirmed_kzt(payment) for payment in confirmed)
    stable = sum(_confirmed_kzt(payment) for payment in confirmed if TOKENS[payment.token].is_stablecoin)
    settled = [payment for payment in facts.payments if payment.is_settled]
    matched = [p for p in settled if p.has_receipt and 100 * abs(p.settled_kzt - p.amount_kzt) <= p.amount_kzt]
    return {
        "day": facts.day,
        "crypto_payments": len(tickets),
        "confirmed_crypto_payments": len(confirmed),
        "active_payers": len({_payer(payment) for payment in confirmed}),
        "active_payers_30d": len({_payer(payment) for each in month for payment in _confirmed(each)}),
        "active_merchants": len({payment.intent.recipient for payment in confirmed}),
        "crypto_turnover_kzt": crypto,
        "confirmed_crypto_turnover_kzt": turnover,
        "retail_turnover_kzt": retail,
        "crypto_share_pct": pct(crypto, retail),
        "stablecoin_turnover_kzt": stable,
        "stablecoin_share_pct": pct(stable, turnover),
        "crypto_ticket_median_kzt": _percentile(tickets, 50),
        "crypto_ticket_p90_kzt": _percentile(tickets, 90),
        "settlements": len(settled),
        "matched_settlements": len(matched),
        "receipt_match_pct": pct(len(matched), len(settled)),
    }


def acceptance_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of merchant_acceptance_monthly."""
    rows: Rows = []
    for month in sorted({month_of(each.day) for each in facts}):
        in_month = [each for each in facts if month_of(each.day) == month]
        merchants = world.city.merchants.filter(pl.col("registered_on") <= in_month[-1].day)
        active = {payment.intent.recipient for each in in_month for payment in _confirmed(each)}
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


def _confirmed(facts: DayFacts) -> list[Payment]:
    return [p for p in facts.payments if p.is_settled and p.has_receipt and p.intent.succeeds]


def _confirmed_kzt(payment: Payment) -> int:
    return min(payment.amount_kzt, payment.settled_kzt)


def _payer(payment: Payment) -> str:
    wallet = payment.intent.wallet
    return wallet.holder if wallet.is_labelled else wallet.address


def _net(receipts: pl.DataFrame, column: str) -> int:
    sums = {kind: int(receipts.filter(pl.col("operation") == kind)[column].sum()) for kind in (SALE, SALE_RETURN)}
    return sums[SALE] - sums[SALE_RETURN]


def _percentile(ordered: Sequence[int], pct: int) -> int | None:
    """Return the smallest value that at least so many percent do not exceed."""
    return ordered[-(-len(ordered) * pct // 100) - 1] if ordered else None
