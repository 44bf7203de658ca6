"""Receipts and merchants as rows: exact amounts, lines that share their receipt's fate, sole traders without a name."""

from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
from bad_rows import FIRM, PERSON, but, position, without, written
from feeds import ISSUED, REGISTERED, receipts_of

from cryptocity.landing import Rejected
from cryptocity.sources.merchants.datasets import RECEIPT_LINES, RECEIPTS
from loopback import PSEUDONYMS

TRADER = PSEUDONYMS.of(PERSON)
ISSUED_AT = datetime(2026, 11, 1, 19, tzinfo=UTC)


def decoded(*rows):
    return receipts_of([written(row) for row in rows])


def row(dataset, **values):
    """Return a table of one row, columns that are not given null."""
    return pl.DataFrame({name: [values.get(name)] for name in dataset.schema}, schema=dataset.schema)


def test_a_receipt_and_its_line_are_exact_to_the_tiyn():
    receipts, lines = decoded(ISSUED.good)
    receipt = {
        "cashbox_number": "SWK0000042",
        "check_number": "2611020000001",
        "merchant_key": TRADER,
        "operation": "sale",
        "issued_at": ISSUED_AT,
    }
    nothing = {f"{kind}_kzt": Decimal(0) for kind in ("cash", "card", "credit", "tare", "mobile", "digital_tenge")}
    assert receipts.rows.equals(
        row(
            RECEIPTS,
            **receipt,
            **nothing,
            external_check_number="EXT-1",
            customer_key=PSEUDONYMS.of("791028302728"),
            is_offline=False,
            ofd_code=1,
            line_count=1,
            total_kzt=Decimal("300.00"),
            vat_stated_kzt=Decimal("41.38"),
            crypto_kzt=Decimal("300.00"),
        )
    )
    assert lines.rows.equals(
        row(
            RECEIPT_LINES,
            **receipt,
            line_number=1,
            item_name="Apples",
            quantity=Decimal("0.250"),
            unit_price_kzt=Decimal("1200.10"),
            gross_kzt=Decimal("300.00"),
            is_taxed=True,
            vat_stated_pct=Decimal("16.00"),
            vat_stated_kzt=Decimal("41.38"),
        )
    )


def test_lines_follow_their_receipt_into_quarantine():
    twice = {**ISSUED.good, "Positions": ISSUED.good["Positions"] * 2}
    receipts, lines = decoded(ISSUED.good, twice)
    assert [rejected.rule for rejected in receipts.rejected] == ["payments_differ_from_lines"]
    reason = "its receipt may not land: paid 300.00 KZT for lines of 600.00 KZT"
    assert lines.rejected == (Rejected("receipt_rejected", reason, 1, ISSUED.good["Positions"][0]),) * 2
    assert (lines.received, lines.rows.height) == (3, 1)


def test_lines_that_follow_their_receipt_name_nobody():
    _, lines = decoded(position(BuyerIin=PERSON, Count=0)(ISSUED.good))
    (rejected,) = lines.rejected
    assert rejected.row == {**ISSUED.good["Positions"][0], "BuyerIin": TRADER, "Count": 0}


def test_a_receipt_that_shows_no_lines_takes_none_with_it():
    changes = (lambda row: written(row)[:-5], without("Positions"), but(Positions="many"), but(Positions=None))
    receipts, lines = decoded(*(change(ISSUED.good) for change in changes))
    assert (receipts.received, len(receipts.rejected)) == (4, 4)
    assert (lines.received, len(lines.rejected)) == (0, 0)


def test_the_last_instant_of_the_day_is_of_the_day():
    receipts, _ = decoded(but(DateTime="2026-11-02T23:59:59.999999+05:00")(ISSUED.good))
    assert receipts.rejected == ()


def test_a_firm_lands_with_its_name_and_number_and_a_sole_trader_with_neither():
    landing = REGISTERED.landing(REGISTERED.good, but(Xin=PERSON, Name="Айгерим Сапарова")(REGISTERED.good))
    assert landing.rows.select("merchant_key", "is_sole_trader", "trade_name").rows() == [
        (FIRM, False, "Alatau Foods"),
        (TRADER, True, None),
    ]
