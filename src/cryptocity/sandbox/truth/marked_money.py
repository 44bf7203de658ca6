"""The true fate of marked money: what was spent on its purpose, and what leaked, as whoever leaked it knows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from cryptocity.sandbox.tokens import UNSPENT, WRONG_CODE, TokenOperation, token_operations_of
from cryptocity.sandbox.truth.figures import Rows, Truth, pct
from cryptocity.sandbox.world import DayFacts, World

_MARKING = ("ISSUE", "VAT_SPLIT")
_PERMISSION_CONFIDENCE = "L"
_Key = tuple[str, str]


def marked_money_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of marked_money_daily."""
    rows: Rows = []
    to_date: dict[_Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    by_day: dict[tuple[date, _Key], list[tuple[TokenOperation, TokenOperation | None]]] = defaultdict(list)
    for operation, held in _operations(world, facts):
        if key := _money_of(operation, held):
            by_day[operation.day, key].append((operation, held))
    for (day, key), moved in by_day.items():
        rows.append({"day": day, "mark_code": key[0], "contract_number": key[1], **_moved(moved, to_date[key])})
    return rows


def leaks_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of marked_money_leaks."""
    rows: Rows = []
    for operation, held in _operations(world, facts):
        if operation.breach and held:
            rows.append({
                "operation_id": operation.operation_id,
                "day": operation.day,
                "mark_code": held.mark,
                "contract_number": held.contract,
                "mark_purpose": held.purpose,
                "transaction_type": operation.transaction_type,
                "amount_kzt": operation.amount,
                "breach": operation.breach,
                "status": operation.status,
                "reason_code": operation.reason,
                "purpose_code": operation.payment_purpose if operation.transaction_type == "TRANSFER" else None,
                "permission_confidence": _PERMISSION_CONFIDENCE if operation.breach == WRONG_CODE else None,
            })  # fmt: skip
    return rows


def _operations(world: World, facts: Sequence[DayFacts]) -> Iterator[tuple[TokenOperation, TokenOperation | None]]:
    """Yield all operations, day by day, each with the one that made the token it spends."""
    made: dict[str, TokenOperation] = {}
    for each in facts:
        today = token_operations_of(world.city, world.first_day, each.day)
        made |= {operation.operation_id: operation for operation in today}
        yield from ((operation, made.get(str(operation.parent))) for operation in today)


def _money_of(operation: TokenOperation, held: TokenOperation | None) -> _Key | None:
    """Return the mark and contract of the money, which is the one spent, unless it is marked here."""
    told = operation if operation.transaction_type in _MARKING or held is None else held
    return (told.mark, str(told.contract)) if told.mark else None


def _moved(moved: Sequence[tuple[TokenOperation, TokenOperation | None]], so_far: dict[str, int]) -> dict[str, object]:
    today: dict[str, int] = dict.fromkeys(
        ("marked", "spent", "passed_on", "unmarked", "leak_attempts", "leaked", "leaked_of_spent"), 0
    )
    counts = {"leak_attempts": 0, "leaks": 0}
    for operation, held in moved:
        for name in _kinds(operation, held):
            today[name] += operation.amount
        counts["leak_attempts"] += bool(operation.breach) and not operation.is_settled
        counts["leaks"] += bool(operation.breach) and operation.is_settled
        if operation.transaction_type == "TRANSFER" and operation.is_settled and not operation.breach:
            so_far["deepest_tier"] = max(so_far["deepest_tier"], operation.tier or 0)
    for name, amount in today.items():
        so_far[name] += amount
    return {
        **{f"{name}_kzt": today[name] for name in ("marked", "spent", "passed_on", "unmarked")},
        "unknown_purpose_kzt": 0,
        **counts,
        "leak_attempts_kzt": today["leak_attempts"],
        "leaked_kzt": today["leaked"],
        **{f"{name}_to_date_kzt": so_far[name] for name in ("marked", "spent", "passed_on", "leaked")},
        "compliance_pct": pct(so_far["spent"] - so_far["leaked_of_spent"], so_far["marked"]),
        "leaked_pct": pct(so_far["leaked"], so_far["marked"]),
        "deepest_tier": so_far["deepest_tier"] or None,
        "mean_tier": _ratio(so_far["spent"] + so_far["passed_on"], so_far["spent"]),
        "permission_confidence": _PERMISSION_CONFIDENCE,
    }


def _kinds(operation: TokenOperation, held: TokenOperation | None) -> Iterator[str]:
    """Yield what an operation's amount counts as."""
    if not operation.is_settled:
        yield from ["leak_attempts"] if operation.breach else []
    elif operation.breach:
        yield "leaked"
        yield from [] if operation.breach == UNSPENT else ["leaked_of_spent"]
    elif operation.transaction_type in _MARKING:
        yield "marked"
    elif operation.transaction_type == "TRANSFER":
        yield "spent" if held and held.transaction_type in _MARKING else "passed_on"
    elif operation.transaction_type == "UNMARK":
        yield "unmarked"


def _ratio(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP) if whole else None


TRUTHS: Mapping[str, Truth] = {"marked_money_daily": marked_money_of, "marked_money_leaks": leaks_of}
