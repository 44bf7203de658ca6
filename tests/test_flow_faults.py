"""Faults of the simulated city are found by the mart that exists to find them, and nobody else is accused."""

from decimal import Decimal

import polars as pl
import pytest

from cryptocity.sandbox.city import VENUES, wallet_of
from cryptocity.sandbox.market import DELISTED_FROM, usd_rate
from cryptocity.sandbox.offices import turnovers_of
from cryptocity.sandbox.truth.chain_flows import moves_of
from cryptocity.sandbox.truth.exchanges import limit_breaches_of
from cryptocity.sandbox.truth.figures import cents
from cryptocity.sandbox.truth.plausibility import washed_venue_days_of
from cryptocity.warehouse import candidate_path
from loopback import PSEUDONYMS
from released import DAYS, marts_in, released_city


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return released_city(tmp_path_factory)


@pytest.fixture(scope="module")
def facts(city):
    return [city.world.facts(day) for day in DAYS]


@pytest.fixture(scope="module")
def marts(city):
    return marts_in(candidate_path(city.home))


def precision_and_recall(found, true):
    """Return how many of those found are true, and how many of the true are found."""
    assert found
    assert true
    hits = len(found & true)
    print(f"precision {hits}/{len(found)}, recall {hits}/{len(true)}")
    return Decimal(hits) / len(found), Decimal(hits) / len(true)


def test_a_venue_that_washes_its_volume_is_suspected_on_every_day_and_no_other_venue_on_any(marts, facts):
    suspected = marts["capital_flow.exchange_volume_plausibility_daily"].filter("is_wash_suspected")
    true = washed_venue_days_of(facts)
    assert precision_and_recall(set(suspected.select("day", "venue_id").rows()), true) == (1, 1)
    assert len(true) < marts["capital_flow.exchange_volume_plausibility_daily"].height / 4


def test_the_venue_that_trades_on_after_delisting_is_named_and_no_other(marts, facts):
    trades = marts["capital_flow.unpermitted_asset_trades_daily"]
    true = {
        (each.day, volume.venue_id, volume.base_asset)
        for each in facts
        for volume in each.volumes
        if each.day >= DELISTED_FROM.get(volume.base_asset, each.day.max)
    }
    assert precision_and_recall(set(trades.select("day", "venue_id", "asset").rows()), true) == (1, 1)


def test_who_breaks_the_limit_over_all_venues_is_named_and_nobody_else(marts, facts, city):
    named = marts["capital_flow.retail_limit_breaching_clients_monthly"]
    true = {(row["month"], PSEUDONYMS.of(row["client_id"])) for row in limit_breaches_of(city.world, facts)}
    assert precision_and_recall(set(named.select("month", "client_key").rows()), true) == (1, 1)


def test_offices_without_a_licence_are_told_apart(marts, city):
    unlicensed = marts["capital_flow.exchange_office_turnover_daily"].filter(~pl.col("is_licensed"))
    true = {
        (day, turnover.office.office_id)
        for day in DAYS
        for turnover in turnovers_of(city.world.city, day)
        if not turnover.office.is_licensed_on(day)
    }
    assert precision_and_recall(set(unlicensed.select("day", "office_id").rows()), true) == (1, 1)


def test_what_is_laundered_through_venues_is_the_residual_between_chain_and_reports(marts, facts, city):
    """No venue reports what a mule pays in, so the chain shows more than the reports, by exactly that."""
    seed = city.world.city.seed
    hot = {wallet_of(seed, "venue", number).address for number in range(len(VENUES))}
    laundered = {
        each.day: sum(
            cents(Decimal(move.value).scaleb(-2) * usd_rate(seed, each.day))
            for intent, move in zip(_in_order(each), moves_of(city.world, [each]), strict=True)
            if intent.recipient in hot and intent.wallet.holder.startswith("mule-")
        )
        for each in facts
    }
    residuals = marts["reconciliation.sources_and_uses_daily"].filter(
        pl.col("is_residual") & (pl.col("account") == "venue_crypto_deposits")
    )
    assert dict(residuals.select("day", "amount_kzt").rows()) == {
        day: Decimal(amount).scaleb(-2) for day, amount in laundered.items()
    }
    assert sum(laundered.values()) > 0


def _in_order(facts):
    return [each for each in sorted(facts.intents, key=lambda each: max(1, each.second // 60)) if each.succeeds]
