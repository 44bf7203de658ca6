"""Reads the transfers of a pacs.008 many at a time, because asking for them one by one costs more than reading them.

Says the same as `messages.read`: what repeats in the body, the header first, of one whole message.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import polars as pl
from lxml import etree

from cryptocity.sift import Broken
from cryptocity.sources.cbdc.messages import BODIES, Opening
from cryptocity.sources.cbdc.parts import Header, Transfer, fields_of, line_sheet, part_of

_BYTES_AT_A_TIME = 65_536
_ENTRY = "CdtTrfTxInf"


@dataclass
class _Body:
    """The message's body, as far as it has been read."""

    namespace: str
    element: etree._Element | None = None
    has_header: bool = False

    def begin(self, parser: etree.XMLPullParser) -> None:
        """Look for the start of the body. Raises Broken: another one starts."""
        for _, element in parser.read_events():
            if self.element is not None:
                raise Broken("several_messages", "the file holds more than one message")
            self.element = element

    def taken(self, *, whole: bool) -> Iterator[Header | tuple[str, int]]:
        """Yield the transfers that have ended, as lines and how many, and forget them; before the first, the header."""
        body = self.element
        if body is None:
            return
        tag = f"{{{self.namespace}}}{_ENTRY}" if self.namespace else _ENTRY
        count = sum(1 for _ in body.iterchildren(tag))
        if not whole and len(body) and body[-1].tag == tag:
            count -= 1
        if not self.has_header and (count or whole):
            self.has_header = True
            yield part_of(body, Header, self.namespace)
        if count:
            yield str(line_sheet(Transfer, _ENTRY, self.namespace)(body, count=str(count))), count
            del body[: None if whole else -1]


def read_transfers(stream: IO[bytes], opening: Opening, at_a_time: int) -> Iterator[Header | pl.DataFrame]:
    """Yield the header, then tables with the fields of transfers as text, of about so many at a time.

    Raises Broken: not whole, or several messages.
    """
    lines: list[str] = []
    waiting = 0
    for part in _read(stream, _Body(opening.namespace)):
        if isinstance(part, Header):
            yield part
            continue
        if waiting and waiting + part[1] > at_a_time:
            yield fields_of("".join(lines), Transfer, waiting)
            lines, waiting = [], 0
        lines.append(part[0])
        waiting += part[1]
    if waiting:
        yield fields_of("".join(lines), Transfer, waiting)


def _read(stream: IO[bytes], body: _Body) -> Iterator[Header | tuple[str, int]]:
    parser = etree.XMLPullParser(events=("start",), tag=BODIES, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        while content := stream.read(_BYTES_AT_A_TIME):
            parser.feed(content)
            body.begin(parser)
            yield from body.taken(whole=False)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise Broken("malformed_xml", f"not well-formed XML: {error.msg}") from None
    body.begin(parser)
    yield from body.taken(whole=True)
