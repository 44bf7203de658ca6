"""The candidate: one DuckDB file, made from the lake's manifests and the dbt project.

It is built aside, from a fixed list of partitions, and takes its place only when every model and test has held. Where
the same code made the candidate before, a copy of that is built on: only what rests on changed days is made anew.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from importlib.metadata import version
from pathlib import Path

import msgspec

from cryptocity import atomic, project
from cryptocity.dbt_invocation import NodeOutcome, Progress, dbt_build, dbt_build_on_spark
from cryptocity.errors import BuildFailed, ReleaseMissing, StoreBusy
from cryptocity.finality import Finality, finality_of
from cryptocity.inputs import (
    Partition,
    are_there,
    changed_days,
    hash_of_inputs,
    landed_files,
    read_inputs,
)
from cryptocity.lake import Lake
from cryptocity.landed_tables import is_readable, lay_landed
from cryptocity.lineage import lasting
from cryptocity.parameters import Parameter, read_parameters
from cryptocity.payloads import digest
from cryptocity.spark import Spark, landed_views, require_spark

DUCKDB, SPARK = "duckdb", "spark"
ChangedDays = tuple[str, ...] | None
BuildFile = Callable[[Path, Sequence[Partition]], tuple[ChangedDays, tuple[NodeOutcome, ...]]]
_CODE = frozenset({".csv", ".sql", ".yml"})
_NAMED_DAYS = 7
_TOOLS = ("cryptocity", "dbt-core", "dbt-duckdb", "duckdb")
_MADE_BY_DBT = frozenset({"target", "logs", "dbt_packages"})


class BuildOutcome(msgspec.Struct, frozen=True):
    """What a candidate was made of, and what became of every seed, model and test.

    `changed_days` are those that were made anew on top of the candidate before; None where everything was.
    `parameters` are the statutory ones of its code, `finality` tells how far the inputs are final; None where an older
    version did not keep them.
    """

    inputs_sha256: str
    code_sha256: str
    tools: tuple[str, ...]
    changed_days: ChangedDays
    inputs: tuple[Partition, ...]
    nodes: tuple[NodeOutcome, ...]
    engine: str = DUCKDB
    parameters: tuple[Parameter, ...] | None = None
    finality: Finality | None = None

    @property
    def warnings(self) -> tuple[NodeOutcome, ...]:
        """Return the tests that found something which holds no release back."""
        return tuple(node for node in self.nodes if node.status == "warn")

    @property
    def extent(self) -> str:
        """Return in words what was made anew."""
        if self.changed_days is None:
            return "in full"
        days = len(self.changed_days)
        named = ", ".join((*self.changed_days[:_NAMED_DAYS], *(["…"] if days > _NAMED_DAYS else [])))
        return f"incrementally, {days} changed {'day' if days == 1 else 'days'}{f': {named}' if named else ''}"

    @property
    def id(self) -> str:
        """Return a hash of inputs and code: what is built of the same twice bears the same name, on either engine."""
        return digest(f"{self.inputs_sha256} {self.code_sha256}".encode())


def _silent(_: str, __: int, ___: int) -> None:
    return None


def candidate_path(home: Path) -> Path:
    """Return where the candidate is, if there is one."""
    return home / "warehouse" / "candidate.duckdb"


def metrics_path(home: Path) -> Path:
    """Return where the definitions of the candidate's metrics are, if there is one."""
    return candidate_path(home).with_name("metrics.json")


def definitions_path(home: Path) -> Path:
    """Return where dbt's manifest of the candidate is, if there is one: all models, tests and their lineage."""
    return candidate_path(home).with_name("definitions.json")


def read_outcome(home: Path) -> BuildOutcome:
    """Return what the candidate was made of. Raises ReleaseMissing where there is no whole candidate."""
    path = _outcome_path(home)
    if not all(each.exists() for each in (path, candidate_path(home), metrics_path(home), definitions_path(home))):
        raise ReleaseMissing("there is no candidate to release: run `cryptocity build` first")
    try:
        return msgspec.json.decode(path.read_bytes(), type=BuildOutcome)
    except msgspec.DecodeError:
        raise ReleaseMissing("the candidate comes from another version: run `cryptocity build` again") from None


def build(
    lake: Lake,
    home: Path,
    *,
    inputs: tuple[Partition, ...] | None = None,
    full_refresh: bool = False,
    progress: Progress = _silent,
) -> BuildOutcome:
    """Build the candidate from these partitions, or from everything that has landed, in place of the one before.

    What the candidate before holds of days that did not change is taken over, unless code or tools differ from those
    that made it, or a full refresh is asked for.

    Raises BuildFailed: a model or test failed; the candidate before stays. LakeIncomplete: a source day is half landed.
    ContractBroken: a day landed under another contract. StoreBusy: another build runs, or an extraction replaced a
    partition meanwhile.
    """

    def build_file(database: Path, listed: Sequence[Partition]) -> tuple[ChangedDays, tuple[NodeOutcome, ...]]:
        changed = None if full_refresh else days_to_rebuild(home, listed)
        if changed is not None:
            with atomic.explained(database):
                shutil.copyfile(candidate_path(home), database)
        lay_landed(listed, lake, database)
        return changed, dbt_build(database, _work(home), changed_days=changed, progress=progress)

    return _build(inputs, lake, home, engine=(DUCKDB, build_file))


def build_on_spark(lake: Lake, home: Path, *, spark: Spark, progress: Progress = _silent) -> BuildOutcome:
    """Build the candidate as `build` does, on Spark: its marts alone, which are row for row the same.

    Raises what `build` does, and BuildFailed where Spark or Java is missing.
    """
    require_spark()

    def build_file(database: Path, listed: Sequence[Partition]) -> tuple[ChangedDays, tuple[NodeOutcome, ...]]:
        views = landed_views(landed_files(listed, lake))
        return None, dbt_build_on_spark(views, database, _work(home), spark=spark, progress=progress)

    return _build(None, lake, home, engine=(SPARK, build_file))


def _build(
    inputs: tuple[Partition, ...] | None, lake: Lake, home: Path, *, engine: tuple[str, BuildFile]
) -> BuildOutcome:
    name, build_file = engine
    with writing_warehouse(home):
        listed, code_sha256, parameters = inputs or read_inputs(lake), hash_of_code(), read_parameters()
        finality = finality_of(listed, landed_files(listed, lake))
        try:
            changed, nodes = build_file(_empty_aside(home), listed)
            _keep_definitions(home)
        except BuildFailed:
            if are_there(listed, lake):
                raise
            raise StoreBusy("an extraction replaced a partition while it was read; build again") from None
        outcome = BuildOutcome(
            inputs_sha256=hash_of_inputs(listed),
            code_sha256=code_sha256,
            tools=tools(),
            changed_days=changed,
            inputs=listed,
            nodes=nodes,
            engine=name,
            parameters=parameters,
            finality=finality,
        )
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


def days_to_rebuild(home: Path, inputs: Sequence[Partition]) -> ChangedDays:
    """Return the days that changed since the candidate before, or None where it cannot be built on.

    It can where it is whole and of the same code, tools and engine: on Spark only marts come into the file.
    """
    try:
        before = read_outcome(home)
    except ReleaseMissing:
        return None
    made_with = (before.code_sha256, before.tools, before.engine)
    if made_with != (hash_of_code(), tools(), DUCKDB) or not is_readable(candidate_path(home)):
        return None
    return changed_days(before.inputs, inputs)


def tools() -> tuple[str, ...]:
    """Return what a candidate is made with: names and versions, as they are installed."""
    return tuple(f"{name} {version(name)}" for name in _TOOLS)


def _empty_aside(home: Path) -> Path:
    aside = _aside(home)
    with atomic.explained(aside):
        atomic.discard(aside.parent)
        aside.parent.mkdir(parents=True)
    return aside.resolve()


def _keep_definitions(home: Path) -> None:
    target, aside = _work(home) / "target", _aside(home)
    metrics, definitions = (target / name for name in ("semantic_manifest.json", "manifest.json"))
    atomic.write_file(aside.with_name(metrics_path(home).name), _portable(metrics.read_bytes()))
    atomic.write_file(aside.with_name(definitions_path(home).name), lasting(definitions.read_bytes()))


def _portable(semantic_manifest: bytes) -> bytes:
    """Return dbt's definitions of the metrics with tables named by schema and table alone, whatever file holds them."""
    manifest = msgspec.json.decode(semantic_manifest)
    for described in (*manifest["semantic_models"], *manifest["project_configuration"]["time_spines"]):
        relation = described["node_relation"]
        relation["database"] = None
        relation["relation_name"] = f"{relation['schema_name']}.{relation['alias']}"
    return msgspec.json.encode(manifest, order="deterministic")


def _put_in_place(home: Path, outcome: BuildOutcome) -> None:
    """Replace the candidate. Its outcome goes first and comes last, so that none is ever beside another's."""
    aside, final, described = _aside(home), candidate_path(home), _outcome_path(home)
    with atomic.explained(final):
        atomic.flush_tree(aside.parent)
        described.unlink(missing_ok=True)
        aside.replace(final)
        for path in (metrics_path(home), definitions_path(home)):
            aside.with_name(path.name).replace(path)
    atomic.write_file(described, msgspec.json.format(msgspec.json.encode(outcome), indent=1))


def _outcome_path(home: Path) -> Path:
    return candidate_path(home).with_suffix(".json")


def _aside(home: Path) -> Path:
    """Return the file that is being built. It has its final name already, for dbt's views repeat it."""
    return candidate_path(home).parent / ".aside" / candidate_path(home).name


def _work(home: Path) -> Path:
    return candidate_path(home).parent.resolve() / "dbt"
