"""Turns e-invoices into rows, or into quarantined rows with rule and reason, one invoice after the other. Pure.

Names and addresses of sellers and customers are read over. A container that is no well-formed XML is one quarantined
row, and of what it says nothing lands.

Source: ESF InvoiceV2 (`invoiceContainer/invoiceSet/v2:invoice`) as in the sample of the ESF SDK; elements are told by
their local names.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from lxml import etree

from cryptocity.identity import Pseudonyms
from cryptocity.landing import Landing, Rejected
from cryptocity.money import table, whole_units
from cryptocity.sift import Broken, must_be_taxpayer
from cryptocity.sources.merchants.datasets import E_INVOICE_LINES, E_INVOICES
from cryptocity.window import Window

Row = tuple[Any, ...]

_TYPES = {"ORDINARY_INVOICE": "ordinary", "ADDITIONAL_INVOICE": "additional", "FIXED_INVOICE": "fixed"}
_TOTALS = ("totalPriceWithoutTax", "totalExciseAmount", "totalNdsAmount", "totalPriceWithTax", "totalTurnoverSize")
_PRODUCTS = "productSet/products/product"
_TIYN, _MILLIONTHS, _HUNDREDTHS = 2, 6, 2
_WHOLE_PCT, _LONGEST_TEXT, _DEPTH_OF_SET = 100_00, 2_000, 2
_DAY = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")


@dataclass
class _Sifted:
    """The invoices read so far: rows to land, rows turned away, and the keys that were given."""

    invoices: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    orphaned: list[Rejected] = field(default_factory=list)
    keys: set[Row] = field(default_factory=set)

    def take(self, invoice: Row, lines: list[Row]) -> None:
        """Keep an invoice and its lines. Raises Broken where one with its key came before."""
        if invoice[:2] in self.keys:
            raise Broken("duplicate_key", "another invoice of this day carries the seller's same number")
        self.keys.add(invoice[:2])
        self.invoices.append(invoice)
        self.lines.extend(lines)

    def turn_away(self, fault: Broken, element: etree._Element, position: int) -> None:
        """Quarantine an invoice and its lines by where they stood: what they say may name persons."""
        count = len(_all(element, _PRODUCTS))
        kind = _TYPES.get((element.findtext("{*}invoiceType") or "").strip())
        self.rejected.append(Rejected(fault.rule, fault.reason, position, {"invoice_type": kind, "lines": count}))
        reason = f"its invoice may not land: {fault.reason}"
        self.orphaned.extend(
            Rejected("invoice_rejected", reason, position, {"line_number": number}) for number in range(1, count + 1)
        )


def decode_e_invoices(content: bytes, window: Window, pseudonyms: Pseudonyms) -> tuple[Landing, Landing]:
    """Return e-invoices and their lines. An invoice that may not land takes its lines into quarantine with it."""
    sifted = _Sifted()
    try:
        for position, element in enumerate(_invoices(content)):
            try:
                sifted.take(*_interpret(element, window, pseudonyms))
            except Broken as fault:
                sifted.turn_away(fault, element, position)
    except Broken as fault:
        sifted = _Sifted(rejected=[Rejected(fault.rule, fault.reason, 0, {"bytes": len(content)})])
    received, lines = (len(sifted.invoices) + len(sifted.rejected), len(sifted.lines) + len(sifted.orphaned))
    return (
        Landing(E_INVOICES, table(E_INVOICES, sifted.invoices), received, sifted.rejected),
        Landing(E_INVOICE_LINES, table(E_INVOICE_LINES, sifted.lines), lines, sifted.orphaned),
    )


def count_invoices(content: bytes) -> int:
    """Return how many invoices a container holds. Raises Broken where it is not whole."""
    return sum(1 for _ in _invoices(content))


def _invoices(content: bytes) -> Iterator[etree._Element]:
    """Yield the container's invoices as they end, each forgotten after it; no entity is resolved, nothing fetched."""
    depth = 0
    try:
        for event, element in etree.iterparse(
            BytesIO(content), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
        ):
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                _must_be_container(element)
            elif event == "end" and depth == _DEPTH_OF_SET and _name(element) == "invoice":
                yield element
                _forget_before(element)
    except etree.XMLSyntaxError as error:
        raise Broken("malformed_xml", f"not well-formed XML: {error.msg}") from None


def _forget_before(element: etree._Element) -> None:
    """Forget an invoice that was read, and the one before it wholly: the parser still needs the one that has ended."""
    element.clear()
    before, parent = element.getprevious(), element.getparent()
    if before is not None and parent is not None:
        parent.remove(before)


def _must_be_container(root: etree._Element) -> None:
    if root.getroottree().docinfo.doctype:
        raise Broken("document_type", "the answer declares a document type, as no container of invoices does")
    if _name(root) != "invoiceContainer":
        raise Broken("unknown_message", "the answer is no container of invoices")


def _interpret(invoice: etree._Element, window: Window, pseudonyms: Pseudonyms) -> tuple[Row, list[Row]]:
    kind = _TYPES.get(_text(invoice, "invoiceType"))
    if kind is None:
        raise Broken("unknown_invoice_type", f"invoiceType is none of {', '.join(_TYPES)}")
    issued_on = _must_be_of(window, _day(invoice, "date"))
    seller = _seller(invoice, pseudonyms)
    key = (seller, _required(invoice, "num"))
    if _required(invoice, "productSet/currencyCode") != "KZT":
        raise Broken("foreign_currency", "the invoice is not in tenge")
    may_be_negative = kind == "additional"
    lines = [_line(product, may_be_negative=may_be_negative) for product in _all(invoice, _PRODUCTS)]
    row = (
        *key,
        kind,
        issued_on,
        _day(invoice, "turnoverDate"),
        *_customer(invoice, pseudonyms),
        *_related(invoice, kind),
        len(lines),
        *_totals(invoice, lines, may_be_negative=may_be_negative),
    )
    return row, [(*key, number, *line) for number, line in enumerate(lines, start=1)]


def _must_be_of(window: Window, issued_on: date) -> date:
    if issued_on != window.day:
        rule = "future_date" if issued_on > window.day else "past_date"
        raise Broken(rule, f"issued on {issued_on}, not on the day this answer is about")
    return issued_on


def _seller(invoice: etree._Element, pseudonyms: Pseudonyms) -> str:
    tin = _required(_only(invoice, "sellers/seller"), "tin")
    must_be_taxpayer(tin)
    return pseudonyms.of_taxpayer(tin)


def _customer(invoice: etree._Element, pseudonyms: Pseudonyms) -> tuple[str | None, str | None]:
    """Return who bought, and from which country; a number of another country is nobody's public number here."""
    customer = _only(invoice, "customers/customer")
    tin, country = _text(customer, "tin"), _text(customer, "countryCode")
    if country and not re.fullmatch("[A-Z]{2}", country):
        raise Broken("wrong_shape", "countryCode is no country of two letters")
    if not tin:
        return None, country or None
    if country and country != "KZ":
        return pseudonyms.of(tin), country
    must_be_taxpayer(tin)
    return pseudonyms.of_taxpayer(tin), country or None


def _related(invoice: etree._Element, kind: str) -> tuple[str | None, date | None, str | None]:
    """Return number, day and registration number of the invoice that this one adds to or sets right."""
    related = _all(invoice, "relatedInvoice")
    if kind == "ordinary":
        if related:
            raise Broken("unexpected_related_invoice", "an ordinary invoice adds to no other")
        return None, None, None
    if not related:
        raise Broken("no_related_invoice", f"the invoice is {kind} and does not say to which")
    return _required(related[0], "num"), _day(related[0], "date"), _text(related[0], "registrationNumber") or None


def _line(product: etree._Element, *, may_be_negative: bool) -> Row:
    """Return item, quantity, price, net, excise, rate, VAT, gross and turnover, amounts in whole smallest units."""
    net, excise, vat, gross, turnover = (
        _amount(product, name, may_be_negative=may_be_negative, optional=name in ("exciseAmount", "ndsAmount"))
        for name in ("priceWithoutTax", "exciseAmount", "ndsAmount", "priceWithTax", "turnoverSize")
    )
    pct = _units(_text(product, "ndsRate"), _HUNDREDTHS, what="ndsRate") if _text(product, "ndsRate") else None
    if gross != net + excise + vat:
        raise Broken("sums_differ", "priceWithTax is not what price, excise and VAT add up to")
    _must_be_share(vat, pct, turnover)
    return (
        _required(product, "description"),
        _text(product, "catalogTruId") or None,
        _text(product, "truOriginCode") or None,
        _text(product, "unitNomenclature") or None,
        *(
            _units(_text(product, name), _MILLIONTHS, what=name) if _text(product, name) else None
            for name in ("quantity", "unitPrice")
        ),
        net,
        excise,
        pct,
        vat,
        gross,
        turnover,
    )


def _must_be_share(vat: int, pct: int | None, turnover: int) -> None:
    """Raise Broken unless the VAT is its rate of the turnover, to the tiyn; without a rate there is none."""
    if pct is not None and not 0 <= pct <= _WHOLE_PCT:
        raise Broken("wrong_rate", "ndsRate is no rate from 0 to 100 percent")
    if abs(vat * 10_000 - turnover * (pct or 0)) > 10_000:
        raise Broken("vat_differs_from_rate", f"ndsAmount is not {(pct or 0) / 100:g} % of turnoverSize")


def _totals(invoice: etree._Element, lines: list[Row], *, may_be_negative: bool) -> list[int]:
    if not lines:
        raise Broken("wrong_shape", "the invoice has no lines")
    totals = []
    for name, column in zip(_TOTALS, (-6, -5, -3, -2, -1), strict=True):
        total = _amount(invoice, f"productSet/{name}", may_be_negative=may_be_negative)
        if total != sum(line[column] for line in lines):
            raise Broken("totals_differ_from_lines", f"{name} is not what the lines add up to")
        totals.append(total)
    return totals


def _amount(element: etree._Element, path: str, *, may_be_negative: bool, optional: bool = False) -> int:
    text = _text(element, path) if optional else _required(element, path)
    tiyn = _units(text, _TIYN, what=path.rpartition("/")[2]) if text else 0
    if tiyn < 0 and not may_be_negative:
        raise Broken("negative_amount", f"{path.rpartition('/')[2]} is negative, and the invoice adds to no other")
    return tiyn


def _units(text: str, scale: int, *, what: str) -> int:
    if _NUMBER.fullmatch(text):
        with suppress(ValueError, ArithmeticError):
            return whole_units(Decimal(text), scale)
    raise Broken("not_an_amount", f"{what} is no number that DECIMAL(18, {scale}) holds")


def _day(element: etree._Element, path: str) -> date:
    matched = _DAY.fullmatch(_required(element, path))
    if matched:
        day, month, year = map(int, matched.groups())
        with suppress(ValueError):
            return date(year, month, day)
    raise Broken("wrong_shape", f"{path} is no day written DD.MM.YYYY")


def _only(invoice: etree._Element, path: str) -> etree._Element:
    found = _all(invoice, path)
    if len(found) != 1:
        raise Broken("several_parties", f"the invoice has {len(found)} of {path}, so whose it is cannot be told")
    return found[0]


def _required(element: etree._Element, path: str) -> str:
    text = _text(element, path)
    if not text:
        raise Broken("wrong_shape", f"no {path}")
    return text


def _text(element: etree._Element, path: str) -> str:
    """Return an element's text, trimmed, empty where it is absent. Raises Broken: longer than any such text is."""
    found = _all(element, path)
    text = (found[0].text or "").strip() if found else ""
    if len(text) > _LONGEST_TEXT:
        raise Broken("wrong_shape", f"{path} is longer than {_LONGEST_TEXT} characters")
    return text


def _all(element: etree._Element, path: str) -> list[etree._Element]:
    return element.findall("/".join(f"{{*}}{name}" for name in path.split("/")))


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
