"""Marked money that leaks in the simulated city is found by its mart, and nothing honest is called a leak."""

import pytest

from cryptocity.sandbox.tokens import FORBIDDEN, PURPOSE_CHANGED, UNSPENT, WRONG_CODE, token_operations_of
from cryptocity.warehouse import candidate_path
from released import DAYS, FIRST, marts_in, released_city


@pytest.fixture(scope="module")
def operations(tmp_path_factory):
    city = released_city(tmp_path_factory).world.city
    return {each.operation_id: each for day in DAYS for each in token_operations_of(city, FIRST, day)}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    marts = marts_in(candidate_path(released_city(tmp_path_factory).home))
    return dict(marts["digital_tenge.marked_money_leaks"].select("operation_id", "breach").rows())


def test_every_kind_of_leak_happens_among_many_honest_operations(operations):
    breaches = [each.breach for each in operations.values()]
    assert set(breaches) == {None, FORBIDDEN, PURPOSE_CHANGED, WRONG_CODE, UNSPENT}
    assert breaches.count(None) > 5 * len([breach for breach in breaches if breach])


def test_leaks_are_found_with_full_precision_and_recall(operations, found, record_property):
    true = {name: each.breach for name, each in operations.items() if each.breach}
    right = true.items() & found.items()
    precision, recall = len(right) / len(found), len(right) / len(true)
    record_property("precision", precision)
    record_property("recall", recall)
    print(f"marked money: {len(true)} breaches, {len(found)} found, precision {precision:.2f}, recall {recall:.2f}")
    assert (precision, recall) == (1, 1)
