"""What the messages say, part by part, and where in a message it stands, as XPath over local names.

Source: ISO 20022 FIToFICustomerCreditTransfer (pacs.008), FIToFIPaymentStatusReport (pacs.002), BankToCustomerStatement
(camt.053), BankToCustomerDebitCreditNotification (camt.054); the paths hold for every version of them since 001.02.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, TypeVar
from xml.sax.saxutils import quoteattr

import polars as pl
from lxml import etree

from cryptocity.sift import Broken


class Header(NamedTuple):
    """What a message says of itself: one per message, before its other parts."""

    message_id: str
    created_at: str
    promised_entries: str
    settled_on: str
    original_message_id: str


class Transfer(NamedTuple):
    """One credit transfer of a pacs.008."""

    end_to_end_id: str
    uetr: str
    settled_on: str
    amount: str
    currency: str
    debtor: str
    creditor: str
    debtor_bic: str
    creditor_bic: str
    purpose_code: str


class Outcome(NamedTuple):
    """One transaction status of a pacs.002."""

    original_message_id: str
    end_to_end_id: str
    status: str
    reason_code: str
    decided_at: str
    operations: str


class Operation(NamedTuple):
    """What the transaction of a pacs.002 status does to tokens: after its Outcome, where there is such a thing."""

    operation_id: str
    transaction_type: str
    amount: str
    currency: str
    mark_code: str
    mark_purpose: str
    contract_number: str
    parent_operation_id: str
    vat_amount: str
    vat_currency: str
    tier_depth: str
    debtor: str
    creditor: str


class Account(NamedTuple):
    """Whose statement (camt.053) or notification (camt.054) begins: one per statement, before its entries."""

    statement_id: str
    created_at: str
    account: str
    account_type: str
    owner: str


class Entry(NamedTuple):
    """One entry of a statement or notification. The end-to-end identifier is that of its only transaction."""

    reference: str
    amount: str
    currency: str
    direction: str
    is_reversal: str
    status: str
    booked_on: str
    valued_on: str
    end_to_end_id: str


class Balances(NamedTuple):
    """How a statement or notification ends, after its entries: opening (OPBD, else PRCD) and closing (CLBD)."""

    openings: str
    opening: str
    opening_currency: str
    opening_side: str
    closings: str
    closing: str
    closing_currency: str
    closing_side: str
    closed_on: str
    promised_entries: str
    marked: str
    marked_currency: str


Part = Header | Transfer | Outcome | Operation | Account | Entry | Balances
SomePart = TypeVar("SomePart", bound=NamedTuple)

_OPENING = "(Bal[Tp//Cd='OPBD'] | Bal[Tp//Cd='PRCD'][not(../Bal[Tp//Cd='OPBD'])])"
_CLOSING = "Bal[Tp//Cd='CLBD']"
_MARKED = "Bal[Tp//Prtry='MRKD']"
_TOKENS = "urn:kz:digital-tenge:token-operation:001"
_OPERATION = "SplmtryData/Envlp/t:TknOp"
_PATHS: tuple[Part, ...] = (
    Header(
        message_id="GrpHdr/MsgId",
        created_at="GrpHdr/CreDtTm",
        promised_entries="GrpHdr/NbOfTxs",
        settled_on="GrpHdr/IntrBkSttlmDt",
        original_message_id="OrgnlGrpInfAndSts/OrgnlMsgId",
    ),
    Transfer(
        end_to_end_id="PmtId/EndToEndId",
        uetr="PmtId/UETR",
        settled_on="IntrBkSttlmDt",
        amount="IntrBkSttlmAmt",
        currency="IntrBkSttlmAmt/@Ccy",
        debtor="Dbtr/Id/*/Othr/Id",
        creditor="Cdtr/Id/*/Othr/Id",
        debtor_bic="DbtrAgt/FinInstnId/*[self::BICFI or self::BIC]",
        creditor_bic="CdtrAgt/FinInstnId/*[self::BICFI or self::BIC]",
        purpose_code="Purp/*",
    ),
    Outcome(
        original_message_id="OrgnlGrpInf/OrgnlMsgId",
        end_to_end_id="OrgnlEndToEndId",
        status="TxSts",
        reason_code="StsRsnInf/Rsn/Cd",
        decided_at="AccptncDtTm",
        operations=f"count({_OPERATION})",
    ),
    Operation(
        operation_id=f"{_OPERATION}/t:OpId",
        transaction_type=f"{_OPERATION}/t:TxTp",
        amount="OrgnlTxRef/IntrBkSttlmAmt",
        currency="OrgnlTxRef/IntrBkSttlmAmt/@Ccy",
        mark_code=f"{_OPERATION}/t:MrkCd",
        mark_purpose=f"{_OPERATION}/t:MrkPurp",
        contract_number=f"{_OPERATION}/t:CtrctNb",
        parent_operation_id=f"{_OPERATION}/t:PrntOpId",
        vat_amount=f"{_OPERATION}/t:VatAmtMrkd",
        vat_currency=f"{_OPERATION}/t:VatAmtMrkd/@Ccy",
        tier_depth=f"{_OPERATION}/t:TierDpth",
        debtor="OrgnlTxRef/Dbtr//Id/*/Othr/Id",
        creditor="OrgnlTxRef/Cdtr//Id/*/Othr/Id",
    ),
    Account(
        statement_id="Id",
        created_at="CreDtTm",
        account="Acct/Id/IBAN | Acct/Id/*/Id",
        account_type="Acct/Tp/Prtry",
        owner="Acct/Ownr//Id/*/Othr/Id",
    ),
    Entry(
        reference="NtryRef",
        amount="Amt",
        currency="Amt/@Ccy",
        direction="CdtDbtInd",
        is_reversal="RvslInd",
        status="Sts",
        booked_on="BookgDt/*",
        valued_on="ValDt/*",
        end_to_end_id="(NtryDtls/TxDtls)[last()=1]/Refs/EndToEndId",
    ),
    Balances(
        openings=f"count({_OPENING})",
        opening=f"{_OPENING}/Amt",
        opening_currency=f"{_OPENING}/Amt/@Ccy",
        opening_side=f"{_OPENING}/CdtDbtInd",
        closings=f"count({_CLOSING})",
        closing=f"{_CLOSING}/Amt",
        closing_currency=f"{_CLOSING}/Amt/@Ccy",
        closing_side=f"{_CLOSING}/CdtDbtInd",
        closed_on=f"{_CLOSING}/Dt/*",
        promised_entries="TxsSummry/TtlNtries/NbOfNtries",
        marked=f"{_MARKED}/Amt",
        marked_currency=f"{_MARKED}/Amt/@Ccy",
    ),
)
_ELEMENT_NAME = re.compile(r"(?<![@':\w])[A-Z]\w*")
_BETWEEN, _AFTER = "\x7f", "\x80"


def part_of(element: etree._Element, kind: type[SomePart], namespace: str) -> SomePart:
    """Return an element's fields as text, trimmed, empty where absent. Raises Broken: a DEL character in one."""
    fields = _extractor(kind.__name__, namespace)(element).split(_BETWEEN)
    if len(fields) != len(kind._fields):
        raise Broken("wrong_shape", "a field holds a control character")
    return kind._make(map(str.strip, fields))


def line_of(element: etree._Element, kind: type[Part], namespace: str) -> str:
    """Return what a `line_sheet` writes of one part."""
    return _extractor(kind.__name__, namespace)(element) + _AFTER


def fields_of(lines: str, kind: type[Part], count: int) -> pl.DataFrame:
    """Return the fields of many parts, a part's in a row, from what a `line_sheet` wrote of them.

    Raises Broken: a control character that stands between fields or parts stands in a field.
    """
    names = kind._fields
    if (lines.count(_AFTER), lines.count(_BETWEEN)) != (count, count * (len(names) - 1)):
        raise Broken("wrong_shape", "a field holds a control character")
    parts = pl.Series("part", lines.split(_AFTER)[:-1], dtype=pl.String)
    split = parts.str.split_exact(_BETWEEN, len(names) - 1).struct.rename_fields(list(names)).struct.unnest()
    return split.select(pl.all().str.strip_chars())


@lru_cache(maxsize=256)
def counter(tag: str, namespace: str) -> Callable[[etree._Element], float]:
    """Return what counts the children of a tag."""
    namespaces = {"m": namespace} if namespace else None
    return etree.XPath(f"count({'m:' if namespace else ''}{tag})", namespaces=namespaces)


@lru_cache(maxsize=256)
def line_sheet(kind: str, tag: str, namespace: str) -> etree.XSLT:
    """Return what writes the fields of the first `$count` children of this tag, one after the other."""
    fields = f"<xsl:text>{_BETWEEN}</xsl:text>".join(
        f"<xsl:value-of select={quoteattr(path)}/>" for path in _paths_of(kind, namespace)
    )
    own = f"xmlns:m={quoteattr(namespace)}" if namespace else ""
    return etree.XSLT(
        etree.fromstring(
            f'<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="{_TOKENS}" {own}>'
            '<xsl:output method="text" encoding="UTF-8"/><xsl:param name="count"/><xsl:template match="/">'
            f'<xsl:for-each select="*/{"m:" if namespace else ""}{tag}[position() &lt;= $count]">{fields}'
            f"<xsl:text>{_AFTER}</xsl:text></xsl:for-each></xsl:template></xsl:stylesheet>"
        )
    )


def _paths_of(kind: str, namespace: str) -> tuple[str, ...]:
    paths = next(paths for paths in _PATHS if type(paths).__name__ == kind)
    prefix = "m:" if namespace else ""
    return tuple(_ELEMENT_NAME.sub(rf"{prefix}\g<0>", path) for path in paths)


@lru_cache(maxsize=256)
def _extractor(kind: str, namespace: str) -> Callable[[etree._Element], str]:
    """Return one XPath for all fields: asked once per part, because asking costs more than finding."""
    named = _paths_of(kind, namespace)
    query = f", '{_BETWEEN}', ".join(f"string({path})" for path in named)
    namespaces = {"t": _TOKENS, **({"m": namespace} if namespace else {})}
    return etree.XPath(f"concat({query})", namespaces=namespaces, smart_strings=False)
