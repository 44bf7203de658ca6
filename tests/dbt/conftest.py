"""A candidate built of an empty lake, once: what the dbt project is, without any data."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from cryptocity import project
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.settings import child_environment
from cryptocity.warehouse import BuildOutcome, build, candidate_path

PROJECT = project.folder("dbt_project")


@dataclass(frozen=True)
class Built:
    """The empty candidate, its outcome, and dbt's own description of the project."""

    candidate: Path
    outcome: BuildOutcome
    manifest: dict

    @property
    def models(self):
        return [node for node in self.manifest["nodes"].values() if node["resource_type"] == "model"]

    def ask(self, sql):
        with duckdb.connect(self.candidate, read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    home = tmp_path_factory.mktemp("empty")
    outcome = build(Lake(home, Seal(b"key")), home)
    manifest = json.loads((home / "warehouse" / "dbt" / "target" / "manifest.json").read_text())
    return Built(candidate_path(home), outcome, manifest)


@pytest.fixture
def dbt(built, tmp_path):
    """Return a function that runs dbt against the empty candidate and returns its exit code and what it printed."""
    environment = child_environment(
        CRYPTOCITY_WAREHOUSE=str(built.candidate),
        CRYPTOCITY_WAREHOUSE_MEMORY="2GB",
        CRYPTOCITY_WAREHOUSE_THREADS="2",
        CRYPTOCITY_WAREHOUSE_SPILL=str(tmp_path / "spill"),
    )
    options = ("--project-dir", PROJECT, "--profiles-dir", PROJECT, "--log-path", tmp_path, "--target-path", tmp_path)

    def run(*arguments):
        command = (sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--warn-error", *arguments, *options)
        ran = subprocess.run(command, env=environment, capture_output=True, text=True)
        return ran.returncode, ran.stdout

    return run
