"""What a locking script says: its kind, in Bitcoin Core's words, and its address.

Source: Bitcoin Core src/script/solver.cpp and src/key_io.cpp; BIP-13 (Base58Check), 141, 173 (Bech32), 350 (Bech32m).
"""

from collections.abc import Iterator
from functools import lru_cache, reduce
from hashlib import sha256
from operator import xor

from cryptocity.sources.bitcoin.networks import Network

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BASE58_PAIRS = tuple(first + second for first in _BASE58 for second in _BASE58)
_MIXED = tuple(
    reduce(xor, (each for at, each in enumerate(_GENERATORS) if bits >> at & 1), 0)  #
    for bits in range(32)
)
_BECH32_MARK, _BECH32M_MARK = 1, 0x2BC830A3
_OP_1, _OP_16, _OP_RETURN, _OP_CHECKSIG, _OP_CHECKMULTISIG = 0x51, 0x60, 0x6A, 0xAC, 0xAE
_PUSH_LENGTHS = {0x4C: 1, 0x4D: 2, 0x4E: 4}
_KEY_SIZES = {2: 33, 3: 33, 4: 65, 6: 65, 7: 65}
_ANCHOR = bytes.fromhex("51024e73")


def double_sha256(content: bytes) -> bytes:
    """Return Bitcoin's hash."""
    return sha256(sha256(content).digest()).digest()


@lru_cache(maxsize=65_536)
def read_script(text: str, network: Network) -> tuple[str, str | None]:
    """Return the kind of a locking script and its address, None where it has none."""
    script = bytes.fromhex(text)
    if len(script) == 25 and script.startswith(b"\x76\xa9\x14") and script.endswith(b"\x88\xac"):
        return "pubkeyhash", _base58check(network.pubkey_prefix, script[3:23])
    if len(script) == 23 and script.startswith(b"\xa9\x14") and script.endswith(b"\x87"):
        return "scripthash", _base58check(network.script_prefix, script[2:22])
    if _is_witness_program(script):
        version = script[0] - _OP_1 + 1 if script[0] else 0
        kind = _witness_kind(version, script)
        return kind, None if kind == "nonstandard" else _segwit_address(network.segwit_prefix, version, script[2:])
    return _kind_without_address(script), None


def _is_witness_program(script: bytes) -> bool:
    """Tell a version number and one push of 2 to 40 bytes (BIP-141)."""
    if not 4 <= len(script) <= 42:
        return False
    return (script[0] == 0 or _OP_1 <= script[0] <= _OP_16) and script[1] == len(script) - 2


def _witness_kind(version: int, script: bytes) -> str:
    if version == 0:
        return {22: "witness_v0_keyhash", 34: "witness_v0_scripthash"}.get(len(script), "nonstandard")
    if version == 1 and len(script) == 34:
        return "witness_v1_taproot"
    return "anchor" if script == _ANCHOR else "witness_unknown"


def _kind_without_address(script: bytes) -> str:
    pushes = list(pushes_of(script))
    if script[:1] == bytes((_OP_RETURN,)) and None not in list(pushes_of(script[1:])):
        return "nulldata"
    if len(pushes) == 2 and _is_key(pushes[0]) and script[-1] == _OP_CHECKSIG:
        return "pubkey"
    return "multisig" if _is_multisig(script, pushes) else "nonstandard"


def _is_multisig(script: bytes, pushes: list[bytes | None]) -> bool:
    """Tell OP_m, n keys, OP_n, OP_CHECKMULTISIG."""
    if len(script) < 4 or script[-1] != _OP_CHECKMULTISIG or not all(_is_key(push) for push in pushes[1:-2]):
        return False
    least, most = script[0] - _OP_1 + 1, script[-2] - _OP_1 + 1
    return 1 <= least <= most == len(pushes) - 3


def _is_key(push: bytes | None) -> bool:
    return bool(push) and _KEY_SIZES.get(push[0]) == len(push)  # type: ignore[index, arg-type]  # not empty


def pushes_of(script: bytes) -> Iterator[bytes | None]:
    """Yield what each operation of a script pushes; None for one that is no push, or for a push that is cut off."""
    at = 0
    while at < len(script):
        operation = script[at]
        at += 1
        if operation > _OP_16:
            yield None
            continue
        width = _PUSH_LENGTHS.get(operation, 0)
        size = int.from_bytes(script[at : at + width], "little") if width else operation if operation < 0x4C else 0
        at += width
        if at + size > len(script):
            yield None
            return
        yield script[at : at + size]
        at += size


def _base58check(prefix: int, content: bytes) -> str:
    payload = bytes((prefix,)) + content
    checked = payload + double_sha256(payload)[:4]
    number, pairs = int.from_bytes(checked), []
    while number:
        number, pair = divmod(number, len(_BASE58_PAIRS))
        pairs.append(_BASE58_PAIRS[pair])
    zeros = len(checked) - len(checked.lstrip(b"\x00"))
    return "1" * zeros + "".join(reversed(pairs)).lstrip("1")


def _segwit_address(prefix: str, version: int, program: bytes) -> str:
    values = [version, *_fives(program)]
    expanded = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    mark = _BECH32M_MARK if version else _BECH32_MARK
    check = _polymod([*expanded, *values, 0, 0, 0, 0, 0, 0]) ^ mark
    values += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return f"{prefix}1" + "".join(_BECH32[value] for value in values)


def _fives(content: bytes) -> list[int]:
    """Return bytes as groups of five bits, the last one filled up with zeros."""
    groups = -(-len(content) * 8 // 5)
    number = int.from_bytes(content) << (groups * 5 - len(content) * 8)
    return [number >> 5 * at & 31 for at in reversed(range(groups))]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value ^ _MIXED[top]
    return check
