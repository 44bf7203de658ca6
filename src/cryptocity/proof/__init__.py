"""A published number walked back to the answers it came from, offline, one step after the other.

page and files -> query -> mart rows -> parameters -> model version (and, when asked, a rebuild) -> partitions ->
payloads -> blocks
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cryptocity.access import Access
from cryptocity.errors import ProofFailed, ProofImpossible
from cryptocity.lake import Lake
from cryptocity.proof import published, rebuild, upstream
from cryptocity.proof.subject import Subject

DONE, UNPROVEN, OPEN, FAILED = "ok", "not asked", "could not check", "FAILED"


@dataclass(frozen=True)
class Step:
    """What became of one step, in words."""

    name: str
    outcome: str
    said: str


@dataclass(frozen=True)
class Depth:
    """How far a proof goes: whether the marts are made anew, and how many source days are decoded, None for all."""

    rebuilds: bool = False
    sample: int | None = None


def prove(subject: Subject, lake: Lake, access: Access, *, depth: Depth) -> Iterator[Step]:
    """Yield every step as it is done, up to the first that failed; one that could not be made stops no other."""
    for name, step in _steps(subject, lake, access, depth=depth):
        try:
            said = step()
            yield Step(name, DONE, said) if said else Step(name, UNPROVEN, "")
        except ProofImpossible as error:
            yield Step(name, OPEN, str(error))
        except ProofFailed as error:
            yield Step(name, FAILED, str(error))
            return


def _steps(
    subject: Subject, lake: Lake, access: Access, *, depth: Depth
) -> Iterator[tuple[str, Callable[[], str | None]]]:
    yield "release", lambda: published.check_release(subject)
    yield "page", lambda: published.check_page(subject)
    yield "query", lambda: published.check_queries(subject)
    yield "marts", lambda: published.check_marts(subject)
    yield "parameters", lambda: published.check_parameters(subject)
    yield "model", lambda: published.check_models(subject)
    yield "rebuild", lambda: rebuild.check(subject, lake, access.progress) if depth.rebuilds else None
    days = upstream.Days(subject, lake)
    yield "partitions", lambda: upstream.check_partitions(days.known, access.progress)
    yield "payloads", lambda: upstream.check_payloads(days.known, access.progress)
    replay = upstream.Replay(days, access, depth.sample)
    yield "decode", replay.check
    yield "blocks", replay.check_blocks
