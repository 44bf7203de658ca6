"""The sandbox's digital tenge statements, as they land, tell what the simulated payments say."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from cryptocity.identity import Pseudonyms
from cryptocity.sandbox.city import City
from cryptocity.sandbox.feeds import tenge
from cryptocity.sandbox.feeds.statements import iban_of
from cryptocity.sandbox.world import World
from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.decode import decode_files
from cryptocity.window import Window

DAYS = (date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3))
PSEUDONYMS = Pseudonyms(b"key")


@pytest.fixture(scope="module")
def world():
    return World(City(residents=3_000), DAYS[0])


def landed(world, day, *, faulty=False):
    """Return the landings of a day's files about customers, without those about tokens and the ledger."""
    told = tenge.files_of(world, day, faulty=faulty).items()
    files = [MessageFile(name, content) for name, content in told if "-901." not in name]
    return decode_files(files, Window.of_day(day), PSEUDONYMS)


def tiyn(amount):
    return int(100 * amount)


def true_turnover(world, day):
    """Return credits and debits in tiyn by owner's key, from the payments alone."""
    turnover = {"credits": Counter(), "debits": Counter()}
    for payment in world.facts(day).tenge:
        if payment.status == "ACSC":
            turnover["credits"][PSEUDONYMS.of_taxpayer(payment.creditor)] += payment.amount
            turnover["debits"][PSEUDONYMS.of_taxpayer(payment.debtor)] += payment.amount
    return turnover


@pytest.mark.parametrize("day", DAYS)
def test_statements_add_up_to_the_settled_payments(world, day):
    statements = landed(world, day)[2]
    rows = statements.rows.to_dicts()
    true = true_turnover(world, day)
    assert statements.rejected == []
    assert {row["owner_key"] for row in rows} == {*true["credits"], *true["debits"]}
    for kind, by_owner in true.items():
        assert {row["owner_key"]: tiyn(row[f"{kind}_kzt"]) for row in rows if row[f"{kind}_kzt"]} == by_owner


def test_an_account_opens_with_what_it_closed_with():
    world = World(City(residents=3_000), DAYS[0])
    balances = {}
    for day in DAYS:
        for row in landed(world, day)[2].rows.iter_rows(named=True):
            assert row["opening_balance_kzt"] == balances.get(row["account_key"], Decimal("100000000.00"))
            balances[row["account_key"]] = row["closing_balance_kzt"]
    assert len(balances) > 30


def test_notifications_repeat_entries_of_statements(world):
    entries = landed(world, DAYS[1])[3].rows
    columns = ("account_key", "entry_reference", "end_to_end_id", "direction", "amount_kzt", "booked_on")
    notified, stated = (
        set(entries.filter(entries["message_kind"] == kind).select(columns).rows()) for kind in ("camt.054", "camt.053")
    )
    assert notified
    assert notified < stated


def test_the_statement_that_is_one_tiyn_out_is_quarantined_and_all_others_land(world):
    honest, told = landed(world, DAYS[1]), landed(world, DAYS[1], faulty=True)
    assert told[2].rows.equals(honest[2].rows)
    assert told[3].rows.equals(honest[3].rows)
    assert [each.rule for each in told[2].rejected] == ["balance_mismatch"]
    assert {each.rule for each in told[3].rejected} == {"balance_mismatch"}


def test_accounts_have_the_check_digits_of_an_iban():
    iban = iban_of("000040000021")
    moved = "".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])
    assert (len(iban), int(moved) % 97) == (20, 1)
