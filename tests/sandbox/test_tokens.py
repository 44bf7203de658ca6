"""Marked money, the ledger and VAT refunds of the simulated city, as they land, tell what was simulated."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import polars as pl
import pytest

from cryptocity.identity import Pseudonyms
from cryptocity.sandbox.city import City
from cryptocity.sandbox.feeds import tenge
from cryptocity.sandbox.refunds import refund_applications_of
from cryptocity.sandbox.tokens import PURPOSE_CHANGED, UNSPENT, WRONG_CODE, institutions_of, token_operations_of
from cryptocity.sandbox.world import World
from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.decode import decode_files
from cryptocity.window import Window

FIRST = date(2026, 11, 1)
DAYS = tuple(FIRST + timedelta(days=number) for number in range(7))
PSEUDONYMS = Pseudonyms(b"key")
WORLD = World(City(residents=1_500), FIRST)


@cache
def landed(day, *, faulty=False):
    WORLD.facts(day)
    files = sorted(tenge.files_of(WORLD, day, faulty=faulty).items())
    landings = decode_files([MessageFile(name, content) for name, content in files], Window.of_day(day), PSEUDONYMS)
    return {landing.dataset.name: landing for landing in landings}


def true_operations():
    return [operation for day in DAYS for operation in token_operations_of(WORLD.city, FIRST, day)]


def test_every_operation_lands_as_it_was_simulated():
    rows = pl.concat(landed(day)["token_operations"].rows for day in DAYS).sort("operation_id")
    key, tenge_of = PSEUDONYMS.of_taxpayer, lambda tiyn: None if tiyn is None else Decimal(tiyn).scaleb(-2)
    columns = (
        "operation_id", "transaction_type", "amount_kzt", "mark_code", "mark_purpose", "contract_number",
        "parent_operation_id", "vat_amount_marked_kzt", "tier_depth", "debtor_key", "creditor_key", "status",
        "reason_code",
    )  # fmt: skip
    assert rows.select(columns).rows() == [
        (
            each.operation_id, each.transaction_type, tenge_of(each.amount), each.mark, each.purpose, each.contract,
            each.parent, tenge_of(each.vat), each.tier, key(each.debtor), key(each.creditor), each.status, each.reason,
        )
        for each in sorted(true_operations(), key=lambda each: each.operation_id)
    ]  # fmt: skip
    assert set(rows["transaction_type"]) == {"ISSUE", "TRANSFER", "VAT_SPLIT", "UNMARK", "REDEEM"}


def test_a_mark_passes_two_or_three_tiers_with_its_vat_set_apart_at_each():
    by_contract = {}
    for each in true_operations():
        if each.contract and each.is_settled:
            by_contract.setdefault(each.contract, []).append(each)
    closed = {name: made for name, made in by_contract.items() if any(each.creditor == budget() for each in made)}
    assert {max(each.tier for each in made) for made in closed.values()} == {2, 3}
    for made in closed.values():
        splits = {each.tier for each in made if each.transaction_type == "VAT_SPLIT"}
        assert splits == set(range(1, max(each.tier for each in made) + 1))


def budget():
    return institutions_of(WORLD.city).budget


def test_somebody_tries_to_spend_marked_money_elsewhere_and_is_rejected():
    leaks = [each for each in true_operations() if each.status == "RJCT"]
    assert len(leaks) == len(DAYS) - 1
    assert all(each.mark and each.reason == "AG01" for each in leaks)


@pytest.mark.parametrize("day", DAYS)
def test_what_the_issuer_owes_is_what_was_issued_less_what_was_redeemed_and_what_others_hold(day):
    balances, operations = landed(day)["balances"].rows, landed(day)["token_operations"].rows
    issuer = balances.filter(account_type="issuer").row(0, named=True)
    settled = operations.filter(status="ACSC")
    issued, redeemed = (settled.filter(transaction_type=kind)["amount_kzt"].sum() for kind in ("ISSUE", "REDEEM"))
    assert issued > 0
    assert -issuer["opening_balance_kzt"] + issued - redeemed == -issuer["closing_balance_kzt"]
    assert balances["closing_balance_kzt"].sum() == 0


def test_accounts_open_with_what_they_closed_with_and_marked_money_is_what_is_not_yet_unmarked():
    before = {}
    marked = Counter()
    for day in DAYS:
        rows = landed(day)["balances"].rows
        if before:
            assert all(
                before.get(key, 0) == opened for key, opened in rows.select("account_key", "opening_balance_kzt").rows()
            )
        before = dict(rows.select("account_key", "closing_balance_kzt").rows())
        for each in token_operations_of(WORLD.city, FIRST, day):
            if each.is_settled and each.mark and each.transaction_type == "ISSUE":
                marked["issued"] += each.amount
            if each.is_settled and each.transaction_type == "UNMARK":
                marked["unmarked"] += each.amount
        assert int(100 * rows["marked_balance_kzt"].sum()) == marked["issued"] - marked["unmarked"]


@pytest.mark.parametrize("day", DAYS[:2])
def test_the_file_whose_child_exceeds_its_parent_is_quarantined_and_all_else_lands(day):
    honest, told = landed(day), landed(day, faulty=True)
    for name in ("token_operations", "payment_statuses", "balances", "vat_refund_applications"):
        assert told[name].rows.equals(honest[name].rows)
    (rejected,) = told["token_operations"].rejected
    assert rejected.rule == "children_exceed_parent"
    assert f"mark MRK-{day:%Y%m%d}" in rejected.reason


def test_refunds_land_with_open_cases_and_those_in_digital_tenge_are_faster():
    rows = landed(DAYS[-1])["vat_refund_applications"].rows
    assert rows["application_id"].to_list() == [
        each.application_id for each in refund_applications_of(WORLD.city, DAYS[-1])
    ]
    waiting = rows.filter(pl.col("credited_on").is_null())
    assert set(waiting["status"]) >= {"open", "approved"}
    over_time = pl.concat(landed(day)["vat_refund_applications"].rows for day in DAYS).filter(status="credited")
    days = (over_time["credited_on"] - over_time["applied_on"]).dt.total_days()
    by_channel = over_time.with_columns(days=days).group_by("channel").agg(pl.col("days").max())
    assert dict(by_channel.rows())["digital"] <= 7
    assert dict(by_channel.rows())["ordinary"] >= 60


def test_of_every_other_contract_a_twentieth_leaks_and_settles():
    leaks = [each for each in true_operations() if each.breach and each.is_settled]
    assert {each.breach for each in leaks} == {PURPOSE_CHANGED, WRONG_CODE, UNSPENT}
    made = {each.operation_id: each for each in true_operations()}
    assert all(each.amount == made[each.parent].amount // 20 for each in leaks)
    assert len({each.operation_id.rsplit("-", 1)[0] for each in leaks}) == len(leaks) == (len(DAYS) - 1) // 2
