"""The story of a merchant extraction: ask for the day's lines, sift them, land them with the answers they came from.

A receipt issued offline may come up to 72 hours later, on the day it was issued. Until then its day is provisional, and
`extract_late` lands it again when the feed knows more; the manifest's payloads tell which, by name.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from cryptocity.access import Access
from cryptocity.errors import LakeIncomplete
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Payload
from cryptocity.sources.merchants.classifiers import classifiers_of, decode_classifiers
from cryptocity.sources.merchants.client import MerchantFeed, ReceiptsState, split_lines
from cryptocity.sources.merchants.datasets import RECEIPTS, SOURCE
from cryptocity.sources.merchants.decode import decode_crypto_settlements, decode_receipts, decode_register
from cryptocity.sources.merchants.invoices import decode_e_invoices
from cryptocity.sources.merchants.register_table import RegisterTable
from cryptocity.window import Window

_CLASSIFIERS, _REGISTER = "classifiers.jsonl", "register.jsonl"
_RECEIPTS, _SETTLEMENTS, _INVOICES = "receipts.jsonl", "crypto-settlements.jsonl", "e-invoices.xml"
_LINES = (_CLASSIFIERS, _REGISTER, _RECEIPTS, _SETTLEMENTS)
_ANSWERS = (*_LINES, _INVOICES)
_FINAL, _PROVISIONAL = "receipts-final.json", "receipts-provisional.json"


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land classifiers, register, the receipts that have come by now, settlements and e-invoices of one city day."""
    feed = MerchantFeed(access.transport(SOURCE))
    state = _archived(feed.receipts_state(day))  # asked first: what comes in between is a reason to ask again
    answers = {
        _CLASSIFIERS: feed.classifiers(day),
        _REGISTER: _register(day, feed, access),
        _RECEIPTS: feed.receipts(day),
        _INVOICES: feed.e_invoices(day),
        _SETTLEMENTS: feed.crypto_settlements(day),
    }
    payloads = [state, *(Payload(name, content, personal=True) for name, content in answers.items())]
    return land_answers(payloads, day, lake, access=access)


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


def land_answers(payloads: Sequence[Payload], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its answers, asked for just now or archived. Raises LakeIncomplete where one is missing."""
    answers = {payload.name: payload.content for payload in payloads}
    if missing := [name for name in _ANSWERS if name not in answers]:
        raise LakeIncomplete(f"no {missing[0]} is archived for {day}: extract the day from the source again")
    lines = {name: split_lines(answers[name]) for name in _LINES}
    window, pseudonyms = Window.of_day(day), access.pseudonyms
    codes = decode_classifiers(lines[_CLASSIFIERS], pseudonyms)
    landings = (
        codes,
        decode_register(lines[_REGISTER], window, pseudonyms, classifiers=classifiers_of(codes.rows)),
        *decode_receipts(lines[_RECEIPTS], window, pseudonyms),
        decode_crypto_settlements(lines[_SETTLEMENTS], window, pseudonyms),
        *decode_e_invoices(answers[_INVOICES], window, pseudonyms),
    )
    with lake.writer(SOURCE, day) as writer:
        return writer.commit(landings, payloads)


def _register(day: date, feed: MerchantFeed, access: Access) -> bytes:
    if access.merchants_register_url:
        return RegisterTable(access.merchants_register_url, access.patience).register(day)
    return feed.register(day)


def _archived(state: ReceiptsState) -> Payload:
    return Payload(_FINAL if state.is_closed else _PROVISIONAL, msgspec.json.encode(state), personal=True)


def _is_provisional(manifest: Manifest) -> bool:
    return any(payload.name.startswith(_PROVISIONAL) for payload in manifest.payloads)


def _is_as_landed(state: ReceiptsState, landed: Manifest, lake: Lake) -> bool:
    """Tell, without opening the archive, whether the feed said the same then: the same answer is the same file."""
    name, _ = lake.seal.close(_archived(state))
    return name in {payload.name for payload in landed.payloads}
