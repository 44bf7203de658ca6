"""What the DAGs share: which day a run is about, which errors are worth a retry, and where connections lead."""

from dataclasses import dataclass
from datetime import date

import pytest
from airflow.sdk.exceptions import AirflowFailException

from cryptocity import errors
from cryptocity.errors import CryptocityError, SourceContradiction, SourceUnavailable
from wiring import day_of_run, errors_after_their_kind, settings_with_connections


@dataclass
class Run:
    partition_key: str | None = None


@pytest.mark.parametrize(
    ("key", "form", "day"),
    [
        ("2026-11-01", None, date(2026, 11, 1)),
        ("2026-11-01T00:00:00", None, date(2026, 11, 1)),
        (None, "2026-11-02", date(2026, 11, 2)),
        ("2026-11-01", "2026-11-02", date(2026, 11, 1)),
    ],
)
def test_a_run_is_about_its_partition_or_else_the_day_of_the_form(key, form, day):
    assert day_of_run(Run(key), {"on": form}) == day


@pytest.mark.parametrize(("key", "form"), [(None, None), (None, "1 November"), ("latest", None), ("2026-02-30", None)])
def test_a_run_about_no_day_fails_at_once(key, form):
    with pytest.raises(AirflowFailException, match="2026-11-01"):
        day_of_run(Run(key), {"on": form})


KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CryptocityError)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_task_is_retried_after_the_kind_of_its_error(kind):
    seen = kind if kind.retry else AirflowFailException
    with pytest.raises(seen, match="what went wrong"), errors_after_their_kind():
        raise kind("what went wrong")


def test_a_source_that_is_away_is_retried_and_one_that_lies_is_not():
    assert SourceUnavailable.retry
    assert not SourceContradiction.retry


def test_what_nobody_foresaw_is_retried():
    with pytest.raises(ZeroDivisionError), errors_after_their_kind():
        1 / 0  # noqa: B018


def test_a_connection_goes_before_the_sandbox(monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_CRYPTOCITY_MERCHANTS", "https://:s3cret@feed.example.kz:8443/")
    monkeypatch.setenv("CRYPTOCITY_PSEUDONYM_KEY", "a key of our own")
    settings = settings_with_connections(("merchants", "exchanges"))
    assert settings.merchants_url == "https://feed.example.kz:8443"
    assert settings.merchants_token.get_secret_value() == "s3cret"
    assert settings.exchanges_url.startswith("http://127.0.0.1")


def test_a_connection_may_hold_a_whole_url(monkeypatch):
    host = "http%3A%2F%2F127.0.0.1%3A8545%2Frpc"
    monkeypatch.setenv("AIRFLOW_CONN_CRYPTOCITY_ONCHAIN", f"http://{host}")
    assert settings_with_connections(("onchain",)).onchain_url == "http://127.0.0.1:8545/rpc"
