"""Recorded ISO 20022 files of others, valid and invalid, and the schemas that tell them apart."""

import csv
import io
import shutil
from dataclasses import replace

import polars as pl
import pytest
from bad_rows import WINDOW
from tampering import DAY, adds_up
from test_cbdc_decode import ORDERS, OUTCOMES, put
from test_cbdc_statements import CAMT_053, CAMT_054

from cryptocity.errors import WrongUsage
from cryptocity.sandbox.feeds import tenge
from cryptocity.sift import Broken
from cryptocity.sources.cbdc.blocks import read_blocks
from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.datasets import DATASETS
from cryptocity.sources.cbdc.decode import decode_files
from cryptocity.sources.cbdc.messages import opening_of, read
from cryptocity.sources.cbdc.parts import Entry, Outcome, Transfer
from cryptocity.sources.cbdc.schemas import NO_SCHEMAS, Schemas, schemas_in
from loopback import PSEUDONYMS, access_to, extract
from recorded import RECORDED

FOLDER = RECORDED / "iso20022"
OURS = ("pacs.008", "pacs.002", "camt.053", "camt.054")
needs_samples = pytest.mark.skipif(
    not (FOLDER / "index.csv").is_file(), reason=f"no recorded ISO 20022 files at {FOLDER}; set CRYPTOCITY_RECORDED"
)


def samples():
    """Return every recorded file with what is known of it, once."""
    if not (FOLDER / "index.csv").is_file():
        return []
    with (FOLDER / "index.csv").open() as index:
        rows = {row["file"]: row for row in csv.DictReader(index)}
    body = {"aws_guidance/data/pacs.008.xml": "pacs.008"}
    return [{**row, "message": row["message"] or body.get(name, "")} for name, row in sorted(rows.items())]


SAMPLES = samples()
VALID = [row for row in SAMPLES if row["message"].startswith(OURS) and not row["xsd_check"].startswith("INVALID")]
OTHERS = [row for row in SAMPLES if row not in VALID]


def named(rows):
    return [pytest.param(row, id=row["file"].rpartition("/")[2]) for row in rows]


@pytest.fixture(scope="module")
def schemas():
    """Return all recorded schemas of our messages."""
    found = [schemas_in(folder).paths for folder in (FOLDER / "genkgo_camt" / "assets", FOLDER / "xsd")]
    return Schemas({namespace: path for paths in found for namespace, path in paths.items()})


def parts_of(row, schemas):
    stream = io.BytesIO((FOLDER / row["file"]).read_bytes())
    opening = opening_of(stream)
    checked = schemas.check(stream, opening)
    stream.seek(0)
    return opening, checked, list(read(stream, opening))


@needs_samples
def test_there_are_samples_of_each_kind_valid_and_invalid():
    assert {kind: sum(row["message"].startswith(kind) for row in VALID) for kind in OURS} == {
        "pacs.008": 2, "pacs.002": 5, "camt.053": 14, "camt.054": 18
    }  # fmt: skip
    assert any(row["xsd_check"].startswith("INVALID") for row in OTHERS)


@needs_samples
@pytest.mark.parametrize("row", named(VALID))
def test_every_valid_sample_is_read_whole(row, schemas):
    opening, checked, parts = parts_of(row, schemas)
    entries = [part for part in parts if isinstance(part, Transfer | Outcome | Entry)]
    version = row["message"].removeprefix(f"{opening.kind}.")
    assert row["message"].startswith(opening.kind)
    assert opening.version == (version if row["namespace"] else None)
    assert len(entries) == int(row["entries_or_txs"])
    assert all(entry.amount and entry.currency for entry in entries if isinstance(entry, Transfer | Entry))
    assert checked == (row["namespace"] in schemas.paths)


@needs_samples
@pytest.mark.parametrize("row", named(row for row in VALID if not row["message"].startswith("pacs.002")))
def test_every_valid_sample_read_in_blocks_says_the_same(row, schemas):
    opening, _, parts = parts_of(row, schemas)
    with (FOLDER / row["file"]).open("rb") as stream:
        told = [part for each in read_blocks(stream, opening, 3) for part in parts_in(each, opening)]
    assert told == parts


def parts_in(told, opening):
    """Return the parts in what a block tells."""
    part = Transfer if opening.kind == "pacs.008" else Entry
    return [part(*row) for row in told.rows()] if isinstance(told, pl.DataFrame) else [told]


@needs_samples
@pytest.mark.parametrize("row", named(OTHERS))
def test_every_other_sample_gives_a_reason(row, schemas):
    with pytest.raises(Broken) as caught:
        parts_of(row, schemas)
    assert caught.value.rule == ("not_valid" if row["message"].startswith(OURS) else "unknown_message")
    assert len(str(caught.value)) > 20
    assert "\n" not in str(caught.value)


@needs_samples
def test_of_all_samples_every_entry_lands_or_has_a_reason(schemas):
    files = [MessageFile(row["file"].replace("/", "-"), (FOLDER / row["file"]).read_bytes()) for row in SAMPLES]
    for landing in decode_files(files, WINDOW, PSEUDONYMS, schemas=schemas):
        assert landing.received == landing.rows.height + len(landing.rejected)
        assert all(each.rule and each.reason and each.row["place"] for each in landing.rejected)
        assert sorted(each.position for each in landing.rejected) == list(range(landing.received))


@needs_samples
@pytest.mark.parametrize("kind", OURS)
def test_what_the_sandbox_sends_is_valid(kind, world, schemas):
    files = {name: content for name, content in tenge.files_of(world, DAY).items() if name.startswith(kind)}
    whole = [content for name, content in files.items() if name != f"pacs.008-{DAY}-999.xml"]
    assert whole
    for content in whole:
        stream = io.BytesIO(content)
        assert schemas.check(stream, opening_of(stream))


BAD = {
    "a value that is too long": (put("MsgId", "Айгерим Сапарова " * 3), "MsgId: [facet 'maxLength'] The value has a"),
    "a value that may not be": (put("CreDtTm", "061211600012"), "CreDtTm: The value is not a valid value"),
    "a value that tries to speak": (put("CreDtTm", "' This element is not 061211600012"), "CreDtTm: The value is not"),
    "a currency in words": (lambda text: text.replace('"KZT"', '"061211600012"', 1), "/@Ccy: [facet 'pattern'] The va"),
    "an element too many": (lambda text: text.replace("</MsgId>", "</MsgId><Nm/>"), "Nm: This element is not expected"),
    "an element too few": (lambda text: text.replace("<SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf>", ""), "Missing"),
}


@pytest.fixture(scope="module")
def sent(world):
    return tenge.files_of(world, DAY, faulty=False)[f"pacs.008-{DAY}-001.xml"].decode()


@needs_samples
@pytest.mark.parametrize("envelope", ["{}", '<Envelope xmlns="urn:example"><Inner>{}</Inner></Envelope>'])
@pytest.mark.parametrize(("change", "reason"), BAD.values(), ids=BAD)
def test_a_message_that_is_not_valid_is_one_quarantined_row_with_the_reason_of_its_schema(
    change, reason, envelope, sent, schemas
):
    text = envelope.format(change(sent.partition("?>")[2]))
    payments, *_ = decode_files([MessageFile("pacs.008-1.xml", text.encode())], WINDOW, PSEUDONYMS, schemas=schemas)
    (rejected,) = payments.rejected
    assert (rejected.rule, rejected.row, payments.rows.height) == ("not_valid", {"place": "pacs.008-1.xml"}, 0)
    assert reason in rejected.reason
    assert "061211600012" not in rejected.reason
    assert "Айгерим" not in rejected.reason


@needs_samples
@pytest.mark.parametrize("change", [lambda text: text[:-20], lambda text: text[: len(text) // 2]])
def test_a_message_that_is_cut_short_is_no_valid_one(change, sent, schemas):
    files = [MessageFile("pacs.008-1.xml", change(sent).encode())]
    payments, *_ = decode_files(files, WINDOW, PSEUDONYMS, schemas=schemas)
    assert [each.rule for each in payments.rejected] == ["malformed_xml"]


@needs_samples
def test_rows_say_whether_their_message_was_checked(city, lake, honest):
    access = replace(access_to(city.url), iso20022_schemas=FOLDER / "xsd")
    extract("cbdc", DAY, lake, access)
    for dataset in (dataset for dataset in DATASETS if "schema_checked" in dataset.schema):
        assert set(lake.rows(dataset, DAY)["schema_checked"]) == {True}
        assert set(honest.rows(dataset, DAY)["schema_checked"]) == {False}
        assert lake.rows(dataset, DAY).drop("schema_checked").equals(honest.rows(dataset, DAY).drop("schema_checked"))
    assert adds_up("cbdc", lake)


def test_without_schemas_everything_is_read_and_nothing_is_said_to_be_checked():
    texts = (ORDERS, OUTCOMES, CAMT_053, CAMT_054)
    files = [MessageFile(f"{kind}-1.xml", text.encode()) for kind, text in zip(OURS, texts, strict=True)]
    for landing in decode_files(files, WINDOW, PSEUDONYMS, schemas=schemas_in(None))[:4]:
        assert set(landing.rows["schema_checked"]) == {False}
    assert schemas_in(None) == NO_SCHEMAS


@pytest.mark.parametrize("content", [b"", b"no schema", b"<schema/>", b'<!DOCTYPE a SYSTEM "x"><a/>'])
def test_a_file_that_is_no_schema_is_wrong_usage(content, tmp_path):
    (tmp_path / "pacs.008.xsd").write_bytes(content)
    with pytest.raises(WrongUsage, match=r"^CRYPTOCITY_ISO20022_SCHEMAS: pacs\.008\.xsd is no XML schema \([^\n]*\)$"):
        schemas_in(tmp_path)


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path):
    with pytest.raises(WrongUsage, match=r"^CRYPTOCITY_ISO20022_SCHEMAS: there is no folder "):
        schemas_in(tmp_path / "nowhere")


@needs_samples
def test_a_schema_is_told_by_its_namespace_not_by_its_name(tmp_path, sent):
    shutil.copy(FOLDER / "xsd" / "pacs.008.001.08.xsd", tmp_path / "transfers.xsd")
    stream = io.BytesIO(sent.encode())
    assert schemas_in(tmp_path).check(stream, opening_of(stream))
