"""A node of ours: it serves blocks made to measure over JSON-RPC, and its chain may change between two questions."""

from dataclasses import dataclass, field

import msgspec
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route


@dataclass
class MeasuredNode:
    """Blocks by height, each a header and its receipts; `finalized` is a height, None for a node without the tag."""

    chain_id: int
    blocks: dict[int, tuple[dict, list]] = field(default_factory=dict)
    finalized: int | None = None
    asked: list[int] = field(default_factory=list)

    def application(self):
        return Starlette(routes=[Route("/", self._answer, methods=["POST"])])

    async def _answer(self, request):
        calls = msgspec.json.decode(await request.body())
        return Response(msgspec.json.encode([self._reply(call) for call in calls]))

    def _reply(self, call):
        reply = {"jsonrpc": "2.0", "id": call["id"]}
        method, params = call["method"], call["params"]
        if method == "eth_chainId":
            return {**reply, "result": hex(self.chain_id)}
        if method == "eth_blockNumber":
            return {**reply, "result": hex(max(self.blocks))}
        if params[0] == "finalized" and self.finalized is None:
            return {**reply, "error": {"code": -39001, "message": "unknown block"}}
        number = self.finalized if params[0] == "finalized" else int(params[0], 16)
        block, receipts = self.blocks.get(number, (None, None))
        if method == "eth_getBlockReceipts":
            self.asked.append(number)
            return {**reply, "result": receipts}
        if block and not params[1]:
            block = {**block, "transactions": [each["hash"] for each in block["transactions"]]}
        return {**reply, "result": block}
