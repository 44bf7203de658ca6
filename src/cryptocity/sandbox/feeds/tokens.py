"""Operations on digital tenge tokens (pacs.008, pacs.002), the ledger's accounts (camt.053) and VAT refunds (JSON).

Source: ISO 20022 pacs.008.001.08, pacs.002.001.10, camt.053.001.08; what they carry of tokens is this platform's own
design (see `sources/cbdc/datasets.py`).
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date

from lxml import etree
from lxml.builder import ElementMaker

from cryptocity.sandbox.feeds.iso20022 import PACS_002, PACS_008, amount_in, instant, party, written
from cryptocity.sandbox.feeds.statements import CAMT_053, balance, iban_of
from cryptocity.sandbox.ledger import LedgerAccount
from cryptocity.sandbox.refunds import RefundApplication
from cryptocity.sandbox.tokens import TokenOperation

_TOKENS = "urn:kz:digital-tenge:token-operation:001"
_LAST_SECOND = 86_399
_SECONDS_TO_DECIDE = 4
_NUMBER, _FAULTY = 901, 998


def files(
    day: date, operations: Sequence[TokenOperation], accounts: Sequence[LedgerAccount]
) -> Iterator[tuple[str, bytes]]:
    """Yield the day's files by name: payments of tokens where there are any, all outcomes, and the ledger."""
    if transfers := [each for each in operations if each.transaction_type == "TRANSFER"]:
        yield f"pacs.008-{day}-{_NUMBER}.xml", _payments(day, transfers)
    yield f"pacs.002-{day}-{_NUMBER}.xml", _outcomes(day, _NUMBER, operations)
    yield f"camt.053-{day}-{_NUMBER}.xml", _ledger(day, accounts)


def faulty_file(day: date, operation: TokenOperation) -> dict[str, bytes]:
    """Return a file of one operation that spends more than there is."""
    return {f"pacs.002-{day}-{_FAULTY}.xml": _outcomes(day, _FAULTY, [operation])}


def refunds_file(day: date, applications: Sequence[RefundApplication]) -> dict[str, bytes]:
    """Return the tax office's file of the day."""
    items = [_item(day, application) for application in applications]
    return {f"vat_refunds-{day}.json": json.dumps({"items": items}).encode()}


def _payments(day: date, transfers: Sequence[TokenOperation]) -> bytes:
    e = ElementMaker(namespace=PACS_008, nsmap={None: PACS_008})
    header = e.GrpHdr(
        e.MsgId(f"TK-{day:%Y%m%d}-{_NUMBER}"),
        e.CreDtTm(instant(day, transfers[0].second)),
        e.NbOfTxs(str(len(transfers))),
        e.SttlmInf(e.SttlmMtd("CLRG")),
    )
    each = (
        e.CdtTrfTxInf(
            e.PmtId(e.EndToEndId(transfer.operation_id)),
            e.IntrBkSttlmAmt(amount_in(transfer.amount), Ccy="KZT"),
            e.IntrBkSttlmDt(str(day)),
            e.ChrgBr("SLEV"),
            party(e, "Dbtr", transfer.debtor),
            e.DbtrAgt(e.FinInstnId(e.BICFI("KKMFKZ2A"))),
            e.CdtrAgt(e.FinInstnId(e.BICFI("KKMFKZ2A"))),
            party(e, "Cdtr", transfer.creditor),
            e.Purp(e.Prtry(transfer.payment_purpose)),
        )
        for transfer in transfers
    )
    return written(e.Document(e.FIToFICstmrCdtTrf(header, *each)))


def _outcomes(day: date, number: int, operations: Sequence[TokenOperation]) -> bytes:
    e = ElementMaker(namespace=PACS_002, nsmap={None: PACS_002})
    header = e.GrpHdr(e.MsgId(f"TK-{day:%Y%m%d}-{number}-S"), e.CreDtTm(instant(day, operations[-1].second)))
    return written(e.Document(e.FIToFIPmtStsRpt(header, *(_outcome(e, day, operation) for operation in operations))))


def _outcome(e: ElementMaker, day: date, operation: TokenOperation) -> etree._Element:
    original = "TK" if operation.transaction_type == "TRANSFER" else "RQ"
    reason = [e.StsRsnInf(e.Rsn(e.Cd(operation.reason)))] if operation.reason else []
    return e.TxInfAndSts(
        e.OrgnlGrpInf(
            e.OrgnlMsgId(f"{original}-{day:%Y%m%d}-{_NUMBER}"),
            e.OrgnlMsgNmId("pacs.008.001.08"),
        ),
        e.OrgnlEndToEndId(operation.operation_id),
        e.TxSts(operation.status),
        *reason,
        e.AccptncDtTm(instant(day, operation.second + _SECONDS_TO_DECIDE)),
        e.OrgnlTxRef(
            e.IntrBkSttlmAmt(amount_in(operation.amount), Ccy="KZT"),
            e.Dbtr(party(e, "Pty", operation.debtor)),
            e.Cdtr(party(e, "Pty", operation.creditor)),
        ),
        e.SplmtryData(e.Envlp(_token(operation))),
    )


def _token(operation: TokenOperation) -> etree._Element:
    t = ElementMaker(namespace=_TOKENS, nsmap={None: _TOKENS})
    told = {
        "OpId": operation.operation_id,
        "TxTp": operation.transaction_type,
        "MrkCd": operation.mark,
        "MrkPurp": operation.purpose,
        "CtrctNb": operation.contract,
        "PrntOpId": operation.parent,
        "TierDpth": None if operation.tier is None else str(operation.tier),
    }
    vat = [] if operation.vat is None else [t.VatAmtMrkd(amount_in(operation.vat), Ccy="KZT")]
    return t.TknOp(*(t(name, value) for name, value in told.items() if value is not None), *vat)


def _ledger(day: date, accounts: Sequence[LedgerAccount]) -> bytes:
    e = ElementMaker(namespace=CAMT_053, nsmap={None: CAMT_053})
    header = e.GrpHdr(e.MsgId(f"LG-{day:%Y%m%d}"), e.CreDtTm(instant(day, _LAST_SECOND)))
    return written(e.Document(e.BkToCstmrStmt(header, *(_account(e, day, account) for account in accounts))))


def _account(e: ElementMaker, day: date, account: LedgerAccount) -> etree._Element:
    iban = iban_of(account.owner, product=1)
    kind = "DTISSUE" if account.is_issuer else "DTHOLD"
    marked = balance(e, day, account.marked, e.Prtry("MRKD"))
    return e.Stmt(
        e.Id(f"{day:%Y%m%d}-{iban}"),
        e.CreDtTm(instant(day, _LAST_SECOND)),
        e.Acct(e.Id(e.IBAN(iban)), e.Tp(e.Prtry(kind)), e.Ccy("KZT"), party(e, "Ownr", account.owner)),
        balance(e, day, account.opening, e.Cd("OPBD")),
        balance(e, day, account.closing, e.Cd("CLBD")),
        *([marked] if account.marked else []),
        e.TxsSummry(e.TtlNtries(e.NbOfNtries(str(len(account.movements))))),
        *(_movement(e, day, amount, reference) for amount, reference in account.movements),
    )


def _movement(e: ElementMaker, day: date, amount: int, reference: str | None) -> etree._Element:
    details = [e.NtryDtls(e.TxDtls(e.Refs(e.EndToEndId(reference))))] if reference else []
    return e.Ntry(
        e.Amt(amount_in(abs(amount)), Ccy="KZT"),
        e.CdtDbtInd("CRDT" if amount > 0 else "DBIT"),
        e.Sts(e.Cd("BOOK")),
        e.BookgDt(e.Dt(str(day))),
        e.ValDt(e.Dt(str(day))),
        e.BkTxCd(e.Prtry(e.Cd("TOKEN" if reference else "PAYMENTS"))),
        *details,
    )


def _item(day: date, application: RefundApplication) -> dict[str, object]:
    status = application.status_on(day)
    return {
        "application_id": application.application_id,
        "xin": application.xin,
        "tax_period": application.tax_period,
        "amount_kzt": amount_in(application.amount),
        "channel": application.channel,
        "status": status,
        "as_of_on": str(day),
        "applied_on": str(application.applied_on),
        "decided_on": None if status == "open" else str(application.decided_on),
        "credited_on": str(application.credited_on) if status == "credited" else None,
    }
