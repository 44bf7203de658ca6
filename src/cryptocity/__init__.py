"""CryptoCity Analytics: verified, audited and published figures on Alatau, Kazakhstan's CryptoCity.

`cryptocity.open_release("2026-11-01")` returns a read-only DuckDB connection to a release's marts.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptocity.analysts import open_release

__all__ = ["open_release"]


def __getattr__(name: str) -> object:
    """Import what analysts call once they call it: the package itself loads nothing."""
    if name in __all__:
        return getattr(import_module("cryptocity.analysts"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
