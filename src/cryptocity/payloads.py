"""The payload archive: answers as received, compressed, and sealed where they name persons.

Sealing is AES-SIV (RFC 5297), which is deterministic: the same answer and key give the same bytes, so a replay changes
nothing. Without the key an archived answer tells no more than its size.
"""

import hashlib
from dataclasses import dataclass, field

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cryptocity.errors import LakeIncomplete

_LEVEL = 3


@dataclass(frozen=True)
class Payload:
    """One answer as received: a name that is unique in its source day, the bytes, and whether they name persons."""

    name: str
    content: bytes
    personal: bool = False


@dataclass(frozen=True)
class Seal:
    """Compresses and, for sources that name persons, encrypts payloads with a key derived from the pseudonym key."""

    key: bytes = field(repr=False)

    def close(self, payload: Payload) -> tuple[str, bytes]:
        """Return the file name, with a hash of the bytes so that no answer overwrites another, and the bytes."""
        packed = zstandard.ZstdCompressor(level=_LEVEL).compress(payload.content)
        if not payload.personal:
            return f"{payload.name}.{digest(packed)[:12]}.zst", packed
        sealed = self._cipher().encrypt(packed, [payload.name.encode()])
        return f"{payload.name}.{digest(sealed)[:12]}.zst.siv", sealed

    def open(self, file_name: str, stored: bytes) -> Payload:
        """Return the answer as received. Raises LakeIncomplete: another key, or changed bytes."""
        name = file_name.removesuffix(".siv").removesuffix(".zst").rpartition(".")[0]
        try:
            packed = self._cipher().decrypt(stored, [name.encode()]) if file_name.endswith(".siv") else stored
            return Payload(name, zstandard.ZstdDecompressor().decompress(packed), file_name.endswith(".siv"))
        except (InvalidTag, zstandard.ZstdError):
            raise LakeIncomplete(f"payload {file_name} does not open: wrong pseudonym key or changed bytes") from None

    def _cipher(self) -> AESSIV:
        derived = HKDF(algorithm=SHA256(), length=64, salt=None, info=b"cryptocity payload archive").derive(self.key)
        return AESSIV(derived)


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
