"""The fictitious exchange offices: what customers buy and sell there for KZT, at one after its licence ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cryptocity.sandbox.city import City
from cryptocity.sandbox.market import price_usd, usd_rate

_OPERATIONS_PER_RESIDENT = 0.006
_ASSETS = ("USDT", "BTC", "KZTE")
_SPREAD, _FEE_RATE = Decimal("0.01"), Decimal("0.008")
_SATOSHI, _TIYN = Decimal("1e-8"), Decimal("0.01")


@dataclass(frozen=True)
class Office:
    """An exchange office and its licence; the share is of the city's exchanges."""

    office_id: str
    licence_number: str | None
    licensed_from: date | None
    licensed_to: date | None
    share: float

    def is_licensed_on(self, day: date) -> bool:
        """Tell whether the licence holds on a day."""
        return self.licensed_from is not None and self.licensed_from <= day <= (self.licensed_to or day)


OFFICES = (
    Office("OB-01", "SANDBOX-NB-0001", date(2026, 3, 2), None, 0.35),
    Office("OB-02", "SANDBOX-NB-0002", date(2026, 4, 20), None, 0.25),
    Office("OB-03", "SANDBOX-NB-0003", date(2026, 6, 1), None, 0.20),
    Office("OB-04", "SANDBOX-NB-0004", date(2026, 6, 15), date(2026, 10, 31), 0.15),
    Office("OB-05", None, None, None, 0.05),
)


@dataclass(frozen=True)
class Turnover:
    """What customers bought or sold of one asset at an office on a day."""

    office: Office
    asset: str
    side: str
    operations: int
    asset_amount: Decimal
    turnover_kzt: Decimal
    fee_kzt: Decimal


def turnovers_of(city: City, day: date) -> list[Turnover]:
    """Return the day's turnovers, one per office, asset and side that had any."""
    return list(_turnovers(city, day))


def _turnovers(city: City, day: date) -> Iterator[Turnover]:
    dice, usd, prices = city.dice("exchange offices", day), usd_rate(city.seed, day), price_usd(city.seed, day)
    for office in OFFICES:
        expected = city.residents * _OPERATIONS_PER_RESIDENT * office.share / len(_ASSETS)
        for asset in _ASSETS:
            for side, lean, spread in (("buy", 1.2, 1 + _SPREAD), ("sell", 0.8, 1 - _SPREAD)):
                operations = int(dice.poisson(expected * lean / 2)) + (asset == _ASSETS[0])
                worth_kzt = Decimal(f"{dice.gamma(2.0, 30_000.0) * operations:.2f}")
                if operations and worth_kzt:
                    amount = (worth_kzt / (prices[asset] * usd * spread)).quantize(_SATOSHI)
                    fee = (worth_kzt * _FEE_RATE).quantize(_TIYN)
                    yield Turnover(office, asset, side, operations, amount, worth_kzt, fee)
