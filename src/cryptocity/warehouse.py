"""The candidate: one DuckDB file, made anew from the lake's manifests and the dbt project.

It is built aside, from a fixed list of partitions, and takes its place only when every model and test has held.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec

from cryptocity import atomic, project
from cryptocity.dbt_invocation import Limits, NodeOutcome, Progress, dbt_build
from cryptocity.errors import BuildFailed, ReleaseMissing, StoreBusy
from cryptocity.inputs import Partition, are_there, hash_of_inputs, lay_views, read_inputs
from cryptocity.lake import Lake
from cryptocity.payloads import digest

_CODE = frozenset({".csv", ".sql", ".yml"})
_MADE_BY_DBT = frozenset({"target", "logs", "dbt_packages"})


class BuildOutcome(msgspec.Struct, frozen=True):
    """What a candidate was made of, and what became of every seed, model and test."""

    inputs_sha256: str
    code_sha256: str
    inputs: tuple[Partition, ...]
    nodes: tuple[NodeOutcome, ...]

    @property
    def warnings(self) -> tuple[NodeOutcome, ...]:
        """Return the tests that found something which holds no release back."""
        return tuple(node for node in self.nodes if node.status == "warn")

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


def build(
    lake: Lake, home: Path, *, inputs: tuple[Partition, ...] | None = None, progress: Progress = _silent
) -> BuildOutcome:
    """Build the candidate from these partitions, or from everything that has landed, in place of the one before.

    Raises BuildFailed: a model or test failed; the candidate before stays. LakeIncomplete: a source day is half landed.
    ContractBroken: a day landed under another contract. StoreBusy: another build runs, or an extraction replaced a
    partition meanwhile.
    """
    with writing_warehouse(home):
        listed, code_sha256 = inputs or read_inputs(lake), hash_of_code()
        try:
            nodes = _build_aside(listed, lake, home, progress=progress)
        except BuildFailed:
            if are_there(listed, lake):
                raise
            raise StoreBusy("an extraction replaced a partition while it was read; build again") from None
        outcome = BuildOutcome(hash_of_inputs(listed), code_sha256, listed, nodes)
        _put_in_place(home, outcome)
    return outcome


def writing_warehouse(home: Path) -> AbstractContextManager[None]:
    """Hold the candidate as it is: nobody else builds, audits or publishes it. Raises StoreBusy."""
    return atomic.sole_writer(home / "locks" / "warehouse", "the warehouse")


def hash_of_code() -> str:
    """Return one hash of what the numbers mean and what must be true of them: SQL, YAML and seeds."""
    return digest(msgspec.json.encode([(name, digest(path.read_bytes())) for name, path in _code()]))


def _code() -> Iterator[tuple[str, Path]]:
    for folder in ("dbt_project", "expectations"):
        root = project.folder(folder)
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root.parent)
            if path.suffix in _CODE and name.parts[1] not in _MADE_BY_DBT:
                yield str(name), path


def _build_aside(inputs: Sequence[Partition], lake: Lake, home: Path, *, progress: Progress) -> tuple[NodeOutcome, ...]:
    aside = _aside(home)
    with atomic.explained(aside):
        atomic.discard(aside.parent)
        aside.parent.mkdir(parents=True)
    lay_views(inputs, lake, aside)
    return dbt_build(aside.resolve(), _work(home).resolve(), limits=Limits(), progress=progress)


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
