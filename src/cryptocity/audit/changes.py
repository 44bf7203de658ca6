"""An audit that follows another: what held then is asked only of the rows on which its verdict may have changed.

A rule that looks at rows one by one, or at rows of one day together, is held against the days that changed; one that
looks for equal rows, against the rows that equal one of those days. Every other rule, and every rule that did not hold
or was not there, is held against everything. The findings are the same as those of an audit of everything.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from cryptocity.audit.suites import DAY, Portion, Rule, Suite
from cryptocity.audit.verdict import Finding

Examine = Callable[[Sequence[Suite], Path], tuple[Finding, ...]]


class Changes(msgspec.Struct, frozen=True):
    """What differs from the audit before: the days, and a DuckDB file like the whole one that holds them alone.

    `before` are the findings of then, all of them on the rows of the other days as they are now.
    """

    days: tuple[str, ...]
    database: Path
    before: tuple[Finding, ...]

    @property
    def held(self) -> frozenset[bytes]:
        """Return the rules that held, each with its table."""
        return frozenset(_name(each.table, each.rule) for each in self.before if each.verdict == "passed")


def examine_changes(
    suites: Sequence[Suite], database: Path, changes: Changes, *, examine: Examine
) -> tuple[Finding, ...]:
    """Return one finding per expectation, in the order of the suites, as `examine` would of the whole database."""
    held, asked = changes.held, defaultdict[tuple[Path, int, str], list[int]](list)
    for number, suite in enumerate(suites):
        for position, rule in enumerate(suite.expectations):
            file, where = database, "true"
            apart = rule.apart if _name(suite.table, rule) in held else ()
            if apart == (DAY,):
                file = changes.database
            elif apart:
                where = _equal_to(changes.days, suite.table, apart)
            asked[file, number, where].append(position)
    found: dict[tuple[int, int], Finding] = {}
    for file in (database, changes.database):
        portions = {key: positions for key, positions in asked.items() if key[0] == file}
        places = ((number, position) for (_, number, _), positions in portions.items() for position in positions)
        findings = examine([_portion(suites[key[1]], positions, key[2]) for key, positions in portions.items()], file)
        found.update(zip(places, findings, strict=True))
    return tuple(found[place] for place in sorted(found))


def _name(table: str, rule: Rule) -> bytes:
    return msgspec.json.encode((table, rule), order="deterministic")


def _portion(suite: Suite, positions: Sequence[int], where: str) -> Portion:
    rules = tuple(suite.expectations[position] for position in positions)
    return Portion(suite.table, suite.description, rules, where)


def _equal_to(days: Sequence[str], table: str, columns: Sequence[str]) -> str:
    """Return the condition of rows that equal one of these days in the columns, and of a few more: hashes may meet."""
    if not days:
        return "false"
    names, listed = ", ".join(columns), ", ".join(f"'{day}'" for day in days)
    return f"hash({names}) in (select hash({names}) from {table} where day in ({listed}))"
