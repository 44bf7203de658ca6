"""The HTTP client against a scripted wire: what is asked again, what is not, and what an error says."""

import time

import httpx
import pytest

from cryptocity.errors import SourceContradiction, SourceRefused, SourceUnavailable
from cryptocity.transport import Endpoint, Pace, Patience, Transport

QUICK = Patience(timeout_seconds=1, attempts=3)


class Wire(httpx.BaseTransport):
    """Answers in turn with responses or exceptions; the last one stays."""

    def __init__(self, *script):
        self.script, self.requests = list(script), []

    def handle_request(self, request):
        self.requests.append(request)
        answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def ask(*script, url="http://127.0.0.1:1/feed", token="secret", read=lambda answer: answer.text):
    wire = Wire(*script)
    transport = Transport(Endpoint(url, token), QUICK, wire=wire)
    return wire, lambda: transport.get("/day", {"on": "2026-11-01"}, read)


def later(status):
    return httpx.Response(status, headers={"Retry-After": "0"})


def test_an_answer_is_read():
    wire, call = ask(httpx.Response(200, text="rows"))
    assert call() == "rows"
    assert wire.requests[0].headers["Authorization"] == "Bearer secret"
    assert str(wire.requests[0].url) == "http://127.0.0.1:1/feed/day?on=2026-11-01"


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
def test_a_busy_source_is_asked_again(status):
    wire, call = ask(later(status), later(status), httpx.Response(200, text="rows"))
    assert call() == "rows"
    assert len(wire.requests) == 3


def test_a_source_that_stays_busy_is_unavailable_after_so_many_attempts():
    wire, call = ask(later(429))
    with pytest.raises(SourceUnavailable, match=r"HTTP 429"):
        call()
    assert len(wire.requests) == 3


@pytest.mark.parametrize(
    "fault", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("cut")]
)
def test_a_broken_line_is_tried_again(fault):
    wire, call = ask(fault, httpx.Response(200, text="rows"))
    assert call() == "rows"
    assert len(wire.requests) == 2


@pytest.mark.parametrize("status", [401, 403])
def test_wrong_credentials_stop_at_once(status):
    wire, call = ask(later(status))
    with pytest.raises(SourceRefused, match="refuses our credentials"):
        call()
    assert len(wire.requests) == 1


@pytest.mark.parametrize("status", [400, 404, 422])
def test_an_unknown_question_stops_at_once(status):
    wire, call = ask(later(status))
    with pytest.raises(SourceContradiction, match=f"HTTP {status} on /day"):
        call()
    assert len(wire.requests) == 1


def test_an_unreadable_answer_is_asked_for_again_within_the_same_bound():
    def read(answer):
        if answer.text == "garbage":
            raise SourceUnavailable("garbage")
        return answer.text

    wire, call = ask(httpx.Response(200, text="garbage"), httpx.Response(200, text="rows"), read=read)
    assert call() == "rows"
    assert len(wire.requests) == 2


def test_a_cut_compressed_answer_is_a_contradiction():
    answer = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"not gzip"))
    _, call = ask(answer)
    with pytest.raises(SourceContradiction, match="do not decode"):
        call()


def test_errors_name_no_user_password_token_or_query():
    _, call = ask(later(503), url="http://user:password@127.0.0.1:1/feed?key=hidden", token="secret")
    with pytest.raises(SourceUnavailable) as caught:
        call()
    assert str(caught.value) == "http://127.0.0.1:1/feed is not able to answer now (HTTP 503)"


class Limited(httpx.BaseTransport):
    """Bears so many requests a second and refuses the others."""

    def __init__(self, per_second):
        self.per_second, self.tokens, self.at = per_second, 1.0, time.monotonic()
        self.answered = self.refused = 0

    def handle_request(self, request):
        now = time.monotonic()
        self.tokens = min(1.0, self.tokens + (now - self.at) * self.per_second)
        self.at = now
        if self.tokens < 1.0:
            self.refused += 1
            return later(429)
        self.tokens -= 1.0
        self.answered += 1
        return httpx.Response(200)


def test_a_source_that_limits_us_is_asked_at_the_pace_it_bears():
    wire = Limited(per_second=60)
    transport = Transport(Endpoint("http://127.0.0.1:1"), Patience(timeout_seconds=1, attempts=20), wire=wire)
    for _ in range(120):
        transport.get("/", {}, lambda answer: answer)
    assert wire.answered == 120
    assert 0 < wire.refused < 40


def test_a_source_that_never_complains_is_never_slowed_down():
    pace = Pace()
    for _ in range(10_000):
        pace.wait()
        pace.speed_up()
    assert pace.requests_per_second is None


def test_a_pace_is_halved_at_once_and_raised_bit_by_bit():
    pace = Pace(requests_per_second=16.0)
    pace.slow_down()
    assert pace.requests_per_second == 8.0
    for _ in range(8):
        pace.speed_up()
    assert 8.9 < pace.requests_per_second < 9.0
    for _ in range(30):
        pace.slow_down()
    assert pace.requests_per_second > 0


def test_a_key_in_the_path_of_a_far_endpoint_is_not_shown():
    wire = Wire(httpx.ConnectError("refused"))
    transport = Transport(Endpoint("https://user:word@node.example.kz/v3/5ec4e7"), QUICK, wire=wire)
    assert transport.name == "https://node.example.kz"
    with pytest.raises(SourceUnavailable) as caught:
        transport.get("/day", {}, lambda answer: answer)
    assert "5ec4e7" not in str(caught.value)
    assert "word" not in str(caught.value)
