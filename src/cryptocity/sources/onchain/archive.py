"""The archive of a chain's day: a hundred heights to a file and one line a block, so that no split changes a byte.

A line holds the node's answers and what was known when they came: whether the block was final. A displaced block keeps
its line, and the order in which blocks were displaced has a file of its own; so the archive alone gives the rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from cryptocity.payloads import Answer, Payload
from cryptocity.sources.onchain.datasets import PROVISIONAL

_HEIGHTS_PER_PAYLOAD = 100


class BlockAnswer(msgspec.Struct, frozen=True, array_like=True):
    """A block and its receipts as the node sent them, its claimed hash, and how final it was then."""

    number: int
    block: msgspec.Raw
    receipts: msgspec.Raw
    finality: str = PROVISIONAL
    hash: str = ""


class Event(msgspec.Struct, frozen=True, array_like=True):
    """A block that no longer stands (-) or that took the place of another (+), as a row of `reorganisations` says."""

    event: str
    number: int
    hash: str
    parent: str
    other: str | None
    finality: str


Entry = TypeVar("Entry", BlockAnswer, Event)


@dataclass(frozen=True)
class Archived:
    """What is archived of one chain and day: its answers by height, and its events in order."""

    answers: list[BlockAnswer]
    events: list[Event]


def read_archive(payloads: Iterable[Answer]) -> dict[int, Archived]:
    """Return what is archived, by chain."""
    chains: dict[int, Archived] = {}
    for payload in sorted(payloads, key=lambda payload: payload.name):
        _, chain_id, kind, *_ = payload.name.split("-")
        found = chains.setdefault(int(chain_id), Archived([], []))
        if kind == "blocks":
            found.answers.extend(_lines(payload, BlockAnswer))
        else:
            found.events.extend(_lines(payload, Event))
    return chains


def archive(
    chain_id: int, new: Sequence[BlockAnswer], kept: Sequence[Answer], *, finality_of: Mapping[tuple[int, str], str]
) -> list[Answer]:
    """Return the archive with new answers beside the kept ones of other heights, and of blocks that were displaced.

    `finality_of` tells by height and hash how final a block with rows is by now: of all heights that have changed.
    """
    latest = {answer.number: answer.hash for answer in new}
    touched = {_name(chain_id, number): list[BlockAnswer]() for number in (*latest, *(each for each, _ in finality_of))}
    for payload in kept:
        if payload.name in touched:
            touched[payload.name] += (
                each for each in _lines(payload, BlockAnswer) if _stays(each, latest, finality_of)
            )
    for answer in new:
        touched[_name(chain_id, answer.number)].append(answer)
    return [
        *(payload for payload in kept if payload.name not in touched),
        *(_written(name, answers, finality_of) for name, answers in touched.items() if answers),
    ]


def event_log(chain_id: int, events: Sequence[Event]) -> Payload:
    """Return the file of a chain's events."""
    return Payload(f"chain-{chain_id}-reorganisations.jsonl", _written_lines(events))


def is_of(chain_id: int, payload: Answer, kind: str) -> bool:
    """Tell whether a payload holds a chain's `blocks` or `reorganisations`."""
    return payload.name.startswith(f"chain-{chain_id}-{kind}")


def _stays(answer: BlockAnswer, latest: Mapping[int, str], finality_of: Mapping[tuple[int, str], str]) -> bool:
    if answer.number not in latest:
        return True
    return answer.hash != latest[answer.number] and (answer.number, answer.hash) in finality_of


def _written(name: str, answers: Iterable[BlockAnswer], finality_of: Mapping[tuple[int, str], str]) -> Payload:
    ordered = sorted(answers, key=lambda answer: (answer.number, answer.hash))
    known = (
        msgspec.structs.replace(each, finality=finality_of.get((each.number, each.hash), each.finality))
        for each in ordered
    )
    return Payload(name, _written_lines(known))


def _written_lines(entries: Iterable[BlockAnswer | Event]) -> bytes:
    return b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)


def _name(chain_id: int, number: int) -> str:
    return f"chain-{chain_id}-blocks-{number // _HEIGHTS_PER_PAYLOAD * _HEIGHTS_PER_PAYLOAD:010d}.jsonl"


def _lines(payload: Answer, kind: type[Entry]) -> Iterator[Entry]:
    return (msgspec.json.decode(line, type=kind) for line in payload.content.rstrip(b"\n").split(b"\n") if line)
