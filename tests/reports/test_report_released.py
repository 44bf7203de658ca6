"""What releases and audits write is what reports read."""

from datetime import date

import msgspec
import pytest

from cryptocity.audit.suites import Rule
from cryptocity.audit.verdict import AuditResult, Finding
from cryptocity.errors import ReleaseMissing
from cryptocity.reports.released import Audit, Chain, ReleaseManifest, read_release


def test_a_manifest_as_releases_write_it_is_read():
    from cryptocity.release import DatasetRows
    from cryptocity.release import ReleaseManifest as Written

    written = Written(
        id="2026-11-06-d626abca",
        first_day=date(2026, 11, 1),
        last_day=date(2026, 11, 6),
        verdict="passed",
        inputs_hash="a",
        code_hash="b",
        datasets=(DatasetRows("merchants.receipts", 6, 12, 10, 2),),
        coverage=((1, 0, 9), (1, 10, 19)),
        marts=("adoption.adoption_daily",),
        outputs=(),
        previous=None,
    )
    read = msgspec.json.decode(msgspec.json.encode(written), type=ReleaseManifest)
    assert (read.id, read.first_day, read.last_day) == (written.id, written.first_day, written.last_day)
    assert read.landed("merchants.receipts").rows_quarantined == 2
    assert read.missing(["merchants.receipts", "onchain.blocks"]) == ["onchain.blocks"]


def test_an_audit_as_audits_write_it_is_read():
    rule = Rule("expect_column_values_to_be_unique", {"column": "day"}, "warning", "A day comes once.")
    finding = Finding("adoption.adoption_daily", rule, ("day",), "failed", "2 rows")
    written = AuditResult("marts", "passed", {"adoption.adoption_daily": 7}, (finding,))
    read = msgspec.json.decode(written.to_json(), type=Audit)
    assert (read.verdict, read.held) == ("passed", 0)
    assert (read.findings[0].rule.because, read.findings[0].verdict) == ("A day comes once.", "failed")


def chains(*coverage):
    return ReleaseManifest("a", None, None, "passed", (), "", "", coverage=coverage).chains


def test_spans_that_touch_overlap_or_leave_gaps_are_counted_once():
    assert chains((1, 0, 9), (1, 10, 19)) == (Chain(1, 20, 0, 19),)
    assert chains((1, 5, 9), (1, 0, 6), (1, 2, 3)) == (Chain(1, 10, 0, 9),)
    assert chains((1, 0, 9), (1, 20, 29), (10, 7, 7)) == (Chain(1, 20, 0, 29), Chain(10, 1, 7, 7))
    assert chains() == ()


def test_marts_that_are_gone_are_named(home, tmp_path):
    release = read_release(home, "day")
    with (
        pytest.raises(ReleaseMissing, match=r"release day has no marts\.duckdb"),
        _without_marts(release, tmp_path).marts(),
    ):
        pass


def _without_marts(release, folder):
    return type(release)(folder, release.manifest, release.audits, release.documents)
