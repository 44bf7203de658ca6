"""The sandbox's Bitcoin chain: a small regtest of real blocks; pools mine and pay miners, who sell to an exchange.

Before the first day lie enough blocks for a coinbase to be spendable. Around midnight two timestamps run backwards, as
they may, and six blocks follow the end of each day, so that every day is over on chain and its blocks are final. Each
spending input carries a signature (BIP-143); a licensed pool sends a share of what it mines to the reserve, which also
seizes coins and sells some. Bitcoin Core's own rules accept every block; a test holds it to that.

Source: Bitcoin Core src/kernel/chainparams.cpp (regtest).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import numpy as np
from coincurve import PrivateKey

from cryptocity.sandbox.bitcoin_holders import (
    NETWORK,
    Holder,
    exchange_holder,
    miner_holder,
    pool_holder,
    reserve_holder,
    seized_holder,
)
from cryptocity.sandbox.city import City
from cryptocity.sources.bitcoin.scripts import double_sha256, read_script
from cryptocity.sources.bitcoin.verify import merkle_root, target_of
from cryptocity.sources.bitcoin.wire import Header, Transaction, encode_header, encode_transaction
from cryptocity.window import Window

_MATURITY = 100
_BLOCKS_BEFORE = _MATURITY + 9
_SPACING_SECONDS = 600
_HOURS = (4, 8, 11, 14, 17, 20)
_AROUND_MIDNIGHT_MINUTES = (10, -2, 20, 30, 40, 50, 60)
_MIDNIGHT = 86_400
_COIN = 100_000_000
_FEE = 2_000
_RESERVE_SHARE, _MINERS_SHARE = 0.05, 0.3
_BLOCKS_BETWEEN_SEIZURES, _BLOCKS_BETWEEN_RESERVE_SALES = 5, 7
_BITS = f"{NETWORK.easiest_bits:08x}"
_NO_PARENT = "0" * 64
_VERSION_AND_NONCE, _GENESIS_VERSION_AND_NONCE = (0x20000000, 0), (1, 2)
_GENESIS_TIME = 1_296_688_602
_GENESIS_SCRIPT = (
    "04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f6620"
    "7365636f6e64206261696c6f757420666f722062616e6b73"
)
_GENESIS_KEY = (
    "04678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7"
    "ba0b8d578a4c702b6bf11d5f"
)
_SEQUENCE = 0xFFFFFFFD

Json = dict[str, Any]


@dataclass(frozen=True)
class Pool:
    """A fictitious mining pool, or a foreign one: the tag that it writes, and whether Kazakhstan has licensed it."""

    name: str
    tag: str
    is_licensed: bool


POOLS = (
    Pool("Alatau Pool", "/Alatau Pool/", True),
    Pool("Saryarqa Pool", "/Saryarqa Pool/", True),
    Pool("ViaBTC", "/ViaBTC/", False),
    Pool("none", "", False),
)
MINERS = 6


@dataclass(frozen=True)
class Coin:
    """An output that its holder can spend since a height."""

    txid: str
    index: int
    satoshi: int
    holder: Holder
    spendable_since: int


@dataclass
class BitcoinChain:
    """The blocks mined so far, as getblock with verbosity 3 shows them but for their depth."""

    blocks: list[Json] = field(default_factory=list)
    coins: dict[str, list[Coin]] = field(default_factory=dict)

    def mine_day(self, city: City, day: date) -> None:
        """Mine a day's blocks, before the first one those that lie before it."""
        start = int(Window.of_day(day).start.timestamp())
        dice = city.dice("bitcoin", day)
        if not self.blocks:
            self.blocks.append(_genesis())
            for number in range(_BLOCKS_BEFORE):
                self._mine(city, start - (_BLOCKS_BEFORE - number) * _SPACING_SECONDS, dice)
        regular = (start + hour * 3_600 + int(dice.integers(0, 1_800)) for hour in _HOURS)
        for timestamp in (*regular, *(start + _MIDNIGHT + minutes * 60 for minutes in _AROUND_MIDNIGHT_MINUTES)):
            self._mine(city, timestamp, dice)

    def _mine(self, city: City, timestamp: int, dice: np.random.Generator) -> None:
        height, number = len(self.blocks), int(dice.choice(len(POOLS), p=(0.35, 0.25, 0.25, 0.15)))
        paid = list(self._payments(city, dice)) if height >= _MATURITY else []
        holder = pool_holder(city.seed, number)
        coinbase = _coinbase(height, POOLS[number].tag, holder, paid)
        transactions = [coinbase, *(transaction for transaction, _ in paid)]
        self.blocks.append(_block(timestamp, self.blocks, transactions))
        coin = Coin(coinbase["txid"], 0, _satoshi(coinbase["vout"][0]), holder, height + _MATURITY)
        self._keep(f"pool {number}", coin)

    def _payments(self, city: City, dice: np.random.Generator) -> Iterator[tuple[Json, int]]:
        """Yield this block's transactions with their fees: pools pay miners and the reserve, a miner sells or loses."""
        for number, pool in enumerate(POOLS):
            if coin := self._taken(f"pool {number}"):
                yield self._pool_pays(city, coin, pool, dice=dice)
                break
        miner = int(dice.integers(0, MINERS))
        if coin := self._taken(f"miner {miner}", newest=True):
            is_seized = len(self.blocks) % _BLOCKS_BETWEEN_SEIZURES == 0
            taker = seized_holder(city.seed) if is_seized else exchange_holder(city.seed)
            taken = int(coin.satoshi * dice.uniform(0.4, 0.9))
            rest = coin.satoshi - taken - _FEE
            transaction = _transaction(coin, [(taker, taken), (coin.holder, rest)])
            self._keep(f"miner {miner}", Coin(transaction["txid"], 1, rest, coin.holder, 0))
            if is_seized:
                self._keep("seized", Coin(transaction["txid"], 0, taken, taker, 0))
            yield transaction, _FEE
        yield from self._reserve_sells(city)

    def _reserve_sells(self, city: City) -> Iterator[tuple[Json, int]]:
        """Yield the sale of half of what was seized first, now and then."""
        if len(self.blocks) % _BLOCKS_BETWEEN_RESERVE_SALES == 0 and (coin := self._taken("seized")):
            sold = coin.satoshi // 2
            rest = coin.satoshi - sold - _FEE
            transaction = _transaction(coin, [(exchange_holder(city.seed), sold), (coin.holder, rest)])
            self._keep("seized", Coin(transaction["txid"], 1, rest, coin.holder, 0))
            yield transaction, _FEE

    def _pool_pays(self, city: City, coin: Coin, pool: Pool, *, dice: np.random.Generator) -> tuple[Json, int]:
        first, second = (int(miner) for miner in dice.choice(MINERS, 2, replace=False))
        each, reserve = int(coin.satoshi * _MINERS_SHARE), int(coin.satoshi * _RESERVE_SHARE)
        paid = [(miner_holder(city.seed, miner), each) for miner in (first, second)]
        if pool.is_licensed:
            paid.append((reserve_holder(city.seed), reserve))
        rest = coin.satoshi - sum(satoshi for _, satoshi in paid) - _FEE
        transaction = _transaction(coin, [*paid, (exchange_holder(city.seed), rest)])
        for index, miner in enumerate((first, second)):
            self._keep(f"miner {miner}", Coin(transaction["txid"], index, each, paid[index][0], 0))
        return transaction, _FEE

    def _keep(self, holder: str, coin: Coin) -> None:
        if coin.satoshi > _COIN // 100:
            self.coins.setdefault(holder, []).append(coin)

    def _taken(self, holder: str, *, newest: bool = False) -> Coin | None:
        """Return the holder's oldest or newest coin, taken from what it holds, if it can be spent by now."""
        held, at = self.coins.get(holder, []), -1 if newest else 0
        return held.pop(at) if held and held[at].spendable_since <= len(self.blocks) else None


def _satoshi(output: Json) -> int:
    return int(output["value"] * _COIN)


def _output(index: int, holder: Holder, satoshi: int) -> Json:
    kind, address = read_script(holder.script, NETWORK)
    script = {"hex": holder.script, "address": address, "type": kind}
    return {"value": Decimal(satoshi).scaleb(-8), "n": index, "scriptPubKey": script}


def _transaction(coin: Coin, paid: Sequence[tuple[Holder, int]]) -> Json:
    """Return a signed transaction that spends a coin of a witness key hash, whole."""
    outputs = [_output(index, holder, satoshi) for index, (holder, satoshi) in enumerate(paid)]
    spending: Json = {"txid": coin.txid, "vout": coin.index, "scriptSig": {"asm": "", "hex": ""}, "sequence": _SEQUENCE}
    key = PrivateKey(coin.holder.key)
    signature = key.sign(hash_to_sign(coin, outputs), hasher=None) + b"\x01"
    spending["txinwitness"] = [signature.hex(), key.public_key.format().hex()]
    spent = _output(coin.index, coin.holder, coin.satoshi)
    spending["prevout"] = {"generated": coin.spendable_since > 0, **{n: spent[n] for n in ("value", "scriptPubKey")}}
    return _named({"version": 2, "locktime": 0, "vin": [spending], "vout": outputs})


def hash_to_sign(coin: Coin, outputs: Sequence[Json]) -> bytes:
    """Return what a spender of one witness key hash signs (BIP-143)."""
    outpoint = bytes.fromhex(coin.txid)[::-1] + coin.index.to_bytes(4, "little")
    sequence = _SEQUENCE.to_bytes(4, "little")
    code = bytes.fromhex(f"1976a914{coin.holder.script[4:]}88ac")
    paid = b"".join(
        _satoshi(output).to_bytes(8, "little") + bytes((len(script),)) + script
        for output in outputs
        for script in (bytes.fromhex(output["scriptPubKey"]["hex"]),)
    )
    parts = ((2).to_bytes(4, "little"), double_sha256(outpoint), double_sha256(sequence), outpoint, code)
    spent = coin.satoshi.to_bytes(8, "little") + sequence
    return double_sha256(b"".join((*parts, spent, double_sha256(paid), bytes(4), (1).to_bytes(4, "little"))))


def _coinbase(height: int, tag: str, holder: Holder, paid: Sequence[tuple[Json, int]]) -> Json:
    """Return the coinbase: the height and the pool's tag, subsidy and fees, and a commitment to the witnesses."""
    text = tag.encode()
    size = height.bit_length() // 8 + 1
    number = bytes((0x50 + height,)) if height <= 16 else bytes((size,)) + height.to_bytes(size, "little")
    script = number + bytes((len(text) + 4,)) + height.to_bytes(4) + text
    outputs = [_output(0, holder, NETWORK.subsidy_satoshi(height) + sum(fee for _, fee in paid))]
    spending: Json = {"coinbase": script.hex(), "sequence": 0xFFFFFFFF}
    if paid:
        root = merkle_root([bytes(32), *(bytes.fromhex(each["hash"])[::-1] for each, _ in paid)])
        spending["txinwitness"] = [bytes(32).hex()]
        committed = f"6a24aa21a9ed{double_sha256(root + bytes(32)).hex()}"
        outputs.append({"value": Decimal(0), "n": 1, "scriptPubKey": {"hex": committed, "type": "nulldata"}})
    return _named({"version": 2, "locktime": 0, "vin": [spending], "vout": outputs})


def _named(transaction: Json) -> Json:
    """Return a transaction with its ids and its own bytes."""
    read = msgspec.convert({"txid": "", **transaction}, Transaction)
    stripped, whole = encode_transaction(read, [_satoshi(output) for output in transaction["vout"]])
    txid, witness_id = (double_sha256(content)[::-1].hex() for content in (stripped, whole or stripped))
    return {"txid": txid, "hash": witness_id, **transaction, "hex": (whole or stripped).hex()}


def _genesis() -> Json:
    """Return the first block of every regtest, whose coinbase is that of the main network and can never be spent."""
    holder = Holder(b"", f"41{_GENESIS_KEY}ac")
    spending: Json = {"coinbase": _GENESIS_SCRIPT, "sequence": 0xFFFFFFFF}
    coinbase = _named({"version": 1, "locktime": 0, "vin": [spending], "vout": [_output(0, holder, 50 * _COIN)]})
    return _block(_GENESIS_TIME, [], [coinbase])


def _block(timestamp: int, before: Sequence[Json], transactions: Sequence[Json]) -> Json:
    version, nonce = _VERSION_AND_NONCE if before else _GENESIS_VERSION_AND_NONCE
    header = Header(
        hash="",
        height=len(before),
        version=version,
        merkleroot=merkle_root([bytes.fromhex(each["txid"])[::-1] for each in transactions])[::-1].hex(),
        time=timestamp,
        nonce=nonce,
        bits=_BITS,
        confirmations=1,
        previousblockhash=before[-1]["hash"] if before else _NO_PARENT,
    )
    times = sorted([timestamp, *(block["time"] for block in before[-10:])])
    named = _worked(header)
    shown = {name: getattr(named, name) for name in Header.__struct_fields__ if name != "confirmations"}
    counted = {"mediantime": times[len(times) // 2], "nTx": len(transactions), "versionHex": f"{version:08x}"}
    return {**shown, **counted, "tx": list(transactions)}


def _worked(header: Header) -> Header:
    """Return the header with the first nonce whose hash meets the easy target."""
    target = target_of(int(header.bits, 16))
    while int.from_bytes(hashed := double_sha256(encode_header(header)), "little") > target:
        header = msgspec.structs.replace(header, nonce=header.nonce + 1)
    return msgspec.structs.replace(header, hash=hashed[::-1].hex())
