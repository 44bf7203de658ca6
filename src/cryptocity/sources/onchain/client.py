"""Asks an EVM node over JSON-RPC, in batches that adapt to the size of its answers.

Source: Ethereum execution API; JSON-RPC 2.0 section 6 (batch: answers may come in any order, each with its id).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import httpx
import msgspec

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.transport import Transport

_AIM_BYTES = 4_000_000
_MOST_BLOCKS = 64
_MOST_CALLS = 100
_LARGEST_NUMBER = 2**63 - 1
_TOO_LARGE = -32600
_NO_SUCH_METHOD = -32601
_NO_SUCH_PARAMETERS = -32602
_NO_SUCH_BLOCK = -39001  # of the execution API; go-ethereum before its consensus client is there: "… not found"
_SERVER_ERROR = -32000
_NOT_UNDERSTOOD = {_TOO_LARGE, _NO_SUCH_METHOD, _NO_SUCH_PARAMETERS, -32700}
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


Call: TypeAlias = tuple[str, list[Any]]


class _Error(msgspec.Struct):
    code: int
    message: str = ""


class _Reply(msgspec.Struct):
    id: int | None = None
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: _Error | None = None


class BatchTooLarge(Exception):
    """The node takes fewer calls at a time."""


class MethodMissing(SourceContradiction):
    """The node does not have the method."""


class _Named(msgspec.Struct):
    hash: str


class _Listing(msgspec.Struct):
    transactions: list[_Named]


@dataclass(frozen=True)
class RawBlock:
    """One block and its receipts, JSON as the node sent it."""

    number: int
    block: bytes
    receipts: bytes


class Node:
    """One EVM node. Raises SourceUnavailable for what it lacks or cannot say now, SourceContradiction for nonsense."""

    def __init__(self, transport: Transport) -> None:
        """Ask through this transport."""
        self._transport = transport
        self._blocks_at_once = 4
        self._most_at_once = _MOST_BLOCKS
        self._most_calls = _MOST_CALLS
        self._has_block_receipts = True

    @property
    def name(self) -> str:
        """Return the node's address without secrets."""
        return self._transport.name

    def chain_id(self) -> int:
        """Return the EIP-155 chain identifier."""
        return self._number("eth_chainId", [])

    def head(self) -> int:
        """Return the height of the newest block."""
        return self._number("eth_blockNumber", [])

    def finalized(self, depth: int) -> int:
        """Return the height up to which blocks are final: as the node says, else its head less a depth (-1: none).

        Never more than its head. Only a node that does not know the tag, or no such block yet, is judged by the depth.
        """
        (answer,) = self._call([("eth_getBlockByNumber", ["finalized", False])], may_not_know=True)
        said, head = self._decode(answer), self.head()
        if said is None:
            return max(-1, head - depth)
        try:
            return min(int(said["number"], 16), head)
        except (KeyError, TypeError, ValueError):
            raise SourceContradiction(f"{self.name}: its finalized block has no height") from None

    def header(self, number: int) -> dict[str, Any]:
        """Return a block with the hashes of its transactions, unverified: good for finding one's way only."""
        return next(self.headers([number]))[1]

    def headers(self, numbers: Sequence[int]) -> Iterator[tuple[bytes, dict[str, Any]]]:
        """Yield the blocks of these heights as `header` returns one, each after its JSON as the node sent it."""
        for at in range(0, len(numbers), _MOST_CALLS):
            wanted = numbers[at : at + _MOST_CALLS]
            answers = self._batched([("eth_getBlockByNumber", [hex(number), False]) for number in wanted])
            for number, raw in zip(wanted, answers, strict=True):
                header = self._decode(raw)
                if not isinstance(header, dict):
                    raise SourceUnavailable(f"{self.name} has no block {number}")
                yield raw, header

    def blocks(self, numbers: Sequence[int]) -> Iterator[RawBlock]:
        """Yield the blocks of these heights, in order, with their receipts."""
        at = 0
        while at < len(numbers):
            wanted = numbers[at : at + self._blocks_at_once]
            try:
                found = self._blocks(wanted)
            except BatchTooLarge:
                self._most_at_once = self._blocks_at_once = max(1, len(wanted) // 2)
                continue
            yield from found
            at += len(wanted)
            size = sum(len(raw.block) + len(raw.receipts) for raw in found) // len(found)
            self._blocks_at_once = max(1, min(self._most_at_once, _AIM_BYTES // max(1, size)))

    def _blocks(self, numbers: Sequence[int]) -> list[RawBlock]:
        if self._has_block_receipts:
            try:
                return self._blocks_whole(numbers)
            except MethodMissing:
                self._has_block_receipts = False
        return self._blocks_by_transaction(numbers)

    def _blocks_whole(self, numbers: Sequence[int]) -> list[RawBlock]:
        calls: list[Call] = []
        for number in numbers:
            calls += [("eth_getBlockByNumber", [hex(number), True]), ("eth_getBlockReceipts", [hex(number)])]
        results = self._call(calls) if len(numbers) > 1 else self._batched(calls)
        return [self._found(*one) for one in zip(numbers, results[::2], results[1::2], strict=True)]

    def _blocks_by_transaction(self, numbers: Sequence[int]) -> list[RawBlock]:
        """Ask for each transaction's receipt: what every node can answer, in more calls."""
        blocks = self._call([("eth_getBlockByNumber", [hex(number), True]) for number in numbers])
        found = []
        for number, block in zip(numbers, blocks, strict=True):
            calls: list[Call] = [("eth_getTransactionReceipt", [name]) for name in self._transactions_of(block)]
            receipts = self._batched(calls)
            found.append(self._found(number, block, b"null" if b"null" in receipts else b"[%b]" % b",".join(receipts)))
        return found

    def _transactions_of(self, block: bytes) -> list[str]:
        try:
            decoded = msgspec.json.decode(block, type=_Listing | None)
        except UNREADABLE as error:
            raise SourceContradiction(f"{self.name}: a block comes without its transactions ({error})") from None
        return [transaction.hash for transaction in decoded.transactions] if decoded else []

    def _batched(self, calls: Sequence[Call]) -> list[bytes]:
        """Ask in batches as large as the node takes, down to single calls."""
        answers: list[bytes] = []
        while len(answers) < len(calls):
            wanted = calls[len(answers) :][: self._most_calls]
            try:
                answers += self._call(wanted)
            except BatchTooLarge:
                self._most_calls = len(wanted) // 2
        return answers

    def _found(self, number: int, block: bytes, receipts: bytes) -> RawBlock:
        if b"null" in (block, receipts):
            raise SourceUnavailable(f"{self.name} has no block {number}, or not its receipts")
        return RawBlock(number, block, receipts)

    def _number(self, method: str, params: list[Any]) -> int:
        answer = self._decode(self._call([(method, params)])[0])
        try:
            number = int(answer, 16)
        except (TypeError, ValueError):
            number = -1
        if not 0 <= number <= _LARGEST_NUMBER:
            raise SourceContradiction(f"{self.name}: {method} gave {answer!r}, not a number")
        return number

    def _call(self, calls: Sequence[Call], *, may_not_know: bool = False) -> list[bytes]:
        batch = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
            for number, (method, params) in enumerate(calls)
        ]
        body = msgspec.json.encode(batch)
        return self._transport.post(body, lambda answer: self._read(answer, len(batch), may_not_know=may_not_know))

    def _read(self, answer: httpx.Response, count: int, *, may_not_know: bool) -> list[bytes]:
        try:
            replies = msgspec.json.decode(answer.content, type=list[_Reply] | _Reply)
        except UNREADABLE as error:
            raise SourceUnavailable(f"{self.name} did not answer in JSON-RPC ({error})") from None
        if isinstance(replies, _Reply):
            if count > 1 and replies.error and replies.error.code == _TOO_LARGE:
                raise BatchTooLarge
            replies = [replies]
        for reply in replies:
            if not (may_not_know and reply.error and _does_not_know(reply.error)):
                self._check(reply)
        results = {reply.id: bytes(reply.result) for reply in replies}
        if set(results) != set(range(count)) or len(replies) != count:
            raise SourceUnavailable(f"{self.name} answered {len(replies)} of {count} calls, or others than were asked")
        return [results[number] for number in range(count)]

    def _check(self, reply: _Reply) -> None:
        if reply.error and reply.error.code in _NOT_UNDERSTOOD:
            kind = MethodMissing if reply.error.code == _NO_SUCH_METHOD else SourceContradiction
            raise kind(f"{self.name} does not understand: {reply.error.message or reply.error.code}")
        if reply.error:
            raise SourceUnavailable(f"{self.name} says {reply.error.code}: {reply.error.message}")

    def _decode(self, raw: bytes) -> Any:  # noqa: ANN401  whatever the node says, checked by the caller
        try:
            return msgspec.json.decode(raw)
        except UNREADABLE as error:
            raise SourceContradiction(f"{self.name} gave what nobody can read ({error})") from None


def _does_not_know(error: _Error) -> bool:
    """Tell whether a node does not know a tag of blocks, or no block of it yet, from that it cannot say now."""
    not_found = error.code == _SERVER_ERROR and error.message.endswith("block not found")
    return not_found or error.code in (_NO_SUCH_METHOD, _NO_SUCH_PARAMETERS, _NO_SUCH_BLOCK)
