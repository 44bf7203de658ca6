"""dbt's documentation of a release: one page, without a server or the network, with definitions and lineage.

The page is dbt's own. What it shows is dbt's manifest, without what differs from one build of the same code to another,
and the catalogue of the candidate's tables.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import msgspec
from dbt.task.docs import DOCS_INDEX_FILE_PATH

Json = dict[str, Any]

_CATALOG_VERSION = "https://schemas.getdbt.com/dbt/catalog/v1.json"


def write_docs(manifest: bytes, candidate: Path, page: Path) -> None:
    """Write the page of a manifest that is `lasting`, and of the tables in a candidate."""
    with duckdb.connect(candidate, read_only=True) as connection:
        catalog = _catalog(msgspec.json.decode(manifest), connection)
    text = Path(DOCS_INDEX_FILE_PATH).read_text()
    for name, content in (("MANIFEST", manifest), ("CATALOG", msgspec.json.encode(catalog))):
        text = text.replace(f'"{name}.JSON INLINE DATA"', content.decode().replace("</", "<\\/"))
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text)


def _catalog(manifest: Mapping[str, Json], connection: duckdb.DuckDBPyConnection) -> Json:
    """Return the candidate's tables and columns as dbt's documentation wants them."""
    tables = _tables(connection)
    described: dict[str, Json] = {"nodes": {}, "sources": {}}
    for kind, found in described.items():
        for key, node in manifest[kind].items():
            name = (node["schema"], node.get("alias") or node.get("identifier"))
            if name in tables:
                found[key] = {**tables[name], "unique_id": key}
    return {"metadata": {"dbt_schema_version": _CATALOG_VERSION}, **described, "errors": None}


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Json]:
    rows = connection.execute(
        "select schema_name, table_name, column_name, data_type, column_index, comment from duckdb_columns() "
        "where not internal order by all"
    ).fetchall()
    columns: dict[tuple[str, str], Json] = defaultdict(dict)
    for schema, table, column, dtype, index, comment in rows:
        columns[schema, table][column] = {"name": column, "type": dtype, "index": index, "comment": comment}
    return {
        (schema, table): {
            "metadata": {
                "type": "TABLE",
                "schema": schema,
                "name": table,
                "database": None,
                "owner": None,
                "comment": None,
            },
            "columns": found,
            "stats": {},
        }
        for (schema, table), found in columns.items()
    }
