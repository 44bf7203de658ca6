"""The marts made anew from the partitions that a release lists, in a folder that is gone afterwards."""

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from cryptocity.dbt_invocation import Progress
from cryptocity.errors import ProofFailed, ProofImpossible, StoreBusy
from cryptocity.lake import Lake
from cryptocity.proof.published import marts_behind, read_inputs
from cryptocity.proof.subject import Subject
from cryptocity.release.manifest import MARTS, read_manifest
from cryptocity.warehouse import build, candidate_path, hash_of_code


def check(subject: Subject, lake: Lake, progress: Progress) -> str:
    """Check that the marts behind the queries come out row for row as published.

    Raises ProofImpossible: the code is another by now, or a partition was replaced since.
    """
    if hash_of_code() != read_manifest(subject.home, subject.release).code_hash:
        raise ProofImpossible("the code differs from that of the release: other code proves nothing")
    marts = marts_behind(subject)
    with TemporaryDirectory(prefix="cryptocity-") as folder:
        home = Path(folder)
        try:
            build(lake, home, inputs=read_inputs(subject), full_refresh=True, progress=progress)
        except StoreBusy:
            raise ProofImpossible("a partition that the release was made of has been replaced since") from None
        rows = sum(_equal_rows(mart, subject.folder / MARTS, candidate_path(home)) for mart in marts)
    return f"{len(marts)} marts made anew from the listed partitions have the same {rows:,} rows"


def _equal_rows(mart: str, published: Path, rebuilt: Path) -> int:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{published}' as published (read_only)")
        connection.execute(f"attach '{rebuilt}' as rebuilt (read_only)")
        for one, other in (("published", "rebuilt"), ("rebuilt", "published")):
            only = f"from {one}.{mart} except all from {other}.{mart} order by all limit 1"
            if row := connection.execute(only).fetchone():
                raise ProofFailed(f"{mart}: {row} is {one}, but not {other}")
        found = connection.execute(f"select count(*) from published.{mart}").fetchone()
    return int(found[0]) if found else 0
