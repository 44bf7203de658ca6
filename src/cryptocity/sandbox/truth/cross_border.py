"""The true balance over the border, by account of the balance of payments."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from cryptocity.sandbox.market import price_usd, usd_rate
from cryptocity.sandbox.truth.figures import Rows, Truth, cents, month_of, pct
from cryptocity.sandbox.venues import Transfer
from cryptocity.sandbox.world import DayFacts, World

_CASH = ("financial", "currency_and_deposits")
_NON_PRODUCED = ("capital", "non_produced_non_financial_assets")
TREATED = {
    "KZT": (_CASH, "H-standard"),
    "USD": (_CASH, "H-standard"),
    "USDT": (_CASH, "L"),
    "USDC": (_CASH, "L"),
    "KZTE": (_CASH, "L"),
    "BTC": (_NON_PRODUCED, "H-standard"),
    "ETH": (_NON_PRODUCED, "M"),
}
_DOUBT = ("H-standard", "M", "L")


def balance_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of cross_border_balance_monthly."""
    moved: dict[tuple[date, tuple[str, str]], list[tuple[Transfer, int]]] = defaultdict(list)
    for each in facts:
        for transfer in each.transfers:
            if transfer.client_residency == "resident" and transfer.counterparty_residency != "resident":
                account, _ = TREATED[transfer.asset]
                moved[month_of(each.day), account].append((transfer, value_usd(world, each.day, transfer)))
    return [
        {"month": month, "bpm7_account": account, "bpm7_instrument": instrument, **_balance(transfers)}
        for (month, (account, instrument)), transfers in moved.items()
    ]


def value_usd(world: World, day: date, transfer: Transfer) -> int:
    """Return what a transfer is worth, in cents."""
    if transfer.kind == "crypto":
        return cents(transfer.amount * price_usd(world.city.seed, day)[transfer.asset])
    return cents(transfer.amount / usd_rate(world.city.seed, day) if transfer.asset == "KZT" else transfer.amount)


def _balance(transfers: Sequence[tuple[Transfer, int]]) -> dict[str, object]:
    inflow = sum(value for transfer, value in transfers if transfer.direction == "deposit")
    outflow = sum(value for transfer, value in transfers if transfer.direction == "withdrawal")
    unknown = [value for transfer, value in transfers if transfer.counterparty_residency == "unknown"]
    return {
        "transfers": len(transfers),
        "unknown_residency_transfers": len(unknown),
        "inflow_usd": inflow,
        "outflow_usd": outflow,
        "net_usd": inflow - outflow,
        "unknown_residency_usd": sum(unknown),
        "unknown_residency_pct": pct(sum(unknown), inflow + outflow),
        "unvalued_transfers": 0,
        "treatment_confidence": max((TREATED[transfer.asset][1] for transfer, _ in transfers), key=_DOUBT.index),
    }


TRUTHS: Mapping[str, Truth] = {"cross_border_balance_monthly": balance_of}
