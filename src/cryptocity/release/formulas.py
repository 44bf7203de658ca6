"""How the metrics of a release are reckoned, from the definitions that it was made of. Nothing here writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

_DIVIDED = " / "


@dataclass(frozen=True)
class Formula:
    """One metric: what it means, what is divided and by what, "" where nothing is; both name columns or metrics."""

    metric: str
    description: str
    numerator: str
    denominator: str


def formulas(definitions: Json) -> Iterator[Formula]:
    """Yield the formula of each metric by name, from dbt's definitions of a release."""
    summed = {
        measure["name"]: f"{measure['agg']}({measure['expr'] or measure['name']})"
        for semantic_model in definitions["semantic_models"].values()
        for measure in semantic_model["measures"]
    }
    for metric in sorted(definitions["metrics"].values(), key=lambda each: str(each["name"])):
        told = metric["type_params"]
        reckoned = told["expr"] or summed[told["measure"]["name"]]
        numerator, _, denominator = reckoned.partition(_DIVIDED)
        yield Formula(metric["name"], " ".join(metric["description"].split()), numerator, denominator)
