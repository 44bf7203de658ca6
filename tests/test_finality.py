"""How far landed data are final: up to the first block that may be displaced, the first day that awaits more."""

from datetime import date, timedelta

import polars as pl
import pytest

from cryptocity.finality import FinalBlock, finality_of
from lineages import partition

FIRST = date(2026, 10, 5)
DAYS = [FIRST + timedelta(days=number) for number in range(3)]
ETHEREUM, BITCOIN, TRON = "onchain.blocks", "bitcoin.blocks", "tron.blocks"
NONE = {ETHEREUM: [], BITCOIN: [], TRON: []}


@pytest.fixture
def written(tmp_path):
    """Writes blocks, a finality each, into the partition of a day; two a day."""

    def write(dataset, finalities, *, columns, chain):
        paths = []
        for number, day in enumerate(DAYS):
            path = tmp_path / dataset / f"day={day}" / "blocks.parquet"
            path.parent.mkdir(parents=True)
            heights = [2 * number, 2 * number + 1]
            told = [finalities[height] for height in heights]
            chain_column, height_column = columns
            pl.DataFrame({chain_column: [chain] * 2, height_column: heights, "finality": told}).write_parquet(path)
            paths.append(path)
        return paths

    return write


def partitions(**changed):
    return [partition("merchants.receipts", day, **(changed if day == DAYS[-1] else {})) for day in DAYS]


def test_all_is_final_where_every_block_is_and_nothing_is_awaited(written):
    evm = written(ETHEREUM, ["final"] * 6, columns=("chain_id", "block_number"), chain=7)
    main = written(BITCOIN, ["final"] * 6, columns=("chain", "block_height"), chain="main")
    found = finality_of(partitions(), NONE | {ETHEREUM: evm, BITCOIN: main})
    assert found.blocks == (FinalBlock(7, 5, DAYS[2]), FinalBlock(0xD9B4BEF9, 5, DAYS[2]))
    assert found.last_day == DAYS[2]


def test_a_chain_is_final_up_to_its_first_provisional_block_even_where_a_later_one_is_final(written):
    told = ["final", "final", "final", "provisional", "final", "provisional"]
    tron = written(TRON, told, columns=("chain_id", "height"), chain=9)
    found = finality_of(partitions(), NONE | {TRON: tron})
    assert (found.blocks, found.last_day) == ((FinalBlock(9, 2, DAYS[1]),), DAYS[0])


def test_an_orphaned_block_holds_nothing_back(written):
    told = ["final", "orphaned", "final", "orphaned", "final", "final"]
    evm = written(ETHEREUM, told, columns=("chain_id", "block_number"), chain=7)
    assert finality_of(partitions(), NONE | {ETHEREUM: evm}).blocks == (FinalBlock(7, 5, DAYS[2]),)


def test_a_day_of_which_more_is_awaited_is_not_final():
    assert finality_of(partitions(awaits_more=True), NONE).last_day == DAYS[1]


def test_nothing_is_final_where_the_first_block_is_not(written):
    evm = written(ETHEREUM, ["provisional"] * 6, columns=("chain_id", "block_number"), chain=7)
    found = finality_of(partitions(), NONE | {ETHEREUM: evm})
    assert (found.blocks, found.last_day) == ((), None)


def test_of_nothing_landed_nothing_is_final():
    assert finality_of([], NONE) == finality_of((), NONE)
    assert finality_of([], NONE).last_day is None
