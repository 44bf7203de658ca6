"""Public label lists in the formats in which they are published, each translated into items of the label feed. Pure.

Source: 0xB10C/ofac-sanctioned-digital-currency-addresses (an address a line); GraphSense TagPack (YAML, fields of the
header hold for every tag); bitcoin-data/mining-pools (JSON); Etherscan account labels (JSON by address).
"""

from collections.abc import Callable, Iterator, Mapping

import msgspec
import yaml

from cryptocity.sources.reference.client import ListedLabels

Fields = dict[str, object]

_ORIGIN = {"service_data": "high", "authority_data": "high", "ledger_immanent": "high", "web_crawl": "medium"}
_OTHER_FORKS = frozenset({"BCH", "BSV", "BTG", "XEC", "LTC"})  # some write addresses as Bitcoin does
_TELLING = {
    "ofac-sanctions-lists": "sanctioned",
    "heist": "hack",
    "phish-hack": "hack",
    "blocked": "black_list",
    "tornado-cash": "mixing_service",
    "mining": "miner",
    "exchange": "exchange",
}
_NO_CATEGORY = "uncategorised"


class UnreadableList(Exception):
    """The file has not the shape of its format; said in one line."""


class _Pool(msgspec.Struct):
    name: str
    addresses: list[str]


class _Account(msgspec.Struct):
    name: str | None = None
    labels: list[str] = []


def labels_in(listed: ListedLabels, content: bytes) -> list[bytes]:
    """Return the labels of a list as items of the label feed, in the list's order.

    Raises UnreadableList: the file has not the shape of its format.
    """
    provenance: Fields = {
        "residency": "unknown",
        "labelled_by": f"{listed.publisher}/{listed.name}",
        "labelled_on": str(listed.published_on),
        "source_document": listed.source_document,
    }
    try:
        return [msgspec.json.encode({**provenance, **label}) for label in _READERS[listed.format](content)]
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise UnreadableList(f"no {listed.format} list: {' '.join(str(error).split())[:200]}") from None


def _sanctioned(content: bytes) -> Iterator[Fields]:
    for line in content.decode("ascii").split():
        yield {"address": line, "cluster_id": line, "category": "sanctioned", "confidence": "high"}


def _tagpack(content: bytes) -> Iterator[Fields]:
    # Every scalar is read as text: YAML would take an address without quotes for a number.
    pack = yaml.load(content, Loader=yaml.CBaseLoader)  # noqa: S506  the loader that makes nothing but texts
    tags = pack.get("tags") if isinstance(pack, dict) else None
    if not isinstance(tags, list) or not all(isinstance(tag, dict) for tag in tags):
        raise UnreadableList("no graphsense_tagpack list: it maps no header and list of tags")
    header = {name: value for name, value in pack.items() if name != "tags"}
    for tag in tags:
        yield _of_tag({**header, **tag})


def _of_tag(tag: Mapping[str, object]) -> Fields:
    def text(name: str) -> str:
        value = tag.get(name)
        return value.strip() if isinstance(value, str) else ""

    address = text("address")
    is_of_a_fork = text("currency").upper() in _OTHER_FORKS
    category = text("category") or text("abuse") or _NO_CATEGORY
    holder = text("actor") or text("label")
    has_holder = bool(holder) and category not in ("user", "black_list")
    dated: Fields = {"labelled_on": text("lastmod")[:10]} if text("lastmod") else {}
    return {
        "address": f"{text('currency').lower()}:{address}" if is_of_a_fork else address,
        "cluster_id": holder if has_holder else address,
        "category": "sanctioned" if text("abuse") == "sanction" else category,
        "holder": holder[:200] if has_holder else None,
        "confidence": _ORIGIN.get(text("confidence"), "low"),
        **dated,
    }


def _mining_pools(content: bytes) -> Iterator[Fields]:
    for pool in msgspec.json.decode(content, type=list[_Pool]):
        for address in pool.addresses:
            yield {
                "address": address,
                "cluster_id": pool.name,
                "category": "mining_pool",
                "holder": pool.name,
                "confidence": "medium",
            }


def _accounts(content: bytes) -> Iterator[Fields]:
    for address, account in msgspec.json.decode(content, type=dict[str, _Account]).items():
        telling = next((_TELLING[label] for label in _TELLING if label in account.labels), None)
        first = account.labels[0].replace("-", "_") if account.labels else _NO_CATEGORY
        yield {
            "address": address,
            "cluster_id": address,
            "category": telling or first,
            "holder": account.name or None,
            "confidence": "medium",
        }


_READERS: Mapping[str, Callable[[bytes], Iterator[Fields]]] = {
    "ofac_addresses": _sanctioned,
    "graphsense_tagpack": _tagpack,
    "mining_pools": _mining_pools,
    "etherscan_labels": _accounts,
}
