"""The demo's story: start city and Airflow, land every day, wait for release and reports, show the figures."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx

from cryptocity.console import complain, progress_of, say, show_table
from cryptocity.demo.airflow import COMPONENTS, PATIENCE_SECONDS, Airflow, environment, let_readers_and_writers_meet
from cryptocity.demo.processes import DemoFailed, Processes, end_on_terminate, free_port
from cryptocity.lake import lake_of
from cryptocity.release.manifest import read_manifest
from cryptocity.release.publish import is_up_to_date
from cryptocity.reports.publish import headlines, is_reported
from cryptocity.reports.site import serving_site
from cryptocity.sandbox.commands import claim_home, yesterday
from cryptocity.settings import Settings, sandbox_urls
from cryptocity.sources import EXTRACTIONS, SOURCES
from cryptocity.window import days_between

_DAGS = (*(f"extract_{name}" for name in EXTRACTIONS), "build_marts", "publish_reports")
_LONGEST_STEP_SECONDS = 1_800.0
_GLANCE_SECONDS = 0.5


@dataclass
class Clock:
    """When the demo started, and how long each step took."""

    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    steps: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Say that a step begins, and keep its seconds when it ends."""
        say(f"{what} …")
        start = time.monotonic()
        yield
        self.steps.append((what, time.monotonic() - start))


def run_demo(settings: Settings, *, days: int, residents: int, stay: bool) -> None:
    """Run the demo. Raises DemoFailed where a part does not start, or a run fails."""
    end_on_terminate()
    claim_home(settings.home)
    clock, last = Clock(), yesterday()
    wanted = list(days_between(last - timedelta(days=days - 1), last))
    city, own = _addresses(settings)
    with Processes(own, settings.home / "demo") as processes, httpx.Client(timeout=PATIENCE_SECONDS) as client:
        airflow = Airflow(own["AIRFLOW__API__BASE_URL"], client)

        def failure() -> str | None:
            return processes.first_ended() or airflow.first_failure(clock.started)

        with clock.step(f"start Airflow and simulate {days} days of {residents:,} residents"):
            _start(processes, settings.home, wanted[0], residents=residents)
            _wait_for(lambda: _simulated(city) >= days and airflow.is_ready(_DAGS), processes.first_ended)
            airflow.set_pool(slots=0)
        with clock.step(f"land {days} days of {len(SOURCES)} sources"):
            _land(airflow, wanted, clock.started, failure=failure)
        with clock.step("audit, build, audit, release"):
            airflow.set_pool(slots=1)
            _wait_for(lambda: is_up_to_date(lake_of(settings), settings.home), failure)
        with clock.step("render reports"):
            _wait_for(lambda: is_reported(settings.home), failure)
        with serving_site(settings.home, free_port(settings.site_port)) as site:
            _show(settings.home, clock, airflow.url, site=site)
            if stay:
                say("Ctrl-C stops everything.")
                _sleep_until_interrupted()


def _addresses(settings: Settings) -> tuple[str, dict[str, str]]:
    """Return the city's URL, and the environment in which the city and Airflow find each other."""
    city_port, airflow_port = free_port(settings.sandbox_port), free_port(settings.airflow_port)
    city = f"http://127.0.0.1:{city_port}"
    own = environment(settings.home, airflow_port, parallel_tasks=(os.cpu_count() or 1) + 2)
    own |= {f"CRYPTOCITY_{name.upper()}": url for name, url in sandbox_urls(city).items()}
    return city, own | {"CRYPTOCITY_SANDBOX_PORT": str(city_port)}


def _start(processes: Processes, home: Path, first: date, *, residents: int) -> None:
    city = ("sandbox", "serve", "--from", str(first), "--residents", str(residents))
    processes.start("sandbox", "-m", "cryptocity", *city)
    processes.finish("airflow-db", "-m", "airflow", "db", "migrate")
    let_readers_and_writers_meet(home)
    for component in COMPONENTS:
        processes.start(f"airflow-{component[0]}", "-m", "airflow", *component)


def _simulated(city: str) -> int:
    """Return how many days the sandbox city has simulated so far, none before it answers."""
    try:
        return int(httpx.get(f"{city}/health", timeout=5.0).json()["simulated"])
    except httpx.HTTPError:
        return 0


def _land(airflow: Airflow, days: list[date], since: datetime, *, failure: Callable[[], str | None]) -> None:
    """Land every source of every day; the warehouse waits for the last one, so that one build serves them all.

    Every run is asked for before any may start: tasks that start and runs that are made fight over SQLite.
    """
    for day in days:
        for name in EXTRACTIONS:
            airflow.trigger(f"extract_{name}", day)
    airflow.unpause(_DAGS)
    with progress_of("demo") as progress:

        def all_landed() -> bool:
            done = airflow.succeeded(since)  # of extractions, as long as the warehouse waits
            progress("extractions of a day landed", done, len(days) * len(EXTRACTIONS))
            return done >= len(days) * len(EXTRACTIONS)

        _wait_for(all_landed, failure)


def _wait_for(is_there: Callable[[], bool], failure: Callable[[], str | None]) -> None:
    deadline = time.monotonic() + _LONGEST_STEP_SECONDS
    while not is_there():
        if said := failure():
            raise DemoFailed(said)
        if time.monotonic() > deadline:
            raise DemoFailed(f"nothing came within {_LONGEST_STEP_SECONDS:.0f} seconds; see demo/*.log in the home")
        time.sleep(_GLANCE_SECONDS)


def _show(home: Path, clock: Clock, airflow_url: str, *, site: str) -> None:
    manifest = read_manifest(home)
    show_table(("step", "seconds"), [(what, f"{seconds:.1f}") for what, seconds in clock.steps])
    show_table(("headline figure", "value", "period"), headlines(home))
    say(f"release      {manifest.id} ({manifest.verdict}, data as of {manifest.last_day})")
    say(f"Airflow      {airflow_url}")
    say(f"report site  {site}")


def _sleep_until_interrupted() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        complain("stopping")
