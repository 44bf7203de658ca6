"""Asks the digital tenge file drop for the files of one day, each proven by the hash in the day's listing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO, Annotated

import httpx
import msgspec

from cryptocity.errors import SourceUnavailable
from cryptocity.payloads import digest
from cryptocity.transport import Transport


class _Listed(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.(xml|json)$")]
    sha256: str


class _Listing(msgspec.Struct):
    files: list[_Listed]


@dataclass(frozen=True)
class MessageFile:
    """One file as received: an ISO 20022 message, or the tax office's VAT refund applications; in memory or on disk."""

    name: str
    content: bytes | Path

    def from_start(self) -> IO[bytes]:
        """Return the content as a stream, from its start."""
        return self.content.open("rb") if isinstance(self.content, Path) else BytesIO(self.content)

    def read(self) -> bytes:
        """Return the whole content."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content


@dataclass(frozen=True)
class FileDrop:
    """The digital tenge platform's files. Raises SourceUnavailable: a file is not what the listing says."""

    transport: Transport

    def files(self, day: date, folder: Path | None = None) -> Iterator[MessageFile]:
        """Yield every file of the day, in the order of their names: in memory, or else in a folder.

        Of a file that is listed twice there is one in the folder.
        """
        listing = self.transport.get("/files", {"on": str(day)}, self._read_listing)
        for listed in sorted(listing.files, key=lambda listed: listed.name):
            yield MessageFile(listed.name, self._file(listed) if folder is None else self._saved(listed, folder))

    def _file(self, listed: _Listed) -> bytes:
        def whole(answer: httpx.Response) -> bytes:
            if digest(answer.content) != listed.sha256:
                raise SourceUnavailable(f"{self.transport.name}: {listed.name} is not the file that was listed")
            return answer.content

        return self.transport.get(f"/files/{listed.name}", {}, whole)

    def _saved(self, listed: _Listed, folder: Path) -> Path:
        path = folder / listed.name

        def whole(pieces: Iterator[bytes]) -> Path:
            hashed = hashlib.sha256()
            with path.open("wb") as file:
                for piece in pieces:
                    hashed.update(piece)
                    file.write(piece)
            if hashed.hexdigest() != listed.sha256:
                raise SourceUnavailable(f"{self.transport.name}: {listed.name} is not the file that was listed")
            return path

        return self.transport.stream(f"/files/{listed.name}", {}, whole)

    def _read_listing(self, answer: httpx.Response) -> _Listing:
        try:
            return msgspec.json.decode(answer.content, type=_Listing)
        except (ValueError, RecursionError) as error:
            raise SourceUnavailable(f"{self.transport.name}: the listing of files cannot be read ({error})") from None
