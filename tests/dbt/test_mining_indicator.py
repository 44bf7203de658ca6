"""The indicator of unlicensed mining points to the feeder where the sandbox hides a farm, and hardly to any other."""

import re
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from cryptocity.sandbox import mining
from cryptocity.sandbox.city import City
from cryptocity.sandbox.feeds.reference import items_of_feed

CLEAN_DAYS, FARMED_DAYS = 40, 30
FIRST = mining.UNLICENSED_SINCE - timedelta(days=CLEAN_DAYS)
DAYS = [FIRST + timedelta(days=number) for number in range(CLEAN_DAYS + FARMED_DAYS)]
FARM = f"F-{mining.UNLICENSED_FEEDER:02d}"
LICENSED = pl.Schema(
    {"day": pl.Date, "licence_number": pl.String, "licensed_from": pl.Date, "licensed_to": pl.Date}
)  # fmt: skip
METERED = pl.Schema(
    {
        "day": pl.Date,
        "licence_number": pl.String,
        "feeder": pl.String,
        "tariff_source": pl.String,
        "energy_kwh": pl.Decimal(18, 3),
    }
)
SUPPLIED = pl.Schema(
    {
        "day": pl.Date,
        "feeder": pl.String,
        "kato_code": pl.String,
        "connected_households": pl.Int64,
        "supplied_kwh": pl.Decimal(18, 3),
    }
)
FEEDS = {
    "stg_reference__mining_licences": ("mining-licences", LICENSED),
    "stg_reference__mining_energy": ("mining-energy", METERED),
    "stg_reference__feeder_energy": ("feeder-energy", SUPPLIED),
}
THRESHOLD = pl.DataFrame(
    {
        "parameter": ["mining_indicator_z_threshold"],
        "value_number": [Decimal("3.5")],
        "valid_from": [date.min],
        "valid_to": [date.max],
        "confidence": ["H-mem"],
    }
)


def landed(feed, schema, city, days):
    """Return what a feed says on these days, as staging has it."""
    rows = [[read(dtype, {"day": day, **item}[name]) for name, dtype in schema.items()]
            for day in days for item in items_of_feed(feed, city, day, faulty=False)]  # fmt: skip
    return pl.DataFrame(rows, schema, orient="row")


def read(dtype, value):
    if dtype == pl.Date and isinstance(value, str):
        return date.fromisoformat(value)
    return Decimal(value) if isinstance(dtype, pl.Decimal) and value is not None else value


@pytest.fixture(scope="module")
def indicated(built):
    """Return a function that runs the models as compiled on what the feeds say of a city's days."""
    code = {node["name"]: node["compiled_code"] for node in built.models}
    compared, indicator = (
        re.sub(r'"candidate"\."\w+"\."(\w+)"', r"\1", code[name])
        for name in ("int_feeders_compared", "illegal_mining_indicator_daily")
    )

    def run(city, days, *, unread=None):
        with duckdb.connect() as connection:
            for name, (feed, schema) in FEEDS.items():
                rows = landed(feed, schema, city, days)
                if schema is METERED:
                    is_unread = pl.col("licence_number") == pl.lit(unread, pl.String)
                    rows = rows.with_columns(energy_kwh=pl.when(is_unread).then(None).otherwise("energy_kwh"))
                connection.register(name, rows.to_arrow())
            connection.register("int_statutory_parameters_bounded", THRESHOLD.to_arrow())
            connection.execute(f"create table int_feeders_compared as {compared}")
            return connection.sql(indicator).pl()

    return run


def judged(indicator):
    """Return precision and recall over days and feeders, against the days on which the farm truly ran."""
    pointed_to = set(indicator.filter("is_above_threshold").select("day", "feeder").rows())
    farmed = {(day, FARM) for day in indicator["day"].unique() if day >= mining.UNLICENSED_SINCE}
    return len(pointed_to & farmed) / len(pointed_to), len(pointed_to & farmed) / len(farmed)


@pytest.mark.parametrize("seed", [1918, 997, 7])
@pytest.mark.parametrize("residents", [1_500, 52_000])
def test_the_farm_is_found_from_its_first_day_on_after_a_clean_history(indicated, seed, residents, record_property):
    indicator = indicated(City(seed=seed, residents=residents), DAYS)
    precision, recall = judged(indicator)
    record_property("precision", precision)
    record_property("recall", recall)
    print(f"{residents} residents, seed {seed}: precision {precision:.3f}, recall {recall:.3f} of {indicator.height}")
    assert recall == 1
    assert precision > 0.9


def test_the_farm_is_found_on_the_first_day_that_lands_by_comparison_with_the_other_feeders(indicated):
    day = mining.UNLICENSED_SINCE
    indicator = indicated(City(residents=6_000), [day])
    assert set(indicator["history_days"]) == {0}
    assert indicator.filter("is_above_threshold").select("day", "feeder").rows() == [(day, FARM)]


def test_a_city_without_a_farm_is_hardly_ever_pointed_to(indicated):
    clean = [day for day in DAYS if day < mining.UNLICENSED_SINCE]
    indicator = indicated(City(residents=52_000), clean)
    assert indicator.filter("is_above_threshold").height <= 0.01 * indicator.height


def test_a_lawful_miner_whose_meter_fails_is_shown_beside_the_score(indicated):
    indicator = indicated(City(residents=6_000), [FIRST], unread="SANDBOX-M-0000")
    (found,) = indicator.filter("is_above_threshold").to_dicts()
    assert (found["feeder"], found["unmetered_points"]) == ("F-00", 1)
