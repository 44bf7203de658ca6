"""What every query answers in a release and in those before it, and what of it may be shown; once for all languages."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template
from typing import TypeAlias

import duckdb
import polars as pl

from cryptocity.errors import ContractBroken
from cryptocity.release.causes import Cause
from cryptocity.release.lineage import marts_behind
from cryptocity.release.manifest import open_marts
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.disclosure import FEWEST_ENTITIES, Earlier
from cryptocity.reports.entries import Answer, Figure, Headline, Report
from cryptocity.reports.origins import Origins, read_origins
from cryptocity.reports.released import Before, Release

Answers: TypeAlias = Mapping[tuple[str, str], Answer]

QUERIES = Path(__file__).with_name("queries")
HEADLINES = "headlines"


@dataclass(frozen=True)
class Query:
    """One number or figure: the area whose page shows it, the folder of its SQL, and its entry in the catalogue."""

    area: str
    folder: str
    entry: Headline | Figure

    @property
    def name(self) -> str:
        """Return the name of the number or figure."""
        return self.entry.name

    @property
    def path(self) -> Path:
        """Return where the SQL is."""
        return QUERIES / self.folder / f"{self.entry.query or self.name}.sql"

    @property
    def sql(self) -> str:
        """Return the SQL, with the entry's parameters where the file has `$name`, and the threshold of disclosure."""
        written = {name: f"'{value}'" for name, value in self.entry.parameters.items()}
        written["fewest_entities"] = str(FEWEST_ENTITIES)
        return Template(self.path.read_text(encoding="utf-8")).substitute(written)

    def rows(self, marts: duckdb.DuckDBPyConnection) -> pl.DataFrame:
        """Return what the marts answer. Raises ContractBroken: they are not those that the query knows."""
        try:
            return marts.sql(self.sql).pl()
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            where = self.path.relative_to(QUERIES)
            raise ContractBroken(f"the marts of this release do not answer {where}: {reason}") from error

    def rows_or_none(self, marts: duckdb.DuckDBPyConnection) -> pl.DataFrame | None:
        """Return what the marts of another release answer, or None where that has not these."""
        with suppress(ContractBroken):
            return self.rows(marts)
        return None


@dataclass(frozen=True)
class Asked:
    """What queries are put to: the marts of a release and of those before it by folder, and what its numbers are of."""

    marts: duckdb.DuckDBPyConnection
    before: Mapping[Path, duckdb.DuckDBPyConnection]
    origins: Origins


def queries() -> Iterator[Query]:
    """Yield everything that is asked of a release, report by report, headlines first."""
    for report in REPORTS:
        yield from (Query(report.area, HEADLINES, one) for one in report.headlines)
        yield from (Query(report.area, report.area, one) for one in report.figures)


def answers_of(release: Release) -> Answers:
    """Return what every query answers, held against the releases before, and what the last of those showed.

    Raises ContractBroken: the marts of the release are not those that the queries know.
    """
    with ExitStack() as opened:
        marts = opened.enter_context(open_marts(release.folder))
        known = [*release.earlier, *(one for past in release.past for one in (past.release, *past.earlier))]
        folders = dict.fromkeys(one.folder for one in known)
        before = {folder: opened.enter_context(open_marts(folder)) for folder in folders}
        asked = Asked(marts, before, read_origins(release.folder, release.manifest))
        answers = {(query.folder, query.name): _answer(query, release, asked) for query in queries()}
    return answers | {
        (HEADLINES, headline.name): as_its_figures(headline, report, answers)
        for report in REPORTS
        for headline in report.headlines
    }


def as_its_figures(headline: Headline, report: Report, answers: Answers) -> Answer:
    """Return the headline's answer without what a figure of the same page, period and number withholds."""
    answer = answers[HEADLINES, headline.name]
    period, column = answer.rows.columns[:2]
    for figure in report.figures:
        is_same = figure.guard.keys == (period,) and figure.parameters == headline.parameters
        if is_same and column in figure.rests_on:
            told = answers[report.area, figure.name]
            past = dict(told.before)
            before = ((name, _without(rows, past[name]) if name in past else rows) for name, rows in answer.before)
            answer = replace(answer, disclosed=_without(answer.disclosed, told.disclosed), before=tuple(before))
    return answer


def _without(rows: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Return rows of a period and a number without the numbers that are withheld of their period elsewhere."""
    period, column = rows.columns[:2]
    withheld = told.filter(pl.col(column).is_null())[period].to_list()
    return rows.with_columns(pl.when(~pl.col(period).is_in(withheld)).then(pl.col(column)))


def _answer(query: Query, release: Release, asked: Asked) -> Answer:
    entry = query.entry
    answered = {folder: rows for folder, one in asked.before.items() if (rows := query.rows_or_none(one)) is not None}
    answer = entry.answered(query.rows(asked.marts), _earlier(release.earlier, answered))
    shown = (
        (past.release.folder.name, entry.answered(rows, _earlier(past.earlier, answered)).disclosed)
        for past in release.past
        if (rows := answered.get(past.release.folder)) is not None and not past.release.manifest.missing(entry.sources)
    )
    causes, origin = _causes(query, release, asked.marts), asked.origins.of(query.sql, asked.marts)
    return replace(answer, before=tuple(shown), causes=causes, origin=origin)


def _causes(query: Query, release: Release, marts: duckdb.DuckDBPyConnection) -> tuple[Cause, ...]:
    if release.changes is None:
        return ()
    return release.changes.causes_of(marts_behind([query.sql], marts, release.manifest.marts))


def _earlier(releases: Sequence[Before], answered: Mapping[Path, pl.DataFrame]) -> tuple[Earlier, ...]:
    return tuple(Earlier(answered[one.folder], one.last_day) for one in releases if one.folder in answered)
