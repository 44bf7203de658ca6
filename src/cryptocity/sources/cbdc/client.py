"""Asks the digital tenge file drop for the files of one day, each proven by the hash in the day's listing."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO, Annotated, TypeVar

import httpx
import msgspec

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.payloads import Answer, Joined, pieces_of
from cryptocity.transport import Transport

T = TypeVar("T")


class _Listed(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.(xml|json)$")]
    sha256: str


class _Listing(msgspec.Struct):
    files: list[_Listed]


@dataclass(frozen=True)
class MessageFile:
    """One file as received: an ISO 20022 message, or the tax office's VAT refund applications.

    It is in memory, on disk, or archived in pieces.
    """

    name: str
    content: bytes | Path | tuple[Answer, ...]

    def from_start(self) -> IO[bytes]:
        """Return the content as a stream, from its start."""
        if isinstance(self.content, tuple):
            return BufferedReader(Joined(self.content))
        return self.content.open("rb") if isinstance(self.content, Path) else BytesIO(self.content)


@dataclass(frozen=True)
class FileDrop:
    """The digital tenge platform's files. A file that is listed twice is one file.

    Raises SourceUnavailable: a file is not what the listing says.
    """

    transport: Transport

    def files(self, day: date, keep: Callable[[str, int, bytes], T]) -> Iterator[T]:
        """Yield what `keep` makes of every file of the day, by name, cut into pieces that are numbered from 0.

        Every piece goes to `keep` as soon as it has come, so that a file of any size takes the memory of one piece.
        """
        listing = self.transport.get("/files", {"on": str(day)}, self._read_listing)
        files = {listed.name: listed for listed in listing.files}
        if len(files) != len({(listed.name, listed.sha256) for listed in listing.files}):
            raise SourceContradiction(f"{self.transport.name}: a file is listed twice, and not as the same")
        for _, listed in sorted(files.items()):
            yield from self.transport.stream(f"/files/{listed.name}", {}, partial(self._whole, listed, keep))

    def _whole(self, listed: _Listed, keep: Callable[[str, int, bytes], T], answer: httpx.Response) -> list[T]:
        hashed, kept = hashlib.sha256(), []
        for number, piece in enumerate(pieces_of(answer.iter_bytes())):
            hashed.update(piece)
            kept.append(keep(listed.name, number, piece))
        if hashed.hexdigest() != listed.sha256:
            raise SourceUnavailable(f"{self.transport.name}: {listed.name} is not the file that was listed")
        return kept

    def _read_listing(self, answer: httpx.Response) -> _Listing:
        try:
            return msgspec.json.decode(answer.content, type=_Listing)
        except (ValueError, RecursionError) as error:
            raise SourceUnavailable(f"{self.transport.name}: the listing of files cannot be read ({error})") from None
