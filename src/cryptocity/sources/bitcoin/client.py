"""Asks a Bitcoin Core node over JSON-RPC, in batches that adapt to the size of its answers.

User and password may stand in the node's URL, where Core's `rpcauth` wants them; they are never shown. A node that does
not know verbosity 3 tells no values of spent outputs and is asked with verbosity 2.

Source: Bitcoin Core doc/JSON-RPC-interface.md and src/rpc/protocol.h; JSON-RPC 2.0 section 6 (batch).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import httpx
import msgspec

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.sources.bitcoin.networks import NETWORKS, Network
from cryptocity.sources.bitcoin.wire import Header
from cryptocity.transport import Transport

_AIM_BYTES = 8_000_000
_MOST_BLOCKS = 64
_MOST_CALLS = 100
_TYPE, _BAD_VALUE = -3, -8
_INVALID, _NO_SUCH_METHOD, _BAD_PARAMS, _UNREADABLE = -32600, -32601, -32602, -32700
_NOT_UNDERSTOOD = {_TYPE, _INVALID, _NO_SUCH_METHOD, _BAD_PARAMS, _UNREADABLE}
_VERBOSITY_REFUSED = {_TYPE, _BAD_VALUE, _INVALID, _BAD_PARAMS}
_REFUSALS = _NOT_UNDERSTOOD | _VERBOSITY_REFUSED
_WITH_SPENT, _WITHOUT_SPENT = 3, 2

T = TypeVar("T")
Call: TypeAlias = tuple[str, list[str | int | bool]]


class _Error(msgspec.Struct):
    code: int
    message: str = ""


class _Reply(msgspec.Struct):
    id: int | None = None
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: _Error | None = None


class _ChainInfo(msgspec.Struct):
    chain: str


class _Refused(Exception):
    """The node refuses a call: its code and what it says."""

    def __init__(self, error: _Error) -> None:
        super().__init__(error.message)
        self.code, self.words = error.code, " ".join(f"{error.code}: {error.message}".split())


@dataclass(frozen=True)
class RawBlock:
    """One block, JSON as the node sent it, and the height that was asked for."""

    height: int
    content: bytes


class Node:
    """One node. Raises SourceUnavailable for what it lacks or cannot say now, SourceContradiction for nonsense."""

    def __init__(self, transport: Transport) -> None:
        """Ask through this transport."""
        self._transport = transport
        self._blocks_at_once = 2
        self._verbosity = _WITH_SPENT

    @property
    def name(self) -> str:
        """Return the node's address without secrets."""
        return self._transport.name

    def network(self) -> Network:
        """Return the network that the node is on. Raises SourceContradiction for one that nobody here knows."""
        chain = self._read(self._asked([("getblockchaininfo", [])])[0], _ChainInfo).chain
        if chain not in NETWORKS:
            raise SourceContradiction(f"{self.name} is on {chain!r}, not on one of {', '.join(NETWORKS)}")
        return NETWORKS[chain]

    def head(self) -> int:
        """Return the height of the newest block."""
        return self._read(self._asked([("getblockcount", [])])[0], int)

    def hashes(self, heights: Sequence[int]) -> list[str]:
        """Return the hashes of the best chain's blocks at these heights."""
        answers = self._in_batches([("getblockhash", [height]) for height in heights])
        return [self._read(answer, str) for answer in answers]

    def headers(self, heights: Sequence[int]) -> list[Header]:
        """Return the headers of the best chain's blocks at these heights, unverified."""
        answers = self._in_batches([("getblockheader", [hash_, True]) for hash_ in self.hashes(heights)])
        return [self._read(answer, Header) for answer in answers]

    def blocks(self, wanted: Sequence[tuple[int, str]]) -> Iterator[RawBlock]:
        """Yield the blocks of these heights and hashes, in order."""
        at = 0
        while at < len(wanted):
            now = wanted[at : at + self._blocks_at_once]
            found = self._blocks([hash_ for _, hash_ in now])
            for (height, _), content in zip(now, found, strict=True):
                yield RawBlock(height, content)
            at += len(now)
            size = sum(map(len, found)) // len(found)
            self._blocks_at_once = max(1, min(_MOST_BLOCKS, _AIM_BYTES // max(1, size)))

    def _blocks(self, hashes: Sequence[str]) -> list[bytes]:
        try:
            return self._call([("getblock", [hash_, self._verbosity]) for hash_ in hashes])
        except _Refused as refused:
            if self._verbosity == _WITHOUT_SPENT or refused.code not in _VERBOSITY_REFUSED:
                raise self._meaning(refused) from None
        self._verbosity = _WITHOUT_SPENT
        return self._blocks(hashes)

    def _in_batches(self, calls: Sequence[Call]) -> list[bytes]:
        return [
            answer for at in range(0, len(calls), _MOST_CALLS) for answer in self._asked(calls[at : at + _MOST_CALLS])
        ]

    def _asked(self, calls: Sequence[Call]) -> list[bytes]:
        try:
            return self._call(calls)
        except _Refused as refused:
            raise self._meaning(refused) from None

    def _meaning(self, refused: _Refused) -> SourceContradiction | SourceUnavailable:
        if refused.code in _NOT_UNDERSTOOD:
            return SourceContradiction(f"{self.name} does not understand {refused.words}")
        return SourceUnavailable(f"{self.name} says {refused.words}")

    def _call(self, calls: Sequence[Call]) -> list[bytes]:
        batch = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
            for number, (method, params) in enumerate(calls)
        ]
        return self._transport.post(msgspec.json.encode(batch), lambda answer: self._replies(answer, len(batch)))

    def _replies(self, answer: httpx.Response, count: int) -> list[bytes]:
        try:
            replies = msgspec.json.decode(answer.content, type=list[_Reply] | _Reply)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise SourceUnavailable(f"{self.name} did not answer in JSON-RPC ({error})") from None
        replies = [replies] if isinstance(replies, _Reply) else replies
        if fault := next((reply.error for reply in replies if reply.error), None):
            refused = _Refused(fault)
            raise refused if fault.code in _REFUSALS else self._meaning(refused)
        results = {reply.id: bytes(reply.result) for reply in replies}
        if set(results) != set(range(count)) or len(replies) != count:
            raise SourceUnavailable(f"{self.name} answered {len(replies)} of {count} calls, or others than were asked")
        return [results[number] for number in range(count)]

    def _read(self, answer: bytes, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(answer, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise SourceContradiction(f"{self.name} gave nonsense: {error}") from None
