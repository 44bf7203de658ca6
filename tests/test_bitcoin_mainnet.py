"""Recorded blocks of the Bitcoin main network, by the command line as a user types it."""

import subprocess
import sys
from datetime import date

import polars as pl
import pytest

from bitcoin_node import BitcoinNode, answering, recorded_chain
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.settings import child_environment
from cryptocity.sources.bitcoin.datasets import BLOCKS, DATASETS
from recorded import needs_recorded

pytestmark = needs_recorded

DAY, NEXT = date(2009, 1, 11), date(2009, 1, 12)


def typed(home, *arguments):
    command = (sys.executable, "-m", "cryptocity", *arguments)
    environment = child_environment(CRYPTOCITY_HOME=str(home), CRYPTOCITY_ATTEMPTS="1")
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def cryptocity(home, *arguments):
    ran = typed(home, *arguments)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def url():
    with answering(BitcoinNode(recorded_chain())) as url:
        yield url.replace("http://", "http://alice:s3cret@")


@pytest.fixture(scope="module")
def home(url, tmp_path_factory):
    home = tmp_path_factory.mktemp("bitcoin")
    cryptocity(home, "extract", "bitcoin", "--rpc-url", url, "--blocks", "0:438")
    return home


def test_every_block_lands_and_passes_the_audit(home):
    lake = Lake(home, Seal(b""))
    rows = pl.concat([lake.rows(BLOCKS, day) for day in lake.days(BLOCKS)])
    assert sorted(rows["block_height"]) == list(range(439))
    assert "audit of raw: passed (" in cryptocity(home, "audit", "raw")


def test_days_land_the_same_rows_as_heights(home, url, tmp_path):
    printed = cryptocity(tmp_path, "extract", "bitcoin", "--rpc-url", url, "--from", str(DAY), "--to", str(NEXT))
    by_heights, by_days = Lake(home, Seal(b"")), Lake(tmp_path, Seal(b""))
    for dataset in DATASETS:
        assert f"{dataset.id} {NEXT}: " in printed
        for day in (DAY, NEXT):
            assert by_days.rows(dataset, day).equals(by_heights.rows(dataset, day))
            assert by_days.rows(dataset, day).height > 0 or dataset.name == "inputs"


def test_a_day_is_decoded_again_without_the_node(home):
    before = {path: path.read_bytes() for path in home.rglob("*.parquet")}
    cryptocity(home, "extract", "bitcoin", "--on", str(NEXT), "--from-payloads")
    assert {path: path.read_bytes() for path in home.rglob("*.parquet")} == before


def test_a_failure_is_one_line_that_shows_no_password(home, url):
    for asked in (url, "http://alice:s3cret@127.0.0.1:9"):
        ran = typed(home, "extract", "bitcoin", "--rpc-url", asked, "--blocks", "430:450")
        assert ran.returncode == 1
        assert ran.stderr.splitlines()[-1].startswith("error: http://127.0.0.1:")
        assert "s3cret" not in ran.stdout + ran.stderr
