"""The rules of dbt-project-evaluator, held over the manifest: how models build on each other, are tested and described.

Each rule bears the evaluator's name and returns what breaks it. Left out is `sources_without_freshness`: what has
landed, and what is missing, is in the manifests of the lake, which `cryptocity status` and the raw audit read.
"""

import re
from collections import Counter
from pathlib import PurePath

MOST_LEAF_CHILDREN = 3  # the evaluator's defaults
MOST_JOINED_MODELS = 7
MOST_CHAINED_VIEWS = 5

LAYERS = {"staging": "stg_", "intermediate": "int_", "marts": ""}


class Project:
    """The models, sources, seeds, tests and exposures of a manifest, and who builds on whom."""

    def __init__(self, manifest):
        self.manifest = manifest
        nodes = manifest["nodes"]
        self.models = {key: node for key, node in nodes.items() if node["resource_type"] == "model"}
        self.seeds = {key: node for key, node in nodes.items() if node["resource_type"] == "seed"}
        self.tests = [node for node in nodes.values() if node["resource_type"] == "test"]
        self.sources = manifest["sources"]
        self.exposures = manifest["exposures"]

    def layer(self, key):
        return self.models[key]["fqn"][1] if key in self.models else key.partition(".")[0]

    def parents(self, key):
        return self.models[key]["depends_on"]["nodes"] if key in self.models else []

    def children(self, key):
        return [child for child in self.models if key in self.parents(child)]

    def parents_of_kind(self, key, kind):
        return [parent for parent in self.parents(key) if parent.startswith(f"{kind}.")]


def direct_join_to_source(project):
    return [key for key in project.models if project.parents_of_kind(key, "source") and len(project.parents(key)) > 1]


def duplicate_sources(project):
    relations = Counter(source["relation_name"] for source in project.sources.values())
    return [relation for relation, count in relations.items() if count > 1]


def hard_coded_references(project):
    left_out = re.compile(r"\{#.*?#\}|--[^\n]*|extract\(\w+ from|distinct from")
    pattern = re.compile(r"\b(?:from|join)\s+[\"`\[]?\w+[\"`\]]?\.[\"`\[]?\w+", re.IGNORECASE)
    code = {key: left_out.sub("", model["raw_code"]) for key, model in project.models.items()}
    return [key for key, sql in code.items() if pattern.search(re.sub(r"\{\{.*?\}\}", "ref", sql, flags=re.DOTALL))]


def model_fanout(project):
    leaves = {key for key in project.models if not project.children(key)}
    staged = [key for key in project.models if project.layer(key) == "staging"]
    return [key for key in staged if len(leaves & set(project.children(key))) > MOST_LEAF_CHILDREN]


def multiple_sources_joined(project):
    return [key for key in project.models if len(project.parents_of_kind(key, "source")) > 1]


def rejoining_of_upstream_concepts(project):
    """Return what stands between a parent and a child that read each other directly too, and is read by no one else."""
    return [
        between
        for between in project.models
        if len(children := project.children(between)) == 1
        and project.parents(between)
        and set(project.parents(between)) <= set(project.parents(children[0]))
    ]


def root_models(project):
    return [key for key in project.models if not project.parents(key)]


def source_fanout(project):
    return [key for key in project.sources if len(project.children(key)) > 1]


def staging_dependent_on_marts_or_intermediate(project):
    above = {"marts", "intermediate"}
    return [key for key in project.models if project.layer(key) == "staging" and above & layers_below(project, key)]


def staging_dependent_on_staging(project):
    staged = [key for key in project.models if project.layer(key) == "staging"]
    return [key for key in staged if "staging" in layers_below(project, key)]


def layers_below(project, key):
    return {project.layer(parent) for parent in project.parents(key)}


def unused_sources(project):
    return [key for key in project.sources if not project.children(key)]


def missing_primary_key_tests(project):
    by_columns = {test.get("attached_node") for test in project.tests if "unique_combination" in test["name"]}
    mandatory_views = {key for key, model in project.models.items() if model["config"]["materialized"] == "view"}
    return [key for key in project.models if key not in by_columns and key not in mandatory_views]


def test_coverage(project):
    tested = {node for test in project.tests for node in test["depends_on"]["nodes"]}
    unit_tested = {parent for unit in project.manifest["unit_tests"].values() for parent in unit["depends_on"]["nodes"]}
    return [key for key in project.models if key not in tested | unit_tested]


def undocumented_models(project):
    return [key for key, model in (project.models | project.seeds).items() if not model["description"].strip()]


def documentation_coverage(project):
    described = project.models | project.seeds | project.sources
    return [
        f"{key}.{name}"
        for key, node in described.items()
        for name, column in node["columns"].items()
        if not column["description"].strip()
    ]


def undocumented_source_tables(project):
    return [key for key, source in project.sources.items() if not source["description"].strip()]


def undocumented_sources(project):
    return [key for key, source in project.sources.items() if not source["source_description"].strip()]


def model_naming_conventions(project):
    return [
        key
        for key, model in project.models.items()
        if not model["name"].startswith(LAYERS[project.layer(key)])
        or (project.layer(key) == "marts" and re.match(r"(stg|int|fct|dim|mart)_", model["name"]))
    ]


def source_directories(project):
    return [
        key
        for key, source in project.sources.items()
        if PurePath(source["original_file_path"]).parts[:3] != ("models", "staging", source["source_name"])
    ]


def model_directories(project):
    return [
        key
        for key, model in project.models.items()
        if PurePath(model["original_file_path"]).parts[1] not in LAYERS
        or (
            project.layer(key) == "staging"
            and PurePath(model["original_file_path"]).parts[2] != model["name"].split("_")[1]
        )
    ]


def test_directories(project):
    """Return tests that stand in another folder than the model that they are on."""
    return [
        test["unique_id"]
        for test in project.tests
        if test.get("attached_node") in project.models
        and PurePath(test["original_file_path"]).parent
        != PurePath(project.models[test.get("attached_node")]["original_file_path"]).parent
    ]


def chained_views_dependencies(project):
    return [key for key in project.models if views_in_a_row(project, key) > MOST_CHAINED_VIEWS]


def views_in_a_row(project, key):
    if key not in project.models or project.models[key]["config"]["materialized"] != "view":
        return 0
    return 1 + max((views_in_a_row(project, parent) for parent in project.parents(key)), default=0)


def too_many_joins(project):
    return [
        key
        for key in project.models
        if len(set(project.parents(key))) > MOST_JOINED_MODELS and project.layer(key) != "intermediate"
    ]


def exposure_parents_materializations(project):
    return [
        name
        for name, exposure in project.exposures.items()
        for parent in exposure["depends_on"]["nodes"]
        if parent not in project.models or project.models[parent]["config"]["materialized"] == "view"
    ]


def public_models_without_contracts(project):
    return [key for key in public(project) if not project.models[key]["contract"]["enforced"]]


def undocumented_public_models(project):
    return [key for key in public(project) if not project.models[key]["description"].strip()]


def exposures_dependent_on_private_models(project):
    return [
        name
        for name, exposure in project.exposures.items()
        if not set(exposure["depends_on"]["nodes"]) <= set(public(project))
    ]


def public(project):
    return [key for key, model in project.models.items() if model["access"] == "public"]


RULES = (
    chained_views_dependencies,
    direct_join_to_source,
    documentation_coverage,
    duplicate_sources,
    exposure_parents_materializations,
    exposures_dependent_on_private_models,
    hard_coded_references,
    missing_primary_key_tests,
    model_directories,
    model_fanout,
    model_naming_conventions,
    multiple_sources_joined,
    public_models_without_contracts,
    rejoining_of_upstream_concepts,
    root_models,
    source_directories,
    source_fanout,
    staging_dependent_on_marts_or_intermediate,
    staging_dependent_on_staging,
    test_coverage,
    test_directories,
    too_many_joins,
    undocumented_models,
    undocumented_public_models,
    undocumented_source_tables,
    undocumented_sources,
    unused_sources,
)
