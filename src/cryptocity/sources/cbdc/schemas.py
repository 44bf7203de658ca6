"""Validates messages against their XML schemas, where these are at hand: ISO licenses them for download.

A schema is told by the namespace it is for, whatever its file is called. Where a message stands in an envelope, the
envelope may hold anything and the message must be valid. What a message says is never shown, only what is wrong there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO
from xml.sax.saxutils import quoteattr

from lxml import etree

from cryptocity.errors import WrongUsage
from cryptocity.sift import Broken
from cryptocity.sources.cbdc.messages import Opening, validate

_XSD = "http://www.w3.org/2001/XMLSchema"
_ABOUT = re.compile(r"Element '(?:\{[^}]*\})?([^']*)'(?:, attribute '([^']*)')?: (\[facet '\w+'\] )?(.*)", re.DOTALL)
_VALUE = re.compile(r"^(?:The value )?'.*'(?= (?:is not|has|must|does))", re.DOTALL)
_SAYS_NO_VALUE = re.compile(
    r"The value |This element is not expected|Missing child element|Character content "
    r"|The attribute '\w+' is|Element content is not allowed|No matching global"
)
_LONGEST_REASON = 200


@dataclass(frozen=True)
class Schemas:
    """The schemas at hand, by namespace."""

    paths: Mapping[str, Path] = field(default_factory=dict)

    def check(self, stream: IO[bytes], opening: Opening) -> bool:
        """Tell whether there is a schema to check a message with. Raises Broken: the message is not valid by it."""
        path = self.paths.get(opening.namespace)
        if path is None:
            return False
        stream.seek(0)
        try:
            validate(stream, _schema(path, opening.namespace, opening.root))
        except etree.XMLSyntaxError as error:
            raise _broken(error.msg or "") from None
        return True


NO_SCHEMAS = Schemas()


def schemas_in(folder: Path | None) -> Schemas:
    """Return the schemas of a folder, none for None. Raises WrongUsage: no such folder, or a file that is no schema."""
    if folder is None:
        return NO_SCHEMAS
    if not folder.is_dir():
        raise WrongUsage(f"CRYPTOCITY_ISO20022_SCHEMAS: there is no folder {folder}")
    return Schemas({_namespace(path): path for path in sorted(folder.glob("*.xsd"))})


def _namespace(path: Path) -> str:
    try:
        root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)).getroot()
        etree.XMLSchema(root)
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
        raise WrongUsage(f"CRYPTOCITY_ISO20022_SCHEMAS: {path.name} is no XML schema ({error})") from None
    return str(root.get("targetNamespace", ""))


@lru_cache(maxsize=64)
def _schema(path: Path, namespace: str, root: str) -> etree.XMLSchema:
    if root == f"{{{namespace}}}Document":
        return etree.XMLSchema(file=path)
    envelope = etree.QName(root)
    attribute = f" targetNamespace={quoteattr(envelope.namespace)}" if envelope.namespace else ""
    return etree.XMLSchema(
        etree.fromstring(
            f'<schema xmlns="{_XSD}"{attribute}>'
            f"<import namespace={quoteattr(namespace)} schemaLocation={quoteattr(path.resolve().as_uri())}/>"
            f'<element name="{envelope.localname}" type="anyType"/></schema>'
        )
    )


def _broken(message: str) -> Broken:
    """Return what is wrong with a message in its schema's words, without the values that it holds."""
    about = _ABOUT.match(message)
    if about is None:
        return Broken("malformed_xml", f"not well-formed XML: {message}")
    element, attribute, facet, words = about.groups()
    said = _VALUE.sub("The value", words, count=1)
    shown = f"{facet or ''}{said}" if _SAYS_NO_VALUE.match(said) else "is not as the schema wants it"
    where = f"{element}/@{attribute}" if attribute else element
    return Broken("not_valid", f"{where}: {_in_local_names(shown)[:_LONGEST_REASON]}")


def _in_local_names(words: str) -> str:
    return " ".join(re.sub(r"\{[^}]*\}(?=[A-Z])", "", words).split())
