"""The true refund times of VAT."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from cryptocity.sandbox.feeds.calendar import work_calendar
from cryptocity.sandbox.refunds import RefundApplication, refund_applications_of
from cryptocity.sandbox.truth.figures import Rows, Truth, month_of
from cryptocity.sandbox.truth.waits import Wait, days_until, known_to, pct_within, percent, steps
from cryptocity.sandbox.world import DayFacts, World
from cryptocity.window import days_between

_SATURDAY = 5
_TARGET, _BASELINE_2026, _BASELINE_2024, _PILOT_2024 = (5, 5), (90, 90), (70, 75), (10, 15)
_DAYS_A_WEEK, _WEEKS_TOLD = 7, 14


def vat_refunds_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of vat_refunds_monthly."""
    return [_row(days, channel, seen) for days, channel, seen in _seen(world, facts)]


def vat_refund_waits_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of vat_refund_waits_monthly: every week, the last of them without an end."""
    return [
        _band(days[-1], channel, week, seen)
        for days, channel, seen in _seen(world, facts)
        for week in range(_WEEKS_TOLD + 1)
    ]


def vat_refund_survival_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of vat_refund_survival_monthly."""
    return [
        {
            "month": month_of(days[-1]),
            "channel": channel,
            "day_unit": unit,
            "waited_days": step.days,
            "at_risk_applications": step.at_risk,
            "credited_applications": step.ended,
            "still_waiting_pct": None if step.surviving is None else percent(step.surviving),
        }
        for days, channel, seen in _seen(world, facts)
        for unit in ("calendar_days", "business_days")
        for step in steps(_waits(seen, days[0], days[-1], is_business=unit == "business_days"))
    ]


def _seen(world: World, facts: Sequence[DayFacts]) -> Iterator[tuple[Sequence[date], str, Sequence[RefundApplication]]]:
    """Yield the days of each month, a channel, and its applications that were seen on these days."""
    for month in sorted({month_of(each.day) for each in facts}):
        days = [each.day for each in facts if month_of(each.day) == month]
        seen = {each for day in days for each in refund_applications_of(world.city, day)}
        for channel in sorted({each.channel for each in seen}):
            yield days, channel, [each for each in seen if each.channel == channel]


def _band(last: date, channel: str, week: int, seen: Sequence[RefundApplication]) -> dict[str, object]:
    """Return what became of those who had waited so many whole weeks by their end or by the last day."""
    waited = [
        each
        for each in seen
        if min((min(each.closed_on, last) - each.applied_on).days // _DAYS_A_WEEK, _WEEKS_TOLD) == week
    ]
    over = [each for each in waited if each.closed_on <= last]
    return {
        "month": month_of(last),
        "channel": channel,
        "waited_from_days": week * _DAYS_A_WEEK,
        "waited_to_days": (week + 1) * _DAYS_A_WEEK - 1 if week < _WEEKS_TOLD else None,
        "credited_applications": sum(not each.is_rejected for each in over),
        "rejected_applications": sum(each.is_rejected for each in over),
        "open_applications": len(waited) - len(over),
    }


def _row(days: Sequence[date], channel: str, seen: Sequence[RefundApplication]) -> dict[str, object]:
    first, last = days[0], days[-1]
    closed = [each for each in seen if each.closed_on <= last]
    credited = [each for each in closed if not each.is_rejected]
    still_open = [each for each in seen if each.closed_on > last]
    calendar_days = _waits(seen, first, last, is_business=False)
    business_days = _waits(seen, first, last, is_business=True)
    return {
        "month": month_of(last),
        "channel": channel,
        "observed_from_on": first,
        "observed_to_on": last,
        "applications": sum(month_of(each.applied_on) == month_of(last) for each in seen),
        "credited_applications": len(credited),
        "rejected_applications": len(closed) - len(credited),
        "open_applications": len(still_open),
        "credited_kzt": sum(each.amount for each in credited),
        "open_kzt": sum(each.amount for each in still_open),
        **_times("calendar_days", calendar_days),
        **_times("business_days", business_days),
        "uncounted_applications": 0,
        **_told(calendar_days, business_days),
    }


def _waits(seen: Sequence[RefundApplication], first: date, last: date, *, is_business: bool) -> list[Wait]:
    """Return how long each was looked at: nobody knew of what had ended before the first day."""
    return [
        Wait(
            0 if each.applied_on >= first else _days(each.applied_on, first - timedelta(days=1), is_business) + 1,
            _days(each.applied_on, min(last, each.closed_on), is_business),
            each.closed_on <= last and not each.is_rejected,
        )
        for each in seen
    ]


def _days(after: date, until: date, is_business: bool) -> int:
    later = days_between(after + timedelta(days=1), until)
    return sum(_is_worked(day) for day in later) if is_business else (until - after).days


def _is_worked(day: date) -> bool:
    kinds = {item["calendar_on"]: item["kind"] for item in work_calendar(day, faulty=False)}
    kind = kinds.get(str(day))
    return day.weekday() < _SATURDAY if kind is None else kind == "working_day"


def _times(unit: str, waits: Sequence[Wait]) -> dict[str, object]:
    return {
        f"median_{unit}": days_until(waits, 50),
        f"p90_{unit}": days_until(waits, 90),
        f"longest_{unit}": max(wait.left_after for wait in waits),
        f"known_to_{unit}": known if (known := known_to(waits)) >= 0 else None,
    }


def _told(calendar_days: Sequence[Wait], business_days: Sequence[Wait]) -> dict[str, object]:
    against = partial(_against, calendar_days)
    return {
        "target_business_days": _TARGET[0],
        "within_target_pct": pct_within(business_days, _TARGET[0]),
        "baseline_2026_calendar_days": _BASELINE_2026[0],
        "baseline_2024_low_calendar_days": _BASELINE_2024[0],
        "baseline_2024_high_calendar_days": _BASELINE_2024[1],
        "pilot_2024_low_calendar_days": _PILOT_2024[0],
        "pilot_2024_high_calendar_days": _PILOT_2024[1],
        "against_target": _against(business_days, _TARGET),
        "against_baseline_2026": against(_BASELINE_2026),
        "against_baseline_2024": against(_BASELINE_2024),
        "against_pilot_2024": against(_PILOT_2024),
        "rests_on_low_confidence_days": False,
        "parameter_confidence": "M",
    }


def _against(waits: Sequence[Wait], bounds: tuple[int, int]) -> str:
    (low, high), median = bounds, days_until(waits, 50)
    if median is None:
        return "slower" if known_to(waits) >= high else "unknown"
    return "faster" if median < low else "within" if median <= high else "slower"


TRUTHS: Mapping[str, Truth] = {
    "vat_refunds_monthly": vat_refunds_of,
    "vat_refund_waits_monthly": vat_refund_waits_of,
    "vat_refund_survival_monthly": vat_refund_survival_of,
}
