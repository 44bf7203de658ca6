"""Files from disk, batch by batch: the same rows as from memory, whatever waits in a folder, and none of a bad file."""

import string
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from bad_rows import FIRM, PERSON, WINDOW
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cbdc_decode import ORDERS, SECOND, drop, put, transfer
from test_cbdc_statements import CAMT_053, CAMT_054, IBAN, account, balance, entry

from cryptocity.sift import Broken
from cryptocity.sources.cbdc import blocks, decode, gathered, statements
from cryptocity.sources.cbdc.blocks import read_blocks
from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.datasets import PAYMENTS, STATEMENT_ENTRIES
from cryptocity.sources.cbdc.decode import Reading, decode_batches, decode_files
from cryptocity.sources.cbdc.gathered import Gathered, Keys, Spool
from cryptocity.sources.cbdc.messages import opening_of, read
from cryptocity.sources.cbdc.parts import Header, Transfer
from loopback import PSEUDONYMS


def orders(count, message="M-1", first=0):
    """Return a message of so many transfers."""
    start, _, _ = ORDERS.partition("<CdtTrfTxInf>")
    start = put("NbOfTxs", str(count))(put("MsgId", message)(start))
    transfers = (transfer(number, (PERSON, SECOND)[number % 2]) for number in range(first, first + count))
    return start + "".join(transfers) + "</FIToFICstmrCdtTrf></Document>"


def statement(count):
    """Return a message of one statement with so many entries."""
    ends = balance("OPBD", "0") + balance("CLBD", f"{count}.00")
    entries = entry("1.00", "CRDT") * count
    return (
        CAMT_053.partition("<Stmt>")[0]
        + f"<Stmt>{account(1, IBAN, PERSON)}{ends}{entries}</Stmt></BkToCstmrStmt></Document>"
    )


@pytest.fixture
def few_at_a_time(monkeypatch):
    """Make tables after ten rows, so that few rows are many."""
    monkeypatch.setattr(gathered, "ROWS_PER_FRAME", 10)
    monkeypatch.setattr(decode, "ROWS_PER_FRAME", 10)
    monkeypatch.setattr(blocks, "_BYTES_AT_A_TIME", 1_000)


def on_disk(folder, *contents):
    folder.mkdir()
    files = []
    for number, content in enumerate(contents, start=1):
        path = folder / f"{number}.xml"
        path.write_text(content)
        files.append(MessageFile(f"pacs.008-{number}.xml", path))
    return files


def batches_of(files, folder=None):
    return list(decode_batches(files, Reading(WINDOW, PSEUDONYMS, folder=folder)))


def of(dataset, batches):
    """Return the rows, and those turned away, of a dataset."""
    own = [batch for batch in batches if batch.dataset is dataset]
    return pl.concat([dataset.empty(), *(batch.rows for batch in own)]), [
        row for batch in own for row in batch.rejected
    ]


def test_batches_are_small_and_together_all_rows(few_at_a_time, tmp_path):
    contents = (orders(35), orders(8, "M-2"), statement(41))
    spill = tmp_path / "spill"
    spill.mkdir()
    batches = batches_of(on_disk(tmp_path / "files", *contents), spill)
    assert max(batch.rows.height for batch in batches) <= 10
    files = [MessageFile(f"pacs.008-{at}.xml", content.encode()) for at, content in enumerate(contents, start=1)]
    for landing in decode_files(files, WINDOW, PSEUDONYMS):
        rows, rejected = of(landing.dataset, batches)
        assert rows.equals(landing.rows)
        assert rejected == landing.rejected == []
    assert list(spill.iterdir()) == []


@pytest.mark.parametrize("content", [orders(35), statement(41)], ids=["pacs.008", "camt.053"])
def test_rows_of_a_file_wait_on_disk_and_go_with_it_where_it_is_cut_short(
    content, few_at_a_time, tmp_path, monkeypatch
):
    written = []
    put_aside = pl.DataFrame.write_ipc
    monkeypatch.setattr(pl.DataFrame, "write_ipc", lambda *given: written.append(given[1]) or put_aside(*given))
    spill = tmp_path / "spill"
    spill.mkdir()
    batches = batches_of(on_disk(tmp_path / "files", content[:-10], orders(3, "M-9")), spill)
    assert len(written) >= 1
    assert list(spill.iterdir()) == []
    assert of(PAYMENTS, batches)[0]["message_id"].to_list() == ["M-9"] * 3
    assert of(STATEMENT_ENTRIES, batches)[0].is_empty()
    assert [each.rule for batch in batches for each in batch.rejected] == ["malformed_xml"]


def test_many_that_are_turned_away_wait_on_disk_too_and_keep_their_places(few_at_a_time, tmp_path):
    spill = tmp_path / "spill"
    spill.mkdir()
    bad = orders(47).replace(FIRM, FIRM[:-1] + "2")
    batches = batches_of(on_disk(tmp_path / "files", bad), spill)
    rows, rejected = of(PAYMENTS, batches)
    assert rows.is_empty()
    assert max(len(batch.rejected) for batch in batches) <= 10
    assert [each.position for each in rejected] == list(range(47))
    assert rejected[46].row == {"place": "pacs.008-1.xml, entry 47"}


def test_a_payment_that_comes_again_in_another_table_or_file_lands_once(few_at_a_time, tmp_path):
    again = orders(30) + ""
    batches = batches_of(on_disk(tmp_path / "files", orders(25), again, orders(25, "M-2")))
    rows, rejected = of(PAYMENTS, batches)
    assert rows.height == 25 + 5 + 25
    assert [(each.rule, each.position) for each in rejected] == [("duplicate_key", 25 + at) for at in range(25)]


def test_the_keys_of_a_file_that_is_taken_back_are_free(tmp_path):
    batches = batches_of(on_disk(tmp_path / "files", orders(25)[:-10], orders(25)))
    assert of(PAYMENTS, batches)[0].height == 25


def test_a_spool_cut_anywhere_holds_what_was_before(tmp_path):
    frames = [pl.DataFrame({"number": range(at, at + 4)}) for at in range(0, 40, 4)]
    for kept in range(41):
        for folder in (None, tmp_path):
            spool = Spool(folder)
            for frame in frames:
                spool.add(frame)
            spool.cut(kept)
            assert spool.rows == kept
            spool.add(pl.DataFrame({"number": [99]}))
            assert pl.concat(spool.drain())["number"].to_list() == [*range(kept), 99]
    assert list(tmp_path.iterdir()) == []


@given(steps=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6))))
def test_what_is_gathered_and_cut_is_a_list_that_is(steps):
    items, true = Gathered(lambda rows: pl.DataFrame({"number": [row[0] for row in rows]}), Spool()), []
    for added, cut in steps:
        for number in range(added):
            items.add((number,))
        if added > 3:
            items.add_frame(pl.DataFrame({"number": [77]}))
        true += [*range(added), *([77] if added > 3 else [])]
        kept = max(0, len(true) - cut)
        items.cut(kept)
        del true[kept:]
        assert len(items) == len(true)
    assert [number for frame in items.drain() for number in frame["number"]] == true


@given(tables=st.lists(st.tuples(st.lists(st.integers(0, 30), unique=True), st.sampled_from(["prove", "forget", ""]))))
def test_keys_hold_what_was_proven_and_what_is_drafted(tables):
    keys, proven, drafted = Keys(), set(), set()
    everything = pl.Series([f"key {number}" for number in range(31)])
    for numbers, after in tables:
        keys.draft(pl.Series([f"key {number}" for number in numbers], dtype=pl.String))
        drafted |= set(numbers)
        if after == "prove":
            keys.prove()
            proven |= drafted
        elif after == "forget":
            keys.forget()
        drafted = set() if after else drafted
        assert set(np.flatnonzero(keys.holds(everything))) == proven | drafted


AMOUNTS = [
    "1",
    "1.5",
    "01.50",
    "1e2",
    "+1",
    "-1",
    "1.001",
    "NaN",
    "1,5",
    "١",
    "999999999999999.99",
    "9999999999999999.99",
    "10000000000000000",
]
DAYS = ["2026-11-02", "2026-11-02+05:00", "2026-11-02T23:00:00Z", "20261102", "2026-02-30"]
LIKELY = st.sampled_from(["", " ", *AMOUNTS, *DAYS, PERSON, FIRM, PERSON[:-1] + "3", "7 10", "E-1", " E-1 "])
LIKELY |= st.text(string.ascii_letters + "\u00a0\u2003\x85é ", max_size=4)
FIELDS = ("MsgId", "CreDtTm", "EndToEndId", "IntrBkSttlmAmt", "IntrBkSttlmDt", "Id", "BICFI")


@settings(max_examples=200, deadline=None)
@given(changes=st.lists(st.tuples(st.sampled_from(FIELDS), LIKELY), max_size=4), gone=st.sets(st.sampled_from(FIELDS)))
def test_transfers_read_together_are_those_read_one_by_one(changes, gone):
    text = ORDERS
    for field, value in changes:
        text = put(field, value)(text)
    for field in gone:
        text = drop(field)(text)
    content = text.encode()
    stream = MessageFile("", content).from_start()
    opening = opening_of(stream)
    stream.seek(0)
    header, *singly = read(stream, opening)
    stream.seek(0)
    told, *tables = read_blocks(stream, opening, 1)
    assert told == header
    assert [Transfer(*row) for table in tables for row in table.rows()] == singly
    landing = decode_files([MessageFile("a.xml", content)], WINDOW, PSEUDONYMS)[0]
    assert (landing.rows.rows(), [each.rule for each in landing.rejected]) == interpreted(header, singly)


def interpreted(header, transfers):
    """Return the rows, and the rules of those turned away, that one interpretation after the other gives."""
    from cryptocity.sources.cbdc.received import Received
    from cryptocity.sources.cbdc.transfers import _Transfers

    understood, rows, rules = _Transfers(header, Received("a.xml", "pacs.008", WINDOW, PSEUDONYMS)), {}, []
    for each in transfers:
        try:
            row = understood.row(each)
        except (Broken, ValueError) as fault:
            rules.append(getattr(fault, "rule", "wrong_shape"))
        else:
            if row[:2] in rows:
                rules.append("duplicate_key")
            else:
                rows[row[:2]] = (*row[:5], Decimal(row[5]).scaleb(-2), *row[6:])
    return list(rows.values()), rules


@pytest.mark.parametrize("size", [1, 7, 100, 65_536])
def test_where_a_file_is_divided_does_not_matter(size, monkeypatch):
    monkeypatch.setattr(blocks, "_BYTES_AT_A_TIME", size)
    comments = orders(5).replace("<CdtTrfTxInf>", "<!-- one --><?go on?><CdtTrfTxInf>")
    landing = decode_files([MessageFile("a.xml", comments.encode())], WINDOW, PSEUDONYMS)[0]
    assert (landing.rejected, landing.rows["end_to_end_id"].to_list()) == ([], [f"E-{at}" for at in range(5)])


@pytest.mark.parametrize("text", ["\x7f", "\x80", "a\x80b\x7f"])
def test_a_control_character_that_divides_fields_is_no_field(text):
    landing = decode_files([MessageFile("a.xml", put("EndToEndId", text)(ORDERS).encode())], WINDOW, PSEUDONYMS)[0]
    assert ([each.rule for each in landing.rejected], landing.rows.height) == (["wrong_shape"], 0)


def test_a_message_without_transfers_is_empty():
    landing = decode_files([MessageFile("a.xml", orders(0).encode())], WINDOW, PSEUDONYMS)[0]
    assert (landing.rejected, landing.rows.height, landing.received) == ([], 0, 0)
    stream = MessageFile("", orders(0).encode()).from_start()
    opening = opening_of(stream)
    stream.seek(0)
    assert [type(part) for part in read_blocks(stream, opening, 10)] == [Header]


CODES = st.sampled_from(
    ["CRDT", "DBIT", "BOOK", "PDNG", "INFO", "FUTR", "OTHR", "true", "false", "1", "0", "maybe", "KZT", "USD"]
)
ENTRY_FIELDS = ("Amt", "CdtDbtInd", "RvslInd", "Sts", "Dt", "DtTm", "EndToEndId", "NtryRef", "MsgId", "CreDtTm", "Id")
CHANGES = st.lists(st.tuples(st.sampled_from(ENTRY_FIELDS), LIKELY | CODES, st.integers(1, 3)), max_size=3)


def changed(text, changes):
    """Change the content of an element of a name, the first, second or third of them."""
    for name, value, number in changes:
        parts = text.split(f"<{name}")
        if len(parts) > number:
            rest = put(name, value)(f"<{name}" + f"<{name}".join(parts[number:]))
            text = f"<{name}".join(parts[:number]) + rest
    return text


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from(["camt.053", "camt.054"]), changes=CHANGES)
def test_entries_understood_together_are_those_understood_one_by_one(kind, changes):
    text = changed(
        {"camt.053": CAMT_053, "camt.054": CAMT_054}[kind].replace("<Sts>", "<RvslInd>1</RvslInd><Sts>"), changes
    )
    files = [MessageFile(f"{kind}-1.xml", text.encode()), MessageFile(f"{kind}-2.xml", CAMT_053.encode())]
    together, singly = understood(files, at_least=1), understood(files, at_least=1_000)
    for one, other in zip(together, singly, strict=True):
        assert one.rows.equals(other.rows)
        assert one.rejected == other.rejected


def understood(files, at_least):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(statements, "WORTH_A_TABLE", at_least)
        return decode_files(files, WINDOW, PSEUDONYMS)


def test_entries_of_a_large_statement_add_up_across_tables(few_at_a_time, monkeypatch):
    monkeypatch.setattr(statements, "WORTH_A_TABLE", 5)
    landed = decode_files([MessageFile("camt.053-1.xml", statement(41).encode())], WINDOW, PSEUDONYMS)
    assert landed[2].rows["entry_count"].to_list() == [41]
    assert landed[3].rows["entry_number"].to_list() == list(range(1, 42))
    out = statement(41).replace("41.00", "41.01", 1)
    landed = decode_files([MessageFile("camt.053-1.xml", out.encode())], WINDOW, PSEUDONYMS)
    assert [each.rule for each in landed[2].rejected] == ["balance_mismatch"]
    assert (landed[3].rows.height, len(landed[3].rejected)) == (0, 41)


@pytest.mark.parametrize("size", [1, 7, 100])
def test_where_a_file_of_statements_is_divided_does_not_matter(size, monkeypatch):
    text = CAMT_053.replace("<Ntry>", "<!-- one --><?go on?><Ntry>")
    whole = decode_files([MessageFile("camt.053-1.xml", text.encode())], WINDOW, PSEUDONYMS)
    monkeypatch.setattr(blocks, "_BYTES_AT_A_TIME", size)
    for one, other in zip(
        whole, decode_files([MessageFile("camt.053-1.xml", text.encode())], WINDOW, PSEUDONYMS), strict=True
    ):
        assert one.rows.equals(other.rows)
        assert one.rejected == other.rejected == []
