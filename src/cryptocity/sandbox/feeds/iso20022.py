"""What the sandbox's ISO 20022 files share: how they write parties, amounts, instants, and themselves."""

from datetime import date, timedelta

from lxml import etree
from lxml.builder import ElementMaker

from cryptocity.identity import is_iin
from cryptocity.sandbox.tenge import TengePayment
from cryptocity.window import Window

ENTRIES_PER_FILE = 100
PACS_008 = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"
PACS_002 = "urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10"


def party(e: ElementMaker, role: str, xin: str) -> etree._Element:
    """Return a taxpayer in a role, by number alone."""
    kind = "PrvtId" if is_iin(xin) else "OrgId"
    return e(role, e.Id(e(kind, e.Othr(e.Id(xin)))))


def amount_in(tiyn: int) -> str:
    """Return an amount of whole tiyn, zero or more, in tenge."""
    return f"{tiyn // 100}.{tiyn % 100:02d}"


def end_to_end_id(day: date, payment: TengePayment) -> str:
    """Return the identifier that a payment keeps in all messages."""
    return f"{day:%Y%m%d}-{payment.number:06d}"


def instant(day: date, second: int) -> str:
    """Return a second of a city day as an instant in UTC."""
    return (Window.of_day(day).start + timedelta(seconds=second)).isoformat()


def written(document: etree._Element) -> bytes:
    """Return a document as it is sent."""
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8")
