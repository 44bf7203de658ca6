"""Gains first in, first out agree with rp2, a tax program of the public, on a thousand random ledgers at once."""

import json
import random
import re
import shutil
import subprocess
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

LEDGERS, SEED = 1_000, 1918
PEER = ("uv", "run", "--no-project", "--isolated", "--no-config", "--python", "3.11", "--with", "rp2==1.7.*")
CHAIN = ("int_holdings_ordered", "int_gains_fifo", "int_gains_average", "int_gains_specific", "int_gains_judged")
TIYN = Decimal("0.01")
EVENTS = pl.Schema(
    {
        "client_key": pl.String,
        "asset": pl.String,
        "event_id": pl.String,
        "day": pl.Date,
        "happened_at": pl.Datetime("us", "UTC"),
        "kind": pl.String,
        "is_acquisition": pl.Boolean,
        "units": pl.Decimal(38, 18),
        "value_kzt": pl.Decimal(18, 2),
        "is_unsupported": pl.Boolean,
        "client_residency": pl.String,
        "is_legal_entity": pl.Boolean,
        "lot_event_id": pl.String,
        "is_beyond_all_numbers": pl.Boolean,
    }
)


def random_ledger(dice, ledger):
    """Return the events of one person, who never gives away more than was acquired; every other sells all at last."""
    at, held, events = datetime(2024, 1, 1, tzinfo=UTC), Decimal(0), []
    for number in range(dice.randint(1, 30)):
        at += timedelta(seconds=dice.randint(1, 3_000_000))
        is_acquisition = not held or dice.random() < 0.45
        units = Decimal(dice.randint(1, 10 ** dice.randint(1, 11))).scaleb(-8)
        if not is_acquisition:
            units = min(units, held)
        held += units if is_acquisition else -units
        events.append((f"{ledger}-{number}", at, is_acquisition, units, Decimal(dice.randint(1, 10**10)).scaleb(-2)))
    if held and ledger % 2:
        events.append((f"{ledger}-last", at + timedelta(days=1), False, held, Decimal(dice.randint(1, 10**9))))
    return events


@pytest.fixture(scope="module")
def ledgers():
    dice = random.Random(SEED)
    return {ledger: random_ledger(dice, ledger) for ledger in range(LEDGERS)}


def is_installed(folder):
    if shutil.which("uv") is None:
        return False
    return subprocess.run([*PEER, "python", "-c", "import rp2"], capture_output=True, cwd=folder).returncode == 0


@pytest.fixture(scope="module")
def peer(ledgers, tmp_path_factory):
    folder = tmp_path_factory.mktemp("peer")  # it leaves a log where it runs
    if not is_installed(folder):
        pytest.skip("the peer rp2 cannot be installed here, so that nothing was compared with it")
    asked = [
        (ledger, [(number, at.isoformat(), *rest[:1], *map(str, rest[1:])) for number, at, *rest in events])
        for ledger, events in ledgers.items()
    ]
    command = [*PEER, "python", Path(__file__).with_name("rp2_fifo.py")]
    told = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True, cwd=folder)
    return {number: Decimal(gain) for number, gain in json.loads(told.stdout).items()}


@pytest.fixture(scope="module")
def ours(built, ledgers):
    """Return gain and number of lots of each disposal, from one build over all ledgers."""
    code = {node["name"]: node.get("compiled_code") for node in built.manifest["nodes"].values()}
    with duckdb.connect() as connection:
        connection.register("int_holding_events", pl.DataFrame([*rows_of(ledgers)], EVENTS).to_arrow())
        for name in CHAIN:
            sql = re.sub(r'"candidate"\."\w+"\."(\w+)"', r"\1", code[name])
            connection.execute(f"create table {name} as {sql}")
        found = connection.sql(
            "select event_id, gain_kzt, excluded_units, lots from int_gains_judged "
            "join (select event_id, count(*) as lots from int_gains_fifo group by event_id) using (event_id) "
            "where method = 'fifo'"
        ).fetchall()
    assert {excluded for _, _, excluded, _ in found} == {0}
    return {number: (gain, lots) for number, gain, _, lots in found}


def rows_of(ledgers):
    same = {"asset": "BTC", "is_unsupported": False, "client_residency": "resident", "is_legal_entity": False}
    for ledger, events in ledgers.items():
        for number, at, is_acquisition, units, value in events:
            yield {
                **same,
                "client_key": f"p-{ledger}",
                "event_id": number,
                "day": at.date(),
                "happened_at": at,
                "kind": "purchase" if is_acquisition else "sale",
                "is_acquisition": is_acquisition,
                "units": units,
                "value_kzt": value,
                "is_beyond_all_numbers": False,
            }


def test_every_disposal_gains_what_the_peer_says_but_for_the_tiyn_that_a_lot_rounds(peer, ours):
    """A lot's part is a difference of two amounts rounded to the tiyn; the peer never rounds."""
    assert ours.keys() == peer.keys()
    assert len(ours) > 5_000
    apart = {number: abs(gain - peer[number]) for number, (gain, _) in ours.items()}
    assert {number: gap for number, gap in apart.items() if gap > ours[number][1] * TIYN} == {}
    matches = sum(lots for _, lots in ours.values())
    print(f"{LEDGERS} ledgers, {len(ours)} disposals, {matches} matches: at most {max(apart.values()):.4f} KZT apart")


def test_who_has_sold_everything_gained_to_the_tiyn_what_the_peer_says(ledgers, peer, ours):
    totals = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for ledger, events in ledgers.items():
        if sum(units if is_acquisition else -units for _, _, is_acquisition, units, _ in events) == 0:
            for number in (number for number, _, is_acquisition, *_ in events if not is_acquisition):
                totals[ledger][0] += ours[number][0]
                totals[ledger][1] += peer[number]
    assert len(totals) > LEDGERS / 3
    assert {ledger: gains for ledger, gains in totals.items() if gains[0] != round(gains[1], 2)} == {}
