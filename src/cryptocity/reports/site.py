"""The report site of one home, on this machine only; it reads the release pointer anew for each request.

/                      leads to a language
/<language>/           reports of the current release, or of the newest before it that has some
/quality/, /docs/      audit documents of that same release, and dbt's documentation of it
/releases/<id>/        one release: its reports, audit documents and dbt's documentation
"""

import io
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import BinaryIO, cast
from urllib.parse import quote, unquote, urlsplit

from cryptocity.errors import ReleaseMissing, WrongUsage
from cryptocity.release.manifest import read_manifest, release_folder

_LOG = logging.getLogger(__name__)
_HOST = "127.0.0.1"
_REPORTS = "reports"
_BESIDE = ("quality", "docs")


def serve_site(home: Path, port: int, *, announce: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; `announce` is told the address first. Raises WrongUsage: the port is taken."""
    with Site(home, port) as site, suppress(KeyboardInterrupt):
        announce(site.url)
        site.serve_forever()


@contextmanager
def serving_site(home: Path, port: int) -> Iterator[str]:
    """Serve in the background until the block ends; yield the address. Raises WrongUsage: the port is taken."""
    with Site(home, port) as site:
        thread = Thread(target=site.serve_forever)
        thread.start()
        try:
            yield site.url
        finally:
            site.shutdown()
            thread.join()


class Site(ThreadingHTTPServer):
    """The server: `serve_forever` answers until `shutdown`."""

    daemon_threads = True

    def __init__(self, home: Path, port: int) -> None:
        """Listen on the port; 0 takes a free one. Raises WrongUsage: the port is taken."""
        self.home = home
        try:
            super().__init__((_HOST, port), _Request)
        except OSError as error:
            raise WrongUsage(f"cannot serve on port {port} ({error.strerror}); set CRYPTOCITY_SITE_PORT") from None

    @property
    def url(self) -> str:
        """Return the address of the front page."""
        return f"http://{_HOST}:{self.server_port}/"


def locate(home: Path, url_path: str) -> Path:
    """Return the file or folder that a path of the site names. Raises ReleaseMissing: nothing that may be seen."""
    if "\0" in unquote(url_path):
        raise ReleaseMissing("no path holds a zero byte")
    match _parts(url_path):
        case ["releases", release_id, *inner]:
            folder = release_folder(home, release_id)
        case [part, *_] as inner if part in _BESIDE:
            folder = published_release(home)
        case parts:
            folder, inner = published_release(home), [_REPORTS, *parts]
    path = folder.joinpath(*inner).resolve()
    if not any(path.is_relative_to(folder / shown) for shown in (_REPORTS, *_BESIDE)):
        raise ReleaseMissing(f"nothing to see under {url_path}")
    return path


def published_release(home: Path) -> Path:
    """Return the folder of the current release, or of the newest before it that has reports. Raises ReleaseMissing."""
    folder = release_folder(home)
    passed_by: set[Path] = set()
    while not (folder / _REPORTS / "index.html").exists():
        passed_by.add(folder)
        previous = read_manifest(home, folder.name).previous
        if previous is None or (folder := release_folder(home, previous)) in passed_by:
            raise ReleaseMissing("no release has reports yet")
    return folder


def _parts(url_path: str) -> list[str]:
    return [part for part in unquote(urlsplit(url_path).path).split("/") if part]


class _Request(SimpleHTTPRequestHandler):
    """Answers GET and HEAD; a folder answers with its index page or not at all."""

    _found: Path

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        match _parts(self.path):
            case ["releases", release_id]:
                self._move_to(f"/releases/{quote(release_id)}/{_REPORTS}/")
                return None
        try:
            self._found = locate(cast("Site", self.server).home, self.path)
        except ReleaseMissing as error:
            self.send_error(HTTPStatus.NOT_FOUND, explain=str(error))
            return None
        return super().send_head()

    def translate_path(self, path: str) -> str:  # noqa: ARG002  the base class asks for what `send_head` has found
        return str(self._found)

    def list_directory(self, path: str | os.PathLike[str]) -> None:  # noqa: ARG002  no folder is listed
        self.send_error(HTTPStatus.NOT_FOUND, explain="there is no page here")

    def end_headers(self) -> None:
        # The same address shows another release tomorrow, an older one even after a roll-back.
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        _LOG.debug(format, *args)

    def _move_to(self, place: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()
