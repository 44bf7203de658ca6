"""Turns labels into rows: those of the feed, and those of public lists, translated into items of the feed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from cryptocity.identity import Pseudonyms
from cryptocity.landing import Landing, Rejected
from cryptocity.sift import Broken
from cryptocity.sources.reference.client import ListedLabels
from cryptocity.sources.reference.datasets import ADDRESS_LABELS
from cryptocity.sources.reference.feed import Feed, Item, Row, Text, must_not_lie_after
from cryptocity.sources.reference.labels.addresses import canonical, chain_of
from cryptocity.sources.reference.labels.lists import UnreadableList, labels_in

_ORGANISATIONS = frozenset({"exchange", "mining_pool", "merchant", "gambling", "mixing_service", "wallet_service"})


class Label(Item):
    """Whose an address is, who says so since when, where it is written, and how sure it is."""

    address: Text
    cluster_id: Text
    category: Text
    residency: Literal["resident", "non_resident", "unknown"]
    labelled_by: Text
    labelled_on: date
    holder: Text | None = None
    source_document: Text = "address-labels"
    confidence: Literal["high", "medium", "low"] = "medium"


@dataclass(frozen=True)
class LabelList:
    """A public list of labels: what the listing says of it, and the file as published."""

    listed: ListedLabels
    content: bytes


def _label(label: Label, day: date, pseudonyms: Pseudonyms) -> Row:
    chain = chain_of(label.address)
    if chain is None:
        raise Broken("unknown_chain", "the address is none of an EVM chain, Bitcoin or Tron, or its check sum is wrong")
    must_not_lie_after(day, label.labelled_on, what="labelled on")
    holder = label.holder if label.category in _ORGANISATIONS else None
    provenance = (label.labelled_by, label.labelled_on, label.source_document, label.confidence)
    return (
        canonical(label.address),
        chain,
        pseudonyms.of(label.cluster_id),
        holder,
        label.category,
        label.residency,
        *(provenance),
    )


LABEL_FEED = Feed(
    "address-labels",
    ADDRESS_LABELS,
    Label,
    _label,
    lambda label: (canonical(label.address), label.labelled_by),
    frozenset({"cluster_id", "holder"}),
)


def land_labels(items: Sequence[bytes], lists: Sequence[LabelList], day: date, *, pseudonyms: Pseudonyms) -> Landing:
    """Return one row per address and who labels it: conflicting labels of one address are all kept.

    A list that cannot be read is one quarantined row.
    """
    translated: list[bytes] = []
    unreadable: list[Rejected] = []
    for number, each in enumerate(lists):
        try:
            translated += labels_in(each.listed, each.content)
        except UnreadableList as error:
            shown = {"name": each.listed.name, "bytes": len(each.content)}
            unreadable.append(Rejected("unreadable_list", str(error), number, shown))
    landing = LABEL_FEED.land([*items, *translated], day, pseudonyms)
    return replace(landing, received=landing.received + len(unreadable), rejected=[*landing.rejected, *unreadable])
