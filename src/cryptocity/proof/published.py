"""From the page to the marts: what a release holds has the bytes that it states, and shows what its rows say."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import polars as pl

from cryptocity.errors import ContractBroken, ProofFailed, ProofImpossible
from cryptocity.inputs import Partition, hash_of_inputs
from cryptocity.parameters import SEED, read_parameters, seed_of
from cryptocity.payloads import StoredFile, digest, digest_of
from cryptocity.proof.subject import Subject
from cryptocity.release import lineage
from cryptocity.release.lineage import Lineage
from cryptocity.release.manifest import (
    DEFINITIONS,
    INPUTS,
    MANIFEST,
    PARAMETERS,
    ReleaseManifest,
    open_marts,
    read_manifest,
)
from cryptocity.release.parameters import kept_parameters
from cryptocity.release.seals import holds, seal_path
from cryptocity.reports.publish import REPORT_MANIFEST, ReportManifest, hash_of_report_code, render_all
from cryptocity.reports.released import read_release
from cryptocity.warehouse import hash_of_code

_REPORTS = "reports"


def check_release(subject: Subject) -> str:
    """Check every file of the release, its id, and the seal of its manifest."""
    _must_hold(subject, MANIFEST)
    manifest = read_manifest(subject.home, subject.release)
    _must_be(subject.folder, manifest.outputs)
    _must_hold_nothing_else(subject.folder, {MANIFEST, *(file.name for file in manifest.outputs)}, besides=_REPORTS)
    _must_have_its_id(manifest, read_inputs(subject))
    return (
        f"the manifest bears its seal, {len(manifest.outputs)} files have its hashes; the id follows from inputs "
        f"{short(manifest.inputs_hash)} and code {short(manifest.code_hash)}"
    )


def check_page(subject: Subject) -> str:
    """Check that the pages have their hashes, and that the release gives the same bytes when rendered again.

    Raises ProofImpossible: there are no reports, or other code made them.
    """
    folder = subject.folder / _REPORTS
    if not folder.is_dir():
        raise ProofImpossible(f"release {subject.release} has no reports: run `cryptocity report`")
    _must_hold(subject, f"{_REPORTS}/{REPORT_MANIFEST}")
    manifest = msgspec.json.decode((folder / REPORT_MANIFEST).read_bytes(), type=ReportManifest)
    _must_be(folder, manifest.files)
    _must_hold_nothing_else(folder, {REPORT_MANIFEST, *(file.name for file in manifest.files)})
    if manifest.code_sha256 != hash_of_report_code():
        raise ProofImpossible(
            f"{len(manifest.files)} files of the reports have their hashes, but other code than this rendered them: "
            "rendering them again proves nothing"
        )
    again = render_all(read_release(subject.home, subject.release))
    changed = sorted(name for name in again if again[name] != (folder / name).read_bytes())
    if changed or len(again) != len(manifest.files):
        raise ProofFailed(f"{folder / (changed or [REPORT_MANIFEST])[0]} is not what the release renders to")
    return (
        f"{len(manifest.files)} files of the reports have their hashes, and rendering them again gives the same bytes"
    )


def check_queries(subject: Subject) -> str:
    """Check that every query is answered by the release's marts, row for row as by its Parquet files."""
    rows = 0
    with open_marts(subject.folder) as marts, _parquet(subject.folder) as files:
        for query in subject.queries:
            answers = [query.rows(connection) for connection in (marts, files)]
            if not answers[0].equals(answers[1]):
                where = f"{query.folder}/{query.path.name}"
                raise ProofFailed(f"{where} gives other rows on the Parquet files: {_row(answers)}")
            rows += answers[0].height
    number = len(subject.queries)
    return (
        f"{number} {'query gives' if number == 1 else 'queries give'} {rows:,} rows, in DuckDB and in Parquet the same"
    )


def check_marts(subject: Subject) -> str:
    """Check that each mart behind the queries has the same rows in DuckDB and in Parquet."""
    hashes = {file.name: file.sha256 for file in read_manifest(subject.home, subject.release).outputs}
    named = []
    with open_marts(subject.folder) as marts, _parquet(subject.folder) as files:
        for mart in marts_behind(subject):
            answers = [_answer(f"select * from {mart} order by all", connection) for connection in (marts, files)]
            path = f"parquet/{mart.replace('.', '/')}.parquet"
            if not answers[0].equals(answers[1]):
                raise ProofFailed(f"{path} has other rows than {mart} in marts.duckdb: {_row(answers)}")
            named.append(f"{mart} ({answers[0].height:,} rows, Parquet {short(hashes[path])})")
    return ", ".join(named)


def check_parameters(subject: Subject) -> str:
    """Check that the statutory parameters are those of the seed that the definitions name, and of the seed here.

    Raises ProofImpossible: the release keeps none. Where the code is another by now, the seed here tells nothing.
    """
    path, kept = subject.folder / PARAMETERS, kept_parameters(subject.folder)
    if kept is None:
        raise ProofImpossible(f"release {subject.release} keeps no {PARAMETERS}: it was made before there were any")
    is_code_here = hash_of_code() == read_manifest(subject.home, subject.release).code_hash
    if is_code_here and (differing := set(kept) ^ set(read_parameters())):
        one = min(differing, key=str)
        raise ProofFailed(f"{path} and the seed differ: only one has {one.name} {one.value} from {one.valid_from}")
    seed = read_lineage(subject).seed_sha256(SEED)
    if digest(seed_of(kept).strip().encode()) != seed:
        raise ProofFailed(f"{path} is not the seed that {DEFINITIONS} names{f', {short(seed)}' if seed else ''}")
    return f"{len(kept)} values of statutory parameters are those of the seed {short(seed)}" + (
        ", which is the seed here" if is_code_here else ""
    )


def check_models(subject: Subject) -> str:
    """Name the version of each model behind the queries. Raises ProofImpossible: the code is another by now."""
    found = read_lineage(subject)
    code = read_manifest(subject.home, subject.release).code_hash
    named = ", ".join(
        f"{mart} {short(found.definitions['nodes'][key]['checksum']['checksum'])}"
        for mart, key in nodes_of(marts_behind(subject), found).items()
    )
    if hash_of_code() != code:
        raise ProofImpossible(f"the code differs from that of the release ({short(code)}), which had {named}")
    return f"{named}, of code {short(code)}, which is the code here"


def marts_behind(subject: Subject) -> tuple[str, ...]:
    """Return the marts that the queries read, by area and name."""
    manifest = read_manifest(subject.home, subject.release)
    with open_marts(subject.folder) as marts:
        return tuple(sorted(lineage.marts_behind([query.sql for query in subject.queries], marts, manifest.marts)))


def nodes_of(marts: Sequence[str], lineage_of_release: Lineage) -> dict[str, str]:
    """Return dbt's key of each mart. Raises ProofFailed where the definitions have none."""
    if missing := lineage_of_release.undefined(marts):
        raise ProofFailed(f"{DEFINITIONS} does not define {missing[0]}")
    return lineage_of_release.nodes_of(marts)


def read_lineage(subject: Subject) -> Lineage:
    """Return the lineage that the release was made of. Raises ProofImpossible where it keeps none."""
    found = lineage.read_lineage(subject.folder)
    if found is None:
        raise ProofImpossible(f"release {subject.release} keeps no {DEFINITIONS}: it was made before there were any")
    return found


def read_inputs(subject: Subject) -> tuple[Partition, ...]:
    """Return the partitions that the release was made of."""
    return msgspec.json.decode((subject.folder / INPUTS).read_bytes(), type=tuple[Partition, ...])


def short(sha256: str) -> str:
    """Return the start of a hash."""
    return f"{sha256[:12]}…"


def must_have(path: Path, sha256: str) -> None:
    """Check the hash of a file. Raises ProofFailed."""
    if not path.exists():
        raise ProofFailed(f"{path} is missing")
    if (found := digest_of(path)) != sha256:
        raise ProofFailed(f"{path} was changed: its hash is {short(found)}, not {short(sha256)}")


def _must_hold(subject: Subject, name: str) -> None:
    path = subject.folder / name
    if not path.exists():
        raise ProofFailed(f"{path} is missing")
    if not (sealed := seal_path(subject.home, path)).exists():
        raise ProofImpossible(f"{path} has no seal at {sealed}: nothing tells whether it was changed")
    if not holds(subject.home, path):
        raise ProofFailed(f"{path} is not what its seal states, {sealed}")


def _must_be(folder: Path, files: Sequence[StoredFile | Any]) -> None:
    for file in files:
        must_have(folder / file.name, file.sha256)


def _must_hold_nothing_else(folder: Path, names: set[str], *, besides: str = "") -> None:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in names and not (besides and name.startswith(f"{besides}/")):
            raise ProofFailed(f"{path} is listed nowhere")


def _must_have_its_id(manifest: ReleaseManifest, inputs: tuple[Partition, ...]) -> None:
    if hash_of_inputs(inputs) != manifest.inputs_hash:
        raise ProofFailed(f"{INPUTS} of release {manifest.id} has not the hash that {MANIFEST} states")
    if not manifest.id.endswith(f"-{digest(f'{manifest.inputs_hash} {manifest.code_hash}'.encode())[:8]}"):
        raise ProofFailed(f"the id of release {manifest.id} does not follow from its inputs and code")


def _parquet(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a database of views over the release's Parquet files, found as its marts are."""
    connection = duckdb.connect()
    areas = sorted((folder / "parquet").iterdir()) if (folder / "parquet").exists() else []
    for area in areas:
        connection.execute(f"create schema {area.name}")
        for path in sorted(area.glob("*.parquet")):
            connection.execute(f"create view {area.name}.{path.stem} as from '{path}'")
    connection.execute(f"set search_path = '{','.join(area.name for area in areas)}'")
    return connection


def _answer(sql: str, connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    try:
        return connection.sql(sql).pl()
    except duckdb.Error as error:
        raise ContractBroken(f"the marts of this release do not answer: {error}") from error


def _row(answers: Sequence[pl.DataFrame]) -> str:
    """Return the first row in which two answers differ."""
    one, other = (list(_rows(answer)) for answer in answers)
    place = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    return f"{len(one)} and {len(other)} rows" if place is None else f"row {place + 1}, {one[place]} and {other[place]}"


def _rows(answer: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    return answer.iter_rows()
