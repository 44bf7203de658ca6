"""The project keeps the rules of dbt-project-evaluator; each rule finds what is broken on purpose."""

import copy
import re
from collections import defaultdict

import pytest
from project_rules import MOST_CHAINED_VIEWS, MOST_JOINED_MODELS, MOST_LEAF_CHILDREN, RULES, Project

EXCEPTIONS = {
    # Counting payers over thirty days is a thought of its own, and so is the value at risk; only one mart wants each.
    # So is each method of finding what a disposal cost: ledgers go in, and one model judges all of them by the events.
    "rejoining_of_upstream_concepts": {
        "model.cryptocity.int_payers_counted",
        "model.cryptocity.int_own_transfers_paired",
        "model.cryptocity.int_gains_average",
        "model.cryptocity.int_gains_fifo",
        "model.cryptocity.int_gains_specific",
        "model.cryptocity.int_reserve_values_at_risk",
    },
}
STAGED = "model.cryptocity.stg_exchanges__venues"
OTHER = "model.cryptocity.stg_exchanges__licences"
BETWEEN = "model.cryptocity.int_merchants_spanned"
MART = "model.cryptocity.ramp_flows_daily.v1"
SOURCE = "source.cryptocity.exchanges.venues"
ANOTHER = "source.cryptocity.exchanges.licences"
EXPOSURE = "exposure.cryptocity.tax_report"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(built, rule):
    assert set(rule(Project(built.manifest))) == EXCEPTIONS.get(rule.__name__, set())


def model(manifest, key):
    return manifest["nodes"][key]


def parents(manifest, key):
    return model(manifest, key)["depends_on"]["nodes"]


def checks_on(manifest, key):
    return [
        test
        for test in manifest["nodes"].values()
        if test["resource_type"] == "test" and test.get("attached_node") == key
    ]


def without_tests(manifest, key):
    for test in [*manifest["nodes"].values()]:
        if test["resource_type"] == "test" and key in test["depends_on"]["nodes"]:
            del manifest["nodes"][test["unique_id"]]
    for unit_test in manifest["unit_tests"].values():
        unit_test["depends_on"]["nodes"] = [node for node in unit_test["depends_on"]["nodes"] if node != key]


def copies(manifest, key, count, *, reading):
    for number in range(count):
        copied = copy.deepcopy(model(manifest, key))
        copied["depends_on"]["nodes"] = [reading] if isinstance(reading, str) else [*reading]
        manifest["nodes"][f"{key}.copy{number}"] = copied


def chained(manifest):
    for number in range(MOST_CHAINED_VIEWS + 1):
        before = f"{STAGED}.copy{number - 1}" if number else STAGED
        view = copy.deepcopy(model(manifest, STAGED))
        view["depends_on"]["nodes"] = [before]
        manifest["nodes"][f"{STAGED}.copy{number}"] = view


def set_in(manifest, key, **changed):
    model(manifest, key).update(changed)


BROKEN = {
    "chained_views_dependencies": chained,
    "direct_join_to_source": lambda m: parents(m, STAGED).append(OTHER),
    "documentation_coverage": lambda m: model(m, MART)["columns"]["day"].update(description=" "),
    "duplicate_sources": lambda m: m["sources"][SOURCE].update(relation_name=m["sources"][ANOTHER]["relation_name"]),
    "exposure_parents_materializations": lambda m: model(m, MART)["config"].update(materialized="view"),
    "exposures_dependent_on_private_models": lambda m: m["exposures"][EXPOSURE]["depends_on"]["nodes"].append(STAGED),
    "hard_coded_references": lambda m: set_in(m, MART, raw_code="with x as (select * from raw.trades) select * from x"),
    "missing_primary_key_tests": lambda m: without_tests(m, MART),
    "model_directories": lambda m: set_in(m, STAGED, original_file_path="models/staging/cbdc/venues.sql"),
    "model_fanout": lambda m: copies(m, MART, MOST_LEAF_CHILDREN + 1, reading=STAGED),
    "model_naming_conventions": lambda m: set_in(m, STAGED, name="venues"),
    "multiple_sources_joined": lambda m: parents(m, STAGED).append(ANOTHER),
    "public_models_without_contracts": lambda m: model(m, MART)["contract"].update(enforced=False),
    "rejoining_of_upstream_concepts": lambda m: (
        copies(m, MART, 1, reading=[BETWEEN, *parents(m, BETWEEN)])
        or m.update(
            nodes={
                key: node
                for key, node in m["nodes"].items()
                if node["resource_type"] != "model"
                or BETWEEN not in node["depends_on"]["nodes"]
                or key.endswith("copy0")
            }
        )
    ),
    "root_models": lambda m: parents(m, MART).clear(),
    "source_directories": lambda m: m["sources"][SOURCE].update(original_file_path="models/staging/sources.yml"),
    "source_fanout": lambda m: parents(m, OTHER).append(SOURCE),
    "staging_dependent_on_marts_or_intermediate": lambda m: parents(m, STAGED).append(BETWEEN),
    "staging_dependent_on_staging": lambda m: parents(m, STAGED).append(OTHER),
    "test_coverage": lambda m: without_tests(m, MART),
    "test_directories": lambda m: checks_on(m, MART)[0].update(original_file_path="models/tests.yml"),
    "too_many_joins": lambda m: parents(m, MART).extend(
        [key for key in m["nodes"] if key.startswith("model.")][: MOST_JOINED_MODELS + 2]
    ),
    "undocumented_models": lambda m: set_in(m, BETWEEN, description=""),
    "undocumented_public_models": lambda m: set_in(m, MART, description=""),
    "undocumented_source_tables": lambda m: m["sources"][SOURCE].update(description=""),
    "undocumented_sources": lambda m: m["sources"][SOURCE].update(source_description=""),
    "unused_sources": lambda m: parents(m, STAGED).clear(),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_finds_what_breaks_it(built, rule):
    manifest = copy.deepcopy(built.manifest)
    kept = set(rule(Project(manifest)))
    BROKEN[rule.__name__](manifest)
    assert set(rule(Project(manifest))) - kept


def test_each_report_has_an_exposure_that_names_the_marts_its_queries_read(built):
    from cryptocity.reports.answers import queries

    exposed = {
        exposure["name"]: {
            f"{built.manifest['nodes'][node]['schema']}.{built.manifest['nodes'][node]['name']}"
            for node in exposure["depends_on"]["nodes"]
        }
        for exposure in built.manifest["exposures"].values()
    }
    read = defaultdict(set)
    for query in queries():
        read[f"{query.area}_report"].update(re.findall(r"(?:from|join)\s+(\w+\.\w+)", query.sql))
    assert exposed == read
