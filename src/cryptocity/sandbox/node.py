"""The sandbox chain's JSON-RPC: the calls that an extractor needs, alone or in batches.

Source: Ethereum execution API; JSON-RPC 2.0.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from cryptocity.sandbox.chain import Block
from cryptocity.sandbox.market import CHAIN_ID

_MOST_CALLS = 200
_PARSE_ERROR, _INVALID, _UNKNOWN, _BAD_PARAMS = -32700, -32600, -32601, -32602

Json = Any


def answer(body: bytes, blocks: Callable[[], list[Block]]) -> bytes:
    """Answer one call or a batch of calls about the blocks mined so far."""
    try:
        asked = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        return msgspec.json.encode(_fault(None, _PARSE_ERROR, str(error)))
    if not isinstance(asked, list):
        return msgspec.json.encode(_reply(asked, blocks))
    if len(asked) > _MOST_CALLS:
        return msgspec.json.encode(_fault(None, _INVALID, f"more than {_MOST_CALLS} calls in a batch"))
    return msgspec.json.encode([_reply(call, blocks) for call in asked])


def _reply(call: Json, blocks: Callable[[], list[Block]]) -> dict[str, Json]:
    if not isinstance(call, dict) or "method" not in call:
        return _fault(None, _INVALID, "no call")
    method = _METHODS.get(str(call["method"]))
    if method is None:
        return _fault(call.get("id"), _UNKNOWN, f"the method {call['method']} does not exist")
    try:
        return {"jsonrpc": "2.0", "id": call.get("id"), "result": method(call.get("params") or [], blocks())}
    except (ValueError, TypeError, IndexError) as error:
        return _fault(call.get("id"), _BAD_PARAMS, str(error))


def _fault(id_: Json, code: int, message: str) -> dict[str, Json]:
    return {"jsonrpc": "2.0", "id": id_, "error": {"code": code, "message": message}}


def _found(tag: str, blocks: list[Block]) -> Block | None:
    named = {"earliest": 0, "latest": len(blocks) - 1, "safe": len(blocks) - 1, "finalized": len(blocks) - 1}
    number = named[tag] if tag in named else int(tag, 16)
    return blocks[number] if 0 <= number < len(blocks) else None


def _block(params: list[Json], blocks: list[Block]) -> Json:
    block = _found(params[0], blocks)
    if block is None or params[1]:
        return block and block.header
    return {**block.header, "transactions": [transaction["hash"] for transaction in block.header["transactions"]]}


def _receipts(params: list[Json], blocks: list[Block]) -> Json:
    block = _found(params[0], blocks)
    return block and block.receipts


_METHODS: Mapping[str, Callable[[list[Json], list[Block]], Json]] = {
    "eth_chainId": lambda _, __: hex(CHAIN_ID),
    "net_version": lambda _, __: str(CHAIN_ID),
    "web3_clientVersion": lambda _, __: "CryptoCity sandbox",
    "eth_syncing": lambda _, __: False,
    "eth_blockNumber": lambda _, blocks: hex(len(blocks) - 1),
    "eth_getBlockByNumber": _block,
    "eth_getBlockReceipts": _receipts,
}
