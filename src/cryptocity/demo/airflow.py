"""A local Airflow for the demo: its environment, and its REST API.

Source: Airflow 3.3 stable REST API /api/v2. A run of a past day is triggered with its partition key.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx

from cryptocity import project
from cryptocity.demo.processes import DemoFailed

POOL = "warehouse"
_COMPONENTS = ("metadatabase", "scheduler", "dag_processor")
_SECONDS_BETWEEN_PARSES = 3_600
_SQLITE_PATIENCE_SECONDS = 60
PATIENCE_SECONDS = _SQLITE_PATIENCE_SECONDS + 30.0
"""How long an answer may take: a request may wait for SQLite as long as that waits for a lock, and still succeed."""

# The scheduler's log server would listen beyond loopback; the API server reads the same files.
COMPONENTS = (("api-server",), ("dag-processor",), ("scheduler", "--skip-serve-logs"))


def environment(home: Path, port: int, *, parallel_tasks: int) -> dict[str, str]:
    """Return the variables of an Airflow that needs no set-up: SQLite, loopback only, every visitor an admin."""
    url = f"http://127.0.0.1:{port}"
    options = {
        "CORE__DAGS_FOLDER": str(project.folder("dags")),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": str(_SECONDS_BETWEEN_PARSES),
        "CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "CORE__PARALLELISM": str(parallel_tasks),
        "API__HOST": "127.0.0.1",
        "API__PORT": str(port),
        "API__BASE_URL": url,
        "API__WORKERS": "1",
        "DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{_database(home)}?timeout={_SQLITE_PATIENCE_SECONDS}",
        "USAGE_DATA_COLLECTION__ENABLED": "False",
    }
    variables = {f"AIRFLOW__{name}": value for name, value in options.items()}
    return {**variables, "AIRFLOW_HOME": str((home / "airflow").resolve()), "CRYPTOCITY_HOME": str(home.resolve())}


def let_readers_and_writers_meet(home: Path) -> None:
    """Put Airflow's SQLite file into write-ahead mode, so that its components do not lock each other out."""
    with closing(sqlite3.connect(_database(home))) as connection:
        connection.execute("pragma journal_mode = wal")


def _database(home: Path) -> Path:
    return (home / "airflow" / "airflow.db").resolve()


@dataclass(frozen=True)
class Airflow:
    """The REST API of a running Airflow."""

    url: str
    client: httpx.Client

    def is_ready(self, dags: Iterable[str]) -> bool:
        """Tell whether every component is healthy and these DAGs are known."""
        try:
            health = self.client.get(f"{self.url}/api/v2/monitor/health").json()
            healthy = all(health.get(name, {}).get("status") == "healthy" for name in _COMPONENTS)
            return healthy and set(dags) <= {dag["dag_id"] for dag in self._get("dags")["dags"]}
        except (httpx.HTTPError, ValueError, DemoFailed):
            return False

    def set_pool(self, *, slots: int) -> None:
        """Give the pool of the warehouse's writer this many slots: one lets it work, none makes it wait."""
        pool = {"slots": slots, "description": "one writer of the warehouse", "include_deferred": False}
        answer = self.client.post(f"{self.url}/api/v2/pools", json={"name": POOL, **pool})
        if answer.status_code == httpx.codes.CONFLICT:
            answer = self.client.patch(f"{self.url}/api/v2/pools/{POOL}", json={"pool": POOL, **pool})
        self._must(answer)

    def unpause(self, dags: Iterable[str]) -> None:
        """Let DAGs run."""
        for dag in dags:
            self._must(self.client.patch(f"{self.url}/api/v2/dags/{dag}", json={"is_paused": False}))

    def trigger(self, dag: str, day: date) -> None:
        """Trigger a run for one city day."""
        body = {"logical_date": None, "partition_key": str(day), "note": "cryptocity demo"}
        self._must(self.client.post(f"{self.url}/api/v2/dags/{dag}/dagRuns", json=body))

    def succeeded(self, since: datetime) -> int:
        """Count the runs that were asked for since an instant and have succeeded."""
        runs = self._get("dags/~/dagRuns", state="success", run_after_gte=since.isoformat(), limit=1)
        return int(runs["total_entries"])

    def first_failure(self, since: datetime) -> str | None:
        """Return what the first failed run since an instant says, or None where none failed."""
        found = self._get("dags/~/dagRuns", state="failed", run_after_gte=since.isoformat(), limit=1)
        failed = found["dag_runs"]
        if not failed:
            return None
        dag, run = failed[0]["dag_id"], failed[0]["dag_run_id"]
        tasks = self._get(f"dags/{dag}/dagRuns/{run}/taskInstances")["task_instances"]
        task = next((task["task_id"] for task in tasks if task["state"] == "failed"), "?")
        return f"{dag}.{task} of {failed[0]['partition_key']} failed; its log is in {self.url}/dags/{dag}/runs/{run}"

    def _get(self, path: str, **params: str | int) -> dict[str, Any]:
        return self._must(self.client.get(f"{self.url}/api/v2/{path}", params=params))

    def _must(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.is_error:
            raise DemoFailed(f"Airflow answers {answer.status_code} on {answer.url.path}: {answer.text[:300]}")
        content: dict[str, Any] = answer.json()
        return content
