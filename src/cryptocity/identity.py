"""Who is who, without saying so: IIN and BIN check digits, and keyed pseudonyms for personal identifiers.

Source: OECD tax identification numbers, Kazakhstan; the weights were checked against public numbers (see the tests).
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from functools import lru_cache

_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_LENGTH = 12
# Twelve digits by themselves, but no piece of a hash or an address.
_WRITTEN_XIN = re.compile(r"0x[0-9A-Fa-f]{16,}|(?<![0-9])[0-9]{12}(?![0-9])", re.ASCII)


def check_digit(first_eleven: str) -> int | None:
    """Return the check digit of an IIN or BIN from its first eleven digits, or None where no number may exist."""
    digits = [int(digit) for digit in first_eleven]
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


@lru_cache(maxsize=65_536)
def is_valid_xin(xin: str) -> bool:
    """Tell whether twelve digits carry the right check digit: an individual's IIN or an organisation's BIN."""
    if len(xin) != _LENGTH or not (xin.isascii() and xin.isdigit()):
        return False
    return check_digit(xin[:-1]) == int(xin[-1])


def is_iin(xin: str) -> bool:
    """Tell an individual's IIN (fifth digit 0-3) from an organisation's BIN (4-6). A sole trader's BIN is an IIN."""
    return xin[4] in "0123"


def is_personal(xin: str) -> bool:
    """Tell a number that stands for people, whose names and numbers are nobody's business, from a legal entity's BIN.

    People are individuals and sole traders (IIN), and sole traders who trade together (BIN with 6 as fifth digit).
    Legal entities have 4 (residents) or 5 (non-residents) there. Whatever else stands there counts as people.
    """
    return xin[4] not in "45"


def is_fictitious(xin: str) -> bool:
    """Tell whether the number lies in the sandbox's range: month 00, in which nobody is born and nothing registered."""
    return xin[2:4] == "00"


def names_somebody(text: str) -> bool:
    """Tell whether a text holds an individual's IIN: it begins with a birthday, or lies in the sandbox's range."""
    return any(is_valid_xin(found) and _is_of_a_birthday(found) for found in _WRITTEN_XIN.findall(text))


def _is_of_a_birthday(xin: str) -> bool:
    return is_iin(xin) and (is_fictitious(xin) or ("01" <= xin[2:4] <= "12" and "01" <= xin[4:6] <= "31"))


@dataclass(frozen=True)
class Pseudonyms:
    """Keyed pseudonyms: HMAC-SHA-256, cut to 128 bits. The same key and identifier give the same pseudonym."""

    key: bytes = field(repr=False)

    def of(self, identifier: str) -> str:
        """Return `p-` and 32 hexadecimal digits."""
        return "p-" + hmac.digest(self.key, identifier.encode(), hashlib.sha256).hex()[:32]

    def of_taxpayer(self, xin: str) -> str:
        """Return a legal entity's BIN as it is (a public register number), everybody else's number as a pseudonym."""
        return self.of(xin) if is_personal(xin) else xin

    def in_text(self, text: str) -> str:
        """Return a text in which every IIN, and every BIN but a legal entity's, is a pseudonym."""
        return _WRITTEN_XIN.sub(lambda found: self.of_taxpayer(found[0]) if is_valid_xin(found[0]) else found[0], text)
