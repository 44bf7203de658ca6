"""Turns the merchant feed's lines into rows, or into quarantined rows with rule and reason. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec

from cryptocity.drift import decode_known
from cryptocity.identity import Pseudonyms, is_personal
from cryptocity.landing import Landing, Rejected
from cryptocity.money import table
from cryptocity.sift import (
    Broken,
    Reader,
    must_be_taxpayer,
    must_fall_in,
    repeated,
    sift,
    turned_away,
    units_of,
)
from cryptocity.sources.merchants.classifiers import Classifiers
from cryptocity.sources.merchants.datasets import CRYPTO_SETTLEMENTS, RECEIPT_LINES, RECEIPTS, REGISTER
from cryptocity.sources.merchants.wire import PERSONAL, CryptoSettlement, Position, Receipt, RegisteredMerchant
from cryptocity.window import Window

_OPERATIONS = ("purchase", "purchase_return", "sale", "sale_return")
_PAYMENT_KINDS = 7
_CASH = 0
_TAXED = 100
_TIYN, _GRAMS = 2, 3
_WHOLE_PCT = 100_00
_MOST_TIYN = 10**18 - 1
_LONGEST_OFFLINE = timedelta(hours=72)
_RECEIPT = msgspec.json.Decoder(Receipt)

Row = tuple[Any, ...]


def decode_register(
    lines: Sequence[bytes], window: Window, pseudonyms: Pseudonyms, *, classifiers: Classifiers
) -> Landing:
    """Return one row per merchant. Quarantines wrong check digits, codes not in force, registrations after the day."""

    def interpret(merchant: RegisteredMerchant) -> Row:
        must_be_taxpayer(merchant.xin)
        if merchant.registered_on > window.day:
            raise Broken("future_date", f"registered on {merchant.registered_on}, after the day of this register")
        _must_be_classified(merchant, classifiers, window)
        is_sole_trader = is_personal(merchant.xin)
        return (
            pseudonyms.of_taxpayer(merchant.xin),
            is_sole_trader,
            None if is_sole_trader else merchant.name,
            merchant.oked,
            merchant.mcc,
            merchant.kato,
            merchant.registered_on,
            merchant.tax_regime.lower(),
            merchant.vat_payer_from,
            merchant.vat_payer_to,
            merchant.crypto_enabled_on,
            merchant.settlement_address and merchant.settlement_address.lower(),
        )

    reader = Reader(msgspec.json.Decoder(RegisteredMerchant), interpret, lambda merchant: merchant.xin, PERSONAL)
    return sift(lines, reader, pseudonyms).landing(REGISTER)


def decode_receipts(
    lines: Sequence[bytes], window: Window, pseudonyms: Pseudonyms, *, first: int = 0
) -> tuple[Landing, Landing]:
    """Return receipts and their lines. A receipt that may not land takes its lines into quarantine with it.

    One that came later than 72 hours after it was issued may not. Each is read by itself, those that repeat others too:
    only the whole day tells them, see `Delivered`. `first` is the position of the first line.
    """

    def interpret(receipt: Receipt) -> tuple[Row, list[Row]]:
        return _interpret_receipt(receipt, window, pseudonyms)

    sifted = sift(lines, Reader(_RECEIPT, interpret, key=None, personal=PERSONAL), pseudonyms, first=first)
    receipts = table(RECEIPTS, [row for row, _ in sifted.good])
    receipt_lines = table(RECEIPT_LINES, [line for _, its_lines in sifted.good for line in its_lines])
    orphaned = _orphaned_lines(sifted.rejected)
    positions = [
        position for position, (_, its_lines) in zip(sifted.positions, sifted.good, strict=True) for _ in its_lines
    ]
    received = receipt_lines.height + len(orphaned)
    return (
        Landing(RECEIPTS, receipts, sifted.received, sifted.rejected, positions=sifted.positions, drift=sifted.drift),
        Landing(RECEIPT_LINES, receipt_lines, received, orphaned, positions=positions),
    )


@dataclass(frozen=True)
class Delivered:
    """The receipts of a day that repeat each other in anything, as they came: what they said and which were taken.

    The first under a fiscal sign lands, unless it uses again the idempotency key of one that landed before.
    """

    pseudonyms: Pseudonyms
    lines: set[bytes] = field(default_factory=set)
    signs: set[tuple[str, str]] = field(default_factory=set)
    idempotency_keys: set[tuple[str, str]] = field(default_factory=set)

    def turned_away(self, line: bytes, position: int) -> tuple[Rejected, list[Rejected]] | None:
        """Take the next receipt, or return the quarantined rows of it and its lines."""
        broken = self._broken_by(line)
        if broken is None:
            return None
        reader = Reader(_RECEIPT, _sign_of, key=None, personal=PERSONAL)
        receipt = turned_away(broken, position, line, reader=reader, pseudonyms=self.pseudonyms)
        return receipt, _orphaned_lines([receipt])

    def _broken_by(self, line: bytes) -> Broken | None:
        receipt, _ = decode_known(line, _RECEIPT)
        sign, own_key = _sign_of(receipt), receipt.external_check_number
        key = (receipt.cashbox_unique_number, own_key) if own_key else None
        came_before = line in self.lines
        self.lines.add(line)
        if sign in self.signs:
            return _sent_again() if came_before else repeated()
        if key in self.idempotency_keys:
            return _key_used_again()
        self.signs.add(sign)
        if key:
            self.idempotency_keys.add(key)
        return None


def decode_crypto_settlements(lines: Sequence[bytes], window: Window, pseudonyms: Pseudonyms) -> Landing:
    """Return one row per settled crypto payment."""

    def interpret(settlement: CryptoSettlement) -> Row:
        must_be_taxpayer(settlement.xin)
        must_fall_in(window, settlement.settled_at)
        return (
            settlement.settlement_id,
            pseudonyms.of_taxpayer(settlement.xin),
            settlement.cashbox_unique_number,
            settlement.check_number,
            settlement.chain_id,
            settlement.transaction_hash.lower(),
            settlement.asset,
            settlement.amount_base_units,
            units_of(settlement.amount_kzt, _TIYN, what="AmountKzt"),
            settlement.settled_at,
        )

    decoder = msgspec.json.Decoder(CryptoSettlement)
    sifted = sift(lines, Reader(decoder, interpret, lambda settled: settled.settlement_id, PERSONAL), pseudonyms)
    return sifted.landing(CRYPTO_SETTLEMENTS)


def _interpret_receipt(receipt: Receipt, window: Window, pseudonyms: Pseudonyms) -> tuple[Row, list[Row]]:
    must_be_taxpayer(receipt.xin)
    if receipt.customer_xin:
        must_be_taxpayer(receipt.customer_xin)
    must_fall_in(window, receipt.date_time)
    _must_come_in_time(receipt)
    merchant_key = pseudonyms.of_taxpayer(receipt.xin)
    basis = receipt.return_basis_details
    stem = (receipt.cashbox_unique_number, receipt.check_number)
    deed = (
        merchant_key,
        _OPERATIONS[receipt.operation_type],
        receipt.date_time,
        basis and basis.date_time,
    )
    lines = [(*stem, number, *deed, *_line(position)) for number, position in enumerate(receipt.positions, start=1)]
    paid = _paid_by_kind(receipt)
    total, vat = (_sum([line[column] for line in lines]) for column in (-4, -1))
    if sum(paid) != total:
        raise Broken("payments_differ_from_lines", f"paid {sum(paid) / 100:.2f} KZT for lines of {total / 100:.2f} KZT")
    customer = pseudonyms.of_taxpayer(receipt.customer_xin) if receipt.customer_xin else None
    row = (
        *stem,
        *deed,
        basis and basis.check_number,
        receipt.external_check_number or None,
        customer,
        receipt.offline_mode,
        receipt.delivered_at,
        receipt.ofd_code,
        len(lines),
        total,
        vat,
        *paid,
    )
    return row, lines


def _must_be_classified(merchant: RegisteredMerchant, classifiers: Classifiers, window: Window) -> None:
    for classifier, code in (("oked", merchant.oked), ("mcc", merchant.mcc), ("kato", merchant.kato)):
        classifiers.must_know(classifier, code, window.day)


def _must_come_in_time(receipt: Receipt) -> None:
    """Raise Broken unless the receipt came after it was issued and within 72 hours (Webkassa, error 18)."""
    if receipt.delivered_at is None:
        return
    if receipt.delivered_at < receipt.date_time:
        raise Broken("wrong_delivery", f"delivered at {receipt.delivered_at.isoformat()}, before it was issued")
    if receipt.delivered_at > receipt.date_time + _LONGEST_OFFLINE:
        raise Broken("too_late", f"delivered at {receipt.delivered_at.isoformat()}, over 72 hours after it was issued")


def _key_used_again() -> Broken:
    return Broken("duplicate_idempotency_key", "another receipt of this cash register carries the same key")


def _sent_again() -> Broken:
    return Broken("duplicate_delivery", "the same receipt was delivered again, byte for byte")


def _sign_of(receipt: Receipt) -> tuple[str, str]:
    return receipt.cashbox_unique_number, receipt.check_number


def _sum(amounts: Iterable[int]) -> int:
    total = sum(amounts)
    if total > _MOST_TIYN:
        raise Broken("not_an_amount", "the lines add up to more than DECIMAL(18, 2) holds")
    return total


def _line(position: Position) -> Row:
    """Return item, quantity, price, gross, tax flag, VAT rate and VAT, amounts in whole smallest units."""
    quantity = units_of(position.count, _GRAMS, what="Count")
    price = units_of(position.price, _TIYN, what="Price")
    discount = units_of(position.discount, _TIYN, what="Discount")
    markup = units_of(position.markup, _TIYN, what="Markup")
    pct = units_of(position.tax_percent, _TIYN, what="TaxPercent")
    vat = units_of(position.tax, _TIYN, what="Tax")
    gross = (2 * quantity * price + 1000) // 2000 - discount + markup
    if quantity == 0 or gross < 0:
        raise Broken("negative_amount", "a line counts nothing, or its discount is more than its price")
    if pct > _WHOLE_PCT:
        raise Broken("wrong_rate", f"TaxPercent is {position.tax_percent}, more than 100")
    is_taxed = position.tax_type == _TAXED
    return position.position_name, position.position_code, quantity, price, gross, is_taxed, pct, vat


def _paid_by_kind(receipt: Receipt) -> list[int]:
    """Return what was paid by each kind of tender, cash net of change, in whole tiyn."""
    paid = [0] * _PAYMENT_KINDS
    for payment in receipt.payments:
        paid[payment.payment_type] += units_of(payment.sum, _TIYN, what="Sum of a payment")
    paid[_CASH] -= units_of(receipt.change, _TIYN, what="Change")
    if paid[_CASH] < 0:
        raise Broken("negative_amount", "Change is more than was paid in cash")
    return paid


def _orphaned_lines(rejected: Sequence[Rejected]) -> list[Rejected]:
    """Return the lines of receipts that may not land; a receipt too broken to show its lines counts as none."""
    orphaned = []
    for receipt in rejected:
        positions = receipt.row.get("Positions") if isinstance(receipt.row, dict) else None
        for line in positions if isinstance(positions, list) else ():
            reason = f"its receipt may not land: {receipt.reason}"
            orphaned.append(Rejected("receipt_rejected", reason, receipt.position, line))
    return orphaned
