"""Rows of the marts on taxes of a quarter or a year, from plain formulas."""

from datetime import date
from decimal import Decimal

from reports.marts import Row, filled

QUARTERS = (date(2026, 7, 1), date(2026, 10, 1))


METHODS = ("fifo", "average", "specific")
REASONS = (
    *("withdrawn", "legal_entity", "non_resident", "unknown_residency", "beyond_all_numbers", "unsupported_pair"),
    *("no_price", "unknown_cost", "lot_not_named", "lot_unknown", "lot_exhausted"),
)


def taxes(days: list[date]) -> dict[str, list[Row]]:
    persons = range(20)
    returning = range(0 if len(days) == 14 else 12)
    left_out = [] if len(days) == 14 else [(method, reason) for method in METHODS for reason in REASONS]
    return {
        "tax.vat_adjustments_monthly": [row for one in returning for row in adjustments(one)],
        "tax.vat_gap_quarterly": [row for quarter in QUARTERS for row in _quarter(quarter, len(days))],
        "tax.pit_exposure_yearly": [gains(2026, one, method) for one in persons for method in METHODS],
        "tax.gain_exclusions_yearly": [exclusion(one, *pair) for one in persons for pair in left_out],
    }


def adjustments(place: int) -> list[Row]:
    """What a merchant takes back: of this year and of the last, by both ways; by credit note at the new rate alone."""
    return [
        filled(
            "tax.vat_adjustments_monthly",
            month=date(2026, 11, 1),
            merchant_key=f"2400410{place:05d}",
            adjustment=adjustment,
            is_vat_payer=True,
            vat_rate_pct=rate,
            gross_kzt=(10_000 + 100 * place) * (100 + rate) / 100,
            vat_kzt=(10_000 + 100 * place) * rate / 100,
            vat_stated_kzt=(10_000 + 100 * place) * (16 if adjustment == "credit_note" else rate) / 100,
            parameter_confidence="H",
        )
        for adjustment, rate in (("goods_returned", 16), ("goods_returned", 12), ("credit_note", 12))
    ]


def gains(year: int, place: int, method: str) -> Row:
    """A person who gains, and every third time loses as well; the later the method, the less."""
    gained = (300_000 + 5_000 * place) // (1 + METHODS.index(method))
    lost = 40_000 if place % 3 == 0 else 0
    return filled(
        "tax.pit_exposure_yearly",
        year=year,
        client_key=f"p-{place:032d}",
        method=method,
        taxable_gains_kzt=gained,
        losses_kzt=lost,
        net_gain_kzt=gained - lost,
        pit_exposure_kzt=gained / 10,
        parameter_confidence="M",
    )


def exclusion(place: int, method: str, reason: str) -> Row:
    """What a person gave away in two assets without a gain; only specific identification asks for lots."""
    outflows = 0 if reason.startswith("lot") and method != "specific" else 3 + len(reason)
    return (2026, f"p-{place:032d}", "BTC", method, reason, outflows, Decimal(1), 0, Decimal(10_000 + 100 * place))


def _quarter(quarter: date, days: int) -> list[Row]:
    """A past quarter and one of which nothing is due yet; the number of days tells what is known, and of how many."""
    is_past = quarter == QUARTERS[0]
    told = {
        "is_turnover_complete": is_past and days != 7,
        "is_return_due": is_past and days not in (1, 27),
        "is_payment_due": is_past and days in (7, 14, 40),
        "return_due_on": None if days == 1 else date(2026, 11, 16),
        "payment_due_on": None if days == 1 else date(2026, 11, 25),
    }
    lone = 23 if days == 14 else 0
    return [vat_gap(quarter, place * 2 if place < lone else place, **told) for place in range(24)]


def vat_gap(quarter: date, place: int, **told: object) -> Row:
    """A merchant who declares and pays too little every other time, and every sixth time has more offset than owed."""
    due = 900_000 - 10_000 * place
    declared = due - (90_000 if place % 2 else 0)
    offset = 500_000 if place % 6 else 2 * declared
    payable = max(declared - offset, 0)
    paid = payable - (40_000 + 1_000 * place if place % 2 and payable else 0)
    is_compliance_told = told["is_turnover_complete"] and told["is_return_due"]
    return filled(
        "tax.vat_gap_quarterly",
        quarter=quarter,
        merchant_key=f"2400410{place:05d}",
        days=92,
        days_landed=92,
        invoices_vat_due_kzt=Decimal(due) / 4,
        vat_due_kzt=Decimal(due),
        vat_declared_kzt=Decimal(declared),
        vat_offset_kzt=Decimal(offset),
        vat_payable_kzt=Decimal(payable),
        vat_paid_kzt=Decimal(paid),
        compliance_gap_kzt=Decimal(due - declared) if is_compliance_told else None,
        collection_gap_kzt=Decimal(payable - paid) if told["is_payment_due"] else None,
        parameter_confidence="M",
        **told,
    )
