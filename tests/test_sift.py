"""Sifting: every item lands or is quarantined with rule and reason, and no person is named."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from cryptocity.identity import Pseudonyms
from cryptocity.sift import Broken, Reader, redact, sift

NAMES = Pseudonyms(b"key")


class Visit(msgspec.Struct, forbid_unknown_fields=True):
    visit: int
    guest: str


def interpret(visit):
    if visit.visit < 0:
        raise Broken("negative", "the number is negative")
    return (visit.visit, NAMES.of(visit.guest))


READER = Reader(msgspec.json.Decoder(Visit), interpret, lambda visit: visit.visit, {"guest"})


def rules(*items):
    return [(rejected.rule, rejected.position) for rejected in sift(items, READER, NAMES).rejected]


def test_good_items_pass_in_order():
    sifted = sift([b'{"visit":2,"guest":"a"}', b'{"visit":1,"guest":"b"}'], READER, NAMES)
    assert [row[0] for row in sifted.good] == [2, 1]
    assert (sifted.received, sifted.rejected) == (2, ())


def test_each_fault_has_its_rule():
    assert rules(
        b'{"visit":1,"guest":"a"}',
        b'{"visit":1,"guest":"a"}',
        b'{"visit":"one","guest":"a"}',
        b'{"visit":2,"guest":7,"mood":"good"}',
        b'{"visit":-1,"guest":"a"}',
        b'{"visit":3',
        b"\xff\xfe",
    ) == [
        ("duplicate_key", 1),
        ("wrong_shape", 2),
        ("wrong_shape", 3),
        ("negative", 4),
        ("not_json", 5),
        ("not_json", 6),
    ]


def test_a_rejected_item_does_not_take_the_key_of_a_later_good_one():
    sifted = sift([b'{"visit":1}', b'{"visit":1,"guest":"a"}'], READER, NAMES)
    assert len(sifted.good) == 1


def test_a_rejected_row_shows_pseudonyms_only():
    (rejected,) = sift([b'{"visit":-1,"guest":"791028302728"}'], READER, NAMES).rejected
    assert rejected.row == {"visit": -1, "guest": NAMES.of("791028302728")}


def test_redaction_reaches_every_depth():
    value = {"a": [{"guest": "x", "b": 1}], "guest": None}
    assert redact(value, {"guest"}, NAMES) == {"a": [{"guest": NAMES.of("x"), "b": 1}], "guest": None}


@given(st.lists(st.binary(max_size=40)))
def test_arbitrary_bytes_are_counted_and_never_raise(items):
    sifted = sift(items, READER, NAMES)
    assert sifted.received == len(items) == len(sifted.good) + len(sifted.rejected)
