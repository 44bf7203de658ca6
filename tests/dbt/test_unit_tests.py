"""dbt's own unit tests: every rule of every model, on rows made for it."""

import json


def test_all_unit_tests_hold_and_the_project_parses_without_warnings(built, dbt, tmp_path):
    code, printed = dbt("test", "--select", "test_type:unit")
    assert code == 0, printed
    results = json.loads((tmp_path / "run_results.json").read_text())["results"]
    assert len(results) == len(built.manifest["unit_tests"])
    assert {result["status"] for result in results} == {"pass"}


def test_every_model_with_logic_has_a_unit_test(built):
    tested = {test["model"] for test in built.manifest["unit_tests"].values()}
    assert {model["name"] for model in built.models if not model["name"].startswith("stg_")} <= tested
