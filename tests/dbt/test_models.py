"""What holds for every model: a grain, described columns, a key, a contract, and sources in staging alone."""

import re

import pytest

from cryptocity import project
from cryptocity.sandbox.truth import TRUTHS
from cryptocity.sources import DATASETS

PROJECT = project.folder("dbt_project")
SQL = sorted((PROJECT / "models").rglob("*.sql"))
SCHEMAS = {"staging", "intermediate", *project.areas()}


def layer(model):
    return model["fqn"][1]


def columns_of(built, schema, name):
    found = built.ask(
        "select column_name, data_type from duckdb_columns() "
        f"where schema_name = '{schema}' and table_name = '{name}' order by column_index"
    )
    return dict(found)


def test_an_empty_lake_builds_empty_marts(built):
    marts = [node for node in built.outcome.nodes if node.name in {model["name"] for model in marts_of(built)}]
    assert len(marts) == len(marts_of(built)) == len(TRUTHS)
    assert {mart.status for mart in marts} == {"success"}
    for model in marts_of(built):
        assert built.ask(f"select count(*) from {model['schema']}.{model['alias']}") == [(0,)]


def marts_of(built):
    return [model for model in built.models if layer(model) == "marts"]


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.id)
def test_every_dataset_has_a_staging_model_with_all_its_columns(built, dataset):
    landed = columns_of(built, dataset.source, dataset.name)
    assert list(landed) == [*dataset.schema.names(), "day"]
    assert landed == columns_of(built, "staging", f"stg_{dataset.source}__{dataset.name}")


def test_schemas_are_exactly_the_layers_and_areas(built):
    found = {schema for (schema,) in built.ask("select distinct schema_name from duckdb_columns() where not internal")}
    assert found == SCHEMAS | {"seeds"} | {dataset.source for dataset in DATASETS}


def test_every_model_states_its_grain(built):
    assert [model["name"] for model in built.models if not model["description"].startswith("One row per ")] == []


def test_every_column_is_described(built):
    for model in built.models:
        described = {name for name, column in model["columns"].items() if column["description"].strip()}
        assert described == set(columns_of(built, model["schema"], model["alias"])), model["name"]


def test_money_and_shares_state_their_unit_in_the_description(built):
    units = {"kzt": "KZT", "usd": "USD", "pct": "percent"}
    for model in built.models:
        for name, column in model["columns"].items():
            if unit := units.get(name.rpartition("_")[2]):
                assert unit in column["description"], f"{model['name']}.{name}"


def test_marts_have_enforced_contracts_keys_owners_and_a_version(built):
    for mart in marts_of(built):
        area = mart["schema"]
        assert mart["contract"]["enforced"]
        assert mart["primary_key"]
        assert mart["group"] == mart["config"]["meta"]["area"] == area
        assert mart["config"]["meta"]["owner"]
        assert (mart["version"], mart["access"], mart["alias"]) == (1, "public", mart["name"])


def test_keys_are_tested(built):
    tested = {
        test["attached_node"] for test in built.manifest["nodes"].values() if "unique_combination" in test["name"]
    }
    keyless = {model["name"] for model in built.models if model["unique_id"] not in tested}
    views_over_a_tested_key = {
        "int_cross_border_transfers_treated",
        "int_exchange_volumes_valued",
        "int_receipt_lines_rated",
        "int_token_transfers_scaled",
        "int_transfers_unioned",
    }
    assert keyless == views_over_a_tested_key


def test_only_staging_reads_sources_and_each_reads_one(built):
    for model in built.models:
        sources = [parent for parent in model["depends_on"]["nodes"] if parent.startswith("source.")]
        assert len(sources) == (1 if layer(model) == "staging" else 0), model["name"]


@pytest.mark.parametrize("path", SQL, ids=lambda path: path.stem)
def test_models_end_with_their_last_step_and_leave_system_specific_sql_to_macros(path):
    sql = path.read_text()
    last_step = re.findall(r"^(\w+) as \($", re.sub(r"^with ", "", sql), flags=re.MULTILINE)[-1]
    assert sql.endswith(f"\nselect * from {last_step}\n")
    assert not re.search(r"hugeint|at time zone|//|::|qualify|read_parquet|\bexclude\b", sql)


def test_areas_are_owned_by_a_group_of_their_name(built):
    assert {group["name"] for group in built.manifest["groups"].values()} == set(project.areas())


def test_nothing_is_written_into_the_project(built):
    assert not [path.name for path in PROJECT.iterdir() if path.name in {"target", "logs", ".user.yml"}]
