"""The exchanges' reporting gateway: the items of each report as JSON, before they are cut into pages."""

import json
from dataclasses import asdict
from datetime import date, timedelta

from cryptocity.sandbox.city import VENUES, City
from cryptocity.sandbox.venues import Transfer, Volume, counterparty_of
from cryptocity.sandbox.world import DayFacts
from cryptocity.window import Window

Json = dict[str, object]


def report_items(city: City, facts: DayFacts, report: str, *, faulty: bool = True) -> list[Json]:
    """Return all items of one report of a day: venues, volumes or transfers."""
    if report == "venues":
        return _venues(city, facts.day)
    if report == "volumes":
        items = [_volume(volume) for volume in facts.volumes]
        return [*items, {**items[0], "base_asset": "FAULTY", "base_amount": "-1"}] if faulty and items else items
    pairs = zip(facts.transfers, facts.transfer_hashes, strict=True)
    items = [_transfer(transfer, hash_, facts.day) for transfer, hash_ in pairs]
    return [*items, *_faulty_transfers(items[0])] if faulty and items else items


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


def _volume(volume: Volume) -> Json:
    return {**asdict(volume), "base_amount": f"{volume.base_amount:f}", "quote_amount": f"{volume.quote_amount:f}"}


def _transfer(transfer: Transfer, hash_: str | None, day: date) -> Json:
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
        "travel_rule_complete": transfer.is_travel_rule_complete,
    }


def _faulty_transfers(item: Json) -> list[Json]:
    return [item, {**item, "transfer_id": "faulty-1", "client_id": "123456789012", "client_id_type": "iin"}]


def page_of(items: list[Json], number: int, *, size: int) -> bytes:
    """Return one page of a report, with the totals by which a reader proves that none is missing."""
    pages = max(1, -(-len(items) // size))
    page = items[(number - 1) * size : number * size]
    return json.dumps({"page": number, "pages": pages, "total": len(items), "items": page}).encode()
