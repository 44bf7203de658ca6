"""VAT returns as they land: an additional one states by how much what was declared before changes."""

from decimal import Decimal

from register_feeds import DECLARED

DIFFERENCE = {"return_number": "300-2", "return_type": "additional", "vat_without_invoice_kzt": "-100.05"}


def test_an_additional_return_may_take_back_what_was_declared():
    landing = DECLARED.landing(DECLARED.good, {**DECLARED.good, **DIFFERENCE, "vat_offset_kzt": "-0.01"})
    assert landing.rejected == ()
    amounts = landing.table.select("vat_without_invoice_kzt", "vat_with_invoice_kzt", "vat_offset_kzt").rows()
    assert amounts == [(1600, 0, Decimal("600.25")), (Decimal("-100.05"), 0, Decimal("-0.01"))]


def test_any_other_return_declares_nothing_below_zero():
    for kind in ("initial", "regular", "liquidation"):
        landing = DECLARED.landing({**DECLARED.good, **DIFFERENCE, "return_type": kind})
        assert [each.rule for each in landing.rejected] == ["negative_amount"]
