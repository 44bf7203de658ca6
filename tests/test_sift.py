"""Sifting: every item lands or is quarantined with rule and reason, and no person is named."""

from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptocity.identity import Pseudonyms
from cryptocity.sift import Broken, Reader, redact, sift
from cryptocity.wire import Identifier

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


class Ticket(msgspec.Struct, forbid_unknown_fields=True):
    gate: Literal["north", "south"]
    number: Identifier
    price: float = 0
    note: str = ""
    seats: tuple[Annotated[int, msgspec.Meta(le=9)], ...] = ()


def ticket(**fields):
    reader = Reader(msgspec.json.Decoder(Ticket), lambda ticket: (ticket.number,), lambda ticket: ticket.number)
    return sift([msgspec.json.encode({"gate": "north", "number": "T-1", **fields})], reader, NAMES)


IIN, FIRM = "870101300128", "080841000761"


@pytest.mark.parametrize(
    "fields",
    [
        {"gate": IIN},
        {"gate": f"{IIN}' - at `$.note`"},
        {"gate": [IIN]},
        {"price": IIN},
        {"price": "Айгерим"},
        {"seats": [int(IIN)]},
        {"gate": 1, "note": f"for {IIN}"},
        {"gate": 1, "price": int(IIN)},
        {"gate": 1, "Айгерим": 1},
        {"number": IIN},
        {"number": f"seat-{IIN}"},
        {"number": "Айгерим"},
    ],
)
def test_a_refused_item_tells_neither_a_number_nor_a_name_of_a_person(fields):
    (rejected,) = ticket(**fields).rejected
    assert rejected.rule == "wrong_shape"
    written = msgspec.json.encode(rejected).decode()
    assert "Айгерим" not in written
    assert IIN not in written


def test_a_refused_item_still_tells_where_and_what_was_wrong_and_shows_the_rest():
    (rejected,) = ticket(gate="west", note=f"bought by {FIRM}", price=0.5).rejected
    assert rejected.reason == "Invalid enum value - at `$.gate`"
    assert rejected.row == {"gate": NAMES.of("west"), "number": "T-1", "note": f"bought by {FIRM}", "price": 0.5}


def test_a_missing_field_hides_nothing():
    (rejected,) = sift([b'{"visit":1}'], READER, NAMES).rejected
    assert rejected.row == {"visit": 1}


def test_twelve_digits_inside_of_a_hash_are_no_number():
    value = {"hash": f"0x{'ab' * 10}{IIN}{'cd' * 10}", "amount": f"9{IIN}", "is_new": True}
    assert redact(value, (), NAMES) == value


@pytest.mark.parametrize("name", ["Айгерим", IIN, "who is it", "a" * 41, "seat_870101", ""])
def test_a_field_named_like_nothing_that_we_know_is_counted_without_its_name(name):
    assert ticket(**{name: 1}).drift == {"…": 1}


def test_a_field_named_like_a_field_is_counted_by_it():
    assert ticket(mood=1, Table_2=2).drift == {"mood": 1, "Table_2": 1}
