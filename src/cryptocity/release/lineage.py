"""What the marts of a release are made of: through dbt's lineage, up to seeds and landed datasets. Nothing here writes.

A release keeps dbt's definitions of the code that made it, so that this can be told of any release, whatever the code
is by now.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from cryptocity.payloads import digest
from cryptocity.release.manifest import DEFINITIONS

Definitions = dict[str, Any]

_MODEL, _SEED = "model", "seed"
_DECIDING_NOTHING = frozenset({"access", "description", "docs", "group", "meta", "persist_docs", "tags"})


@dataclass(frozen=True)
class Lineage:
    """What dbt says of a release's models, seeds, macros and sources, and of what builds on what."""

    definitions: Definitions

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {
            f"{node['schema']}.{node['alias']}": key
            for key, node in self.definitions["nodes"].items()
            if node["resource_type"] == _MODEL
        }

    def undefined(self, marts: Iterable[str]) -> list[str]:
        """Return those of the marts that no model defines."""
        return [mart for mart in marts if mart not in self._keys]

    def nodes_of(self, marts: Iterable[str]) -> dict[str, str]:
        """Return dbt's key of each of the marts that a model defines."""
        return {mart: self._keys[mart] for mart in marts if mart in self._keys}

    def upstream(self, marts: Iterable[str]) -> frozenset[str]:
        """Return the keys of the models behind these marts, themselves among them, of their seeds and sources."""
        pending = list(self.nodes_of(marts).values())
        seen = set(pending)
        while pending:
            new = [key for key in self.definitions["parent_map"].get(pending.pop(), []) if key not in seen]
            seen.update(new)
            pending += new
        return frozenset(seen)

    def datasets(self, keys: Iterable[str]) -> frozenset[str]:
        """Return the landed datasets among these keys."""
        sources = self.definitions["sources"]
        return frozenset(f"{sources[key]['source_name']}.{sources[key]['name']}" for key in keys if key in sources)

    def kind(self, key: str) -> str | None:
        """Return `model` or `seed`, or None where this release has no such node."""
        node = self.definitions["nodes"].get(key)
        return node["resource_type"] if node and node["resource_type"] in (_MODEL, _SEED) else None

    def name(self, key: str) -> str | None:
        """Return what a model or seed is called, without its version, or None where there is no such node."""
        node = self.definitions["nodes"].get(key)
        return node["name"] if node else None

    def seed_sha256(self, name: str) -> str | None:
        """Return the hash of a seed's text without white space around it, or None where there is no such seed."""
        nodes = self.definitions["nodes"].items()
        found = (
            node["checksum"]["checksum"] for key, node in nodes if node["name"] == name and self.kind(key) == _SEED
        )
        return next(found, None)

    def sql(self, key: str) -> str:
        """Return the SQL of a model as it is written, with its templates."""
        return str(self.definitions["nodes"][key]["raw_code"])

    def version(self, key: str) -> str | None:
        """Return a hash of all that decides the rows of a model or seed, or None where there is no such node.

        That is its SQL or rows, the macros in it, its settings and the types of its columns; not its description.
        """
        node = self.definitions["nodes"].get(key)
        if node is None:
            return None
        config = {name: value for name, value in node["config"].items() if name not in _DECIDING_NOTHING}
        types = {name: column["data_type"] for name, column in node["columns"].items()}
        told = [node["checksum"], config, types, dict(self._macros(node))]
        return digest(msgspec.json.encode(told, order="deterministic"))

    def _macros(self, node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        pending = list(node["depends_on"]["macros"])
        seen: set[str] = set()
        while pending:
            key = pending.pop()
            if key in seen or key not in self.definitions["macros"]:
                continue
            seen.add(key)
            macro = self.definitions["macros"][key]
            yield key, macro["macro_sql"]
            pending += macro["depends_on"]["macros"]


def read_lineage(folder: Path) -> Lineage | None:
    """Return the lineage that a release keeps, or None where it was made before any was kept."""
    path = folder / DEFINITIONS
    return Lineage(msgspec.json.decode(path.read_bytes())) if path.exists() else None


def marts_behind(queries: Sequence[str], connection: duckdb.DuckDBPyConnection, marts: Iterable[str]) -> frozenset[str]:
    """Return those of a release's marts, by area and name, that queries of it read, through its views too."""
    by_name = {mart.partition(".")[2]: mart for mart in marts}
    views = dict(connection.execute("select view_name, sql from duckdb_views() where not internal").fetchall())
    found: set[str] = set()
    pending = list(queries)
    while pending:
        for table in connection.get_table_names(pending.pop()):
            if table in by_name:
                found.add(by_name[table])
            elif table in views:
                pending.append(views.pop(table).partition(" AS ")[2])
    return frozenset(found)
