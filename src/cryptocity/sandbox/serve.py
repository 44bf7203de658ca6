"""Serves the simulated city over the sources' own protocols, on loopback."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import zstandard
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cryptocity.errors import WrongUsage
from cryptocity.payloads import digest
from cryptocity.sandbox import node
from cryptocity.sandbox.chain import Block
from cryptocity.sandbox.feeds import exchanges, market, merchants, reference, tenge
from cryptocity.sandbox.world import World
from cryptocity.settings import SANDBOX_TOKEN
from cryptocity.window import parse_day

PAGE_SIZE = 250
_LINES, _JSON, _XML = "application/x-ndjson", "application/json", "application/xml"
_TOO_EARLY, _NOT_FOUND, _UNAUTHORIZED, _BAD_REQUEST = 425, 404, 401, 400


@dataclass
class SandboxCity:
    """A world with its clock: `last_day` names the newest day that is over. Big answers are kept compressed."""

    world: World
    last_day: Callable[[], date]
    faulty: bool = True
    _kept: dict[tuple[str, date], tuple[bytes, int]] = field(default_factory=dict)
    _files_kept: dict[date, dict[str, bytes]] = field(default_factory=dict)

    def application(self) -> Starlette:
        """Return the web application that answers for every source."""
        return Starlette(
            routes=[
                Route("/health", self._health),
                Route("/node", self._node, methods=["POST"]),
                Route("/exchanges/v1/{report}", self._report),
                Route("/market/{venue}/{path:path}", self._market),
                Route("/cbdc/files", self._files),
                Route("/cbdc/files/{name}", self._file),
                Route("/merchants/{feed}", self._merchants),
                Route("/nationalbank/rss/get_rates.cfm", self._rates),
                Route("/reference/{feed}", self._reference),
            ],
            exception_handlers={_Refusal: _refused, WrongUsage: _unknown},
        )

    def blocks(self) -> list[Block]:
        """Return the blocks up to the end of the newest day that is over."""
        self.world.facts(self.last_day())
        return self.world.chain.blocks

    def _health(self, _: Request) -> Response:
        days = {"first_day": str(self.world.first_day), "last_day": str(self.last_day())}
        return JSONResponse({**days, "simulated": len(self.world.days)})

    async def _node(self, request: Request) -> Response:
        return Response(node.answer(await request.body(), self.blocks), media_type=_JSON)

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
            "register": lambda: merchants.register_lines(city, day, faulty=faulty),
            "receipts": lambda: merchants.receipt_lines(city, self.world.facts(day), faulty=faulty),
            "crypto-settlements": lambda: merchants.settlement_lines(self.world.facts(day), faulty=faulty),
        }
        if feed not in makers:
            raise _Refusal(_NOT_FOUND, f"there is no feed {feed}")
        return self._compressed(request, (feed, day), makers[feed])

    def _compressed(self, request: Request, what: tuple[str, date], make: Callable[[], list[bytes]]) -> Response:
        if what not in self._kept:
            lines = make()
            content = b"".join(line + b"\n" for line in lines)
            self._kept[what] = zstandard.ZstdCompressor(level=1).compress(content), len(lines)
        packed, count = self._kept[what]
        headers = {"X-Record-Count": str(count)}
        if "zstd" in request.headers.get("Accept-Encoding", ""):
            return Response(packed, media_type=_LINES, headers={**headers, "Content-Encoding": "zstd"})
        return Response(zstandard.ZstdDecompressor().decompress(packed), media_type=_LINES, headers=headers)

    def _rates(self, request: Request) -> Response:
        day = request.query_params.get("fdate", "")
        return Response(
            reference.rates_xml(self.world.city, parse_day("-".join(reversed(day.split("."))))), media_type=_XML
        )

    def _reference(self, request: Request) -> Response:
        feed, city, day = request.path_params["feed"], self.world.city, parse_day(request.query_params.get("on", ""))
        makers: dict[str, Callable[[], list[reference.Json]]] = {
            "asset-prices": lambda: reference.asset_prices(city, day),
            "assets": reference.assets,
            "address-labels": lambda: reference.address_labels(city),
            "statutory-parameters": lambda: reference.parameters(day),
        }
        if feed not in makers:
            raise _Refusal(_NOT_FOUND, f"there is no feed {feed}")
        return Response(reference.answer(makers[feed]()), media_type=_JSON)

    def _day(self, request: Request) -> date:
        day = parse_day(request.query_params.get("on", ""))
        if day > self.last_day():
            raise _Refusal(_TOO_EARLY, f"{day} is not over yet")
        return day


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
