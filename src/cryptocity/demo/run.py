"""The demo's story: start city and Airflow, land every day, wait for release and reports, show the figures."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx

from cryptocity.console import complain, progress_of, say, show_table
from cryptocity.demo.airflow import COMPONENTS, Airflow, environment, let_readers_and_writers_meet
from cryptocity.demo.processes import DemoFailed, end_on_terminate, free_port, run_to_end, running
from cryptocity.lake import lake_of
from cryptocity.release.manifest import read_manifest
from cryptocity.release.publish import is_up_to_date
from cryptocity.reports.publish import headlines, is_reported
from cryptocity.reports.site import serving_site
from cryptocity.sandbox.commands import yesterday
from cryptocity.settings import Settings, sandbox_urls
from cryptocity.sources import SOURCES
from cryptocity.window import days_between

_QUICK_SOURCES = ("reference",)
_SLOW_SOURCES = tuple(source for source in SOURCES if source not in _QUICK_SOURCES)
_DAGS = (*(f"extract_{source}" for source in SOURCES), "build_marts", "publish_reports")
_LONGEST_STEP_SECONDS = 1_800.0
_GLANCE_SECONDS = 1.0


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
    clock, last = Clock(), yesterday()
    wanted = list(days_between(last - timedelta(days=days - 1), last))
    with ExitStack() as stack:
        with clock.step(f"start Airflow and simulate {days} days of {residents:,} residents"):
            city = _start_city(stack, settings, wanted[0], residents=residents)
            airflow = _start_airflow(stack, settings, city)
            _wait_for(lambda: _simulated(city) >= days and airflow.is_ready(_DAGS), "Airflow, or the sandbox city,")
            airflow.make_pool()
            airflow.unpause(_DAGS)
        with clock.step(f"land {days} days of {len(SOURCES)} sources"):
            _land(airflow, wanted, clock.started)
        with clock.step("audit, build, audit, release"):
            _wait_for(_is_released(settings), "the release", lambda: airflow.first_failure(clock.started))
        with clock.step("render reports"):
            _wait_for(lambda: is_reported(settings.home), "the report", lambda: airflow.first_failure(clock.started))
        site = stack.enter_context(serving_site(settings.home, free_port(settings.site_port)))
        _show(settings.home, clock, airflow.url, site=site)
        if stay:
            say("Ctrl-C stops everything.")
            _sleep_until_interrupted()


def _start_city(stack: ExitStack, settings: Settings, first: date, *, residents: int) -> str:
    port = free_port(settings.sandbox_port)
    command = ["-m", "cryptocity", "sandbox", "serve", "--from", str(first), "--residents", str(residents)]
    changes = {"CRYPTOCITY_SANDBOX_PORT": str(port), "CRYPTOCITY_HOME": str(settings.home.resolve())}
    stack.enter_context(running(command, log=settings.home / "demo" / "sandbox.log", changes=changes))
    return f"http://127.0.0.1:{port}"


def _start_airflow(stack: ExitStack, settings: Settings, city: str) -> Airflow:
    port = free_port(settings.airflow_port)
    changes = environment(settings.home, port, parallel_tasks=(os.cpu_count() or 1) + 1)
    changes |= {f"CRYPTOCITY_{name.upper()}": url for name, url in sandbox_urls(city).items()}
    logs = settings.home / "demo"
    run_to_end(["-m", "airflow", "db", "migrate"], log=logs / "airflow-db.log", changes=changes)
    let_readers_and_writers_meet(settings.home)
    for component in COMPONENTS:
        command = ["-m", "airflow", *component]
        stack.enter_context(running(command, log=logs / f"airflow-{component[0]}.log", changes=changes))
    return Airflow(f"http://127.0.0.1:{port}", stack.enter_context(httpx.Client(timeout=30.0)))


def _simulated(city: str) -> int:
    """Return how many days the sandbox city has simulated so far, none before it answers."""
    try:
        return int(httpx.get(f"{city}/health", timeout=5.0).json()["simulated"])
    except httpx.HTTPError:
        return 0


def _land(airflow: Airflow, days: list[date], since: datetime) -> None:
    """Land every source, the quick one last: a day is whole with its last source, and then the marts are built."""
    for sources in (_SLOW_SOURCES, _QUICK_SOURCES):
        for day in days:
            for source in sources:
                airflow.trigger(f"extract_{source}", day)
        _wait_until_landed(airflow, sources, len(days) * len(sources), since=since)


def _wait_until_landed(airflow: Airflow, sources: Sequence[str], total: int, *, since: datetime) -> None:
    with progress_of("demo") as progress:

        def all_landed() -> bool:
            done = sum(airflow.succeeded(f"extract_{source}", since) for source in sources)
            progress(f"days of {', '.join(sources)} landed", done, total)
            return done >= total

        _wait_for(all_landed, "the extraction", lambda: airflow.first_failure(since))


def _is_released(settings: Settings) -> Callable[[], bool]:
    return lambda: is_up_to_date(lake_of(settings), settings.home)


def _wait_for(is_there: Callable[[], bool], what: str, failure: Callable[[], str | None] = lambda: None) -> None:
    deadline = time.monotonic() + _LONGEST_STEP_SECONDS
    while not is_there():
        if said := failure():
            raise DemoFailed(said)
        if time.monotonic() > deadline:
            raise DemoFailed(
                f"{what} did not come within {_LONGEST_STEP_SECONDS:.0f} seconds; see demo/*.log in the home"
            )
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
