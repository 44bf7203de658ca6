"""What a page says of the age and the completeness of its data."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from cryptocity.release.manifest import ReleaseManifest
from cryptocity.reports.facts import completeness, stale_from
from reports.releases import manifest

LANDED = {"dataset": "merchants.receipts", "days": 2, "rows_received": 10, "rows_landed": 10, "rows_quarantined": 0}


def stated(*datasets, days=2):
    plain = manifest("one", days=days, previous=None, datasets=()) | {"datasets": [LANDED | one for one in datasets]}
    return msgspec.convert(plain, ReleaseManifest)


def test_data_are_stale_once_three_more_days_of_the_city_are_over():
    instant = datetime.fromisoformat(stale_from(date(2026, 11, 13)))
    assert instant == datetime(2026, 11, 16, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("datasets", "said"),
    [
        ([{}], "1 of 1 datasets on every day; 100.00 % of the rows received accepted"),
        ([{}, {"days": 1}], "1 of 2 datasets on every day; 100.00 % of the rows received accepted"),
        (
            [{"rows_received": 1_000_000, "rows_landed": 999_999}],
            "1 of 1 datasets on every day; 99.99 % of the rows received accepted",
        ),
        (
            [{"rows_received": 0, "rows_landed": 0}],
            "1 of 1 datasets on every day; 100.00 % of the rows received accepted",
        ),
    ],
)
def test_completeness_counts_datasets_without_a_gap_and_rows_without_a_fault(datasets, said, english):
    assert completeness(stated(*datasets), english).replace("\N{NO-BREAK SPACE}", " ") == said


def test_a_release_without_days_is_not_called_complete(english):
    assert completeness(stated(days=0), english) == "no day has landed"
