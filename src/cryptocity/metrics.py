"""Metrics: defined once, beside the marts, and asked of a release by whoever wants a figure.

dbt writes the definitions of all semantic models into one file; it goes with each release, whose marts it speaks of.
MetricFlow turns a question into SQL. Every metric also is a view of the release, by the grain of its mart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import duckdb
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.engine.models import Dimension, Metric
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.errors.error_classes import InformativeUserError
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from cryptocity.console import show_table
from cryptocity.errors import ReleaseMissing, WrongUsage
from cryptocity.query import write_answer
from cryptocity.release.manifest import METRICS, release_folder

SCHEMA = "metrics"
PERIODS = ("day", "week", "month", "quarter", "year")
_TIME = "metric_time"


class _DuckDbDialect:
    """What MetricFlow asks of a database while it writes SQL for one: which it is."""

    sql_engine_type: ClassVar[SqlEngine] = SqlEngine.DUCKDB
    sql_plan_renderer: ClassVar[DuckDbSqlPlanRenderer] = DuckDbSqlPlanRenderer()


@dataclass(frozen=True)
class Definition:
    """One metric: its name, what it is, the periods and dimensions that it can be asked by.

    `kept_apart` are the dimensions over which it is never added up: it always is told by them.
    """

    name: str
    label: str
    description: str
    grain: str
    dimensions: tuple[str, ...]
    kept_apart: tuple[str, ...] = ()

    @property
    def known_by(self) -> tuple[str, ...]:
        """Return what it can be asked by: periods from its grain on, and dimensions."""
        return (*PERIODS[PERIODS.index(self.grain) :], *self.dimensions)


@dataclass(frozen=True)
class Metrics:
    """The metrics of one release or candidate, from dbt's semantic manifest."""

    manifest: bytes

    @cached_property
    def _engine(self) -> MetricFlowEngine:
        lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(self.manifest.decode()))
        return MetricFlowEngine(lookup, _DuckDbDialect())  # type: ignore[arg-type]  # it writes SQL, it runs none

    @cached_property
    def _found(self) -> Mapping[str, Metric]:
        return {metric.name: metric for metric in sorted(self._engine.list_metrics(), key=lambda each: each.name)}

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """Return all metrics, by name in order."""
        return {name: _definition(metric) for name, metric in self._found.items()}

    def sql(self, names: Sequence[str], by: Sequence[str] = ()) -> str:
        """Return the SQL that answers metrics by a period and dimensions, else by the coarsest of their grains.

        Its columns are the period, the dimensions, then the metrics; its rows are in that order. Raises WrongUsage:
        there is no such metric, or it is not known by one of these.
        """
        asked = [self._must_be_known(name) for name in names]
        by = tuple(by) or (max((metric.grain for metric in asked), key=PERIODS.index),)
        by = tuple(dict.fromkeys((*by, *(each for metric in asked for each in metric.kept_apart))))
        columns = {self._full_name(each, asked): each for each in by}
        try:
            request = MetricFlowQueryRequest.create(metric_names=list(names), group_by_names=list(columns))
            plan = self._engine.explain(request).sql_statement.sql
        except InformativeUserError as error:
            reason = " ".join(str(error).split())[:300]
            raise WrongUsage(f"{', '.join(names)} cannot be asked by {', '.join(by)}: {reason}") from None
        selected = [_named(full, short) for full, short in columns.items()]
        return f"select {', '.join([*selected, *names])} from (\n{plan}\n) order by {', '.join(columns)}"

    def _must_be_known(self, name: str) -> Definition:
        if name not in self.definitions:
            raise WrongUsage(f"there is no metric {name}; `cryptocity metrics` lists those there are")
        return self.definitions[name]

    def _full_name(self, by: str, asked: Sequence[Definition]) -> str:
        for metric in asked:
            if by not in metric.known_by:
                raise WrongUsage(f"{metric.name} is not known by {by}, but by {', '.join(metric.known_by)}")
        if by in PERIODS:
            return f"{_TIME}__{by}"
        return next(each.dunder_name for each in _categories(self._found[asked[0].name]) if each.name == by)


def read_metrics(path: Path) -> Metrics:
    """Return the metrics that are defined in a file of a release or beside a candidate."""
    return Metrics(path.read_bytes())


def write_metrics(home: Path, names: Sequence[str], by: Sequence[str], *, release: str | None, form: str) -> None:
    """Write metrics by periods and dimensions as `write_answer` does. Raises WrongUsage: they are not known so."""
    write_answer(home, metrics_of(home, release).sql(names, by), release=release, form=form)


def show_metrics(home: Path, release: str | None) -> None:
    """List the metrics of a release: what they mean and what they can be asked by."""
    found = metrics_of(home, release).definitions.values()
    show_table(("metric", "what", "by"), [(each.name, each.description, ", ".join(each.known_by)) for each in found])


def metrics_of(home: Path, release: str | None) -> Metrics:
    """Return the metrics of a release, the current one unless named. Raises ReleaseMissing."""
    path = release_folder(home, release) / METRICS
    if not path.exists():
        raise ReleaseMissing(f"release {path.parent.name} was made before there were metrics")
    return read_metrics(path)


def lay_views(metrics: Metrics, connection: duckdb.DuckDBPyConnection) -> None:
    """Make one documented view a metric, by the grain of its mart, in the schema of the metrics."""
    connection.execute(f"create schema if not exists {SCHEMA}")
    for definition in metrics.definitions.values():
        view = f"{SCHEMA}.{definition.name}"
        connection.execute(f"create view {view} as {metrics.sql([definition.name])}")
        connection.execute(f"comment on view {view} is {_literal(definition.description)}")


def _definition(metric: Metric) -> Definition:
    grains = [
        each.type_params.time_granularity.value.lower()
        for each in metric.dimensions
        if each.name == _TIME and each.type_params
    ]
    if not grains:
        raise WrongUsage(f"metric {metric.name} is made of marts that have no period in common")
    dimensions = tuple(sorted({each.name for each in _categories(metric)}))
    description = " ".join((metric.description or "").split())
    kept_apart = tuple(metric.config.meta.get("kept_apart", ())) if metric.config else ()
    return Definition(metric.name, metric.label or metric.name, description, grains[0], dimensions, kept_apart)


def _categories(metric: Metric) -> list[Dimension]:
    return [each for each in metric.dimensions if each.type.value.lower() == "categorical"]


def _named(full: str, short: str) -> str:
    return f"cast({full} as date) as {short}" if short in PERIODS else f"{full} as {short}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
