"""Adoption counts people, not addresses, and what it tells apart adds up."""

import json
import shutil

import duckdb
import pytest

from cryptocity.sandbox.truth.payments import confirmed
from cryptocity.warehouse import candidate_path
from released import DAYS, marts_in, released_city

COLLECTOR = "user-0"


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return released_city(tmp_path_factory)


@pytest.fixture(scope="module")
def monthly(city):
    return marts_in(candidate_path(city.home))["adoption.adoption_monthly"]


@pytest.fixture
def does_not_add_up(city, tmp_path):
    """Return a function that changes a copy of the candidate and returns the months that do not add up any more."""
    manifest = json.loads((city.home / "warehouse" / "dbt" / "target" / "manifest.json").read_text())
    (check,) = (node for node in manifest["nodes"].values() if node["name"] == "adoption_of_a_month_adds_up")
    candidate = shutil.copy(candidate_path(city.home), tmp_path / "candidate.duckdb")

    def run(statement):
        with duckdb.connect(candidate) as connection:
            connection.execute(statement)
            return connection.execute(f"select month from ({check['compiled_code']})").fetchall()

    return run


def wallets_in(city, month):
    """Return the wallets that paid in a month, once each."""
    days = [day for day in DAYS if day.replace(day=1) == month]
    return {payment.intent.wallet for day in days for payment in confirmed(city.world.facts(day))}


def test_a_person_with_a_dozen_addresses_is_one_payer(city, monthly, capsys):
    """Only wallets that no label knows can make two payers of one person."""
    for month, counted in monthly.select("month", "active_payers").rows():
        wallets = wallets_in(city, month)
        people = {wallet.holder for wallet in wallets}
        labelled = {wallet.holder for wallet in wallets if wallet.is_labelled}
        assert counted == len(labelled) + sum(not wallet.is_labelled for wallet in wallets)
        assert sum(wallet.holder == COLLECTOR for wallet in wallets) >= 10
        precision, by_address = len(people) / counted, len(people) / len(wallets)
        with capsys.disabled():
            print(f"\n{month:%Y-%m}: {precision:.1%} of payers are people of their own, {by_address:.1%} of addresses")
        assert precision >= 0.97 > 0.85 >= by_address


def test_months_add_up(does_not_add_up):
    assert does_not_add_up("select 1") == []


@pytest.mark.parametrize(
    "statement",
    [
        "update adoption.spending_by_category_monthly set crypto_turnover_kzt = crypto_turnover_kzt + 0.01",
        "update adoption.spending_by_category_monthly set retail_turnover_kzt = retail_turnover_kzt - 0.01",
        "delete from adoption.payment_assets_monthly",
    ],
)
def test_a_month_that_does_not_add_up_is_found(does_not_add_up, monthly, statement):
    assert does_not_add_up(statement) == [(month,) for month in sorted(monthly["month"])]
