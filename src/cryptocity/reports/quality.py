"""What the page on data quality lists: expectations by table, what of each dataset landed, what of blocks is proven."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cryptocity.audit.chains import ChainBlocks
from cryptocity.release.manifest import DatasetRows, ReleaseManifest
from cryptocity.reports.released import Release
from cryptocity.reports.texts import Texts

_DAY = timedelta(days=1)


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


@dataclass(frozen=True)
class ChainLine:
    """How many blocks of a chain, between its first and last height, are in one state."""

    dataset: str
    chain: str
    first: int
    last: int
    state: str
    blocks: int


def chain_lines(release: Release) -> Iterator[ChainLine]:
    """Yield the states of every chain that some of its blocks are in, and how many heights have no block, and why."""
    for one in (chain for audit in release.audits.values() for chain in audit.chains):
        states = {**one.standing, "provisional": one.provisional, "orphaned": one.orphaned}
        counted = {state: blocks for state, blocks in states.items() if blocks} | _without_block(one)
        for state, blocks in counted.items():
            yield ChainLine(one.dataset, one.chain, one.first, one.last, state, blocks)


def _without_block(chain: ChainBlocks) -> dict[str, int]:
    if chain.disputed is None or chain.missing is None:
        return {"absent": chain.absent}
    return {"missing": chain.missing, "disputed": chain.disputed}


def missing_days(manifest: ReleaseManifest, texts: Texts) -> Iterator[str]:
    """Yield in words which days are missing, once for all datasets that miss the same."""
    missing: dict[tuple[date, ...], list[str]] = {}
    for one in manifest.datasets:
        if one.missing_days:
            missing.setdefault(one.missing_days, []).append(one.dataset)
    for days, datasets in missing.items():
        every = len(datasets) == len(manifest.datasets)
        named = texts("datasets.every") if every else texts("table.list_separator").join(datasets)
        yield texts("datasets.missing_days", days=_written(days, texts), datasets=named)


def _written(days: Sequence[date], texts: Texts) -> str:
    """Return days in order, of those that follow one another the first and the last."""
    runs: list[list[date]] = []
    for day in days:
        if runs and runs[-1][-1] == day - _DAY:
            runs[-1] = [runs[-1][0], day]
        else:
            runs.append([day])
    return texts("table.list_separator").join(" – ".join(map(texts.full_day, run)) for run in runs)


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
