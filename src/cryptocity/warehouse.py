"""The candidate: one DuckDB file, made anew from the lake's manifests and the dbt project.

It is built aside and takes its place only when every model and test has held. While dbt runs, an extraction may replace
a partition; then the inputs have changed, and the build starts over.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import msgspec

from cryptocity import atomic, project
from cryptocity.dataset import Dataset
from cryptocity.dbt_invocation import Limits, NodeOutcome, Progress, dbt_build
from cryptocity.errors import BuildFailed, ContractBroken, LakeIncomplete, ReleaseMissing, StoreBusy
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import digest
from cryptocity.sources import DATASETS
from cryptocity.window import parse_day

_ATTEMPTS = 3
_CODE = frozenset({".csv", ".sql", ".yml"})
_WHOLE_MACHINE = Limits()
_DATASETS_OF = Counter(dataset.source for dataset in DATASETS)


class Partition(msgspec.Struct, frozen=True):
    """A landed partition that went into a build; `files` are the hashes of its files."""

    dataset: str
    day: str
    contract: str
    extraction: str
    rows_received: int
    rows_landed: int
    rows_quarantined: int
    coverage: tuple[tuple[int, int, int], ...]
    files: tuple[str, ...]


class BuildOutcome(msgspec.Struct, frozen=True):
    """What a candidate was made of, and what became of every seed, model and test."""

    inputs_sha256: str
    code_sha256: str
    inputs: tuple[Partition, ...]
    nodes: tuple[NodeOutcome, ...]

    @property
    def id(self) -> str:
        """Return a hash of inputs and code: what is built of the same twice bears the same name."""
        return digest(f"{self.inputs_sha256} {self.code_sha256}".encode())


def _silent(_: str, __: int, ___: int) -> None:
    return None


def candidate_path(home: Path) -> Path:
    """Return where the candidate is, if there is one."""
    return home / "warehouse" / "candidate.duckdb"


def read_outcome(home: Path) -> BuildOutcome:
    """Return what the candidate was made of. Raises ReleaseMissing where there is no whole candidate."""
    path = _outcome_path(home)
    if not (path.exists() and candidate_path(home).exists()):
        raise ReleaseMissing("there is no candidate to release: run `cryptocity build` first")
    try:
        return msgspec.json.decode(path.read_bytes(), type=BuildOutcome)
    except msgspec.DecodeError:
        raise ReleaseMissing("the candidate comes from another version: run `cryptocity build` again") from None


def build(lake: Lake, home: Path, *, limits: Limits = _WHOLE_MACHINE, progress: Progress = _silent) -> BuildOutcome:
    """Build the candidate from everything that has landed, and put it in place of the one before.

    Raises BuildFailed: a model or test failed; the candidate before stays. LakeIncomplete: a source day is half landed.
    ContractBroken: a day landed under another contract. StoreBusy: another build runs, or the lake keeps changing.
    """
    with atomic.sole_writer(home / "locks" / "warehouse", "the warehouse"):
        for _ in range(_ATTEMPTS):
            inputs, code_sha256 = read_inputs(lake), hash_of_code()
            failure: BuildFailed | LakeIncomplete | None = None
            try:
                nodes = _build_aside(lake, home, limits=limits, progress=progress)
            except (BuildFailed, LakeIncomplete) as error:
                failure = error
            if read_inputs(lake) != inputs:
                continue
            if failure:
                raise failure
            outcome = BuildOutcome(hash_of_inputs(inputs), code_sha256, inputs, nodes)
            _put_in_place(home, outcome)
            return outcome
    raise StoreBusy(f"the lake changed during each of {_ATTEMPTS} builds; build again when extraction has finished")


def read_inputs(lake: Lake) -> tuple[Partition, ...]:
    """Return every landed partition.

    Raises LakeIncomplete: a source day is half landed; StoreBusy: it is being landed just now.
    """
    partitions = tuple(_landed(lake))
    half_landed = _half_landed(partitions)
    if not half_landed:
        return partitions
    source, day = half_landed[0]
    with lake.writer(source, parse_day(day)):
        if half_landed[0] in _half_landed(tuple(_landed(lake))):
            raise LakeIncomplete(f"{source} {day} is half landed: extract it again")
    return read_inputs(lake)


def lay_views(lake: Lake, database: Path) -> None:
    """Write a schema for every source, with a view for every dataset over the files that its manifests name.

    A dataset of which nothing has landed is a view without rows. Views carry the contract's columns and `day`.
    """
    with duckdb.connect(database) as connection:
        for dataset in DATASETS:
            paths = [str(path.resolve()) for day in lake.days(dataset) for path in lake.files(dataset, day)]
            rows = _rows_of(paths) if paths else _no_rows_of(dataset, connection)
            connection.execute(f"create schema if not exists {dataset.source}")
            connection.execute(f"create view {dataset.id} as {rows}")


def hash_of_inputs(inputs: Sequence[Partition]) -> str:
    """Return one hash of what landed: of dataset, day, file and contract of every partition."""
    rows = sorted((part.dataset, part.day, file, part.contract) for part in inputs for file in part.files)
    return digest(msgspec.json.encode(rows))


def hash_of_code() -> str:
    """Return one hash of the dbt project's SQL, YAML and seeds."""
    root = project.folder("dbt_project")
    sources = sorted(path for path in root.rglob("*") if path.suffix in _CODE)
    return digest(msgspec.json.encode([(str(path.relative_to(root)), digest(path.read_bytes())) for path in sources]))


def _landed(lake: Lake) -> Iterator[Partition]:
    for dataset in DATASETS:
        for day in lake.days(dataset):
            manifest = lake.manifest(dataset, day)
            if manifest and manifest.contract != dataset.fingerprint:
                raise ContractBroken(f"{dataset.id} {day} landed under another contract: extract it again")
            if manifest:
                yield _partition(manifest)


def _partition(manifest: Manifest) -> Partition:
    return Partition(
        dataset=manifest.dataset,
        day=manifest.day,
        contract=manifest.contract,
        extraction=manifest.extraction,
        rows_received=manifest.rows_received,
        rows_landed=manifest.rows_landed,
        rows_quarantined=manifest.rows_quarantined,
        coverage=manifest.coverage,
        files=tuple(file.sha256 for file in manifest.files),
    )


def _half_landed(partitions: Sequence[Partition]) -> list[tuple[str, str]]:
    """Return the source days of which a dataset is missing or comes from another extraction."""
    extractions: dict[tuple[str, str], list[str]] = defaultdict(list)
    for partition in partitions:
        source = partition.dataset.partition(".")[0]
        extractions[source, partition.day].append(partition.extraction)
    return [
        (source, day)
        for (source, day), found in sorted(extractions.items())
        if len(found) != _DATASETS_OF[source] or len(set(found)) != 1
    ]


def _build_aside(lake: Lake, home: Path, *, limits: Limits, progress: Progress) -> tuple[NodeOutcome, ...]:
    aside = _aside(home)
    with atomic.explained(aside):
        atomic.discard(aside.parent)
        aside.parent.mkdir(parents=True)
    lay_views(lake, aside)
    return dbt_build(aside.resolve(), _work(home).resolve(), limits=limits, progress=progress)


def _rows_of(paths: Sequence[str]) -> str:
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"select * from read_parquet([{listed}], hive_partitioning = true, hive_types = {{'day': date}})"


def _no_rows_of(dataset: Dataset, connection: duckdb.DuckDBPyConnection) -> str:
    empty = connection.from_arrow(dataset.empty().to_arrow())
    columns = zip((*empty.columns, "day"), (*empty.types, "date"), strict=True)
    return f"select {', '.join(f'cast(null as {dtype}) as {name}' for name, dtype in columns)} where false"


def _put_in_place(home: Path, outcome: BuildOutcome) -> None:
    """Replace the candidate. Its outcome goes first and comes last, so that none is ever beside another's."""
    aside, final, described = _aside(home), candidate_path(home), _outcome_path(home)
    with atomic.explained(final):
        atomic.flush_tree(aside.parent)
        described.unlink(missing_ok=True)
        aside.replace(final)
    atomic.write_file(described, msgspec.json.format(msgspec.json.encode(outcome), indent=1))


def _outcome_path(home: Path) -> Path:
    return candidate_path(home).with_suffix(".json")


def _aside(home: Path) -> Path:
    """Return the file that is being built. It has its final name already, for dbt's views repeat it."""
    return candidate_path(home).parent / ".aside" / candidate_path(home).name


def _work(home: Path) -> Path:
    return candidate_path(home).parent / "dbt"
