"""What hand-written releases were made of: days, and a model per mart that rests on one dataset, some on a seed."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import msgspec

from cryptocity.inputs import Partition
from cryptocity.parameters import Parameter

DATASET, OTHER_DATASET = "merchants.receipts", "exchanges.trades"
SEED = "seed_rates"


def partition(dataset, day, file="a", *, rows=10, awaits_more=False):
    return Partition(dataset, str(day), "c", "e", rows, rows, 0, (), (file,), awaits_more=awaits_more)


def partitions(first, days, **changed):
    """Return both datasets of so many days; `changed` holds partitions by dataset's name to put in place of theirs."""
    listed = [
        partition(dataset, first + timedelta(days=day)) for dataset in (DATASET, OTHER_DATASET) for day in range(days)
    ]
    instead = {(each.dataset, each.day): each for each in changed.values()}
    return [instead.get((each.dataset, each.day), each) for each in listed]


def definitions(marts, *, sql=(), seed="1", macro="x"):
    """Return dbt's definitions: marts of adoption and tax rest on receipts, others on trades, those of tax on a seed.

    `marts` are names, or map names to columns as a table is declared with them; `sql` names marts whose SQL is another.
    """
    columns = marts if isinstance(marts, dict) else dict.fromkeys(marts, "day date")
    nodes = {
        f"model.city.{mart}": _node("model", mart, "b" if mart in sql else "a", columns=columns[mart]) for mart in marts
    }
    nodes[f"seed.city.{SEED}"] = _node("seed", f"seeds.{SEED}", seed, columns="day date")
    parents = {f"model.city.{mart}": list(_parents(mart)) for mart in marts}
    sources = {
        f"source.city.{name}": dict(zip(("source_name", "name"), name.split("."), strict=True))
        for name in (DATASET, OTHER_DATASET)
    }
    macros = {"macro.city.rounded": {"macro_sql": macro, "depends_on": {"macros": []}}}
    return {"nodes": nodes, "sources": sources, "parent_map": parents, "macros": macros, **_metrics()}


def _metrics():
    """A share of turnover, and what is divided for it."""
    measures = ("crypto_turnover_kzt", "retail_turnover_kzt")
    simple = {name: _metric(name, [name], measure={"name": name}) for name in measures}
    share = _metric("crypto_share", measures, expr="100 * crypto_turnover_kzt / nullif(retail_turnover_kzt, 0)")
    model = {
        "depends_on": {"nodes": ["model.city.adoption.adoption_daily"]},
        "measures": [{"name": name, "agg": "sum", "expr": None} for name in measures],
    }
    return {"metrics": {**simple, "crypto_share": share}, "semantic_models": {"adoption_daily": model}}


def _metric(name, measures, *, expr=None, measure=None):
    told = {"expr": expr, "measure": measure, "input_measures": [{"name": each} for each in measures]}
    return {"name": name, "description": f"What {name}\nis.", "type_params": told}


def _parents(mart):
    is_of_receipts = mart.startswith(("adoption.", "tax."))
    yield f"source.city.{DATASET if is_of_receipts else OTHER_DATASET}"
    if mart.startswith("tax."):
        yield f"seed.city.{SEED}"


def _node(kind, name, checksum, *, columns):
    schema, _, alias = name.partition(".")
    uses = ["macro.city.rounded"] if schema == "reserve" else []
    return {
        "resource_type": kind,
        "schema": schema,
        "name": alias,
        "alias": alias,
        "checksum": {"name": "sha256", "checksum": checksum},
        "config": {"materialized": "table", "docs": {"show": True}},
        "columns": {column: _column(dtype) for column, dtype in _declared(columns)},
        "depends_on": {"macros": uses},
        "unique_id": f"{kind}.city.{name}",
        "access": "public",
        "description": "One row per day.",
        "meta": {"owner": "statistics"},
        "version": None,
        "constraints": [{"type": "primary_key", "columns": ["day"]}],
        "raw_code": "where parameter = 'vat_rate'" if schema == "tax" else "",
    }


def parameter(name, value, first=None, last=None):
    return Parameter(name, value, "percent", first, last, "tax code, article 1", "H")


def write_parameters(folder: Path, *parameters):
    (folder / "parameters.json").write_bytes(msgspec.json.encode(parameters))


def _declared(columns):
    return [pair.split() for pair in re.split(r",(?![\d])", columns)]


def _column(dtype):
    return {"data_type": dtype, "description": "day", "constraints": []}


def write_lineage(folder: Path, inputs=None, defined=None):
    """Put what a release was made of beside its marts, and tell in its manifest whether it is of the code of all."""
    if inputs is not None:
        (folder / "inputs.json").write_text(json.dumps([_as_json(each) for each in inputs]))
    if defined is not None:
        (folder / "definitions.json").write_text(json.dumps(defined))


def _as_json(each):
    return {name: getattr(each, name) for name in each.__struct_fields__}


def day_of(number, first=date(2026, 10, 5)):
    return first + timedelta(days=number)
