"""Mining in the simulated city adds up: what feeders supply, what meters say, what pools pay out, and who is hidden."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cryptocity.identity import is_fictitious, is_iin, is_valid_xin
from cryptocity.sandbox import mining
from cryptocity.sandbox.city import City
from cryptocity.sandbox.feeds.reference import items_of_feed

CITY = City(residents=6_000)
DAY = date(2026, 11, 2)
QUIET = mining.UNLICENSED_SINCE - timedelta(days=1)


def feed(name, day=DAY, city=CITY):
    return items_of_feed(name, city, day, faulty=False)


def grid_kwh_by_feeder(day):
    """Return what metered points and the one without a meter truly draw from the grid, by feeder."""
    used = mining.used_kwh(CITY, day)
    drawn = dict.fromkeys(range(mining.FEEDERS), 0)
    for miner in mining.licensed_on(CITY, day):
        drawn[miner.feeder] += used[miner.number] if miner.tariff_source == "grid" else 0
    return drawn


@pytest.mark.parametrize("day", [QUIET, DAY])
def test_a_feeder_supplies_households_licensed_miners_and_on_one_of_them_others(day):
    drawn, hidden = grid_kwh_by_feeder(day), mining.unlicensed_kwh(CITY, day)
    left = [supplied - drawn[number] for number, supplied in enumerate(mining.supplied_kwh(CITY, day))]
    left[mining.UNLICENSED_FEEDER] -= hidden
    per_household = [kwh / count for kwh, count in zip(left, mining.households_of(CITY), strict=True)]
    assert min(per_household) > 5
    assert max(per_household) < 13
    assert (hidden > 0) is (day == DAY)


def test_what_is_hidden_stands_out_on_its_feeder_and_nowhere_else():
    found = []
    for day in (DAY + timedelta(days=number) for number in range(10)):
        drawn = grid_kwh_by_feeder(day)
        rest = [supplied - drawn[number] for number, supplied in enumerate(mining.supplied_kwh(CITY, day))]
        per_household = [kwh / count for kwh, count in zip(rest, mining.households_of(CITY), strict=True)]
        found.append(per_household.index(max(per_household)))
    assert set(found) == {mining.UNLICENSED_FEEDER}


def test_meters_say_what_is_used_and_the_one_point_without_a_meter_says_nothing():
    used = mining.used_kwh(CITY, DAY)
    stated = {item["metering_point"]: item["energy_kwh"] for item in feed("mining-energy")}
    unmetered = f"MP-{mining.MINERS - 1:04d}"
    assert stated.pop(unmetered) is None
    assert stated == {f"MP-{number:04d}": str(kwh) for number, kwh in used.items() if number != mining.MINERS - 1}


def test_a_miner_is_paid_its_share_of_the_network():
    network_ths = mining.network_ehs(CITY, DAY) * 1_000_000
    paid = mining.mined_satoshi(CITY, DAY)
    for miner in mining.licensed_on(CITY, DAY):
        whole = Decimal(450 * 10**8) * miner.hash_rate_ths / network_ths
        assert Decimal("0.96") * whole < paid[miner.number] <= whole + 1


def test_a_licence_is_known_from_its_first_day_on():
    first = min(miner.licensed_from for miner in mining.miners_of(CITY))
    assert len(feed("mining-licences", first)) == 1
    assert len(feed("mining-licences")) == mining.MINERS


@pytest.mark.parametrize("name", ["mining-licences", "sandbox-participants", "residents"])
def test_taxpayers_are_fictitious_and_of_nobody_else_in_the_city(name):
    xins = [item.get("xin") or item["miner_xin"] for item in feed(name)]
    assert all(is_valid_xin(xin) and is_fictitious(xin) for xin in xins)
    assert len(set(xins)) == len(xins)
    taken = {*CITY.resident_iins, *CITY.merchants["xin"], *CITY.venue_bins}
    assert not taken & set(xins)


def test_some_miners_and_residents_are_sole_traders():
    assert sum(is_iin(item["miner_xin"]) for item in feed("mining-licences")) == 3
    assert sum(is_iin(item["xin"]) for item in feed("residents")) == 5


def test_a_participant_never_goes_back_a_stage():
    stages = ("applied", "admitted", "live", "graduated", "exited")
    reached = {}
    for day in (date(2026, 7, 1) + timedelta(days=number) for number in range(0, 400, 20)):
        for item in feed("sandbox-participants", day):
            now = stages.index(item["stage"])
            assert now >= reached.get(item["xin"], 0)
            reached[item["xin"]] = now
    assert set(reached.values()) == {3, 4}


@pytest.mark.parametrize("name", ["mining-distributions", "feeder-energy", "network-hashrate", "residents"])
def test_another_seed_is_another_city_and_the_same_seed_the_same(name):
    assert feed(name, city=City(residents=6_000)) == feed(name)
    assert feed(name, city=City(seed=7, residents=6_000)) != feed(name)
