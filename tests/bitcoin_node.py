"""A Bitcoin node that shows given blocks over Core's JSON-RPC, truthfully or with a chosen lie, on loopback."""

import asyncio
import gzip
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median_high

import msgspec
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from cryptocity.sources.bitcoin.wire import Header, encode_header
from loopback import serving
from recorded import RECORDED

BITCOIN = RECORDED / "onchain" / "bitcoin"
OUT_OF_RANGE, NOT_FOUND, NO_SUCH_METHOD, WARMING_UP = -8, -5, -32601, -28


def recorded_chain():
    """Return the first 439 blocks of the main network."""
    with gzip.open(BITCOIN / "000000-000438.jsonl.gz") as lines:
        return [json.loads(line) for line in lines]


def recorded_large():
    """Return eight single blocks of the main network, to height 702,861."""
    paths = sorted(BITCOIN.glob("[0-9]*_*.json*"))
    texts = ((gzip.open if path.suffix == ".gz" else open)(path).read() for path in paths)
    return [json.loads(text)["result"] for text in texts]


@dataclass
class BitcoinNode:
    """Answers for these blocks. `lie` rewrites the block that getblock shows, so often; `fault` the whole answer."""

    blocks: list
    chain: str = "main"
    lie: object = None
    fault: object = None
    times: float = float("inf")
    head: int | None = None
    knows_verbosity_3: bool = True
    asked: list = field(default_factory=list)
    headers: list = field(default_factory=list)

    def __post_init__(self):
        self.by_height = {block["height"]: block for block in self.blocks}
        self.by_hash = {block["hash"]: block for block in self.blocks}
        self.head = max(self.by_height) if self.head is None else self.head

    def application(self):
        return Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "POST"])])

    async def _answer(self, request):
        self.headers.append(dict(request.headers))
        calls = json.loads(await request.body())
        replies = [self._reply(call) for call in calls] if isinstance(calls, list) else self._reply(calls)
        if self.fault and self.times > 0:
            self.times -= 1
            changed = self.fault(replies)
            return await changed if asyncio.iscoroutine(changed) else changed
        return Response(json.dumps(replies), media_type="application/json")

    def _reply(self, call):
        self.asked.append(call["method"])
        try:
            return {"jsonrpc": "2.0", "result": getattr(self, f"_{call['method']}")(*call["params"]), "id": call["id"]}
        except LookupError as error:
            code, message = error.args
            return {"jsonrpc": "2.0", "error": {"code": code, "message": message}, "id": call["id"]}

    def _getblockchaininfo(self):
        return {"chain": self.chain, "blocks": self.head}

    def _getblockcount(self):
        return self.head

    def _getblockhash(self, height):
        if height not in self.by_height or height > self.head:
            raise LookupError(OUT_OF_RANGE, "Block height out of range")
        return self.by_height[height]["hash"]

    def _getblockheader(self, hash_, _verbose):
        return {name: value for name, value in self._shown(hash_).items() if name != "tx"}

    def _getblock(self, hash_, verbosity):
        if verbosity == 3 and not self.knows_verbosity_3:
            raise LookupError(OUT_OF_RANGE, "Verbosity must be in range from 0 to 2")
        block = self._shown(hash_)
        if self.lie and self.times > 0:
            self.times -= 1
            return self.lie(json.loads(json.dumps(block)))
        return block

    def _shown(self, hash_):
        if hash_ not in self.by_hash:
            raise LookupError(NOT_FOUND, "Block not found")
        block = self.by_hash[hash_]
        before = [self.by_height[height] for height in range(block["height"] - 10, block["height"] + 1)
                  if height in self.by_height]  # fmt: skip
        middle = median_high(each["time"] for each in before)
        return {"mediantime": middle, **block, "confirmations": self.head - block["height"] + 1}


@contextmanager
def answering(node):
    """Serve a node until the block ends. Yields its URL."""
    with serving(node.application()) as url:
        yield url


def shown_raw(block):
    """Return the bytes of a block, of which each transaction shows its own."""
    header = encode_header(msgspec.convert({**block, "confirmations": 1, "tx": []}, Header))
    assert len(block["tx"]) < 0xFD
    return header + bytes((len(block["tx"]),)) + b"".join(bytes.fromhex(each["hex"]) for each in block["tx"])
