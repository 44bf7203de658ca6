"""The true waits of what was seized for its day in a reserve."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from cryptocity.sandbox.reserve import ReserveWallet, reserve_wallets_of
from cryptocity.sandbox.truth.figures import Rows, Truth
from cryptocity.sandbox.world import DayFacts, World


def transfers_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of seizure_transfers_daily."""
    rows: Rows = []
    for day in (each.day for each in facts):
        seized: dict[str, list[ReserveWallet]] = defaultdict(list)
        for wallet in reserve_wallets_of(world.city):
            if wallet.acquired_by == "seized" and (wallet.seized_on or wallet.held_from) <= day:
                seized[wallet.fund].append(wallet)
        rows += [{"day": day, "fund": fund, **_waited(day, wallets)} for fund, wallets in seized.items()]
    return rows


def _waited(day: date, seized: Sequence[ReserveWallet]) -> dict[str, object]:
    dated = [(wallet.seized_on, wallet.held_from) for wallet in seized if wallet.seized_on]
    waits = sorted((held_from - seized_on).days for seized_on, held_from in dated if held_from <= day)
    still = [(day - seized_on).days for seized_on, held_from in dated if held_from > day]
    half = -(-len(dated) // 2)
    return {
        "seizures": len(seized),
        "transferred_seizures": len(waits),
        "open_seizures": len(still),
        "undated_seizures": len(seized) - len(dated),
        "median_days_to_transfer": waits[half - 1] if 0 < half <= len(waits) else None,
        "longest_open_days": max(still, default=None),
    }


TRUTHS: Mapping[str, Truth] = {"seizure_transfers_daily": transfers_of}
