"""What an extraction may use: where each source answers, whose names to hide, and whom to tell of progress."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from pydantic import SecretStr

from cryptocity.identity import Pseudonyms
from cryptocity.settings import Settings
from cryptocity.transport import Endpoint, Patience, Transport

_PUBLIC = "public"


def _silent(_: str, __: int, ___: int) -> None:
    return None


@dataclass(frozen=True)
class Access:
    """Endpoints by name, pseudonyms, patience, and `progress(what, done, of)`. `wire` replaces the network in tests.

    `market_venues` names the public exchanges to ask: below the endpoint `market` or, without it, where they are.
    `iso20022_schemas` is the folder of the XSDs that messages are validated against, None for no validation.
    `unverified_chains` are the chains whose own transactions are taken on the node's word; `accepts_reorganisation`
    lets a block that landed as final be displaced.
    `merchants_register_url` names the PostgreSQL that keeps the register, None where the merchant feed sends it.
    """

    endpoints: Mapping[str, Endpoint]
    pseudonyms: Pseudonyms
    patience: Patience = field(default_factory=Patience)
    progress: Callable[[str, int, int], None] = _silent
    wire: httpx.BaseTransport | None = None
    iso20022_schemas: Path | None = None
    unverified_chains: frozenset[int] = frozenset()
    accepts_reorganisation: bool = False
    merchants_register_url: SecretStr | None = None
    market_venues: tuple[str, ...] = ("binance", "bybit", "okx", "upbit")

    def transport(self, name: str) -> Transport:
        """Return a client of the named endpoint."""
        return Transport(self.endpoints[name], self.patience, wire=self.wire)

    def transport_to(self, url: str) -> Transport:
        """Return a client of an open address that a source of public data names itself."""
        return Transport(Endpoint(url), self.patience, wire=self.wire)

    def transports(self, name: str) -> tuple[Transport, ...]:
        """Return a client of each endpoint of this name: `name`, `name_2`, `name_3` and so on."""
        return tuple(self.transport(each) for each in self.endpoints if re.fullmatch(rf"{name}(_[0-9]+)?", each))


def access_of(settings: Settings, progress: Callable[[str, int, int], None] = _silent) -> Access:
    """Return the access that the settings describe."""
    endpoints = {
        **{name: Endpoint(getattr(settings, f"{name}_url")) for name in ("bitcoin", "tron")},
        **_numbered("onchain", settings.onchain_url),
        "exchanges": Endpoint(settings.exchanges_url, settings.exchanges_token.get_secret_value()),
        "cbdc": Endpoint(settings.cbdc_url, settings.cbdc_token.get_secret_value()),
        "merchants": Endpoint(settings.merchants_url, settings.merchants_token.get_secret_value()),
        "reference": Endpoint(settings.reference_url, settings.reference_token.get_secret_value()),
        "nationalbank": Endpoint(settings.nationalbank_url),
    }
    if settings.market_url != _PUBLIC:
        endpoints["market"] = Endpoint(settings.market_url)
    if settings.onchain_witness_url:
        endpoints |= _numbered("onchain_witness", settings.onchain_witness_url)
    if settings.tron_jsonrpc_url:
        endpoints["tron_jsonrpc"] = Endpoint(settings.tron_jsonrpc_url)
    pseudonyms = Pseudonyms(settings.pseudonym_key.get_secret_value().encode())
    patience = Patience(settings.timeout_seconds, settings.attempts)
    return Access(
        endpoints,
        pseudonyms,
        patience,
        progress,
        iso20022_schemas=settings.iso20022_schemas,
        unverified_chains=settings.onchain_unverified,
        merchants_register_url=settings.merchants_register_url,
        market_venues=settings.market_venues,
    )


def _numbered(name: str, urls: str) -> dict[str, Endpoint]:
    listed = enumerate(urls.split(","), start=1)
    return {name if number == 1 else f"{name}_{number}": Endpoint(url) for number, url in listed}
