"""The true figures of what the law asks of venues: limits kept, fields sent along, assets permitted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from cryptocity.sandbox.market import is_permitted, price_usd
from cryptocity.sandbox.trades import FIAT
from cryptocity.sandbox.travel_rule import Accompaniment
from cryptocity.sandbox.truth.exchanges import deposits_of, limit_breaches_of
from cryptocity.sandbox.truth.figures import Rows, Truth, cents, month_of, pct
from cryptocity.sandbox.venues import Transfer
from cryptocity.sandbox.world import DayFacts, World

_LIMIT_USD, _THRESHOLD_USD = 1_000, 1_000


def breaches_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of retail_limit_breaches_monthly."""
    rows: Rows = []
    clients = breaching_clients_of(world, facts)
    deposits = deposits_of(world, facts)
    for month in sorted({month for _, month in deposits}):
        breaching = [row for row in clients if row["month"] == month]
        in_month = [by_venue for (_, day), by_venue in deposits.items() if day == month]
        rows.append({
            "month": month,
            "limit_usd": 100 * _LIMIT_USD,
            "active_clients": len(in_month),
            "untested_clients": sum(bool(by_venue.untested) for by_venue in in_month),
            "breaching_clients": len(breaching),
            "breaches_across_venues": sum(not row["is_breach_at_one_venue"] for row in breaching),
            "breaching_pct": pct(len(breaching), len(in_month)),
            "excess_usd": sum(int(str(row["excess_usd"])) for row in breaching),
            "parameter_confidence": "H-value",
        })  # fmt: skip
    return rows


def breaching_clients_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of retail_limit_breaching_clients_monthly."""
    deposits = deposits_of(world, facts)
    rows: Rows = []
    for breach in limit_breaches_of(world, facts, limit_usd=_LIMIT_USD):
        largest = max(deposits[str(breach["client_id"]), _date(breach["month"])].untested.values())
        rows.append({
            **breach,
            "largest_venue_usd": largest,
            "limit_usd": 100 * _LIMIT_USD,
            "excess_usd": int(str(breach["deposited_usd"])) - 100 * _LIMIT_USD,
            "is_breach_at_one_venue": largest > 100 * _LIMIT_USD,
            "parameter_confidence": "H-value",
        })  # fmt: skip
    return rows


def completeness_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of travel_rule_completeness_daily."""
    rows: Rows = []
    for each in facts:
        prices = price_usd(world.city.seed, each.day)
        carried: dict[str, list[tuple[Transfer, Accompaniment, int]]] = defaultdict(list)
        for transfer, accompaniment in zip(each.transfers, each.accompaniments, strict=True):
            if accompaniment:
                value = cents(transfer.amount * prices[transfer.asset])
                carried[transfer.venue_id].append((transfer, accompaniment, value))
        rows += [{"day": each.day, "venue_id": venue, **_completeness(moved)} for venue, moved in carried.items()]
    return rows


def _completeness(moved: Sequence[tuple[Transfer, Accompaniment, int]]) -> dict[str, object]:
    covered = [what for what in moved if what[2] >= 100 * _THRESHOLD_USD]
    complete = sum(not accompaniment.missing for _, accompaniment, _ in covered)
    claimed = sum(accompaniment.is_claimed_complete for _, accompaniment, _ in covered)
    self_hosted = sum(accompaniment.is_self_hosted for _, accompaniment, _ in covered)
    return {
        "threshold_usd": 100 * _THRESHOLD_USD,
        "crypto_transfers": len(moved),
        "covered_transfers": len(covered),
        "complete_transfers": complete,
        "completeness_pct": pct(complete, len(covered)),
        "claimed_complete_transfers": claimed,
        "claimed_completeness_pct": pct(claimed, len(covered)),
        "false_claims": sum(bool(a.missing) and a.is_claimed_complete for _, a, _ in covered),
        "self_hosted_transfers": self_hosted,
        "self_hosted_pct": pct(self_hosted, len(covered)),
        "unknown_hosting_transfers": 0,
        "covered_usd": sum(value for _, _, value in covered),
        "unvalued_transfers": 0,
        "parameter_confidence": "M-date",
    }


def unpermitted_trades_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of unpermitted_asset_trades_daily."""
    rows: Rows = []
    landed = [each.day for each in facts]
    for each in facts:
        prices = price_usd(world.city.seed, each.day)
        sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for volume in each.volumes:
            traded = [(volume.base_asset, volume.base_amount), (volume.quote_currency, volume.quote_amount)]
            for asset, units in traded:
                if asset not in FIAT and not is_permitted(asset, each.day):
                    sums[volume.venue_id, asset][0] += volume.trade_count
                    sums[volume.venue_id, asset][1] += units
        rows += [
            {
                "day": each.day,
                "venue_id": venue,
                "asset": asset,
                "permission": "not_permitted",
                "last_permitted_on": max((d for d in landed if is_permitted(asset, d)), default=None),
                "trade_count": int(trades),
                "units": units,
                "value_usd": cents(units * prices[asset]),
            }
            for (venue, asset), (trades, units) in sums.items()
        ]
    return rows


def _date(value: object) -> date:
    """Return a row's day, proven to be one. Raises TypeError."""
    if isinstance(value, date):
        return month_of(value)
    raise TypeError(f"{value!r} is no day")


TRUTHS: Mapping[str, Truth] = {
    "retail_limit_breaches_monthly": breaches_of,
    "retail_limit_breaching_clients_monthly": breaching_clients_of,
    "travel_rule_completeness_daily": completeness_of,
    "unpermitted_asset_trades_daily": unpermitted_trades_of,
}
