"""The story of a merchant extraction: ask for the day's lines, sift them part by part, land them with their answers."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import groupby

from cryptocity.access import Access
from cryptocity.lake import Lake, Landing, Manifest, Writer
from cryptocity.payloads import Answer, Archived, Payload
from cryptocity.sources.merchants.client import MerchantFeed, split_lines
from cryptocity.sources.merchants.datasets import RECEIPT_LINES, RECEIPTS, SOURCE
from cryptocity.sources.merchants.decode import (
    decode_crypto_settlements,
    decode_receipts,
    decode_register,
    repeated_receipt,
)
from cryptocity.window import Window

_FEEDS = (_REGISTER, _RECEIPTS, _SETTLEMENTS) = ("register", "receipts", "crypto-settlements")


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land the register, the receipts with their lines, and the crypto settlements of one city day."""
    feed = MerchantFeed(access.transport(SOURCE))
    with lake.writer(SOURCE, day) as writer:
        payloads = [part for name in _FEEDS for part in feed.lines(name, day, partial(_keep, writer, name))]
        return _land(payloads, day, writer, access=access)


def land_answers(payloads: Sequence[Answer], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its answers, asked for just now or archived."""
    with lake.writer(SOURCE, day) as writer:
        return _land(payloads, day, writer, access=access)


def _keep(writer: Writer, feed: str, number: int, part: bytes) -> Archived:
    return writer.keep(Payload(f"{feed}-{number:05d}.jsonl", part, personal=True))


def _land(payloads: Sequence[Answer], day: date, writer: Writer, *, access: Access) -> tuple[Manifest, ...]:
    window = Window.of_day(day)
    register, receipts, settlements = ([each for each in payloads if each.name.startswith(name)] for name in _FEEDS)
    landings = (
        decode_register(_lines(register), window, access.pseudonyms),
        *_gather_receipts(receipts, window, writer, access=access),
        decode_crypto_settlements(_lines(settlements), window, access.pseudonyms),
    )
    return writer.commit(landings, payloads)


def _lines(parts: Sequence[Answer]) -> list[bytes]:
    return [line for part in parts for line in split_lines(part.content)]


def _gather_receipts(
    parts: Sequence[Answer], window: Window, writer: Writer, *, access: Access
) -> tuple[Landing, Landing]:
    """Return receipts and lines of all parts; a receipt that repeats one of another part is turned away at the end."""
    receipts, lines = writer.gathering(RECEIPTS), writer.gathering(RECEIPT_LINES)
    firsts = []
    for done, part in enumerate(parts, start=1):
        firsts.append(receipts.received)
        landed = decode_receipts(split_lines(part.content), window, access.pseudonyms, first=firsts[-1])
        receipts.add(landed[0])
        lines.add(landed[1])
        access.progress("parts of the receipts", done, len(parts))
    repeated = receipts.runs.repeated(RECEIPTS.key)
    turned_away = [
        repeated_receipt(line, position, access.pseudonyms) for position, line in _at(repeated, parts, firsts)
    ]
    receipts.turn_away([receipt for receipt, _ in turned_away])
    lines.turn_away([line for _, its_lines in turned_away for line in its_lines])
    return receipts.landing(), lines.landing()


def _at(positions: Sequence[int], parts: Sequence[Answer], firsts: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines at these positions, reading each part once."""
    for index, wanted in groupby(positions, lambda position: bisect_right(firsts, position) - 1):
        lines = split_lines(parts[index].content)
        for position in wanted:
            yield position, lines[position - firsts[index]]
