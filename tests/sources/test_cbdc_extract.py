"""The digital tenge file drop: the day's listing and the files that it names, each held against its hash."""

import json
import re
from dataclasses import replace

import pytest
from tampering import DAY, TOMORROW, YESTERDAY, adds_up, answers, files_below, has_all_good_rows, of_source

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.payloads import Payload, digest, pieces_of
from cryptocity.sources.cbdc.datasets import DATASETS, PAYMENT_STATUSES, PAYMENTS
from cryptocity.sources.cbdc.extract import land_answers
from loopback import access_to

LISTING = "/cbdc/files"
ORDERS, OUTCOMES = f"pacs.008-{DAY}-001.xml", f"pacs.002-{DAY}-001.xml"


def listed(change):
    """Change the files of a listing, given and returned as objects."""
    return lambda answer, _: answers(json.dumps({"files": change(json.loads(answer.body)["files"])}).encode())(
        answer, _
    )


def naming(name, content):
    """List a file with the hash of this content, whatever the listing said of it."""
    others = lambda files: [file for file in files if file["name"] != name]  # noqa: E731
    return listed(lambda files: [*others(files), {"name": name, "sha256": digest(content)}])


def file_of(honest, name):
    return next(payload.content for payload in honest.payloads(PAYMENTS, DAY) if payload.name == name)


def of_file(rows, name):
    return rows.filter(rows["file_name"] == name)


def rules(lake, dataset):
    return [rejected.rule for rejected in lake.rejected(dataset, DAY)]


def test_a_file_with_another_files_content_is_not_the_one_listed(city, lake, honest):
    with city.tampered(f"{LISTING}/{ORDERS}", instead=f"{LISTING}/{OUTCOMES}"):
        city.refuses("cbdc", lake, (SourceUnavailable, f"{ORDERS} is not the file that was listed$"))
    city.repairs("cbdc", lake, honest)


def test_a_file_of_another_day_under_this_days_name_is_not_the_one_listed(city, lake):
    with city.tampered(f"{LISTING}/{ORDERS}", instead=f"{LISTING}/pacs.008-{TOMORROW}-001.xml"):
        city.refuses("cbdc", lake, (SourceUnavailable, f"{ORDERS} is not the file that was listed$"))


@pytest.mark.parametrize("size", [700, 4_096, 10_000_000])
def test_a_file_that_comes_in_pieces_lands_as_one_that_comes_at_once(lake, honest, size):
    cut = []
    for payload in honest.payloads(PAYMENTS, DAY):
        for number, piece in enumerate(pieces_of([payload.content], size)):
            cut.append(Payload(f"{payload.name}.piece-{number:05d}" if number else payload.name, piece, personal=True))
    land_answers(cut, DAY, lake, access=access_to("http://127.0.0.1:1"))
    assert has_all_good_rows("cbdc", lake, honest)
    for dataset in DATASETS:
        assert lake.rejected(dataset, DAY) == honest.rejected(dataset, DAY)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (
            lambda answer, _: replace(answer, body=answer.body[:-1]),
            SourceUnavailable,
            "is not the file that was listed",
        ),
        (answers(b"x", status=503, headers={"retry-after": "0"}), SourceUnavailable, "HTTP 503"),
        (answers(b"", status=404), SourceContradiction, f"HTTP 404 on /files/{ORDERS}"),
        (answers(headers={"content-encoding": "gzip"}), SourceContradiction, "bytes that do not decode"),
        (
            lambda answer, _: replace(answer, headers={"content-length": "9999999"}),
            SourceUnavailable,
            "cannot be reached",
        ),
    ],
)
def test_a_file_that_does_not_come_whole_is_asked_for_again_or_refused(city, lake, honest, change, error, words):
    with city.tampered(f"{LISTING}/{ORDERS}", change):
        city.refuses("cbdc", lake, (error, words))
    with city.tampered(f"{LISTING}/{ORDERS}", change, times=1):
        if error is SourceUnavailable:
            city.extract("cbdc", lake, attempts=2)
    city.repairs("cbdc", lake, honest)


def test_a_file_that_is_listed_and_not_there_is_a_contradiction(city, lake, honest):
    missing = f"pacs.008-{DAY}-777.xml"
    with city.tampered(LISTING, naming(missing, b"")):
        words = rf"does not know what we ask for \(HTTP 404 on /files/{missing}\)$"
        city.refuses("cbdc", lake, (SourceContradiction, words))
    city.repairs("cbdc", lake, honest)


def test_a_file_listed_with_another_hash_is_not_taken(city, lake):
    with city.tampered(LISTING, naming(ORDERS, b"another")):
        city.refuses("cbdc", lake, (SourceUnavailable, f"{ORDERS} is not the file that was listed$"))


@pytest.mark.parametrize("name", ["../secrets.xml", "a/b.xml", "/etc/passwd", "orders.txt", ".xml", "", None])
def test_a_listing_that_names_what_is_no_file_of_the_drop_is_none(city, lake, name):
    with city.tampered(LISTING, listed(lambda files: [*files, {"name": name, "sha256": digest(b"")}])):
        city.refuses("cbdc", lake, (SourceUnavailable, "the listing of files cannot be read"))


@pytest.mark.parametrize(
    "listing",
    [b"{}", b"[]", b'{"files":null}', b'{"files":[' + b"[" * 100_000 + b"]}", b'{"files":[{"name":"a.xml"}]}'],
)
def test_what_has_not_the_shape_of_a_listing_is_none(city, lake, listing):
    with city.tampered(LISTING, answers(listing)):
        city.refuses("cbdc", lake, (SourceUnavailable, "the listing of files cannot be read"))


def test_a_day_said_to_be_empty_lands_empty(city, lake, honest):
    with city.tampered(LISTING, listed(lambda _: [])):
        manifests = city.extract("cbdc", lake)
    assert [(each.rows_received, each.rows_landed, each.rows_quarantined) for each in manifests] == [(0, 0, 0)] * len(
        DATASETS
    )
    assert all(lake.days(dataset) == (DAY,) for dataset in DATASETS)
    city.repairs("cbdc", lake, honest)


@pytest.mark.parametrize(("day", "rule"), [(YESTERDAY, "past_date"), (TOMORROW, "future_date")])
def test_another_days_files_land_no_row(city, lake, honest, day, rule):
    with city.tampered(LISTING, query={"on": str(day)}):
        city.extract("cbdc", lake)
    for dataset in DATASETS:
        assert set(rules(lake, dataset)) == {rule}
        assert lake.rows(dataset, DAY).is_empty()
    assert adds_up("cbdc", lake)
    city.repairs("cbdc", lake, honest)


def test_a_file_that_is_listed_twice_lands_once(city, lake, honest):
    with city.tampered(LISTING, listed(lambda files: files * 2)):
        city.extract("cbdc", lake)
    assert of_source("cbdc", lake) == of_source("cbdc", honest)


def test_a_file_that_is_listed_twice_and_not_as_the_same_is_a_contradiction(city, lake):
    with city.tampered(LISTING, listed(lambda files: [*files, {**files[0], "sha256": digest(b"")}])):
        city.refuses("cbdc", lake, (SourceContradiction, "a file is listed twice, and not as the same$"))


def test_a_message_that_comes_again_in_another_file_lands_once(city, lake, honest):
    again, content = f"pacs.008-{DAY}-002.xml", file_of(honest, ORDERS)
    with (
        city.tampered(LISTING, naming(again, content)),
        city.tampered(f"{LISTING}/{again}", answers(content, status=200)),
    ):
        city.extract("cbdc", lake)
    assert rules(lake, PAYMENTS) == ["duplicate_key"] * of_file(honest.rows(PAYMENTS, DAY), ORDERS).height
    assert adds_up("cbdc", lake)
    assert has_all_good_rows("cbdc", lake, honest)
    city.repairs("cbdc", lake, honest)


CHANGED = {
    "cut short": (lambda content: content[: len(content) // 2], "malformed_xml"),
    "a payment lost": (
        lambda content: re.sub(b"<CdtTrfTxInf>.*?</CdtTrfTxInf>", b"", content, count=1),
        "count_mismatch",
    ),
    "a page for people": (lambda _: b"<html/>", "unknown_message"),
}


@pytest.mark.parametrize(("change", "rule"), CHANGED.values(), ids=CHANGED)
def test_a_file_that_the_drop_itself_has_broken_is_one_quarantined_row(city, lake, honest, change, rule):
    content = change(file_of(honest, ORDERS))
    with city.tampered(LISTING, naming(ORDERS, content)), city.tampered(f"{LISTING}/{ORDERS}", answers(content)):
        city.extract("cbdc", lake)
        first = files_below(lake.home)
        city.extract("cbdc", lake)
    assert files_below(lake.home) == first
    assert rules(lake, PAYMENTS) == [rule]
    assert of_file(lake.rows(PAYMENTS, DAY), ORDERS).is_empty()
    assert lake.rows(PAYMENT_STATUSES, DAY).equals(honest.rows(PAYMENT_STATUSES, DAY))
    assert adds_up("cbdc", lake)
    city.repairs("cbdc", lake, honest)


def test_one_bad_payment_is_quarantined_and_all_others_land(city, lake, honest):
    content = re.sub(rb'(<IntrBkSttlmAmt Ccy="KZT">)', rb"\1-", file_of(honest, ORDERS), count=1)
    with city.tampered(LISTING, naming(ORDERS, content)), city.tampered(f"{LISTING}/{ORDERS}", answers(content)):
        city.extract("cbdc", lake)
    assert rules(lake, PAYMENTS) == ["negative_amount"]
    good = honest.rows(PAYMENTS, DAY)
    assert lake.rows(PAYMENTS, DAY).equals(good.filter(good["end_to_end_id"] != good["end_to_end_id"].min()))
    assert adds_up("cbdc", lake)
    city.repairs("cbdc", lake, honest)
