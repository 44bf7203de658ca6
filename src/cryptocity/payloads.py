"""The payload archive: answers as received, compressed, and sealed where they name persons.

Sealing is AES-SIV (RFC 5297), which is deterministic: the same answer and key give the same bytes, so a replay changes
nothing. Without the key an archived answer tells no more than its size.
"""

import hashlib
import hmac
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import msgspec
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cryptocity.errors import LakeIncomplete

_LEVEL = 3
PART_BYTES = 16_000_000


class StoredFile(msgspec.Struct, frozen=True):
    """A file of a partition or of the payload archive, with the hash of its bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Payload:
    """One answer as received: a name that is unique in its source day, the bytes, and whether they name persons."""

    name: str
    content: bytes
    personal: bool = False


@dataclass(frozen=True)
class Seal:
    """Compresses and, for sources that name persons, encrypts payloads with a key derived from the pseudonym key.

    What was sealed with the `former` key still opens; nothing is sealed with it any more.
    """

    key: bytes = field(repr=False)
    former: bytes | None = field(default=None, repr=False)

    @property
    def fingerprint(self) -> str:
        """Return what tells this key from another, and nothing else of it: an HMAC of a fixed text."""
        return hmac.digest(self.key, b"cryptocity pseudonym key", hashlib.sha256).hex()[:16]

    def close(self, payload: Payload) -> tuple[str, bytes]:
        """Return the file name, with a hash of the bytes so that no answer overwrites another, and the bytes."""
        packed = zstandard.ZstdCompressor(level=_LEVEL).compress(payload.content)
        if not payload.personal:
            return f"{payload.name}.{digest(packed)[:12]}.zst", packed
        sealed = _cipher(self.key).encrypt(packed, [payload.name.encode()])
        return f"{payload.name}.{digest(sealed)[:12]}.zst.siv", sealed

    def open(self, file_name: str, stored: bytes) -> Payload:
        """Return the answer as received. Raises LakeIncomplete: another key, or changed bytes."""
        name = _name_in(file_name)
        try:
            packed = self._unsealed(name, stored) if file_name.endswith(".siv") else stored
            return Payload(name, zstandard.ZstdDecompressor().decompress(packed), file_name.endswith(".siv"))
        except (InvalidTag, zstandard.ZstdError):
            raise LakeIncomplete(f"payload {file_name} does not open: wrong pseudonym key or changed bytes") from None

    def _unsealed(self, name: str, stored: bytes) -> bytes:
        try:
            return _cipher(self.key).decrypt(stored, [name.encode()])
        except InvalidTag:
            if self.former is None:
                raise
            return _cipher(self.former).decrypt(stored, [name.encode()])


def _cipher(key: bytes) -> AESSIV:
    derived = HKDF(algorithm=SHA256(), length=64, salt=None, info=b"cryptocity payload archive").derive(key)
    return AESSIV(derived)


@dataclass(frozen=True)
class Archived:
    """An answer in the archive, opened each time it is asked for: a day of many answers takes the memory of one."""

    folder: Path
    file: StoredFile
    seal: Seal = field(repr=False)

    @property
    def name(self) -> str:
        """Return the answer's name, unique in its source day."""
        return _name_in(self.file.name)

    @property
    def personal(self) -> bool:
        """Tell whether the answer names persons, and is sealed."""
        return self.file.name.endswith(".siv")

    @property
    def content(self) -> bytes:
        """Return the answer as received. Raises LakeIncomplete: missing, changed, or sealed with another key."""
        path = self.folder / self.file.name
        stored = path.read_bytes() if path.exists() else b""
        if digest(stored) != self.file.sha256:
            raise LakeIncomplete(f"{path.name} is missing or was changed; extract the day again")
        return self.seal.open(self.file.name, stored).content


Answer: TypeAlias = Payload | Archived


def parts_of(chunks: Iterable[bytes], size: int = PART_BYTES) -> Iterator[bytes]:
    """Cut a stream of lines into parts of whole lines, at the same places however the stream arrives.

    A part ends with the last line that ends within `size` bytes, or else with the first that ends after them.
    """
    rest = bytearray()
    for chunk in chunks:
        rest += chunk
        while len(rest) >= size and (end := rest.rfind(b"\n", 0, size) + 1 or rest.find(b"\n", size) + 1):
            yield bytes(rest[:end])
            del rest[:end]
    if rest:
        yield bytes(rest)


def pieces_of(chunks: Iterable[bytes], size: int = PART_BYTES) -> Iterator[bytes]:
    """Cut a stream into pieces of `size` bytes, the last one shorter, however the stream arrives; at least one."""
    rest, is_first = bytearray(), True
    for chunk in chunks:
        rest += chunk
        while len(rest) > size:
            yield bytes(rest[:size])
            is_first = False
            del rest[:size]
    if rest or is_first:
        yield bytes(rest)


class Joined(io.RawIOBase):
    """Pieces of one answer as one stream of bytes, with one of them in memory at a time. It rewinds to its start."""

    def __init__(self, pieces: Sequence[Answer]) -> None:
        """Read these pieces, in this order."""
        self._pieces = pieces
        self.seek(0)

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that this can be rewound."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go back to the start. Raises UnsupportedOperation for any other place."""
        if (offset, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation("pieces are read from the start")
        self._left, self._piece, self._at = list(self._pieces), memoryview(b""), 0
        return 0

    def tell(self) -> int:
        """Return how many bytes have been read."""
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what an io.BufferedReader hands over
        """Fill the buffer, or what of it the piece at hand fills. Returns the number of bytes, 0 at the end."""
        while not self._piece and self._left:
            self._piece = memoryview(self._left.pop(0).content)
        size = min(len(buffer), len(self._piece))
        buffer[:size] = self._piece[:size]
        self._piece, self._at = self._piece[size:], self._at + size
        return size


def _name_in(file_name: str) -> str:
    return file_name.removesuffix(".siv").removesuffix(".zst").rpartition(".")[0]


def extraction_of(payloads: Sequence[StoredFile], tables: Sequence[str]) -> str:
    """Return the name of an extraction: a hash of its payloads, and of the hashes of its tables, in any order."""
    return digest(msgspec.json.encode([payloads, sorted(tables)]))[:16]


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file of any size, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
