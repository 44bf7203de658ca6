"""E-invoices of the ESF: exact to the tiyn, each with its reason where it may not land, and nobody named."""

import re
from datetime import date
from decimal import Decimal

import pytest
from bad_rows import FIRM, PERSON, WINDOW
from hypothesis import given, settings
from hypothesis import strategies as st
from tampering import DAY, TOMORROW, Answer, adds_up, answers

from cryptocity.errors import SourceUnavailable
from cryptocity.sources.merchants.datasets import E_INVOICE_LINES, E_INVOICES
from cryptocity.sources.merchants.invoices import count_invoices, decode_e_invoices
from loopback import PSEUDONYMS

NAME = "Айгерим Сапарова"
PRODUCT = """<product><catalogTruId>1</catalogTruId><description>Flour</description><ndsAmount>468</ndsAmount>
<ndsRate>12</ndsRate><priceWithTax>4368</priceWithTax><priceWithoutTax>3900</priceWithoutTax><quantity>1</quantity>
<turnoverSize>3900</turnoverSize><unitCode>3004200002</unitCode><unitNomenclature>796</unitNomenclature>
<unitPrice>3900</unitPrice></product>"""
INVOICE = f"""<v2:invoice xmlns:a="abstractInvoice.esf" xmlns:v2="v2.esf"><date>02.11.2026</date>
<invoiceType>ORDINARY_INVOICE</invoiceType><num>2038556421124573223</num><operatorFullname>{NAME}</operatorFullname>
<turnoverDate>31.12.2025</turnoverDate>
<customers><customer><address>Алатау</address><countryCode>KZ</countryCode><name>ИП {NAME}</name><tin>{PERSON}</tin>
</customer></customers>
<productSet><currencyCode>KZT</currencyCode><products>{PRODUCT}</products><totalExciseAmount>0</totalExciseAmount>
<totalNdsAmount>468</totalNdsAmount><totalPriceWithTax>4368</totalPriceWithTax>
<totalPriceWithoutTax>3900</totalPriceWithoutTax><totalTurnoverSize>3900</totalTurnoverSize></productSet>
<sellers><seller><name>ТОО</name><tin>{FIRM}</tin></seller></sellers></v2:invoice>"""
RELATED = (
    "<relatedInvoice><date>01.11.2026</date><num>7</num><registrationNumber>ESF-7</registrationNumber></relatedInvoice>"
)


def container(*invoices, prolog=""):
    body = f'<esf:invoiceContainer xmlns:esf="esf"><invoiceSet>{"".join(invoices)}</invoiceSet></esf:invoiceContainer>'
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{prolog}{body}'.encode()


def decoded(*invoices):
    landings = decode_e_invoices(container(*invoices), WINDOW, PSEUDONYMS)
    for landing in landings:
        landing.dataset.check(landing.rows)
        assert landing.received == landing.rows.height + len(landing.rejected)
    return landings


def but(**texts):
    """Return a change that says another text in every element of a name, or leaves it out for None."""

    def change(invoice):
        for name, text in texts.items():
            replacement = "" if text is None else f"<{name}>{text}</{name}>"
            invoice, count = re.subn(
                rf"<{name}>.*?</{name}>", replacement.replace("\\", r"\\"), invoice, flags=re.DOTALL
            )
            assert count
        return invoice

    return change


def of_type(kind, *, related=RELATED):
    return lambda invoice: but(invoiceType=kind)(invoice).replace("<turnoverDate>", f"{related}<turnoverDate>")


def test_the_invoice_of_the_sdk_is_exact():
    invoices, lines = decoded(INVOICE)
    (invoice,), (line,) = invoices.rows.rows(named=True), lines.rows.rows(named=True)
    sums = {"net_kzt": 3900, "excise_kzt": 0, "vat_kzt": 468, "gross_kzt": 4368, "turnover_kzt": 3900}
    key = {"seller_key": FIRM, "invoice_number": "2038556421124573223"}
    related = ("related_invoice_number", "related_issued_on", "related_registration_number")
    assert invoice == {
        **key,
        "invoice_type": "ordinary",
        "issued_on": DAY,
        "turnover_on": date(2025, 12, 31),
        "customer_key": PSEUDONYMS.of(PERSON),
        "customer_country": "KZ",
        "line_count": 1,
        **dict.fromkeys(related),
        **{name: Decimal(amount) for name, amount in sums.items()},
    }
    assert line == {
        **key,
        "line_number": 1,
        "item_name": "Flour",
        "catalogue_code": "1",
        "origin_code": None,
        "unit_code": "796",
        "quantity": Decimal(1),
        "unit_price_kzt": Decimal(3900),
        "vat_pct": Decimal(12),
        **{name: Decimal(amount) for name, amount in sums.items()},
    }


@pytest.mark.parametrize("kind", ["additional", "fixed"])
def test_an_invoice_that_changes_another_says_which(kind):
    invoices, _ = decoded(of_type(f"{kind.upper()}_INVOICE")(INVOICE))
    (row,) = invoices.rows.select("invoice_type", "^related_.*$").rows()
    assert row == (kind, "7", date(2026, 11, 1), "ESF-7")


def test_an_additional_invoice_may_take_away():
    less = re.sub(r"<(ndsAmount|price\w+|turnoverSize|total(?!Excise)\w+)>(\d)", r"<\1>-\2", INVOICE)
    invoices, lines = decoded(of_type("ADDITIONAL_INVOICE")(less), but(num="2")(less))
    assert invoices.rows["gross_kzt"].to_list() == lines.rows["gross_kzt"].to_list() == [Decimal(-4368)]
    assert [rejected.rule for rejected in invoices.rejected] == ["negative_amount"]


def test_a_seller_that_pays_no_vat_states_no_rate():
    gross = {"priceWithTax": 3900, "totalPriceWithTax": 3900, "totalNdsAmount": 0}
    _, lines = decoded(but(ndsAmount=None, ndsRate=None, **gross)(INVOICE))
    assert lines.rows.select("vat_pct", "vat_kzt").rows() == [(None, Decimal(0))]


def test_excise_is_part_of_the_price_and_of_the_turnover():
    sums = {"turnoverSize": 4000, "totalTurnoverSize": 4000, "ndsAmount": 480, "totalNdsAmount": 480}
    sums |= {"priceWithTax": 4480, "totalPriceWithTax": 4480, "totalExciseAmount": 100}
    invoices, lines = decoded(but(**sums)(INVOICE).replace("<ndsRate>", "<exciseAmount>100</exciseAmount><ndsRate>"))
    assert invoices.rejected == []
    assert lines.rows.select("excise_kzt", "gross_kzt").rows() == [(Decimal(100), Decimal(4480))]


@pytest.mark.parametrize(("vat", "rules"), [("467.99", []), ("468.01", []), ("467.98", ["vat_differs_from_rate"])])
def test_vat_is_its_rate_of_the_turnover_to_the_tiyn(vat, rules):
    gross = str(Decimal(3900) + Decimal(vat))
    sums = {"ndsAmount": vat, "totalNdsAmount": vat, "priceWithTax": gross, "totalPriceWithTax": gross}
    invoices, _ = decoded(but(**sums)(INVOICE))
    assert [rejected.rule for rejected in invoices.rejected] == rules


def test_a_buyer_abroad_has_a_pseudonym_whatever_its_number_looks_like():
    abroad = but(countryCode="DE")(INVOICE).replace(PERSON, FIRM, 1)
    nameless = but(countryCode=None, num="2")(INVOICE).replace(f"<tin>{PERSON}</tin>", "")
    invoices, _ = decoded(abroad, nameless)
    buyers = dict(invoices.rows.select("invoice_number", "customer_key").rows())
    assert buyers == {"2038556421124573223": PSEUDONYMS.of(FIRM), "2": None}


BAD = {
    "the same again": (lambda invoice: invoice, "duplicate_key"),
    "another type": (but(invoiceType="DRAFT"), "unknown_invoice_type"),
    "a type without end": (but(invoiceType="A" * 3000), "wrong_shape"),
    "no number": (but(num=""), "wrong_shape"),
    "tomorrow": (but(date="03.11.2026"), "future_date"),
    "yesterday": (but(date="01.11.2026"), "past_date"),
    "a day in another order": (but(date="2026-11-02"), "wrong_shape"),
    "a day that does not exist": (but(turnoverDate="31.02.2026"), "wrong_shape"),
    "an addition to nothing": (of_type("ADDITIONAL_INVOICE", related=""), "no_related_invoice"),
    "a correction of no day": (
        of_type("FIXED_INVOICE", related="<relatedInvoice><num>7</num></relatedInvoice>"),
        "wrong_shape",
    ),
    "an ordinary invoice that adds": (of_type("ORDINARY_INVOICE"), "unexpected_related_invoice"),
    "seller with a wrong check digit": (lambda text: text.replace(FIRM, "080841000762"), "wrong_check_digit"),
    "buyer with a wrong check digit": (lambda text: text.replace(PERSON, "061211600013"), "wrong_check_digit"),
    "no seller": (but(sellers="<!-- nobody -->"), "several_parties"),
    "two sellers": (lambda text: text.replace("<sellers>", "<sellers><seller><tin/></seller>"), "several_parties"),
    "no buyer": (but(customers=""), "several_parties"),
    "a country in words": (but(countryCode="Kazakhstan"), "wrong_shape"),
    "dollars": (but(currencyCode="USD"), "foreign_currency"),
    "no lines": (but(products=""), "wrong_shape"),
    "no description": (but(description=""), "wrong_shape"),
    "a price in words": (but(priceWithTax="much"), "not_an_amount"),
    "a price with thousands": (but(priceWithTax="4_368"), "not_an_amount"),
    "a price that is none": (but(priceWithTax="NaN"), "not_an_amount"),
    "a tenth of a tiyn": (but(priceWithTax="4368.001"), "not_an_amount"),
    "a price beyond any column": (but(priceWithTax="1" + 18 * "0"), "not_an_amount"),
    "a quantity in words": (but(quantity="one"), "not_an_amount"),
    "below zero": (but(priceWithoutTax="-3900"), "negative_amount"),
    "a line that does not add up": (but(priceWithTax="4368.01"), "sums_differ"),
    "a rate above everything": (but(ndsRate="101"), "wrong_rate"),
    "a rate below nothing": (but(ndsRate="-12"), "wrong_rate"),
    "another rate than its VAT": (but(ndsRate="16"), "vat_differs_from_rate"),
    "VAT without a rate": (but(ndsRate=None), "vat_differs_from_rate"),
    "a total that is off": (but(totalPriceWithTax="4368.01"), "totals_differ_from_lines"),
    "a total of VAT that is off": (but(totalNdsAmount="467.99"), "totals_differ_from_lines"),
    "a total of excise that no line has": (but(totalExciseAmount="1"), "totals_differ_from_lines"),
    "no total": (but(totalTurnoverSize=None), "wrong_shape"),
}


@pytest.mark.parametrize("way", BAD)
def test_a_bad_invoice_takes_its_lines_into_quarantine_while_the_good_one_lands(way):
    change, rule = BAD[way]
    invoices, lines = decoded(INVOICE, change(INVOICE))
    (rejected,) = invoices.rejected
    assert (rejected.rule, rejected.position) == (rule, 1)
    assert {orphan.rule for orphan in lines.rejected} <= {"invoice_rejected"}
    assert len(lines.rejected) == change(INVOICE).count("<product>")
    assert invoices.rows.equals(decoded(INVOICE)[0].rows)


@pytest.mark.parametrize("way", BAD)
def test_a_quarantined_invoice_names_nobody(way):
    invoices, lines = decoded(INVOICE, BAD[way][0](INVOICE))
    shown = repr([*invoices.rejected, *lines.rejected])
    assert PERSON not in shown
    assert "Сапарова" not in shown


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
BROKEN = {
    "nothing": (b"", "malformed_xml"),
    "no XML": (b"\xff\xfe\x00", "malformed_xml"),
    "cut short": (container(INVOICE, INVOICE)[:-20], "malformed_xml"),
    "a document type": (container(INVOICE, prolog=BOMB), "document_type"),
    "another document": (b"<html/>", "unknown_message"),
}


@pytest.mark.parametrize("way", BROKEN)
def test_a_container_that_is_not_whole_lands_nothing(way):
    content, rule = BROKEN[way]
    invoices, lines = decode_e_invoices(content, WINDOW, PSEUDONYMS)
    assert [(rejected.rule, rejected.row) for rejected in invoices.rejected] == [(rule, {"bytes": len(content)})]
    assert invoices.rows.is_empty()
    assert (lines.received, lines.rejected) == (0, [])


def test_invoices_are_counted_where_they_may_stand():
    elsewhere = but(description="<invoice/>")(INVOICE)
    assert count_invoices(container(INVOICE, elsewhere, "<other/>")) == 2
    assert count_invoices(container()) == 0


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="<>&", exclude_categories=["Cc", "Cs"]), max_size=30)
ELEMENTS = re.findall(r"<(\w+)>[^<]*</", INVOICE)


@settings(max_examples=150, deadline=None)
@given(changes=st.lists(st.dictionaries(st.sampled_from(ELEMENTS), TEXTS | st.just("-1"), max_size=4), max_size=4))
def test_invoices_of_any_texts_land_or_are_quarantined_with_a_reason(changes):
    invoices, _ = decoded(*(but(**texts)(INVOICE) for texts in changes))
    assert invoices.received == len(changes)
    assert all(row.rule and row.reason and "\n" not in row.reason for row in invoices.rejected)


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=200), at=st.integers(0, len(container(INVOICE))))
def test_any_bytes_are_counted_and_explained(content, at):
    for received in (content, container(INVOICE)[:at] + content + container(INVOICE)[at:]):
        invoices, lines = decode_e_invoices(received, WINDOW, PSEUDONYMS)
        assert invoices.received == invoices.rows.height + len(invoices.rejected)
        assert lines.received == lines.rows.height + len(lines.rejected)


def test_thousands_of_invoices_are_read_one_after_the_other():
    many = container(*(but(num=str(number))(INVOICE) for number in range(3_000)))
    invoices, lines = decode_e_invoices(many, WINDOW, PSEUDONYMS)
    assert (invoices.rows.height, lines.rows.height) == (3_000, 3_000)


def test_a_container_that_holds_fewer_than_promised_is_asked_for_again(city, lake):
    with city.tampered("/merchants/e-invoices", lambda answer, _: Answer(container(INVOICE), headers=answer.headers)):
        city.refuses("merchants", lake, (SourceUnavailable, r"/e-invoices promised \d+ records and sent 1$"))


def test_invoices_of_another_day_land_no_row(city, lake, honest):
    with city.tampered("/merchants/e-invoices", query={"on": str(TOMORROW)}):
        city.extract("merchants", lake)
    assert {rejected.rule for rejected in lake.rejected(E_INVOICES, DAY)} == {"future_date"}
    assert lake.rows(E_INVOICE_LINES, DAY).is_empty()
    assert adds_up("merchants", lake)
    city.repairs("merchants", lake, honest)


def test_a_day_without_invoices_lands_empty(city, lake):
    with city.tampered("/merchants/e-invoices", answers(container(), headers={"x-record-count": "0"})):
        city.extract("merchants", lake)
    assert lake.manifest(E_INVOICES, DAY).rows_received == 0
