"""The digital tenge file drop: pacs.008 and pacs.002 files of a hundred entries each.

Source: ISO 20022 pacs.008.001.08 FIToFICustomerCreditTransfer, pacs.002.001.10 FIToFIPaymentStatusReport.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from lxml import etree
from lxml.builder import ElementMaker

from cryptocity.identity import is_iin
from cryptocity.sandbox.tenge import TengePayment
from cryptocity.sandbox.world import DayFacts
from cryptocity.window import Window

_ENTRIES_PER_FILE = 100
_PACS_008 = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"
_PACS_002 = "urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10"
_LAST_SECOND = 86_399


def files_of(facts: DayFacts, *, faulty: bool = True) -> dict[str, bytes]:
    """Return the day's files by name."""
    files = dict(_files(facts))
    if faulty and files:
        first = next(iter(files.values()))
        files[f"pacs.008-{facts.day}-999.xml"] = first[: len(first) // 2]
    return files


def _files(facts: DayFacts) -> Iterator[tuple[str, bytes]]:
    for number, at in enumerate(range(0, len(facts.tenge), _ENTRIES_PER_FILE), start=1):
        batch = facts.tenge[at : at + _ENTRIES_PER_FILE]
        yield f"pacs.008-{facts.day}-{number:03d}.xml", _written(_transfers(facts.day, number, batch))
        yield f"pacs.002-{facts.day}-{number:03d}.xml", _written(_statuses(facts.day, number, batch))


def _transfers(day: date, number: int, batch: Sequence[TengePayment]) -> etree._Element:
    e = ElementMaker(namespace=_PACS_008, nsmap={None: _PACS_008})
    header = e.GrpHdr(
        e.MsgId(_message_id(day, number)),
        e.CreDtTm(_instant(day, batch[0].second)),
        e.NbOfTxs(str(len(batch))),
        e.SttlmInf(e.SttlmMtd("CLRG")),
    )
    return e.Document(e.FIToFICstmrCdtTrf(header, *(_transfer(e, day, payment) for payment in batch)))


def _transfer(e: ElementMaker, day: date, payment: TengePayment) -> etree._Element:
    end_to_end = _end_to_end_id(day, payment)
    return e.CdtTrfTxInf(
        e.PmtId(e.EndToEndId(end_to_end), e.UETR(str(uuid5(NAMESPACE_URL, end_to_end)))),
        e.IntrBkSttlmAmt(f"{payment.amount // 100}.{payment.amount % 100:02d}", Ccy="KZT"),
        e.IntrBkSttlmDt(str(day)),
        e.ChrgBr("SLEV"),
        _party(e, "Dbtr", payment.debtor),
        e.DbtrAgt(e.FinInstnId(e.BICFI(payment.debtor_bic))),
        e.CdtrAgt(e.FinInstnId(e.BICFI(payment.creditor_bic))),
        _party(e, "Cdtr", payment.creditor),
        e.Purp(e.Prtry(payment.purpose)),
    )


def _party(e: ElementMaker, role: str, xin: str) -> etree._Element:
    kind = "PrvtId" if is_iin(xin) else "OrgId"
    return e(role, e.Id(e(kind, e.Othr(e.Id(xin)))))


def _statuses(day: date, number: int, batch: Sequence[TengePayment]) -> etree._Element:
    e = ElementMaker(namespace=_PACS_002, nsmap={None: _PACS_002})
    original = e.OrgnlGrpInfAndSts(e.OrgnlMsgId(_message_id(day, number)), e.OrgnlMsgNmId("pacs.008.001.08"))
    header = e.GrpHdr(e.MsgId(f"{_message_id(day, number)}-S"), e.CreDtTm(_instant(day, batch[-1].second)))
    return e.Document(e.FIToFIPmtStsRpt(header, original, *(_status(e, day, payment) for payment in batch)))


def _status(e: ElementMaker, day: date, payment: TengePayment) -> etree._Element:
    reason = [e.StsRsnInf(e.Rsn(e.Cd(payment.reason)))] if payment.reason else []
    decided = _instant(day, min(_LAST_SECOND, payment.second + payment.seconds_to_decide))
    return e.TxInfAndSts(
        e.OrgnlEndToEndId(_end_to_end_id(day, payment)), e.TxSts(payment.status), *reason, e.AccptncDtTm(decided)
    )


def _message_id(day: date, number: int) -> str:
    return f"DT-{day:%Y%m%d}-{number:03d}"


def _end_to_end_id(day: date, payment: TengePayment) -> str:
    return f"{day:%Y%m%d}-{payment.number:06d}"


def _instant(day: date, second: int) -> str:
    return (Window.of_day(day).start + timedelta(seconds=second)).isoformat()


def _written(document: etree._Element) -> bytes:
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8")
