"""Protocol Buffers on the wire: just enough to read a transaction's signed bytes and to write what a block hashes.

Source: protobuf.dev/programming-guides/encoding; proto3 leaves out fields that hold their default.
"""

from typing import TypeAlias

Fields: TypeAlias = dict[int, list[int | bytes]]

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_FIXED_SIZES = {_FIXED64: 8, _FIXED32: 4}
_LONGEST_VARINT = 10
_INT64 = 1 << 64


def field(number: int, value: int | bytes) -> bytes:
    """Return a field as proto3 writes it: nothing for zero and for no bytes."""
    return present_field(number, value) if value else b""


def present_field(number: int, value: int | bytes) -> bytes:
    """Return a field that is written even where it is empty: a message, or an item of a repeated field."""
    if isinstance(value, int):
        return _varint(number << 3 | _VARINT) + _varint(value % _INT64)
    return _varint(number << 3 | _BYTES) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def read_fields(message: bytes) -> Fields:
    """Return every field of a message by its number, in order. Raises ValueError for bytes that are no message."""
    found: Fields = {}
    at = 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        number, kind = tag >> 3, tag & 7
        value: int | bytes
        if kind == _VARINT:
            value, at = _read_varint(message, at)
        elif kind == _BYTES or kind in _FIXED_SIZES:
            size, at = _read_varint(message, at) if kind == _BYTES else (_FIXED_SIZES[kind], at)
            value, at = message[at : at + size], at + size
        else:
            raise ValueError(f"no Protocol Buffers message: wire type {kind}")
        if at > len(message):
            raise ValueError("no Protocol Buffers message: cut short")
        found.setdefault(number, []).append(value)
    return found


def last_number(fields: Fields, number: int) -> int:
    """Return the value of a scalar field: the last one written, 0 where there is none."""
    value = fields.get(number, [0])[-1]
    if not isinstance(value, int):
        raise ValueError(f"field {number} is no number")  # noqa: TRY004  a message of wrong contents
    return value


def last_bytes(fields: Fields, number: int) -> bytes:
    """Return the value of a bytes field: the last one written, nothing where there is none."""
    value = fields.get(number, [b""])[-1]
    if not isinstance(value, bytes):
        raise ValueError(f"field {number} is no bytes")  # noqa: TRY004  a message of wrong contents
    return value


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    number = 0
    for offset, byte in enumerate(message[at : at + _LONGEST_VARINT]):
        number |= (byte & 0x7F) << 7 * offset
        if byte < 0x80:
            return number % _INT64, at + offset + 1
    raise ValueError("no Protocol Buffers message: a number without end")
