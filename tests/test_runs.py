"""Rows too many to hold: whatever of them is on disk, the same rows in the same order, and the same bytes."""

from decimal import Decimal
from io import BufferedReader

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptocity.dataset import INSTANT, KZT, Column, Dataset
from cryptocity.errors import ContractBroken
from cryptocity.payloads import Joined, Payload, digest, parts_of, pieces_of
from cryptocity.runs import Runs

SALES = Dataset(
    "museum",
    "sales",
    "one row per sale",
    (
        Column("sale", pl.Int64, "number of the sale"),
        Column("till", pl.String, "where it was made"),
        Column("sold_at", INSTANT, "when, UTC"),
        Column("amount_kzt", KZT, "how much, KZT"),
        Column("ticket", pl.String, "number of the ticket", nullable=True),
    ),
    ("till", "sale"),
    "a test",
)


def sales(*numbers, ticket=None):
    count = len(numbers)
    rows = {
        "sale": numbers,
        "till": [f"till {number % 3}" for number in numbers],
        "sold_at": [1_793_000_000_000_000 + number for number in numbers],
        "amount_kzt": [Decimal(number) / 100 for number in numbers],
        "ticket": [ticket] * count,
    }
    return pl.DataFrame(rows).cast(SALES.schema)


def gathered(folder, chunks, *, rows_of_a_run):
    runs, at = Runs(SALES, folder, rows_of_a_run), 0
    for chunk in chunks:
        runs.add(chunk, range(at, at + chunk.height))
        at += chunk.height
    return runs


def test_few_rows_stay_in_memory(tmp_path):
    runs = gathered(tmp_path, [sales(3, 1), sales(2)], rows_of_a_run=10)
    assert runs.table()["sale"].to_list() == [3, 1, 2]
    assert (runs.height, list(tmp_path.iterdir())) == (3, [])


def test_nothing_gathered_is_a_table_without_rows(tmp_path):
    runs = Runs(SALES, tmp_path, 10)
    assert (runs.height, runs.repeated(SALES.key)) == (0, [])
    assert runs.table().equals(SALES.empty())


def test_many_rows_are_joined_in_the_order_of_their_key(tmp_path):
    numbers = [(number * 7919) % 1000 for number in range(1000)]
    runs = gathered(tmp_path / "runs", [sales(*numbers[at : at + 90]) for at in range(0, 1000, 90)], rows_of_a_run=200)
    assert runs.table() is None
    runs.join(tmp_path / "joined.parquet")
    assert pl.read_parquet(tmp_path / "joined.parquet").equals(SALES.arrange(sales(*numbers)))


def test_the_same_rows_give_the_same_bytes_however_they_came(tmp_path):
    numbers = [(number * 7919) % 5000 for number in range(5000)]
    written = set()
    for run, chunk in ((500, 130), (1999, 700), (100, 100)):
        chunks = [sales(*numbers[at : at + chunk]) for at in range(0, 5000, chunk)]
        runs = gathered(tmp_path / f"{run}", chunks, rows_of_a_run=run)
        runs.join(tmp_path / "joined.parquet")
        written.add(digest((tmp_path / "joined.parquet").read_bytes()))
    assert len(written) == 1


@pytest.mark.parametrize("rows_of_a_run", [2, 100])
def test_a_row_that_repeats_an_earlier_one_is_found_wherever_both_are_and_can_be_dropped(tmp_path, rows_of_a_run):
    runs = gathered(tmp_path, [sales(1, 2, 3), sales(4, 2), sales(1, 5)], rows_of_a_run=rows_of_a_run)
    assert runs.repeated(SALES.key) == [(4, 1), (5, 0)]
    runs.drop([4, 5])
    assert (runs.height, runs.repeated(SALES.key)) == (5, [])
    if (table := runs.table()) is None:
        runs.join(tmp_path / "joined.parquet")
        table = pl.read_parquet(tmp_path / "joined.parquet")
    assert sorted(table["sale"]) == [1, 2, 3, 4, 5]


def test_what_is_null_repeats_nothing(tmp_path):
    runs = gathered(tmp_path, [sales(1, 2), sales(3, ticket="A"), sales(4, ticket="A")], rows_of_a_run=2)
    assert runs.repeated(["ticket"]) == [(3, 2)]


def test_rows_that_break_the_contract_are_not_gathered(tmp_path):
    with pytest.raises(ContractBroken, match="without a value"):
        Runs(SALES, tmp_path, 10).add(sales(1).with_columns(till=pl.lit(None, pl.String)), [0])


def test_types_outlive_the_join(tmp_path):
    runs = gathered(tmp_path / "runs", [sales(1, 2), sales(3)], rows_of_a_run=1)
    runs.join(tmp_path / "joined.parquet")
    assert pl.read_parquet_schema(tmp_path / "joined.parquet") == SALES.schema
    described = duckdb.sql(f"describe from '{tmp_path / 'joined.parquet'}'").fetchall()
    assert [column[1] for column in described] == [
        "BIGINT",
        "VARCHAR",
        "TIMESTAMP WITH TIME ZONE",
        "DECIMAL(18,2)",
        "VARCHAR",
    ]


@given(st.lists(st.binary(max_size=9).map(lambda line: line.replace(b"\n", b"") + b"\n")), st.data())
def test_a_stream_is_cut_at_the_same_lines_however_it_arrives(lines, data):
    stream = b"".join(lines) + data.draw(st.binary(max_size=3).map(lambda rest: rest.replace(b"\n", b"")))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    pairs = zip([0, *cuts], [*cuts, len(stream)], strict=True)
    arrived = list(parts_of((stream[first:last] for first, last in pairs), size=12))
    assert arrived == list(parts_of([stream], size=12))
    assert b"".join(arrived) == stream
    assert all(part.endswith(b"\n") for part in arrived[:-1])


@given(st.binary(max_size=60), st.data())
def test_an_answer_in_pieces_reads_as_one_and_rewinds(content, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)))))
    pairs = zip([0, *cuts], [*cuts, len(content)], strict=True)
    pieces = list(pieces_of((content[first:last] for first, last in pairs), size=7))
    assert [len(piece) for piece in pieces[:-1]] == [7] * (len(pieces) - 1)
    stream = BufferedReader(
        Joined([Payload("piece", piece) for piece in pieces]), buffer_size=data.draw(st.integers(1, 20))
    )
    assert stream.read(5) == content[:5]
    stream.seek(0)
    assert stream.read() == content
