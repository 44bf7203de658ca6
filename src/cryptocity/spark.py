"""Apache Spark as the other engine of a build: what it needs, and the plan that its own process follows."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import msgspec
import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.errors import BuildFailed
from cryptocity.settings import java_command
from cryptocity.sources import DATASETS

_TYPES = {
    pl.String: "string",
    pl.Int32: "int",
    pl.Int64: "bigint",
    pl.Float64: "double",
    pl.Boolean: "boolean",
    pl.Date: "date",
    pl.Datetime("us", "UTC"): "timestamp",
}


@dataclass(frozen=True)
class Spark:
    """Where Spark runs, and where it keeps tables while it builds: a folder, or a URI that all its machines reach."""

    master: str
    tables: str | None = None
    memory: str = "4g"


class LandedView(msgspec.Struct, frozen=True):
    """A view over landed files of a dataset: its columns in Spark's words, and `day` from the folders below `base`."""

    name: str
    columns: tuple[tuple[str, str], ...]
    base: str
    files: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True):
    """What the process that runs dbt on Spark does: lay the views, run dbt in `target`, copy marts to `database`."""

    master: str
    memory: str
    views: tuple[LandedView, ...]
    tables: str
    target: str
    database: str


def require_spark() -> None:
    """Raise BuildFailed where Spark or the Java that it runs on is missing."""
    if not (find_spec("pyspark") and find_spec("dbt.adapters.spark")):
        raise BuildFailed("Apache Spark is not installed: run `uv sync --extra spark`")
    try:
        subprocess.run([java_command(), "-version"], check=True, capture_output=True)  # noqa: S603  our own words
    except (OSError, subprocess.CalledProcessError):
        raise BuildFailed("Apache Spark needs Java 17 or newer: install it, or name its folder in JAVA_HOME") from None


def landed_views(files: Mapping[str, Sequence[Path]]) -> tuple[LandedView, ...]:
    """Return a view for every dataset over its landed files, by the dataset's id; one without files has no rows."""
    return tuple(_landed_view(dataset, files[dataset.id]) for dataset in DATASETS)


def _landed_view(dataset: Dataset, files: Sequence[Path]) -> LandedView:
    columns = (*((column.name, _type_of(column.dtype)) for column in dataset.columns), ("day", "date"))
    base = _local(files[0].parents[1]) if files else ""
    return LandedView(f"{dataset.source}__{dataset.name}", columns, base, tuple(_local(file) for file in files))


def _local(path: Path) -> str:
    """Return a path in Hadoop's words: a file of this machine, whatever file system a cluster takes for its own."""
    return f"file://{path.resolve()}"


def _type_of(dtype: pl.DataType | type[pl.DataType]) -> str:
    return f"decimal({dtype.precision},{dtype.scale})" if isinstance(dtype, pl.Decimal) else _TYPES[dtype]
