"""Account statements of the digital tenge (camt.053), a hundred a file, and notifications of large credits (camt.054).

Source: ISO 20022 camt.053.001.08 BankToCustomerStatement, camt.054.001.08 BankToCustomerDebitCreditNotification.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from lxml import etree
from lxml.builder import ElementMaker

from cryptocity.sandbox.feeds.iso20022 import ENTRIES_PER_FILE, amount_in, end_to_end_id, instant, party, written
from cryptocity.sandbox.tenge import TengePayment, TengeStatement

CAMT_053 = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_CAMT_054 = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"
_LAST_SECOND = 86_399
_NOTIFIED_FROM = 1_000_000
_FAULTY = 999

_Entries = Sequence[tuple[TengePayment, int]]


def files(day: date, accounts: Sequence[TengeStatement]) -> Iterator[tuple[str, bytes]]:
    """Yield the day's files by name: all statements, and one of notifications where there is any."""
    for number, at in enumerate(range(0, len(accounts), ENTRIES_PER_FILE), start=1):
        yield f"camt.053-{day}-{number:03d}.xml", _statements(day, number, accounts[at : at + ENTRIES_PER_FILE])
    if notified := [(account, large) for account in accounts if (large := _large_credits(account))]:
        yield f"camt.054-{day}-001.xml", _notifications(day, notified)


def faulty_file(day: date, account: TengeStatement) -> dict[str, bytes]:
    """Return a file whose only statement is one tiyn out."""
    wrong = replace(account, closing=account.closing + 1)
    return {f"camt.053-{day}-{_FAULTY}.xml": _statements(day, _FAULTY, [wrong])}


def iban_of(xin: str, *, product: int = 0) -> str:
    """Return a taxpayer's fictitious account: right check digits (ISO 13616), and bank 999, which does not exist."""
    account = f"999{product}{xin}"
    letters = "203500"
    return f"KZ{98 - int(account + letters) % 97:02d}{account}"


def _large_credits(account: TengeStatement) -> _Entries:
    return [(payment, sign) for payment, sign in account.entries if sign > 0 and payment.amount >= _NOTIFIED_FROM]


def _statements(day: date, number: int, accounts: Sequence[TengeStatement]) -> bytes:
    e = ElementMaker(namespace=CAMT_053, nsmap={None: CAMT_053})
    header = _header(e, day, f"ST-{day:%Y%m%d}-{number:03d}")
    return written(e.Document(e.BkToCstmrStmt(header, *(_statement(e, day, account) for account in accounts))))


def _statement(e: ElementMaker, day: date, account: TengeStatement) -> etree._Element:
    return e.Stmt(
        *_told(e, day, account),
        balance(e, day, account.opening, e.Cd("OPBD")),
        balance(e, day, account.closing, e.Cd("CLBD")),
        e.TxsSummry(e.TtlNtries(e.NbOfNtries(str(len(account.entries))))),
        *_entries(e, day, account.entries),
    )


def _notifications(day: date, notified: Sequence[tuple[TengeStatement, _Entries]]) -> bytes:
    e = ElementMaker(namespace=_CAMT_054, nsmap={None: _CAMT_054})
    each = (e.Ntfctn(*_told(e, day, account), *_entries(e, day, entries)) for account, entries in notified)
    return written(e.Document(e.BkToCstmrDbtCdtNtfctn(_header(e, day, f"NT-{day:%Y%m%d}-001"), *each)))


def _header(e: ElementMaker, day: date, message_id: str) -> etree._Element:
    return e.GrpHdr(e.MsgId(message_id), e.CreDtTm(instant(day, _LAST_SECOND)))


def _told(e: ElementMaker, day: date, account: TengeStatement) -> Iterator[etree._Element]:
    iban = iban_of(account.owner)
    yield e.Id(f"{day:%Y%m%d}-{iban}")
    yield e.CreDtTm(instant(day, _LAST_SECOND))
    yield e.Acct(e.Id(e.IBAN(iban)), e.Ccy("KZT"), party(e, "Ownr", account.owner))


def balance(e: ElementMaker, day: date, tiyn: int, kind: etree._Element) -> etree._Element:
    """Return a balance of whole tiyn, owed where it is negative, of a kind that is `Cd` or `Prtry`."""
    return e.Bal(
        e.Tp(e.CdOrPrtry(kind)),
        e.Amt(amount_in(abs(tiyn)), Ccy="KZT"),
        e.CdtDbtInd("CRDT" if tiyn >= 0 else "DBIT"),
        e.Dt(e.Dt(str(day))),
    )


def _entries(e: ElementMaker, day: date, entries: _Entries) -> Iterator[etree._Element]:
    for payment, sign in entries:
        settled = min(_LAST_SECOND, payment.second + payment.seconds_to_decide)
        yield e.Ntry(
            e.NtryRef(f"{payment.number:06d}"),
            e.Amt(amount_in(payment.amount), Ccy="KZT"),
            e.CdtDbtInd("CRDT" if sign > 0 else "DBIT"),
            e.Sts(e.Cd("BOOK")),
            e.BookgDt(e.DtTm(instant(day, settled))),
            e.ValDt(e.Dt(str(day))),
            e.BkTxCd(e.Prtry(e.Cd(payment.purpose))),
            e.NtryDtls(e.TxDtls(e.Refs(e.EndToEndId(end_to_end_id(day, payment))))),
        )
