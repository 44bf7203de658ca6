"""The feeds about taxes: VAT returns as the tax office has them, payments as the treasury has them."""

from collections.abc import Callable, Mapping

from cryptocity.sandbox.taxes import TaxPayment, VatReturn
from cryptocity.sandbox.world import DayFacts

Json = dict[str, object]


def _return(declared: VatReturn) -> Json:
    return {
        "return_number": declared.number,
        "xin": declared.xin,
        "quarter": str(declared.quarter),
        "return_type": "additional" if declared.is_difference else "regular",
        "filed_on": str(declared.filed_on),
        "vat_without_invoice_kzt": f"{declared.without_invoice}.00",
        "vat_with_invoice_kzt": f"{declared.with_invoice}.00",
        "vat_offset_kzt": f"{declared.offset}.00",
    }


def _payment(payment: TaxPayment) -> Json:
    return {
        "payment_number": payment.number,
        "xin": payment.xin,
        "tax": payment.tax,
        "quarter": str(payment.quarter),
        "purpose_code": payment.purpose_code,
        "amount_kzt": f"{payment.amount}.00",
        "paid_on": str(payment.paid_on),
    }


MAKERS: Mapping[str, Callable[[DayFacts], list[Json]]] = {
    "vat-returns": lambda facts: [_return(each) for each in facts.vat_returns],
    "tax-payments": lambda facts: [_payment(each) for each in facts.tax_payments],
}
_FAULTS: Mapping[str, Json] = {
    "vat-returns": {"return_number": "FAULTY", "filed_on": "9999-12-31"},
    "tax-payments": {"payment_number": "FAULTY", "purpose_code": "999"},
}


def items_of_feed(name: str, facts: DayFacts, *, faulty: bool) -> list[Json]:
    """Return all items of one feed, by its name, as known at the end of a day. Raises KeyError: no such feed."""
    items = MAKERS[name](facts)
    return [*items, {**items[0], **_FAULTS[name]}] if faulty and items else items
