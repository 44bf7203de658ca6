"""Turns pacs.008 and pacs.002 files into rows, or into quarantined rows with rule and reason. Pure.

Any version of the messages and any namespace is read: elements are told by their local names. External entities are
never resolved. An instant without an offset is Almaty time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from cryptocity.dataset import Dataset
from cryptocity.identity import Pseudonyms
from cryptocity.lake import Landing, Rejected
from cryptocity.money import table
from cryptocity.sift import Broken, must_be_taxpayer, must_fall_in, units_of
from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.datasets import PAYMENT_STATUSES, PAYMENTS
from cryptocity.window import CITY_ZONE, Window

_ENTRIES = {"FIToFICstmrCdtTrf": (PAYMENTS, "CdtTrfTxInf"), "FIToFIPmtStsRpt": (PAYMENT_STATUSES, "TxInfAndSts")}
_STATUSES = ("ACSC", "RJCT", "PDNG")

Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Entry:
    """One transfer or status: where it stands, the message's body and its own element; or the fault of its file."""

    dataset: Dataset
    place: str
    file_name: str
    body: etree._Element | None = None
    element: etree._Element | None = None
    fault: Broken | None = None


def decode_files(files: Iterable[MessageFile], window: Window, pseudonyms: Pseudonyms) -> tuple[Landing, Landing]:
    """Return payments and payment statuses. A file that is no such message, or not whole, is one quarantined row."""
    rows: dict[Dataset, dict[Row, Row]] = {PAYMENTS: {}, PAYMENT_STATUSES: {}}
    rejected: dict[Dataset, list[Rejected]] = {PAYMENTS: [], PAYMENT_STATUSES: []}
    received = dict.fromkeys(rows, 0)
    for entry in (entry for file in files for entry in _entries(file)):
        position, received[entry.dataset] = received[entry.dataset], received[entry.dataset] + 1
        try:
            row = _interpret(entry, window, pseudonyms)
            key = tuple(row[entry.dataset.schema.names().index(name)] for name in entry.dataset.key)
            if key in rows[entry.dataset]:
                raise Broken("duplicate_key", "another entry of this day carries the same key")
            rows[entry.dataset][key] = row
        except (Broken, ValueError) as error:
            rule = error.rule if isinstance(error, Broken) else "wrong_shape"
            rejected[entry.dataset].append(Rejected(rule, str(error), position, {"place": entry.place}))
    payments, statuses = (
        Landing(dataset, table(dataset, rows[dataset].values()), received[dataset], rejected[dataset])
        for dataset in (PAYMENTS, PAYMENT_STATUSES)
    )
    return payments, statuses


def _entries(file: MessageFile) -> Iterator[_Entry]:
    try:
        body = _body(file.content)
        dataset, name = _ENTRIES[str(body.tag)]
        elements = body.findall(name)
        promised = body.findtext("GrpHdr/NbOfTxs") if dataset is PAYMENTS else str(len(elements))
        if promised != str(len(elements)):
            raise Broken("count_mismatch", f"NbOfTxs says {promised}, the file holds {len(elements)}")
    except Broken as fault:
        dataset = PAYMENT_STATUSES if file.name.startswith("pacs.002") else PAYMENTS
        yield _Entry(dataset, file.name, file.name, fault=fault)
        return
    for number, element in enumerate(elements, start=1):
        yield _Entry(dataset, f"{file.name}, entry {number}", file.name, body, element)


def _body(content: bytes) -> etree._Element:
    """Return the message's body, every element named by its local name."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise Broken("malformed_xml", f"not well-formed XML: {error.msg}") from None
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    found = next((element for element in root.iter(*_ENTRIES)), None)
    if found is None:
        raise Broken("unknown_message", f"{root.tag!r} holds neither a pacs.008 nor a pacs.002")
    return found


def _interpret(entry: _Entry, window: Window, pseudonyms: Pseudonyms) -> Row:
    if entry.fault:
        raise entry.fault
    if entry.body is None or entry.element is None:
        raise Broken("wrong_shape", "the entry is empty")
    if entry.dataset is PAYMENT_STATUSES:
        return _status(entry.body, entry.element, window, file_name=entry.file_name)
    row = _payment(entry.body, entry.element, pseudonyms, file_name=entry.file_name)
    must_fall_in(window, row[3])
    return row


def _payment(body: etree._Element, transfer: etree._Element, pseudonyms: Pseudonyms, *, file_name: str) -> Row:
    settled_on = transfer.findtext("IntrBkSttlmDt") or body.findtext("GrpHdr/IntrBkSttlmDt")
    return (
        _text(body, "GrpHdr/MsgId"),
        _text(transfer, "PmtId/EndToEndId"),
        transfer.findtext("PmtId/UETR"),
        _instant(_text(body, "GrpHdr/CreDtTm")),
        settled_on and date.fromisoformat(settled_on),
        _amount(transfer),
        _party(transfer, "Dbtr", pseudonyms),
        _party(transfer, "Cdtr", pseudonyms),
        transfer.findtext("DbtrAgt/FinInstnId/BICFI"),
        transfer.findtext("CdtrAgt/FinInstnId/BICFI"),
        transfer.findtext("Purp/Prtry") or transfer.findtext("Purp/Cd"),
        file_name,
    )


def _status(body: etree._Element, outcome: etree._Element, window: Window, *, file_name: str) -> Row:
    status = _text(outcome, "TxSts")
    if status not in _STATUSES:
        raise Broken("unknown_status", f"TxSts is {status}, not one of {', '.join(_STATUSES)}")
    decided_at = _instant(outcome.findtext("AccptncDtTm") or _text(body, "GrpHdr/CreDtTm"))
    must_fall_in(window, decided_at)
    original = outcome.findtext("OrgnlGrpInf/OrgnlMsgId") or _text(body, "OrgnlGrpInfAndSts/OrgnlMsgId")
    return (
        _text(body, "GrpHdr/MsgId"),
        original,
        _text(outcome, "OrgnlEndToEndId"),
        status,
        outcome.findtext("StsRsnInf/Rsn/Cd"),
        decided_at,
        file_name,
    )


def _text(element: etree._Element, path: str) -> str:
    text = (element.findtext(path) or "").strip()
    if not text:
        raise Broken("missing_field", f"{path} is missing")
    return text


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=CITY_ZONE)


def _amount(transfer: etree._Element) -> int:
    amount = transfer.find("IntrBkSttlmAmt")
    if amount is None or amount.get("Ccy") != "KZT":
        raise Broken("wrong_currency", "IntrBkSttlmAmt is missing or not in KZT")
    try:
        return units_of(Decimal(amount.text or ""), 2, what="IntrBkSttlmAmt")
    except InvalidOperation:
        raise Broken("not_an_amount", "IntrBkSttlmAmt is no number") from None


def _party(transfer: etree._Element, role: str, pseudonyms: Pseudonyms) -> str | None:
    found = (transfer.findtext(f"{role}/Id/{kind}/Othr/Id") for kind in ("OrgId", "PrvtId"))
    xin = next((xin for xin in found if xin), None)
    if xin is None:
        return None
    must_be_taxpayer(xin)
    return pseudonyms.of_taxpayer(xin)
