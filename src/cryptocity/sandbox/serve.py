"""Serves the simulated city over the sources' own protocols, on loopback."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import zstandard
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cryptocity.errors import WrongUsage
from cryptocity.payloads import digest
from cryptocity.sandbox import bitcoin_node, node, tron_node
from cryptocity.sandbox.chain import Block
from cryptocity.sandbox.feeds import (
    classifiers,
    exchanges,
    invoices,
    labels,
    market,
    merchants,
    reference,
    taxes,
    tenge,
)
from cryptocity.sandbox.world import World
from cryptocity.settings import SANDBOX_TOKEN
from cryptocity.window import Window, parse_day

PAGE_SIZE = 250
_LONGEST_OFFLINE = timedelta(days=3)
_LINES, _JSON, _XML = "application/x-ndjson", "application/json", "application/xml"
_TOO_EARLY, _NOT_FOUND, _UNAUTHORIZED, _BAD_REQUEST = 425, 404, 401, 400


@dataclass(frozen=True)
class Kept:
    """An answer of JSON lines, compressed, and how many records it holds."""

    packed: bytes
    records: int


@dataclass
class SandboxCity:
    """A world with its clock: `last_day` names the newest day that is over. Big answers are kept compressed.

    With `late`, offline receipts come up to 72 hours after they were issued, as they may; else on their own day.
    """

    world: World
    last_day: Callable[[], date]
    faulty: bool = True
    late: bool = False
    _kept: dict[tuple[str, date, date], Kept] = field(default_factory=dict)
    _files_kept: dict[date, dict[str, bytes]] = field(default_factory=dict)

    def application(self) -> Starlette:
        """Return the web application that answers for every source."""
        return Starlette(
            routes=[
                Route("/health", self._health),
                Route("/node", self._node, methods=["POST"]),
                Route("/tron/jsonrpc", self._tron_rpc, methods=["POST"]),
                Route("/tron/{method:path}", self._tron),
                Route("/bitcoin", self._bitcoin, methods=["POST"]),
                Route("/exchanges/v1/{report}", self._report),
                Route("/market/{venue}/{path:path}", self._market),
                Route("/cbdc/files", self._files),
                Route("/cbdc/files/{name}", self._file),
                Route("/merchants/receipts/state", self._receipts_state),
                Route("/merchants/e-invoices", self._e_invoices),
                Route("/merchants/{feed}", self._merchants),
                Route("/nationalbank/rss/get_rates.cfm", self._rates),
                Route("/reference/{feed}", self._reference),
                Route("/reference/label-lists/{name}", self._label_list),
            ],
            exception_handlers={_Refusal: _refused, WrongUsage: _unknown},
        )

    def blocks(self) -> list[Block]:
        """Return the blocks up to the end of the newest day that is over."""
        self.world.facts(self.last_day())
        return self.world.chain.blocks

    def bitcoin_blocks(self) -> list[dict[str, Any]]:
        """Return the Bitcoin blocks up to those that follow the newest day that is over."""
        self.world.facts(self.last_day())
        return self.world.bitcoin.blocks

    def _health(self, _: Request) -> Response:
        days = {"first_day": str(self.world.first_day), "last_day": str(self.last_day())}
        return JSONResponse({**days, "simulated": len(self.world.days)})

    async def _node(self, request: Request) -> Response:
        return Response(node.answer(await request.body(), self.blocks), media_type=_JSON)

    async def _tron_rpc(self, request: Request) -> Response:
        return Response(tron_node.rpc(await request.body(), self.world.tron.until(self.last_day())), media_type=_JSON)

    def _tron(self, request: Request) -> Response:
        method, blocks = request.path_params["method"], self.world.tron.until(self.last_day())
        answer = tron_node.rest(method, request.query_params, blocks)
        if answer is None:
            raise _Refusal(_NOT_FOUND, f"there is no call {method}")
        return Response(answer, media_type=_JSON)

    async def _bitcoin(self, request: Request) -> Response:
        return Response(bitcoin_node.answer(await request.body(), self.bitcoin_blocks), media_type=_JSON)

    def _report(self, request: Request) -> Response:
        _must_know(request)
        day, report = self._day(request), request.path_params["report"]
        if report not in exchanges.REPORTS:
            raise _Refusal(_NOT_FOUND, f"there is no report {report}")
        items = exchanges.report_items(self.world.city, self.world.facts(day), report, faulty=self.faulty)
        number = int(request.query_params.get("page", "1"))
        return Response(exchanges.page_of(items, number, size=PAGE_SIZE), media_type=_JSON)

    def _market(self, request: Request) -> Response:
        venue, path = request.path_params["venue"], request.path_params["path"]
        return Response(market.candles(self.world.city, venue, path, request.query_params), media_type=_JSON)

    def _files(self, request: Request) -> Response:
        _must_know(request)
        files = self._messages(self._day(request))
        return JSONResponse({"files": [{"name": name, "sha256": digest(content)} for name, content in files.items()]})

    def _file(self, request: Request) -> Response:
        _must_know(request)
        name = request.path_params["name"]
        day = parse_day(name.partition("-")[2][:10])
        files = self._messages(day)
        if name not in files:
            raise _Refusal(_NOT_FOUND, f"there is no file {name}")
        return Response(files[name], media_type=_XML)

    def _messages(self, day: date) -> dict[str, bytes]:
        """Return the day's ISO 20022 files; those of the day asked for last are kept."""
        files = self._files_kept.get(day) or tenge.files_of(self.world, day, faulty=self.faulty)
        self._files_kept = {day: files}
        return files

    def _merchants(self, request: Request) -> Response:
        _must_know(request)
        day, feed = self._day(request), request.path_params["feed"]
        city, faulty = self.world.city, self.faulty
        makers: dict[str, Callable[[], list[bytes]]] = {
            "classifiers": lambda: classifiers.classifier_lines(faulty=faulty),
            "register": lambda: merchants.register_lines(city, day, faulty=faulty),
            "receipts": lambda: self._receipts(day),
            "crypto-settlements": lambda: merchants.settlement_lines(self.world.facts(day), faulty=faulty),
        }
        if feed not in makers:
            raise _Refusal(_NOT_FOUND, f"there is no feed {feed}")
        return _compressed(request, self._keep(feed, day, makers[feed]))

    def _receipts(self, day: date) -> list[bytes]:
        known_by = Window.of_day(self.last_day()).end if self.late else None
        facts = self.world.facts(day)
        return merchants.receipt_lines(self.world.city, facts, faulty=self.faulty, known_by=known_by)

    def _receipts_state(self, request: Request) -> Response:
        _must_know(request)
        day = self._day(request)
        kept = self._keep("receipts", day, lambda: self._receipts(day))
        return JSONResponse({"Version": digest(kept.packed), "IsClosed": self.last_day() - day >= _LONGEST_OFFLINE})

    def _e_invoices(self, request: Request) -> Response:
        _must_know(request)
        container, count = invoices.container_of(self.world.city, self._day(request), faulty=self.faulty)
        return Response(container, media_type=_XML, headers={"X-Record-Count": str(count)})

    def _keep(self, feed: str, day: date, make: Callable[[], list[bytes]]) -> Kept:
        """Return an answer, made once; where receipts come late, once for every day that the city's clock shows."""
        what = (feed, day, self.last_day() if self.late else day)
        if what not in self._kept:
            lines = make()
            content = b"".join(line + b"\n" for line in lines)
            self._kept[what] = Kept(zstandard.ZstdCompressor(level=1).compress(content), len(lines))
        return self._kept[what]

    def _rates(self, request: Request) -> Response:
        day = request.query_params.get("fdate", "")
        return Response(
            reference.rates_xml(self.world.city, parse_day("-".join(reversed(day.split("."))))), media_type=_XML
        )

    def _reference(self, request: Request) -> Response:
        _must_know(request)
        feed, day = request.path_params["feed"], parse_day(request.query_params.get("on", ""))
        try:
            items = (
                taxes.items_of_feed(feed, self.world.facts(day), faulty=self.faulty)
                if feed in taxes.MAKERS
                else reference.items_of_feed(feed, self.world.city, day, faulty=self.faulty)
            )
        except KeyError:
            raise _Refusal(_NOT_FOUND, f"there is no feed {feed}") from None
        return Response(reference.answer(items), media_type=_JSON)

    def _label_list(self, request: Request) -> Response:
        _must_know(request)
        name = request.path_params["name"]
        try:
            return Response(labels.label_list(self.world.city, name, faulty=self.faulty))
        except KeyError:
            raise _Refusal(_NOT_FOUND, f"there is no label list {name}") from None

    def _day(self, request: Request) -> date:
        day = parse_day(request.query_params.get("on", ""))
        if day > self.last_day():
            raise _Refusal(_TOO_EARLY, f"{day} is not over yet")
        return day


def _compressed(request: Request, kept: Kept) -> Response:
    headers = {"X-Record-Count": str(kept.records)}
    if "zstd" in request.headers.get("Accept-Encoding", ""):
        return Response(kept.packed, media_type=_LINES, headers={**headers, "Content-Encoding": "zstd"})
    return Response(zstandard.ZstdDecompressor().decompress(kept.packed), media_type=_LINES, headers=headers)


class _Refusal(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def _must_know(request: Request) -> None:
    if request.headers.get("Authorization") != f"Bearer {SANDBOX_TOKEN}":
        raise _Refusal(_UNAUTHORIZED, "the bearer token is wrong")


def _refused(_: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, _Refusal) else _BAD_REQUEST
    return JSONResponse({"error": str(error)}, status_code=status)


def _unknown(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, status_code=_NOT_FOUND)
