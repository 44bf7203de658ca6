"""`cryptocity metrics`, as an analyst meets it: the list, an answer, and the same answer in SQL."""

import csv

from released import released_city
from terminal import typed


def rows(ran):
    assert (ran.code, ran.errors) == (0, "")
    return list(csv.reader(ran.lines))


def test_metrics_are_listed_with_what_they_mean_and_can_be_asked_by(tmp_path_factory):
    listed = typed("metrics", home=released_city(tmp_path_factory).home)
    assert (listed.code, listed.errors) == (0, "")
    (line,) = (line for line in listed.lines if "net_ramp_usd" in line)
    assert "On-ramp less off-ramp, USD." in line
    assert "day, week, month, quarter, year, asset, client_residency, venue_id" in line


def test_a_metric_answers_the_same_by_name_and_in_sql(tmp_path_factory):
    home = released_city(tmp_path_factory).home
    asked = rows(typed("metrics", "net_ramp_usd", "--format", "csv", home=home))
    assert asked[0] == ["day", "net_ramp_usd"]
    assert len(asked) == 8
    assert asked == rows(typed("sql", "from metrics.net_ramp_usd", "--format", "csv", home=home))
    by_venue = rows(typed("metrics", "net_ramp_usd", "--by", "month", "--by", "venue_id", "--format", "csv", home=home))
    assert by_venue[0] == ["month", "venue_id", "net_ramp_usd"]
    assert {month for month, *_ in by_venue[1:]} == {"2026-10-01", "2026-11-01"}
