"""A web application on a free loopback port, and the access that points every source at it."""

import socket
import threading
from contextlib import contextmanager

import uvicorn

from cryptocity.access import Access
from cryptocity.extraction import extract_day
from cryptocity.identity import Pseudonyms
from cryptocity.settings import SANDBOX_TOKEN
from cryptocity.sources import SOURCES
from cryptocity.transport import Endpoint, Patience

PSEUDONYMS = Pseudonyms(b"key")


@contextmanager
def serving(application):
    """Serve an application until the block ends. Yields its URL."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = uvicorn.Server(uvicorn.Config(application, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def access_to(url, *, token=SANDBOX_TOKEN, attempts=2, progress=lambda *_: None):
    """Return the access of a sandbox city at a URL."""
    paths = {"onchain": "node"}
    names = (*SOURCES, "nationalbank")
    endpoints = {name: Endpoint(f"{url}/{paths.get(name, name)}", token) for name in names}
    return Access(endpoints, PSEUDONYMS, Patience(timeout_seconds=30, attempts=attempts), progress)


def extract(source, day, lake, access):
    """Extract one source day as the command line and the DAGs do."""
    return extract_day(source, day, lake, access=access)


def extract_everything(day, lake, access):
    """Extract every source of one day."""
    return [manifest for source in SOURCES for manifest in extract(source, day, lake, access)]
