"""Reads the classifiers, and holds a merchant's codes against those in force on a day. Pure.

Source: KATO NK RK 11, OKED NK RK 03-2019, MCC ISO 18245. A code that is gone names the one that took its place, as do
those of the villages of the Ili district that became Alatau.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
import polars as pl

from cryptocity.identity import Pseudonyms
from cryptocity.landing import Landing
from cryptocity.sift import Broken, Reader, sift
from cryptocity.sources.merchants.datasets import CLASSIFIER_CODES
from cryptocity.sources.merchants.wire import ClassifierCode

Row = tuple[str, str, str, str | None, str | None, date, date | None, str | None]


@dataclass(frozen=True)
class Term:
    """From when to when, both inclusive, a code is in force, and which code follows it."""

    valid_from: date
    valid_to: date | None
    replaced_by_code: str | None


@dataclass(frozen=True)
class Classifiers:
    """The terms of every code, in order, by classifier and code."""

    terms: Mapping[tuple[str, str], Sequence[Term]]

    def must_know(self, classifier: str, code: str, day: date) -> None:
        """Raise Broken unless the code is in force on the day."""
        terms = self.terms.get((classifier, code), ())
        if any(term.valid_from <= day and (term.valid_to is None or day <= term.valid_to) for term in terms):
            return
        raise Broken(f"unknown_{classifier}", f"{code} is no code of {classifier.upper()} on {day}{_fate(terms, day)}")


def decode_classifiers(lines: Sequence[bytes], pseudonyms: Pseudonyms) -> Landing:
    """Return one row per code and term. Quarantines terms that end before they begin."""
    decoder = msgspec.json.Decoder(ClassifierCode)
    key = lambda code: (code.classifier, code.code, code.valid_from)  # noqa: E731
    sifted = sift(lines, Reader(decoder, _interpret, key), pseudonyms)
    return sifted.landing(CLASSIFIER_CODES)


def classifiers_of(rows: pl.DataFrame) -> Classifiers:
    """Return the classifiers that rows of `merchants.classifier_codes` are."""
    terms: dict[tuple[str, str], list[Term]] = {}
    ordered = rows.sort("classifier", "code", "valid_from")
    columns = ("classifier", "code", "valid_from", "valid_to", "replaced_by_code")
    for classifier, code, *term in ordered.select(columns).iter_rows():
        terms.setdefault((classifier, code), []).append(Term(*term))
    return Classifiers(terms)


def _interpret(code: ClassifierCode) -> Row:
    if code.valid_to and code.valid_to < code.valid_from:
        raise Broken("wrong_term", f"in force to {code.valid_to}, before it begins on {code.valid_from}")
    return (
        code.classifier,
        code.code,
        code.name_ru,
        code.name_kk,
        code.parent_code,
        code.valid_from,
        code.valid_to,
        code.replaced_by_code,
    )


def _fate(terms: Sequence[Term], day: date) -> str:
    """Return what became of a code: nothing is said of one that never was."""
    over = [term for term in terms if term.valid_to and term.valid_to < day]
    if over:
        instead = f", {over[-1].replaced_by_code} took its place" if over[-1].replaced_by_code else ""
        return f": in force to {over[-1].valid_to}{instead}"
    return f": in force from {terms[0].valid_from}" if terms else ""
