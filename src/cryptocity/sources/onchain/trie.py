"""Keccak-256, RLP and the Merkle-Patricia trie root of a list: the arithmetic that commits a block to its contents.

Source: Ethereum Yellow Paper, appendices B (RLP), C (hex prefix) and D (trie).
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import TypeAlias

from Crypto.Hash import keccak as _keccak

_SHORT = 56
_INLINE = 32

Item: TypeAlias = tuple[bytes, bytes]  # nibbles of the key, value


def keccak(content: bytes) -> bytes:
    """Return the 32 bytes of Keccak-256, Ethereum's hash (not the later SHA3-256)."""
    return _keccak.new(digest_bits=256, data=content).digest()


def rlp_bytes(content: bytes) -> bytes:
    """Encode one string of bytes."""
    size = len(content)
    if size == 1 and content[0] < 0x80:
        return content
    return (bytes((0x80 + size,)) if size < _SHORT else _long_prefix(0xB7, size)) + content


def rlp_list(encoded: Sequence[bytes]) -> bytes:
    """Encode a list of items that are encoded already."""
    content = b"".join(encoded)
    size = len(content)
    return (bytes((0xC0 + size,)) if size < _SHORT else _long_prefix(0xF7, size)) + content


def rlp_int(number: int) -> bytes:
    """Encode a whole number: big-endian, without leading zeros."""
    return rlp_bytes(number.to_bytes((number.bit_length() + 7) // 8))


def _long_prefix(offset: int, size: int) -> bytes:
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((offset + len(length),)) + length


def list_root(values: Sequence[bytes]) -> bytes:
    """Return the root of the trie that maps RLP(0), RLP(1), … to the values, as a block commits to its lists."""
    if not values:
        return keccak(rlp_bytes(b""))
    return keccak(_node([(nibbles, values[index]) for nibbles, index in _keys(len(values))], 0))


@lru_cache(maxsize=1024)
def _keys(count: int) -> tuple[tuple[bytes, int], ...]:
    return tuple(sorted((bytes.fromhex("0" + "0".join(rlp_int(index).hex())), index) for index in range(count)))


def _node(items: Sequence[Item], depth: int) -> bytes:
    first, value = items[0]
    if len(items) == 1:
        return rlp_list((rlp_bytes(_hex_prefix(first[depth:], is_leaf=True)), rlp_bytes(value)))
    shared = _shared_depth(first, items[-1][0], depth)
    if shared > depth:
        path = rlp_bytes(_hex_prefix(first[depth:shared], is_leaf=False))
        return rlp_list((path, _reference(_node(items, shared))))
    children = [b"\x80"] * 17
    for nibble, group in groupby(items, lambda item: item[0][depth]):
        children[nibble] = _reference(_node(tuple(group), depth + 1))
    return rlp_list(children)


def _reference(node: bytes) -> bytes:
    return node if len(node) < _INLINE else b"\xa0" + keccak(node)


def _shared_depth(first: bytes, last: bytes, depth: int) -> int:
    while first[depth] == last[depth]:
        depth += 1
    return depth


def _hex_prefix(nibbles: bytes, *, is_leaf: bool) -> bytes:
    flag = 2 if is_leaf else 0
    padded = bytes((flag + 1,)) + nibbles if len(nibbles) % 2 else bytes((flag, 0)) + nibbles
    return bytes(high << 4 | low for high, low in zip(padded[::2], padded[1::2], strict=True))
