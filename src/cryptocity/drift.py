"""Fields that a source sends and no contract names: the row lands without them, and what they are called is reported.

Nothing is lost: the answer as received stays in the archive, from which the day lands again once the field has a name.
"""

import re
from collections.abc import Hashable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

Wire = TypeVar("Wire")

_EXACT = msgspec.json.Decoder(float_hook=Decimal)
_WRITTEN = msgspec.json.Encoder(decimal_format="number")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}", re.ASCII)
_DIGITS_OF_A_NUMBER = 6


def decode_known(item: bytes, decoder: msgspec.json.Decoder[Wire]) -> tuple[Wire, tuple[str, ...]]:
    """Return what the fields that the type names say, and the paths of the others, such as `Positions.Mood`.

    Raises what the decoder raises for the rest, and RecursionError.
    """
    value = _EXACT.decode(item)
    unknown = tuple(_cut_unknown(value, _kind_of(decoder.type), ""))  # type: ignore[arg-type]  # a type is hashable
    return decoder.decode(_WRITTEN.encode(value)), unknown


@lru_cache
def _kind_of(wire: Hashable) -> inspect.Type:
    return inspect.type_info(wire)


def _cut_unknown(value: Any, kind: inspect.Type, path: str) -> Iterator[str]:  # noqa: ANN401  any JSON value
    """Remove from a JSON value the fields that no struct names. Yields their paths."""
    if isinstance(kind, inspect.Metadata | inspect.UnionType):
        for each in kind.types if isinstance(kind, inspect.UnionType) else (kind.type,):
            yield from _cut_unknown(value, each, path)
    elif isinstance(kind, inspect.ListType | inspect.VarTupleType) and isinstance(value, list):
        for inner in value:
            yield from _cut_unknown(inner, kind.item_type, path)
    elif isinstance(kind, inspect.StructType) and isinstance(value, dict):
        known = {field.encode_name: field.type for field in kind.fields}
        for name in sorted(value.keys() - known.keys()):
            del value[name]
            yield path + shown_name(name)
        for name, inner in value.items():
            yield from _cut_unknown(inner, known[name], f"{path}{name}.")


def shown_name(name: str) -> str:
    """Return a field's name as it may be shown: what is unlike a field's, or holds a number, may be somebody's."""
    return name if _NAME.fullmatch(name) and sum(map(str.isdigit, name)) < _DIGITS_OF_A_NUMBER else "…"
