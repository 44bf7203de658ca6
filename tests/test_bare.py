"""The marts say what one gets who asks the lake by hand, in other words: benchmarks/bare.sql, a statement a mart."""

import re

import duckdb
import pytest

from benchmarks import bare
from cryptocity.warehouse import candidate_path
from released import released_city

TABLES = re.findall(r"^create table (\w+) as", bare.STATEMENTS.read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Return a connection to what was asked by hand, as `bare`, and to the candidate, as `built`."""
    home = released_city(tmp_path_factory).home
    asked = tmp_path_factory.mktemp("bare") / "bare.duckdb"
    bare.ask(home / "lake", asked)
    with bare.opened(asked, candidate_path(home)) as connection:
        yield connection


@pytest.mark.parametrize("table", TABLES)
def test_a_mart_holds_what_is_asked_for_by_hand(table, both):
    rows, differing = bare.compared(both, table)
    assert rows > 0
    assert differing == 0


def test_a_row_that_differs_is_counted(both):
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as bare")
        connection.execute("attach ':memory:' as built")
        connection.execute("create table bare.supply_daily as select 1 as day, 2 as paid_kzt union select 2, 3")
        connection.execute("create schema built.digital_tenge")
        connection.execute("create table built.digital_tenge.supply_daily as select 1 as day, 2 as paid_kzt, 9 as held")
        assert bare.compared(connection, "supply_daily") == (2, 2)
