"""The statutory parameters that a release keeps, and which of them the SQL of its models names. Nothing here writes."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from cryptocity.parameters import Parameter
from cryptocity.release.lineage import Lineage
from cryptocity.release.manifest import PARAMETERS

_LITERAL = re.compile(r"(\|\|\s*)?'([^'\n]*)'(\s*\|\|)?")
_TEMPLATE = re.compile(r"\{\{.*?\}\}")


def kept_parameters(folder: Path) -> tuple[Parameter, ...] | None:
    """Return every value of the parameters that a release was made with, or None where it keeps none."""
    path = folder / PARAMETERS
    return msgspec.json.decode(path.read_bytes(), type=tuple[Parameter, ...]) if path.exists() else None


def parameters_behind(keys: Iterable[str], lineage: Lineage, parameters: Iterable[Parameter]) -> Iterator[Parameter]:
    """Yield those of the parameters that one of these models names."""
    named = [_named_in(lineage.sql(key)) for key in keys if lineage.kind(key) == "model"]
    for parameter in parameters:
        if any(pattern.fullmatch(parameter.name) for pattern in named):
            yield parameter


def _named_in(sql: str) -> re.Pattern[str]:
    """Return what the names that SQL has as a literal look like, be they whole or put together from it and more.

    A literal that a template completes is completed by another literal of the same SQL.
    """
    found = _LITERAL.findall(sql)
    whole = [re.escape(text) for _, text, _ in found]
    either = "|".join(whole) or "(?!)"
    for before, text, after in found:
        if before and text.startswith("_"):
            whole.append(f".+{re.escape(text)}")
        elif after and text.endswith("_"):
            whole.append(f"{re.escape(text)}.+")
        elif _TEMPLATE.search(text):
            whole.append(f"(?:{either})".join(map(re.escape, _TEMPLATE.split(text))))
    return re.compile("|".join(whole) or "(?!)")
