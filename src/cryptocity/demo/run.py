"""The demo's story: start city and Airflow, land every day, wait for release and reports, show the figures."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import httpx

from cryptocity.console import complain, progress_of, say, show_table
from cryptocity.demo.airflow import Airflow, environment
from cryptocity.demo.processes import DemoFailed, free_port, running
from cryptocity.lake import lake_of
from cryptocity.release.manifest import read_manifest
from cryptocity.release.publish import is_up_to_date
from cryptocity.reports.publish import headlines, is_reported
from cryptocity.reports.site import serving_site
from cryptocity.sandbox.commands import yesterday
from cryptocity.settings import Settings, sandbox_urls
from cryptocity.sources import SOURCES
from cryptocity.window import days_between

_EXTRACTS = tuple(f"extract_{source}" for source in SOURCES)
_DAGS = (*_EXTRACTS, "build_marts", "publish_reports")
_LONGEST_STEP_SECONDS = 1_800.0
_GLANCE_SECONDS = 0.5


@dataclass
class Clock:
    """How long each step of the demo took."""

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
    clock, last = Clock(), yesterday()
    wanted = list(days_between(last - timedelta(days=days - 1), last))
    with ExitStack() as stack:
        with clock.step(f"start Airflow and simulate {days} days of {residents:,} residents"):
            city = _start_city(stack, settings, wanted[0], residents=residents)
            airflow = _start_airflow(stack, settings, city)
            _wait_for(lambda: _simulated(city) >= days and airflow.is_ready(_DAGS), "Airflow and the sandbox city")
            airflow.prepare(_DAGS)
        with clock.step(f"land {days} days of {len(SOURCES)} sources"):
            _land(airflow, wanted)
        with clock.step("audit, build, audit, release"):
            _wait_for(lambda: is_up_to_date(lake_of(settings), settings.home), "the release", airflow)
        with clock.step("render reports"):
            _wait_for(lambda: is_reported(settings.home), "the reports", airflow)
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
    command = ["-m", "airflow", "standalone"]
    stack.enter_context(running(command, log=settings.home / "demo" / "airflow.log", changes=changes))
    return Airflow(f"http://127.0.0.1:{port}", stack.enter_context(httpx.Client(timeout=30.0)))


def _simulated(city: str) -> int:
    """Return how many days the sandbox city has simulated so far, none before it answers."""
    try:
        return int(httpx.get(f"{city}/health", timeout=5.0).json()["simulated"])
    except httpx.HTTPError:
        return 0


def _land(airflow: Airflow, days: list[date]) -> None:
    for day in days:
        for dag in _EXTRACTS:
            airflow.trigger(dag, day)
    total = len(days) * len(_EXTRACTS)
    with progress_of("demo") as progress:

        def landed() -> bool:
            done: int = sum(airflow.states(dag)["success"] for dag in _EXTRACTS)
            progress("source days landed", min(done, total), total)
            return done >= total

        _wait_for(landed, "the extraction", airflow)


def _wait_for(is_there: Callable[[], bool], what: str, airflow: Airflow | None = None) -> None:
    deadline = time.monotonic() + _LONGEST_STEP_SECONDS
    while not is_there():
        if airflow and (failure := airflow.first_failure()):
            raise DemoFailed(failure)
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
