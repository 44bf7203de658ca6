"""`cryptocity verify`: a published number walked back to the answers it came from."""

from typing import Annotated

import typer

from cryptocity.arguments import ReleaseId
from cryptocity.console import progress_of, say
from cryptocity.errors import ProofFailed, ProofImpossible
from cryptocity.settings import read_settings

Name = Annotated[
    str | None, typer.Argument(metavar="NAME", help="A figure, a headline or a report such as tax; else all reports.")
]
Rebuild = Annotated[bool, typer.Option("--rebuild", help="Make the marts anew from the listed partitions, too.")]
Sample = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Decode the payloads of N source days; else of all.")
]


def verify(name: Name = None, release: ReleaseId = None, rebuild: Rebuild = False, sample: Sample = None) -> None:
    """Walk a published number back: page, query, mart rows, model, partitions, payloads, block and receipt proofs.

    Offline. Ends with PASS, with FAIL and exit code 3 where a byte is not what it must be, or with exit code 4 where
    something could not be checked.
    """
    from cryptocity.access import access_of
    from cryptocity.lake import lake_of
    from cryptocity.proof import FAILED, OPEN, Depth, prove
    from cryptocity.proof.subject import subject_of

    settings = read_settings()
    subject = subject_of(settings.home, name, release)
    outcomes: dict[str, list[str]] = {}
    with progress_of("verify") as progress:
        for step in prove(subject, lake_of(settings), access_of(settings, progress), depth=Depth(rebuild, sample)):
            say(f"{step.name}: {step.outcome}{f': {step.said}' if step.said else ''}")
            outcomes.setdefault(step.outcome, []).append(step.name)
    subject_name = f"{name or 'all reports'} of release {subject.release}"
    if FAILED in outcomes:
        say(f"FAIL {subject_name}")
        raise ProofFailed(f"{subject_name}: {', '.join(outcomes[FAILED])} failed")
    if OPEN in outcomes:
        say(f"NOT PROVEN {subject_name}")
        raise ProofImpossible(f"{subject_name}: could not check {', '.join(outcomes[OPEN])}")
    say(f"PASS {subject_name}{'' if rebuild else '; the marts were not rebuilt (--rebuild does)'}")
