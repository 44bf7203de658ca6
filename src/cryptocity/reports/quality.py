"""What the page on data quality lists: expectations counted per table, and per dataset what landed and what did not."""

from collections.abc import Iterator
from dataclasses import dataclass

from cryptocity.release.manifest import DatasetRows, ReleaseManifest
from cryptocity.reports.released import Release


@dataclass(frozen=True)
class TableLine:
    """One audited table: layer, rows (None where they were not counted), how many of its expectations hold."""

    layer: str
    table: str
    rows: int | None
    held: int
    expectations: int


@dataclass(frozen=True)
class DatasetLine:
    """One dataset: how much of it went in, days missing between first and last day, percent of rows quarantined."""

    landed: DatasetRows
    missing_days: int
    quarantined_pct: float | None


def table_lines(release: Release) -> Iterator[TableLine]:
    """Yield every audited table by layer and name."""
    for layer, audit in release.audits.items():
        for table in sorted({finding.table for finding in audit.findings}):
            verdicts = [finding.verdict for finding in audit.findings if finding.table == table]
            yield TableLine(layer, table, audit.rows.get(table), verdicts.count("passed"), len(verdicts))


def dataset_lines(manifest: ReleaseManifest) -> Iterator[DatasetLine]:
    """Yield every dataset of a release; its share in quarantine is None where no row was received."""
    for one in manifest.datasets:
        received = one.rows_received
        share = 100 * one.rows_quarantined / received if received else None
        yield DatasetLine(one, max(0, manifest.days - one.days), share)
