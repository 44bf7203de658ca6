"""From an audited candidate to the current release, and back to an older one."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import msgspec

from cryptocity import atomic, project
from cryptocity.audit.quality import AuditRecord, quality_folder, read_record
from cryptocity.audit.verdict import require_passed, tally
from cryptocity.errors import AuditFailed, ReleaseMissing, ReleaseWithdrawn
from cryptocity.inputs import Partition, hash_of_inputs, read_inputs
from cryptocity.lake import Lake
from cryptocity.metrics import lay_views, read_metrics
from cryptocity.payloads import StoredFile, digest
from cryptocity.release.dictionary import write_dictionary
from cryptocity.release.docs import write_docs
from cryptocity.release.history import HISTORY, Event, history
from cryptocity.release.manifest import (
    DEFINITIONS,
    DOCS,
    INPUTS,
    MANIFEST,
    MARTS,
    METRICS,
    PARAMETERS,
    POINTER,
    DatasetRows,
    ReleaseManifest,
    current_id,
    read_manifest,
    releases_folder,
)
from cryptocity.release.seals import seal, seal_path
from cryptocity.warehouse import (
    BuildOutcome,
    candidate_path,
    definitions_path,
    hash_of_code,
    metrics_path,
    read_outcome,
    writing_warehouse,
)
from cryptocity.window import days_between

_ROLLED_BACK = "rolled back to"
_UNAUDITED = {
    "raw": "inputs have not been audited: run `cryptocity audit raw`, or `cryptocity build` first if more has landed",
    "marts": "marts have not been audited: run `cryptocity audit marts`",
}


def publish(home: Path) -> ReleaseManifest:
    """Turn the candidate into a release and make it current. Readers see the release before, or this one whole.

    Raises AuditFailed or AuditImpossible: the candidate's layers have not passed; ReleaseMissing: there is no candidate
    or nothing in it; ReleaseWithdrawn: this release was rolled back from. `current` stays as it is then.
    """
    with atomic.sole_writer(home / "locks" / "releases", "the releases"), writing_warehouse(home):
        outcome = read_outcome(home)
        if not outcome.inputs:
            raise ReleaseMissing("there is nothing to release: no day had landed when the candidate was built")
        audits = _passed_audits(home, outcome)
        identifier = _identifier(outcome)
        if identifier in withdrawn(home):
            again = f"`cryptocity release rollback {identifier}` takes it back"
            raise ReleaseWithdrawn(f"release {identifier} was rolled back from; {again}")
        final = releases_folder(home) / identifier
        if not (final / MANIFEST).exists():
            _assemble(final, home, outcome, audits=audits)
        if not seal_path(home, final / MANIFEST).exists():
            seal(home, final / MANIFEST)
        if not _is_current(home, identifier):
            _make_current(home, identifier, "published")
        return read_manifest(home, identifier)


def is_up_to_date(lake: Lake, home: Path) -> bool:
    """Tell whether a release, current or withdrawn, is made of what has landed by now and of the code as it is."""
    made_of = (hash_of_inputs(read_inputs(lake)), hash_of_code())
    known = [identifier for identifier in (current_id(home), *withdrawn(home)) if identifier]
    manifests = [read_manifest(home, identifier) for identifier in known]
    return any((manifest.inputs_hash, manifest.code_hash) == made_of for manifest in manifests)


def rollback(home: Path, identifier: str | None = None) -> ReleaseManifest:
    """Make another release current: the named one, or the last one before this that was not withdrawn.

    What was current is withdrawn: it is not published again unless it is rolled back to.
    """
    with atomic.sole_writer(home / "locks" / "releases", "the releases"):
        manifest = read_manifest(home, identifier or _before_current(home))
        _make_current(home, manifest.id, _ROLLED_BACK)
        return manifest


def withdrawn(home: Path) -> frozenset[str]:
    """Return the releases that were rolled back from, and not to since."""
    gone: set[str] = set()
    current: str | None = None
    for event in history(home):
        if event.action == _ROLLED_BACK and current:
            gone.add(current)
        gone.discard(event.release)
        current = event.release
    return frozenset(gone)


def _before_current(home: Path) -> str:
    current, gone = read_manifest(home).id, withdrawn(home)
    before = [event.release for event in history(home) if event.release != current and event.release not in gone]
    if not before:
        raise ReleaseMissing("there is no release before the current one to roll back to")
    return before[-1]


def _passed_audits(home: Path, outcome: BuildOutcome) -> tuple[AuditRecord, ...]:
    subjects = {"raw": outcome.inputs_sha256, "marts": outcome.id}
    records = []
    for layer, subject in subjects.items():
        record = read_record(home, layer)
        if record is None or (record.subject, record.code_sha256) != (subject, outcome.code_sha256):
            raise AuditFailed(f"this candidate's {_UNAUDITED[layer]}")
        require_passed(record.result)
        records.append(record)
    if not quality_folder(home).is_dir():
        raise AuditFailed(f"this candidate's {_UNAUDITED['marts']}")
    return tuple(records)


def _identifier(outcome: BuildOutcome) -> str:
    return f"{max(partition.day for partition in outcome.inputs)}-{outcome.id[:8]}"


def _assemble(final: Path, home: Path, outcome: BuildOutcome, *, audits: tuple[AuditRecord, ...]) -> None:
    with atomic.directory(final) as aside, atomic.explained(final):
        shutil.copy(metrics_path(home), aside / METRICS)
        marts = _copy_marts(candidate_path(home), aside)
        shutil.copy(definitions_path(home), aside / DEFINITIONS)
        write_docs(definitions_path(home).read_bytes(), candidate_path(home), aside / DOCS)
        write_dictionary(aside)
        shutil.copytree(quality_folder(home), aside / "quality")
        (aside / INPUTS).write_bytes(msgspec.json.encode(outcome.inputs))
        if outcome.parameters is not None:
            (aside / PARAMETERS).write_bytes(msgspec.json.encode(outcome.parameters))
        files = sorted(path for path in aside.rglob("*") if path.is_file())
        manifest = ReleaseManifest(
            id=final.name,
            first_day=min((date.fromisoformat(each.day) for each in outcome.inputs), default=None),
            last_day=max((date.fromisoformat(each.day) for each in outcome.inputs), default=None),
            verdict="passed_with_warnings"
            if outcome.warnings or any(tally(each.result.findings)["warned"] for each in audits)
            else "passed",
            inputs_hash=outcome.inputs_sha256,
            code_hash=outcome.code_sha256,
            datasets=_dataset_rows(outcome.inputs),
            coverage=tuple(sorted({span for each in outcome.inputs for span in each.coverage})),
            marts=marts,
            outputs=tuple(_stored(path, aside) for path in files),
            previous=current_id(home),
            engine=outcome.engine,
            finality=outcome.finality,
        )
        (aside / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


def _stored(path: Path, root: Path) -> StoredFile:
    content = path.read_bytes()
    return StoredFile(str(path.relative_to(root)), digest(content), len(content))


def _dataset_rows(inputs: tuple[Partition, ...]) -> tuple[DatasetRows, ...]:
    by_dataset: dict[str, list[Partition]] = {}
    for partition in inputs:
        by_dataset.setdefault(partition.dataset, []).append(partition)
    days = sorted({date.fromisoformat(partition.day) for partition in inputs})
    every_day = tuple(days_between(days[0], days[-1])) if days else ()
    return tuple(
        DatasetRows(
            dataset,
            len(parts),
            sum(part.rows_received for part in parts),
            sum(part.rows_landed for part in parts),
            sum(part.rows_quarantined for part in parts),
            tuple(sorted({*every_day} - {date.fromisoformat(part.day) for part in parts})),
        )
        for dataset, parts in sorted(by_dataset.items())
    )


def _copy_marts(candidate: Path, folder: Path) -> tuple[str, ...]:
    """Copy every mart, rows in a fixed order, into a DuckDB file and into Parquet, and lay a view of every metric.

    Return the names of the marts.
    """
    areas = project.areas()
    with duckdb.connect(folder / MARTS) as connection:
        # Packed into bits, what is missing would be stored as whatever memory held: the same marts, other bytes.
        connection.execute("set force_compression = 'uncompressed'")
        connection.execute(f"attach '{candidate}' as candidate (read_only)")
        found = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'candidate' order by all"
        ).fetchall()
        marts = tuple(f"{area}.{mart}" for area, mart in found if area in areas)
        for mart in marts:
            area, _, name = mart.partition(".")
            connection.execute(f"create schema if not exists {area}")
            connection.execute(f"create table {mart} as select * from candidate.{mart} order by all")
            _copy_comments(connection, area, name)
            parquet = folder / "parquet" / area / f"{name}.parquet"
            parquet.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(f"from {mart}").pl().write_parquet(parquet, compression="zstd", statistics=True)
        lay_views(read_metrics(folder / METRICS), connection)
        connection.execute("checkpoint")  # closing would do it as well, but not tell where it cannot
    return marts


def _copy_comments(connection: duckdb.DuckDBPyConnection, area: str, name: str) -> None:
    comments = connection.execute(
        "select column_name, comment from duckdb_columns() where database_name = 'candidate' "
        f"and schema_name = '{area}' and table_name = '{name}' and comment is not null"
    ).fetchall()
    for column, comment in comments:
        connection.execute(f"comment on column {area}.{name}.{column} is '{comment.replace(chr(39), chr(39) * 2)}'")


def _is_current(home: Path, identifier: str) -> bool:
    """Tell whether the release is current and the history says so: whoever swapped the pointer may have died then."""
    return current_id(home) == identifier and [event.release for event in history(home)[-1:]] == [identifier]


def _make_current(home: Path, identifier: str, action: str) -> None:
    folder = releases_folder(home)
    atomic.point(folder / POINTER, identifier)
    events = (*history(home), Event(datetime.now(UTC), action, identifier))
    atomic.write_file(folder / HISTORY, b"".join(msgspec.json.encode(event) + b"\n" for event in events))
