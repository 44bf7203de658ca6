"""The sandbox Bitcoin chain's JSON-RPC, as Bitcoin Core answers the calls that an extractor needs.

Source: Bitcoin Core doc/JSON-RPC-interface.md; RPC getblockchaininfo, getblockcount, getblockhash, getblockheader,
getblock.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from cryptocity.sandbox.bitcoin_holders import NETWORK

_INVALID, _UNKNOWN, _UNREADABLE, _BAD_TYPE, _BAD_VALUE, _NOT_FOUND = -32600, -32601, -32700, -3, -8, -5
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_WITH_SPENT, _WITH_TRANSACTIONS, _WITH_IDS = 3, 2, 1

Json = Any
Blocks = Sequence[dict[str, Json]]


class _Fault(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def answer(body: bytes, blocks: Callable[[], Blocks]) -> bytes:
    """Answer one call or a batch of calls about the blocks mined so far."""
    try:
        asked = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return _ENCODER.encode(_fault(None, _Fault(_UNREADABLE, "Parse error")))
    if isinstance(asked, list):
        return _ENCODER.encode([_reply(call, blocks()) for call in asked])
    return _ENCODER.encode(_reply(asked, blocks()))


def shown(blocks: Blocks, height: int, verbosity: int = _WITH_SPENT) -> dict[str, Json]:
    """Return a block as getblock shows it."""
    block = {**blocks[height], "confirmations": len(blocks) - height}
    if height + 1 < len(blocks):
        block["nextblockhash"] = blocks[height + 1]["hash"]
    if verbosity == _WITH_SPENT:
        return block
    if verbosity == _WITH_TRANSACTIONS:
        return {**block, "tx": [_without_spent(transaction) for transaction in block["tx"]]}
    return {**block, "tx": [transaction["txid"] for transaction in block["tx"]]}


def encoded(block: dict[str, Json]) -> bytes:
    """Return a block as JSON, values as numbers with eight decimals."""
    return _ENCODER.encode(block)


def _without_spent(transaction: dict[str, Json]) -> dict[str, Json]:
    spending = [{name: each[name] for name in each if name != "prevout"} for each in transaction["vin"]]
    return {**transaction, "vin": spending}


def _reply(call: Json, blocks: Blocks) -> dict[str, Json]:
    if not isinstance(call, dict) or "method" not in call:
        return _fault(None, _Fault(_INVALID, "Invalid Request object"))
    number = call.get("id")
    method = _METHODS.get(str(call["method"]))
    try:
        if method is None:
            raise _Fault(_UNKNOWN, "Method not found")
        return {"jsonrpc": "2.0", "result": method(call.get("params") or [], blocks), "id": number}
    except _Fault as fault:
        return _fault(number, fault)
    except (TypeError, IndexError):
        return _fault(number, _Fault(_BAD_TYPE, "JSON value is not of expected type"))


def _fault(number: Json, fault: _Fault) -> dict[str, Json]:
    return {"jsonrpc": "2.0", "error": {"code": fault.code, "message": str(fault)}, "id": number}


def _chain_info(_: list[Json], blocks: Blocks) -> Json:
    tip = blocks[-1]
    return {
        "chain": NETWORK.name,
        "blocks": len(blocks) - 1,
        "headers": len(blocks) - 1,
        "bestblockhash": tip["hash"],
        "mediantime": tip["mediantime"],
        "initialblockdownload": False,
        "pruned": False,
    }


def _hash_at(params: list[Json], blocks: Blocks) -> Json:
    if not 0 <= params[0] < len(blocks):
        raise _Fault(_BAD_VALUE, "Block height out of range")
    return blocks[params[0]]["hash"]


def _height_of(params: list[Json], blocks: Blocks) -> int:
    height = next((height for height, block in enumerate(blocks) if block["hash"] == params[0]), None)
    if height is None:
        raise _Fault(_NOT_FOUND, "Block not found")
    return height


def _header(params: list[Json], blocks: Blocks) -> Json:
    block = shown(blocks, _height_of(params, blocks), _WITH_IDS)
    return {name: block[name] for name in block if name != "tx"}


def _block(params: list[Json], blocks: Blocks) -> Json:
    verbosity = params[1] if len(params) > 1 else _WITH_IDS
    if verbosity not in (_WITH_IDS, _WITH_TRANSACTIONS, _WITH_SPENT):
        raise _Fault(_BAD_VALUE, "the sandbox shows blocks with verbosity 1 to 3")
    return shown(blocks, _height_of(params, blocks), verbosity)


_METHODS: Mapping[str, Callable[[list[Json], Blocks], Json]] = {
    "getblockchaininfo": _chain_info,
    "getblockcount": lambda _, blocks: len(blocks) - 1,
    "getblockhash": _hash_at,
    "getblockheader": _header,
    "getblock": _block,
}
