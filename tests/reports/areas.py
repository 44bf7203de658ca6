"""Rows of the marts behind the reports of the smaller areas, from plain formulas."""

import calendar
from datetime import date
from decimal import Decimal

from reports.compliance import compliance
from reports.marts import Row, filled
from reports.taxes import taxes
from reports.unregulated import unregulated


def rows_of(days: list[date], *, slope: int) -> dict[str, list[Row]]:
    return {
        **taxes(days),
        **unregulated(days),
        **_adoption_index(days, slope),
        **_cohorts(days),
        **compliance(days, slope=slope),
        **_reserve(days, slope),
        **_digital_tenge(days, slope),
        **_mining(days),
        **_sandbox_and_talent(days, slope),
        **_reconciliation(days),
    }


PLACES = (
    ("191810000", 540, 2_100, 61),
    ("191800000", 46, 0, 28),
    ("196837100", 9, 4, 12),
    ("999999999", 30, 90, 44),
)


def _adoption_index(days: list[date], slope: int) -> dict[str, list[Row]]:
    """The index by month and place: in one place nobody pays, in one too few, and one is on no map."""
    rows = [
        filled(
            "adoption.adoption_index_monthly",
            month=month,
            kato_code=kato,
            registered_merchants=merchants,
            active_merchants=merchants // 2,
            active_payers=payers,
            settlements=3 * payers,
            adoption_index=index + slope,
            adoption_index_low=index - 7,
            adoption_index_high=index + 9,
            parameter_confidence="L",
        )
        for month in sorted({day.replace(day=1) for day in days})
        for kato, merchants, payers, index in PLACES
    ]
    return {"adoption.adoption_index_monthly": rows}


MONTHS = tuple(date(2026, month, 1) for month in range(4, 12))


def _cohorts(days: list[date]) -> dict[str, list[Row]]:
    """Cohorts of eight months, one of them small, the last month in part; of a fortnight one alone."""
    months = MONTHS[-1:] if len(days) == 14 else MONTHS
    cells = [
        cohort_cell(cohort, month, payers, payers * (90 - 13 * later - 5 * place) // 100 if later else payers)
        for place, (cohort, payers) in enumerate(zip(months, (400, 300, 6, 260, 230, 210, 190, 80), strict=False))
        for later, month in enumerate(months[place:])
    ]
    return {"adoption.retention_cohorts_monthly": cells}


def cohort_cell(cohort: date, month: date, payers: int, retained: int) -> Row:
    seen = 26 if month == MONTHS[-1] else calendar.monthrange(month.year, month.month)[1]
    share = Decimal(100) * retained / payers
    return (cohort, month.month - cohort.month, month, seen, payers, retained, share, cohort == MONTHS[0])


HOLDINGS = (
    ("state_fund", "BTC", "seized", 12_000_000, "partial"),
    ("state_fund", "BTC", "mined", 9_000_000, "whole_chain"),
    ("alem_fund", "ETH", "purchased", 700_000, "without_internal_calls"),
    ("alem_fund", "USDT", "purchased", 400_000, "since_first_day"),
    ("alem_fund", "BNB", "purchased", None, "not_landed"),
)


def _reserve(days: list[date], slope: int) -> dict[str, list[Row]]:
    """Two funds: one has a custodian without a name and few seizures. Where nothing moves, less is known of both."""
    holdings, values, seizures = [], [], []
    for place, day in enumerate(days):
        worth = {"state_fund": Decimal(0), "alem_fund": Decimal(0)}
        for fund, asset, acquired_by, first, coverage in HOLDINGS:
            value = None if first is None else Decimal(first) * (100 + slope * place) / 100
            worth[fund] += value or 0
            given = {"asset": asset, "acquired_by": acquired_by, "value_usd": value, "coverage": coverage}
            holdings.append(filled("reserve.reserve_holdings_daily", day=day, fund=fund, units=value, **given))
        for fund, value in worth.items():
            peak = max(value, Decimal(sum(first or 0 for of, _, _, first, _ in HOLDINGS if of == fund)))
            below = 100 * (peak - value) / peak
            given = {"nav_usd": value, "nav_kzt": 470 * value, "peak_nav_usd": peak, "drawdown_pct": below}
            given |= {"value_at_risk_usd": value / 50 if slope else None, "value_at_risk_days": 20 + place}
            given["unvalued_holdings"] = 1 if fund == "alem_fund" else 0
            if fund == "state_fund" and slope:
                given |= {"custodians": 2, "custodian_hhi": Decimal("0.625"), "custodian_top_1_share_pct": Decimal(75)}
                given["custodian_top_3_share_pct"] = Decimal(100)
            values.append(filled("reserve.reserve_nav_daily", day=day, fund=fund, **given))
        seizures += [(day, "state_fund", 12, 8, 3, 1, 41 if slope else None, 77), (day, "alem_fund", 3, 2, 1, 0, 9, 12)]
    return {
        "reserve.reserve_holdings_daily": holdings,
        "reserve.reserve_nav_daily": values,
        "reserve.seizure_transfers_daily": seizures,
    }


SCENARIOS = (
    *("digital_vat", "road_repair", "gas_pipeline", "railway", "school_meals", "farm_machinery", "issue"),
    *("redemption", "goods", "taxes", "pensions_and_benefits", "transfers", "currency_and_metals", "deposits"),
    *("loans", "securities", "services", "budget", "unmapped"),
)


def _digital_tenge(days: list[date], slope: int) -> dict[str, list[Row]]:
    settlements = [
        filled(
            "digital_tenge.settlements_daily",
            day=day,
            scenario=scenario,
            orders=30 - place,
            settled_orders=28 - place,
            rejected_orders=1,
            pending_orders=1,
            settled_kzt=70_000 * (28 - place),
            scenario_confidence="H",
        )
        for day in days
        for place, scenario in enumerate(SCENARIOS)
    ]
    supply = [
        filled(
            "digital_tenge.supply_daily",
            day=day,
            issued_kzt=9_000_000,
            redeemed_kzt=4_000_000,
            outstanding_kzt=56_000_000_000 + slope * place * 60_000_000,
            marked_kzt=700_000_000,
        )
        for place, day in enumerate(days)
    ]
    refunds = [
        filled(
            "digital_tenge.vat_refunds_monthly",
            month=days[-1].replace(day=1),
            channel=channel,
            open_applications=waiting,
            credited_applications=12,
            rejected_applications=1,
            longest_calendar_days=longest,
            known_to_calendar_days=longest if slope else 2,
            p90_calendar_days=None,
            median_calendar_days=median,
            baseline_2026_calendar_days=90,
            baseline_2024_low_calendar_days=70,
            baseline_2024_high_calendar_days=75,
            parameter_confidence="M",
        )
        for channel, waiting, longest, median in (("digital", 5, 7, 4), ("ordinary", 70, 81, None))
    ]
    # On the ordinary road nobody is credited where nothing moves, and one alone has waited longest.
    credited = {"digital": {0: 21, 1: 9}, "ordinary": {10: 6, 11: 12, 12: 7} if slope else {}}
    waiting = {"digital": {0: 5}, "ordinary": {**dict.fromkeys(range(9), 8), 14: 1}}
    waits = [
        (
            days[-1].replace(day=1),
            channel,
            7 * week,
            7 * week + 6 if week < 14 else None,
            credited[channel].get(week, 0),
            0,
            waiting[channel].get(week, 0),
        )
        for channel in ("digital", "ordinary")
        for week in range(15)
    ]
    marked = [
        filled(
            "digital_tenge.marked_money_daily",
            day=days[-1],
            mark_code="VAT" if place % 2 else f"MRK-{place}",
            contract_number=f"GZ-{place}",
            marked_to_date_kzt=1_000_000,
            spent_to_date_kzt=800_000,
            leaked_to_date_kzt=20_000 * slope,
            permission_confidence="L",
        )
        for place in range(14)
    ]
    return {
        "digital_tenge.settlements_daily": settlements,
        "digital_tenge.supply_daily": supply,
        "digital_tenge.vat_refunds_monthly": refunds,
        "digital_tenge.vat_refund_waits_monthly": waits,
        "digital_tenge.marked_money_daily": marked,
    }


VERDICTS = ("below", "within", "above", "unmetered", "unknown")


def _mining(days: list[date]) -> dict[str, list[Row]]:
    miners = [
        f"p-{place:04d}" + "3f9ac1d2" * 3 + "beef" if place % 3 == 0 else f"0100405{place:05d}" for place in range(9)
    ]
    energy = [
        filled(
            "mining.mining_energy_daily",
            day=day,
            miner_key=miner,
            implied_low_mwh=10 + place,
            implied_best_mwh=20 + place,
            implied_high_mwh=40 + place,
            metered_mwh=None if place == 3 else 5 + 8 * place,
            metered_against_implied=VERDICTS[place % 5],
            parameter_confidence="L",
        )
        for day in days
        for place, miner in enumerate(miners)
    ]
    share = [
        filled(
            "mining.hash_rate_share_daily",
            day=day,
            estimated_by="from difficulty",
            licences=9,
            parameter_confidence="H",
            declared_share_pct=Decimal("0.027"),
            implied_share_pct=Decimal("0.025"),
        )
        for day in days
    ]
    fees = [
        filled(
            "tax.mining_fees_quarterly",
            quarter=date(2026, month, 1),
            miner_key=miner,
            fee_paid_kzt=paid,
            fee_due_kzt=400_000,
            fee_gap_kzt=None if paid == 0 else 400_000 - paid,
            parameter_confidence="L",
        )
        for month, paid in ((7, 350_000), (10, 0))
        for miner in miners
    ]
    feeders = [
        filled(
            "mining.illegal_mining_indicator_daily",
            day=day,
            feeder=f"F-{place:02d}",
            kato_code="191810000",
            parameter_confidence="H",
            indicator_z_score=Decimal(10_509) if place == 4 else Decimal(place - 2),
            threshold_z_score=3,
            is_above_threshold=place >= 4,
        )
        for day in days
        for place in range(6)
    ]
    return {
        "mining.mining_energy_daily": energy,
        "mining.hash_rate_share_daily": share,
        "tax.mining_fees_quarterly": fees,
        "mining.illegal_mining_indicator_daily": feeders,
    }


STAGES = ("applied", "admitted", "live", "graduated", "exited")
RESIDENTS = (("62010", 9, 400), ("63110", 7, 310), ("66190", 2, 90), ("85590", 6, 200))


def _sandbox_and_talent(days: list[date], slope: int) -> dict[str, list[Row]]:
    """Firms by month; where nothing moves (slope 0), all stages are large and half are not admitted yet."""
    newest = {day.replace(day=1): day for day in days}
    stages = (6, 5, 8, 2, 3) if slope else (11, 0, 5, 7, 6)
    counts = {f"{stage}_participants": count for stage, count in zip(STAGES, stages, strict=True)}
    participants = [
        filled(
            "sandbox_and_talent.sandbox_participants_monthly",
            month=month,
            as_of_on=day,
            participants=sum(stages),
            **counts,
            median_days_to_admission=64 + place if slope else None,
            p90_days_to_admission=81 if slope else None,
            transactions=2_000,
            incidents=9,
            incidents_per_1000_transactions=Decimal("4.5"),
        )
        for place, (month, day) in enumerate(newest.items())
    ]
    residents = [
        filled(
            "sandbox_and_talent.resident_firms_monthly",
            month=month,
            as_of_on=day,
            kato_code=kato,
            oked_code=oked,
            firms=firms,
            headcount=people,
            specialists=people // 2 + place,
        )
        for place, (month, day) in enumerate(newest.items())
        for oked, firms, people in RESIDENTS
        for kato in ("191810000", "191800000")
    ]
    return {
        "sandbox_and_talent.sandbox_participants_monthly": participants,
        "sandbox_and_talent.resident_firms_monthly": residents,
    }


ACCOUNTS = {
    "merchant_crypto": 70_000,
    "venue_crypto_deposits": 0,
    "venue_crypto_withdrawals": -20_000,
    "venue_fiat": -900_000,
    "digital_tenge": 30_000,
}


def _reconciliation(days: list[date]) -> dict[str, list[Row]]:
    """Every account with a residual of its own, day by day; the last thing that venues bought has no price."""
    lines = [
        line
        for place, day in enumerate(days)
        for account, residual in ACCOUNTS.items()
        for line in account_lines(day, account, (4_000_000 + 9_000 * place, residual), items=(40, 38))
    ]
    return {"reconciliation.sources_and_uses_daily": lines}


def account_lines(day: date, account: str, told: tuple[int, int], *, items: tuple[int, int]) -> list[Row]:
    """The lines of an account: sources, uses and the residual between them."""
    sources, residual = told
    return [
        (day, account, "source", "in", False, items[0], 0, Decimal(sources)),
        (day, account, "use", "out", False, items[1], int(account == "venue_fiat"), Decimal(sources - residual)),
        (day, account, "use", "unexplained_residual", True, 0, 0, Decimal(residual)),
    ]
