"""Public label lists in the four formats in which they are published, about addresses of nobody in the city but one."""

import json
from collections.abc import Callable
from datetime import date

import yaml

from cryptocity.payloads import digest
from cryptocity.sandbox.addresses import bitcoin_address, tron_address
from cryptocity.sandbox.city import City, wallet_of

Json = dict[str, object]

_PUBLISHED_ON = date(2026, 6, 30)
POOLS = ("Sandbox Pool", "Ile Pool", "Balqash Pool")


def label_lists(city: City, *, faulty: bool) -> list[Json]:
    """Return the listing of the public label lists."""
    return [
        {
            "name": name,
            "format": form,
            "publisher": publisher,
            "published_on": str(_PUBLISHED_ON),
            "source_document": f"sandbox/{name}",
            "sha256": digest(label_list(city, name, faulty=faulty)),
        }
        for name, (form, publisher, _) in _LISTS.items()
    ]


def label_list(city: City, name: str, *, faulty: bool) -> bytes:
    """Return one list as its publisher writes it. Raises KeyError: no such list."""
    _, _, make = _LISTS[name]
    return make(city, faulty)


def pool_address(seed: int, pool: str) -> str:
    """Return the Bitcoin address from which a pool pays out."""
    return bitcoin_address(f"{seed}/pool/{pool}")


def _sanctioned(city: City, _: bool) -> bytes:
    evm = [wallet_of(city.seed, "sanctioned", number).address for number in range(6)]
    bitcoin = [bitcoin_address(f"{city.seed}/sanctioned/{number}") for number in range(4)]
    tron = [tron_address(f"{city.seed}/sanctioned/{number}") for number in range(2)]
    return "\n".join([*evm, *bitcoin, *tron, ""]).encode()


def _exchanges(city: City, faulty: bool) -> bytes:
    """Return a tag pack that takes one resident's wallet for an exchange's; a faulty one names an unknown chain."""
    hot = [wallet_of(city.seed, "foreign-exchange", number).address for number in range(5)]
    tags = [{"address": address, "label": "Far Exchange", "currency": "ETH"} for address in hot]
    resident = next(wallet for wallet in city.wallets if wallet.is_labelled)
    mistaken = {"address": resident.address, "label": "Far Exchange", "currency": "ETH"}
    unknown = [{"address": "bnb1sandboxsandboxsandbox", "label": "Far Exchange", "currency": "BEP2"}] if faulty else []
    header = {
        "title": "Sandbox exchange wallets",
        "creator": "sandbox",
        "category": "exchange",
        "confidence": "web_crawl",
        "lastmod": "2026-05-31",
    }
    return yaml.safe_dump({**header, "tags": [*tags, mistaken, *unknown]}, sort_keys=False).encode()


def _pools(city: City, _: bool) -> bytes:
    return json.dumps(
        [
            {"id": number, "name": pool, "addresses": [pool_address(city.seed, pool)], "tags": [], "link": ""}
            for number, pool in enumerate(POOLS)
        ]
    ).encode()


def _accounts(city: City, _: bool) -> bytes:
    kinds = ("mining", "dex", "bridge", "heist")
    wallets = (wallet_of(city.seed, "public", number).address for number in range(8))
    return json.dumps(
        {
            address: {"name": f"Public {number}", "labels": [kinds[number % len(kinds)]]}
            for number, address in enumerate(wallets)
        }
    ).encode()


_LISTS: dict[str, tuple[str, str, Callable[[City, bool], bytes]]] = {
    "sanctioned_addresses": ("ofac_addresses", "sandbox-ofac", _sanctioned),
    "exchange-wallets": ("graphsense_tagpack", "sandbox-graphsense", _exchanges),
    "pools": ("mining_pools", "sandbox-pools", _pools),
    "accounts": ("etherscan_labels", "sandbox-etherscan", _accounts),
}
