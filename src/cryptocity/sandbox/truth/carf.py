"""The true CARF totals: what the venues said last, and the trades that truly made it up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from cryptocity.sandbox.city import VENUES
from cryptocity.sandbox.trades import FIAT, Trade
from cryptocity.sandbox.truth.figures import Rows, Truth
from cryptocity.sandbox.world import DayFacts, World

_UNITS = Decimal("1e-18")
_NAMES = {venue.venue_id: venue.name for venue in VENUES}
_Leg = tuple[int, str, str, str, str]


def carf_aggregates_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of carf_aggregates_yearly. Every total of an exchange agrees with its trades."""
    said = {
        (total.venue_id, total.client_id, total.year, total.asset, total.element, total.type_code): (each.day, total)
        for each in facts
        for total in each.year_aggregates
    }
    traded: dict[_Leg, list[Decimal]] = defaultdict(list)
    for each in facts:
        for trade in each.trades:
            for key, units in _legs(each.day.year, trade):
                traded[key].append(units)
    entities = {trade.client_id for each in facts for trade in each.trades if trade.client_id_type == "bin"}
    bins = {venue.venue_id: bin_ for venue, bin_ in zip(VENUES, world.city.venue_bins, strict=True)}
    residencies = _residencies(facts)
    rows: Rows = []
    for day, total in said.values():
        legs = traded.get((total.year, total.venue_id, total.client_id, total.asset, total.element))
        rows.append({
            "year": total.year,
            "venue_id": total.venue_id,
            "client_id": total.client_id,
            "asset": total.asset,
            "element": total.element,
            "type_code": total.type_code or "none",
            "as_of_on": day,
            "transaction_count": total.transactions,
            "amount": total.amount_usd,
            "currency": "USD",
            "units": total.units.quantize(_UNITS),
            "alternative_valuation": "CARF1002" if total.asset == "KZTE" else None,
            "traded_transactions": len(legs) if legs else None,
            "traded_units": sum(legs, Decimal(0)).quantize(_UNITS) if legs else None,
            "reconciliation": "agreed" if legs else "not_compared",
            "parameter_confidence": "H-standard" if total.element == "RRPT" else None,
            "client_residency": residencies[total.client_id],
            "client_bin": total.client_id if total.client_id in entities else None,
            "venue_name": _NAMES[total.venue_id],
            "venue_bin": bins[total.venue_id],
        })  # fmt: skip
    return rows


def _residencies(facts: Sequence[DayFacts]) -> dict[str, str]:
    """Return where each client lives; who is said to live here and there lives nobody knows where."""
    told: dict[str, set[str]] = defaultdict(set)
    for each in facts:
        for trade in each.trades:
            told[trade.client_id].add(trade.volume.client_residency)
        for transfer in each.transfers:
            told[transfer.client_id].add(transfer.client_residency)
    return {client: residencies.pop() if len(residencies) == 1 else "unknown" for client, residencies in told.items()}


def _legs(year: int, trade: Trade) -> Iterator[tuple[_Leg, Decimal]]:
    volume = trade.volume
    there, back = ("In", "Out") if volume.side == "buy" else ("Out", "In")
    against = "CryptoFiat" if volume.quote_currency in FIAT else "CryptoToCrypto"
    yield (year, volume.venue_id, trade.client_id, volume.base_asset, against + there), trade.base_amount
    if volume.quote_currency not in FIAT:
        yield (year, volume.venue_id, trade.client_id, volume.quote_currency, against + back), trade.quote_amount


TRUTHS: Mapping[str, Truth] = {"carf_aggregates_yearly": carf_aggregates_of}
