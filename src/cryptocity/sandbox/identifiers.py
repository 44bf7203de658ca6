"""Fictitious IINs and BINs: month 00, right check digits, no two alike."""

from collections.abc import Callable, Iterator
from itertools import count, islice

from cryptocity.identity import check_digit


def iins(how_many: int, first_serial: int = 0) -> list[str]:
    """Return individuals' numbers: year, month 00, day 01-31, century digit, four digits of serial, check digit."""
    return _valid(
        (how_many, first_serial),
        lambda serial: f"{serial % 100:02d}00{serial // 100 % 31 + 1:02d}5{serial // 3100:04d}",
    )


def bins(how_many: int, first_serial: int = 0) -> list[str]:
    """Return organisations' numbers: year, month 00, type 4, division 0, five digits of serial, check digit."""
    return _valid((how_many, first_serial), lambda serial: f"{serial % 100:02d}0040{serial // 100:05d}")


def _valid(how_many_from: tuple[int, int], first_eleven: Callable[[int], str]) -> list[str]:
    how_many, first_serial = how_many_from
    return list(islice(_numbers(first_eleven, first_serial), how_many))


def _numbers(first_eleven: Callable[[int], str], first_serial: int) -> Iterator[str]:
    for serial in count(first_serial):
        digit = check_digit(first_eleven(serial))
        if digit is not None:
            yield f"{first_eleven(serial)}{digit}"
