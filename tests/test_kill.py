"""`kill -9` in the midst of extract, build, audit and release: readers see whole things only, and a re-run repairs all.

Each command runs as a process of its own and dies of a real SIGKILL, just before one of its changes to the disk or
when a file appears. Meanwhile a reader reads everything that is visible, over and over.
"""

import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL

import duckdb
import psutil
import pytest

from cryptocity.audit import quality
from cryptocity.errors import AuditFailed, LakeIncomplete, ReleaseMissing
from cryptocity.inputs import read_inputs
from cryptocity.landing import Landing
from cryptocity.payloads import digest
from cryptocity.release.history import history
from cryptocity.release.manifest import current_id, open_marts, read_manifest, release_folder
from cryptocity.release.publish import publish
from cryptocity.sandbox.city import City
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.truth import TRUTHS
from cryptocity.sandbox.world import World
from cryptocity.sources import DATASETS
from cryptocity.sources.merchants.datasets import DATASETS as MERCHANTS
from cryptocity.sources.merchants.datasets import RECEIPTS
from cryptocity.warehouse import candidate_path, read_outcome
from loopback import access_to, extract, serving
from released import DAYS, bytes_below, copy_of, lake_in, marts_in, released_city
from terminal import COMMAND, environment, pointed_at, typed

MORTAL = (sys.executable, str(Path(__file__).with_name("mortal.py")))
DAY = DAYS[0]
EXTRACT = ("extract", "merchants", "--on", str(DAY))
OLDER = "2026-10-27-01de4a5e"
ONE_AT_A_TIME = threading.Lock()  # DuckDB opens a file in one way at a time per process

CANDIDATE = ("candidate.duckdb", "candidate.json", "metrics.json", "definitions.json")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return released_city(tmp_path_factory)


def lives(home, *words, **variables):
    """Run a command undisturbed in a process of its own. Returns how many changes it made to the disk."""
    ran = subprocess.run([*MORTAL, "0", *words], env=environment(home, **variables), capture_output=True, check=True)
    return int(ran.stderr.split()[-1])


def dies(moment, home, *words, **variables):
    """Run a command that is killed just before a change to the disk."""
    command = [*MORTAL, str(moment), *words]
    ran = subprocess.run(command, env=environment(home, **variables), capture_output=True, timeout=300)
    assert ran.returncode == -signal.SIGKILL, (moment, ran.stderr.decode())


def dies_when_there_is(path, home, *words):
    """Run a command and kill it, from outside, as soon as a file is there. Returns the processes it had started."""
    with subprocess.Popen([*COMMAND, *words], env=environment(home), stdout=DEVNULL, stderr=DEVNULL) as process:
        while not path.exists():
            assert process.poll() is None
            time.sleep(0.002)
        started = psutil.Process(process.pid).children()
        process.kill()
    assert process.returncode == -signal.SIGKILL
    return started


def ends(process):
    """Wait for the end of a process that is nobody's child any more."""
    for _ in range(600):
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


@contextmanager
def reading(home, read, *, pause=0.05):
    """Read in a thread, over and over, until the block ends. No reader may ever raise."""
    done = threading.Event()

    def keep_reading():
        while not done.wait(pause):
            read(home)
        read(home)

    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(keep_reading)
        try:
            yield
        finally:
            done.set()
    reader.result()


@pytest.fixture(scope="module")
def served():
    """The variables that point every source at the city whose day is to land."""
    world = World(City(residents=500), DAY)
    with serving(SandboxCity(world, lambda: DAY).application()) as url:
        yield pointed_at(url)


@pytest.fixture(scope="module")
def landed_before(tmp_path_factory):
    """A home in which the same day has landed from another city."""
    home = tmp_path_factory.mktemp("before")
    world = World(City(seed=7, residents=500), DAY)
    with serving(SandboxCity(world, lambda: DAY).application()) as url:
        extract("merchants", DAY, lake_in(home), access_to(url))
    return home


@pytest.fixture(scope="module")
def undisturbed(landed_before, served, tmp_path_factory):
    """A home in which the day has been replaced, and how many changes to the disk that took."""
    home = copy_of(landed_before, tmp_path_factory.mktemp("after"))
    return home, lives(home, *EXTRACT, **served)


def test_a_day_that_replaces_another_leaves_nothing_of_it(undisturbed, served, tmp_path):
    after, _ = undisturbed
    assert typed(*EXTRACT, home=tmp_path, variables=served).code == 0
    assert bytes_below(after) == bytes_below(tmp_path)


def one_of(*homes):
    """Return a reader of a home whose partitions are those of one of these homes, whole."""
    known = {dataset: [lake_in(home).rows(dataset, DAY) for home in homes] for dataset in MERCHANTS}

    def read(home):
        for dataset, tables in known.items():
            rows = lake_in(home).rows(dataset, DAY)
            assert any(rows.equals(table) for table in tables), dataset.id

    return read


@pytest.mark.parametrize("tenth", range(10))
def test_an_extraction_killed_at_any_moment_leaves_whole_partitions_and_is_repaired(
    tenth, landed_before, undisturbed, served, tmp_path
):
    after, changes = undisturbed
    moment = 1 + tenth * (changes - 1) // 9
    home = copy_of(landed_before, tmp_path)
    read = one_of(landed_before, after)
    with reading(home, read):
        dies(moment, home, *EXTRACT, **served)
        read(home)
        assert is_whole_or_refused(home)
        assert typed(*EXTRACT, home=home, variables=served).code == 0
    assert bytes_below(home) == bytes_below(after)


def is_whole_or_refused(home):
    """Tell whether a build would take the source day as it was or as it is, and refuse a mixture by name."""
    try:
        return len({part.extraction for part in read_inputs(lake_in(home))}) == 1
    except LakeIncomplete as refusal:
        return str(refusal) == f"merchants {DAY} is half landed: extract it again"


def test_a_reader_of_a_day_that_is_replaced_over_and_over_sees_a_whole_one(landed_before, tmp_path):
    lake = lake_in(copy_of(landed_before, tmp_path))
    receipts = lake.rows(RECEIPTS, DAY)

    def read(_):
        rows = lake.rows(RECEIPTS, DAY)
        assert rows.equals(receipts.head(rows.height))

    with reading(lake.home, read, pause=0):
        for count in range(1, 150):
            with lake.writer("merchants", DAY) as writer:
                writer.commit([Landing(RECEIPTS, receipts.head(count), count)], ())


def home_of(city, folder, *steps):
    """Return a home with the city's lake, these parts of its warehouse, and another release that is current."""
    home = folder / "home"
    shutil.copytree(city.home / "lake", home / "lake")
    (home / "warehouse").mkdir()
    for step in steps:
        part = city.home / "warehouse" / step
        (shutil.copytree if part.is_dir() else shutil.copy)(part, home / "warehouse" / step)
    older = shutil.copytree(release_folder(city.home), home / "releases" / OLDER)
    manifest = older / "manifest.json"
    manifest.write_text(manifest.read_text().replace(city.release.id, OLDER))
    (home / "releases" / "current").symlink_to(OLDER)
    return home


def everything(home):
    """Read all that a reader may see: every partition, and every file of the current release."""
    lake = lake_in(home)
    for dataset in DATASETS:
        for day in lake.days(dataset):
            assert lake.rows(dataset, day).height == lake.manifest(dataset, day).rows_landed
    current_release(home)


def current_release(home):
    with ONE_AT_A_TIME:
        _current_release(home)


def _current_release(home):
    folder = (home / "releases" / "current").resolve()
    manifest = read_manifest(home, folder.name)
    found = {name: digest(content) for name, content in bytes_below(folder).items() if name != "manifest.json"}
    assert found == {file.name: file.sha256 for file in manifest.outputs}
    with open_marts(release_folder(home)) as marts:
        assert len(marts.execute("from duckdb_tables()").fetchall()) == len(TRUTHS)
    with duckdb.connect(home / "releases" / "current" / "marts.duckdb", read_only=True) as marts:
        assert marts.execute("select count(*) from adoption.adoption_daily").fetchone() == (len(DAYS),)


def test_a_build_killed_at_any_moment_leaves_no_candidate_in_part_and_is_repaired(city, tmp_path):
    home = home_of(city, tmp_path)
    warehouse = home / "warehouse"
    with reading(home, everything):
        dies("open=locks/warehouse", home, "build")
        dies_when_there_is(warehouse / ".aside" / "candidate.duckdb", home, "build")
        dies(f"subprocess.Popen={sys.executable}", home, "build")
        (dbt,) = dies_when_there_is(warehouse / "dbt" / "target" / "manifest.json", home, "build")
        assert ends(dbt)
        assert not (warehouse / "dbt" / "target" / "run_results.json").exists()
        has_no_candidate(home)
        dies("os.rename=warehouse/candidate.json", home, "build")
        has_no_candidate(home)
        assert typed("build", home=home).code == 0
    assert read_outcome(home).id == read_outcome(city.home).id
    built = marts_in(candidate_path(home))
    assert [mart for mart, rows in marts_in(candidate_path(city.home)).items() if not rows.equals(built[mart])] == []


def has_no_candidate(home):
    with pytest.raises(ReleaseMissing, match="run `cryptocity build` first"):
        read_outcome(home)


def test_an_audit_killed_at_any_moment_does_not_count_and_is_repaired(city, tmp_path):
    home = home_of(city, tmp_path, *CANDIDATE)
    with reading(home, everything):
        dies_when_there_is(home / "warehouse" / "raw.duckdb", home, "audit", "raw")
        dies("os.rename=audits/raw.json", home, "audit", "raw")
        has_not_been_audited("inputs", home)
        assert typed("audit", "raw", home=home).code == 0
        has_not_been_audited("marts", home)
        assert typed("audit", "marts", home=home).code == 0
        dies("os.rename=warehouse/quality", home, "audit", "marts")
        has_not_been_audited("marts", home)
        assert typed("audit", "marts", home=home).code == 0
    for layer in ("raw", "marts"):
        assert quality.read_record(home, layer) == quality.read_record(city.home, layer)
    assert bytes_below(quality.quality_folder(home)) == bytes_below(quality.quality_folder(city.home))


def has_not_been_audited(what, home):
    with pytest.raises(AuditFailed, match=f"this candidate's {what} have not been audited"):
        publish(home)
    assert current_id(home) == OLDER


@pytest.fixture(scope="module")
def audited(city, tmp_path_factory):
    """A home whose candidate is ready to become the next release."""
    return home_of(city, tmp_path_factory.mktemp("audited"), *CANDIDATE, "audits", "quality")


@pytest.fixture(scope="module")
def published(audited, tmp_path_factory):
    """The same home after an undisturbed publication, and how many changes to the disk that took."""
    home = copy_of(audited, tmp_path_factory.mktemp("published"))
    return home, lives(home, "release", "publish")


@pytest.mark.parametrize("from_the_end", [1000, 20, 6, 5, 4, 3, 2, 1, 0])
def test_a_publication_killed_at_any_moment_swaps_whole_releases_and_is_repaired(
    from_the_end, audited, published, tmp_path
):
    after, changes = published
    home = copy_of(audited, tmp_path)
    with reading(home, current_release):
        dies(max(1, changes - from_the_end), home, "release", "publish")
        current_release(home)
        assert current_id(home) in (OLDER, current_id(after))
        assert typed("release", "publish", home=home).code == 0
    assert current_id(home) == current_id(after)
    assert [(event.action, event.release) for event in history(home)] == [("published", current_id(after))]
    assert without_history(home) == without_history(after)


def without_history(home):
    """Return the bytes of every release; the history beside them tells the time."""
    found = bytes_below(home / "releases")
    assert "history.jsonl" in found
    return {name: content for name, content in found.items() if name != "history.jsonl"}
