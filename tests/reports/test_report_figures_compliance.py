"""What supervision looks at: findings from what is shown, and nothing of what rests on few."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from cryptocity.reports.answers import answers_of
from cryptocity.reports.figures import compliance
from cryptocity.reports.released import read_release

FIRST = date(2026, 10, 5)


def title(chart):
    return chart.layout.title.text.replace("\u00a0", " ")


def answered(home, release_id, name):
    return answers_of(read_release(home, release_id))["capital_flow", name]


def test_travel_rule_tells_what_is_complete_from_what_is_said_to_be(english):
    days = [FIRST + timedelta(days=place) for place in range(2)]
    shares = {"completeness_pct": [80.0, 95.5], "claimed_completeness_pct": [90.0, 100.0]}
    chart = compliance.travel_rule(pl.DataFrame({"day": days, **shares}), english)
    assert title(chart) == "95.5 % of the transfers under the travel rule on 6 October carry every field"
    assert [list(line.y) for line in chart.data] == [[90.0, 100.0], [80.0, 95.5]]


def test_travel_rule_is_a_share_of_all_venues_transfers_and_hides_a_day_of_few(home):
    shown = answered(home, "full", "travel_rule").disclosed
    told = ("covered_transfers", "complete_transfers", "completeness_pct", "claimed_completeness_pct")
    assert shown.select(told).row(0) == (28, 24, Decimal("85.7143"), Decimal("92.8571"))
    assert shown.row(1, named=True)["completeness_pct"] is None
    assert shown["completeness_pct"].null_count() == 1


def test_exposures_are_told_apart_by_flag_direction_and_distance(english):
    rows = pl.DataFrame(
        {
            "category": ["stolen", "sanctioned", "mixing_service"],
            "direction": ["sent", "received", "received"],
            "hops": ["2", "1", "1"],
            "exposed_usd": [None, 3_000_000, 20],
        }
    )
    chart = compliance.illicit_exposure(rows, english)
    assert title(chart) == "The largest exposure on chain shown: Sanctioned, received directly, USD 3.0 million"
    assert list(chart.layout.yaxis.ticktext) == ["Sanctioned, received directly", "Mixing service, received directly"]


def test_an_exposure_of_few_transfers_is_not_shown_however_large(home):
    answer = answered(home, "full", "illicit_exposure")
    hidden = answer.disclosed.filter(pl.col("exposed_usd").is_null())
    assert hidden.select("category", "direction", "hops").rows() == [("stolen", "sent", "2")]
    assert answer.rows["exposed_usd"][0] == answer.rows["exposed_usd"].max()
    assert answer.disclosed.height == 16


def test_trades_without_permission_name_asset_and_venue_without_markup(home, english):
    chart = compliance.unpermitted_trades(answered(home, "full", "unpermitted_trades").disclosed, english)
    assert title(chart) == "Most traded without permission, of what is shown: PRIV, steppe-digital, USD 36,000"
    assert "<" not in "".join(chart.layout.yaxis.ticktext)


def test_clients_over_the_limit_are_counted_in_the_newest_month_that_is_shown(home, english):
    shown = answered(home, "full", "retail_limit").disclosed
    chart = compliance.retail_limit(shown, english)
    assert title(chart) == "9 clients over the retail limit of USD 1,000 in November 2026 to date"
    assert list(chart.data[0].y) == [9, 9]
    assert shown.select("breaches_across_venues", "active_clients", "breaching_pct").row(0) == (None, 300, 3)


def test_few_clients_over_the_limit_take_their_share_with_them(home):
    shown = answered(home, "quiet", "retail_limit").disclosed
    assert shown.select("breaching_clients", "breaching_pct", "active_clients").row(0) == (None, None, 300)
