"""Where a place lies on a small map: one tile a place, north on top. No outline of any is needed. Pure."""

from collections.abc import Sequence
from typing import TypeAlias

Spot: TypeAlias = tuple[int, int]
"""A column from the left and a row from the top."""

# Almaty region by KATO (NK RK 11): Balkhash in the north, Raiymbek in the far south-east.
_REGION = """
193600000 .         .         .         .         .
194200000 196800000 191600000 .         .         .
.         191800000 191810000 194000000 196600000 .
.         195200000 196200000 .         194400000 195800000
"""
SPOTS: dict[str, Spot] = {
    code: (column, row)
    for row, line in enumerate(_REGION.split("\n"))
    for column, code in enumerate(line.split())
    if code != "."
}
_FEWEST_COLUMNS = 2


def laid_out(kato_codes: Sequence[str]) -> list[Spot]:
    """Return a spot of its own for each place. Empty rows and columns are left out; places unknown here come below."""
    known = [SPOTS[code] for code in kato_codes if code in SPOTS]
    columns, rows = (sorted({spot[axis] for spot in known}) for axis in (0, 1))
    width = max(len(columns), _FEWEST_COLUMNS)
    spots, others = [], 0
    for code in kato_codes:
        if code in SPOTS:
            column, row = SPOTS[code]
            spots.append((columns.index(column), rows.index(row)))
        else:
            spots.append((others % width, len(rows) + others // width))
            others += 1
    return spots
