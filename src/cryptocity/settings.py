"""Settings, read from CRYPTOCITY_* variables: the only place that looks at the environment."""

import os
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from cryptocity.errors import WrongUsage

SANDBOX_PORT = 8600
SANDBOX_TOKEN = "sandbox-token"  # noqa: S105  a public default, good for the simulated city alone
SANDBOX_KEY = "sandbox-pseudonym-key-known-to-everyone"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PREFIX = "CRYPTOCITY_"
_READ_ELSEWHERE = ("RECORDED", "SCREENSHOTS", "WAREHOUSE", "WAREHOUSE_MEMORY", "WAREHOUSE_SPILL", "WAREHOUSE_THREADS")
_NAMES_PERSONS = ("exchanges", "cbdc", "merchants", "reference")


def sandbox_urls(base: str) -> dict[str, str]:
    """Return the URL of every endpoint of a sandbox city, by the name of its setting."""
    paths = {"onchain": "node", "bitcoin": "bitcoin", "tron": "tron", "exchanges": "exchanges", "market": "market"}
    paths |= {name: name for name in ("cbdc", "merchants", "reference", "nationalbank")}
    return {f"{name}_url": f"{base}/{path}" for name, path in paths.items()}


_SANDBOX = sandbox_urls(f"http://127.0.0.1:{SANDBOX_PORT}")


def _http_url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return value.rstrip("/")


def _http_urls(value: str) -> str:
    return ",".join(_http_url(each.strip()) for each in value.split(","))


def _split(value: object) -> object:
    return tuple(name.strip() for name in value.split(",")) if isinstance(value, str) else value


Url = Annotated[str, AfterValidator(_http_url)]
Urls = Annotated[str, AfterValidator(_http_urls)]
ChainIds = Annotated[frozenset[int], NoDecode, BeforeValidator(_split)]
MarketVenue = Literal["binance", "bybit", "okx", "upbit"]
MarketVenues = Annotated[tuple[MarketVenue, ...], NoDecode, BeforeValidator(_split)]


def _postgres_url(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise ValueError("must start with postgresql://")
    return value


PostgresUrl = Annotated[SecretStr, AfterValidator(_postgres_url)]


class Settings(BaseSettings):
    """Where data lives, where each source answers, and with which credentials. Defaults describe the sandbox city."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="ignore")

    home: Path = Field(Path("data"), description="lake, quarantine, warehouse and releases")
    onchain_url: Urls = Field(_SANDBOX["onchain_url"], description="JSON-RPC of EVM nodes, one a chain, by comma")
    onchain_witness_url: Urls | None = Field(None, description="second nodes that must agree before a block lands")
    onchain_unverified: ChainIds = Field(
        frozenset(),
        description="chain ids whose own transactions cannot be recomputed and are taken on the node's word",
    )
    bitcoin_url: Url = Field(_SANDBOX["bitcoin_url"], description="JSON-RPC of a Bitcoin Core node")
    tron_url: Url = Field(_SANDBOX["tron_url"], description="REST of a Tron node, and below it /jsonrpc")
    tron_jsonrpc_url: Url | None = Field(None, description="JSON-RPC of that Tron node, or of another, if elsewhere")
    market_url: Url | Literal["public"] = Field(
        _SANDBOX["market_url"], description="public market data, one path a venue; public: each venue's own address"
    )
    market_venues: MarketVenues = Field(
        ("binance", "bybit", "okx", "upbit"), description="public exchanges to ask, by commas"
    )
    exchanges_url: Url = Field(_SANDBOX["exchanges_url"], description="reporting gateway of the licensed exchanges")
    exchanges_token: SecretStr = Field(SecretStr(SANDBOX_TOKEN), description="bearer token of that gateway")
    cbdc_url: Url = Field(_SANDBOX["cbdc_url"], description="ISO 20022 file drop of the digital tenge platform")
    cbdc_token: SecretStr = Field(SecretStr(SANDBOX_TOKEN), description="bearer token of that file drop")
    merchants_url: Url = Field(_SANDBOX["merchants_url"], description="merchant register, receipts and settlements")
    merchants_token: SecretStr = Field(SecretStr(SANDBOX_TOKEN), description="bearer token of that feed")
    merchants_register_url: PostgresUrl | None = Field(
        None, description="PostgreSQL that keeps the register's history, in place of the feed's"
    )
    reference_url: Url = Field(_SANDBOX["reference_url"], description="official prices, registers, labels")
    reference_token: SecretStr = Field(SecretStr(SANDBOX_TOKEN), description="bearer token of that feed")
    nationalbank_url: Url = Field(_SANDBOX["nationalbank_url"], description="National Bank exchange rates")
    pseudonym_key: SecretStr = Field(SecretStr(SANDBOX_KEY), description="secret key of the pseudonyms")
    pseudonym_key_old: SecretStr | None = Field(None, description="the key before it, while `rekey` replaces it")
    iso20022_schemas: Path | None = Field(None, description="folder of the ISO 20022 XSDs to validate messages against")
    spark_master: str = Field("local[*]", description="where `build --target spark` runs: this machine, or a cluster")
    spark_tables: str | None = Field(
        None, description="folder or URI for its tables while it builds, which all machines of the cluster reach"
    )
    timeout_seconds: float = Field(30.0, gt=0, description="longest wait for one answer")
    attempts: int = Field(4, ge=1, description="requests before a source counts as unavailable")
    airflow_port: int = Field(8080, ge=0, le=65535, description="Airflow of the demo; 0 takes a free port")
    site_port: int = Field(8090, ge=0, le=65535, description="report site; 0 takes a free port")
    sandbox_port: int = Field(SANDBOX_PORT, ge=0, le=65535, description="the sandbox city; 0 takes a free port")

    @property
    def real_sources(self) -> tuple[str, ...]:
        """Return the sources that name persons and do not answer on this machine, as the sandbox city does."""
        urls = {name: [str(getattr(self, f"{name}_url"))] for name in _NAMES_PERSONS}
        if self.merchants_register_url:
            urls["merchants"].append(self.merchants_register_url.get_secret_value())
        return tuple(name for name, asked in urls.items() if not all(map(_is_local, asked)))

    @model_validator(mode="after")
    def _hides_real_persons(self) -> Self:
        if self.real_sources and self.pseudonym_key.get_secret_value() == SANDBOX_KEY:
            raise ValueError(f"set a secret one before real persons come from {self.real_sources[0]}")
        return self


def _is_local(url: str) -> bool:
    """Tell whether a URL names this machine; a PostgreSQL URL may name another host once more in its query."""
    parts = urlsplit(url)
    return parts.hostname in _LOOPBACK and "host" not in parts.query


def read_settings(**overrides: object) -> Settings:
    """Read the settings once. Raises WrongUsage naming the first variable that makes no sense, or that nobody reads."""
    _must_be_known(name for name in os.environ if name.startswith(_PREFIX))
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks them at run time
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{_PREFIX}{str((*first['loc'], 'pseudonym_key')[0]).upper()}"
        raise WrongUsage(f"{name}: {first['msg']}") from None


def _must_be_known(names: Iterable[str]) -> None:
    """Raise WrongUsage for a variable that nobody reads: a misspelt one would leave the sandbox city in its place."""
    known = [_PREFIX + name.upper() for name in Settings.model_fields]
    if unknown := sorted(set(names) - {*known, *(_PREFIX + name for name in _READ_ELSEWHERE)}):
        alike = get_close_matches(unknown[0], known, n=1)
        raise WrongUsage(f"{unknown[0]} is no setting{f'; is {alike[0]} meant?' if alike else ''}")


def child_environment(**changes: str) -> dict[str, str]:
    """Return this process's environment with changes, for a child that finds our own commands first."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    return {**os.environ, "PATH": path, **changes}


def java_command() -> str:
    """Return the command that starts Java, as Spark finds it."""
    home = os.environ.get("JAVA_HOME")
    return str(Path(home) / "bin" / "java") if home else "java"
