"""A sandbox city whose answers can be changed on their way to us, and what must hold of the lake after that."""

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

import msgspec
import pytest
from starlette.responses import Response

from cryptocity.payloads import digest
from cryptocity.sources import DATASETS
from loopback import access_to, extract

SATURDAY, YESTERDAY, DAY, TOMORROW = date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)
NOT_OVER = date(2026, 11, 4)
SOURCES = ("cbdc", "exchanges", "market", "merchants", "reference")


@dataclass(frozen=True)
class Answer:
    """An answer on its way: what the city said, or what is said in its place."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Tampering:
    """What is done on one path: the city is asked another `query`, or `instead` another path; `change` rewrites."""

    path: str
    change: object
    query: dict[str, str]
    instead: str
    times: float


@dataclass
class TamperedCity:
    """A web application whose answers pass as they are, except while `tampered` says otherwise."""

    application: object
    url: str = ""
    tamperings: list[Tampering] = field(default_factory=list)

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        tampering = next((each for each in self.tamperings if each.path == scope["path"] and each.times > 0), None)
        query = dict(parse_qsl(scope["query_string"].decode()))
        plain = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
        asked = {**scope, "headers": plain}
        if tampering:
            asked |= {"path": tampering.instead, "raw_path": tampering.instead.encode()}
            asked |= {"query_string": urlencode({**query, **tampering.query}).encode()}
        answer = await self._asked(asked, receive)
        if tampering:
            tampering.times -= 1
            answer = tampering.change(answer, query)
        await Response(answer.body, answer.status, answer.headers)(scope, receive, send)

    async def _asked(self, scope, receive):
        messages = []

        async def keep(message):
            messages.append(message)

        await self.application(scope, receive, keep)
        headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
        headers.pop("content-length", None)
        body = b"".join(message.get("body", b"") for message in messages)
        return Answer(body, messages[0]["status"], headers)

    @contextmanager
    def tampered(self, path, change=lambda answer, _: answer, *, query=None, instead=None, times=float("inf")):
        """Have the answers of a path changed by `change(answer, query)`, all or the first so many, in this block."""
        tampering = Tampering(path, change, query or {}, instead or path, times)
        self.tamperings.append(tampering)
        try:
            yield
        finally:
            self.tamperings.remove(tampering)

    def extract(self, source, lake, *, day=DAY, **access):
        """Extract one source day from this city."""
        return extract(source, day, lake, access_to(self.url, **access))

    def refuses(self, source, lake, refusal, **access):
        """Extract a source day that may not land: the refusal, an error and its words, is one line; nothing is left."""
        error, words = refusal
        with pytest.raises(error, match=words) as caught:
            self.extract(source, lake, **{"attempts": 1, **access})
        assert "\n" not in str(caught.value)
        assert files_below(lake.home) == {}

    def repairs(self, source, lake, honest):
        """Extract the day as the city tells it: whatever happened before, the lake is as if nothing had."""
        self.extract(source, lake)
        assert of_source(source, lake) == of_source(source, honest)


def answers(body=None, **changes):
    """Change an answer's body, status or headers."""
    changes |= {} if body is None else {"body": body}
    return lambda answer, _: replace(answer, **changes)


def records(change):
    """Change the records of an answer, JSON lines or items of JSON, and the count that goes with them."""

    def changed(answer, _):
        if "x-record-count" in answer.headers:
            lines = change(answer.body.splitlines())
            headers = {**answer.headers, "x-record-count": str(len(lines))}
            return replace(answer, body=b"".join(line + b"\n" for line in lines), headers=headers)
        page = msgspec.json.decode(answer.body, type=dict[str, msgspec.Raw])
        items = change([bytes(item) for item in msgspec.json.decode(page["items"], type=list[msgspec.Raw])])
        counted = {"total": len(items)} if "total" in page else {}
        listed = b"[" + b",".join(items) + b"]"
        return replace(answer, body=msgspec.json.encode({**page, **counted, "items": msgspec.Raw(listed)}))

    return changed


def files_below(folder):
    """Return the hash of every file below a folder, the locks aside."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "locks")
    return {str(path.relative_to(folder)): digest(path.read_bytes()) for path in paths}


def of_source(source, lake):
    """Return the hash of every file that a lake holds of a source: rows, manifests, payloads, quarantine."""
    return {name: sha256 for name, sha256 in files_below(lake.home).items() if f"/{source}/" in name}


def datasets_of(source):
    return tuple(dataset for dataset in DATASETS if dataset.source == source)


def adds_up(source, lake, *, day=DAY):
    """Tell that every row received landed or is in quarantine, and the manifests say how many of each."""
    for dataset in datasets_of(source):
        manifest = lake.manifest(dataset, day)
        assert manifest.rows_received == manifest.rows_landed + manifest.rows_quarantined
        assert manifest.rows_landed == lake.rows(dataset, day).height
        assert manifest.rows_quarantined == len(lake.rejected(dataset, day))
    return True


def has_all_good_rows(source, lake, honest):
    """Tell that every table of the source holds exactly the rows that the city tells."""
    for dataset in datasets_of(source):
        assert lake.rows(dataset, DAY).equals(honest.rows(dataset, DAY)), dataset.id
    return True
