"""The story of a merchant extraction: ask for the day's lines, sift them, land them with the answers they came from."""

from collections.abc import Sequence
from datetime import date

from cryptocity.access import Access
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Payload
from cryptocity.sources.merchants.client import MerchantFeed, split_lines
from cryptocity.sources.merchants.datasets import SOURCE
from cryptocity.sources.merchants.decode import decode_crypto_settlements, decode_receipts, decode_register
from cryptocity.window import Window

_REGISTER, _RECEIPTS, _SETTLEMENTS = "register.jsonl", "receipts.jsonl", "crypto-settlements.jsonl"


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land the register, the receipts with their lines, and the crypto settlements of one city day."""
    feed = MerchantFeed(access.transport(SOURCE))
    answers = {
        _REGISTER: feed.register(day),
        _RECEIPTS: feed.receipts(day),
        _SETTLEMENTS: feed.crypto_settlements(day),
    }
    payloads = [Payload(name, content, personal=True) for name, content in answers.items()]
    return land_answers(payloads, day, lake, access=access)


def land_answers(payloads: Sequence[Payload], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its answers, asked for just now or archived."""
    lines = {payload.name: split_lines(payload.content) for payload in payloads}
    window = Window.of_day(day)
    landings = (
        decode_register(lines[_REGISTER], window, access.pseudonyms),
        *decode_receipts(lines[_RECEIPTS], window, access.pseudonyms),
        decode_crypto_settlements(lines[_SETTLEMENTS], window, access.pseudonyms),
    )
    with lake.writer(SOURCE, day) as writer:
        return writer.commit(landings, payloads)
