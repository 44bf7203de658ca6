"""What reports read of a release: the blocks it covers, and that its marts are there."""

import pytest

from cryptocity.errors import ReleaseMissing
from cryptocity.release.manifest import Chain, ReleaseManifest, open_marts
from cryptocity.reports.released import read_release


def chains(*coverage):
    return ReleaseManifest("a", None, None, "passed", "", "", (), coverage, (), ()).chains


def test_spans_that_touch_overlap_or_leave_gaps_are_counted_once():
    assert chains((1, 0, 9), (1, 10, 19)) == (Chain(1, 20, 0, 19),)
    assert chains((1, 5, 9), (1, 0, 6), (1, 2, 3)) == (Chain(1, 10, 0, 9),)
    assert chains((1, 0, 9), (1, 20, 29), (10, 7, 7)) == (Chain(1, 20, 0, 29), Chain(10, 1, 7, 7))
    assert chains() == ()


def test_marts_that_are_gone_are_named(tmp_path):
    with pytest.raises(ReleaseMissing, match=rf"release {tmp_path.name} has no marts\.duckdb"), open_marts(tmp_path):
        pass


def test_a_release_that_a_later_version_wrote_is_read(home):
    release = read_release(home, "day")
    assert release.manifest.landed("merchants.receipts").rows_quarantined == 3
    assert release.manifest.missing(["merchants.receipts", "cbdc.settlements"]) == ["cbdc.settlements"]
    assert (release.audits["marts"].held, len(release.broken)) == (41, 1)
