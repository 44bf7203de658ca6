"""The digital tenge file drop: payment orders (pacs.008) and outcomes (pacs.002), a hundred each, and all else in it.

A hundred orders are sent with the last of them, and decided each in its own time from then on.

Source: ISO 20022 pacs.008.001.08 FIToFICustomerCreditTransfer, pacs.002.001.10 FIToFIPaymentStatusReport.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from lxml import etree
from lxml.builder import ElementMaker

from cryptocity.sandbox.feeds import statements, tokens
from cryptocity.sandbox.feeds.iso20022 import (
    ENTRIES_PER_FILE,
    PACS_002,
    PACS_008,
    amount_in,
    end_to_end_id,
    instant,
    party,
    written,
)
from cryptocity.sandbox.ledger import ledger_of
from cryptocity.sandbox.refunds import refund_applications_of
from cryptocity.sandbox.tenge import TengePayment, TengeStatement, statements_of
from cryptocity.sandbox.tokens import TokenOperation, faulty_operation, token_operations_of
from cryptocity.sandbox.world import DayFacts, World
from cryptocity.window import days_between

_LAST_SECOND = 86_399


def files_of(world: World, day: date, *, faulty: bool = True) -> dict[str, bytes]:
    """Return the day's files by name."""
    facts = world.facts(day)
    before = [(past, world.days[past].tenge) for past in days_between(world.first_day, day - timedelta(days=1))]
    accounts = statements_of([payments for _, payments in before], facts.tenge)
    operations = token_operations_of(world.city, world.first_day, day)
    ledger = ledger_of(world.city, world.first_day, before, today=(day, facts.tenge))
    files = dict([*_files(facts), *statements.files(day, accounts), *tokens.files(day, operations, ledger)])
    files |= tokens.refunds_file(day, refund_applications_of(world.city, day))
    return files | _faulty_files(day, files, accounts, operations=operations) if faulty else files


def _faulty_files(
    day: date, files: dict[str, bytes], accounts: Sequence[TengeStatement], *, operations: Sequence[TokenOperation]
) -> dict[str, bytes]:
    """Return a file cut short, a statement that is one tiyn out, and a token that is spent beyond what it holds."""
    first = next(iter(files.values()))
    issued = next(operation for operation in operations if operation.mark and operation.transaction_type == "ISSUE")
    return {
        f"pacs.008-{day}-999.xml": first[: len(first) // 2],
        **(statements.faulty_file(day, accounts[0]) if accounts else {}),
        **tokens.faulty_file(day, faulty_operation(issued, issued.debtor)),
    }


def _files(facts: DayFacts) -> Iterator[tuple[str, bytes]]:
    for number, at in enumerate(range(0, len(facts.tenge), ENTRIES_PER_FILE), start=1):
        batch = facts.tenge[at : at + ENTRIES_PER_FILE]
        yield f"pacs.008-{facts.day}-{number:03d}.xml", written(_transfers(facts.day, number, batch))
        yield f"pacs.002-{facts.day}-{number:03d}.xml", written(_statuses(facts.day, number, batch))


def _transfers(day: date, number: int, batch: Sequence[TengePayment]) -> etree._Element:
    e = ElementMaker(namespace=PACS_008, nsmap={None: PACS_008})
    header = e.GrpHdr(
        e.MsgId(_message_id(day, number)),
        e.CreDtTm(instant(day, batch[-1].second)),
        e.NbOfTxs(str(len(batch))),
        e.SttlmInf(e.SttlmMtd("CLRG")),
    )
    return e.Document(e.FIToFICstmrCdtTrf(header, *(_transfer(e, day, payment) for payment in batch)))


def _transfer(e: ElementMaker, day: date, payment: TengePayment) -> etree._Element:
    end_to_end = end_to_end_id(day, payment)
    return e.CdtTrfTxInf(
        e.PmtId(e.EndToEndId(end_to_end), e.UETR(_uetr(end_to_end))),
        e.IntrBkSttlmAmt(amount_in(payment.amount), Ccy="KZT"),
        e.IntrBkSttlmDt(str(day)),
        e.ChrgBr("SLEV"),
        party(e, "Dbtr", payment.debtor),
        e.DbtrAgt(e.FinInstnId(e.BICFI(payment.debtor_bic))),
        e.CdtrAgt(e.FinInstnId(e.BICFI(payment.creditor_bic))),
        party(e, "Cdtr", payment.creditor),
        e.Purp(e.Prtry(payment.purpose)),
    )


def _uetr(end_to_end: str) -> str:
    """Return what looks like a random UUID (version 4), as the schema wants it, and is always the same."""
    return str(UUID(bytes=uuid5(NAMESPACE_URL, end_to_end).bytes, version=4))


def _statuses(day: date, number: int, batch: Sequence[TengePayment]) -> etree._Element:
    e = ElementMaker(namespace=PACS_002, nsmap={None: PACS_002})
    original = e.OrgnlGrpInfAndSts(e.OrgnlMsgId(_message_id(day, number)), e.OrgnlMsgNmId("pacs.008.001.08"))
    sent = batch[-1].second
    header = e.GrpHdr(e.MsgId(f"{_message_id(day, number)}-S"), e.CreDtTm(instant(day, sent)))
    return e.Document(e.FIToFIPmtStsRpt(header, original, *(_status(e, day, sent, payment) for payment in batch)))


def _status(e: ElementMaker, day: date, sent: int, payment: TengePayment) -> etree._Element:
    reason = [e.StsRsnInf(e.Rsn(e.Cd(payment.reason)))] if payment.reason else []
    decided = instant(day, min(_LAST_SECOND, sent + payment.seconds_to_decide))
    return e.TxInfAndSts(
        e.OrgnlEndToEndId(end_to_end_id(day, payment)), e.TxSts(payment.status), *reason, e.AccptncDtTm(decided)
    )


def _message_id(day: date, number: int) -> str:
    return f"DT-{day:%Y%m%d}-{number:03d}"
