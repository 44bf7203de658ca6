"""Receipts that come up to three days late: their own day is landed again, others keep every byte."""

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest
from bad_rows import WINDOW, but, written
from feeds import ISSUED, receipts_of
from hypothesis import given, settings
from hypothesis import strategies as st
from tampering import DAY, YESTERDAY, answers, files_below, records

from cryptocity.errors import SourceUnavailable
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sources.merchants.datasets import RECEIPT_LINES, RECEIPTS
from cryptocity.sources.merchants.extract import extract_day, extract_late, is_final
from loopback import access_to, serving

FINAL = DAY + timedelta(days=3)
STATE = "/merchants/receipts/state"


class Clock:
    """The newest day that is over, as the city has it."""

    def __init__(self):
        self.day = DAY

    def __call__(self):
        return self.day


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def late_city(world, clock):
    with serving(SandboxCity(world, clock, faulty=False, late=True).application()) as url:
        yield url


@pytest.fixture(scope="module")
def days(late_city, clock, tmp_path_factory):
    """Live through the days until DAY is final. Returns the lake, and receipts and finality of DAY on each day."""
    lake = Lake(tmp_path_factory.mktemp("late"), Seal(b"key"))
    seen = []
    for clock.day in (DAY + timedelta(days=number) for number in range(5)):
        before = receipts_below(lake, clock.day)
        extract_day(clock.day, lake, access_to(late_city))
        assert receipts_below(lake, clock.day) == before
        reopened = {manifest.day for manifest in extract_late(clock.day, lake, access_to(late_city))}
        manifest = lake.manifest(RECEIPTS, DAY)
        seen.append((manifest.rows_landed, is_final(manifest), str(DAY) in reopened))
    return lake, seen


def receipts_below(lake, but_for):
    """Return the files of every landed receipt day but one."""
    landed = (day for day in lake.days(RECEIPTS) if day != but_for)
    return {day: lake.manifest(RECEIPTS, day).files for day in landed}


def test_late_receipts_land_on_their_own_day_until_it_is_final(days, honest):
    _, seen = days
    counts = [count for count, _, _ in seen]
    assert counts == sorted(counts)
    assert counts[0] < counts[3] == counts[4] == honest.rows(RECEIPTS, DAY).height
    assert [final for _, final, _ in seen] == [False, False, False, True, True]
    assert seen[4][2] is False


def test_a_final_day_holds_all_that_was_ever_issued_on_it(days, honest):
    lake, _ = days
    without_delivery = [name for name in RECEIPTS.schema if name != "delivered_at"]
    assert lake.rows(RECEIPTS, DAY).select(without_delivery).equals(honest.rows(RECEIPTS, DAY).select(without_delivery))
    assert lake.rows(RECEIPT_LINES, DAY).equals(honest.rows(RECEIPT_LINES, DAY))
    late = lake.rows(RECEIPTS, DAY)["delivered_at"].drop_nulls()
    assert (late >= WINDOW.end).any()


def test_a_day_that_was_left_provisional_is_made_final_after_a_pause_and_then_left_alone(late_city, clock, lake):
    clock.day = DAY
    extract_day(DAY, lake, access_to(late_city))
    clock.day = DAY + timedelta(days=10)
    reopened = extract_late(clock.day, lake, access_to(late_city))
    assert {manifest.day for manifest in reopened} == {str(DAY)}
    assert all(is_final(manifest) for manifest in reopened)
    assert extract_late(clock.day, lake, access_to("http://127.0.0.1:1")) == ()


def test_where_nothing_came_no_byte_changes(city, lake):
    city.extract("merchants", lake, day=YESTERDAY)
    before = files_below(lake.home)
    assert extract_late(DAY, lake, access_to(city.url)) == ()
    assert files_below(lake.home) == before


def test_days_that_never_landed_are_not_opened(city, lake):
    assert extract_late(DAY, lake, access_to(city.url)) == ()
    assert lake.days(RECEIPTS) == ()


def test_a_day_of_which_the_feed_says_another_version_is_landed_again_with_what_came(city, lake):
    with city.tampered("/merchants/receipts", records(lambda lines: lines[:-1])), city.tampered(STATE, said("before")):
        city.extract("merchants", lake, day=YESTERDAY)
    rows = lake.rows(RECEIPTS, YESTERDAY).height
    assert {manifest.day for manifest in extract_late(DAY, lake, access_to(city.url))} == {str(YESTERDAY)}
    assert lake.rows(RECEIPTS, YESTERDAY).height == rows + 1


def said(version):
    return answers(f'{{"Version":"{version}","IsClosed":false}}'.encode())


@pytest.mark.parametrize("state", [b"{}", b"[]", b'{"Version":"1","IsClosed":"yes"}', b'{"Version":null}'])
def test_a_state_that_says_nothing_is_asked_for_again(city, lake, state):
    with city.tampered(STATE, answers(state)):
        city.refuses("merchants", lake, (SourceUnavailable, "the state of the receipts cannot be read"))


@pytest.mark.parametrize(("delivered", "rules"), [(72 * 3600, []), (72 * 3600 + 1, ["too_late"])])
def test_a_receipt_may_come_in_the_72nd_hour_and_not_after(delivered, rules):
    issued_at = WINDOW.start
    row = but(DateTime=issued_at.isoformat(), DeliveredAt=(issued_at + timedelta(seconds=delivered)).isoformat())
    landing = ISSUED.landing(row(ISSUED.good))
    assert [rejected.rule for rejected in landing.rejected] == rules


def test_a_cash_register_may_use_the_key_of_another_one_or_of_a_receipt_that_did_not_land():
    other = but(CashboxUniqueNumber="SWK0000043")(ISSUED.good)
    refused = but(CheckNumber="1", Payments=[{"Sum": 1, "PaymentType": 0}])(ISSUED.good)
    repeated_sign = but(ExternalCheckNumber="EXT-2", OfflineMode=True)(ISSUED.good)
    another_sign = but(ExternalCheckNumber="EXT-2", CheckNumber="2")(ISSUED.good)
    landing = ISSUED.landing(refused, ISSUED.good, other, repeated_sign, another_sign)
    rules = [(rejected.position, rejected.rule) for rejected in landing.rejected]
    assert rules == [(0, "payments_differ_from_lines"), (3, "duplicate_key")]


def test_a_receipt_sent_again_is_told_from_another_one_under_its_fiscal_sign():
    other = but(OfflineMode=True)(ISSUED.good)
    landing = ISSUED.landing(ISSUED.good, ISSUED.good, other, other, ISSUED.good)
    rules = ["duplicate_delivery", "duplicate_key", "duplicate_delivery", "duplicate_delivery"]
    assert [rejected.rule for rejected in landing.rejected] == rules
    assert (landing.received, landing.rows.height) == (5, 1)


SIGNS, KEYS = ("1", "2", "3"), (None, "", "EXT-1", "EXT-2")
DAYS_RECEIPTS = st.lists(
    st.builds(
        lambda sign, key, **changes: written(but(CheckNumber=sign, ExternalCheckNumber=key, **changes)(ISSUED.good)),
        st.sampled_from(SIGNS),
        st.sampled_from(KEYS),
        OfflineMode=st.booleans(),
        Change=st.sampled_from([0, 0, 0, -1]),
    )
    | st.just(written({**ISSUED.good, "mood": "good"}))
    | st.just(b"{"),
    max_size=12,
)


def held_one_by_one(lines):
    """Return which of a day's receipts land, told in the plainest way: each against all that landed before it."""
    landed = []
    for line in lines:
        receipt = json.loads(line) if line != b"{" else {"Change": -1}
        own = (receipt.get("CheckNumber"), receipt.get("ExternalCheckNumber") or None)
        if receipt.get("Change", 0) == 0 and not any(
            own[0] == sign or (own[1] and own[1] == key) for sign, key in landed
        ):
            landed.append(own)
    return landed


@settings(max_examples=150, deadline=None)
@given(lines=DAYS_RECEIPTS, cuts=st.sets(st.integers(0, 12), max_size=6))
def test_however_a_day_is_cut_into_parts_the_same_receipts_land_and_the_same_are_turned_away(lines, cuts):
    edges = [0, *sorted(min(cut, len(lines)) for cut in cuts), len(lines)]
    whole, cut = receipts_of(lines), receipts_of(*(lines[low:high] for low, high in pairwise(edges)))
    for landing, again in zip(whole, cut, strict=True):
        assert again.rows.equals(landing.rows)
        assert (again.rejected, again.received) == (landing.rejected, landing.received)
        assert landing.received == landing.rows.height + len(landing.rejected)
    assert whole[0].rows.select("check_number", "external_check_number").rows() == held_one_by_one(lines)


def test_a_receipt_is_not_lost_to_one_that_is_itself_turned_away_as_a_repeat():
    """The second part's first repeats the key of the first part, and shares a sign with its second, which is good."""
    first = ISSUED.good
    turned_away = but(CheckNumber="2")(ISSUED.good)
    good = but(CheckNumber="2", ExternalCheckNumber="EXT-2")(ISSUED.good)
    receipts, lines = receipts_of([written(first)], [written(turned_away), written(good)])
    assert [(rejected.position, rejected.rule) for rejected in receipts.rejected] == [(1, "duplicate_idempotency_key")]
    assert (receipts.rows.height, lines.rows.height) == (2, 2)


def test_a_repeated_receipt_with_a_field_that_nobody_knows_is_turned_away_in_another_part_too():
    line = written({**ISSUED.good, "mood": "good"})
    receipts, _ = receipts_of([line], [line])
    assert [(rejected.position, rejected.rule) for rejected in receipts.rejected] == [(1, "duplicate_delivery")]


def test_receipts_without_an_idempotency_key_repeat_none():
    first, second = (but(ExternalCheckNumber=None, CheckNumber=number)(ISSUED.good) for number in "12")
    assert ISSUED.landing(first, second).rejected == ()


def test_the_day_is_that_of_almaty(days):
    lake, _ = days
    assert lake.days(RECEIPTS) == tuple(date(2026, 11, number) for number in range(2, 7))
