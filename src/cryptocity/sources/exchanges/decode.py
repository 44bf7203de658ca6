"""Turns the exchanges' report items into rows, or into quarantined rows with rule and reason. Pure."""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from cryptocity.identity import Pseudonyms, is_personal
from cryptocity.landing import Landing
from cryptocity.money import fits
from cryptocity.sift import Broken, Reader, must_be_taxpayer, must_fall_in, sift, units_of
from cryptocity.sources.exchanges.datasets import (
    AMOUNT,
    CLIENT_MONTH_LIMITS,
    CLIENT_TRADES,
    CLIENT_YEAR_AGGREGATES,
    DAILY_VOLUMES,
    LICENCES,
    OFFICE_TURNOVERS,
    TRANSFERS,
    VENUES,
)
from cryptocity.sources.exchanges.ivms101 import field_names, presence_of
from cryptocity.sources.exchanges.wire import (
    Licence,
    MonthLimit,
    OfficeTurnover,
    Trade,
    Transfer,
    Venue,
    Volume,
    YearAggregate,
)
from cryptocity.window import Window

Row = tuple[Any, ...]

_CLIENT = frozenset({"client_id"})
_TRAVELLERS = _CLIENT | {"travel_rule"} | field_names()
_MONEY_SCALE = 2
_UNTYPED = "none"
_TYPES = {
    **dict.fromkeys(("CryptoToCryptoIn", "CryptoToCryptoOut", "CryptoFiatIn", "CryptoFiatOut"), ("CARF40",)),
    "CryptoTransferIn": ("CARF50",),
    "CryptoTransferOut": ("CARF60",),
}
_TYPED = ("CryptoTransferIn", "CryptoTransferOut")


def decode_venues(items: Sequence[bytes], window: Window, pseudonyms: Pseudonyms) -> Landing:
    """Return one row per licensed venue. Quarantines a wrong BIN and a licence that starts after the day."""

    def interpret(venue: Venue) -> Row:
        must_be_taxpayer(venue.bin)
        if is_personal(venue.bin):
            raise Broken("not_an_organisation", "the venue's number is an IIN: a venue is no person")
        if venue.licensed_from > window.day:
            raise Broken("future_date", f"licensed from {venue.licensed_from}, after the day of this register")
        return msgspec.structs.astuple(venue)

    reader = Reader(msgspec.json.Decoder(Venue), interpret, lambda venue: venue.venue_id, {"bin"})
    sifted = sift(items, reader, pseudonyms)
    return sifted.landing(VENUES)


def decode_licences(items: Sequence[bytes], window: Window, pseudonyms: Pseudonyms) -> Landing:
    """Return one row per venue, licence and span of one status. Quarantines one that begins later or ends first.

    A span may end in the future: a licence for a term. One that overlaps another lands; the audit names it.
    """

    def interpret(licence: Licence) -> Row:
        if max(licence.valid_from, licence.decided_on) > window.day:
            raise Broken("future_date", "the span begins, or was decided, after the day of this register")
        if licence.valid_to and licence.valid_to < licence.valid_from:
            raise Broken("ends_before_it_begins", f"valid from {licence.valid_from} to {licence.valid_to}")
        return (
            licence.venue_id,
            licence.licence_number,
            licence.licence_type,
            licence.licence_status,
            licence.valid_from,
            licence.valid_to,
            licence.decided_on,
        )

    def key(licence: Licence) -> Row:
        return licence.venue_id, licence.licence_number, licence.valid_from

    sifted = sift(items, Reader(msgspec.json.Decoder(Licence), interpret, key), pseudonyms)
    return sifted.landing(LICENCES)


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


def decode_trades(items: Sequence[bytes], window: Window, pseudonyms: Pseudonyms) -> Landing:
    """Return one row per trade, its client as a pseudonym. Quarantines half a fee and a trade that is its own lot."""

    def interpret(trade: Trade) -> Row:
        must_fall_in(window, trade.traded_at)
        for what in ("base_amount", "quote_amount", "fee_amount"):
            _must_be_amount(getattr(trade, what) or Decimal(0), what)
        _must_be_client(trade)
        if (trade.fee_amount is None) != (trade.fee_currency is None):
            raise Broken("half_a_fee", "a fee has an amount and a currency, or neither")
        if trade.lot_trade_id == trade.trade_id:
            raise Broken("names_itself", "the trade names itself as the lot whose units it gives away")
        is_entity = trade.client_id_type != "foreign" and not is_personal(trade.client_id)
        return (
            trade.venue_id,
            trade.trade_id,
            trade.traded_at,
            pseudonyms.of(trade.client_id),
            trade.client_id if is_entity else None,
            *msgspec.structs.astuple(trade)[5:],
        )

    def key(trade: Trade) -> Row:
        return trade.venue_id, trade.trade_id

    sifted = sift(items, Reader(msgspec.json.Decoder(Trade), interpret, key, _CLIENT), pseudonyms)
    return sifted.landing(CLIENT_TRADES)


def decode_office_turnovers(items: Sequence[bytes], pseudonyms: Pseudonyms) -> Landing:
    """Return one row per exchange office, asset and side. Quarantines a licence without number or first day."""

    def interpret(turnover: OfficeTurnover) -> Row:
        if (turnover.licence_number is None) != (turnover.licensed_from is None):
            raise Broken("half_a_licence", "a licence has a number and a first day, or is none")
        _must_be_amount(turnover.asset_amount, "asset_amount")
        licence = (turnover.licence_number, turnover.licensed_from, turnover.licensed_to)
        what = (turnover.asset, turnover.side, turnover.operation_count, turnover.asset_amount)
        money = (units_of(getattr(turnover, name), _MONEY_SCALE, what=name) for name in ("turnover_kzt", "fee_kzt"))
        return (turnover.office_id, *licence, *what, *money)

    def key(turnover: OfficeTurnover) -> Row:
        return turnover.office_id, turnover.asset, turnover.side

    sifted = sift(items, Reader(msgspec.json.Decoder(OfficeTurnover), interpret, key), pseudonyms)
    return sifted.landing(OFFICE_TURNOVERS)


def decode_transfers(items: Sequence[bytes], window: Window, pseudonyms: Pseudonyms) -> Landing:
    """Return one row per deposit or withdrawal, its client as a pseudonym."""

    def interpret(transfer: Transfer) -> Row:
        must_fall_in(window, transfer.occurred_at)
        _must_be_amount(transfer.amount, "amount")
        _must_be_client(transfer)
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
            *_travel_rule(transfer),
        )

    def key(transfer: Transfer) -> Row:
        return (transfer.venue_id, transfer.transfer_id)

    sifted = sift(items, Reader(msgspec.json.Decoder(Transfer), interpret, key, _TRAVELLERS), pseudonyms)
    return sifted.landing(TRANSFERS)


def decode_year_aggregates(items: Sequence[bytes], window: Window, pseudonyms: Pseudonyms) -> Landing:
    """Return one row per venue, client, year, asset, CARF element and type, the client as a pseudonym.

    Quarantines another day's or year's totals, and what CARF XML 1.5 does not allow: a type that the element has not, a
    transfer without type, a count for TransferWallet, which has none, or none for another element.
    """

    def interpret(total: YearAggregate) -> Row:
        _must_be_of(window, total.as_of)
        if total.year != window.day.year:
            raise Broken("wrong_period", f"the year {total.year} is not the one that runs on {window.day}")
        _must_be_client(total)
        _must_be_element(total)
        _must_be_amount(total.units, "units")
        return (
            total.venue_id,
            pseudonyms.of(total.client_id),
            total.year,
            total.asset,
            total.element,
            total.type_code or _UNTYPED,
            total.transaction_count,
            units_of(total.amount, _MONEY_SCALE, what="amount"),
            total.currency,
            total.units,
            total.alternative_valuation,
        )

    def key(total: YearAggregate) -> Row:
        return total.venue_id, total.client_id, total.asset, total.element, total.type_code

    sifted = sift(items, Reader(msgspec.json.Decoder(YearAggregate), interpret, key, _CLIENT), pseudonyms)
    return sifted.landing(CLIENT_YEAR_AGGREGATES)


def decode_month_limits(items: Sequence[bytes], window: Window, pseudonyms: Pseudonyms) -> Landing:
    """Return one row per venue, client and month to date. Quarantines a test passed on no day, or the reverse."""

    def interpret(limit: MonthLimit) -> Row:
        _must_be_of(window, limit.as_of)
        if limit.month != window.day.replace(day=1):
            raise Broken("wrong_period", f"the month of {limit.month} is not the one that runs on {window.day}")
        _must_be_client(limit)
        if limit.knowledge_test_passed != (limit.knowledge_test_passed_on is not None):
            raise Broken("test_without_date", "a test is passed on a day, and has no day where it is not passed")
        if limit.knowledge_test_passed_on and limit.knowledge_test_passed_on > window.day:
            raise Broken(
                "future_date", f"test passed on {limit.knowledge_test_passed_on}, after the day of this report"
            )
        return (
            limit.venue_id,
            pseudonyms.of(limit.client_id),
            limit.client_residency,
            limit.month,
            units_of(limit.deposited_usd, _MONEY_SCALE, what="deposited_usd"),
            limit.knowledge_test_passed,
            limit.knowledge_test_passed_on,
        )

    def key(limit: MonthLimit) -> Row:
        return limit.venue_id, limit.client_id

    sifted = sift(items, Reader(msgspec.json.Decoder(MonthLimit), interpret, key, _CLIENT), pseudonyms)
    return sifted.landing(CLIENT_MONTH_LIMITS)


def _travel_rule(transfer: Transfer) -> Row:
    """Return completeness as the fields have it, the venue's claim, and the fields; fiat that carries none has none."""
    if transfer.kind == "fiat" and transfer.travel_rule is None:
        return (None, transfer.travel_rule_complete, *[None] * 7)
    found = presence_of(transfer.travel_rule)
    return (
        not found.missing,
        transfer.travel_rule_complete,
        ",".join(found.missing),
        *astuple(found),
        transfer.travel_rule.is_self_hosted if transfer.travel_rule else None,
    )


def _must_be_client(item: Trade | Transfer | YearAggregate | MonthLimit) -> None:
    if item.client_id_type != "foreign":
        must_be_taxpayer(item.client_id)


def _must_be_of(window: Window, as_of: date) -> None:
    if as_of != window.day:
        rule = "future_date" if as_of > window.day else "past_date"
        raise Broken(rule, f"the total is as of {as_of}, not of the day of this report")


def _must_be_element(total: YearAggregate) -> None:
    kinds = _TYPES.get(total.element, ())
    if total.type_code and not total.type_code.startswith(kinds):
        raise Broken("wrong_carf_type", f"{total.element} has no type {total.type_code}")
    if total.type_code is None and total.element in _TYPED:
        raise Broken("wrong_carf_type", f"{total.element} has no type")
    if (total.transaction_count is None) != (total.element == "TransferWallet"):
        raise Broken("wrong_carf_count", f"{total.element} counts its transactions, TransferWallet alone does not")


def _must_be_amount(amount: Decimal, what: str) -> None:
    if not fits(amount, digits=AMOUNT.precision, scale=AMOUNT.scale):
        raise Broken("not_an_amount", f"{what} does not fit DECIMAL({AMOUNT.precision}, {AMOUNT.scale})")
    if amount < 0:
        raise Broken("negative_amount", f"{what} is negative")
