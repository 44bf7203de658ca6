"""The true figures of the digital tenge: what was ordered and what became of it, and how much of it there is."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cryptocity.sandbox.tenge import BICS, FIRST_BALANCE
from cryptocity.sandbox.tokens import VAT_MARK, TokenOperation, token_operations_of
from cryptocity.sandbox.truth.figures import Rows, Truth, pct, percentile
from cryptocity.sandbox.world import DayFacts, World

_SCENARIOS = {"710": "goods", "859": "services", "911": "taxes", "343": "deposits", "120": "transfers"}
_OF_ISSUER = {"ISSUE": "issue", "REDEEM": "redemption"}
_CONFIDENCES = {"issue": "H", "redemption": "H", "digital_vat": "H-value"} | dict.fromkeys(
    ("services", "taxes", "deposits", "transfers"), "L"
)
_SECONDS_TO_DECIDE_TOKENS = 4


@dataclass(frozen=True)
class _Order:
    scenario: str
    status: str
    amount: int
    seconds: int | None


def settlements_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of settlements_daily."""
    rows: Rows = []
    for each in facts:
        orders: dict[str, list[_Order]] = defaultdict(list)
        for order in (*_of_customers(each), *_of_tokens(_operations(world, each.day))):
            orders[order.scenario].append(order)
        rows += [_settled(each.day, scenario, ordered) for scenario, ordered in orders.items()]
    return rows


def _settled(day: date, scenario: str, orders: Sequence[_Order]) -> dict[str, object]:
    amounts = {
        status: sorted(order.amount for order in orders if order.status == status)
        for status in ("ACSC", "RJCT", "PDNG")
    }
    settled, rejected, pending = amounts.values()
    seconds = sorted(order.seconds for order in orders if order.seconds is not None and order.status != "PDNG")
    return {
        "day": day,
        "scenario": scenario,
        "orders": len(orders),
        "settled_orders": len(settled),
        "rejected_orders": len(rejected),
        "pending_orders": len(pending),
        "settled_kzt": sum(settled),
        "rejected_kzt": sum(rejected),
        "pending_kzt": sum(pending),
        "success_pct": pct(len(settled), len(settled) + len(rejected)),
        "median_settled_kzt": percentile(settled, 50),
        "median_seconds": percentile(seconds, 50),
        "p90_seconds": percentile(seconds, 90),
        "scenario_confidence": _CONFIDENCES.get(scenario, "M"),
    }


def _of_customers(facts: DayFacts) -> Iterator[_Order]:
    """Yield the customers' payments; a hundred are sent with the last of them."""
    for payment in facts.tenge:
        yield _Order(_SCENARIOS[payment.purpose], payment.status, payment.amount, payment.seconds_to_decide)


def _of_tokens(operations: Sequence[TokenOperation]) -> Iterator[_Order]:
    """Yield payments of marked money, sent with the first of the day, and what the issuer does."""
    transfers = [operation for operation in operations if operation.transaction_type == "TRANSFER"]
    for transfer in transfers:
        purpose = str(transfer.purpose).replace(" ", "_")
        scenario = "digital_vat" if transfer.mark == VAT_MARK else purpose
        seconds = transfer.second - transfers[0].second + _SECONDS_TO_DECIDE_TOKENS
        yield _Order(scenario, transfer.status, transfer.amount, seconds)
    for operation in operations:
        if scenario := _OF_ISSUER.get(operation.transaction_type, ""):
            yield _Order(scenario, operation.status, operation.amount, None)


def supply_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of supply_daily."""
    rows: Rows = []
    customers = world.city.residents + world.city.merchants.height
    outstanding, marked = FIRST_BALANCE * -(-customers // len(BICS)) * len(BICS), 0
    for each in facts:
        opening, operations = outstanding, _operations(world, each.day)
        issued, redeemed, unmarked = (_sum(operations, kind) for kind in ("ISSUE", "REDEEM", "UNMARK"))
        outstanding += issued - redeemed
        marked += _sum([operation for operation in operations if operation.mark], "ISSUE") - unmarked
        paid = sum(payment.amount for payment in each.tenge if payment.is_settled) + _sum(operations, "TRANSFER")
        rows.append({
            "day": each.day,
            "issued_kzt": issued,
            "redeemed_kzt": redeemed,
            "opening_kzt": opening,
            "outstanding_kzt": outstanding,
            "outstanding_by_operations_kzt": outstanding,
            "held_kzt": outstanding,
            "marked_kzt": marked,
            "paid_kzt": paid,
            "velocity_pct": pct(2 * paid, opening + outstanding),
        })  # fmt: skip
    return rows


def _sum(operations: Sequence[TokenOperation], kind: str) -> int:
    return sum(each.amount for each in operations if each.is_settled and each.transaction_type == kind)


def _operations(world: World, day: date) -> Sequence[TokenOperation]:
    return token_operations_of(world.city, world.first_day, day)


TRUTHS: Mapping[str, Truth] = {
    "settlements_daily": settlements_of,
    "supply_daily": supply_of,
}
