"""Turns the exchanges' report items into rows, or into quarantined rows with rule and reason. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from cryptocity.identity import Pseudonyms, is_iin
from cryptocity.lake import Landing
from cryptocity.money import fits
from cryptocity.sift import Broken, Reader, must_be_taxpayer, must_fall_in, sift
from cryptocity.sources.exchanges.datasets import AMOUNT, DAILY_VOLUMES, TRANSFERS, VENUES
from cryptocity.window import Window

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Residency = Literal["resident", "non_resident", "unknown"]
Row = tuple[Any, ...]

_PERSONAL = frozenset({"client_id"})


class _Item(msgspec.Struct, forbid_unknown_fields=True):
    pass


class Venue(_Item):
    """A licensed venue, as the register of licences has it."""

    venue_id: Text
    venue_name: Text
    bin: str
    licence_number: Text
    licence_status: Literal["active", "suspended", "withdrawn"]
    licensed_from: date
    licensed_to: date | None = None


class Volume(_Item):
    """What clients of one residency traded on one side of one pair."""

    venue_id: Text
    base_asset: Text
    quote_currency: Text
    side: Literal["buy", "sell"]
    client_residency: Residency
    trade_count: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    base_amount: Decimal
    quote_amount: Decimal


class Transfer(_Item):
    """A deposit to a venue or a withdrawal from it."""

    venue_id: Text
    transfer_id: Text
    occurred_at: Annotated[datetime, msgspec.Meta(tz=True)]
    direction: Literal["deposit", "withdrawal"]
    kind: Literal["crypto", "fiat"]
    asset: Text
    amount: Decimal
    client_id: Text
    client_id_type: Literal["iin", "bin", "foreign"]
    client_residency: Residency
    counterparty_residency: Residency
    counterparty_address: str | None = None
    transaction_hash: Annotated[str, msgspec.Meta(pattern="^0x[0-9a-fA-F]{64}$")] | None = None
    travel_rule_complete: bool | None = None


def decode_venues(items: Sequence[bytes], window: Window, pseudonyms: Pseudonyms) -> Landing:
    """Return one row per licensed venue. Quarantines a wrong BIN and a licence that starts after the day."""

    def interpret(venue: Venue) -> Row:
        must_be_taxpayer(venue.bin)
        if is_iin(venue.bin):
            raise Broken("not_an_organisation", "the venue's number is an IIN: a venue is no person")
        if venue.licensed_from > window.day:
            raise Broken("future_date", f"licensed from {venue.licensed_from}, after the day of this register")
        return msgspec.structs.astuple(venue)

    reader = Reader(msgspec.json.Decoder(Venue), interpret, lambda venue: venue.venue_id, {"bin"})
    sifted = sift(items, reader, pseudonyms)
    return sifted.landing(VENUES)


def decode_volumes(items: Sequence[bytes], pseudonyms: Pseudonyms) -> Landing:
    """Return one row per venue, pair, side and client residency. Quarantines impossible amounts."""

    def interpret(volume: Volume) -> Row:
        _must_be_amount(volume.base_amount, "base_amount")
        _must_be_amount(volume.quote_amount, "quote_amount")
        return msgspec.structs.astuple(volume)

    def key(volume: Volume) -> Row:
        return msgspec.structs.astuple(volume)[:5]

    sifted = sift(items, Reader(msgspec.json.Decoder(Volume), interpret, key), pseudonyms)
    return sifted.landing(DAILY_VOLUMES)


def decode_transfers(items: Sequence[bytes], window: Window, pseudonyms: Pseudonyms) -> Landing:
    """Return one row per deposit or withdrawal, its client as a pseudonym."""

    def interpret(transfer: Transfer) -> Row:
        must_fall_in(window, transfer.occurred_at)
        _must_be_amount(transfer.amount, "amount")
        if transfer.client_id_type != "foreign":
            must_be_taxpayer(transfer.client_id)
        return (
            transfer.venue_id,
            transfer.transfer_id,
            transfer.occurred_at,
            transfer.direction,
            transfer.kind,
            transfer.asset,
            transfer.amount,
            pseudonyms.of(transfer.client_id),
            transfer.client_residency,
            transfer.counterparty_residency,
            transfer.counterparty_address and transfer.counterparty_address.lower(),
            transfer.transaction_hash and transfer.transaction_hash.lower(),
            transfer.travel_rule_complete,
        )

    def key(transfer: Transfer) -> Row:
        return (transfer.venue_id, transfer.transfer_id)

    sifted = sift(items, Reader(msgspec.json.Decoder(Transfer), interpret, key, _PERSONAL), pseudonyms)
    return sifted.landing(TRANSFERS)


def _must_be_amount(amount: Decimal, what: str) -> None:
    if not fits(amount, digits=AMOUNT.precision, scale=AMOUNT.scale):
        raise Broken("not_an_amount", f"{what} does not fit DECIMAL({AMOUNT.precision}, {AMOUNT.scale})")
    if amount < 0:
        raise Broken("negative_amount", f"{what} is negative")
