"""Statements and notifications: what adds up lands, and what does not is quarantined whole, with rule and reason."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from bad_rows import FIRM, JUST_AFTER, JUST_BEFORE, PERSON, WINDOW
from tampering import DAY, adds_up, answers
from test_cbdc_decode import drop, put
from test_cbdc_extract import LISTING, naming, rules

from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.datasets import STATEMENT_ENTRIES, STATEMENTS
from cryptocity.sources.cbdc.decode import decode_files
from loopback import PSEUDONYMS

IBAN, OTHER_IBAN = "KZ869990061211600012", "KZ869990080841000761"


def entry(amount, direction, status="BOOK"):
    return f"""
      <Ntry>
        <Amt Ccy="KZT">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>{status}</Cd></Sts>
        <BookgDt><DtTm>2026-11-01T20:00:00Z</DtTm></BookgDt><ValDt><Dt>2026-11-02+05:00</Dt></ValDt>
        <NtryDtls><TxDtls><Refs><EndToEndId>E-{amount}</EndToEndId></Refs></TxDtls></NtryDtls>
      </Ntry>"""


def balance(code, amount, side="CRDT"):
    return f"""
      <Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="KZT">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>
        <Dt><Dt>2026-11-02</Dt></Dt></Bal>"""


def account(number, iban, owner):
    return f"""<Id>S-{number}</Id><CreDtTm>2026-11-02T23:59:59+05:00</CreDtTm>
      <Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>KZT</Ccy>
        <Ownr><Nm>Айгерим Сапарова</Nm><Id><PrvtId><Othr><Id>{owner}</Id></Othr></PrvtId></Id></Ownr></Acct>"""


HEADER = "<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-03T00:10:00+05:00</CreDtTm></GrpHdr>"
ENTRIES = entry("30.00", "CRDT") + entry("140.01", "DBIT") + entry("7.00", "CRDT", "PDNG")
CAMT_053 = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>{HEADER}
    <Stmt>{account(1, IBAN, PERSON)}{balance("OPBD", "100.00")}{balance("CLBD", "10.01", "DBIT")}
      <TxsSummry><TtlNtries><NbOfNtries>3</NbOfNtries></TtlNtries></TxsSummry>{ENTRIES}</Stmt>
    <Stmt>{account(2, OTHER_IBAN, FIRM)}{balance("PRCD", "5.00")}{balance("CLBD", "5.00")}</Stmt>
  </BkToCstmrStmt></Document>"""
CAMT_054 = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>{HEADER}
    <Ntfctn>{account(1, IBAN, PERSON)}{entry("30.00", "CRDT")}{entry("140.01", "DBIT")}</Ntfctn>
  </BkToCstmrDbtCdtNtfctn></Document>"""


def landings(*contents):
    """Return the landings of statements and of entries from files of these contents, named in order."""
    kinds = ("camt.053" if "BkToCstmrStmt" in content else "camt.054" for content in contents)
    named = [(f"{kind}-{at}.xml", content) for at, (kind, content) in enumerate(zip(kinds, contents, strict=True), 1)]
    return decode_files([MessageFile(name, content.encode()) for name, content in named], WINDOW, PSEUDONYMS)[2:4]


def test_statements_are_exact_signed_and_name_nobody():
    statements, entries = landings(CAMT_053)
    assert statements.rejected == entries.rejected == []
    created, closed = datetime(2026, 11, 2, 18, 59, 59, tzinfo=UTC), date(2026, 11, 2)
    of_file = ("camt.053-1.xml", False)
    sums = (Decimal("100.00"), Decimal("-10.01"), Decimal("30.00"), Decimal("140.01"), 3)
    nothing = (Decimal("5.00"), Decimal("5.00"), Decimal("0.00"), Decimal("0.00"), 0)
    assert statements.rows.rows() == [
        ("M-1", "S-1", PSEUDONYMS.of(IBAN), PSEUDONYMS.of(PERSON), created, closed, *sums, *of_file),
        ("M-1", "S-2", PSEUDONYMS.of(OTHER_IBAN), FIRM, created, closed, *nothing, *of_file),
    ]


def test_an_account_in_a_statements_identifier_is_hidden_there_too():
    statements, entries = landings(CAMT_053.replace("S-1", f"20261102-{IBAN}-1"))
    hidden = f"20261102-{PSEUDONYMS.of(IBAN)}-1"
    assert statements.rows["statement_id"].to_list() == [hidden, "S-2"]
    assert set(entries.rows["statement_id"]) == {hidden}


def test_entries_say_which_message_they_stand_in():
    _, entries = landings(CAMT_053, CAMT_054)
    assert entries.rejected == []
    booked = date(2026, 11, 2)
    columns = ("message_kind", "statement_id", "entry_number", "end_to_end_id", "direction", "amount_kzt", "status")
    assert entries.rows.select(columns).rows() == [
        ("camt.053", "S-1", 1, "E-30.00", "CRDT", Decimal("30.00"), "BOOK"),
        ("camt.053", "S-1", 2, "E-140.01", "DBIT", Decimal("140.01"), "BOOK"),
        ("camt.053", "S-1", 3, "E-7.00", "CRDT", Decimal("7.00"), "PDNG"),
        ("camt.054", "S-1", 1, "E-30.00", "CRDT", Decimal("30.00"), "BOOK"),
        ("camt.054", "S-1", 2, "E-140.01", "DBIT", Decimal("140.01"), "BOOK"),
    ]
    assert set(entries.rows["account_key"]) == {PSEUDONYMS.of(IBAN)}
    assert set(zip(entries.rows["booked_on"], entries.rows["valued_on"], strict=True)) == {(booked, booked)}


def in_second_entry(change):
    """Return a change that is made from the second entry on."""

    def changed(text):
        at = text.index('<Amt Ccy="KZT">140.01')
        return text[:at] + change(text[at:])

    return changed


OUT = "opening balance + credits - debits differs from the closing balance by {} tiyn"
BAD_STATEMENTS = {
    "a tiyn too little": (lambda text: text.replace("10.01", "10.00", 1), "balance_mismatch", OUT.format(1)),
    "the other side": (put("CdtDbtInd", "DBIT"), "balance_mismatch", OUT.format(20_000)),
    "an entry lost": (
        lambda text: text.replace(entry("140.01", "DBIT"), "").replace(">3<", ">2<"),
        "balance_mismatch",
        OUT.format(14_001),
    ),
    "an entry not counted": (put("NbOfNtries", "2"), "count_mismatch", "NbOfNtries says 2, the statement holds 3"),
    "pending counted as booked": (lambda text: text.replace("PDNG", "BOOK"), "balance_mismatch", OUT.format(700)),
    "no opening balance": (lambda text: text.replace("OPBD", "OPAV"), "unclear_balance", "0 opening or closing"),
    "two closing balances": (
        lambda text: text.replace("<TxsSummry>", f"{balance('CLBD', '1.00')}<TxsSummry>"),
        "unclear_balance",
        "2 opening or closing",
    ),
    "balance in another currency": (lambda text: text.replace('"KZT"', '"USD"', 1), "wrong_currency", "Bal/Amt"),
    "balance is no number": (put("Amt", "much"), "not_an_amount", "Bal/Amt is no number"),
    "closed the day before": (lambda text: text.replace(">2026-11-02<", ">2026-11-01<", 2), "past_date", "2026-11-01"),
    "closed the day after": (lambda text: text.replace(">2026-11-02<", ">2026-11-03<", 2), "future_date", "2026-11-03"),
    "no account": (drop("IBAN"), "missing_field", "entry 1: Acct/Id is missing"),
    "no statement id": (drop("Id"), "missing_field", "entry 1: Id is missing"),
    "owner with a wrong check digit": (
        lambda text: text.replace(f">{PERSON}<", f">{PERSON[:-1]}3<", 1),
        "wrong_check_digit",
        "twelve digits",
    ),
    "entry is negative": (in_second_entry(put("Amt", "-1.00")), "negative_amount", "entry 2: Amt is negative"),
    "entry in another currency": (
        in_second_entry(lambda text: text.replace("KZT", "EUR", 1)),
        "wrong_currency",
        "entry 2: Amt is missing or not in KZT",
    ),
    "entry goes nowhere": (in_second_entry(put("CdtDbtInd", "UP")), "unknown_code", "entry 2: CdtDbtInd is none of"),
    "entry in no state": (in_second_entry(drop("Cd")), "missing_field", "entry 2: Sts is missing"),
    "entry booked when the day is over": (
        in_second_entry(put("DtTm", JUST_AFTER)),
        "future_date",
        "entry 2: booked on 2026-11-03",
    ),
}


@pytest.mark.parametrize(("change", "rule", "reason"), BAD_STATEMENTS.values(), ids=BAD_STATEMENTS)
def test_a_bad_statement_is_quarantined_whole_and_the_other_lands(change, rule, reason):
    text = change(CAMT_053)
    statements, entries = landings(text)
    (rejected,) = statements.rejected
    assert (rejected.rule, rejected.position, rejected.row) == (rule, 0, {"place": "camt.053-1.xml, statement 1"})
    assert reason in rejected.reason
    assert (statements.received, statements.rows["statement_id"].to_list()) == (2, ["S-2"])
    places = [f"camt.053-1.xml, statement 1, entry {number}" for number in range(1, text.count("<Ntry>") + 1)]
    assert [each.row["place"] for each in entries.rejected] == places
    assert {(each.rule, each.reason) for each in entries.rejected} == {
        (rule, f"its statement was turned away: {rejected.reason}")
    }
    assert (entries.received, entries.rows.height) == (len(places), 0)


BAD_NOTICES = {
    "negative": (in_second_entry(put("Amt", "-1.00")), "negative_amount"),
    "goes nowhere": (in_second_entry(put("CdtDbtInd", "")), "missing_field"),
    "taken back, perhaps": (
        in_second_entry(lambda text: text.replace("<Sts>", "<RvslInd>maybe</RvslInd><Sts>", 1)),
        "wrong_shape",
    ),
    "booked on no day": (in_second_entry(put("DtTm", "2026-02-30T12:00:00")), "wrong_shape"),
}


@pytest.mark.parametrize(("change", "rule"), BAD_NOTICES.values(), ids=BAD_NOTICES)
def test_a_bad_entry_of_a_notification_is_quarantined_alone(change, rule):
    _, entries = landings(change(CAMT_054))
    assert [(each.rule, each.position, each.row["place"]) for each in entries.rejected] == [
        (rule, 1, "camt.054-1.xml, statement 1, entry 2")
    ]
    assert (entries.received, entries.rows["entry_number"].to_list()) == (2, [1])


@pytest.mark.parametrize(("instant", "rule"), [(JUST_AFTER, "future_date"), (JUST_BEFORE, "past_date")])
def test_a_notification_of_another_day_lands_nothing(instant, rule):
    created = "2026-11-02T23:59:59+05:00"
    _, entries = landings(CAMT_054.replace(created, instant))
    assert [each.rule for each in entries.rejected] == [rule, rule]


def test_a_statement_that_comes_twice_lands_once():
    statements, entries = landings(CAMT_053, CAMT_053)
    assert [each.rule for each in statements.rejected] == ["duplicate_key"] * 2
    assert [each.rule for each in entries.rejected] == ["duplicate_key"] * 3
    assert (statements.rows.height, entries.rows.height) == (2, 3)
    assert (statements.received, entries.received) == (4, 6)


def test_of_a_file_that_is_cut_short_nothing_lands_though_its_first_statement_was_whole():
    cut = CAMT_053[: CAMT_053.index("<Id>S-2")]
    statements, entries = landings(cut, CAMT_053.replace("M-1", "M-9"))
    assert [(each.rule, each.row) for each in statements.rejected] == [("malformed_xml", {"place": "camt.053-1.xml"})]
    assert (entries.rejected, entries.received, set(entries.rows["message_id"])) == ([], 3, {"M-9"})


@pytest.mark.parametrize(("text", "counted"), [(CAMT_053[:90], 0), (CAMT_054[:90], 1)], ids=["camt.053", "camt.054"])
def test_a_file_that_does_not_tell_its_kind_is_counted_by_its_name(text, counted):
    kind = ("camt.053", "camt.054")[counted]
    files = [MessageFile(f"{kind}-1.xml", text.encode())]
    landed = decode_files(files, WINDOW, PSEUDONYMS)[:4]
    assert [each.received for each in landed] == [0, 0, *(int(at == counted) for at in range(2))]


def test_no_reason_and_no_place_names_a_person_or_an_account():
    for change, *_ in BAD_STATEMENTS.values():
        for landing in landings(change(CAMT_053)):
            for rejected in landing.rejected:
                assert not re.search(f"{PERSON[:-1]}|{IBAN}|Айгерим", f"{rejected}")


def test_a_statement_one_tiyn_out_is_quarantined_with_its_entries_and_the_day_lands(city, lake, honest):
    name = f"camt.053-{DAY}-001.xml"
    payloads = {payload.name: payload.content for payload in honest.payloads(STATEMENTS, DAY)}
    content = re.sub(rb'(CLBD.*?<Amt Ccy="KZT">)', rb"\g<1>1", payloads[name], count=1)
    with city.tampered(LISTING, naming(name, content)), city.tampered(f"{LISTING}/{name}", answers(content)):
        city.extract("cbdc", lake)
    assert rules(lake, STATEMENTS) == ["balance_mismatch"]
    assert set(rules(lake, STATEMENT_ENTRIES)) == {"balance_mismatch"}
    assert lake.rows(STATEMENTS, DAY).height == honest.rows(STATEMENTS, DAY).height - 1
    assert adds_up("cbdc", lake)
    city.repairs("cbdc", lake, honest)
