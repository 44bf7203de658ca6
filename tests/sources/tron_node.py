"""A Tron node on loopback that answers for given blocks, truthfully or with a chosen lie."""

import asyncio
import json
from dataclasses import dataclass, field

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from cryptocity.access import Access
from cryptocity.identity import Pseudonyms
from cryptocity.sandbox import tron_node
from cryptocity.transport import Endpoint, Patience

BLOCKS, RESULTS, SOLIDIFIED = "getblockbylimitnext", "gettransactioninfobyblocknum", "walletsolidity/getnowblock"
LOGS, SEEN = "eth_getLogs", "eth_getBlockByNumber"


@dataclass
class LyingNode:
    """Answers for blocks; `lies` maps an end of a REST path, or a JSON-RPC method, to what is said in its place.

    A lie is a function of the truthful JSON, or a Response, or seconds of silence. `times` says how many are told.
    """

    blocks: list
    lies: dict = field(default_factory=dict)
    times: float = float("inf")
    asked: list = field(default_factory=list)

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            await (await self._answer(Request(scope, receive)))(scope, receive, send)

    async def _answer(self, request):
        body = await request.body()
        method = msgspec.json.decode(body)["method"] if body else request.url.path.removeprefix("/")
        self.asked.append((method, dict(request.query_params)))
        truth = tron_node.rpc(body, self.blocks) if body else tron_node.rest(method, request.query_params, self.blocks)
        lie = next((lie for name, lie in self.lies.items() if method.endswith(name)), None)
        if lie is None or self.times <= 0:
            return Response(truth, media_type="application/json")
        self.times -= 1
        if isinstance(lie, int | float):
            await asyncio.sleep(lie)
            return Response(truth)
        return lie if isinstance(lie, Response) else Response(_retold(truth, lie, is_rpc=bool(body)))


def _retold(truth, lie, *, is_rpc):
    told = json.loads(truth)
    if not is_rpc:
        return json.dumps(lie(told))
    told["result"] = lie(told["result"])
    return json.dumps(told)


def access_to_node(url, *, timeout_seconds=10.0, attempts=1, **endpoints):
    """Return the access of a Tron node at a URL."""
    return Access({"tron": Endpoint(url), **endpoints}, Pseudonyms(b"key"), Patience(timeout_seconds, attempts))
