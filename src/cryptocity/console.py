"""What the command line shows: progress bars on a terminal and plain lines elsewhere, tables, one-line messages."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

_UNFOLDED = 1_000
_out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _UNFOLDED)
_err = Console(stderr=True, highlight=False, soft_wrap=True)

ProgressCallback = Callable[[str, int, int], None]


def say(line: str) -> None:
    """Write one line to standard output."""
    _out.print(line, markup=False)


def complain(line: str) -> None:
    """Write one line to standard error."""
    _err.print(line, markup=False)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> None:
    """Write a table to standard output; numbers to the right."""
    table = Table(title=title, title_justify="left")
    cells = [[_shown(value) for value in row] for row in rows]
    for index, column in enumerate(columns):
        is_number = bool(cells) and all(_is_number(row[index]) for row in cells)
        table.add_column(column, justify="right" if is_number else "left", overflow="fold")
    for row in cells:
        table.add_row(*row)
    _out.print(table)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _is_number(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").lstrip("-").isdigit()


@contextmanager
def progress_of(title: str) -> Iterator[ProgressCallback]:
    """Yield a callback `(what, done, of)`: a progress bar on a terminal, a plain line at each tenth elsewhere."""
    if _err.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=_err, transient=True) as bar:
            yield _bar_of(bar, title)
    else:
        yield _lines_of(title)


def _bar_of(bar: Progress, title: str) -> ProgressCallback:
    tasks: dict[str, int] = {}

    def show(what: str, done: int, of: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(f"{title}: {what}")
        bar.update(bar.task_ids[list(tasks).index(what)], completed=done, total=of)

    return show


def _lines_of(title: str) -> ProgressCallback:
    tenths: dict[str, int] = {}

    def show(what: str, done: int, of: int) -> None:
        tenth = 10 * done // max(1, of)
        if tenth > tenths.get(what, 0):
            tenths[what] = tenth
            complain(f"{title}: {done} of {of} {what}")

    return show
