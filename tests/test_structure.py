"""The design holds: who may import whom, four files a source, one name from a dataset to its expectations."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from cryptocity import project
from cryptocity.reports.publish import report_code
from cryptocity.settings import read_settings
from cryptocity.sources import DATASETS, SOURCES

PACKAGE = Path(project.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
STAGING = project.folder("dbt_project") / "models" / "staging"
EXPECTATIONS = project.folder("expectations")
HARNESS = (Path(__file__).parents[1] / ".ci" / "run", *Path(__file__).parent.rglob("*.py"))


def imports(path):
    """Return every module that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def own_imports(path):
    """Return what a file imports from this package, without the package's name."""
    return {name.removeprefix("cryptocity.") for name in imports(path) if name.startswith("cryptocity.")}


def name_of(path):
    return path.relative_to(PACKAGE).as_posix()


def dotted(path):
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def importing(name, among=FILES):
    """Return the files that import a module of ours, or something in it."""
    return {
        name_of(path)
        for path in among
        if any(imported == name or imported.startswith(f"{name}.") for imported in own_imports(path))
    }


def roots(path):
    return {name.partition(".")[0] for name in imports(path)}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_in_the_package_imports_airflow(path):
    assert "airflow" not in roots(path)


def test_only_settings_look_at_the_environment():
    looking = {name_of(path) for path in FILES if re.search(r"\bos\.(environ|getenv)\b", path.read_text())}
    assert looking == {"settings.py"}


def test_what_the_tests_and_their_run_ask_for_does_not_stop_the_commands(monkeypatch):
    asked = {
        name
        for path in HARNESS
        for name in re.findall(r"(?:export |environ.get\(\")(CRYPTOCITY_\w+)", path.read_text())
    }
    assert "CRYPTOCITY_SCREENSHOTS" in asked
    for name in asked:
        monkeypatch.setenv(name, "1")
    read_settings()


def test_only_the_command_line_the_dags_and_what_analysts_import_read_settings():
    reading = {name_of(path) for path in FILES if "settings.read_settings" in own_imports(path)}
    assert reading == {
        "analysts.py",
        "cli.py",
        "cli_analysts.py",
        "cli_coverage.py",
        "cli_print.py",
        "cli_release.py",
        "cli_verify.py",
    }


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_imports_no_other_source(source):
    own = [path for path in FILES if name_of(path).startswith(f"sources/{source}/")]
    for other in set(SOURCES) - {source}:
        assert importing(f"sources.{other}", own) == set()


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_has_the_same_four_files(source):
    names = {path.stem for path in (PACKAGE / "sources" / source).glob("*.py")}
    assert {"datasets", "client", "decode", "extract"} <= names


def test_only_clients_ask_the_network():
    clients = {f"sources/{source}/client.py" for source in SOURCES}
    assert importing("transport") == {"access.py", "sources/merchants/register_table.py", *clients}
    databases = {name_of(path) for path in FILES if roots(path) & {"adbc_driver_manager", "adbc_driver_postgresql"}}
    assert databases == {"sources/merchants/register_table.py"}
    using_http = {name_of(path) for path in FILES if "httpx" in roots(path)}
    assert using_http - clients == {"transport.py", "access.py", "demo/airflow.py", "demo/run.py"}


PURE = ("sources/*/decode.py", "sources/onchain/verify.py", "sources/onchain/trie.py", "reports/charts.py")
PURE += tuple(f"sources/bitcoin/{name}.py" for name in ("networks", "pools", "scripts", "verify", "wire"))
PURE += tuple(f"sources/tron/{name}.py" for name in ("addresses", "protobuf", "verify"))
PURE += ("sources/reference/*/*.py", "sources/reference/calendar.py", "sources/reference/feed.py")
PURE += ("reports/figures/*.py", "reports/facts.py", "reports/panels.py", "reports/page.py", "reports/tables.py")
PURE += ("reports/tiles.py", "reports/mosaics.py", "reports/places.py", "reports/streams.py")
IMPURE = {"os", "time", "random", "secrets", "socket", "httpx", "subprocess", "duckdb", "requests", "uuid"}


@pytest.mark.parametrize("path", sorted(path for glob in PURE for path in PACKAGE.glob(glob)), ids=name_of)
def test_what_is_pure_neither_reads_nor_writes_nor_knows_the_time(path):
    assert roots(path) & IMPURE == set()
    assert own_imports(path) & {"lake.Lake", "lake.lake_of", "settings", "transport", "atomic"} == set()
    assert not re.search(r"\b(open|now|today|urandom|(read|write)_(text|bytes))\(", path.read_text())


def test_reports_see_releases_only():
    reports = [path for path in FILES if name_of(path).startswith("reports/")]
    for forbidden in ("lake", "warehouse", "inputs", "sources", "sandbox", "settings"):
        assert importing(forbidden, reports) == set()


def test_the_hash_of_a_reports_code_covers_all_that_reports_take_their_words_and_numbers_from():
    plumbing = {"atomic.py", "console.py", "errors.py", "payloads.py"}
    drawing = [path for path in FILES if name_of(path).startswith("reports/")]
    taken = set().union(*(own_imports(path) for path in drawing))
    used = {path for path in FILES if dotted(path) in taken}
    assert {name_of(path) for path in used - set(report_code())} == plumbing


def test_the_platform_does_not_know_the_sandbox():
    knowing = importing("sandbox") - {name_of(path) for path in FILES if name_of(path).startswith("sandbox/")}
    assert knowing == {"cli.py", "demo/run.py"}


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.id)
def test_a_dataset_has_one_name_from_the_lake_to_its_expectations(dataset):
    declared = yaml.safe_load((STAGING / dataset.source / f"_{dataset.source}__sources.yml").read_text())
    tables = {f"{source['name']}.{table['name']}" for source in declared["sources"] for table in source["tables"]}
    assert dataset.id in tables
    staged = (STAGING / dataset.source / f"stg_{dataset.source}__{dataset.name}.sql").read_text()
    assert re.search(rf"source\(\s*'{dataset.source}',\s*'{dataset.name}'\s*\)", staged)
    suite = yaml.safe_load((EXPECTATIONS / "raw" / f"{dataset.source}__{dataset.name}.yml").read_text())
    assert suite["table"] == dataset.id


def test_nothing_is_staged_or_expected_that_does_not_land():
    landed = {f"{dataset.source}__{dataset.name}" for dataset in DATASETS}
    assert {path.stem.removeprefix("stg_") for path in STAGING.rglob("stg_*.sql")} == landed
    assert {path.stem for path in (EXPECTATIONS / "raw").glob("*.yml")} == landed | {"lake__partitions"}


def test_only_staging_reads_sources():
    models = (project.folder("dbt_project") / "models").rglob("*.sql")
    reading = {path for path in models if "source(" in path.read_text()}
    assert {Path(path).parents[1].name for path in reading} == {"staging"}


NOT_OUR_WORDS = r"manager|handler|helper|utils?|common|base|processor|service|engine|jobs?|misc"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_modules_are_short_and_named_in_the_words_of_the_field(path):
    assert path.read_text().count("\n") <= 300
    assert not re.fullmatch(NOT_OUR_WORDS, path.stem)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 45, node.name
