"""The exchanges' reporting gateway: the items of each report as JSON, before they are cut into pages."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta

from cryptocity.sandbox.city import VENUES, City
from cryptocity.sandbox.clients import MonthLimit, YearAggregate
from cryptocity.sandbox.feeds.ivms101 import travel_rule
from cryptocity.sandbox.licences import Span, spans_on
from cryptocity.sandbox.offices import Turnover, turnovers_of
from cryptocity.sandbox.trades import Trade
from cryptocity.sandbox.travel_rule import Accompaniment
from cryptocity.sandbox.venues import Transfer, Volume, counterparty_of
from cryptocity.sandbox.world import DayFacts
from cryptocity.window import Window

Json = dict[str, object]

REPORTS = (
    "venues",
    "licences",
    "volumes",
    "client-trades",
    "office-turnovers",
    "client-year-aggregates",
    "client-month-limits",
    "transfers",
)
_VALUED_BY_THIRD_PARTY = "CARF1002"


def report_items(city: City, facts: DayFacts, report: str, *, faulty: bool = True) -> list[Json]:
    """Return all items of one of the REPORTS of a day."""
    makers: dict[str, Callable[[], list[Json]]] = {
        "venues": lambda: _venues(city, facts.day),
        "licences": lambda: [_licence(span) for span in spans_on(facts.day)],
        "volumes": lambda: [_volume(volume) for volume in facts.volumes],
        "client-trades": lambda: [_trade(trade, facts.day) for trade in facts.trades],
        "office-turnovers": lambda: [_turnover(turnover) for turnover in turnovers_of(city, facts.day)],
        "client-year-aggregates": lambda: [_aggregate(total, facts.day) for total in facts.year_aggregates],
        "client-month-limits": lambda: [_limit(limit, facts.day) for limit in facts.month_limits],
        "transfers": lambda: _transfers(facts),
    }
    items = makers[report]()
    return [*items, *_faulty(report, items[0])] if faulty and items else items


def _faulty(report: str, item: Json) -> list[Json]:
    if report == "transfers":
        return [item, {**item, "transfer_id": "faulty-1", "client_id": "123456789012", "client_id_type": "iin"}]
    faults: dict[str, Json] = {
        "licences": {"licence_number": "FAULTY", "valid_to": "2020-01-01"},
        "volumes": {"base_asset": "FAULTY", "base_amount": "-1"},
        "client-trades": {"trade_id": "FAULTY", "fee_amount": "1", "fee_currency": None},
        "office-turnovers": {"asset": "FAULTY", "asset_amount": "-1"},
        "client-year-aggregates": {"asset": "FAULTY", "element": "TransferWallet", "type_code": "CARF601"},
        "client-month-limits": {"client_id": "FAULTY", "client_id_type": "foreign", "month": "2020-01-01"},
    }
    return [{**item, **faults[report]}] if report in faults else []


def _venues(city: City, day: date) -> list[Json]:
    return [
        {
            "venue_id": venue.venue_id,
            "venue_name": venue.name,
            "bin": bin_,
            "licence_number": venue.licence_number,
            "licence_status": "active",
            "licensed_from": str(venue.licensed_from),
            "licensed_to": None,
        }
        for venue, bin_ in zip(VENUES, city.venue_bins, strict=True)
        if venue.licensed_from <= day
    ]


def _licence(span: Span) -> Json:
    valid_to = span.valid_to and str(span.valid_to)
    dates = {"valid_from": str(span.valid_from), "valid_to": valid_to, "decided_on": str(span.decided_on)}
    return {**asdict(span), **dates}


def _volume(volume: Volume) -> Json:
    return {**asdict(volume), "base_amount": f"{volume.base_amount:f}", "quote_amount": f"{volume.quote_amount:f}"}


def _trade(trade: Trade, day: date) -> Json:
    volume = trade.volume
    fee, currency = trade.fee or (None, None)
    return {
        "venue_id": volume.venue_id,
        "trade_id": trade.trade_id,
        "traded_at": (Window.of_day(day).start + timedelta(seconds=trade.second)).isoformat(),
        "client_id": trade.client_id,
        "client_id_type": trade.client_id_type,
        "client_residency": volume.client_residency,
        "base_asset": volume.base_asset,
        "quote_currency": volume.quote_currency,
        "side": volume.side,
        "base_amount": f"{trade.base_amount:f}",
        "quote_amount": f"{trade.quote_amount:f}",
        "fee_amount": None if fee is None else f"{fee:f}",
        "fee_currency": currency,
        "lot_trade_id": trade.lot_trade_id,
    }


def _turnover(turnover: Turnover) -> Json:
    office = turnover.office
    return {
        "office_id": office.office_id,
        "licence_number": office.licence_number,
        "licensed_from": office.licensed_from and str(office.licensed_from),
        "licensed_to": office.licensed_to and str(office.licensed_to),
        "asset": turnover.asset,
        "side": turnover.side,
        "operation_count": turnover.operations,
        "asset_amount": f"{turnover.asset_amount:f}",
        "turnover_kzt": f"{turnover.turnover_kzt:f}",
        "fee_kzt": f"{turnover.fee_kzt:f}",
    }


def _aggregate(total: YearAggregate, day: date) -> Json:
    return {
        "venue_id": total.venue_id,
        "as_of": str(day),
        "client_id": total.client_id,
        "client_id_type": total.client_id_type,
        "year": total.year,
        "asset": total.asset,
        "element": total.element,
        "type_code": total.type_code,
        "transaction_count": total.transactions,
        "amount": f"{total.amount_usd:f}",
        "currency": "USD",
        "units": f"{total.units:f}",
        "alternative_valuation": _VALUED_BY_THIRD_PARTY if total.asset == "KZTE" else None,
    }


def _limit(limit: MonthLimit, day: date) -> Json:
    return {
        "venue_id": limit.venue_id,
        "as_of": str(day),
        "client_id": limit.client_id,
        "client_id_type": limit.client_id_type,
        "client_residency": limit.client_residency,
        "month": str(limit.month),
        "deposited_usd": f"{limit.deposited_usd:f}",
        "knowledge_test_passed": limit.test_passed_on is not None,
        "knowledge_test_passed_on": limit.test_passed_on and str(limit.test_passed_on),
    }


def _transfers(facts: DayFacts) -> list[Json]:
    told = zip(facts.transfers, facts.transfer_hashes, facts.accompaniments, strict=True)
    return [_transfer(transfer, (hash_, accompaniment), facts.day) for transfer, hash_, accompaniment in told]


def _transfer(transfer: Transfer, carried: tuple[str | None, Accompaniment | None], day: date) -> Json:
    hash_, accompaniment = carried
    return {
        "venue_id": transfer.venue_id,
        "transfer_id": transfer.transfer_id,
        "occurred_at": (Window.of_day(day).start + timedelta(seconds=transfer.second)).isoformat(),
        "direction": transfer.direction,
        "kind": transfer.kind,
        "asset": transfer.asset,
        "amount": f"{transfer.amount:f}",
        "client_id": transfer.client_id,
        "client_id_type": transfer.client_id_type,
        "client_residency": transfer.client_residency,
        "counterparty_residency": transfer.counterparty_residency,
        "counterparty_address": counterparty_of(transfer),
        "transaction_hash": hash_,
        "travel_rule_complete": accompaniment and accompaniment.is_claimed_complete,
        "travel_rule": accompaniment and travel_rule(transfer, accompaniment),
    }


def page_of(items: list[Json], number: int, *, size: int) -> bytes:
    """Return one page of a report, with the totals by which a reader proves that none is missing."""
    pages = max(1, -(-len(items) // size))
    page = items[(number - 1) * size : number * size]
    return json.dumps({"page": number, "pages": pages, "total": len(items), "items": page}).encode()
