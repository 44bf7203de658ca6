"""Addresses of the simulated world on chains without keys of its own: right in form and check sum, owned by nobody."""

import hashlib

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BITCOIN, _TRON = b"\x00", b"\x41"


def bitcoin_address(name: str) -> str:
    """Return the Bitcoin address that goes with a name."""
    return _base58check(_BITCOIN, name)


def tron_address(name: str) -> str:
    """Return the Tron address that goes with a name."""
    return _base58check(_TRON, name)


def _base58check(version: bytes, name: str) -> str:
    payload = version + hashlib.sha256(f"sandbox/{name}".encode()).digest()[:20]
    check = hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, digits = int.from_bytes(payload + check, "big"), ""
    while number:
        number, digit = divmod(number, len(_BASE58))
        digits = _BASE58[digit] + digits
    leading = len(payload) - len(payload.lstrip(b"\0"))
    return _BASE58[0] * leading + digits
