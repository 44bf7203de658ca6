"""What holds of all that a file says."""

from dataclasses import dataclass, replace

from cryptocity.identity import Pseudonyms
from cryptocity.window import Window


@dataclass(frozen=True)
class Received:
    """What holds of all that a file says: its name and kind, the day it was asked for, whether a schema was at hand."""

    file_name: str
    kind: str
    window: Window
    pseudonyms: Pseudonyms
    schema_checked: bool = False

    def of(self, kind: str, *, schema_checked: bool) -> "Received":
        """Return the same of a file that has told its kind."""
        return replace(self, kind=kind, schema_checked=schema_checked)
