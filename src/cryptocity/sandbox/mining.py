"""Mining in the simulated city: licensed miners, their meters and payouts, the feeders that supply everybody.

Everything follows from the seed and the day. One feeder supplies, from a day on, far more than its households and
licensed miners use: that is the truth that an indicator of unlicensed mining may find. Figures are plausible only.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from cryptocity.sandbox.addresses import bitcoin_address
from cryptocity.sandbox.city import KATO_CODES, City
from cryptocity.sandbox.feeds.labels import POOLS
from cryptocity.sandbox.identifiers import bins, iins

MINERS, FEEDERS = 12, 10
UNLICENSED_FEEDER, UNLICENSED_SINCE, UNLICENSED_KWH = 6, date(2026, 8, 15), 21_000
JOULES_PER_TERAHASH, COOLING = 25, 1.1
_SERIALS = 5_000_000  # far from those of residents and merchants
_SOLE_TRADERS = 3
_NETWORK_EHS, _MINED_BTC = 900, 450
_HOURS = 24
_SATOSHI = 10**8
_SOURCES = ("grid", "grid", "own_generation", "own_renewable")


@dataclass(frozen=True)
class Miner:
    """A licensed miner, where its machines stand, and what pays it out."""

    number: int
    xin: str
    hash_rate_ths: int
    feeder: int
    tariff_source: str
    is_metered: bool
    pool: str
    wallet: str

    @property
    def licence_number(self) -> str:
        """Return the number of its licence."""
        return f"SANDBOX-M-{self.number:04d}"

    @property
    def is_sole_trader(self) -> bool:
        """Tell a person who mines from an organisation."""
        return self.number >= MINERS - _SOLE_TRADERS

    @property
    def licensed_from(self) -> date:
        """Return the first day of its licence, which holds for three years."""
        return date(2025, 3, 1) + timedelta(days=29 * self.number)


def miners_of(city: City) -> tuple[Miner, ...]:
    """Return the licensed miners; three are sole traders, and one has no working meter."""
    dice = city.dice("miners")
    xins = [*bins(MINERS - _SOLE_TRADERS, _SERIALS), *iins(_SOLE_TRADERS, _SERIALS)]
    return tuple(
        Miner(
            number=number,
            xin=xin,
            hash_rate_ths=int(dice.integers(2_000, 60_000)),
            feeder=number % FEEDERS,
            tariff_source=_SOURCES[number % len(_SOURCES)],
            is_metered=number != MINERS - 1,
            pool=POOLS[number % len(POOLS)],
            wallet=bitcoin_address(f"{city.seed}/miner/{number}"),
        )
        for number, xin in enumerate(xins)
    )


def licensed_on(city: City, day: date) -> tuple[Miner, ...]:
    """Return the miners whose licence has begun by the day."""
    return tuple(miner for miner in miners_of(city) if miner.licensed_from <= day)


def used_kwh(city: City, day: date) -> dict[int, int]:
    """Return what each licensed miner truly uses on a day, whole kWh by number: its machines run nearly always."""
    shares = city.dice("mining", day).uniform(0.90, 1.0, MINERS)
    return {
        miner.number: round(miner.hash_rate_ths * JOULES_PER_TERAHASH / 1_000 * COOLING * _HOURS * shares[miner.number])
        for miner in licensed_on(city, day)
    }


def mined_satoshi(city: City, day: date) -> dict[int, int]:
    """Return what each licensed miner is paid on a day by its pool, in satoshi by number: its share of the network."""
    per_terahash = _MINED_BTC * _SATOSHI / float(network_ehs(city, day) * 1_000_000)
    shares = city.dice("payouts", day).uniform(0.97, 1.0, MINERS)
    return {
        miner.number: round(miner.hash_rate_ths * per_terahash * shares[miner.number])
        for miner in licensed_on(city, day)
    }


def network_ehs(city: City, day: date) -> Decimal:
    """Return the hash rate of the whole Bitcoin network on a day, EH/s: growing, with luck from day to day."""
    grown = _NETWORK_EHS * 1.0008 ** (day - date(2026, 1, 1)).days
    return Decimal(f"{grown * city.dice('network', day).uniform(0.96, 1.04):.6f}")


def households_of(city: City) -> list[int]:
    """Return how many households each feeder supplies, of three residents each."""
    shares = city.dice("feeders").dirichlet(np.full(FEEDERS, 20.0))
    return [max(1, round(city.residents / 3 * share)) for share in shares]


def supplied_kwh(city: City, day: date) -> list[int]:
    """Return what each feeder supplies on a day: households by season, licensed miners, and on one feeder others."""
    season = 9.0 + 3.0 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 15) / 365)
    weather = city.dice("weather", day).normal(1.0, 0.02, FEEDERS)
    supplied = [round(count * season * weather[feeder]) for feeder, count in enumerate(households_of(city))]
    used = used_kwh(city, day)
    for miner in licensed_on(city, day):
        supplied[miner.feeder] += used[miner.number] if miner.tariff_source == "grid" else 0
    supplied[UNLICENSED_FEEDER] += unlicensed_kwh(city, day)
    return supplied


def unlicensed_kwh(city: City, day: date) -> int:
    """Return what unlicensed miners truly use on a day on the one feeder where there are any."""
    if day < UNLICENSED_SINCE:
        return 0
    return round(UNLICENSED_KWH * float(city.dice("unlicensed", day).uniform(0.9, 1.1)))


def kato_of(feeder: int) -> str:
    """Return the place that a feeder supplies."""
    return KATO_CODES[feeder % len(KATO_CODES)]
