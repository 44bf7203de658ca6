"""`cryptocity dictionary`: what a release's marts and columns mean, as table, CSV, JSON or Markdown."""

import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import msgspec

from cryptocity.console import say, show_table
from cryptocity.errors import WrongUsage
from cryptocity.release.dictionary import Mart, as_csv, read_dictionary
from cryptocity.release.manifest import release_folder

_HEADS = ("column", "type", "unit", "description", "tests", "metrics")


def write_dictionary(home: Path, mart: str | None, *, release: str | None, form: str) -> None:
    """Write what one mart means, named with or without its area, or all. Raises WrongUsage: there is none like it."""
    marts = _chosen(read_dictionary(release_folder(home, release)), mart)
    if form == "csv":
        sys.stdout.write(as_csv(marts))
    elif form == "json":
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(marts), indent=2).decode() + "\n")
    elif form == "markdown":
        sys.stdout.write("\n".join(_markdown(each) for each in marts))
    elif mart is None:
        show_table(("area", "mart", "what"), [(each.area, each.name, each.description) for each in marts])
    else:
        _show(marts[0])


def _chosen(marts: Sequence[Mart], name: str | None) -> Sequence[Mart]:
    if name is None:
        return marts
    named = {each.name: each for each in marts} | {f"{each.area}.{each.name}": each for each in marts}
    if name in named:
        return (named[name],)
    close = get_close_matches(name, named) or [other for other in named if name in other][:3]
    meant = f"did you mean {', '.join(close)}?" if close else "`cryptocity dictionary` lists those there are"
    raise WrongUsage(f"there is no mart {name}; {meant}")


def _show(mart: Mart) -> None:
    for line in _head(mart):
        say(line)
    show_table(_HEADS, _rows(mart))


def _head(mart: Mart) -> tuple[str, ...]:
    return (
        mart.description,
        f"Version {mart.version}, of {mart.owner}; key: {', '.join(mart.key)}.",
        *(f"In every row: {check}." for check in mart.checks),
    )


def _rows(mart: Mart) -> list[tuple[str, ...]]:
    return [
        (each.name, each.type, each.unit, each.description, "; ".join(each.tests), ", ".join(each.metrics))
        for each in mart.columns
    ]


def _markdown(mart: Mart) -> str:
    rows = [_HEADS, ("---",) * len(_HEADS), *_rows(mart)]
    table = "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)
    return f"## {mart.area}.{mart.name}\n\n" + "\n\n".join(_head(mart)) + f"\n\n{table}\n"
