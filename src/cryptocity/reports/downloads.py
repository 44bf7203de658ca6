"""What a figure or headline shows, as files for other programs, the same in every language. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO

import polars as pl
from xlsxwriter import Workbook

from cryptocity.release.manifest import ReleaseManifest
from cryptocity.reports.disclosure import shorten
from cryptocity.reports.entries import Answer, Figure, Headline

FORMATS = ("csv", "xlsx", "parquet")
WITHHELD = "withheld"
_KEYS = ("merchant_key", "miner_key")
_FORMULA = r"^[=+\-@\t\r]"
_MADE_AT = datetime(1980, 1, 1)  # noqa: DTZ001 a workbook states an instant without a zone, here the same in all


def downloads(entry: Figure | Headline, answer: Answer, manifest: ReleaseManifest) -> dict[str, bytes]:
    """Return the files of a figure or headline by name, the same bytes for the same rows.

    One row per row of a figure's table, its dimensions and then its measures, each with the unit in its name; what is
    not disclosed is empty, and its columns are named in `withheld`. Of a headline the one period and number that the
    front page shows. A sheet `about` tells name, release and datasets.
    """
    rows = _shown(entry, answer) if isinstance(entry, Figure) else entry.newest(answer.disclosed)
    csv = rows.with_columns(pl.col(pl.String).str.replace(f"({_FORMULA})", "'$1"))
    parquet = BytesIO()
    rows.write_parquet(parquet)
    contents = (csv.write_csv().encode(), _workbook(rows, entry, manifest), parquet.getvalue())
    return {f"{entry.name}.{form}": content for form, content in zip(FORMATS, contents, strict=True)}


def _shown(figure: Figure, answer: Answer) -> pl.DataFrame:
    columns = [*figure.dimensions, *figure.measures]
    keys = [pl.col(name).map_elements(shorten, pl.String) for name in _KEYS if name in columns]
    withheld = [", ".join(names) or None for names in _withheld(figure.measures, answer)]
    return answer.disclosed.select(columns).with_columns(*keys, pl.Series(WITHHELD, withheld, pl.String))


def _withheld(measures: Sequence[str], answer: Answer) -> Iterator[list[str]]:
    """Yield for each row which of its measures have a value that is not disclosed."""
    pairs = zip(answer.rows.select(measures).rows(), answer.disclosed.select(measures).rows(), strict=True)
    for true, shown in pairs:
        yield [name for name, was, now in zip(measures, true, shown, strict=True) if was is not None and now is None]


def _workbook(rows: pl.DataFrame, entry: Figure | Headline, manifest: ReleaseManifest) -> bytes:
    written = BytesIO()
    # What comes from a chain may begin like a formula or a link; it stays what it is, a text.
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _MADE_AT})
        rows.write_excel(book, worksheet="data", autofit=True)
        about = book.add_worksheet("about")
        facts = {
            "indicator": entry.name,
            "release": manifest.id,
            "data as of": str(manifest.last_day or ""),
            "datasets": ", ".join(entry.sources),
            "proof": f"cryptocity verify {entry.name} --release {manifest.id}",
        }
        for place, fact in enumerate(facts.items()):
            about.write_row(place, 0, fact)
    return written.getvalue()
