"""A hundred seeded `kill -9` in the extraction of one day: nobody reads half of it, and a re-run gives the same bytes.

The receipts go through runs on disk here, as those of a large day do.
"""

import random
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tampering import files_below

from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.world import World
from cryptocity.settings import child_environment
from cryptocity.sources import DATASETS
from loopback import serving

DAY = date(2026, 11, 2)
SEEDS = range(100)
MORTAL_DAYS = Path(__file__).parents[1] / "mortal_days.py"


class Extraction:
    """A process that extracts the day as often as it is told to, each time in a child that may be killed."""

    def __init__(self, url):
        command = [sys.executable, MORTAL_DAYS, url, str(DAY)]
        path = str(MORTAL_DAYS.parent)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, env=child_environment(PYTHONPATH=path), **pipes)

    def lives(self, home):
        """Extract the day undisturbed. Returns how many changes that made to the disk."""
        status, changes = self._told(0, home)
        assert status == "0"
        return int(changes)

    def dies(self, moment, home):
        """Extract the day until just before a change to the disk."""
        assert self._told(moment, home) == [str(-signal.SIGKILL)]

    def _told(self, moment, home):
        self.process.stdin.write(f"{moment} {home}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().split()


@pytest.fixture(scope="module")
def extraction():
    with serving(SandboxCity(World(City(7, 600), DAY), lambda: DAY).application()) as url:
        extraction = Extraction(url)
        yield extraction
        extraction.process.stdin.close()
        assert extraction.process.wait(60) == 0


@pytest.fixture(scope="module")
def whole(extraction, tmp_path_factory):
    """The day as it lands undisturbed, and how many changes that takes: on no home yet, and where all is there."""
    home = tmp_path_factory.mktemp("whole")
    changes = extraction.lives(home), extraction.lives(home)
    return files_below(home), changes


def must_be_readable(home):
    """Hold that every dataset that shows a manifest has all its files, to the byte that the manifest says."""
    lake = Lake(home, Seal(b"key"))
    for dataset in DATASETS:
        manifest = lake.manifest(dataset, DAY)
        assert lake.rows(dataset, DAY).height == (manifest.rows_landed if manifest else 0)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("mortal") / "home"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_day_whose_extraction_was_killed_lands_to_the_same_bytes(extraction, whole, home, seed):
    files, changes = whole
    chance = random.Random(seed)
    if chance.random() < 0.5:
        shutil.rmtree(home, ignore_errors=True)
    extraction.dies(chance.randint(1, changes[home.exists()]), home)
    must_be_readable(home)
    if chance.random() < 0.2:
        extraction.lives(home)
        assert files_below(home) == files


def test_after_all_that_the_day_is_as_if_nothing_had_happened(extraction, whole, home):
    extraction.lives(home)
    assert files_below(home) == whole[0]
