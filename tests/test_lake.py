"""The lake: whole partitions or none, byte-identical replays, quarantine that adds up, sealed payloads."""

import errno
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import polars as pl
import pytest

from cryptocity.dataset import Column, Dataset
from cryptocity.errors import ContractBroken, LakeIncomplete, SourceContradiction, StoreBusy, StoreUnwritable
from cryptocity.lake import Lake
from cryptocity.landing import Landing, Rejected
from cryptocity.payloads import Payload, Seal

DAY = date(2026, 11, 1)
VISITS = Dataset(
    source="museum",
    name="visits",
    grain="one row per visit",
    columns=(Column("visit", pl.Int64, "number"), Column("hall", pl.String, "hall", nullable=True)),
    key=("visit",),
    origin="test",
)
REJECTED = Rejected("negative", "the number is negative", 2, {"visit": -1})
PAYLOADS = (Payload("visits.json", b"[1, 2, -1]"), Payload("guests.json", b"791028302728", personal=True))


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path, Seal(b"key"))


def visits(*rows):
    return pl.DataFrame(rows, schema=VISITS.schema, orient="row")


def land(lake, *rows, received=None, rejected=(), payloads=PAYLOADS):
    table = visits(*rows)
    received = table.height + len(rejected) if received is None else received
    with lake.writer("museum", DAY) as writer:
        return writer.commit([Landing(VISITS, table, received, rejected)], payloads)


def bytes_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_landed_is_read_back_sorted_by_key(lake):
    land(lake, (2, "b"), (1, None))
    assert lake.rows(VISITS, DAY).rows() == [(1, None), (2, "b")]
    assert lake.days(VISITS) == (DAY,)


def test_nothing_landed_reads_as_no_rows(lake):
    assert lake.rows(VISITS, DAY).schema == VISITS.schema
    assert lake.manifest(VISITS, DAY) is None
    assert lake.days(VISITS) == ()


def test_an_empty_day_is_a_landed_day(lake):
    land(lake)
    assert lake.days(VISITS) == (DAY,)
    assert lake.rows(VISITS, DAY).is_empty()


def test_landing_the_same_again_changes_no_byte(lake, tmp_path):
    land(lake, (1, "a"), (2, "b"), rejected=[REJECTED])
    before = bytes_below(tmp_path)
    land(lake, (2, "b"), (1, "a"), rejected=[REJECTED])
    assert bytes_below(tmp_path) == before


def test_a_changed_day_replaces_the_old_files_and_leaves_none_behind(lake):
    land(lake, (1, "a"), rejected=[REJECTED])
    land(lake, (1, "z"), payloads=[Payload("visits.json", b"[1]")])
    assert lake.rows(VISITS, DAY).rows() == [(1, "z")]
    assert len(list(lake.partition(VISITS, DAY).iterdir())) == 2
    assert len(list(lake.archive("museum", DAY).iterdir())) == 1
    assert lake.rejected(VISITS, DAY) == ()


def test_the_manifest_counts_what_was_received(lake):
    (manifest,) = land(lake, (1, "a"), (2, "b"), rejected=[REJECTED])
    assert (manifest.rows_received, manifest.rows_landed, manifest.rows_quarantined) == (3, 2, 1)
    assert manifest == lake.manifest(VISITS, DAY)
    assert lake.rejected(VISITS, DAY) == (REJECTED,)


def test_rows_that_do_not_add_up_do_not_land(lake):
    with pytest.raises(ContractBroken, match="3 rows received, but 1 to land and 1 to quarantine"):
        land(lake, (1, "a"), received=3, rejected=[REJECTED])
    assert lake.days(VISITS) == ()


@pytest.mark.parametrize(
    ("table", "what"),
    [
        (visits((1, "a"), (1, "b")), "not unique"),
        (visits((None, "a")), "without a value"),
        (pl.DataFrame({"visit": [1]}), "no column hall"),
        (pl.DataFrame({"visit": ["1"], "hall": ["a"]}), "String where Int64"),
    ],
)
def test_a_table_that_breaks_its_contract_does_not_land(lake, table, what):
    with pytest.raises(ContractBroken, match=what), lake.writer("museum", DAY) as writer:
        writer.commit([Landing(VISITS, table, table.height)], ())
    assert lake.days(VISITS) == ()


def test_payloads_come_back_as_received(lake):
    land(lake, (1, "a"))
    received = {payload.name: payload.content for payload in PAYLOADS}
    assert {payload.name: payload.content for payload in lake.payloads(VISITS, DAY)} == received


def test_an_answer_put_down_before_the_day_is_committed_is_archived_to_the_same_bytes(lake, tmp_path):
    land(lake, (1, "a"))
    archived = bytes_below(lake.archive("museum", DAY))
    other = Lake(tmp_path / "other", lake.seal)
    with other.writer("museum", DAY) as writer:
        kept = [writer.keep(payload) for payload in PAYLOADS]
        assert [payload.content for payload in kept] == [payload.content for payload in PAYLOADS]
        assert not other.archive("museum", DAY).exists()
        writer.commit([Landing(VISITS, visits((1, "a")), 1)], kept)
    assert bytes_below(other.archive("museum", DAY)) == archived
    assert not writer.scratch.exists()


def test_no_personal_identifier_is_legible_on_disk(lake, tmp_path):
    land(lake, (1, "a"))
    assert not any(b"791028302728" in content for content in bytes_below(tmp_path).values())


def test_a_sealed_payload_does_not_open_with_another_key(lake, tmp_path):
    land(lake, (1, "a"))
    with pytest.raises(LakeIncomplete, match="wrong pseudonym key"):
        [payload.content for payload in Lake(tmp_path, Seal(b"other")).payloads(VISITS, DAY)]


def test_a_changed_payload_is_noticed(lake):
    land(lake, (1, "a"))
    changed = next(path for path in lake.archive("museum", DAY).iterdir() if path.name.endswith(".zst"))
    changed.write_bytes(changed.read_bytes() + b"x")
    with pytest.raises(LakeIncomplete, match="missing or was changed"):
        [payload.content for payload in lake.payloads(VISITS, DAY)]


def test_a_missing_file_is_noticed(lake):
    land(lake, (1, "a"))
    next(lake.partition(VISITS, DAY).glob("*.parquet")).unlink()
    with pytest.raises(LakeIncomplete, match="missing or damaged; extract the day again"):
        lake.rows(VISITS, DAY)
    land(lake, (1, "a"))
    assert lake.rows(VISITS, DAY).height == 1


def test_a_damaged_manifest_is_noticed(lake):
    land(lake, (1, "a"))
    (lake.partition(VISITS, DAY) / "manifest.json").write_text("{")
    with pytest.raises(LakeIncomplete, match="damaged manifest"):
        lake.rows(VISITS, DAY)


def test_a_second_writer_is_turned_away_and_may_come_later(lake):
    with lake.writer("museum", DAY), pytest.raises(StoreBusy, match="museum 2026-11-01"), lake.writer("museum", DAY):
        pass
    land(lake, (1, "a"))


def test_a_reader_sees_the_old_partition_until_the_manifest_is_in_place(lake, monkeypatch):
    """Die at every rename of a second landing, in turn: whatever was on disk then reads as the old day or the new."""
    land(lake, (1, "a"))
    new = ((1, "z"), (2, "y"))
    died, renames = True, 0
    while died:
        died = _dies_at_rename(lake, new, renames, monkeypatch)
        assert lake.rows(VISITS, DAY).rows() in ([(1, "a")], list(new))
        renames += 1
    assert renames == 3  # payload, rows, manifest
    assert lake.rows(VISITS, DAY).rows() == list(new)


def _dies_at_rename(lake, rows, survive, monkeypatch):
    """Land rows while the operating system lets only so many renames through; tell whether the landing died."""
    real, done = Path.replace, []

    def rename(self, target):
        if len(done) == survive:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        done.append(target)
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", rename)
        try:
            land(lake, *rows, payloads=[Payload("visits.json", b"[1, 2]")])
        except StoreUnwritable:
            return True
    return False


def test_a_full_disk_is_said_in_one_line_and_changes_nothing(lake, monkeypatch):
    land(lake, (1, "a"))
    before = bytes_below(lake.home / "lake")

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreUnwritable, match=r"the disk is full; run it again once it can be written"):
            land(lake, (9, "z"))
    assert bytes_below(lake.home / "lake") == before
    land(lake, (9, "z"))
    assert lake.rows(VISITS, DAY).rows() == [(9, "z")]


def test_manifests_are_readable_json(lake):
    land(lake, (1, "a"))
    manifest = msgspec.json.decode((lake.partition(VISITS, DAY) / "manifest.json").read_bytes())
    assert manifest["dataset"] == "museum.visits"
    assert manifest["day"] == "2026-11-01"


def test_an_empty_answer_never_takes_the_place_of_rows(lake, tmp_path):
    land(lake, (1, "a"))
    before = bytes_below(tmp_path)
    with pytest.raises(SourceContradiction, match="sends nothing, but 1 rows have landed; if it is right, remove /"):
        land(lake, payloads=[])
    assert bytes_below(tmp_path) == before


def test_where_a_day_may_pass_without_a_row_an_empty_answer_is_believed(lake):
    land(lake, (1, "a"))
    lectures = replace(VISITS, may_be_empty=True)
    with lake.writer("museum", DAY) as writer:
        writer.commit([Landing(lectures, lectures.empty(), 0)], [])
    assert lake.rows(lectures, DAY).is_empty()
