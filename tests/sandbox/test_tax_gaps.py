"""Who finds whom: a whole quarter of a small city, in which some under-report, some never file and one never pays.

The marts see receipts, returns, payments and meters alone; who does what is known to the sandbox.
"""

from datetime import date

import duckdb
import polars as pl
import pytest

from cryptocity import warehouse
from cryptocity.sandbox import mining, taxes
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.truth import tax_gaps
from cryptocity.sandbox.world import World
from cryptocity.window import days_between
from loopback import PSEUDONYMS
from released import lake_in
from test_truth import differences, in_the_words_of_a_mart

QUARTER, LAST_INVOICED, KNOWN_ON = date(2026, 7, 1), date(2026, 10, 15), date(2026, 11, 26)
DAYS = (*days_between(QUARTER, LAST_INVOICED), KNOWN_ON)
SUSPICIOUS_PCT = 5


@pytest.fixture(scope="module")
def world():
    return World(City(seed=37, residents=300), QUARTER)


@pytest.fixture(scope="module")
def marts(world, tmp_path_factory):
    home = tmp_path_factory.mktemp("quarter")
    world.facts(KNOWN_ON)
    for day in DAYS:
        generate_day(world, day, lake_in(home), pseudonyms=PSEUDONYMS, sources=("exchanges", "merchants", "reference"))
    warehouse.build(lake_in(home), home)
    with duckdb.connect(warehouse.candidate_path(home), read_only=True) as candidate:
        return {mart: candidate.execute(f"select * from tax.{mart} order by all").pl() for mart in tax_gaps.TRUTHS}


@pytest.fixture(scope="module")
def gaps(marts):
    return marts["vat_gap_quarterly"].filter(pl.col("quarter") == QUARTER)


@pytest.fixture(scope="module")
def conduct(world):
    """Return each merchant's key and conduct."""
    return dict(
        zip(map(PSEUDONYMS.of_taxpayer, world.city.merchants["xin"]), taxes.conduct_of(world.city), strict=True)
    )


@pytest.fixture(scope="module")
def hiding(world, conduct):
    """Return who has not declared all by the last known day: under-reports, never files, is late, corrects later."""
    returns = [each for each in world.facts(KNOWN_ON).vat_returns if each.quarter == QUARTER]
    filed = {PSEUDONYMS.of_taxpayer(each.xin) for each in returns}
    corrected = {PSEUDONYMS.of_taxpayer(each.xin) for each in returns if each.is_difference}
    return {
        key
        for key, each in conduct.items()
        if each.declared_share < 1 or key not in filed or (each.corrects and key not in corrected)
    }


def precision_and_recall(found, true):
    hits = len(found & true)
    print(f"found {len(found)}, true {len(true)}: precision {hits / len(found):.2f}, recall {hits / len(true):.2f}")
    return hits / len(found), hits / len(true)


@pytest.mark.parametrize("mart", tax_gaps.TRUTHS)
def test_gaps_of_a_whole_quarter_are_the_truth(mart, marts, world):
    rows = tax_gaps.TRUTHS[mart](world, [world.facts(day) for day in DAYS])
    assert differences(marts[mart], [in_the_words_of_a_mart(row) for row in rows]) == ({}, {})


def test_the_quarter_is_complete_and_due(gaps):
    flags = gaps.select("is_turnover_complete", "is_return_due", "is_payment_due").unique().rows()
    assert flags == [(True, True, True)]
    assert gaps["total_gap_kzt"].null_count() == 0


def test_merchants_that_under_report_or_do_not_file_are_found_by_their_receipts_gap(gaps, conduct, hiding):
    owing = set(gaps.filter(pl.col("receipts_vat_due_kzt") > 0)["merchant_key"])
    found = set(gaps.filter(pl.col("receipts_gap_pct") >= SUSPICIOUS_PCT)["merchant_key"])
    assert sum(conduct[key].declared_share < 1 for key in hiding & owing) >= 5
    assert any(not conduct[key].files for key in hiding & owing)
    assert precision_and_recall(found, hiding & owing) == (1, 1)


def test_who_declares_honestly_has_no_gap_but_what_rounding_to_tenge_makes(gaps, hiding):
    honest = gaps.filter(~pl.col("merchant_key").is_in(list(hiding)))
    assert honest.height >= 10
    assert honest["compliance_gap_kzt"].abs().max() <= 1


def test_who_declares_and_does_not_pay_is_found_by_the_collection_gap_with_those_who_are_late(gaps, conduct, world):
    unpaying = PSEUDONYMS.of_taxpayer(world.city.merchants["xin"][taxes.unpaying_merchant(world.city)])
    found = set(gaps.filter(pl.col("collection_gap_pct") >= SUSPICIOUS_PCT)["merchant_key"])
    assert unpaying in found
    assert all(conduct[key].is_late for key in found - {unpaying})
    row = gaps.row(by_predicate=pl.col("merchant_key") == unpaying, named=True)
    assert (row["collection_gap_pct"], row["receipts_gap_pct"].quantize(0)) == (100, 0)


def test_miners_that_pay_nothing_or_too_little_are_found_and_the_unmetered_one_is_not_judged(marts, world):
    keys = {miner.number: PSEUDONYMS.of_taxpayer(miner.xin) for miner in mining.miners_of(world.city)}
    fees = marts["mining_fees_quarterly"].filter(pl.col("quarter") == QUARTER)
    found = set(fees.filter(pl.col("fee_gap_pct") >= SUSPICIOUS_PCT)["miner_key"])
    true = {keys[taxes.UNPAYING_MINER], keys[taxes.UNDERPAYING_MINER]}
    assert precision_and_recall(found, true) == (1, 1)
    unjudged = fees.filter(pl.col("fee_gap_kzt").is_null())
    assert unjudged.select("miner_key", "fee_due_kzt").rows() == [(keys[mining.MINERS - 1], 0)]
    assert unjudged["unmetered_point_days"].to_list() == [92]
