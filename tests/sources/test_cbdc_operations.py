"""Operations on tokens and balances of the ledger: what cannot be true is turned away, and named."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from bad_rows import FIRM, PERSON, WINDOW
from test_cbdc_decode import drop, put
from test_cbdc_statements import IBAN, OTHER_IBAN, account, balance, entry

from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.decode import decode_files
from loopback import PSEUDONYMS

TOKENS = "urn:kz:digital-tenge:token-operation:001"
MARK = "<MrkCd>MRK-1</MrkCd><MrkPurp>road repair</MrkPurp><CtrctNb>GZ-1</CtrctNb>"


def operation(number, kind, amount, told=MARK, status="ACSC"):
    return f"""
      <TxInfAndSts>
        <OrgnlEndToEndId>E-{number}</OrgnlEndToEndId><TxSts>{status}</TxSts>
        <AccptncDtTm>2026-11-02T09:00:0{number}+05:00</AccptncDtTm>
        <OrgnlTxRef><IntrBkSttlmAmt Ccy="KZT">{amount}</IntrBkSttlmAmt>
          <Dbtr><Pty><Nm>Айгерим Сапарова</Nm><Id><PrvtId><Othr><Id>{PERSON}</Id></Othr></PrvtId></Id></Pty></Dbtr>
          <Cdtr><Pty><Id><OrgId><Othr><Id>{FIRM}</Id></Othr></OrgId></Id></Pty></Cdtr></OrgnlTxRef>
        <SplmtryData><Envlp><TknOp xmlns="{TOKENS}"><OpId>OP-{number}</OpId><TxTp>{kind}</TxTp>{told}</TknOp></Envlp>
        </SplmtryData>
      </TxInfAndSts>"""


def child(number, amount, *, kind="TRANSFER", parent=1, mark=MARK, status="ACSC"):
    return operation(number, kind, amount, f"{mark}<PrntOpId>OP-{parent}</PrntOpId>", status)


def message(*operations, number=2):
    return f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10"><FIToFIPmtStsRpt>
      <GrpHdr><MsgId>M-{number}</MsgId><CreDtTm>2026-11-02T09:00:00+05:00</CreDtTm></GrpHdr>
      <OrgnlGrpInfAndSts><OrgnlMsgId>M-1</OrgnlMsgId></OrgnlGrpInfAndSts>{"".join(operations)}
    </FIToFIPmtStsRpt></Document>"""


def landed(*contents):
    """Return the landings of statuses and of operations."""
    files = [MessageFile(f"pacs.002-{at}.xml", content.encode()) for at, content in enumerate(contents, start=1)]
    landings = decode_files(files, WINDOW, PSEUDONYMS)
    return landings[1], landings[4]


def operations(landing):
    return landing.rows["operation_id"].to_list()


ISSUE = operation(1, "ISSUE", "100.00", MARK + "<TierDpth>0</TierDpth>")
GOOD = message(ISSUE, child(2, "60.50"))


def test_an_operation_lands_beside_its_outcome_and_names_nobody():
    told = f"{MARK}<PrntOpId>OP-1</PrntOpId><VatAmtMrkd Ccy='KZT'>8.28</VatAmtMrkd><TierDpth>1</TierDpth>"
    statuses, landing = landed(message(ISSUE, operation(2, "TRANSFER", "60.00", told)))
    assert statuses.rejected == landing.rejected == []
    assert statuses.rows["original_end_to_end_id"].to_list() == ["E-1", "E-2"]
    mark = ("MRK-1", "road repair", "GZ-1")
    parties = (PSEUDONYMS.of(PERSON), FIRM, "ACSC", None)
    first, second = (datetime(2026, 11, 2, 4, 0, second, tzinfo=UTC) for second in (1, 2))
    source = ("M-2", "pacs.002-1.xml", False)
    assert landing.rows.rows() == [
        ("OP-1", "ISSUE", "E-1", Decimal("100.00"), *mark, None, None, 0, *parties, first, *source),
        ("OP-2", "TRANSFER", "E-2", Decimal("60.00"), *mark, "OP-1", Decimal("8.28"), 1, *parties, second, *source),
    ]


def test_an_outcome_that_tells_of_no_token_is_an_outcome_all_the_same():
    without = re.sub("<SplmtryData>.*?</SplmtryData>", "", GOOD, count=1, flags=re.DOTALL)
    statuses, landing = landed(without)
    assert (statuses.rows.height, operations(landing), landing.received) == (2, ["OP-2"], 1)


BAD = {
    "no identifier": (drop("OpId"), "missing_field", "TknOp/OpId is missing"),
    "no type": (drop("TxTp"), "missing_field", "TknOp/TxTp is missing"),
    "burnt": (put("TxTp", "BURN"), "unknown_code", "TxTp is none of ISSUE, TRANSFER"),
    "issued from a token": (
        put("MrkCd", "MRK-1</MrkCd><PrntOpId>OP-0</PrntOpId><MrkCd>"),
        "wrong_shape",
        "no PrntOpId",
    ),
    "passed on from nowhere": (put("TxTp", "TRANSFER"), "missing_field", "TknOp/PrntOpId is missing"),
    "set apart from nowhere": (put("TxTp", "VAT_SPLIT"), "missing_field", "TknOp/PrntOpId is missing"),
    "marked for nothing": (drop("MrkPurp"), "missing_field", "TknOp/MrkPurp is missing"),
    "marked without a contract": (drop("CtrctNb"), "missing_field", "TknOp/CtrctNb is missing"),
    "no amount": (put("IntrBkSttlmAmt", ""), "not_an_amount", "OrgnlTxRef/IntrBkSttlmAmt is no number"),
    "another currency": (lambda text: text.replace('"KZT"', '"USD"', 1), "wrong_currency", "not in KZT"),
    "negative": (put("IntrBkSttlmAmt", "-1"), "negative_amount", "is negative"),
    "more VAT than money": (
        put("TierDpth", "0</TierDpth><VatAmtMrkd Ccy='KZT'>100.01</VatAmtMrkd><TierDpth>"),
        "vat_exceeds_amount",
        "VatAmtMrkd is 1 tiyn more than the amount",
    ),
    "depth in words": (put("TierDpth", "deep"), "wrong_shape", "TierDpth is no number from 0 to 99"),
    "too deep": (put("TierDpth", "100"), "wrong_shape", "TierDpth is no number from 0 to 99"),
    "wrong check digit": (lambda text: text.replace(PERSON, PERSON[:-1] + "3", 1), "wrong_check_digit", "twelve"),
    "two operations": (
        put("OpId", f'OP-0</OpId></TknOp><TknOp xmlns="{TOKENS}"><OpId>OP-1'),
        "unclear_operation",
        "2 op",
    ),
    "an outcome of no kind": (put("TxSts", "ACWC"), "unknown_status", "not one of ACSC"),
}


@pytest.mark.parametrize(("change", "rule", "reason"), BAD.values(), ids=BAD)
def test_a_bad_operation_is_quarantined_with_its_outcome_and_others_land(change, rule, reason):
    statuses, landing = landed(change(message(ISSUE, operation(2, "ISSUE", "1.00"))))
    for each in (statuses, landing):
        (rejected,) = each.rejected
        assert (rejected.rule, rejected.position) == (rule, 0)
        assert reason in rejected.reason
        assert rejected.row == {"place": "pacs.002-1.xml, entry 1"}
        assert not any(who in f"{rejected}" for who in (PERSON[:-1], "Айгерим"))
    assert operations(landing) == ["OP-2"]


EXCEEDING = {
    "one child": ([child(2, "100.01")], "OP-2 spends 1 tiyn more than is left of OP-1, mark MRK-1"),
    "two together": (
        [child(2, "60.00"), child(3, "40.01")],
        "OP-3 spends 1 tiyn more than is left of OP-1, mark MRK-1",
    ),
    "VAT that is not in it": (
        [child(2, "60.00"), child(3, "60.01", kind="VAT_SPLIT", parent=2)],
        "OP-3 spends 1 tiyn more than is left of OP-2, mark MRK-1",
    ),
    "unmarked": (
        [child(2, "100.00"), child(3, "0.01", kind="UNMARK", mark="")],
        "OP-3 spends 1 tiyn more than is left of OP-1, mark none",
    ),
}


@pytest.mark.parametrize(("children", "reason"), EXCEEDING.values(), ids=EXCEEDING)
def test_a_child_that_spends_more_than_is_left_is_quarantined_and_the_mark_named(children, reason):
    _, landing = landed(message(ISSUE, *children))
    assert [(each.rule, each.reason) for each in landing.rejected] == [("children_exceed_parent", reason)]
    assert operations(landing) == [f"OP-{number}" for number in range(1, len(children) + 1)]


def test_a_child_in_another_file_counts_too():
    _, landing = landed(GOOD, message(child(3, "39.51"), number=3))
    assert [each.rule for each in landing.rejected] == ["children_exceed_parent"]


def test_what_was_rejected_or_waits_spends_nothing():
    _, landing = landed(message(ISSUE, child(2, "100.00", status="RJCT"), child(3, "100.00", status="PDNG")))
    assert (landing.rejected, operations(landing)) == ([], ["OP-1", "OP-2", "OP-3"])


def test_what_a_broken_file_spends_is_not_spent():
    cut_short = message(child(2, "60.00"), number=3)[:-10]
    _, landing = landed(message(ISSUE), cut_short, message(child(3, "100.00"), number=4))
    assert operations(landing) == ["OP-1", "OP-3"]


def test_an_operation_that_comes_again_lands_once():
    statuses, landing = landed(GOOD, GOOD.replace("M-2", "M-3"))
    assert [each.rule for each in landing.rejected] == ["duplicate_key"] * 2
    assert [each.rule for each in statuses.rejected] == ["duplicate_key"] * 2


def ledger(*accounts):
    statements = "".join(f"<Stmt>{each}</Stmt>" for each in accounts)
    return f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
      <GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-03T00:10:00+05:00</CreDtTm></GrpHdr>{statements}
    </BkToCstmrStmt></Document>"""


def typed(kind, number, iban, owner):
    return account(number, iban, owner).replace("<Ccy>", f"<Tp><Prtry>{kind}</Prtry></Tp><Ccy>")


MARKED = balance("CLBD", "30.00").replace("<Cd>CLBD</Cd>", "<Prtry>MRKD</Prtry>")
HOLDER = (
    typed("DTHOLD", 1, IBAN, PERSON)
    + balance("OPBD", "100.00")
    + balance("CLBD", "130.00")
    + MARKED
    + entry("30.00", "CRDT")
)
ISSUER = (
    typed("DTISSUE", 2, OTHER_IBAN, FIRM)
    + balance("OPBD", "100.00", "DBIT")
    + balance("CLBD", "130.00", "DBIT")
    + entry("30.00", "DBIT")
)


def balances(content):
    """Return the landings of statements and of balances."""
    landings = decode_files([MessageFile("camt.053-1.xml", content.encode())], WINDOW, PSEUDONYMS)
    return landings[2], landings[5]


def test_accounts_of_the_ledger_are_balances_and_others_are_not():
    plain = account(3, "KZ00", PERSON) + balance("OPBD", "1.00") + balance("CLBD", "1.00")
    statements, landing = balances(ledger(HOLDER, ISSUER, plain))
    assert (statements.rejected, landing.rejected, statements.rows.height) == ([], [], 3)
    columns = ("account_key", "owner_key", "account_type", "opening_balance_kzt", "closing_balance_kzt")
    assert landing.rows.select(*columns, "marked_balance_kzt").rows() == [
        (PSEUDONYMS.of(IBAN), PSEUDONYMS.of(PERSON), "holder", Decimal(100), Decimal(130), Decimal(30)),
        (PSEUDONYMS.of(OTHER_IBAN), FIRM, "issuer", Decimal(-100), Decimal(-130), Decimal(0)),
    ]


BAD_BALANCES = {
    "a tiyn too much": (lambda text: text.replace("130.00", "130.01", 1), "balance_mismatch"),
    "more marked than held": (
        lambda text: re.sub(r"(MRKD.*?<Amt[^>]*>)30.00", r"\g<1>130.01", text, count=1, flags=re.DOTALL),
        "marked_exceeds_balance",
    ),
    "marked by the issuer": (lambda text: text.replace("DTISSUE", "DTHOLD").replace(OTHER_IBAN, IBAN), "duplicate_key"),
}


@pytest.mark.parametrize(("change", "rule"), BAD_BALANCES.values(), ids=BAD_BALANCES)
def test_a_bad_balance_is_quarantined_with_its_statement_and_the_other_lands(change, rule):
    statements, landing = balances(change(ledger(HOLDER, ISSUER)))
    assert [each.rule for each in landing.rejected] == [each.rule for each in statements.rejected] == [rule]
    assert landing.rows.height == statements.rows.height == 1
