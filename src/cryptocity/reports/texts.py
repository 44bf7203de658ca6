"""Every word on a page: texts by key from locales/<language>/, and how that language writes numbers and dates.

A language is one folder of data: what all pages share, and a file per area. Every language has the same texts with the
same placeholders, or none can be read; nothing falls back to another language. Numbers, dates and plurals are Babel's.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from cryptocity.errors import ContractBroken, WrongUsage

_DAY = timedelta(days=1)
_LOCALES = Path(__file__).with_name("locales")
_REFERENCE = "en"
_REGIONS = {"en": "en_GB"}
_NOUNS = "nouns."
_MINUS = "\N{MINUS SIGN}"
_NO_BREAK = "\N{NO-BREAK SPACE}"

Number = Decimal | float | int

_DECIMALS = {"pct": 1, "points": 1, "count": 0, "mwh": 1, "ppm": 1, "index": 1}
_DECIMALS_IN_FULL = {"pct": 2, "count": 0, "kzt": 2, "usd": 2, "amount": 4, "mwh": 2, "ppm": 2, "z": 2, "index": 1}
_SCALED = ("kzt", "usd")


def exact(value: Number) -> Decimal:
    """Return a number as the decimal that it is written as."""
    return Decimal(str(value))


def unit_of(column: str) -> str:
    """Return the unit that ends a column's name: pct, kzt, usd, amount (tokens), mwh, ppm, z or index; else count."""
    ending = column.rpartition("_")[2]
    return ending if ending in _DECIMALS_IN_FULL else "count"


@dataclass(frozen=True)
class Scale:
    """What amounts are divided by to be read at a glance, and what the unit is then called, such as `million KZT`."""

    divisor: int
    unit: str


@dataclass(frozen=True)
class Texts:
    """The texts of one language, by dotted key."""

    language: str
    entries: Mapping[str, str]

    def __call__(self, key: str, /, **values: str) -> str:
        """Return the text, filled. Raises ContractBroken: no such key, or a placeholder without a value."""
        try:
            return self.template(key).format(**values)
        except (KeyError, IndexError) as error:
            raise ContractBroken(f"{self.language}: {key} asks for {error}, which it is not given") from None

    def template(self, key: str) -> str:
        """Return the text as written. Raises ContractBroken: no such key."""
        if key not in self.entries:
            raise ContractBroken(f"{self.language} has no text {key}")
        return self.entries[key]

    def below(self, prefix: str) -> dict[str, str]:
        """Return all texts whose key starts with the prefix and a dot, by the rest of their key."""
        start = f"{prefix}."
        found = {key.removeprefix(start): self.template(key) for key in self.entries if key.startswith(start)}
        if not found:
            raise ContractBroken(f"{self.language} has no texts {start}*")
        return found

    def number(self, value: Number, decimals: int) -> str:
        """Return a number with this language's separators, halves rounded away from zero."""
        rounded = exact(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        written: str = format_decimal(abs(rounded), pattern, locale=self.locale)
        return _MINUS + written if rounded < 0 else written

    def trimmed(self, value: Decimal) -> str:
        """Return a number with no more decimals than it has: 16 of 16.00."""
        return self.number(value, max(0, -int(value.normalize().as_tuple().exponent)))

    def header(self, column: str) -> str:
        """Return the name of a column with its unit."""
        unit, name = unit_of(column), self(f"columns.{column}")
        return name if unit == "count" else self("table.with_unit", name=name, unit=self(f"units.{unit}"))

    def in_full(self, value: Number, unit: str) -> str:
        """Return a number in full, for a table whose header states the unit."""
        return self.number(value, _DECIMALS_IN_FULL[unit])

    def quantity(self, value: Number, unit: str) -> str:
        """Return a number with its unit for a sentence: `3.1 %`, `KZT 12.3 million`."""
        if unit not in _SCALED:
            return self(f"quantities.{unit}", number=self.number(value, _DECIMALS[unit]))
        divisor = self._divisor(value)
        number = self.number(exact(value) / divisor, 0 if divisor == 1 else 1)
        return self(f"quantities.{unit}", number=self(f"scales.{divisor}.number", number=number))

    def scale(self, unit: str, largest: Number) -> Scale:
        """Return how an axis counts a unit when its largest value is as given."""
        divisor = self._divisor(largest) if unit in _SCALED else 1
        return Scale(divisor, self(f"scales.{divisor}.unit", unit=self(f"units.{unit}")))

    def _divisor(self, value: Number) -> int:
        reached = [divisor for divisor in self._divisors if divisor <= abs(exact(value))]
        return reached[-1] if reached else 1

    @cached_property
    def _divisors(self) -> tuple[int, ...]:
        return tuple(sorted({int(key.partition(".")[0]) for key in self.below("scales")}))

    def count(self, noun: str, number: int) -> str:
        """Return a number of things in the grammatical form that this language has for it."""
        return self(f"{_NOUNS}{noun}.{self.locale.plural_form(number)}", number=self.number(number, 0))

    def activity(self, oked_code: str | None) -> str:
        """Return an OKED code with the name of the narrowest class, group or division that this language has."""
        if oked_code is None:
            return self("labels.unknown_activity")
        name = self._narrowest("activities", oked_code) or self("labels.unknown_activity")
        return self("labels.activity", code=oked_code, name=name)

    def place(self, kato_code: str) -> str:
        """Return a KATO code with the name of the narrowest place around it that this language has."""
        name = self._narrowest("places", kato_code)
        return self("labels.place", code=kato_code, name=name) if name else kato_code

    def chain(self, chain: str) -> str:
        """Return the name of a chain with its id, such as `Ethereum (1)`; of one without a name, `chain (4242)`."""
        names = self.below("chains")
        return self("labels.chain", name=names.get(chain, names["unnamed"]), id=chain)

    def warning(self, because: str) -> str | None:
        """Return what a rule says whose failure is a warning; None of one that is no more, as an older release has."""
        return self.entries.get(f"warnings.{because}")

    def _narrowest(self, names: str, code: str) -> str | None:
        known = self.below(names)
        return next((known[code[:digits]] for digits in range(len(code), 0, -1) if code[:digits] in known), None)

    def day(self, day: date) -> str:
        """Return a day without its year, such as `7 November`."""
        return self._written(day, "MMMMd")

    def full_day(self, day: date) -> str:
        """Return a day with its year, such as `7 November 2026`."""
        # Babel files no pattern under the skeleton of a full day: that one is the language's long date.
        return _unbroken(format_date(day, "long", locale=self.locale))

    def month(self, month: date, *, first_day: date | None = None, last_day: date | None = None) -> str:
        """Return a month such as `November 2026`; where the data begins or ends within it, say so."""
        name = self._written(month, "yMMMM")
        if last_day and _same_month(last_day, month) and _same_month(last_day + _DAY, month):
            return self("dates.month_to_date", month=name)
        if first_day and _same_month(first_day, month) and _same_month(first_day - _DAY, month):
            return self("dates.month_in_part", month=name)
        return name

    def short_month(self, month: date) -> str:
        """Return a month in short, such as `Nov 2026`, for an axis."""
        return self._written(month, "yMMM")

    def quarter(self, quarter: date) -> str:
        """Return the quarter that a day is in, such as `Quarter 4 of 2026`."""
        return self("labels.quarter", quarter=str((quarter.month + 2) // 3), year=str(quarter.year))

    def _written(self, day: date, skeleton: str) -> str:
        return _unbroken(format_skeleton(skeleton, day, locale=self.locale))

    @cached_property
    def locale(self) -> Locale:
        """Return what Babel knows of this language."""
        return Locale.parse(_REGIONS.get(self.language, self.language))


def _unbroken(written: str) -> str:
    """Return a date whose day stays on the line of its month."""
    return re.sub(r"(?<=\b\d) (?=\w)|(?<=\b\d\d) (?=\w)", _NO_BREAK, written)


def _same_month(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def languages() -> tuple[str, ...]:
    """Return the codes of all languages to publish in: those that have the texts which all pages share."""
    return tuple(sorted(path.parent.name for path in _LOCALES.glob("*/site.json")))


def read_texts(language: str) -> Texts:
    """Read the texts of a language. Raises WrongUsage naming those that there are, ContractBroken: it is incomplete."""
    known = languages()
    if language not in known:
        raise WrongUsage(f"no texts in language {language!r}; there are {', '.join(known)}")
    texts = _read(language)
    require_complete(texts, _read(_REFERENCE))
    return texts


def require_complete(texts: Texts, reference: Texts) -> None:
    """Raise ContractBroken where texts differ from the reference in a key or in the placeholders of one.

    A noun has one text for each of its language's plural forms, whatever those of the reference are.
    """
    forms = {*texts.locale.plural_form.tags, "other"}
    expected: dict[str, str] = {}
    for key, text in reference.entries.items():
        noun = key.rpartition(".")[0]
        expected |= {f"{noun}.{form}": text for form in forms} if key.startswith(_NOUNS) else {key: text}
    differing = {
        "lacks": expected.keys() - texts.entries.keys(),
        "has for no use": texts.entries.keys() - expected.keys(),
        "has other placeholders in": {
            key for key, text in texts.entries.items() if _placeholders(text) != _placeholders(expected.get(key, text))
        },
    }
    complaints = [f"{what} {', '.join(sorted(keys))}" for what, keys in differing.items() if keys]
    if complaints:
        raise ContractBroken(f"{texts.language} {'; '.join(complaints)}")


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _read(language: str) -> Texts:
    entries: dict[str, str] = {}
    for path in sorted((_LOCALES / language).glob("*.json")):
        flat = _flat(json.loads(path.read_text(encoding="utf-8")), "")
        if twice := sorted(entries.keys() & flat.keys()):
            raise ContractBroken(f"{language}/{path.name} repeats {', '.join(twice)}")
        entries |= flat
    return Texts(language, entries)


def _flat(nested: Mapping[str, object], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in nested.items():
        if isinstance(value, dict):
            flat.update(_flat(value, f"{prefix}{name}."))
        else:
            flat[f"{prefix}{name}"] = str(value)
    return flat
