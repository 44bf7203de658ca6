"""The merchant feed by its own count of records: whole, short, too long, empty, of another day."""

import re
from dataclasses import replace
from itertools import cycle

import pytest
from tampering import DAY, TOMORROW, YESTERDAY, Answer, adds_up, answers, records

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.payloads import Payload
from cryptocity.sources.merchants.datasets import CRYPTO_SETTLEMENTS, RECEIPT_LINES, RECEIPTS, REGISTER
from cryptocity.sources.merchants.extract import land_answers
from loopback import access_to

PATHS = {"register": REGISTER, "receipts": RECEIPTS, "crypto-settlements": CRYPTO_SETTLEMENTS}
each_path = pytest.mark.parametrize("path", PATHS)


def counted(body, count):
    return lambda *_: Answer(body, headers={"x-record-count": str(count)})


def keeping_count(change):
    """Change the lines of an answer and leave the count as it was."""
    return lambda answer, _: replace(answer, body=b"\n".join(change(answer.body.splitlines())))


@each_path
def test_lines_that_are_missing_from_the_end_are_missed(city, lake, path):
    with city.tampered(f"/merchants/{path}", keeping_count(lambda lines: lines[:-1])):
        city.refuses("merchants", lake, (SourceUnavailable, rf"/{path} promised \d+ records and sent \d+$"))


@each_path
def test_lines_beyond_the_count_are_noticed(city, lake, path):
    with city.tampered(f"/merchants/{path}", keeping_count(lambda lines: [*lines, lines[0]])):
        city.refuses("merchants", lake, (SourceUnavailable, rf"/{path} promised \d+ records and sent \d+$"))


@each_path
@pytest.mark.parametrize("count", ["", "many", "-1", "1e3"])
def test_an_answer_without_a_count_proves_nothing(city, lake, path, count):
    with city.tampered(f"/merchants/{path}", answers(headers={"x-record-count": count})):
        city.refuses("merchants", lake, (SourceContradiction, f"/{path} does not say how many records it sends$"))


@each_path
def test_a_last_line_that_was_cut_is_quarantined_and_the_others_land(city, lake, honest, path):
    dataset = PATHS[path]
    with city.tampered(f"/merchants/{path}", keeping_count(lambda lines: [*lines[:-1], lines[-1][:-9]])):
        city.extract("merchants", lake)
    assert [rejected.rule for rejected in lake.rejected(dataset, DAY)] == ["not_json"]
    assert lake.rows(dataset, DAY).height == honest.rows(dataset, DAY).height - 1
    assert adds_up("merchants", lake)
    city.repairs("merchants", lake, honest)


@each_path
def test_a_day_said_to_be_empty_lands_empty_and_an_answer_without_lines_does_not(city, lake, honest, path):
    with city.tampered(f"/merchants/{path}", counted(b"", 1)):
        city.refuses("merchants", lake, (SourceUnavailable, "promised 1 records and sent 0$"))
    with city.tampered(f"/merchants/{path}", counted(b"", 0)):
        city.extract("merchants", lake)
    manifest = lake.manifest(PATHS[path], DAY)
    assert (manifest.rows_received, manifest.rows_landed, manifest.rows_quarantined) == (0, 0, 0)
    assert lake.rows(PATHS[path], DAY).is_empty()
    city.repairs("merchants", lake, honest)


@pytest.mark.parametrize(("day", "rule"), [(YESTERDAY, "past_date"), (TOMORROW, "future_date")])
@pytest.mark.parametrize("path", ["receipts", "crypto-settlements"])
def test_another_days_answer_lands_no_row(city, lake, honest, path, day, rule):
    with city.tampered(f"/merchants/{path}", query={"on": str(day)}):
        city.extract("merchants", lake)
    assert {rejected.rule for rejected in lake.rejected(PATHS[path], DAY)} == {rule}
    assert lake.rows(PATHS[path], DAY).is_empty()
    assert adds_up("merchants", lake)
    city.repairs("merchants", lake, honest)


def test_receipts_in_place_of_settlements_land_no_row(city, lake, honest):
    with city.tampered("/merchants/crypto-settlements", instead="/merchants/receipts"):
        city.extract("merchants", lake)
    assert {rejected.rule for rejected in lake.rejected(CRYPTO_SETTLEMENTS, DAY)} == {"wrong_shape"}
    assert lake.rows(CRYPTO_SETTLEMENTS, DAY).is_empty()
    assert adds_up("merchants", lake)
    city.repairs("merchants", lake, honest)


def test_the_lines_of_a_receipt_that_may_not_land_are_counted_as_received(city, lake, honest):
    without_payment = records(lambda lines: [re.sub(rb'"Sum":', b'"Sum":-', lines[0]), *lines[1:]])
    with city.tampered("/merchants/receipts", without_payment):
        city.extract("merchants", lake)
    (receipt,) = lake.rejected(RECEIPTS, DAY)
    lines = lake.rejected(RECEIPT_LINES, DAY)
    assert {(line.rule, line.position) for line in lines} == {("receipt_rejected", receipt.position)}
    assert len(lines) == len(receipt.row["Positions"])
    assert lake.manifest(RECEIPT_LINES, DAY).rows_received == honest.rows(RECEIPT_LINES, DAY).height
    assert adds_up("merchants", lake)


@each_path
def test_line_ends_of_another_system_and_blank_lines_are_no_records(city, lake, honest, path):
    with city.tampered(f"/merchants/{path}", keeping_count(lambda lines: [line + b"\r\n \r" for line in lines])):
        city.extract("merchants", lake)
    assert lake.rows(PATHS[path], DAY).equals(honest.rows(PATHS[path], DAY))
    assert lake.rejected(PATHS[path], DAY) == ()


def in_parts(lake, payloads, *, sizes):
    """Return the answers of a day with its receipts in parts of so many lines, in turn."""
    receipts = b"".join(payload.content for payload in payloads if payload.name.startswith("receipts"))
    lines, parts = receipts.splitlines(keepends=True), []
    turns = cycle(sizes)
    while lines:
        size = next(turns)
        parts.append(Payload(f"receipts-{len(parts):05d}.jsonl", b"".join(lines[:size]), personal=True))
        lines = lines[size:]
    return [payload for payload in payloads if not payload.name.startswith("receipts")] + parts


def rows_and_rejected(lake):
    return [(lake.rows(dataset, DAY), lake.rejected(dataset, DAY)) for dataset in (RECEIPTS, RECEIPT_LINES)]


@pytest.mark.parametrize("rows_in_memory", [40, 1_000_000])
@pytest.mark.parametrize("sizes", [[1000], [37], [1, 250]])
def test_receipts_that_come_in_parts_land_as_those_that_come_at_once(city, lake, honest, sizes, rows_in_memory):
    again = replace(lake, home=lake.home / "again", rows_in_memory=rows_in_memory)
    extract_merchants(in_parts(honest, honest.payloads(RECEIPTS, DAY), sizes=sizes), again)
    for (rows, rejected), (its_rows, its_rejected) in zip(
        rows_and_rejected(again), rows_and_rejected(honest), strict=True
    ):
        assert rows.equals(its_rows)
        assert rejected == its_rejected
    assert adds_up("merchants", again)
    assert not (again.home / "lake" / "aside" / f"merchants-{DAY}").exists()


def extract_merchants(payloads, lake):
    land_answers(payloads, DAY, lake, access=access_to("http://127.0.0.1:1"))


@pytest.mark.parametrize("rows_in_memory", [40, 1_000_000])
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda line: line, "duplicate_delivery"),
        (lambda line: line.replace(b'"PositionName":"', b'"PositionName":"Another '), "duplicate_key"),
        (lambda line: line.replace(b'"CheckNumber":"', b'"CheckNumber":"9'), "duplicate_idempotency_key"),
    ],
)
def test_a_receipt_that_repeats_one_of_an_earlier_part_is_turned_away_with_its_lines(
    lake, honest, change, rule, rows_in_memory
):
    payloads = list(honest.payloads(RECEIPTS, DAY))
    once = next(payload for payload in payloads if payload.name == "receipts-00000.jsonl").content.splitlines()
    first = honest.rows(RECEIPTS, DAY)["check_number"][0].encode()
    again = change(next(line for line in once if b'"CheckNumber":"%b"' % first in line))
    held = replace(lake, rows_in_memory=rows_in_memory)
    extract_merchants([*payloads, Payload("receipts-00001.jsonl", again, personal=True)], held)
    (receipts, turned_away), (lines, lines_turned_away) = rows_and_rejected(held)
    (honest_receipts, before), (honest_lines, _) = rows_and_rejected(honest)
    assert receipts.equals(honest_receipts)
    assert lines.equals(honest_lines)
    assert [(row.rule, row.position) for row in turned_away if row not in before] == [(rule, len(once))]
    assert {row.rule for row in lines_turned_away if row.position == len(once)} == {"receipt_rejected"}
    assert adds_up("merchants", held)
