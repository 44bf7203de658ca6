"""What a chain's archive remembers of a day that landed whole: pieces by height prove nothing of the day's ends."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from cryptocity.payloads import Answer, Payload

_MARK = "whole-day.json"


def is_mark(answer: Answer) -> bool:
    """Tell whether an archived answer is no answer, but says that all of a chain's day has landed."""
    return answer.name.endswith(f"-{_MARK}")


def marks_of(
    chains: Mapping[str, Sequence[str]], proven: Collection[str], held: Iterable[Answer]
) -> tuple[Payload, ...]:
    """Return the marks of the chains whose day is whole: both ends proven now, or marked as such and unchanged since.

    `chains` are the identifiers of a day's blocks, in order, by chain. Raises LakeIncomplete: a mark was changed.
    """
    before = {answer.name: answer for answer in held if is_mark(answer)}
    marks = {chain: _mark(chain, identifiers) for chain, identifiers in chains.items()}
    return tuple(
        mark
        for chain, mark in marks.items()
        if chain in proven or (mark.name in before and before[mark.name].content == mark.content)
    )


def _mark(chain: str, identifiers: Sequence[str]) -> Payload:
    sha256 = hashlib.sha256("\n".join(identifiers).encode()).hexdigest()
    return Payload(f"{chain}-{_MARK}", msgspec.json.encode({"blocks": len(identifiers), "sha256": sha256}))
