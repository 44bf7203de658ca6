"""The data dictionary of a release: what each mart and column means, from the definitions that it was made of."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from cryptocity.errors import ReleaseMissing
from cryptocity.release.manifest import DEFINITIONS, open_marts

DICTIONARY = "docs/dictionary.csv"
Json = dict[str, Any]

_UNITS = {
    "kzt": "KZT",
    "usd": "USD",
    "btc": "BTC",
    "pct": "percent",
    "score": "points, 0 to 100",
    "index": "points, 0 to 100",
    "kwh": "kWh",
    "mwh": "MWh",
    "ths": "TH/s",
    "ehs": "EH/s",
    "seconds": "seconds",
    "hours": "hours",
    "units": "whole units of the asset",
    "at": "instant, UTC",
}
_NOT_COUNTED = frozenset({"chain_id", "hops", "month_number", "year"})


@dataclass(frozen=True)
class Column:
    """One column: its type in DuckDB, its unit or "", what it means, what is tested, the metrics made of it."""

    name: str
    type: str
    unit: str
    description: str
    tests: tuple[str, ...]
    metrics: tuple[str, ...]


@dataclass(frozen=True)
class Mart:
    """One mart: `description` says its grain, `key` tells its rows apart, `checks` hold in each of them."""

    area: str
    name: str
    version: int
    owner: str
    description: str
    key: tuple[str, ...]
    checks: tuple[str, ...]
    columns: tuple[Column, ...]


def read_dictionary(folder: Path) -> tuple[Mart, ...]:
    """Return the marts of a release by area and name, columns in their order. Raises ReleaseMissing: none is kept."""
    path = folder / DEFINITIONS
    if not path.exists():
        raise ReleaseMissing(f"release {folder.name} keeps no {DEFINITIONS}: it was made before there were any")
    with open_marts(folder) as marts:
        columns = marts.execute(
            "select schema_name, table_name, column_name, data_type from duckdb_columns() "
            "join duckdb_tables() using (schema_name, table_name) order by schema_name, table_name, column_index"
        )
        return tuple(_marts(msgspec.json.decode(path.read_bytes()), columns.fetchall()))


def write_dictionary(folder: Path) -> None:
    """Write the dictionary of a release into its folder, for a reader who has nothing but a spreadsheet."""
    path = folder / DICTIONARY
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_csv(read_dictionary(folder)).encode("utf-8-sig"))


def as_csv(marts: Iterable[Mart]) -> str:
    """Return one row per column, the words of its mart repeated."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        (
            *("area", "mart", "version", "owner", "grain", "key", "column", "type", "unit", "description"),
            *("tests", "metrics"),
        )
    )
    for mart in marts:
        for column in mart.columns:
            writer.writerow(
                (
                    *(mart.area, mart.name, mart.version, mart.owner, mart.description, ", ".join(mart.key)),
                    *(column.name, column.type, column.unit, column.description),
                    *("; ".join(column.tests), ", ".join(column.metrics)),
                )
            )
    return text.getvalue()


def _marts(definitions: Json, columns: Iterable[tuple[str, str, str, str]]) -> Iterable[Mart]:
    described = {
        (node["schema"], node["alias"]): node
        for node in definitions["nodes"].values()
        if node["resource_type"] == "model" and node["access"] == "public"
    }
    laid: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for area, name, column, dtype in columns:
        laid[area, name].append((column, dtype))
    tests, metrics = _tests(definitions), _metrics(definitions)
    for (area, name), found in laid.items():
        node = described[area, name]
        key = node["unique_id"]
        constraints = node["constraints"]
        yield Mart(
            area,
            name,
            int(node["version"] or 1),
            node["meta"]["owner"],
            _plain(node["description"]),
            tuple(column for each in constraints if each["type"] == "primary_key" for column in each["columns"]),
            tuple(each["expression"] for each in constraints if each["type"] == "check"),
            tuple(
                _column(node["columns"][column], column, dtype, tests=tests[key, column], metrics=metrics[key, column])
                for column, dtype in found
            ),
        )


def _column(described: Json, name: str, dtype: str, *, tests: list[str], metrics: list[str]) -> Column:
    description = _plain(described["description"])
    is_mandatory = any(each["type"] == "not_null" for each in described["constraints"])
    held = (*(["not null"] if is_mandatory else []), *tests)
    return Column(name, dtype, _unit(name, dtype), description, held, tuple(sorted(set(metrics))))


def _unit(name: str, dtype: str) -> str:
    """Return the unit, which a name ends in unless it counts; "" for what is no quantity, or of the unit described."""
    words = name.split("_")
    if dtype == "DATE":
        return "day in Asia/Almaty"
    if dtype in ("VARCHAR", "BOOLEAN") or name in _NOT_COUNTED:
        return ""
    if dtype == "BIGINT":
        return "days" if "days" in words else "number"
    return next((_UNITS[word] for word in reversed(words) if word in _UNITS), "")


def _tests(definitions: Json) -> Mapping[tuple[str, str], list[str]]:
    """Return in words, by model and column, what dbt's tests hold of it."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for node in definitions["nodes"].values():
        if node["resource_type"] != "test" or not node.get("test_metadata"):
            continue
        test, model = node["test_metadata"], node["attached_node"]
        for column in test["kwargs"].get("columns") or [node["column_name"]]:
            found[model, column].append(_in_words(test["name"], test["kwargs"]))
    return defaultdict(list, {key: sorted(words) for key, words in found.items()})


def _in_words(test: str, arguments: Json) -> str:
    if test == "accepted_values":
        return f"one of {', '.join(str(value) for value in arguments['values'])}"
    if test == "relationships":
        return f"is a {arguments['field']} of {arguments['to'].split(chr(39))[1]}"
    if test == "unique_combination":
        return "part of the key" if len(arguments["columns"]) > 1 else "unique"
    return test.replace("_", " ")


def _metrics(definitions: Json) -> Mapping[tuple[str, str], list[str]]:
    """Return, by model and column, the metrics whose measures are made of it."""
    behind: dict[str, list[str]] = defaultdict(list)
    for metric in definitions["metrics"].values():
        for measure in metric["type_params"]["input_measures"]:
            behind[measure["name"]].append(metric["name"])
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for semantic_model in definitions["semantic_models"].values():
        (model,) = semantic_model["depends_on"]["nodes"]
        for measure in semantic_model["measures"]:
            for column in re.findall(r"[a-z_][a-z0-9_]*", measure["expr"] or measure["name"]):
                found[model, column] += behind[measure["name"]]
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())
