"""What each number is made of, as its release tells: query, marts, metrics, seeds and datasets. Nothing here writes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import duckdb

from cryptocity.parameters import Parameter
from cryptocity.release.dictionary import Mart, read_dictionary
from cryptocity.release.formulas import Formula, formulas
from cryptocity.release.lineage import Lineage, marts_behind, read_lineage
from cryptocity.release.manifest import DOCS, ReleaseManifest
from cryptocity.release.parameters import kept_parameters, parameters_behind


@dataclass(frozen=True)
class Origin:
    """What a number is made of.

    `marts` are those that its query reads, each with the columns that the query names; `formulas` are of the metrics
    made of these columns alone; `seeds` and `datasets` lie behind the marts. `pages` tells by mart where dbt's
    documentation of the release describes it, relative to the release; `parameters` are the statutory ones that the
    models behind the marts name, as in force on days of the release, None where the release keeps none. Of a release
    that keeps no definitions only the query is known.
    """

    sql: str
    marts: tuple[Mart, ...] = ()
    formulas: tuple[Formula, ...] = ()
    seeds: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] | None = None


@dataclass(frozen=True)
class Origins:
    """What a release tells of what its numbers are made of; `lineage` is None where it keeps no definitions."""

    folder: Path
    manifest: ReleaseManifest
    lineage: Lineage | None

    def of(self, sql: str, connection: duckdb.DuckDBPyConnection) -> Origin:
        """Return what a query's answer is made of; the connection is to the marts of the release."""
        if self.lineage is None:
            return Origin(sql)
        read = marts_behind([sql], connection, self.manifest.marts)
        marts = tuple(_named(self._marts[name], sql) for name in sorted(read))
        keys = self.lineage.upstream(read)
        return Origin(
            sql=sql,
            marts=marts,
            formulas=tuple(self._formulas(marts)),
            seeds=tuple(sorted(key.rpartition(".")[2] for key in keys if self.lineage.kind(key) == "seed")),
            datasets=tuple(sorted(self.lineage.datasets(keys))),
            pages=self._pages(read, self.lineage),
            parameters=self._parameters_behind(keys, self.lineage),
        )

    @cached_property
    def _in_force(self) -> tuple[Parameter, ...] | None:
        first, last, kept = self.manifest.first_day, self.manifest.last_day, kept_parameters(self.folder)
        if kept is None or first is None or last is None:
            return None
        return tuple(each for each in kept if each.is_in_force(first, last))

    def _parameters_behind(self, keys: frozenset[str], lineage: Lineage) -> tuple[Parameter, ...] | None:
        return None if self._in_force is None else tuple(parameters_behind(keys, lineage, self._in_force))

    @cached_property
    def _marts(self) -> Mapping[str, Mart]:
        return {f"{mart.area}.{mart.name}": mart for mart in read_dictionary(self.folder)}

    @cached_property
    def _columns(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """Return by metric the columns that it is made of, each with its mart."""
        found: dict[str, frozenset[tuple[str, str]]] = {}
        for name, mart in self._marts.items():
            for column in mart.columns:
                for metric in column.metrics:
                    found[metric] = found.get(metric, frozenset()) | {(name, column.name)}
        return found

    @cached_property
    def _told(self) -> tuple[Formula, ...]:
        return tuple(formulas(self.lineage.definitions)) if self.lineage else ()

    def _formulas(self, marts: tuple[Mart, ...]) -> Iterator[Formula]:
        named = {(f"{mart.area}.{mart.name}", column.name) for mart in marts for column in mart.columns}
        yield from (each for each in self._told if (columns := self._columns.get(each.metric)) and columns <= named)

    def _pages(self, marts: frozenset[str], lineage: Lineage) -> dict[str, str]:
        if not (self.folder / DOCS).exists():
            return {}
        return {mart: f"{DOCS}#!/model/{key}" for mart, key in lineage.nodes_of(sorted(marts)).items()}


def read_origins(folder: Path, manifest: ReleaseManifest) -> Origins:
    """Return what a release tells of what its numbers are made of."""
    return Origins(folder, manifest, read_lineage(folder))


def _named(mart: Mart, sql: str) -> Mart:
    """Return a mart with those of its columns alone that a query names."""
    words = set(re.findall(r"\w+", sql))
    return replace(mart, columns=tuple(column for column in mart.columns if column.name in words))
