"""Reads transfers and entries many at a time, because asking for them one by one costs more than reading them.

Says the same as `messages.read`: what repeats in the body, the header first, of one whole message.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

import polars as pl
from lxml import etree

from cryptocity.sift import Broken
from cryptocity.sources.cbdc.messages import BODIES, Form, Opening, form_of
from cryptocity.sources.cbdc.parts import (
    Account,
    Balances,
    Entry,
    Header,
    Transfer,
    counter,
    fields_of,
    line_of,
    line_sheet,
    part_of,
)

Told = Header | Account | Balances | pl.DataFrame

_BYTES_AT_A_TIME = 65_536
_WORTH_A_SHEET = 8


@dataclass
class _Lines:
    """Fields of parts of one kind, until they are enough for a table."""

    kind: type[Transfer] | type[Entry]
    at_a_time: int
    lines: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, lines: str, count: int) -> Iterator[pl.DataFrame]:
        """Put parts at the end. Yields a table of those before where all are too many for one."""
        if self.count + count > self.at_a_time:
            yield from self.table()
        self.lines.append(lines)
        self.count += count

    def table(self) -> Iterator[pl.DataFrame]:
        """Yield a table of what there is, if there is anything."""
        if self.count:
            yield fields_of("".join(self.lines), self.kind, self.count)
        self.lines, self.count = [], 0


@dataclass
class _Reading:
    """The message's body, as far as it has been read."""

    namespace: str
    form: Form
    lines: _Lines
    body: etree._Element | None = None
    has_header: bool = False
    begun: etree._Element | None = None

    def start(self, parser: etree.XMLPullParser) -> None:
        """Look for the start of the body. Raises Broken: another one starts."""
        for _, element in parser.read_events():
            if self.body is not None:
                raise Broken("several_messages", "the file holds more than one message")
            self.body = element

    def taken(self, *, whole: bool) -> Iterator[Told]:
        """Yield what has ended, and forget it; before the first, the header."""
        if self.body is None:
            return
        repeated = self.form.statement or self.form.entry
        if not self.has_header and (whole or self._has_any(self.body, repeated)):
            self.has_header = True
            yield part_of(self.body, Header, self.namespace)
        if self.form.statement:
            yield from self._statements(self.body, whole=whole)
        else:
            yield from self._entries(self.body, whole=whole)
        if whole:
            yield from self.lines.table()

    def _has_any(self, body: etree._Element, name: str) -> bool:
        """Tell whether something that repeats has ended, or an entry in it: then the header has, too."""
        first = next(body.iterchildren(self._tag(name)), None)
        if first is None or first is not body[-1]:
            return first is not None
        entry = next(first.iterchildren(self._tag(self.form.entry)), None) if self.form.statement else None
        return entry is not None and entry is not first[-1]

    def _statements(self, body: etree._Element, *, whole: bool) -> Iterator[Told]:
        for statement in list(body.iterchildren(self._tag(self.form.statement))):
            has_ended = whole or statement is not body[-1]
            if self.begun is not statement and (has_ended or self._has_entry(statement)):
                self.begun = statement
                yield part_of(statement, Account, self.namespace)
            yield from self._entries(statement, whole=has_ended)
            if has_ended:
                yield from self.lines.table()
                yield part_of(statement, Balances, self.namespace)
                body.remove(statement)

    def _has_entry(self, statement: etree._Element) -> bool:
        entry = next(statement.iterchildren(self._tag(self.form.entry)), None)
        return entry is not None and entry is not statement[-1]

    def _entries(self, parent: etree._Element, *, whole: bool) -> Iterator[pl.DataFrame]:
        tag = self._tag(self.form.entry)
        first, backwards = next(parent.iterchildren(tag), None), parent.iterchildren(tag, reversed=True)
        last = next(backwards, None)
        if last is not None and not whole and last is parent[-1]:
            last = next(backwards, None)
        if first is None or last is None:
            return
        start, stop = parent.index(first), parent.index(last) + 1
        count = int(counter(self.form.entry, self.namespace)(parent)) - (stop < len(parent) and parent[-1].tag == tag)
        yield from self.lines.add(
            self._lines(parent, parent[start:stop] if count < _WORTH_A_SHEET else (), count), count
        )
        if count == stop - start:
            del parent[start:stop]
        else:
            for element in parent[start:stop]:
                if element.tag == tag:
                    parent.remove(element)

    def _lines(self, parent: etree._Element, few: Sequence[etree._Element], count: int) -> str:
        kind, tag = self.lines.kind, self._tag(self.form.entry)
        if few:
            return "".join(line_of(entry, kind, self.namespace) for entry in few if entry.tag == tag)
        return str(line_sheet(kind.__name__, self.form.entry, self.namespace)(parent, count=str(count)))

    def _tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}" if self.namespace else name


def read_blocks(stream: IO[bytes], opening: Opening, at_a_time: int) -> Iterator[Told]:
    """Yield a pacs.008, camt.053 or camt.054: transfers, or the entries between an account and its balances, as tables.

    A table has the fields of Transfer or Entry as text, of at most so many at a time where they are no larger than what
    is read at once. Raises Broken: not whole, or several messages.
    """
    form = form_of(opening)
    reading = _Reading(opening.namespace, form, _Lines(Entry if form.statement else Transfer, at_a_time))
    parser = etree.XMLPullParser(events=("start",), tag=BODIES, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        while content := stream.read(_BYTES_AT_A_TIME):
            parser.feed(content)
            reading.start(parser)
            yield from reading.taken(whole=False)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise Broken("malformed_xml", f"not well-formed XML: {error.msg}") from None
    reading.start(parser)
    yield from reading.taken(whole=True)
