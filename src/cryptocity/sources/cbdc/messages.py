"""Reads pacs.008, pacs.002, camt.053 and camt.054 part by part, in memory that does not grow with the file.

Any version and any prefix is read: elements are told by their local names in the namespace of the message's body, and
kind and version by that namespace. A document type is turned away, so no entity is ever resolved; nothing is fetched.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import IO, Literal

from lxml import etree

from cryptocity.sift import Broken
from cryptocity.sources.cbdc.parts import Account, Balances, Entry, Header, Operation, Outcome, Part, Transfer, part_of


@dataclass(frozen=True)
class Form:
    """How a kind of message is built: its body, what repeats in that, and the statements between, where there are."""

    kind: str
    body: str
    entry: str
    statement: str = ""


_FORMS = (
    Form("pacs.008", "FIToFICstmrCdtTrf", "CdtTrfTxInf"),
    Form("pacs.002", "FIToFIPmtStsRpt", "TxInfAndSts"),
    Form("camt.053", "BkToCstmrStmt", "Ntry", "Stmt"),
    Form("camt.054", "BkToCstmrDbtCdtNtfctn", "Ntry", "Ntfctn"),
)
_BODIES = {form.body: form for form in _FORMS}
BODIES = tuple(f"{{*}}{name}" for name in _BODIES)
_KINDS = {form.kind: form for form in _FORMS}
_REPEATED = tuple(f"{{*}}{name}" for form in _FORMS for name in (form.entry, form.statement) if name)
_ELEMENTS_BEFORE_BODY = 10_000
_MESSAGE_NAME = re.compile(r"([a-z]{4}\.\d{3})\.(\d{3}\.\d{2})")


@dataclass(frozen=True)
class Opening:
    """What a file turns out to hold: its kind as `pacs.008`, its version as `001.08` where the namespace says it."""

    kind: str
    version: str | None
    namespace: str
    root: str


def opening_of(stream: IO[bytes]) -> Opening:
    """Read a file up to its message's body. Raises Broken: no XML, a document type, no message of the four kinds."""
    root = ""
    for _, element in islice(_events(stream, ("start",), None), _ELEMENTS_BEFORE_BODY):
        if not root and element.getroottree().docinfo.doctype:
            raise Broken("document_type", "the file declares a document type, as no message does")
        root = root or str(element.tag)
        namespace, name = _split(str(element.tag))
        if name in _BODIES:
            return _opening(namespace, name, root=root)
    said = _MESSAGE_NAME.search(root)
    raise Broken("unknown_message", f"{said[0] if said else _split(root)[1]!r} holds none of {', '.join(_KINDS)}")


def form_of(opening: Opening) -> Form:
    """Return how the kind of a message is built."""
    return _KINDS[opening.kind]


def read(stream: IO[bytes], opening: Opening) -> Iterator[Part]:
    """Yield a message's parts as they end, its header first. Raises Broken: not whole, or several messages."""
    form = _KINDS[opening.kind]
    tags = Form(form.kind, *(_tag(opening.namespace, name) for name in (form.body, form.entry, form.statement)))
    watched = (*BODIES, tags.entry, *filter(None, (tags.statement,)))
    elements = _read_by_now(_events(stream, ("end",), watched), tags)
    if form.statement:
        return _statements(elements, opening.namespace, tags)
    part: type[Part] = Transfer if form.kind == "pacs.008" else Outcome
    return _payments(elements, opening.namespace, tags, part=part)


def validate(stream: IO[bytes], schema: etree.XMLSchema) -> None:
    """Hold a file against a schema. Raises lxml's XMLSyntaxError with the schema's reason, or that of bad XML."""
    for _, element in etree.iterparse(
        stream, tag=_REPEATED, schema=schema, resolve_entities=False, no_network=True, load_dtd=False
    ):
        parent = element.getparent()
        if parent is not None:
            _forget_before(element, parent)


def _payments(
    elements: Iterator[tuple[etree._Element, etree._Element]],
    namespace: str,
    tags: Form,
    *,
    part: type[Part],
) -> Iterator[Part]:
    has_header = False
    for element, parent in elements:
        if not has_header:
            yield part_of(parent if element.tag == tags.entry else element, Header, namespace)
            has_header = True
        if element.tag == tags.entry:
            read = part_of(element, part, namespace)
            yield read
            if isinstance(read, Outcome) and read.operations != "0":
                yield part_of(element, Operation, namespace)


def _statements(
    elements: Iterator[tuple[etree._Element, etree._Element]], namespace: str, tags: Form
) -> Iterator[Part]:
    body = statement = None
    for element, parent in elements:
        above = {tags.entry: parent.getparent(), tags.statement: parent}.get(str(element.tag), element)
        if body is None and above is not None:
            body = above
            yield part_of(body, Header, namespace)
        current = parent if element.tag == tags.entry else element
        if current is not statement and current is not body:
            statement = current
            yield part_of(statement, Account, namespace)
        if element.tag == tags.entry:
            yield part_of(element, Entry, namespace)
        elif element is statement:
            yield part_of(element, Balances, namespace)


def _read_by_now(
    events: Iterator[tuple[str, etree._Element]], tags: Form
) -> Iterator[tuple[etree._Element, etree._Element]]:
    """Yield entries, statements and the body as they end, each with its parent, where a message may hold them.

    What was read is forgotten one element later, because the parser still needs the element that has just ended.
    """
    places = {tags.entry: tags.statement or tags.body, tags.statement: tags.body}
    has_body = False
    accepted: etree._Element | None = None
    for _, element in events:
        parent = element.getparent()
        if element.tag not in places:
            if has_body:
                raise Broken("several_messages", "the file holds more than one message")
            has_body = True
            yield element, element
        elif parent is not None and (parent is accepted or _stands(element, parent, places)):
            accepted = parent if element.tag == tags.entry else None
            yield element, parent
            _forget_before(element, parent)


def _stands(element: etree._Element, parent: etree._Element, places: Mapping[str, str]) -> bool:
    """Tell whether an element stands where its kind of message repeats it, and not in supplementary data."""
    if parent.tag != places[str(element.tag)]:
        return False
    above = parent.getparent()
    return parent.tag not in places or (above is not None and above.tag == places[str(parent.tag)])


def _opening(namespace: str, name: str, *, root: str) -> Opening:
    kind, said = _BODIES[name].kind, _MESSAGE_NAME.search(namespace)
    if said and said[1] != kind:
        raise Broken("unknown_message", f"the namespace says {said[1]}, the body is that of a {kind}")
    return Opening(kind, said[2] if said else None, namespace, root)


def _forget_before(element: etree._Element, parent: etree._Element) -> None:
    before = element.getprevious()
    if before is not None and before.tag == element.tag:
        parent.remove(before)


def _tag(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}" if namespace and name else name


def _split(tag: str) -> tuple[str, str]:
    namespace, _, name = tag.rpartition("}")
    return namespace[1:], name


def _events(
    stream: IO[bytes], events: tuple[Literal["start", "end"], ...], watched: tuple[str, ...] | None
) -> Iterator[tuple[str, etree._Element]]:
    try:
        yield from etree.iterparse(
            stream, events=events, tag=watched, resolve_entities=False, no_network=True, load_dtd=False
        )
    except etree.XMLSyntaxError as error:
        raise Broken("malformed_xml", f"not well-formed XML: {error.msg}") from None
