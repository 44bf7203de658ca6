"""Which chain an address belongs to, by its form and check sum. Pure.

Addresses of Bitcoin's regression test network are Bitcoin too: a sandbox's reserve lies there.

Source: Bitcoin base58check; BIP-173 and BIP-350 (bech32, bech32m); Tron addresses (base58check, prefix 0x41); Bitcoin
Core src/kernel/chainparams.cpp (regtest).
"""

import hashlib
import re

EVM, BITCOIN, TRON = "evm", "bitcoin", "tron"

_EVM = re.compile("0x[0-9a-fA-F]{40}")
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58_CHECKED = re.compile(f"[123Tmn][{_BASE58}]{{24,34}}")
_CHAIN_OF_VERSION = {0x00: BITCOIN, 0x05: BITCOIN, 0x6F: BITCOIN, 0xC4: BITCOIN, 0x41: TRON}
_DECODED_BYTES, _SUM_BYTES = 25, 4
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_CHECKED = re.compile(f"(bc|bcrt)1[{_BECH32}]{{11,71}}")
_BECH32_SUMS = (1, 0x2BC830A3)
_BECH32_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def chain_of(address: str) -> str | None:
    """Return evm, bitcoin or tron; None for an address of another chain, or one whose check sum is wrong."""
    if _EVM.fullmatch(address):
        return EVM
    if _BECH32_CHECKED.fullmatch(address.lower()) and address in (address.lower(), address.upper()):
        return BITCOIN if _bech32_sum(address.lower()) in _BECH32_SUMS else None
    return _chain_of_base58(address) if _BASE58_CHECKED.fullmatch(address) else None


def canonical(address: str) -> str:
    """Return the one way to write an address: lower case where case means nothing, base58 as it is."""
    lower = address.lower()
    return lower if lower.startswith(("0x", "bc1", "bcrt1")) else address


def _chain_of_base58(address: str) -> str | None:
    number = 0
    for character in address:
        number = number * len(_BASE58) + _BASE58.index(character)
    if number.bit_length() > 8 * _DECODED_BYTES:
        return None
    decoded = number.to_bytes(_DECODED_BYTES, "big")
    payload, check = decoded[:-_SUM_BYTES], decoded[-_SUM_BYTES:]
    if hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:_SUM_BYTES] != check:
        return None
    return _CHAIN_OF_VERSION.get(payload[0])


def _bech32_sum(address: str) -> int:
    prefix, _, data = address.rpartition("1")
    values = [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]
    check = 1
    for value in (*values, *(_BECH32.index(letter) for letter in data)):
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_BECH32_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check
