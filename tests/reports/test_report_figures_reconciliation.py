"""Accounts are told by day, the residual apart, and no day that rests on few items."""

from datetime import date, timedelta
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from cryptocity.reports.answers import HEADLINES, Query
from cryptocity.reports.areas.reconciliation import RECONCILIATION
from cryptocity.reports.disclosure import FEWEST_ENTITIES
from cryptocity.reports.figures import reconciliation
from reports.areas import ACCOUNTS, account_lines
from reports.releases import write_marts

FIRST = date(2026, 11, 1)


def title(chart):
    return chart.layout.title.text.replace("\u00a0", " ")


def account_rows(*residuals):
    count = len(residuals)
    return pl.DataFrame(
        {
            "day": [FIRST + timedelta(days=place) for place in range(count)],
            "residual_kzt": [None if one is None else Decimal(one) for one in residuals],
            "sources_kzt": [None if one is None else Decimal(1000) for one in residuals],
            "uses_kzt": [None if one is None else Decimal(1000 - one) for one in residuals],
        },
        schema_overrides=dict.fromkeys(("residual_kzt", "sources_kzt", "uses_kzt"), pl.Decimal(38, 2)),
    )


@pytest.mark.parametrize(
    ("residuals", "words"),
    [
        ((0, 30), "On 2 November, KZT 30 of KZT 1,000 in sources has no use"),
        ((-30,), "On 1 November, KZT 30 of KZT 1,030 in uses has no source"),
        ((5, 0), "On 2 November, sources and uses are equal: KZT 1,000"),
        ((5, 30, None), "On 2 November, KZT 30 of KZT 1,000 in sources has no use"),
    ],
)
def test_an_account_says_what_its_latest_shown_day_leaves_unexplained(residuals, words, english):
    assert title(reconciliation.account("account_venue_fiat")(account_rows(*residuals), english)) == words


def test_sources_go_up_uses_down_and_the_residual_is_a_line_of_its_own(english):
    chart = reconciliation.account("account_venue_fiat")(account_rows(30, None, -30), english)
    assert [(trace.name, trace.type, list(trace.y)) for trace in chart.data] == [
        ("Sources", "bar", [1000, None, 1000]),
        ("Uses", "bar", [-970, None, -1030]),
        ("Unexplained residual", "scatter", [30, None, -30]),
    ]


def answers(tmp_path, entry, folder, *, items):
    """What the query of an entry answers on seven days of all accounts; one side has these items on each day."""
    lines = [
        line
        for place, number in enumerate(items)
        for account in ACCOUNTS
        for line in account_lines(FIRST + timedelta(days=place), account, (1000 + place, 7), items=(40, number))
    ]
    write_marts(tmp_path / "marts.duckdb", {"reconciliation.sources_and_uses_daily": lines})
    with duckdb.connect(str(tmp_path / "marts.duckdb"), read_only=True) as marts:
        return Query("reconciliation", folder, entry).rows(marts)


@pytest.mark.parametrize("figure", RECONCILIATION.figures, ids=lambda figure: figure.name)
def test_a_day_with_few_items_on_one_side_is_withheld_with_the_days_beside_it(figure, tmp_path):
    few = [38, 38, 38, FEWEST_ENTITIES - 1, 38, 38, 38]
    rows = answers(tmp_path, figure, "reconciliation", items=few)
    assert rows["sources_kzt"].to_list() == [1000 + place for place in range(7)]
    shown = figure.answered(rows).disclosed
    assert [amount is None for amount in shown["residual_kzt"]] == [False, False, True, True, True, False, False]
    for measure in figure.measures:
        assert shown[measure].is_null().equals(shown["residual_kzt"].is_null())


@pytest.mark.parametrize("headline", RECONCILIATION.headlines, ids=lambda headline: headline.name)
def test_the_headline_withholds_what_the_figure_does(headline, tmp_path):
    few = [38, 38, 38, FEWEST_ENTITIES - 1, 38, 38, FEWEST_ENTITIES]
    rows = answers(tmp_path, headline, HEADLINES, items=few)
    shown = headline.answered(rows).disclosed["residual_kzt"]
    assert [amount is None for amount in shown] == [False, False, True, True, True, False, False]
