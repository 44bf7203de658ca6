"""What landed, in a DuckDB file: tables of small datasets, views of large ones; to a table newer days are added."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from msgspec.structs import replace

from cryptocity import landed_tables
from cryptocity.errors import StoreBusy
from cryptocity.inputs import Partition, read_inputs
from cryptocity.lake import Lake
from cryptocity.landed_tables import is_readable, lay_landed
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.world import World
from cryptocity.sources.reference.datasets import FX_RATES
from loopback import PSEUDONYMS

DAYS = (date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3))
RATES = FX_RATES.id
TELLING_TABLES = "select schema_name || '.' || table_name from duckdb_tables()"


@dataclass(frozen=True)
class Laid:
    """A lake of three days, and the file that they are laid into."""

    lake: Lake
    inputs: tuple[Partition, ...]
    database: Path

    def lay(self, inputs=None):
        lay_landed(self.inputs if inputs is None else inputs, self.lake, self.database)

    def ask(self, sql):
        with duckdb.connect(self.database) as connection:
            return connection.execute(sql).fetchall()

    def counted(self):
        return dict(self.ask(f"select cast(day as varchar), count(*) from {RATES} group by all"))


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    lake, world = Lake(tmp_path_factory.mktemp("home"), Seal(b"key")), World(City(residents=500), DAYS[0])
    for day in DAYS:
        generate_day(world, day, lake, pseudonyms=PSEUDONYMS)
    return lake, read_inputs(lake)


@pytest.fixture
def laid(landed, tmp_path):
    laid = Laid(*landed, tmp_path / "laid.duckdb")
    laid.lay()
    return laid


def test_tables_hold_what_a_view_over_the_files_shows(laid, monkeypatch):
    names = {name for (name,) in laid.ask(TELLING_TABLES)}
    assert names == {partition.dataset for partition in laid.inputs}
    rows = {name: laid.ask(f"from {name} order by all") for name in names}
    monkeypatch.setattr(landed_tables, "MOST_ROWS_COPIED", -1)  # as if every dataset were a large one
    laid.lay()
    assert laid.ask(TELLING_TABLES) == []
    assert {name: laid.ask(f"from {name} order by all") for name in names} == rows
    monkeypatch.undo()
    laid.lay()
    assert {name: laid.ask(f"from {name} order by all") for name in names} == rows


def changed_on(day, laid):
    """Return the inputs as after another landing of rates on a day."""
    another = {(RATES, str(day)): {"contract": "another"}}
    return [replace(each, **another.get((each.dataset, each.day), {})) for each in laid.inputs]


def test_of_a_table_only_the_newest_day_is_replaced(laid):
    before = laid.counted()
    laid.ask(f"delete from {RATES} where day <> date '{DAYS[0]}'")
    laid.lay(changed_on(DAYS[2], laid))
    assert laid.counted() == {str(day): before[str(day)] for day in (DAYS[0], DAYS[2])}


def test_rows_lie_in_the_order_of_their_days_whenever_these_landed(laid):
    rows = laid.ask(f"from {RATES}")
    for day in DAYS:
        laid.lay(changed_on(day, laid))
        assert laid.ask(f"from {RATES}") == rows


def test_a_day_that_comes_or_goes_does_so_in_its_table(laid):
    before = laid.counted()
    laid.lay([each for each in laid.inputs if each.day != str(DAYS[1])])
    assert laid.counted() == {day: rows for day, rows in before.items() if day != str(DAYS[1])}
    laid.lay()
    assert laid.counted() == before


def test_a_file_that_somebody_has_written_over_is_copied_again(landed, tmp_path):
    shutil.copytree(landed[0].home, tmp_path / "home")
    laid = Laid(Lake(tmp_path / "home", Seal(b"key")), landed[1], tmp_path / "laid.duckdb")
    laid.lay()
    (file,) = laid.lake.files(FX_RATES, DAYS[1])
    pl.read_parquet(file, hive_partitioning=False).clear().write_parquet(file)
    laid.lay()
    assert set(laid.counted()) == {str(DAYS[0]), str(DAYS[2])}


def test_what_a_dataset_left_that_is_no_more_goes(laid):
    laid.ask("create table reference.former as select 1 as one")
    laid.ask("create view reference.older as select 1 as one")
    before = laid.counted()
    laid.lay()
    relations = "select table_name from information_schema.tables where table_name in ('former', 'older')"
    assert (laid.ask(relations), laid.counted()) == ([], before)


def test_under_another_contract_a_table_is_made_anew(laid):
    before = laid.counted()
    laid.ask(f"alter table {RATES} drop column rate_kzt")
    laid.lay([replace(each, contract="another") for each in laid.inputs])
    assert laid.counted() == before
    assert laid.ask(f"select count(*) from {RATES} where rate_kzt is null") == [(0,)]


def test_of_a_dataset_of_which_nothing_is_listed_there_is_a_view_without_rows(laid):
    laid.lay([each for each in laid.inputs if each.dataset != RATES])
    assert (RATES,) not in laid.ask(TELLING_TABLES)
    assert laid.counted() == {}
    assert laid.ask(f"select typeof(rate_kzt), typeof(day) from (select any_value(columns(*)) from {RATES})") == [
        ("DECIMAL(18,6)", "DATE")
    ]


def test_a_replaced_partition_is_missed_and_nothing_changes(laid):
    gone = [replace(each, files=("gone.parquet",)) if each.dataset == RATES else each for each in laid.inputs]
    before = laid.counted()
    with pytest.raises(StoreBusy):
        laid.lay(gone)
    assert laid.counted() == before


def test_a_file_that_is_none_is_not_readable(laid, tmp_path):
    assert is_readable(laid.database)
    assert not is_readable(tmp_path / "missing.duckdb")
    (tmp_path / "damaged.duckdb").write_bytes(b"no database" * 500)
    assert not is_readable(tmp_path / "damaged.duckdb")
