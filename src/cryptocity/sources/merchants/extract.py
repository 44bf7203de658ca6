"""The story of a merchant extraction: ask for the day's lines, sift them part by part, land them with their answers.

A receipt issued offline may come up to 72 hours later, on the day it was issued. Until then its day is provisional, and
`extract_late` lands it again when the feed knows more; the manifest's payloads tell which, by name.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial

import msgspec

from cryptocity.access import Access
from cryptocity.errors import LakeIncomplete, SourceContradiction
from cryptocity.lake import Lake, Manifest, Writer
from cryptocity.payloads import Answer, Archived, Payload, parts_of
from cryptocity.sources.merchants.classifiers import classifiers_of, decode_classifiers
from cryptocity.sources.merchants.client import MerchantFeed, ReceiptsState, split_lines
from cryptocity.sources.merchants.datasets import MORE_AWAITED, RECEIPTS, SOURCE
from cryptocity.sources.merchants.decode import decode_crypto_settlements, decode_register
from cryptocity.sources.merchants.gather import gather_receipts
from cryptocity.sources.merchants.invoices import decode_e_invoices
from cryptocity.sources.merchants.register_table import RegisterTable
from cryptocity.window import Window

_FEEDS = (_CLASSIFIERS, _REGISTER, _RECEIPTS, _SETTLEMENTS) = (
    "classifiers", "register", "receipts", "crypto-settlements",
)  # fmt: skip
_INVOICES = "e-invoices.xml"
_FINAL = "state-of-receipts-final.json"


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land classifiers, register, the receipts that have come by now, settlements and e-invoices of one city day."""
    feed = MerchantFeed(access.transport(SOURCE))
    with lake.writer(SOURCE, day) as writer:
        state = _archived(feed.receipts_state(day))  # asked first: what comes in between is a reason to ask again
        parts = [part for name in _FEEDS for part in _parts(name, day, feed, writer=writer, access=access)]
        invoices = Payload(_INVOICES, feed.e_invoices(day), personal=True)
        return _land([state, *parts, invoices], day, writer, access=access)


def extract_late(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land the provisional days before this one again, of which more, or the last, has come since.

    These are three where a day lands every day, and more after a pause. Returns the manifests of the days landed again,
    none where the feed knows what it knew.
    """
    feed = MerchantFeed(access.transport(SOURCE))
    manifests: list[Manifest] = []
    for earlier in lake.days(RECEIPTS):
        landed = lake.manifest(RECEIPTS, earlier) if earlier < day else None
        if landed and _is_provisional(landed) and not _is_as_landed(feed.receipts_state(earlier), landed, lake):
            manifests.extend(extract_day(earlier, lake, access))
    return tuple(manifests)


def is_final(manifest: Manifest) -> bool:
    """Tell whether a merchant day landed when no receipt of it could come any more."""
    return any(payload.name.startswith(_FINAL) for payload in manifest.payloads)


def land_answers(payloads: Sequence[Answer], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its answers, asked for just now or archived."""
    with lake.writer(SOURCE, day) as writer:
        return _land(payloads, day, writer, access=access)


def _parts(name: str, day: date, feed: MerchantFeed, *, writer: Writer, access: Access) -> list[Archived]:
    keep = partial(_keep, writer, name)
    if name == _REGISTER and access.merchants_register_url:
        register = RegisterTable(access.merchants_register_url, access.patience).register(day)
        return [keep(number, part) for number, part in enumerate(parts_of([register]))]
    parts = feed.lines(name, day, keep)
    if name == _CLASSIFIERS and not parts:
        raise SourceContradiction(f"{feed.transport.name}/{name} knows no code at all")
    return parts


def _keep(writer: Writer, feed: str, number: int, part: bytes) -> Archived:
    return writer.keep(Payload(f"{feed}-{number:05d}.jsonl", part, personal=True))


def _land(payloads: Sequence[Answer], day: date, writer: Writer, *, access: Access) -> tuple[Manifest, ...]:
    """Land a day from its parts. Raises LakeIncomplete where it was archived before all of these feeds were."""
    parts = {name: [each for each in payloads if each.name.startswith(f"{name}-")] for name in _FEEDS}
    parts[_INVOICES] = [each for each in payloads if each.name == _INVOICES]
    if missing := [name for name in (_CLASSIFIERS, _INVOICES) if not parts[name]]:
        raise LakeIncomplete(f"no {missing[0]} are archived for {day}: extract the day from the source again")
    window, pseudonyms = Window.of_day(day), access.pseudonyms
    codes = decode_classifiers(_lines(parts[_CLASSIFIERS]), pseudonyms)
    landings = (
        codes,
        decode_register(_lines(parts[_REGISTER]), window, pseudonyms, classifiers=classifiers_of(codes.table)),
        *gather_receipts([partial(_lines, [part]) for part in parts[_RECEIPTS]], window, writer, access=access),
        decode_crypto_settlements(_lines(parts[_SETTLEMENTS]), window, pseudonyms),
        *decode_e_invoices(parts[_INVOICES][0].content, window, pseudonyms),
    )
    return writer.commit(landings, payloads)


def _lines(parts: Sequence[Answer]) -> list[bytes]:
    return [line for part in parts for line in split_lines(part.content)]


def _archived(state: ReceiptsState) -> Payload:
    return Payload(_FINAL if state.is_closed else MORE_AWAITED, msgspec.json.encode(state), personal=True)


def _is_provisional(manifest: Manifest) -> bool:
    return any(payload.name.startswith(MORE_AWAITED) for payload in manifest.payloads)


def _is_as_landed(state: ReceiptsState, landed: Manifest, lake: Lake) -> bool:
    """Tell, without opening the archive, whether the feed said the same then: the same answer is the same file."""
    name, _ = lake.seal.close(_archived(state))
    return name in {payload.name for payload in landed.payloads}
