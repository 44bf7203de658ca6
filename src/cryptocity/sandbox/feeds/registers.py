"""The feeds of registers: wallets of the state's reserves, participants of the regulatory sandbox, resident firms."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from cryptocity.sandbox.city import KATO_CODES, City
from cryptocity.sandbox.identifiers import bins, iins
from cryptocity.sandbox.reserve import reserve_wallets_of

Json = dict[str, object]

PARTICIPANTS, RESIDENT_FIRMS = 20, 40
_STAGES = ("applied", "admitted", "live", "graduated", "exited")
_PARTICIPANT_SERIALS, _RESIDENT_SERIALS = 6_000_000, 7_000_000
_OKEDS = ("62010", "63110", "62020", "66190", "85590", "70220")
_FIRST_APPLICATION, _LAW_IN_FORCE = date(2026, 2, 1), date(2026, 7, 1)


def _wallets(city: City, day: date) -> list[Json]:
    """Return the wallets that are in a reserve, or were, by the day, and those seized that wait for it."""
    return [
        {
            "fund": wallet.fund,
            "address": wallet.address,
            "asset": wallet.asset,
            "acquired_by": wallet.acquired_by,
            "custodian": wallet.custodian,
            "seized_on": str(wallet.seized_on) if wallet.seized_on else None,
            "held_from": str(wallet.held_from) if wallet.held_from <= day else None,
            "held_to": str(wallet.held_to) if wallet.held_to and wallet.held_to < day else None,
            "source_document": "sandbox register of reserves",
        }
        for wallet in reserve_wallets_of(city)
        if (wallet.seized_on or wallet.held_from) <= day
    ]


def _participants(city: City, day: date) -> list[Json]:
    """Return who has applied by the day: two months to admission, one to the first client, a year to the end."""
    dice, today = city.dice("participants"), city.dice("participants", day)
    firms = bins(PARTICIPANTS, _PARTICIPANT_SERIALS)
    found: list[Json] = []
    for number, xin in enumerate(firms):
        applied = _FIRST_APPLICATION + timedelta(days=17 * number)
        waits = [int(days) for days in dice.integers((35, 20, 60), (75, 45, 150))]
        transactions, incidents = int(today.poisson(40)), int(today.poisson(0.2))
        if applied <= day:
            dates = _reached(applied, waits, day, is_leaving=number % 5 == 0)
            stage = next(stage for stage in reversed(_STAGES) if dates.get(stage))
            is_live = stage == "live"
            found.append(
                {
                    "xin": xin,
                    "stage": stage,
                    **{f"{each}_on": dates.get(each) for each in _STAGES},
                    "transactions": transactions if is_live else 0,
                    "incidents": incidents if is_live else 0,
                }
            )
    return found


def _reached(applied: date, waits: list[int], day: date, *, is_leaving: bool) -> dict[str, str]:
    stages = ("admitted", "live", "exited" if is_leaving else "graduated")
    dates, on = {"applied": str(applied)}, applied
    for stage, wait in zip(stages, waits, strict=True):
        on += timedelta(days=wait)
        if on <= day:
            dates[stage] = str(on)
    return dates


def _residents(city: City, day: date) -> list[Json]:
    """Return the firms that are resident, or were, by the day; every seventh is a sole trader."""
    dice = city.dice("resident-firms")
    sole_traders = RESIDENT_FIRMS // 7
    xins = [*bins(RESIDENT_FIRMS - sole_traders, _RESIDENT_SERIALS), *iins(sole_traders, _RESIDENT_SERIALS)]
    firms: list[Json] = []
    for number, xin in enumerate(xins):
        since = _LAW_IN_FORCE + timedelta(days=int(dice.integers(0, 120)) if number else 0)
        stays, people = int(dice.integers(60, 900)), int(dice.integers(1, 180))
        share, wage = float(dice.uniform(0.2, 0.9)), int(dice.integers(350_000, 1_400_000))
        until = since + timedelta(days=stays)
        if since <= day:
            firms.append(
                {
                    "xin": xin,
                    "oked_code": _OKEDS[number % len(_OKEDS)],
                    "kato_code": KATO_CODES[int(number % 9 == 0)],
                    "resident_from": str(since),
                    "resident_to": str(until) if until <= day else None,
                    "headcount": people,
                    "specialists": int(people * share),
                    "average_wage_kzt": f"{wage}.00",
                }
            )
    return firms


MAKERS: Mapping[str, Callable[[City, date], list[Json]]] = {
    "reserve-wallets": _wallets,
    "sandbox-participants": _participants,
    "residents": _residents,
}
FAULTS: Mapping[str, Json] = {
    "reserve-wallets": {"address": "FAULTY"},
    "sandbox-participants": {"xin": "123456789012"},
    "residents": {"xin": "123456789012"},
}
