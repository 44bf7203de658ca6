"""The feeds about mining: licences, payouts in the Qoldau.kz form, meters, feeders, the whole network."""

from collections.abc import Callable, Mapping
from datetime import date

from cryptocity.sandbox import mining
from cryptocity.sandbox.city import City

Json = dict[str, object]

_LICENCE_YEARS = 3


def _licences(city: City, day: date) -> list[Json]:
    return [
        {
            "licence_number": miner.licence_number,
            "miner_xin": miner.xin,
            "miner_name": f"Sandbox miner {miner.number}",
            "licence_type": "first" if miner.number % 2 else "second",
            "licensed_from": str(miner.licensed_from),
            "licensed_to": str(miner.licensed_from.replace(year=miner.licensed_from.year + _LICENCE_YEARS)),
            "data_centre_kato": mining.kato_of(miner.feeder),
            "declared_hash_rate_ths": str(miner.hash_rate_ths),
        }
        for miner in mining.licensed_on(city, day)
    ]


def _distributions(city: City, day: date) -> list[Json]:
    mined = mining.mined_satoshi(city, day)
    return [
        {
            "pool": miner.pool,
            "number": number,
            "miner_xin": miner.xin,
            "miner_name": f"Sandbox miner {miner.number}",
            "licence_number": miner.licence_number,
            "licensed_on": str(miner.licensed_from),
            "wallet": miner.wallet,
            "distributed_on": str(day),
            "asset": "BTC",
            "amount_base_units": str(mined[miner.number]),
        }
        for number, miner in enumerate(mining.licensed_on(city, day), start=1)
    ]


def _energy(city: City, day: date) -> list[Json]:
    used = mining.used_kwh(city, day)
    return [
        {
            "licence_number": miner.licence_number,
            "metering_point": f"MP-{miner.number:04d}",
            "feeder": _feeder(miner.feeder),
            "tariff_source": miner.tariff_source,
            "is_metered": miner.is_metered,
            "energy_kwh": str(used[miner.number]) if miner.is_metered else None,
        }
        for miner in mining.licensed_on(city, day)
    ]


def _feeders(city: City, day: date) -> list[Json]:
    supplied = zip(mining.households_of(city), mining.supplied_kwh(city, day), strict=True)
    return [
        {
            "feeder": _feeder(number),
            "kato_code": mining.kato_of(number),
            "connected_households": households,
            "supplied_kwh": str(kwh),
        }
        for number, (households, kwh) in enumerate(supplied)
    ]


def _network(city: City, day: date) -> list[Json]:
    rate = mining.network_ehs(city, day)
    return [{"asset": "BTC", "estimated_by": "sandbox, from difficulty", "hash_rate_ehs": str(rate)}]


def _feeder(number: int) -> str:
    return f"F-{number:02d}"


MAKERS: Mapping[str, Callable[[City, date], list[Json]]] = {
    "mining-licences": _licences,
    "mining-distributions": _distributions,
    "mining-energy": _energy,
    "feeder-energy": _feeders,
    "network-hashrate": _network,
}
FAULTS: Mapping[str, Json] = {
    "mining-licences": {"licence_number": "FAULTY", "miner_xin": "123456789012"},
    "mining-distributions": {"number": 9_999, "wallet": "FAULTY"},
    "mining-energy": {"metering_point": "FAULTY", "energy_kwh": "-1"},
    "feeder-energy": {"feeder": "FAULTY", "supplied_kwh": "NaN"},
    "network-hashrate": {"estimated_by": "FAULTY", "hash_rate_ehs": "0"},
}
