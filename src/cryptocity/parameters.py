"""Statutory parameters: rates and thresholds, each with the days on which it is in force, as dbt's seed has them."""

import csv
import io
from collections.abc import Iterable
from datetime import date

import msgspec

from cryptocity import project

SEED = "seed_statutory_parameters"


class Parameter(msgspec.Struct, frozen=True):
    """One value of a parameter: its unit, the days on which it is in force, both included, None where that is open.

    `source` says where it was seen, `confidence` how far that is trusted: from H, high, to L, low.
    """

    name: str
    value: str
    unit: str
    valid_from: date | None
    valid_to: date | None
    source: str
    confidence: str

    def is_in_force(self, first: date, last: date) -> bool:
        """Tell whether it is in force on one of these days."""
        return (self.valid_from or first) <= last and (self.valid_to or last) >= first


def read_parameters() -> tuple[Parameter, ...]:
    """Return every statutory parameter of the project's seed, one value a period, in its order."""
    path = project.folder("dbt_project") / "seeds" / f"{SEED}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [{name: text or None for name, text in row.items()} for row in csv.DictReader(lines)]
    return msgspec.convert(rows, tuple[Parameter, ...])


def seed_of(parameters: Iterable[Parameter]) -> str:
    """Return the seed that holds these parameters, in their order, to the letter."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(Parameter.__struct_fields__)
    rows.writerows(msgspec.structs.astuple(each) for each in parameters)
    return text.getvalue()
