"""The merchant feed of a nation: one city day's receipts over and over, with other signs, until there are enough.

python -m benchmarks.nation_feed RECEIPTS DAY RESIDENTS       serve, and print the URL

Every copy has check numbers, cash registers and idempotency keys of its own, and the sandbox's deliberate faults. The
other feeds are the city's. `/sent` tells how many bytes of receipts went out.
"""

import socket
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from cryptocity.sandbox.city import City
from cryptocity.sandbox.feeds import merchants
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.world import World

SEED = 1918
_THREE_DAYS = timedelta(days=3)
_CHUNK_BYTES = 1_000_000


def main(receipts: int, day: date, residents: int) -> None:
    """Serve until stopped."""
    world = World(City(SEED, residents), day)
    application = SandboxCity(world, lambda: day + _THREE_DAYS).application()
    lines = merchants.receipt_lines(world.city, world.facts(day))
    headers = {"X-Record-Count": str(receipts)}

    sent = [0]

    def counted() -> Iterator[bytes]:
        sent[0] = 0
        for chunk in chunks(lines, receipts, day):
            sent[0] += len(chunk)
            yield chunk

    def answer(_: Request) -> Response:
        return StreamingResponse(counted(), media_type="application/x-ndjson", headers=headers)

    routes = [Route("/merchants/receipts", answer), Route("/sent", lambda _: JSONResponse(sent[0]))]
    application.router.routes[:0] = routes
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    uvicorn.Server(uvicorn.Config(application, log_level="warning")).run(sockets=[listener])


def chunks(lines: list[bytes], receipts: int, day: date) -> Iterator[bytes]:
    """Yield that many lines, each copy of the city's told from the others by its signs."""
    stamp = f"{day:%y%m%d}".encode()
    for copy, begin in enumerate(range(0, receipts, len(lines))):
        mark = b"%04d" % copy
        content = b"".join(line + b"\n" for line in islice(lines, receipts - begin))
        content = content.replace(b'"' + stamp, b'"' + mark + stamp)
        content = content.replace(b'"SWK', b'"S' + mark).replace(b'"EXT-', b'"X' + mark + b"-")
        for start in range(0, len(content), _CHUNK_BYTES):
            yield content[start : start + _CHUNK_BYTES]


if __name__ == "__main__":
    main(int(sys.argv[1]), date.fromisoformat(sys.argv[2]), int(sys.argv[3]))
