"""VAT refund applications item by item: each fault has its rule, and the items beside it land."""

import json
from datetime import date
from decimal import Decimal

import pytest
from bad_rows import FIRM, PERSON, WINDOW
from hypothesis import given, settings
from hypothesis import strategies as st
from tampering import DAY, TOMORROW, YESTERDAY

from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.decode import decode_files
from loopback import PSEUDONYMS

GOOD = {
    "application_id": "VR-1",
    "xin": PERSON,
    "tax_period": "2026-Q3",
    "amount_kzt": "1000.50",
    "channel": "digital",
    "status": "credited",
    "as_of_on": str(DAY),
    "applied_on": "2026-10-26",
    "decided_on": str(YESTERDAY),
    "credited_on": str(DAY),
}
OTHER = {**GOOD, "application_id": "VR-2", "xin": FIRM, "status": "open", "decided_on": None, "credited_on": None}


def landed(content):
    return decode_files([MessageFile(f"vat_refunds-{DAY}.json", content)], WINDOW, PSEUDONYMS)[6]


def listed(*items):
    return json.dumps({"items": items}).encode()


def test_applications_are_exact_to_the_tiyn_and_name_nobody():
    landing = landed(listed(GOOD, OTHER))
    told = ("2026-Q3", Decimal("1000.50"), "digital")
    file = f"vat_refunds-{DAY}.json"
    applied, decided, credited = date(2026, 10, 26), YESTERDAY, DAY
    assert landing.rejected == []
    assert landing.rows.rows() == [
        ("VR-1", PSEUDONYMS.of(PERSON), *told, "credited", applied, decided, credited, file),
        ("VR-2", FIRM, *told, "open", applied, None, None, file),
    ]


BAD = {
    "of yesterday": ({"as_of_on": str(YESTERDAY)}, "past_date"),
    "of tomorrow": ({"as_of_on": str(TOMORROW)}, "future_date"),
    "wrong check digit": ({"xin": PERSON[:-1] + "3"}, "wrong_check_digit"),
    "negative": ({"amount_kzt": "-0.01"}, "negative_amount"),
    "tenth of a tiyn": ({"amount_kzt": "0.001"}, "not_an_amount"),
    "amount in words": ({"amount_kzt": "much"}, "wrong_shape"),
    "fifth quarter": ({"tax_period": "2026-Q5"}, "wrong_shape"),
    "by post": ({"channel": "post"}, "wrong_shape"),
    "lost": ({"status": "lost"}, "wrong_shape"),
    "no identifier": ({"application_id": ""}, "wrong_shape"),
    "unknown field": ({"iin": PERSON}, "unknown_field"),
    "open and decided": ({"status": "open"}, "contradicts_itself"),
    "credited without money": ({"credited_on": None}, "contradicts_itself"),
    "rejected and credited": ({"status": "rejected"}, "contradicts_itself"),
    "decided before it was made": ({"decided_on": "2026-10-25"}, "contradicts_itself"),
    "credited tomorrow": ({"credited_on": str(TOMORROW)}, "future_date"),
    "the same again": ({"application_id": "VR-2"}, "duplicate_key"),
}


@pytest.mark.parametrize(("change", "rule"), BAD.values(), ids=BAD)
def test_a_bad_application_is_quarantined_and_the_other_lands(change, rule):
    landing = landed(listed(OTHER, {**GOOD, **change}))
    (rejected,) = landing.rejected
    assert (rejected.rule, rejected.position) == (rule, 1)
    assert rejected.row == {"place": f"vat_refunds-{DAY}.json, item 2"}
    assert PERSON[:-1] not in f"{rejected}"
    assert landing.rows["application_id"].to_list() == ["VR-2"]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"items":null}', b"[" * 100_000, b'{"items":[' + b"[" * 100_000]
)
def test_a_file_that_is_no_list_of_items_is_one_quarantined_row(content):
    landing = landed(content)
    assert [each.rule for each in landing.rejected] == ["not_json"]
    assert (landing.received, landing.rows.height) == (1, 0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(GOOD)), inner, max_size=4),
)


@settings(max_examples=100, deadline=None)
@given(items=st.lists(JSON | st.dictionaries(st.sampled_from(sorted(GOOD)), JSON).map(lambda new: {**GOOD, **new})))
def test_every_item_lands_or_is_quarantined_with_a_reason(items):
    landing = landed(listed(*items))
    assert landing.received == landing.rows.height + len(landing.rejected) == len(items)
    assert all(each.rule and each.reason and "\n" not in each.reason for each in landing.rejected)
    landing.dataset.check(landing.rows)
