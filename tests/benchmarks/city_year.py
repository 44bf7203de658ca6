"""Many simulated days in a lake of their own, made once: `python -m benchmarks.city_year HOME DAYS RESIDENTS`.

Every day is simulated, none is a copy: payments of the whole time are on chain, returns name their originals, merchants
begin to accept crypto. By the first day nearly all merchants have registered.
"""

import sys
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from cryptocity import atomic
from cryptocity.identity import Pseudonyms
from cryptocity.lake import lake_of
from cryptocity.sandbox.chain import Block
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.sales import Sales
from cryptocity.sandbox.world import DayFacts, World
from cryptocity.settings import read_settings
from cryptocity.sources import DATASETS
from cryptocity.window import days_between

FIRST_DAY = date(2026, 9, 1)
SEED = 1918
_MARK = "city-year.txt"
_FORGOTTEN = Block({"timestamp": "0x0"}, ())
_NO_SALES = Sales(pl.DataFrame(), pl.DataFrame())


def is_there(home: Path, days: int) -> bool:
    """Tell whether every dataset of that many days has landed, under the contracts of today."""
    lake = lake_of(read_settings(home=home))
    last = FIRST_DAY + timedelta(days=days - 1)
    contracts = {dataset: lake.manifest(dataset, last) for dataset in DATASETS}
    return all(
        manifest is not None and manifest.contract == dataset.fingerprint and len(lake.days(dataset)) == days
        for dataset, manifest in contracts.items()
    )


def generate(home: Path, days: int, residents: int) -> None:
    """Simulate and land the days, in place of those that this benchmark left there before."""
    if home.exists() and not (home / _MARK).exists():
        sys.exit(f"{home} is there already and was not made by this benchmark; name another")
    settings = read_settings(home=home)
    atomic.discard(home)
    atomic.write_file(home / _MARK, f"{days} days of {residents} residents\n".encode())
    world, lake = World(City(SEED, residents), FIRST_DAY), lake_of(settings)
    pseudonyms = Pseudonyms(settings.pseudonym_key.get_secret_value().encode())
    for day in days_between(FIRST_DAY, FIRST_DAY + timedelta(days=days - 1)):
        generate_day(world, day, lake, pseudonyms=pseudonyms)
        _forget(world, day)


def _forget(world: World, day: date) -> None:
    """Give a landed day's memory back: later days need its digital tenge, the newest block and the number of others."""
    facts = world.days[day]
    world.days[day] = DayFacts(day, _NO_SALES, [], [], [], [], [], facts.tenge, [])
    world.chain.blocks[:-1] = [_FORGOTTEN] * (len(world.chain.blocks) - 1)


if __name__ == "__main__":
    path, count, size = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    if not is_there(path, count):
        generate(path, count, size)
