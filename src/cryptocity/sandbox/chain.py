"""The sandbox chain: real blocks, one a minute, with signed transactions of types 0 to 3 and roots that recompute.

Blocks of a day are mined at 00:01 … 24:00 city time; the one at midnight is empty and belongs to the next day, so that
every day is over on chain. The state root is made up, as no state is kept.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from coincurve import PrivateKey

from cryptocity.sandbox.city import Wallet
from cryptocity.sandbox.market import CHAIN_ID
from cryptocity.sources.onchain.decode import TRANSFER_TOPIC
from cryptocity.sources.onchain.trie import keccak, list_root
from cryptocity.sources.onchain.verify import (
    encode_header,
    encode_receipt,
    encode_transaction,
    encode_withdrawal,
    signing_hash,
)
from cryptocity.window import Window

SECONDS_PER_BLOCK = 60
_BLOCKS_PER_DAY = 86_400 // SECONDS_PER_BLOCK
_NATIVE = "native"
_NO_UNCLES = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347"
_MINER = "0x5a00000000000000000000000000000000000a01"
_BASE_FEE, _TIP = 7, 1_000_000_000
_TRANSFER_SELECTOR = "a9059cbb"
_ZERO_HASH = "0x" + "0" * 64
_BLOCKS_BETWEEN_WITHDRAWALS, _WITHDRAWALS_AT_ONCE, _VALIDATORS = 15, 2, 40
_REWARD_GWEI = 17_250_000

Json = dict[str, Any]


@dataclass(frozen=True)
class Intent:
    """Someone wants to pay: when (second of the city day), from which wallet, what, to whom, and whether it works."""

    second: int
    wallet: Wallet
    token: str
    recipient: str
    amount: int
    succeeds: bool = True


@dataclass(frozen=True)
class Block:
    """A mined block, as JSON-RPC shows it, and its receipts."""

    header: Json
    receipts: tuple[Json, ...]


@dataclass
class Chain:
    """The blocks mined so far, from the genesis at the start of the first day on."""

    blocks: list[Block] = field(default_factory=list)
    nonces: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def mine_day(self, day: date, intents: Sequence[Intent]) -> list[str]:
        """Mine the day's blocks. Returns one transaction hash per intent, in the order given."""
        start = int(Window.of_day(day).start.timestamp())
        if not self.blocks:
            self.blocks.append(_block(0, start, _ZERO_HASH, []))
        by_block: dict[int, list[int]] = defaultdict(list)
        for index, intent in enumerate(intents):
            by_block[min(max(1, intent.second // SECONDS_PER_BLOCK), _BLOCKS_PER_DAY - 1)].append(index)
        hashes = [""] * len(intents)
        for slot in range(1, _BLOCKS_PER_DAY + 1):
            signed = [self._sign(intents[index], index) for index in by_block[slot]]
            parent = self.blocks[-1].header["hash"]
            block = _block(len(self.blocks), start + slot * SECONDS_PER_BLOCK, parent, signed)
            self.blocks.append(block)
            for index, transaction in zip(by_block[slot], block.header["transactions"], strict=True):
                hashes[index] = transaction["hash"]
        return hashes

    def _sign(self, intent: Intent, index: int) -> "_Signed":
        sender = intent.wallet.address
        kind = _kind(index, intent)
        transaction = {**_unsigned(intent, kind), "nonce": hex(self.nonces[sender]), "from": sender, "type": hex(kind)}
        self.nonces[sender] += 1
        chain_id = CHAIN_ID if kind == 0 else None
        signature = PrivateKey(intent.wallet.key).sign_recoverable(
            signing_hash(transaction, kind, chain_id), hasher=None
        )
        parity = signature[64]
        transaction |= {"r": _quantity(signature[:32]), "s": _quantity(signature[32:64])}
        transaction |= (
            {"v": hex(CHAIN_ID * 2 + 35 + parity)} if kind == 0 else {"v": hex(parity), "yParity": hex(parity)}
        )
        return _Signed(transaction, kind, intent)


@dataclass(frozen=True)
class _Signed:
    transaction: Json
    kind: int
    intent: Intent


def _kind(index: int, intent: Intent) -> int:
    """Spread the transaction types: mostly 2, some 0 and 1, now and then 3 (a blob must have a recipient)."""
    if index % 200 == 199 and intent.recipient:
        return 3
    return 0 if index % 8 == 7 else 1 if index % 25 == 24 else 2


def _unsigned(intent: Intent, kind: int) -> Json:
    is_native = intent.token == _NATIVE
    data = "0x" if is_native else f"0x{_TRANSFER_SELECTOR}{intent.recipient[2:]:0>64}{intent.amount:064x}"
    price: Json = {"gasPrice": hex(_BASE_FEE + _TIP)}
    if kind >= 2:
        price |= {"maxFeePerGas": hex(_BASE_FEE * 2 + _TIP), "maxPriorityFeePerGas": hex(_TIP)}
    listed: Json = {} if kind == 0 else {"accessList": []}
    blob: Json = {} if kind < 3 else {"maxFeePerBlobGas": "0x1", "blobVersionedHashes": ["0x01" + "00" * 31]}
    return {
        "chainId": hex(CHAIN_ID),
        "to": intent.recipient if is_native else intent.token,
        "value": hex(intent.amount) if is_native else "0x0",
        "gas": hex(21_000 if is_native else 65_000),
        "input": data,
        **price,
        **listed,
        **blob,
    }


def _block(number: int, timestamp: int, parent: str, signed: Sequence[_Signed]) -> Block:
    encoded = [encode_transaction(each.transaction, each.kind) for each in signed]
    hashes = ["0x" + keccak(content).hex() for content in encoded]
    receipts, gas = [], 0
    for each in signed:
        gas += _gas(each.intent)
        receipts.append(_receipt(each, gas))
    header = _header(number, timestamp, parent, receipts)
    header["transactionsRoot"] = "0x" + list_root(encoded).hex()
    header["receiptsRoot"] = (
        "0x" + list_root([encode_receipt(r, each.kind) for r, each in zip(receipts, signed, strict=True)]).hex()
    )
    header["blobGasUsed"] = hex(131_072 * sum(each.kind == 3 for each in signed))
    header["hash"] = "0x" + keccak(encode_header(header)).hex()
    place = {"blockHash": header["hash"], "blockNumber": header["number"]}
    header["transactions"] = [
        {**each.transaction, **place, "hash": hash_, "transactionIndex": hex(index)}
        for index, (each, hash_) in enumerate(zip(signed, hashes, strict=True))
    ]
    return Block(header, tuple(_placed(receipts, hashes, place)))


def _withdrawals(number: int) -> list[Json]:
    """Return the staking rewards that a block pays out: two validators' every quarter of an hour, in turn."""
    if number % _BLOCKS_BETWEEN_WITHDRAWALS != _BLOCKS_BETWEEN_WITHDRAWALS // 2:
        return []
    first = number // _BLOCKS_BETWEEN_WITHDRAWALS * _WITHDRAWALS_AT_ONCE
    return [
        {
            "index": hex(index),
            "validatorIndex": hex(index % _VALIDATORS),
            "address": f"0x5a{index % _VALIDATORS:036x}0b",
            "amount": hex(_REWARD_GWEI + 1_009 * (index % 997)),
        }
        for index in range(first, first + _WITHDRAWALS_AT_ONCE)
    ]


def _header(number: int, timestamp: int, parent: str, receipts: Sequence[Json]) -> Json:
    withdrawals = _withdrawals(number)
    return {
        "number": hex(number),
        "parentHash": parent,
        "sha3Uncles": _NO_UNCLES,
        "miner": _MINER,
        "stateRoot": "0x" + keccak(f"state {number} {parent}".encode()).hex(),
        "logsBloom": _joined_bloom(receipts),
        "difficulty": "0x0",
        "gasLimit": hex(30_000_000),
        "gasUsed": receipts[-1]["cumulativeGasUsed"] if receipts else "0x0",
        "timestamp": hex(timestamp),
        "extraData": "0x" + b"CryptoCity sandbox".hex(),
        "mixHash": _ZERO_HASH,
        "nonce": "0x0000000000000000",
        "baseFeePerGas": hex(_BASE_FEE),
        "withdrawalsRoot": "0x" + list_root([encode_withdrawal(each) for each in withdrawals]).hex(),
        "withdrawals": withdrawals,
        "excessBlobGas": "0x0",
        "parentBeaconBlockRoot": _ZERO_HASH,
        "uncles": [],
    }


def fee_of(intent: Intent) -> int:
    """Return what a transaction's gas costs its sender, wei."""
    return _gas(intent) * (_BASE_FEE + _TIP)


def _gas(intent: Intent) -> int:
    return 21_000 if intent.token == _NATIVE else 51_000 if intent.succeeds else 29_000


def _receipt(each: _Signed, gas: int) -> Json:
    intent = each.intent
    logs: list[Json] = []
    if intent.succeeds and intent.token != _NATIVE:
        holders = [f"0x{address[2:]:0>64}" for address in (intent.wallet.address, intent.recipient)]
        logs.append({"address": intent.token, "topics": [TRANSFER_TOPIC, *holders], "data": f"0x{intent.amount:064x}"})
    return {
        "type": hex(each.kind),
        "status": hex(intent.succeeds),
        "cumulativeGasUsed": hex(gas),
        "gasUsed": hex(_gas(intent)),
        "effectiveGasPrice": hex(_BASE_FEE + _TIP),
        "from": intent.wallet.address,
        "to": each.transaction["to"],
        "contractAddress": None,
        "logs": logs,
        "logsBloom": f"0x{_bloom(logs):0512x}",
    }


def _placed(receipts: Sequence[Json], hashes: Sequence[str], place: Mapping[str, str]) -> list[Json]:
    placed, log_index = [], 0
    for index, (receipt, hash_) in enumerate(zip(receipts, hashes, strict=True)):
        here = {**place, "transactionHash": hash_, "transactionIndex": hex(index)}
        logs = [
            {**log, **here, "logIndex": hex(log_index + at), "removed": False} for at, log in enumerate(receipt["logs"])
        ]
        log_index += len(logs)
        placed.append({**receipt, **here, "logs": logs})
    return placed


def _joined_bloom(receipts: Sequence[Json]) -> str:
    joined = 0
    for receipt in receipts:
        joined |= int(receipt["logsBloom"], 16)
    return f"0x{joined:0512x}"


def _bloom(logs: Sequence[Json]) -> int:
    joined = 0
    for log in logs:
        for entry in (log["address"], *log["topics"]):
            joined |= _bloom_bits(entry)
    return joined


@cache
def _bloom_bits(entry: str) -> int:
    """Return the three bits that an address or topic sets (Yellow Paper, section 4.3.1)."""
    hashed = keccak(bytes.fromhex(entry[2:]))
    bits = (int.from_bytes(hashed[at : at + 2]) & 2047 for at in (0, 2, 4))
    return sum(1 << bit for bit in set(bits))


def _quantity(raw: bytes) -> str:
    return hex(int.from_bytes(raw))
