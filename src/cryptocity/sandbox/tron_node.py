"""The sandbox's Tron node: REST as a full node answers, and its Ethereum-like JSON-RPC.

Source: java-tron HTTP interface and `TronJsonRpcImpl`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from cryptocity.sandbox.tron import TronBlock

Json = Any

_MOST_BLOCKS = 100
_PARSE_ERROR, _UNKNOWN, _BAD_PARAMS = -32700, -32601, -32602
_UNSOLIDIFIED = 1


def rest(method: str, asked: Mapping[str, str], blocks: Sequence[TronBlock]) -> bytes | None:
    """Answer a call below /wallet or /walletsolidity, None where there is no such call; errors are HTTP 200."""
    if method not in _REST:
        return None
    try:
        return msgspec.json.encode(_REST[method](asked, blocks))
    except (KeyError, ValueError) as error:
        return msgspec.json.encode({"Error": f"class java.lang.NumberFormatException : {error}"})


def rpc(body: bytes, blocks: Sequence[TronBlock]) -> bytes:
    """Answer one JSON-RPC call."""
    try:
        call = msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.DecodeError as error:
        return _fault(None, _PARSE_ERROR, str(error))
    method = _RPC.get(str(call.get("method")))
    if method is None:
        return _fault(call.get("id"), _UNKNOWN, f"the method {call.get('method')} does not exist")
    try:
        result = method(call.get("params") or [], blocks)
    except (ValueError, TypeError, IndexError, KeyError) as error:
        return _fault(call.get("id"), _BAD_PARAMS, str(error))
    return msgspec.json.encode({"jsonrpc": "2.0", "id": call.get("id"), "result": result})


def token_logs(block: TronBlock, wanted: Mapping[str, Json]) -> list[Json]:
    """Return the logs of a block that eth_getLogs gives for an `address` list and a first topic."""
    found, index = [], -1
    for position, info in enumerate(block.infos):
        for log in info.get("log", []):
            index += 1
            if f"0x{log['address']}" in wanted["address"] and f"0x{log['topics'][0]}" == wanted["topics"][0]:
                found.append(_log(block, (position, info["id"]), index, log))
    return found


def _log(block: TronBlock, transaction: tuple[int, str], index: int, log: Json) -> Json:
    return {
        "address": f"0x{log['address']}",
        "blockHash": f"0x{block.block['blockID']}",
        "blockNumber": hex(block.header.get("number", 0)),
        "data": f"0x{log['data']}",
        "logIndex": hex(index),
        "removed": False,
        "topics": [f"0x{topic}" for topic in log["topics"]],
        "transactionHash": f"0x{transaction[1]}",
        "transactionIndex": hex(transaction[0]),
    }


def _fault(id_: Json, code: int, said: str) -> bytes:
    return msgspec.json.encode({"jsonrpc": "2.0", "id": id_, "error": {"code": code, "message": said, "data": "{}"}})


def _by_height(asked: Mapping[str, str], blocks: Sequence[TronBlock]) -> Json:
    height = int(asked["num"])
    return blocks[height].block if 0 <= height < len(blocks) else {}


def _several(asked: Mapping[str, str], blocks: Sequence[TronBlock]) -> Json:
    first, end = int(asked["startNum"]), int(asked["endNum"])
    if not 0 <= first < end <= first + _MOST_BLOCKS:
        return {}
    return {"block": [block.block for block in blocks[first:end]]}


def _infos(asked: Mapping[str, str], blocks: Sequence[TronBlock]) -> Json:
    height = int(asked["num"])
    return list(blocks[height].infos) if 0 < height < len(blocks) else []


_REST: Mapping[str, Callable[[Mapping[str, str], Sequence[TronBlock]], Json]] = {
    "wallet/getnowblock": lambda _, blocks: blocks[-1].block,
    "walletsolidity/getnowblock": lambda _, blocks: blocks[max(0, len(blocks) - 1 - _UNSOLIDIFIED)].block,
    "wallet/getblockbynum": _by_height,
    "wallet/getblockbylimitnext": _several,
    "wallet/gettransactioninfobyblocknum": _infos,
}


def _block(params: list[Json], blocks: Sequence[TronBlock]) -> Json:
    height = len(blocks) - 1 if params[0] == "latest" else int(params[0], 16)
    if not 0 <= height < len(blocks):
        return None
    block, header = blocks[height].block, blocks[height].header
    return {
        "number": hex(height),
        "hash": f"0x{block['blockID']}",
        "parentHash": f"0x{header['parentHash']}",
        "timestamp": hex(header["timestamp"] // 1_000),
        "transactionsRoot": f"0x{header['txTrieRoot']}",
        "transactions": [f"0x{transaction['txID']}" for transaction in block.get("transactions", [])],
    }


def _logs(params: list[Json], blocks: Sequence[TronBlock]) -> Json:
    wanted = params[0]
    first, last = (int(wanted[name], 16) for name in ("fromBlock", "toBlock"))
    return [log for block in blocks[first : last + 1] for log in token_logs(block, wanted)]


_RPC: Mapping[str, Callable[[list[Json], Sequence[TronBlock]], Json]] = {
    "eth_chainId": lambda _, blocks: hex(int(blocks[0].block["blockID"][-8:], 16)),
    "eth_blockNumber": lambda _, blocks: hex(len(blocks) - 1),
    "eth_getBlockByNumber": _block,
    "eth_getLogs": _logs,
}
