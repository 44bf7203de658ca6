"""`sandbox serve` and `sandbox generate`: the only places where the sandbox reads a clock or writes a file."""

import json
import socket
import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import uvicorn

from cryptocity import atomic
from cryptocity.console import ProgressCallback, say
from cryptocity.errors import StoreBusy, WrongUsage
from cryptocity.identity import Pseudonyms
from cryptocity.lake import lake_of
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.truth import truth_of
from cryptocity.sandbox.world import World
from cryptocity.settings import Settings
from cryptocity.window import day_of, days_between

_USUAL_DAYS = 7


def yesterday() -> date:
    """Return the last city day that is over."""
    return day_of(datetime.now(UTC)) - timedelta(days=1)


def claim_home(home: Path) -> None:
    """Mark a home as one of simulated data. Raises WrongUsage for a home that holds other data already."""
    if (home / "lake" / "raw").exists() and not (home / "sandbox").exists():
        raise WrongUsage(f"{home} holds data that no sandbox city wrote: set CRYPTOCITY_HOME to another folder")
    with atomic.explained(home):
        (home / "sandbox").mkdir(parents=True, exist_ok=True)


def serve(settings: Settings, *, first_day: date | None, residents: int, seed: int) -> None:
    """Serve the city on loopback until interrupted, from its first day to the last that is over."""
    first = first_day or yesterday() - timedelta(days=_USUAL_DAYS - 1)
    if first > yesterday():
        raise WrongUsage(f"{first} is not over yet; the city's first day must be")
    claim_home(settings.home)
    world = World(City(seed, residents), first)
    listener = _listen(settings.sandbox_port)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    say(f"sandbox city of {residents:,} residents on {url}, days {first} to {yesterday()}")
    threading.Thread(target=_simulate, args=(world, settings.home), daemon=True).start()
    application = SandboxCity(world, yesterday).application()
    uvicorn.Server(uvicorn.Config(application, log_level="warning")).run(sockets=[listener])


def generate(
    settings: Settings, *, first_day: date | None, days: int, size: tuple[int, int], progress: ProgressCallback
) -> None:
    """Write days straight to the lake; `size` is residents and seed."""
    residents, seed = size
    claim_home(settings.home)
    first = first_day or yesterday() - timedelta(days=days - 1)
    world = World(City(seed, residents), first)
    lake, pseudonyms = lake_of(settings), Pseudonyms(settings.pseudonym_key.get_secret_value().encode())
    for done, day in enumerate(days_between(first, first + timedelta(days=days - 1)), start=1):
        generate_day(world, day, lake, pseudonyms=pseudonyms)
        progress("days landed", done, days)
    write_truth(world, settings.home)
    say(f"{days} days of {residents:,} residents landed in {settings.home / 'lake'}")


def write_truth(world: World, home: Path) -> None:
    """Write what is true of the days simulated so far to sandbox/truth.json; amounts in whole tiyn and cents."""
    truth = truth_of(world, sorted(world.days))
    atomic.write_file(home / "sandbox" / "truth.json", json.dumps(truth, default=_plain, indent=1).encode())


def _simulate(world: World, home: Path) -> None:
    world.facts(yesterday())
    write_truth(world, home)


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        raise StoreBusy(f"port {port} is taken: set CRYPTOCITY_SANDBOX_PORT to another, or 0 for a free one") from None
    return listener


def _plain(value: object) -> str:
    if isinstance(value, date | Decimal):
        return str(value)
    raise TypeError(f"{type(value)} cannot be written as JSON")
