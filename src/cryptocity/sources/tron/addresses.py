"""Tron addresses: 21 bytes, the first 0x41, written in base58 with a checksum of four bytes.

Source: developers.tron.network, "Account"; base58check as in Bitcoin.
"""

from functools import lru_cache
from hashlib import sha256

PREFIX = b"\x41"
_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_SIZE, _CHECKSUM_SIZE = 21, 4


@lru_cache(maxsize=262_144)
def base58check(address: bytes) -> str:
    """Return 21 bytes of an address as people write it. Raises ValueError for bytes that are no address."""
    if len(address) != _SIZE or not address.startswith(PREFIX):
        raise ValueError(f"{address.hex()} is no Tron address: 21 bytes, the first 41")
    number, digits = int.from_bytes(address + _checksum(address)), ""
    while number:
        number, value = divmod(number, len(_DIGITS))
        digits = _DIGITS[value] + digits
    return digits


def from_base58check(text: str) -> bytes:
    """Return the 21 bytes of a written address. Raises ValueError: not base58, wrong checksum, no Tron address."""
    number = 0
    for digit in text:
        if digit not in _VALUES:
            raise ValueError(f"{text!r} is not base58")
        number = number * len(_DIGITS) + _VALUES[digit]
    if number.bit_length() > 8 * (_SIZE + _CHECKSUM_SIZE):
        raise ValueError(f"{text!r} is too long for an address")
    whole = number.to_bytes(_SIZE + _CHECKSUM_SIZE)
    address = whole[:_SIZE]
    if base58check(address) != text:
        raise ValueError(f"{text!r} has a wrong checksum")
    return address


def _checksum(address: bytes) -> bytes:
    return sha256(sha256(address).digest()).digest()[:_CHECKSUM_SIZE]


USDT = from_base58check("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")
TOKENS = frozenset({USDT})
