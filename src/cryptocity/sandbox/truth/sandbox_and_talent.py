"""The true figures of the regulatory sandbox and of resident firms."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from cryptocity.sandbox.feeds.registers import MAKERS, Json
from cryptocity.sandbox.truth.figures import Rows, Truth, cents, month_of, pct
from cryptocity.sandbox.truth.waits import Wait, days_until
from cryptocity.sandbox.world import DayFacts, World

_STAGES = ("applied", "admitted", "live", "graduated", "exited")
_IT_DIVISIONS = ("62", "63")
_FEWEST_FIRMS = 5


def participants_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of sandbox_participants_monthly."""
    rows: Rows = []
    for month in sorted({month_of(each.day) for each in facts}):
        days = [each.day for each in facts if month_of(each.day) == month]
        reports = [MAKERS["sandbox-participants"](world.city, day) for day in days]
        standing, stages = reports[-1], Counter(str(each["stage"]) for each in reports[-1])
        transactions, incidents = (
            sum(int(str(each[what])) for report in reports for each in report) for what in ("transactions", "incidents")
        )
        waits = [_wait(each, days[-1]) for each in standing]
        rows.append({
            "month": month,
            "as_of_on": days[-1],
            "participants": len(standing),
            **{f"{stage}_participants": stages[stage] for stage in _STAGES},
            "applications_admitted": sum(wait.is_over for wait in waits),
            "applications_open": stages["applied"],
            "median_days_to_admission": days_until(waits, 50),
            "p90_days_to_admission": days_until(waits, 90),
            "longest_days_to_admission": max(wait.left_after for wait in waits),
            "transactions": transactions,
            "incidents": incidents,
            "incidents_per_1000_transactions": _per_thousand(incidents, transactions),
        })  # fmt: skip
    return rows


def _wait(participant: Json, as_of: date) -> Wait:
    admitted, applied = participant["admitted_on"], date.fromisoformat(str(participant["applied_on"]))
    until = date.fromisoformat(str(admitted)) if admitted else as_of
    return Wait(0, (until - applied).days, is_over=bool(admitted))


def _per_thousand(part: int, whole: int) -> Decimal | None:
    return (Decimal(1_000 * part) / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP) if whole else None


def residents_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of resident_firms_monthly."""
    rows: Rows = []
    for month in sorted({month_of(each.day) for each in facts}):
        as_of = max(each.day for each in facts if month_of(each.day) == month)
        told_to = max((each.day for each in facts if each.day < month), default=month - timedelta(days=1))
        firms = MAKERS["residents"](world.city, as_of)
        groups: dict[tuple[str, str], list[Json]] = defaultdict(list)
        for firm in firms:
            groups[str(firm["kato_code"]), str(firm["oked_code"])].append(firm)
        for (kato, oked), group in groups.items():
            row = _row((told_to, as_of), group)
            rows.append(
                {"kato_code": kato, "oked_code": oked, "place_it_share_pct": _it_share(kato, firms, as_of), **row}
            )
    return rows


def _row(span: tuple[date, date], group: Sequence[Json]) -> dict[str, object]:
    told_to, as_of = span
    here = [firm for firm in group if _is_here(firm, as_of)]
    joined = [firm for firm in group if str(firm["resident_from"]) > str(told_to)]
    left = [firm for firm in group if firm["resident_to"] and str(told_to) <= str(firm["resident_to"]) < str(as_of)]
    people, specialists = _sum(here, "headcount"), _sum(here, "specialists")
    is_suppressed = 0 < len(here) < _FEWEST_FIRMS
    return {
        "month": month_of(as_of),
        "as_of_on": as_of,
        "is_it_activity": str(group[0]["oked_code"]).startswith(_IT_DIVISIONS),
        "firms": len(here),
        "firms_joined": len(joined),
        "firms_left": len(left),
        "net_inflow_firms": len(joined) - len(left),
        "headcount": people,
        "specialists": specialists,
        "specialists_pct": pct(specialists, people),
        "net_inflow_people": _sum(joined, "headcount") - _sum(left, "headcount"),
        "average_wage_kzt": _average_wage(here) if people and not is_suppressed else None,
        "is_wage_suppressed": is_suppressed,
        "parameter_confidence": "L",
    }


def _is_here(firm: Json, day: date) -> bool:
    """Tell whether a firm, as the register has it on a day, is resident on that day; its last day is one."""
    return firm["resident_to"] is None or str(firm["resident_to"]) >= str(day)


def _it_share(kato: str, firms: Sequence[Json], as_of: date) -> Decimal | None:
    here = [firm for firm in firms if firm["kato_code"] == kato and _is_here(firm, as_of)]
    of_it = [firm for firm in here if str(firm["oked_code"]).startswith(_IT_DIVISIONS)]
    return pct(_sum(of_it, "headcount"), _sum(here, "headcount"))


def _average_wage(firms: Sequence[Json]) -> int:
    wages = sum(int(str(firm["headcount"])) * Decimal(str(firm["average_wage_kzt"])) for firm in firms)
    return cents(Decimal(wages) / _sum(firms, "headcount"))


def _sum(firms: Sequence[Json], what: str) -> int:
    return sum(int(str(firm[what])) for firm in firms)


TRUTHS: Mapping[str, Truth] = {
    "resident_firms_monthly": residents_of,
    "sandbox_participants_monthly": participants_of,
}
