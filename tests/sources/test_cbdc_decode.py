"""Digital tenge messages entry by entry: each fault has its rule, and the entries beside it land."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from bad_rows import FIRM, JUST_AFTER, JUST_BEFORE, PERSON, WINDOW

from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.decode import decode_files
from loopback import PSEUDONYMS

SECOND = "791028302728"


def transfer(number, debtor):
    return f"""
      <CdtTrfTxInf>
        <PmtId><EndToEndId>E-{number}</EndToEndId></PmtId>
        <IntrBkSttlmAmt Ccy="KZT">{number}00.50</IntrBkSttlmAmt>
        <IntrBkSttlmDt>2026-11-02</IntrBkSttlmDt>
        <Dbtr><Nm>Айгерим Сапарова</Nm><Id><PrvtId><Othr><Id>{debtor}</Id></Othr></PrvtId></Id></Dbtr>
        <Cdtr><Id><OrgId><Othr><Id>{FIRM}</Id></Othr></OrgId></Id></Cdtr>
      </CdtTrfTxInf>"""


def status(number):
    return f"""
      <TxInfAndSts>
        <OrgnlEndToEndId>E-{number}</OrgnlEndToEndId>
        <TxSts>ACSC</TxSts>
        <AccptncDtTm>2026-11-02T09:00:0{number}+05:00</AccptncDtTm>
      </TxInfAndSts>"""


ORDERS = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf>
      <GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-02T00:00:00+05:00</CreDtTm><NbOfTxs>2</NbOfTxs></GrpHdr>
      {transfer(1, PERSON)}{transfer(2, SECOND)}
    </FIToFICstmrCdtTrf></Document>"""
OUTCOMES = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10"><FIToFIPmtStsRpt>
      <GrpHdr><MsgId>M-2</MsgId><CreDtTm>2026-11-02T09:00:00+05:00</CreDtTm></GrpHdr>
      <OrgnlGrpInfAndSts><OrgnlMsgId>M-1</OrgnlMsgId></OrgnlGrpInfAndSts>
      {status(1)}{status(2)}
    </FIToFIPmtStsRpt></Document>"""


def payments(*contents):
    """Return the landing of payments from files of these contents, named in order."""
    files = [MessageFile(f"pacs.008-{at}.xml", content.encode()) for at, content in enumerate(contents, start=1)]
    return decode_files(files, WINDOW, PSEUDONYMS)[0]


def statuses(*contents):
    files = [MessageFile(f"pacs.002-{at}.xml", content.encode()) for at, content in enumerate(contents, start=1)]
    return decode_files(files, WINDOW, PSEUDONYMS)[1]


def put(element, content):
    """Return a change that sets the content of the first element of this name."""
    return lambda text: re.sub(rf"(<{element}\b[^>]*>)[^<]*", rf"\g<1>{content}", text, count=1)


def drop(element):
    return lambda text: re.sub(rf"<{element}\b[^>]*>[^<]*</{element}>", "", text, count=1)


def test_payments_are_exact_to_the_tiyn_and_name_nobody():
    landing = payments(ORDERS)
    assert landing.rejected == []
    created, settled = datetime(2026, 11, 1, 19, tzinfo=UTC), date(2026, 11, 2)
    nothing = (None, None, None, "pacs.008-1.xml", False)
    assert landing.rows.rows() == [
        ("M-1", "E-1", None, created, settled, Decimal("100.50"), PSEUDONYMS.of(PERSON), FIRM, *nothing),
        ("M-1", "E-2", None, created, settled, Decimal("200.50"), PSEUDONYMS.of(SECOND), FIRM, *nothing),
    ]


BAD_PAYMENTS = {
    "amount is no number": (put("IntrBkSttlmAmt", "much"), "not_an_amount", "IntrBkSttlmAmt is no number"),
    "no amount": (put("IntrBkSttlmAmt", ""), "not_an_amount", "IntrBkSttlmAmt is no number"),
    "amount is not finite": (put("IntrBkSttlmAmt", "NaN"), "not_an_amount", "DECIMAL"),
    "amount cannot be compared": (put("IntrBkSttlmAmt", "sNaN"), "not_an_amount", "DECIMAL"),
    "immense amount": (put("IntrBkSttlmAmt", "1e999999"), "not_an_amount", "DECIMAL"),
    "tenth of a tiyn": (put("IntrBkSttlmAmt", "1.001"), "not_an_amount", "DECIMAL"),
    "negative amount": (put("IntrBkSttlmAmt", "-1.00"), "negative_amount", "IntrBkSttlmAmt is negative"),
    "another currency": (lambda text: text.replace('"KZT"', '"USD"', 1), "wrong_currency", "not in KZT"),
    "no currency": (lambda text: text.replace(' Ccy="KZT"', "", 1), "wrong_currency", "missing or not in KZT"),
    "wrong IIN check digit": (lambda text: text.replace(PERSON, PERSON[:-1] + "3", 1), "wrong_check_digit", "twelve"),
    "wrong BIN check digit": (lambda text: text.replace(FIRM, FIRM[:-1] + "2", 1), "wrong_check_digit", "twelve"),
    "no end-to-end id": (drop("EndToEndId"), "missing_field", "PmtId/EndToEndId is missing"),
    "blank end-to-end id": (put("EndToEndId", " "), "missing_field", "PmtId/EndToEndId is missing"),
    "the same again": (put("EndToEndId", "E-2"), "duplicate_key", "carries the same key"),
    "settled on no day": (put("IntrBkSttlmDt", "02.11.2026"), "wrong_shape", "02.11.2026"),
}


@pytest.mark.parametrize(("change", "rule", "reason"), BAD_PAYMENTS.values(), ids=BAD_PAYMENTS)
def test_a_bad_payment_is_quarantined_and_the_other_lands(change, rule, reason):
    landing = payments(change(ORDERS))
    (rejected,) = landing.rejected
    position = 1 if rule == "duplicate_key" else 0
    assert (rejected.rule, rejected.position) == (rule, position)
    assert rejected.row == {"place": f"pacs.008-1.xml, entry {position + 1}"}
    assert reason in rejected.reason
    assert (landing.received, landing.rows["end_to_end_id"].to_list()) == (2, ["E-2"])


BAD_MESSAGES = {
    "no message id": (drop("MsgId"), "missing_field"),
    "no instant": (drop("CreDtTm"), "missing_field"),
    "instant in words": (put("CreDtTm", "yesterday"), "wrong_shape"),
    "when the day is over": (put("CreDtTm", JUST_AFTER), "future_date"),
    "midnight of the next day in Almaty": (put("CreDtTm", "2026-11-03T00:00:00"), "future_date"),
    "before the day begins": (put("CreDtTm", JUST_BEFORE), "past_date"),
    "at the end of time": (put("CreDtTm", "9999-12-31T23:59:59-14:00"), "future_date"),
}


@pytest.mark.parametrize(("change", "rule"), BAD_MESSAGES.values(), ids=BAD_MESSAGES)
def test_every_payment_of_a_message_with_a_bad_header_is_quarantined_and_other_files_land(change, rule):
    landing = payments(change(ORDERS), ORDERS.replace("M-1", "M-9"))
    assert [(rejected.rule, rejected.position) for rejected in landing.rejected] == [(rule, 0), (rule, 1)]
    assert (landing.received, landing.rows["message_id"].to_list()) == (4, ["M-9", "M-9"])


BAD_FILES = {
    "cut short": (lambda text: text[: len(text) // 2], "malformed_xml"),
    "empty": (lambda _: "", "malformed_xml"),
    "not XML": (lambda _: '{"payments": []}', "malformed_xml"),
    "tags that do not match": (lambda text: text.replace("</MsgId>", "</MsgID>"), "malformed_xml"),
    "entity that is not declared": (put("MsgId", "&nobody;"), "malformed_xml"),
    "encoding that nobody knows": (lambda text: f'<?xml version="1.0" encoding="none"?>{text}', "malformed_xml"),
    "nested without end": (lambda _: "<Document>" * 100_000, "malformed_xml"),
    "page for people": (lambda _: "<html><body>We are back at noon</body></html>", "unknown_message"),
    "another message": (lambda text: text.replace("FIToFICstmrCdtTrf", "CstmrCdtTrfInitn"), "unknown_message"),
    "one payment fewer than counted": (put("NbOfTxs", "3"), "count_mismatch"),
    "not counted": (drop("NbOfTxs"), "count_mismatch"),
}


@pytest.mark.parametrize(("change", "rule"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_one_quarantined_row_and_other_files_land(change, rule):
    landing = payments(change(ORDERS), ORDERS.replace("M-1", "M-9"))
    (rejected,) = landing.rejected
    assert (rejected.rule, rejected.position, rejected.row) == (rule, 0, {"place": "pacs.008-1.xml"})
    assert "\n" not in rejected.reason
    assert (landing.received, landing.rows["message_id"].to_list()) == (3, ["M-9", "M-9"])


BAD_STATUSES = {
    "unknown status": (put("TxSts", "ACWC"), "unknown_status"),
    "no status": (drop("TxSts"), "missing_field"),
    "about no payment": (drop("OrgnlEndToEndId"), "missing_field"),
    "decided when the day is over": (put("AccptncDtTm", JUST_AFTER), "future_date"),
    "decided before the day begins": (put("AccptncDtTm", JUST_BEFORE), "past_date"),
    "decided in words": (put("AccptncDtTm", "soon"), "wrong_shape"),
    "the same again": (put("OrgnlEndToEndId", "E-2"), "duplicate_key"),
}


@pytest.mark.parametrize(("change", "rule"), BAD_STATUSES.values(), ids=BAD_STATUSES)
def test_a_bad_status_is_quarantined_and_the_other_lands(change, rule):
    landing = statuses(change(OUTCOMES))
    (rejected,) = landing.rejected
    assert rejected.rule == rule
    assert (landing.received, landing.rows["original_end_to_end_id"].to_list()) == (2, ["E-2"])


@pytest.mark.parametrize("change", [lambda text: text[:300], lambda _: ""], ids=["cut short", "empty"])
def test_a_bad_file_of_statuses_is_counted_among_statuses(change):
    landing = statuses(change(OUTCOMES))
    assert [rejected.rule for rejected in landing.rejected] == ["malformed_xml"]
    assert (landing.received, landing.rows.height) == (1, 0)


def test_an_external_entity_is_never_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("M-1")
    declared = f'<!DOCTYPE Document [<!ENTITY secret SYSTEM "{secret.as_uri()}">]>'
    landing = payments(declared + put("MsgId", "&secret;")(ORDERS))
    assert [rejected.rule for rejected in landing.rejected] == ["document_type"]
    assert (landing.received, landing.rows.height) == (1, 0)


def test_an_entity_that_doubles_again_and_again_is_never_expanded():
    doubled = "".join(f'<!ENTITY e{at} "&e{at - 1};&e{at - 1};">' for at in range(1, 40))
    landing = payments(f'<!DOCTYPE Document [<!ENTITY e0 "M">{doubled}]>' + put("MsgId", "&e39;")(ORDERS))
    assert [rejected.rule for rejected in landing.rejected] == ["document_type"]


PREFIXED = re.sub(r"<(/?)(?=[A-Z])", r"<\1x:", ORDERS).replace("xmlns=", "xmlns:x=")
SAME_MESSAGE = {
    "under a prefix": PREFIXED,
    "of another version": ORDERS.replace("001.08", "001.13"),
    "of a national variant": ORDERS.replace("urn:iso:std:iso:20022:tech:xsd:", "https://example.kz/xsd/"),
    "in no namespace": re.sub(r' xmlns="[^"]*"', "", ORDERS),
    "in an envelope": f'<Envelope xmlns="urn:example"><Header/>{ORDERS}</Envelope>',
    "with the currency's name in a comment": ORDERS.replace("00.50<", "00<!-- KZT -->.50<"),
}


@pytest.mark.parametrize("text", SAME_MESSAGE.values(), ids=SAME_MESSAGE)
def test_the_same_message_in_other_words_gives_the_same_rows(text):
    landing = payments(text)
    assert landing.rejected == []
    assert landing.rows.equals(payments(ORDERS).rows)


OTHER_FILES = {
    "two messages": (lambda text: f"<Both>{text}{text}</Both>", "several_messages"),
    "a message inside a payment": (lambda text: text.replace("<Dbtr>", f"{text}<Dbtr>", 1), "several_messages"),
    "a body that its namespace denies": (lambda text: text.replace("pacs.008", "pacs.002"), "unknown_message"),
    "a control character": (put("EndToEndId", "E\x7f1"), "wrong_shape"),
}


@pytest.mark.parametrize(("change", "rule"), OTHER_FILES.values(), ids=OTHER_FILES)
def test_a_file_that_is_not_one_message_is_one_quarantined_row(change, rule):
    landing = payments(change(ORDERS))
    assert ([rejected.rule for rejected in landing.rejected], landing.rows.height) == ([rule], 0)


def test_a_payment_hidden_in_supplementary_data_is_none():
    hidden = transfer(3, PERSON)
    more = ORDERS.replace("</FIToFICstmrCdtTrf>", f"<SplmtryData>{hidden}</SplmtryData></FIToFICstmrCdtTrf>")
    assert payments(more).rows.equals(payments(ORDERS).rows)


def test_elements_that_nobody_asked_for_are_passed_over():
    more = ORDERS.replace("<PmtId>", "<SplmtryData><Mood>good</Mood></SplmtryData><!-- first --><?go on?><PmtId>")
    assert payments(more).rows.equals(payments(ORDERS).rows)


def test_no_reason_and_no_place_names_a_person():
    for changes in (BAD_PAYMENTS, BAD_FILES, BAD_MESSAGES):
        for change, *_ in changes.values():
            for rejected in payments(change(ORDERS)).rejected:
                assert not any(who in f"{rejected}" for who in (PERSON[:-1], SECOND, "Айгерим"))
