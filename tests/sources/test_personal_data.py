"""Nobody is named in clear in what the sources leave on disk: rows, quarantine, archived answers."""

import json
import re
from contextlib import ExitStack

import polars as pl
import pytest
import zstandard
from bad_rows import PERSON, all_bad_rows_of
from feeds import FEEDS
from tampering import DAY, SOURCES, answers, datasets_of, records

from cryptocity.identity import is_personal
from cryptocity.lake import Lake
from cryptocity.payloads import Seal, digest
from cryptocity.sources.cbdc.datasets import PAYMENTS
from cryptocity.sources.exchanges.datasets import TRANSFERS
from cryptocity.sources.merchants.datasets import CRYPTO_SETTLEMENTS, E_INVOICES, RECEIPTS, REGISTER
from loopback import PSEUDONYMS

NAME = "Айгерим Сапарова"
BUYER = "791028302728"
JOINT = "000060000008"  # sole traders who trade together
OUTSPOKEN = [
    feed
    for feed in FEEDS.values()
    if feed.dataset.source != "reference" or any(column.personal for column in feed.dataset.columns)
]


def named(row):
    """Return a row with a person's name and number wherever it has room for them."""
    if "Name" in row and is_personal(row["Xin"]):
        return {**row, "Name": f"ИП {NAME}"}
    if "miner_name" in row:
        return {**row, "miner_name": NAME}
    return {**row, "EmployeeName": NAME, "CustomerXin": BUYER} if "Positions" in row else row


def of_joint_traders(row):
    """Return a merchant's row, receipt or settlement as one of sole traders who trade together."""
    own = {name: "J-1" for name in ("CheckNumber", "ExternalCheckNumber", "SettlementId") if name in row}
    return named({**row, **own, "Xin": JOINT})


def gossiping(feed):
    """Name persons in good rows, add every bad one, and one that tells who it was in fields that nobody asked for."""

    def change(rows):
        good = [json.dumps(named(json.loads(row))).encode() for row in rows]
        gossip = {**json.loads(rows[0]), "buyer": NAME, "Iin": BUYER, "of": [{"who": BUYER, NAME: 1}]}
        if "Xin" in gossip:
            together = of_joint_traders(json.loads(rows[0]))
            good += [json.dumps(row).encode() for row in (together, {**together, "RegisteredOn": "2099-01-01"})]
        return [*all_bad_rows_of(feed)(good), json.dumps(gossip, ensure_ascii=False).encode()]

    return records(change)


def naming(content):
    """Return a message that tells the name of every payer and owner."""
    return re.sub(rb"<(Dbtr|Ownr)>", rb"<\1><Nm>" + NAME.encode() + b"</Nm>", content)


def gossiping_files(honest):
    """Return answers of the file drop by path: files that name payers and owners, whole and broken, and their list."""
    files = {payload.name: naming(payload.content) for payload in honest.payloads(PAYMENTS, DAY)}
    for kind in ("pacs.008", "camt.053", "camt.054"):
        files[f"{kind}-{DAY}-999.xml"] = files[f"{kind}-{DAY}-001.xml"].replace(b"</Document>", b"")
    unbalanced = files[f"camt.053-{DAY}-001.xml"].replace(b'<Amt Ccy="KZT">', b'<Amt Ccy="KZT">1')
    files[f"camt.053-{DAY}-998.xml"] = unbalanced.replace(b"<MsgId>", b"<MsgId>2")
    listing = [{"name": name, "sha256": digest(content)} for name, content in files.items()]
    paths = {f"/cbdc/files/{name}": content for name, content in files.items()}
    return {"/cbdc/files": json.dumps({"files": listing}).encode(), **paths}


def gossiping_invoices(honest):
    """Return the e-invoices: all name sellers, buyers and operators, firms' are joint traders' now, and one is bad."""
    payloads = {payload.name: payload.content for payload in honest.payloads(E_INVOICES, DAY)}
    content = re.sub(rb"<(name|operatorFullname)>[^<]*<", rb"<\1>" + NAME.encode() + b"<", payloads["e-invoices.xml"])
    content = re.sub(rb"<tin>\d{4}4\d{7}<", f"<tin>{JOINT}<".encode(), content)
    return content.replace(b"<currencyCode>KZT<", f"<currencyCode>{NAME} {JOINT}<".encode(), 1)


@pytest.fixture(scope="module")
def gossip(tampered_city, honest, tmp_path_factory):
    """Land a day of every source, told by a city that names persons wherever it can."""
    lake = Lake(tmp_path_factory.mktemp("gossip"), Seal(b"key"))
    with ExitStack() as stack:
        for feed in OUTSPOKEN:
            stack.enter_context(tampered_city.tampered(feed.path, gossiping(feed)))
        for path, content in gossiping_files(honest).items():
            stack.enter_context(tampered_city.tampered(path, answers(content, status=200)))
        stack.enter_context(tampered_city.tampered("/merchants/e-invoices", answers(gossiping_invoices(honest))))
        for source in SOURCES:
            tampered_city.extract(source, lake)
    return lake


@pytest.fixture(scope="module")
def stems(world):
    """Return the first eleven digits of everybody's number: with a wrong check digit it is still theirs."""
    traders = (xin for xin in world.city.merchants["xin"] if is_personal(xin))
    return {iin[:-1] for iin in (*world.city.resident_iins, *traders, PERSON, BUYER, JOINT)}


def legible(path):
    """Return the bytes of a file with what anybody can make of them without a key."""
    content = path.read_bytes()
    if path.suffix == ".parquet":
        return content + pl.read_parquet(path).write_json().encode()
    return content + zstandard.ZstdDecompressor().decompress(content) if path.suffix == ".zst" else content


def numbers_in(content, stems):
    return {stem.decode() for stem in re.findall(rb"(?=([0-9]{11}))", content)} & stems


def names_in(content):
    written = {word for part in NAME.split() for word in (part, json.dumps(part)[1:-1])}
    return {word for word in written if word.encode() in content}


def test_no_file_on_disk_names_a_person(gossip, stems):
    files = [path for path in gossip.home.rglob("*") if path.is_file() and path.stat().st_size]
    assert {path.suffix for path in files} == {".parquet", ".json", ".jsonl", ".zst", ".siv"}
    found = {path: (names_in(legible(path)), numbers_in(legible(path), stems)) for path in files}
    assert {path.name: what for path, what in found.items() if any(what)} == {}


@pytest.mark.parametrize("dataset", [RECEIPTS, TRANSFERS, PAYMENTS], ids=lambda dataset: dataset.id)
def test_who_holds_the_key_reads_the_answers_as_they_came(gossip, stems, dataset):
    content = b"".join(payload.content for payload in gossip.payloads(dataset, DAY))
    assert names_in(content)
    assert numbers_in(content, stems)


@pytest.mark.parametrize("source", ["cbdc", "exchanges", "merchants"])
def test_every_answer_of_a_source_that_knows_persons_is_sealed(honest, source):
    assert {path.suffix for path in honest.archive(source, DAY).iterdir()} == {".siv"}


def test_of_the_reference_data_labels_and_registers_of_taxpayers_alone_are_sealed(honest):
    sealed = [path.name for path in honest.archive("reference", DAY).iterdir() if path.suffix == ".siv"]
    registers = {"mining-licences", "mining-distributions", "sandbox-participants", "residents"}
    registers |= {"vat-returns", "tax-payments"}
    assert {name.partition(".")[0].partition("-list-")[0] for name in sealed} == {"address-labels", "label", *registers}


def test_personal_columns_hold_pseudonyms_or_the_public_numbers_of_firms(gossip):
    columns = [(dataset, column) for source in SOURCES for dataset in datasets_of(source) for column in dataset.columns]
    personal = [(dataset, column.name) for dataset, column in columns if column.personal]
    for dataset, name in personal:
        values = gossip.rows(dataset, DAY)[name].drop_nulls()
        assert len(values) > 0
        assert all(re.fullmatch("p-[0-9a-f]{32}", value) or not is_personal(value) for value in values)


@pytest.mark.parametrize(
    "dataset", [REGISTER, RECEIPTS, CRYPTO_SETTLEMENTS, E_INVOICES], ids=lambda dataset: dataset.id
)
def test_traders_who_trade_together_are_people_wherever_they_stand(gossip, dataset):
    key = "seller_key" if dataset is E_INVOICES else "merchant_key"
    rows = gossip.rows(dataset, DAY).filter(pl.col(key) == PSEUDONYMS.of(JOINT))
    assert rows.height > 0
    if dataset is REGISTER:
        assert rows.select("is_sole_trader", "trade_name").rows() == [(True, None)]
    assert PSEUDONYMS.of(JOINT) in repr(gossip.rejected(dataset, DAY)) or dataset is E_INVOICES
