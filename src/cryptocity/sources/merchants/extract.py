"""The story of a merchant extraction: ask for the day's lines, sift them, land them with the answers they came from."""

from datetime import date

from cryptocity.access import Access
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Payload
from cryptocity.sources.merchants.client import MerchantFeed, split_lines
from cryptocity.sources.merchants.datasets import SOURCE
from cryptocity.sources.merchants.decode import decode_crypto_settlements, decode_receipts, decode_register
from cryptocity.window import Window


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land the register, the receipts with their lines, and the crypto settlements of one city day."""
    feed = MerchantFeed(access.transport(SOURCE))
    window = Window.of_day(day)
    register, receipts, settlements = feed.register(day), feed.receipts(day), feed.crypto_settlements(day)
    landings = (
        decode_register(split_lines(register), window, access.pseudonyms),
        *decode_receipts(split_lines(receipts), window, access.pseudonyms),
        decode_crypto_settlements(split_lines(settlements), window, access.pseudonyms),
    )
    payloads = (
        Payload("register.jsonl", register, personal=True),
        Payload("receipts.jsonl", receipts, personal=True),
        Payload("crypto-settlements.jsonl", settlements, personal=True),
    )
    with lake.writer(SOURCE, day) as writer:
        return writer.commit(landings, payloads)
