"""Where the SQL, the expectations and the DAGs are: beside `src` in a checkout, inside the package in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """Return the folder `dbt_project`, `expectations` or `dags`."""
    packaged = _PACKAGE / "project" / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / name


def areas() -> tuple[str, ...]:
    """Return the areas that the marts are divided into, by name; each is a schema."""
    marts = folder("dbt_project") / "models" / "marts"
    return tuple(sorted(path.name for path in marts.iterdir() if path.is_dir()))
