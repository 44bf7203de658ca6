"""The e-invoices of a simulated day: what merchants sell each other, as one ESF container of InvoiceV2."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl
from lxml import etree
from lxml.builder import E

from cryptocity.sandbox.city import CATEGORIES, TAX_CODE_IN_FORCE, City, pays_vat

_PER_MERCHANT, _FEWEST, _MOST_LINES = 0.012, 6, 4
_RATE_PCT, _FORMER_RATE_PCT = 16, 12
_LONGEST_DELAY_DAYS = 15
_LONG_AGO_DAYS = 330
_ESF, _V2 = "esf", "v2.esf"


@dataclass(frozen=True)
class Line:
    """What is sold at one price, in whole tiyn without VAT; `pct` is the rate it states, if any."""

    kind: int
    quantity: int
    price: int
    pct: int | None

    @property
    def net(self) -> int:
        """Return the price without VAT."""
        return self.quantity * self.price

    @property
    def vat(self) -> int:
        """Return the VAT at its rate."""
        sign = -1 if self.net < 0 else 1
        return sign * ((abs(self.net) * (self.pct or 0) + 50) // 100)


@dataclass(frozen=True)
class Invoice:
    """What one merchant invoices another for; the parties are rows of the city's merchants.

    `relates_to` is the day on which the invoice was issued that it adds to or takes the place of.
    """

    day: date
    number: int
    kind: str
    sold_on: date
    relates_to: date
    seller: dict[str, object]
    customer: dict[str, object]
    lines: list[Line]

    @property
    def is_fixed(self) -> bool:
        """Tell whether it takes the place of the invoice of its number on the day that it relates to."""
        return self.kind == "FIXED_INVOICE"

    @property
    def is_credit_note(self) -> bool:
        """Tell whether it takes turnover back."""
        return any(line.net < 0 for line in self.lines)

    @property
    def vat(self) -> int:
        """Return the VAT it states, in whole tiyn."""
        return sum(line.vat for line in self.lines)

    @property
    def rated_on(self) -> date:
        """Return the day whose VAT rate applies: of the turnover; of what is taken back, of the invoice it names."""
        return self.relates_to if self.is_credit_note else self.sold_on

    @property
    def vat_due(self) -> int:
        """Return the VAT that is due on it, in whole tiyn, whatever it states: none of a seller who paid none then."""
        pct = _rate_pct(self.rated_on) if pays_vat(self.seller, self.rated_on) else None
        return sum(replace(line, pct=line.pct and pct).vat for line in self.lines)

    @property
    def gross(self) -> int:
        """Return its amount with VAT, in whole tiyn."""
        return sum(line.net for line in self.lines) + self.vat

    @property
    def own_name(self) -> tuple[object, int, date]:
        """Return what tells it from all others: seller, number and day."""
        return self.seller["xin"], self.number, self.day

    @property
    def names(self) -> tuple[object, int, date]:
        """Return the name of the invoice that it relates to."""
        return self.seller["xin"], self.number, self.relates_to


def container_of(city: City, day: date, *, faulty: bool = True) -> tuple[bytes, int]:
    """Return the container of a day's invoices, and how many it holds."""
    invoices = [_invoice(invoice) for invoice in invoices_of(city, day)]
    invoices += _faulty(invoices) if faulty else []
    container = etree.Element(f"{{{_ESF}}}invoiceContainer", nsmap={"esf": _ESF})
    container.append(E.invoiceSet(*invoices))
    return etree.tostring(container, xml_declaration=True, encoding="UTF-8", standalone=True), len(invoices)


def invoices_of(city: City, day: date) -> Iterator[Invoice]:
    """Yield the invoices that are issued on a day, up to fifteen days after the sale."""
    dice = city.dice("e-invoices", day)
    merchants = city.merchants.filter(pl.col("registered_on") <= day)
    count = max(_FEWEST, round(merchants.height * _PER_MERCHANT))
    parties = dice.integers(0, merchants.height, (count, 2))
    for number, (seller, customer) in enumerate(parties, start=1):
        sold_on = day - timedelta(days=int(dice.integers(0, _LONGEST_DELAY_DAYS + 1)))
        sold_by, sold_to = (merchants.row(int(party), named=True) for party in (seller, customer))
        kind = ("ADDITIONAL_INVOICE", "FIXED_INVOICE", "ORDINARY_INVOICE")[min(int(dice.integers(0, 12)), 2)]
        invoice = Invoice(day, number, kind, sold_on, sold_on, sold_by, sold_to, _lines(dice, sold_by, sold_on))
        yield _credited(invoice) if kind == "ADDITIONAL_INVOICE" and number % 2 else invoice


def _credited(invoice: Invoice) -> Invoice:
    """Return a credit note in the place of an invoice: it takes one of each line back, some of a sale from long ago.

    Every third states the rate of the day on which it is issued in place of that of the sale.
    """
    relates_to = invoice.sold_on - timedelta(days=_LONG_AGO_DAYS if invoice.number % 4 == 1 else 0)
    rated_on = invoice.day if invoice.number % 3 == 0 else relates_to
    lines = [replace(one, quantity=-1, pct=one.pct and _rate_pct(rated_on)) for one in invoice.lines]
    return replace(invoice, relates_to=relates_to, lines=lines)


def _rate_pct(on: date) -> int:
    return _RATE_PCT if on >= TAX_CODE_IN_FORCE else _FORMER_RATE_PCT


def _lines(dice: np.random.Generator, seller: dict[str, object], sold_on: date) -> list[Line]:
    """Return what was sold, amounts in whole tiyn; a seller that never is a VAT payer states no rate."""
    states_vat = seller["vat_payer_from"] is not None and not seller["is_simplified"]
    pct = _rate_pct(sold_on) if states_vat else None
    kind = int(str(seller["kind"]))
    prices = dice.integers(50_000, 20_000_000, int(dice.integers(1, _MOST_LINES + 1)))
    return [Line(kind, int(dice.integers(1, 40)), int(price), pct) for price in prices]


def _invoice(issued: Invoice) -> etree._Element:
    day, number, related_on = issued.day, issued.number, issued.relates_to
    invoice = etree.Element(f"{{{_V2}}}invoice", nsmap={"a": "abstractInvoice.esf", "v2": _V2})
    related = E.relatedInvoice(E.date(f"{related_on:%d.%m.%Y}"), E.num(f"{related_on:%y%m%d}{number:05d}"))
    invoice.extend(
        [
            E.date(f"{day:%d.%m.%Y}"),
            E.invoiceType(issued.kind),
            E.num(f"{day:%y%m%d}{number:05d}"),
            E.operatorFullname("Sandbox Operator"),
            *([related] if issued.kind != "ORDINARY_INVOICE" else []),
            E.turnoverDate(f"{issued.sold_on:%d.%m.%Y}"),
            E.customers(
                E.customer(E.countryCode("KZ"), E.name(_name(issued.customer)), E.tin(str(issued.customer["xin"])))
            ),
            _product_set(issued.lines),
            E.sellers(E.seller(*_party(issued.seller))),
        ]
    )
    return invoice


def _product_set(lines: list[Line]) -> etree._Element:
    net, vat = sum(line.net for line in lines), sum(line.vat for line in lines)
    return E.productSet(
        E.currencyCode("KZT"),
        E.products(*map(_product, lines)),
        E.totalExciseAmount("0"),
        E.totalNdsAmount(_kzt(vat)),
        E.totalPriceWithTax(_kzt(net + vat)),
        E.totalPriceWithoutTax(_kzt(net)),
        E.totalTurnoverSize(_kzt(net)),
    )


def _product(line: Line) -> etree._Element:
    return E.product(
        E.catalogTruId("1"),
        E.description(f"Item of {CATEGORIES[line.kind].name.replace('_', ' ')}"),
        *([E.ndsAmount(_kzt(line.vat)), E.ndsRate(str(line.pct))] if line.pct else []),
        E.priceWithTax(_kzt(line.net + line.vat)),
        E.priceWithoutTax(_kzt(line.net)),
        E.quantity(str(line.quantity)),
        E.truOriginCode("4"),
        E.turnoverSize(_kzt(line.net)),
        E.unitNomenclature("796"),
        E.unitPrice(_kzt(line.price)),
    )


def _party(merchant: dict[str, object]) -> tuple[etree._Element, etree._Element]:
    return E.name(_name(merchant)), E.tin(str(merchant["xin"]))


def _name(merchant: dict[str, object]) -> str:
    return f"Sandbox {CATEGORIES[int(str(merchant['kind']))].name} merchant"


def _kzt(tiyn: int) -> str:
    return f"{'-' if tiyn < 0 else ''}{abs(tiyn) // 100}.{abs(tiyn) % 100:02d}"


def _faulty(invoices: list[etree._Element]) -> list[etree._Element]:
    """Return what may not land: the same again, a sum that is off, a wrong number, a correction of nothing."""
    again, off, wrong, lost = (deepcopy(invoices[0]) for _ in range(4))
    _say(off, "productSet/totalPriceWithTax", "1")
    _say(wrong, "sellers/seller/tin", "123456789012")
    _say(lost, "invoiceType", "ORDINARY_INVOICE" if lost.find("relatedInvoice") is not None else "FIXED_INVOICE")
    return [again, off, wrong, lost]


def _say(invoice: etree._Element, path: str, text: str) -> None:
    for element in invoice.findall(path):
        element.text = text
