"""The audits of a home: each layer's result beside the hash of what was audited, so that no audit passes for another's.

`warehouse/audits/<layer>.json` holds the latest result of a layer; `warehouse/quality/` holds what goes into a release.
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import duckdb
import msgspec

from cryptocity import atomic, landed_tables, project
from cryptocity.audit import AuditResult, audit, require_passed, write_quality
from cryptocity.audit.chains import read_chains
from cryptocity.audit.changes import Changes
from cryptocity.errors import AuditImpossible, StoreBusy
from cryptocity.inputs import Partition, are_there, hash_of_inputs, read_inputs
from cryptocity.lake import Lake
from cryptocity.landed_tables import days_as_landed, is_readable, lay_landed, lay_partitions
from cryptocity.payloads import digest
from cryptocity.warehouse import candidate_path, hash_of_code, read_outcome, writing_warehouse

_TOOLS = ("great-expectations", "sqlalchemy", "duckdb-engine", "duckdb")


class AuditRecord(msgspec.Struct, frozen=True):
    """A layer's audit and its subject: the hash of the lake's inputs for raw, the candidate's id for marts.

    `code_sha256` tells which expectations it was held against, among the rest of the code. Of raw, `examined_by` tells
    with what, and `days` what each day of the inputs was, hashed: see `days_as_landed`.
    """

    subject: str
    code_sha256: str
    inputs: tuple[Partition, ...]
    result: AuditResult
    examined_by: str = ""
    days: dict[str, str] = {}


def audit_raw(lake: Lake, home: Path, *, full_refresh: bool = False) -> AuditRecord:
    """Audit everything that has landed. The record is kept, whatever the verdict; see `verdict.require_passed`.

    Of what held in the audit before, only rows are looked at again on which that may have changed; with `full_refresh`
    all are. The tables that it reads are kept for the next audit, but where something could not be checked.
    """
    inputs, code_sha256 = read_inputs(lake), hash_of_code()
    database, changed_days = (home / "warehouse" / name for name in ("raw.duckdb", "changed_days.duckdb"))
    with atomic.sole_writer(home / "locks" / "raw", "what the raw audit reads"):
        database.parent.mkdir(parents=True, exist_ok=True)
        if not is_readable(database) or full_refresh:
            database.unlink(missing_ok=True)
        try:
            days = days_as_landed(inputs, lake)
            _lay(inputs, lake, database)
            before = None if full_refresh else read_record(home, "raw")
            changes = _changes(inputs, days, lake, database=changed_days, before=before)
            result = audit("raw", database, expectations=project.folder("expectations"), changes=changes)
            chains = read_chains(database, lake)
        except (AuditImpossible, duckdb.Error):
            database.unlink(missing_ok=True)
            raise
        finally:
            changed_days.unlink(missing_ok=True)
        if result.verdict == "could_not_check":
            database.unlink()
    if not are_there(inputs, lake):
        raise StoreBusy("an extraction replaced a partition while it was audited; audit again")
    result = msgspec.structs.replace(result, chains=chains)
    record = AuditRecord(hash_of_inputs(inputs), code_sha256, inputs, result, _examined_by(), days)
    _keep(home, record)
    return record


def _changes(
    inputs: Sequence[Partition], days: Mapping[str, str], lake: Lake, *, database: Path, before: AuditRecord | None
) -> Changes | None:
    """Lay the days that changed since the audit before into a file of their own; None where every rule starts anew."""
    if before is None or before.examined_by != _examined_by():
        return None
    changed = tuple(day for day, rests_on in days.items() if rests_on != before.days.get(day))
    if len(changed) == len(days):
        return None
    database.unlink(missing_ok=True)
    _lay([part for part in inputs if part.day in changed], lake, database)
    return Changes(changed, database, before.result.findings)


def _examined_by() -> str:
    """Return one hash of what examines: what held under other code of ours, or under other tools, is asked again."""
    code = (*sorted(Path(__file__).parent.glob("*.py")), Path(landed_tables.__file__))
    tools = [(name, version(name)) for name in _TOOLS]
    return digest(msgspec.json.encode([*tools, *((path.name, digest(path.read_bytes())) for path in code)]))


def _lay(inputs: Sequence[Partition], lake: Lake, database: Path) -> None:
    lay_landed(inputs, lake, database)
    lay_partitions(inputs, database)


def audited_inputs(lake: Lake, home: Path) -> tuple[Partition, ...]:
    """Return the partitions that passed the raw audit, so that a build takes those and no later ones.

    Where an extraction has replaced one of them since, or the rules have changed, everything is audited again. Raises
    like `require_passed`.
    """
    record = read_record(home, "raw")
    if record is None or record.code_sha256 != hash_of_code() or not are_there(record.inputs, lake):
        record = audit_raw(lake, home)
    require_passed(record.result)
    return record.inputs


def audit_marts(home: Path) -> AuditRecord:
    """Audit the candidate's marts, and write both layers' results and Data Docs for the release to come."""
    raw = read_record(home, "raw")
    if raw is None:
        raise AuditImpossible("the raw layer has not been audited: run `cryptocity audit raw` first")
    with writing_warehouse(home):
        outcome, code_sha256 = read_outcome(home), hash_of_code()
        folder = project.folder("expectations")
        result = audit("marts", candidate_path(home), expectations=folder, areas=project.areas())
        record = AuditRecord(outcome.id, code_sha256, outcome.inputs, result)
        with atomic.directory(quality_folder(home)) as quality:
            write_quality([raw.result, result], quality)
        _keep(home, record)
    return record


def quality_folder(home: Path) -> Path:
    """Return the folder of results and Data Docs that goes into a release."""
    return home / "warehouse" / "quality"


def read_record(home: Path, layer: str) -> AuditRecord | None:
    """Return the latest audit of a layer, or None where there is none."""
    path = _path(home, layer)
    return msgspec.json.decode(path.read_bytes(), type=AuditRecord) if path.exists() else None


def _keep(home: Path, record: AuditRecord) -> None:
    atomic.write_file(_path(home, record.result.layer), msgspec.json.encode(record))


def _path(home: Path, layer: str) -> Path:
    return home / "warehouse" / "audits" / f"{layer}.json"
