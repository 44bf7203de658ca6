"""Turns answers about mining into rows: taxpayers as pseudonyms, names of miners left out. Pure."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from cryptocity.identity import Pseudonyms
from cryptocity.sift import Broken, must_be_taxpayer, units_of
from cryptocity.sources.reference.feed import (
    Count,
    Feed,
    Item,
    Kato,
    Row,
    Text,
    must_follow,
    must_not_lie_after,
)
from cryptocity.sources.reference.labels.addresses import canonical, chain_of
from cryptocity.sources.reference.mining.datasets import (
    FEEDER_ENERGY,
    MINING_DISTRIBUTIONS,
    MINING_ENERGY,
    MINING_LICENCES,
    NETWORK_HASHRATE,
)
from cryptocity.wire import Symbol

_MILLI, _MICRO = 3, 6


class Licence(Item):
    """A mining licence of the register."""

    licence_number: Text
    miner_xin: str
    miner_name: Text
    licence_type: Literal["first", "second"]
    licensed_from: date
    licensed_to: date
    data_centre_kato: Kato
    declared_hash_rate_ths: Decimal


class Distribution(Item):
    """One line of the form that a pool sends to the tax office."""

    number: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    miner_xin: str
    miner_name: Text
    licence_number: Text
    licensed_on: date
    wallet: Text
    distributed_on: date
    asset: Symbol
    amount_base_units: Annotated[str, msgspec.Meta(pattern="^(0|[1-9][0-9]{0,77})$")]
    pool: Text


class Energy(Item):
    """What one metering point of a miner used on the day."""

    licence_number: Text
    metering_point: Text
    feeder: Text
    tariff_source: Literal["grid", "own_generation", "own_renewable"]
    is_metered: bool
    energy_kwh: Decimal | None


class Feeder(Item):
    """What one feeder supplied on the day."""

    feeder: Text
    kato_code: Kato
    connected_households: Count
    supplied_kwh: Decimal


class NetworkHashrate(Item):
    """The hash rate of a whole network, by one estimate."""

    asset: Symbol
    estimated_by: Text
    hash_rate_ehs: Decimal


def _licence(licence: Licence, _: date, pseudonyms: Pseudonyms) -> Row:
    must_be_taxpayer(licence.miner_xin)
    must_follow(licence.licensed_from, licence.licensed_to, what="the licence ends")
    rate = units_of(licence.declared_hash_rate_ths, _MILLI, what="declared_hash_rate_ths")
    span = (licence.licensed_from, licence.licensed_to)
    miner = pseudonyms.of_taxpayer(licence.miner_xin)
    return licence.licence_number, miner, licence.licence_type, *span, licence.data_centre_kato, rate


def _distribution(line: Distribution, day: date, pseudonyms: Pseudonyms) -> Row:
    must_be_taxpayer(line.miner_xin)
    if chain_of(line.wallet) is None:
        raise Broken("unknown_chain", "the wallet is no address of an EVM chain, Bitcoin or Tron, or mistyped")
    must_not_lie_after(day, line.distributed_on, what="distributed on")
    if line.distributed_on < day:
        raise Broken("past_date", f"distributed on {line.distributed_on}, before the day of this answer")
    must_follow(line.licensed_on, line.distributed_on, what="mined assets are distributed")
    licence = (line.licence_number, line.licensed_on)
    paid = (canonical(line.wallet), line.distributed_on, line.asset, line.amount_base_units)
    return line.pool, line.number, pseudonyms.of_taxpayer(line.miner_xin), *licence, *paid


def _energy(energy: Energy, _: date, __: Pseudonyms) -> Row:
    if energy.is_metered != (energy.energy_kwh is not None):
        raise Broken("meter_disagrees", "energy is stated without a working meter, or a meter without a reading")
    used = None if energy.energy_kwh is None else units_of(energy.energy_kwh, _MILLI, what="energy_kwh")
    where = (energy.licence_number, energy.metering_point, energy.feeder)
    return *where, energy.tariff_source, energy.is_metered, used


def _feeder(feeder: Feeder, _: date, __: Pseudonyms) -> Row:
    supplied = units_of(feeder.supplied_kwh, _MILLI, what="supplied_kwh")
    return feeder.feeder, feeder.kato_code, feeder.connected_households, supplied


def _network(network: NetworkHashrate, _: date, __: Pseudonyms) -> Row:
    rate = units_of(network.hash_rate_ehs, _MICRO, what="hash_rate_ehs")
    if rate == 0:
        raise Broken("negative_amount", "hash_rate_ehs is 0")
    return network.asset, network.estimated_by, rate


_MINER = frozenset({"miner_xin", "miner_name"})

FEEDS: tuple[Feed[Any], ...] = (
    Feed("mining-licences", MINING_LICENCES, Licence, _licence, lambda licence: licence.licence_number, _MINER),
    Feed(
        "mining-distributions",
        MINING_DISTRIBUTIONS,
        Distribution,
        _distribution,
        lambda line: (line.pool, line.number),
        _MINER,
    ),
    Feed(
        "mining-energy",
        MINING_ENERGY,
        Energy,
        _energy,
        lambda energy: (energy.licence_number, energy.metering_point, energy.tariff_source),
    ),
    Feed("feeder-energy", FEEDER_ENERGY, Feeder, _feeder, lambda feeder: feeder.feeder),
    Feed(
        "network-hashrate",
        NETWORK_HASHRATE,
        NetworkHashrate,
        _network,
        lambda network: (network.asset, network.estimated_by),
    ),
)
