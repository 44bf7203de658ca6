"""A DAG for every extraction, for build, reports and reconciling: thin, documented and wired by assets."""

import ast
import sys

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk.definitions.asset import AssetAll

from cryptocity import project
from cryptocity.sources import DATASETS, EXTRACTIONS, SOURCES

DAGS = project.folder("dags")
EXTRACTS = [f"extract_{name}" for name in EXTRACTIONS]
NAMES = sorted([*EXTRACTS, "build_marts", "publish_reports", "reconcile_onchain"])


@pytest.fixture(scope="module")
def bag():
    return DagBag(DAGS)


def test_every_file_but_the_wiring_is_one_dag_of_its_name(bag):
    assert bag.import_errors == {}
    assert sorted(bag.dags) == NAMES
    assert sorted(path.stem for path in DAGS.glob("*.py")) == sorted([*NAMES, "wiring"])


@pytest.mark.parametrize("name", NAMES)
def test_a_dag_says_whose_it_is_and_what_it_does(name, bag):
    dag = bag.dags[name]
    assert dag.doc_md.startswith("### ")
    assert dag.tags
    assert dag.catchup is False
    for task in dag.tasks:
        assert task.owner == "cryptocity-analytics"
        assert (task.retries, task.retry_exponential_backoff) == (3, True)


@pytest.mark.parametrize("name", NAMES)
def test_a_form_shows_a_title_for_every_parameter(name, bag):
    assert all(bag.dags[name].params.get_param(key).schema.get("title") for key in bag.dags[name].params)


def test_every_source_is_extracted_by_one_dag():
    assert sorted(source for sources in EXTRACTIONS.values() for source in sources) == sorted(SOURCES)


@pytest.mark.parametrize("name", EXTRACTIONS)
def test_an_extraction_runs_for_the_day_that_ended_and_tells_of_its_datasets(name, bag):
    dag = bag.dags[f"extract_{name}"]
    timetable = dag.timetable
    assert str(timetable.timezone) == "Asia/Almaty"
    assert (timetable.expression, timetable.run_offset, timetable.key_format) == ("0 1 * * *", -1, "%Y-%m-%d")
    outlets = {outlet.name for task in dag.tasks for outlet in task.outlets}
    assert outlets == {f"raw.{dataset.id}" for dataset in DATASETS if dataset.source in EXTRACTIONS[name]}


def test_the_marts_wait_for_every_dataset_and_are_written_one_at_a_time(bag):
    dag = bag.dags["build_marts"]
    waits_for = dag.timetable.asset_condition
    assert isinstance(waits_for, AssetAll)
    assert {asset.name for asset in waits_for.objects} == {f"raw.{dataset.id}" for dataset in DATASETS}
    assert [task.task_id for task in dag.topological_sort()] == ["audit_raw", "build", "audit_marts", "publish_release"]
    assert {task.pool for task in dag.tasks} == {"warehouse"}
    assert dag.max_active_runs == 1


def test_reports_follow_a_release(bag):
    published = [outlet.name for outlet in bag.dags["build_marts"].get_task("publish_release").outlets]
    assert published == [bag.dags["publish_reports"].timetable.asset_condition.name] == ["release.current"]


@pytest.mark.parametrize("path", sorted(DAGS.glob("*.py")), ids=lambda path: path.stem)
def test_nothing_heavy_is_imported_while_dags_are_parsed(path):
    allowed = {"airflow", "wiring", *sys.stdlib_module_names}
    imported = {
        name.partition(".")[0]
        for node in ast.parse(path.read_text()).body
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else _names(node))
        if name != "cryptocity.sources"
    }
    assert imported <= allowed


def _names(node):
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
