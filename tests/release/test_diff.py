"""A release of other definitions is told apart from the one before: by parameter or by code, and where neither enters.

The definitions are those of a checkout of their own, whose commands make the second release.
"""

import csv
from io import StringIO

import pytest

from checkouts import checked_out, replace, run_in
from cryptocity.release.manifest import current_id
from released import copy_of

SEED = "seeds/seed_statutory_parameters.csv"
THRESHOLD = "aifc_travel_rule_threshold,1000,USD"
COUNTING = "models/marts/capital_flow/retail_limit_breaches_monthly.sql"
ACTIVE = "count(*) as active_clients"
PARAMETER, CODE = "parameter: aifc_travel_rule_threshold", "code: retail_limit_breaches_monthly"


@pytest.fixture(scope="module")
def found(city, tmp_path_factory):
    """What `release diff` tells, after the travel rule's threshold fell and one client a month too many is counted."""
    folder = tmp_path_factory.mktemp("changed")
    checkout, home = checked_out(folder / "checkout"), copy_of(city.home, folder)
    replace(checkout / "dbt_project" / SEED, THRESHOLD, THRESHOLD.replace("1000", "400"))
    replace(checkout / "dbt_project" / COUNTING, ACTIVE, ACTIVE.replace("*)", "*) + 1"))
    for words in (("build",), ("audit", "raw"), ("audit", "marts"), ("release", "publish")):
        said(checkout, *words, home=home)
    assert current_id(home) != city.release.id
    told = said(checkout, "release", "diff", "--format", "csv", home=home)
    return [row for row in csv.DictReader(StringIO(told)) if row["cause"]]


def said(checkout, *words, home):
    ran = run_in(checkout, *words, home=home)
    assert ran.code == 0, ran.errors
    return ran.output.decode()


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (PARAMETER, {("mart", "capital_flow.travel_rule_completeness_daily"), ("figure", "travel_rule")}),
        (CODE, {("mart", "capital_flow.retail_limit_breaches_monthly"), ("figure", "retail_limit")}),
    ],
)
def test_a_cause_is_named_where_it_enters_and_alone(found, cause, expected):
    assert {(row["kind"], row["name"]) for row in found if cause in row["cause"]} == expected
    assert {row["cause"] for row in found if (row["kind"], row["name"]) in expected} == {cause}


def test_nothing_else_differs(found):
    assert {row["cause"] for row in found} == {PARAMETER, CODE}


def test_the_newly_covered_transfers_and_the_client_too_many_are_told_as_numbers(found):
    by_measure = {row["measure"]: row for row in found if row["kind"] == "figure"}
    assert float(by_measure["covered_transfers"]["difference"]) > 0
    assert float(by_measure["active_clients"]["difference"]) == 1
