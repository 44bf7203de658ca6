"""What a page may not show: cells that rest on too few or on one alone, what gives them away, and whole pseudonyms.

A cell is first withheld for itself (`primary`), or for its change since an earlier release (`differencing`); then more
cells are withheld until no reader can bound the first too closely (`secondary`, judged by `intervals`). All is pure.
"""

from cryptocity.reports.disclosure.differencing import Earlier
from cryptocity.reports.disclosure.guard import Guard, disclose
from cryptocity.reports.disclosure.primary import FEWEST_ENTITIES

_SHOWN_OF_PSEUDONYM = 10

__all__ = ["FEWEST_ENTITIES", "Earlier", "Guard", "disclose", "shorten"]


def shorten(key: str) -> str:
    """Return a BIN as it is, for it is a public number, and a sole trader's pseudonym cut short."""
    return f"{key[:_SHOWN_OF_PSEUDONYM]}…" if key.startswith("p-") else key
