"""Asks a Tron full node: blocks and results over REST, logs and the way to a day over its Ethereum-like JSON-RPC.

Source: java-tron `GetBlockByLimitNextServlet` (at most 100 blocks, the last exclusive), `TransactionInfo` by block,
`TronJsonRpc` (eth_getLogs gives at most 10,000 logs); an error of REST is HTTP 200 with a field "Error".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
import msgspec

from cryptocity.access import Access
from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.sources.tron.datasets import SOURCE
from cryptocity.transport import Endpoint, Transport

_RPC = "tron_jsonrpc"
_AIM_BYTES = 8_000_000
_MOST_BLOCKS = 100
_FIRST_BLOCKS = 10
_TOO_MANY_LOGS = -32005
_NOT_UNDERSTOOD = {-32600, -32601, -32602, -32700}

T = TypeVar("T")


class _Answer(msgspec.Struct):
    error: str | None = msgspec.field(name="Error", default=None)


class _Blocks(_Answer):
    block: list[msgspec.Raw] = []


class _Numbered(msgspec.Struct):
    number: int = 0


class _Header(msgspec.Struct):
    raw_data: _Numbered


class _Block(_Answer):
    block_header: _Header | None = None
    transactions: list[msgspec.Raw] = []


class _Fault(msgspec.Struct):
    code: int
    message: str = ""


class _Reply(msgspec.Struct):
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: _Fault | None = None


class _Log(msgspec.Struct):
    height: str = msgspec.field(name="blockNumber")


class _Seen(msgspec.Struct):
    hash: str
    timestamp: str


class TooManyLogs(Exception):
    """The node gives the logs of fewer blocks at a time."""


@dataclass(frozen=True)
class RawBlock:
    """One block, its transactions' results and its token logs, JSON as the node sent it; `seen` is JSON-RPC's view.

    Only the last block of each batch is looked at through JSON-RPC too: blocks before it are tied to it by parents.
    """

    height: int
    is_final: bool
    block: bytes
    infos: bytes
    logs: bytes
    seen: bytes = b""


class Node:
    """One Tron node. Raises SourceUnavailable for what it lacks or cannot say now, SourceContradiction for nonsense."""

    def __init__(self, rest: Transport, rpc: Transport) -> None:
        """Ask REST and JSON-RPC through these transports."""
        self._rest, self._rpc = rest, rpc
        self._blocks_at_once = _FIRST_BLOCKS

    @property
    def name(self) -> str:
        """Return the node's address without secrets."""
        return self._rest.name

    def chain_id(self) -> int:
        """Return the last four bytes of the genesis block's identifier, as a number."""
        return self._quantity(self._call("eth_chainId", []))

    def head(self) -> int:
        """Return the height of the newest block."""
        return self._quantity(self._call("eth_blockNumber", []))

    def solidified(self) -> int:
        """Return the height up to which two thirds of the witnesses have built on: what cannot be undone."""

        def read(answer: httpx.Response) -> int:
            block = self._decoded(answer.content, _Block)
            if block.block_header is None:
                raise SourceUnavailable(f"{self.name} has no solidified block")
            return block.block_header.raw_data.number

        return self._rest.get("/walletsolidity/getnowblock", {}, read)

    def mined_at(self, height: int) -> datetime:
        """Return when a block was produced, unproven: good for finding one's way only."""
        seen = self._decoded(self._seen(height), _Seen)
        try:
            return datetime.fromtimestamp(int(seen.timestamp, 16), UTC)
        except (ValueError, OverflowError, OSError):
            raise SourceContradiction(f"{self.name}: block {height} is said to be of {seen.timestamp!r}") from None

    def blocks(self, heights: range, solidified: int, tokens: Sequence[bytes], topic: str) -> Iterator[RawBlock]:
        """Yield the blocks of these heights, in order, with their results and with the logs of tokens on a topic."""
        at = 0
        while at < len(heights):
            wanted = heights[at : at + self._blocks_at_once]
            blocks, logs = self._batch(wanted), self._logs(wanted, tokens, topic)
            size = 0
            for height in wanted:
                block, count = blocks[height]
                infos = self._infos(height) if count else b"[]"
                seen = self._seen(height) if height == wanted[-1] else b""
                joined = b"[" + b",".join(logs.get(height, ())) + b"]"
                size += len(block) + len(infos) + len(joined)
                yield RawBlock(height, height <= solidified, block, infos, joined, seen)
            at += len(wanted)
            self._blocks_at_once = max(1, min(_MOST_BLOCKS, _AIM_BYTES * len(wanted) // size))

    def _batch(self, heights: range) -> Mapping[int, tuple[bytes, int]]:
        """Return blocks by height, as sent, with the number of their transactions."""

        def read(answer: httpx.Response) -> Mapping[int, tuple[bytes, int]]:
            found = {}
            for raw in self._decoded(answer.content, _Blocks).block:
                block = self._decoded(bytes(raw), _Block)
                if block.block_header is None:
                    raise SourceContradiction(f"{self.name}: a block comes without its header")
                found[block.block_header.raw_data.number] = (bytes(raw), len(block.transactions))
            if missing := set(heights) - set(found):
                if len(found) == len(heights):
                    raise SourceContradiction(f"{self.name}: asked for block {min(missing)}, was given {min(found)}")
                raise SourceUnavailable(f"{self.name} has no block {min(missing)}")
            return found

        asked = {"startNum": heights[0], "endNum": heights[-1] + 1}
        return self._rest.get("/wallet/getblockbylimitnext", asked, read)

    def _infos(self, height: int) -> bytes:
        def read(answer: httpx.Response) -> bytes:
            infos: object = self._decoded(answer.content, list[msgspec.Raw] | _Answer)  # type: ignore[arg-type]
            if not isinstance(infos, list) or not infos:
                raise SourceUnavailable(f"{self.name} has no results of block {height}")
            return answer.content.strip()

        return self._rest.get("/wallet/gettransactioninfobyblocknum", {"num": height}, read)

    def _logs(self, heights: range, tokens: Sequence[bytes], topic: str) -> Mapping[int, list[bytes]]:
        """Return the tokens' logs by height; half the blocks at a time where they are too many."""
        wanted = {
            "fromBlock": hex(heights[0]),
            "toBlock": hex(heights[-1]),
            "address": ["0x" + token[1:].hex() for token in tokens],
            "topics": [f"0x{topic}"],
        }
        try:
            answer = self._call("eth_getLogs", [wanted])
        except TooManyLogs as error:
            if len(heights) == 1:
                raise SourceContradiction(f"{self._rpc.name} gives no logs of block {heights[0]}: {error}") from None
            half = len(heights) // 2
            return {**self._logs(heights[:half], tokens, topic), **self._logs(heights[half:], tokens, topic)}
        found: dict[int, list[bytes]] = {}
        for raw in self._decoded(answer, list[msgspec.Raw]):
            height = self._quantity(msgspec.json.encode(self._decoded(bytes(raw), _Log).height))
            if height not in heights:
                raise SourceContradiction(f"{self.name}: a log of block {height} was not asked for")
            found.setdefault(height, []).append(bytes(raw))
        return found

    def _seen(self, height: int) -> bytes:
        """Return a block as JSON-RPC tells it, with the identifiers of its transactions."""
        seen = self._call("eth_getBlockByNumber", [hex(height), False], or_missing=f"block {height}")
        self._decoded(seen, _Seen)
        return seen

    def _call(self, method: str, params: list[Any], *, or_missing: str = "") -> bytes:
        call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}

        def read(answer: httpx.Response) -> bytes:
            reply = self._decoded(answer.content, _Reply)
            if reply.error:
                self._refuse(reply.error)
            if bytes(reply.result) == b"null":
                raise SourceUnavailable(f"{self._rpc.name} has no {or_missing or method}")
            return bytes(reply.result)

        return self._rpc.post(msgspec.json.encode(call), read)

    def _refuse(self, fault: _Fault) -> None:
        said = fault.message or str(fault.code)
        if fault.code == _TOO_MANY_LOGS:
            raise TooManyLogs(said)
        if fault.code in _NOT_UNDERSTOOD:
            raise SourceContradiction(f"{self._rpc.name} does not understand: {said}")
        raise SourceUnavailable(f"{self._rpc.name} says {fault.code}: {said}")

    def _quantity(self, raw: bytes) -> int:
        try:
            return int(self._decoded(raw, str), 16)
        except ValueError:
            raise SourceContradiction(f"{self._rpc.name}: {raw[:40]!r} is not a number") from None

    def _decoded(self, content: bytes, kind: type[T]) -> T:
        try:
            read = msgspec.json.decode(content, type=kind)
        except msgspec.ValidationError as error:
            raise SourceContradiction(f"{self.name} answered something else than was asked ({error})") from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise SourceUnavailable(f"{self.name} did not answer in JSON ({error})") from None
        if isinstance(read, _Answer) and read.error:
            raise SourceUnavailable(f"{self.name} says: {read.error}")
        return read


def node_of(access: Access) -> Node:
    """Return the node of these endpoints: JSON-RPC lies below it, unless it has an endpoint of its own."""
    rest = access.endpoints[SOURCE]
    rpc = access.endpoints.get(_RPC) or Endpoint(f"{rest.url}/jsonrpc", rest.token)
    return Node(access.transport(SOURCE), Transport(rpc, access.patience, wire=access.wire))
