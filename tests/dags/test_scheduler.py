"""A real scheduler runs the DAGs on a small city: by form, with a lying node, and with a source that is away."""

import shutil
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime

import httpx
import pytest

from cryptocity.demo.airflow import COMPONENTS, Airflow, environment, let_readers_and_writers_meet
from cryptocity.demo.processes import Processes, free_port
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.release.manifest import read_manifest
from cryptocity.reports.publish import is_reported
from cryptocity.sandbox.city import City
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.world import World
from cryptocity.settings import sandbox_urls
from cryptocity.sources import DATASETS, EXTRACTIONS
from cryptocity.sources.onchain.datasets import BLOCKS
from loopback import serving

FIRST, SECOND = date(2026, 11, 2), date(2026, 11, 3)
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
DAGS = (*(f"extract_{name}" for name in EXTRACTIONS), "build_marts", "publish_reports")


def wait_for(what, failure=lambda: None):
    for _ in range(600):
        if found := what():
            return found
        assert not failure(), failure()
        time.sleep(0.5)
    raise AssertionError("nothing came")


@pytest.fixture(scope="module")
def city():
    world = World(City(residents=800), FIRST)
    application = SandboxCity(world, lambda: SECOND).application()
    with serving(application) as honest, serving(failing_every_transaction(application)) as lying:
        yield honest, lying


def failing_every_transaction(application):
    """The same city, whose node says of every transaction that it failed: its receipts cannot have their root."""

    async def lie(scope, receive, send):
        async def tamper(message):
            body = message.get("body", b"").replace(b'"status":"0x1"', b'"status":"0x0"')
            await send(message | {"body": body} if "body" in message else message)

        await application(scope, receive, tamper)

    return lie


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("scheduled")


@pytest.fixture(scope="module")
def airflow(city, home):
    own = environment(home, free_port(0), parallel_tasks=3) | {"CRYPTOCITY_ATTEMPTS": "1"}
    own |= {f"CRYPTOCITY_{name.upper()}": url for name, url in sandbox_urls(city[0]).items()}
    with Processes(own, home / "logs") as processes, httpx.Client(timeout=30) as client:
        processes.finish("airflow-db", "-m", "airflow", "db", "migrate")
        let_readers_and_writers_meet(home)
        for component in COMPONENTS:
            processes.start(component[0], "-m", "airflow", *component)
        airflow = Airflow(own["AIRFLOW__API__BASE_URL"], client)
        wait_for(lambda: airflow.is_ready(DAGS), processes.first_ended)
        airflow.set_pool(slots=1)
        airflow.unpause(DAGS)
        yield airflow


def run_by_form(airflow, dag, day):
    """Run a DAG as its form in the UI does: with a day, without a partition key. Return the run's address."""
    body = {"logical_date": None, "conf": {"on": str(day)}}
    answer = airflow.client.post(f"{airflow.url}/api/v2/dags/{dag}/dagRuns", json=body)
    return f"{airflow.url}/api/v2/dags/{dag}/dagRuns/{answer.json()['dag_run_id']}"


@contextmanager
def connection(airflow, source, url):
    """Point a source elsewhere by an Airflow connection, until the block ends."""
    body = {"connection_id": f"cryptocity_{source}", "conn_type": "http", "host": url}
    airflow.client.post(f"{airflow.url}/api/v2/connections", json=body).raise_for_status()
    yield
    airflow.client.delete(f"{airflow.url}/api/v2/connections/cryptocity_{source}").raise_for_status()


def only_task(airflow, run):
    return airflow.client.get(f"{run}/taskInstances").json()["task_instances"][0]


def ended(airflow, run, *states):
    """Return the run's only task once it is in one of these states."""
    task = only_task(airflow, run)
    return task if task["state"] in states else None


def test_days_given_by_form_end_in_a_release_and_its_reports(airflow, home):
    for name in EXTRACTIONS:
        run_by_form(airflow, f"extract_{name}", FIRST)
    wait_for(lambda: (home / "releases" / "current").exists(), lambda: airflow.first_failure(BEFORE))
    manifest = read_manifest(home)
    assert (manifest.first_day, manifest.last_day) == (FIRST, FIRST)
    assert manifest.missing([dataset.id for dataset in DATASETS]) == []
    wait_for(lambda: is_reported(home), lambda: airflow.first_failure(BEFORE))


def test_a_build_by_hand_ends_in_reports_too(airflow, home):
    shutil.rmtree(home / "releases" / "current" / "reports")
    body = {"logical_date": None, "conf": {"force": True}}
    airflow.client.post(f"{airflow.url}/api/v2/dags/build_marts/dagRuns", json=body).raise_for_status()
    wait_for(lambda: is_reported(home), lambda: airflow.first_failure(BEFORE))


def test_a_node_that_lies_fails_at_once_and_lands_nothing_until_it_is_honest(airflow, city, home):
    with connection(airflow, "onchain", f"{city[1]}/node"):
        run = run_by_form(airflow, "extract_onchain", SECOND)
        task = wait_for(lambda: ended(airflow, run, "failed", "up_for_retry", "success"))
    assert (task["state"], task["try_number"]) == ("failed", 1)
    lake = Lake(home, Seal(b""))
    assert lake.manifest(BLOCKS, SECOND) is None
    assert [path.name for path in (home / "quarantine" / "onchain").rglob("contradiction-*-receipts.json")]
    run = run_by_form(airflow, "extract_onchain", SECOND)
    assert wait_for(lambda: ended(airflow, run, "failed", "up_for_retry", "success"))["state"] == "success"
    assert lake.manifest(BLOCKS, SECOND).rows_landed > 0


def test_a_source_that_is_away_is_tried_again_later(airflow):
    with connection(airflow, "merchants", f"http://127.0.0.1:{free_port(0)}"):
        run = run_by_form(airflow, "extract_merchants", SECOND)
        task = wait_for(lambda: ended(airflow, run, "failed", "up_for_retry", "success"))
    assert (task["state"], task["try_number"]) == ("up_for_retry", 1)
