"""Keccak-256, RLP and the Merkle-Patricia trie root of a list: the arithmetic that commits a block to its contents.

Source: Ethereum Yellow Paper, appendices B (RLP), C (hex prefix) and D (trie).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TypeAlias

from Crypto.Hash import keccak as _keccak

_SHORT = 56
_INLINE = 32

_EMPTY = b"\x80"
_BRANCHES = 16

Key: TypeAlias = tuple[bytes, int]  # nibbles of RLP(index), index


def keccak(content: bytes) -> bytes:
    """Return the 32 bytes of Keccak-256, Ethereum's hash (not the later SHA3-256)."""
    return _keccak.new(digest_bits=256, data=content).digest()


def rlp_bytes(content: bytes) -> bytes:
    """Encode one string of bytes."""
    size = len(content)
    return content if size == 1 and content[0] < 0x80 else _prefix(0x80, size) + content


def rlp_list(encoded: Sequence[bytes]) -> bytes:
    """Encode a list of items that are encoded already."""
    content = b"".join(encoded)
    return _prefix(0xC0, len(content)) + content


def rlp_int(number: int) -> bytes:
    """Encode a whole number: big-endian, without leading zeros."""
    return rlp_bytes(number.to_bytes((number.bit_length() + 7) // 8))


@lru_cache(maxsize=4096)
def _prefix(offset: int, size: int) -> bytes:
    if size < _SHORT:
        return bytes((offset + size,))
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((offset + _SHORT - 1 + len(length),)) + length


EMPTY_ROOT = "0x" + keccak(_EMPTY).hex()


def list_root(values: Sequence[bytes]) -> bytes:
    """Return the root of the trie that maps RLP(0), RLP(1), … to the values, as a block commits to its lists."""
    return keccak(_shape(len(values)).encode(values) if values else _EMPTY)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """The rest of a key, RLP of its hex prefix, and the position of the value."""

    path: bytes
    index: int

    def encode(self, values: Sequence[bytes]) -> bytes:
        return rlp_list((self.path, rlp_bytes(values[self.index])))


@dataclass(frozen=True, slots=True)
class _Extension:
    """The part of a key that all keys below share, RLP of its hex prefix."""

    path: bytes
    child: "_Node"

    def encode(self, values: Sequence[bytes]) -> bytes:
        return rlp_list((self.path, _reference(self.child.encode(values))))


@dataclass(frozen=True, slots=True)
class _Branch:
    """One child per nibble; no key ends here, because no RLP of a number begins another."""

    children: tuple["_Node | None", ...]

    def encode(self, values: Sequence[bytes]) -> bytes:
        children = [_reference(child.encode(values)) if child else _EMPTY for child in self.children]
        return rlp_list([*children, _EMPTY])


_Node: TypeAlias = _Leaf | _Extension | _Branch


@lru_cache(maxsize=512)
def _shape(count: int) -> _Node:
    """Return the trie of a list of this length without its values: keys are positions, so lists share it."""
    return _node(sorted((bytes.fromhex("0" + "0".join(rlp_int(at).hex())), at) for at in range(count)), 0)


def _node(keys: Sequence[Key], depth: int) -> _Node:
    first, index = keys[0]
    if len(keys) == 1:
        return _Leaf(rlp_bytes(_hex_prefix(first[depth:], is_leaf=True)), index)
    shared = _shared_depth(first, keys[-1][0], depth)
    if shared > depth:
        return _Extension(rlp_bytes(_hex_prefix(first[depth:shared], is_leaf=False)), _node(keys, shared))
    below = {nibble: _node(tuple(group), depth + 1) for nibble, group in groupby(keys, lambda key: key[0][depth])}
    return _Branch(tuple(below.get(nibble) for nibble in range(_BRANCHES)))


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
