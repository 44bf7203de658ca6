"""What must be true of a layer before anyone sees it: one YAML file per table, read strictly and never in part.

A suite file holds `table`, `description` and `expectations`; each of these has `type` and `kwargs` (Great Expectations'
own), `severity` and `because`, a sentence that a non-engineer understands, and may have `within`: see `Rule.apart`.
"""

import re
from collections.abc import Hashable, Mapping, Set
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import duckdb
import msgspec
import yaml

from cryptocity.errors import AuditImpossible

ROWS = "unexpected_rows_expectation"
QUERY = "unexpected_rows_query"
DAY = "day"
_OF_ONE_ROW = {
    "expect_column_values_to_be_in_set": {"column", "value_set"},
    "expect_column_values_to_be_between": {"column", "min_value", "max_value"},
    "expect_column_pair_values_a_to_be_greater_than_b": {"column_A", "column_B", "or_equal"},
}
_OF_EQUAL_ROWS = {
    "expect_column_values_to_be_unique": {"column"},
    "expect_compound_columns_to_be_unique": {"column_list"},
}
_CALLED = re.compile(r'"function_name":"([^"]+)"')
_MORE_THAN_A_ROW = re.compile(r'"class":"(?:SUBQUERY|WINDOW)"|"sample":\{|"column_names":\["(?:rowid|current_\w+)"\]')

Sentence = Annotated[str, msgspec.Meta(min_length=1)]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One expectation. `critical` holds a release back where it fails, `warning` is reported."""

    type: str
    kwargs: dict[str, Any]
    severity: Literal["critical", "warning"]
    because: Sentence
    within: tuple[str, ...] = ()

    @property
    def apart(self) -> tuple[str, ...]:
        """Return the columns by which the rule tells rows apart: on rows of other values its verdict never rests.

        With `day` alone that goes for rows of all tables that it reads. None: the verdict may rest on any row.
        """
        if self.within:
            return self.within
        if self._is_plain(_OF_ONE_ROW) or (self.type == ROWS and _is_of_one_row(self.kwargs[QUERY])):
            return (DAY,)
        return self.columns if self._is_plain(_OF_EQUAL_ROWS) else ()

    def _is_plain(self, kinds: Mapping[str, Set[str]]) -> bool:
        """Tell whether the rule is of a kind and asks for nothing more, such as a share of rows that may fail."""
        return self.type in kinds and self.kwargs.keys() <= kinds[self.type]

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that the rule is about, as far as it names them: a query or the whole table has none."""
        named = [self.kwargs[name] for name in ("column", "column_A", "column_B") if name in self.kwargs]
        return (*named, *self.kwargs.get("column_list", ()))


class Suite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All expectations of one table, named schema.table."""

    table: str
    description: Sentence
    expectations: Annotated[tuple[Rule, ...], msgspec.Meta(min_length=1)]

    @property
    def schema(self) -> str:
        """Return the schema: the source of a landed table, the area of a mart."""
        return self.table.partition(".")[0]

    @property
    def file_name(self) -> str:
        """Return the name that the suite's file must have."""
        return f"{self.table.replace('.', '__')}.yml"

    @property
    def where(self) -> str:
        """Return the condition of the rows that are held against the expectations: all."""
        return "true"


class Portion(Suite, frozen=True):
    """Some expectations of a table, with the condition of the rows to hold against them. No file can ask for less."""

    where: str


def _is_of_one_row(query: str) -> bool:
    """Tell whether a query filters the rows of its batch one by one, and will say the same of a row at any time."""
    [[tree]] = duckdb.execute("select json_serialize_sql(?::varchar)", [query.format(batch="batch")]).fetchall()
    statements = msgspec.json.decode(tree).get("statements")
    if not statements:  # no query at all, which the examination will say
        return False
    node = statements[0]["node"]
    if node["type"] != "SELECT_NODE" or node["from_table"].get("table_name") != "batch" or node["cte_map"]["map"]:
        return False
    if any(node[part] for part in ("modifiers", "group_expressions", "having", "qualify")):
        return False
    return not _MORE_THAN_A_ROW.search(tree) and set(_CALLED.findall(tree)) <= _functions_of_values()


@cache
def _functions_of_values() -> frozenset[str]:
    """Return DuckDB's functions that make one value of others, always the same: no aggregate, no clock, no chance."""
    found = duckdb.execute("""
        select function_name
        from duckdb_functions()
        group by function_name
        having bool_and(function_type = 'scalar' and stability = 'CONSISTENT')
    """).fetchall()
    return frozenset(name for (name,) in found)


def read_suites(folder: Path) -> tuple[Suite, ...]:
    """Return the suites of a folder by file name. Raises AuditImpossible like `read_suite`, or for none."""
    suites = tuple(read_suite(path) for path in sorted(folder.glob("*.yml")))
    if not suites:
        raise AuditImpossible(f"{folder} holds no expectations")
    return suites


def read_suite(path: Path) -> Suite:
    """Return the suite of a file. Raises AuditImpossible naming file and entry: unreadable, incomplete, misnamed."""
    try:
        suite = msgspec.convert(yaml.load(path.read_bytes(), _Loader), Suite)  # noqa: S506  a safe loader of our own
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise AuditImpossible(f"{path}: {' '.join(str(error).split())}") from None
    if suite.file_name != path.name:
        raise AuditImpossible(f"{path} speaks of {suite.table}; a suite's file is named after its table")
    return suite


class _Loader(yaml.CSafeLoader):
    """YAML without its traps: a key given twice, as by a forgotten dash, would silently replace an expectation."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return a mapping. Raises ConstructorError where a key is given twice."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise yaml.constructor.ConstructorError(None, None, f"{twice!r} is given twice", node.start_mark)
        return super().construct_mapping(node, deep)
