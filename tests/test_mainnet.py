"""The whole road on 23 real, consecutive blocks of Ethereum mainnet, by the command line as a user types it."""

import json
import subprocess
import sys
from datetime import date

import pytest

from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.settings import child_environment
from cryptocity.sources.onchain.datasets import BLOCKS, TOKEN_TRANSFERS, TRANSACTIONS
from recorded import needs_recorded
from replay import FIRST, LAST, replaying

pytestmark = needs_recorded

DAY = date(2023, 7, 13)
USDT = "0xdac17f958d2ee523a2206206994597c13d831ec7"
ROAD = ("audit raw", "build", "audit marts", "release publish", "report", "status", "release list", "release show")


def cryptocity(home, *arguments):
    command = (sys.executable, "-m", "cryptocity", *arguments)
    environment = child_environment(CRYPTOCITY_HOME=str(home))
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("mainnet")
    with replaying() as url:
        cryptocity(home, "extract", "onchain", "--rpc-url", url, "--blocks", f"{FIRST}:{LAST}")
    for step in ROAD:
        cryptocity(home, *step.split())
    return home


def answer(home, query):
    return json.loads(cryptocity(home, "sql", query, "--format", "json"))


@pytest.mark.parametrize(("dataset", "rows"), [(BLOCKS, 23), (TRANSACTIONS, 4_416), (TOKEN_TRANSFERS, 4_798)])
def test_every_row_of_the_range_has_landed(dataset, rows, home):
    manifest = Lake(home, Seal(b"")).manifest(dataset, DAY)
    assert (manifest.rows_received, manifest.rows_landed, manifest.rows_quarantined) == (rows, rows, 0)
    assert manifest.coverage == ((1, FIRST, LAST),)


def test_every_transfer_of_usdt_is_published(home):
    query = f"select transfers from token_transfers_daily where token_address = '{USDT}' and day = '{DAY}'"
    assert answer(home, query) == [{"transfers": 679}]


def test_the_release_covers_these_blocks_and_nothing_else(home):
    shown = json.loads((home / "releases" / "current" / "manifest.json").read_text())
    assert shown["coverage"] == [[1, FIRST, LAST]]
    assert (shown["first_day"], shown["last_day"], shown["verdict"][:6]) == (str(DAY), str(DAY), "passed")
    assert answer(home, "select count(*) as n from vat_due_monthly") == [{"n": 0}]


def test_the_report_tells_which_blocks_it_rests_on(home):
    page = (home / "releases" / "current" / "reports" / "en" / "capital_flow.html").read_text()
    assert f"{FIRST:,}" in page
    assert f"{LAST:,}" in page
