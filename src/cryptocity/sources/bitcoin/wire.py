"""What a Bitcoin Core node says of headers, blocks and transactions, and the bytes of them that are hashed.

Source: Bitcoin Core JSON-RPC getblockheader, getblock; developer reference, "Raw transaction format"; BIP-144.
"""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

_COIN = 100_000_000
_MOST_COINS = 21_000_000
_NO_PARENT = "0" * 64
_SHORT, _TWO_BYTES = 0xFD, 0xFFFF


class Script(msgspec.Struct, frozen=True, gc=False):
    """A script; the node's own reading of it is left aside."""

    hex: str


class Spent(msgspec.Struct, frozen=True, gc=False):
    """The output that an input spends, as the node tells it: value in coins and locking script."""

    value: Decimal
    script: Script = msgspec.field(name="scriptPubKey")


class Input(msgspec.Struct, frozen=True, gc=False):
    """An input: the output it spends, or the coinbase's free script."""

    sequence: int
    txid: str = ""
    vout: int = 0
    coinbase: str | None = None
    script: Script | None = msgspec.field(name="scriptSig", default=None)
    witness: tuple[str, ...] = msgspec.field(name="txinwitness", default=())
    prevout: Spent | None = None


class Output(msgspec.Struct, frozen=True, gc=False):
    """An output: value in coins and locking script."""

    value: Decimal
    script: Script = msgspec.field(name="scriptPubKey")


class Transaction(msgspec.Struct, frozen=True, gc=False):
    """A transaction; `txid` and `hash` are what the node claims them to be."""

    txid: str
    version: int
    locktime: int
    vin: tuple[Input, ...]
    vout: tuple[Output, ...]
    hash: str | None = None


class Header(msgspec.Struct, frozen=True):
    """A block's header, with what the node adds: height, depth, and the median time of it and the ten before."""

    hash: str
    height: int
    version: int
    merkleroot: str
    time: int
    nonce: int
    bits: str
    confirmations: int
    mediantime: int = 0
    previousblockhash: str = _NO_PARENT


class Block(Header, frozen=True):
    """A block: its header and its transactions in order."""

    tx: tuple[Transaction, ...] = ()


def satoshi_of(value: Decimal) -> int:
    """Return coins as whole satoshi. Raises ValueError: negative, a fraction of one, or more than ever will be."""
    if not 0 <= value <= _MOST_COINS:
        raise ValueError(f"{value} is no value that an output can have")
    exact = value * _COIN
    whole = int(exact)
    if whole != exact:
        raise ValueError(f"{value} is no whole number of satoshi")
    return whole


def reversed_bytes(text: str) -> bytes:
    """Return the bytes of a hash, which is shown back to front in lower case. Raises ValueError."""
    raw = bytes.fromhex(text)
    if len(raw) != 32 or raw.hex() != text:
        raise ValueError(f"{text!r} is no hash")
    return raw[::-1]


def encode_header(header: Header) -> bytes:
    """Return the 80 bytes whose double SHA-256 is the block's hash."""
    return b"".join(
        (
            _signed(header.version),
            reversed_bytes(header.previousblockhash),
            reversed_bytes(header.merkleroot),
            _number(header.time),
            _bits(header.bits),
            _number(header.nonce),
        )
    )


def encode_transaction(transaction: Transaction, values: Sequence[int]) -> tuple[bytes, bytes | None]:
    """Return the bytes behind the transaction's id and, where it has a witness, those behind its witness id.

    `values` are those of its outputs, in satoshi.
    """
    version, locktime = _signed(transaction.version), _number(transaction.locktime)
    body = [_count(len(transaction.vin))]
    body += [_input(each) for each in transaction.vin]
    body.append(_count(len(transaction.vout)))
    for value, output in zip(values, transaction.vout, strict=True):
        body += [value.to_bytes(8, "little"), _bytes(output.script.hex)]
    joined = b"".join(body)
    stripped = version + joined + locktime
    if not any(each.witness for each in transaction.vin):
        return stripped, None
    witness = b"".join(_stack(each.witness) for each in transaction.vin)
    return stripped, b"".join((version, b"\x00\x01", joined, witness, locktime))


def _input(each: Input) -> bytes:
    if each.coinbase is not None:
        return b"\x00" * 32 + b"\xff" * 4 + _bytes(each.coinbase) + _number(each.sequence)
    if each.script is None:
        raise ValueError("an input comes without its script")
    return reversed_bytes(each.txid) + _number(each.vout) + _bytes(each.script.hex) + _number(each.sequence)


def _stack(items: Sequence[str]) -> bytes:
    return _count(len(items)) + b"".join(map(_bytes, items))


def _bytes(text: str) -> bytes:
    raw = bytes.fromhex(text)
    return _count(len(raw)) + raw


def _count(number: int) -> bytes:
    """Return a CompactSize."""
    if number < _SHORT:
        return bytes((number,))
    if number <= _TWO_BYTES:
        return b"\xfd" + number.to_bytes(2, "little")
    return b"\xfe" + number.to_bytes(4, "little")


def _number(number: int) -> bytes:
    return number.to_bytes(4, "little")


def _bits(text: str) -> bytes:
    raw = bytes.fromhex(text)
    if len(raw) != 4 or raw.hex() != text:
        raise ValueError(f"{text!r} are no bits of a target")
    return raw[::-1]


def _signed(number: int) -> bytes:
    """Return a version, which some nodes show as a signed and some as an unsigned number."""
    return number.to_bytes(4, "little", signed=number < 0)
