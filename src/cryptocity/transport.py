"""One HTTP client for every source: timeouts, bounded retries that honour Retry-After, errors without secrets.

A source that says "too many requests" is asked at half the rate, and from there a little faster with every answer
(additive increase, multiplicative decrease): each source finds its own pace, and nobody has to set one.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from cryptocity.errors import SourceContradiction, SourceRefused, SourceUnavailable, WrongUsage

T = TypeVar("T")

_LONGEST_PAUSE_SECONDS = 30.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SLOWEST_PER_SECOND = 0.2
_BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY}
_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


@dataclass(frozen=True)
class Endpoint:
    """Where a source answers, and the bearer token it wants, if any."""

    url: str
    token: str | None = None

    def __post_init__(self) -> None:
        """Raise WrongUsage, without showing it, for a token that no HTTP header may carry."""
        if self.token and not (self.token.isascii() and self.token.isprintable()):
            raise WrongUsage("a bearer token holds a line break or another character that no header may carry")


@dataclass(frozen=True)
class Patience:
    """How long to wait for one answer, and how often to ask."""

    timeout_seconds: float = 30.0
    attempts: int = 4


@dataclass
class Pace:
    """How many requests a second a source bears: any number until it complains."""

    requests_per_second: float | None = None
    _sent: int = 0
    _since: float = field(default_factory=time.monotonic)
    _next: float = 0.0

    def wait(self) -> None:
        """Sleep until the next request is due."""
        now = time.monotonic()
        if self.requests_per_second:
            time.sleep(max(0.0, self._next - now))
            self._next = max(self._next, now) + 1 / self.requests_per_second
        self._sent += 1

    def slow_down(self) -> None:
        """Halve the rate, at first the one that was kept so far."""
        kept = self.requests_per_second or self._sent / max(time.monotonic() - self._since, 1e-3)
        self.requests_per_second = max(kept / 2, _SLOWEST_PER_SECOND)

    def speed_up(self) -> None:
        """Ask a little faster: by one request a second within a second."""
        if self.requests_per_second:
            self.requests_per_second += 1 / max(self.requests_per_second, 1.0)


class Transport:
    """Requests to one source. Raises SourceUnavailable, SourceRefused or SourceContradiction, naming the source."""

    def __init__(
        self, endpoint: Endpoint, patience: Patience = Patience(), *, wire: httpx.BaseTransport | None = None
    ) -> None:
        """Open a client; `wire` stands in for the network in tests."""
        headers = {"User-Agent": "cryptocity"}
        if endpoint.token:
            headers["Authorization"] = f"Bearer {endpoint.token}"
        self._base = endpoint.url.rstrip("/")
        self._attempts = patience.attempts
        self._pace = Pace()
        self._client = httpx.Client(
            timeout=patience.timeout_seconds, headers=headers, transport=wire, follow_redirects=True
        )

    @property
    def name(self) -> str:
        """Return the endpoint as it may be shown: no user, password or query, and no path, which may hold a key too."""
        url = httpx.URL(self._base)
        path = url.path if url.host in _LOOPBACK else ""
        return f"{url.scheme}://{url.netloc.decode().rpartition('@')[2]}{path}".rstrip("/")

    def get(self, path: str, params: Mapping[str, str | int], read: Callable[[httpx.Response], T]) -> T:
        """GET a path below the endpoint. `read` may raise SourceUnavailable to have the question asked again."""
        return self._ask(lambda: self._client.get(f"{self._base}{path}", params=params), read)

    def post(self, body: bytes, read: Callable[[httpx.Response], T]) -> T:
        """POST a JSON body to the endpoint itself. `read` may raise SourceUnavailable to have it asked again."""
        headers = {"Content-Type": "application/json"}
        return self._ask(lambda: self._client.post(self._base, content=body, headers=headers), read)

    def stream(self, path: str, params: Mapping[str, str | int], read: Callable[[Iterator[bytes]], T]) -> T:
        """GET a path below the endpoint, the answer in pieces. `read` may raise SourceUnavailable, as for `get`."""
        return self._retrying()(lambda: self._streamed(f"{self._base}{path}", params, read))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _ask(self, send: Callable[[], httpx.Response], read: Callable[[httpx.Response], T]) -> T:
        return self._retrying()(lambda: read(self._once(send)))

    def _retrying(self) -> Retrying:
        return Retrying(
            retry=retry_if_exception_type(SourceUnavailable),
            stop=stop_after_attempt(self._attempts),
            wait=_pause,
            reraise=True,
        )

    def _once(self, send: Callable[[], httpx.Response]) -> httpx.Response:
        self._pace.wait()
        with self._explained():
            answer = send()
        return self._accept(answer)

    def _streamed(self, url: str, params: Mapping[str, str | int], read: Callable[[Iterator[bytes]], T]) -> T:
        self._pace.wait()
        with self._explained(), self._client.stream("GET", url, params=params) as answer:
            return read(self._accept(answer).iter_bytes())

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except httpx.TimeoutException:
            raise SourceUnavailable(f"{self.name} did not answer in time") from None
        except httpx.DecodingError as error:
            raise SourceContradiction(f"{self.name} sent bytes that do not decode: {error}") from None
        except httpx.TooManyRedirects:
            raise SourceContradiction(f"{self.name} redirects without end") from None
        except httpx.TransportError as error:
            raise SourceUnavailable(f"{self.name} cannot be reached: {error}") from None

    def _accept(self, answer: httpx.Response) -> httpx.Response:
        status = answer.status_code
        if status in _REFUSED:
            raise SourceRefused(f"{self.name} refuses our credentials (HTTP {status})")
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            self._pace.slow_down()
        if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _Busy(f"{self.name} is not able to answer now (HTTP {status})", answer.headers.get("Retry-After"))
        if status >= HTTPStatus.BAD_REQUEST:
            asked = answer.url.path.removeprefix(httpx.URL(self._base).path) or "/"
            raise SourceContradiction(f"{self.name} does not know what we ask for (HTTP {status} on {asked})")
        self._pace.speed_up()
        return answer


class _Busy(SourceUnavailable):
    def __init__(self, message: str, retry_after: str | None) -> None:
        super().__init__(message)
        self.seconds = float(retry_after) if retry_after and retry_after.isdecimal() else None


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.seconds if isinstance(error, _Busy) else None
    return min(asked if asked is not None else 0.25 * 2**state.attempt_number, _LONGEST_PAUSE_SECONDS)
