"""Who lives and trades in the simulated city: merchants, crypto users with their wallets, licensed venues.

Everything follows from the seed and the number of residents. Shares and prices are plausible, not measured.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import polars as pl
from coincurve import PrivateKey

from cryptocity.sandbox.identifiers import bins, iins
from cryptocity.sources.onchain.trie import keccak
from cryptocity.sources.onchain.verify import address_of

RESIDENTS = 52_000
_MERCHANTS_PER_RESIDENT = 3_000 / 52_000
_FEWEST_MERCHANTS = 60
_USERS_PER_RESIDENT = 0.12
_COLLECTED_WALLETS = 12
_LAW_IN_FORCE = date(2026, 7, 1)
TAX_CODE_IN_FORCE = date(2026, 1, 1)
KATO_CODES = ("191810000", "191800000")


@dataclass(frozen=True)
class Category:
    """A kind of merchant: its codes, its share of merchants and receipts, its prices, its crypto openness."""

    name: str
    oked: str
    mcc: str
    merchants_share: float
    receipts_share: float
    line_median_kzt: float
    extra_lines: float
    crypto_share: float
    reduced_rate: str | None = None


CATEGORIES = (
    Category("groceries", "47110", "5411", 0.24, 0.340, 900, 1.4, 0.40),
    Category("public_transport", "49310", "4111", 0.02, 0.300, 130, 0.0, 0.80),
    Category("restaurants", "56100", "5812", 0.16, 0.120, 2_400, 0.8, 0.50),
    Category("pharmacies", "47730", "5912", 0.06, 0.060, 1_900, 0.7, 0.30, "vat_rate_medical"),
    Category("services", "96020", "7230", 0.18, 0.060, 4_200, 0.1, 0.30),
    Category("taxi", "49320", "4121", 0.04, 0.045, 1_400, 0.0, 0.50),
    Category("fuel", "47300", "5541", 0.03, 0.030, 8_500, 0.1, 0.20),
    Category("clothing", "47710", "5651", 0.12, 0.023, 9_500, 0.4, 0.30),
    Category("newsstands", "47620", "5994", 0.02, 0.010, 700, 0.3, 0.20, "vat_rate_periodicals"),
    Category("electronics", "47430", "5732", 0.06, 0.008, 42_000, 0.2, 0.40),
    Category("hotels", "55100", "7011", 0.02, 0.002, 26_000, 0.5, 0.50),
    Category("education", "85590", "8299", 0.03, 0.001, 38_000, 0.0, 0.20),
    Category("investment", "66120", "6211", 0.01, 0.00097, 180_000, 0.0, 0.70),
    Category("real_estate", "68310", "6513", 0.01, 0.00003, 31_000_000, 0.0, 0.60),
)


@dataclass(frozen=True)
class Venue:
    """A fictitious licensed exchange."""

    venue_id: str
    name: str
    licence_number: str
    licensed_from: date
    market_share: float


VENUES = (
    Venue("AX-01", "Steppe Exchange", "SANDBOX-LA-0001", date(2024, 2, 1), 0.36),
    Venue("AX-02", "Altyn Digital", "SANDBOX-LA-0002", date(2024, 6, 17), 0.27),
    Venue("AX-03", "Tengri Markets", "SANDBOX-LA-0003", date(2025, 1, 9), 0.19),
    Venue("AX-04", "Saryarqa Coin", "SANDBOX-LA-0004", date(2025, 9, 22), 0.12),
    Venue("AX-05", "Ile Trading", "SANDBOX-LA-0005", date(2026, 3, 2), 0.06),
)


@dataclass(frozen=True)
class City:
    """The people and firms of one seed and size."""

    seed: int = 1918
    residents: int = RESIDENTS

    def dice(self, purpose: str, day: date | None = None) -> np.random.Generator:
        """Return a random generator of its own for one purpose and day, the same on every run."""
        return np.random.default_rng([self.seed, *purpose.encode(), day.toordinal() if day else 0])

    @cached_property
    def resident_iins(self) -> list[str]:
        """Return one fictitious IIN per resident."""
        return iins(self.residents)

    @cached_property
    def venue_bins(self) -> list[str]:
        """Return one fictitious BIN per venue, apart from those of merchants."""
        return bins(len(VENUES))

    @cached_property
    def merchants(self) -> pl.DataFrame:
        """Return one row per merchant that will ever register, with the dates of each change in its standing."""
        dice = self.dice("merchants")
        count = max(_FEWEST_MERCHANTS, round(self.residents * _MERCHANTS_PER_RESIDENT))
        shares = np.array([category.merchants_share for category in CATEGORIES])
        kinds = np.sort(
            np.concatenate(
                [
                    np.arange(len(CATEGORIES)),
                    dice.choice(len(CATEGORIES), count - len(CATEGORIES), p=shares / shares.sum()),
                ]
            )
        )
        is_sole_trader = dice.random(count) < np.where(np.isin(kinds, (1, 12, 13)), 0.0, 0.45)
        is_simplified = dice.random(count) < np.where(is_sole_trader, 0.6, 0.15)
        table = pl.DataFrame({"merchant": np.arange(count), "kind": kinds, "is_simplified": is_simplified})
        return table.with_columns(
            pl.Series("xin", _taxpayers(is_sole_trader)),
            pl.Series("kato", np.array(KATO_CODES)[(dice.random(count) < 0.08).astype(int)]),
            pl.Series("registered_on", _days(dice, count, (_LAW_IN_FORCE, 60))),
            pl.Series("popularity", 1.0 / (1 + dice.permutation(count) % 40)),
            *_vat_standing(dice, is_sole_trader, is_simplified),
            *self._crypto_standing(dice, kinds),
        )

    def _crypto_standing(self, dice: np.random.Generator, kinds: np.ndarray) -> tuple[pl.Series, pl.Series]:
        openness = np.array([category.crypto_share for category in CATEGORIES])[kinds]
        enabled = dice.random(kinds.size) < openness
        enabled_on = [
            day if on else None for day, on in zip(_days(dice, kinds.size, (_LAW_IN_FORCE, 220)), enabled, strict=True)
        ]
        addresses = [
            wallet_of(self.seed, "merchant", index).address if on else None for index, on in enumerate(enabled)
        ]
        return pl.Series("crypto_enabled_on", enabled_on, dtype=pl.Date), pl.Series(
            "settlement_address", addresses, dtype=pl.String
        )

    @cached_property
    def wallets(self) -> "tuple[Wallet, ...]":
        """Return the wallets of crypto users, one or two each; a user's wallets follow each other.

        The first dozen, of which most is paid, belong to one person: whoever counts addresses counts her a dozen times.
        """
        users = max(20, round(self.residents * _USERS_PER_RESIDENT))
        dice = self.dice("wallets")
        has_two, labelled = dice.random(users) < 0.3, dice.random(users) < 0.95
        wallets = [
            wallet_of(self.seed, "user", user, number=number, is_labelled=bool(labelled[user]))
            for user in range(users)
            for number in range(1 + bool(has_two[user]))
        ]
        collected = [replace(wallet, holder="user-0", is_labelled=True) for wallet in wallets[:_COLLECTED_WALLETS]]
        return (*collected, *wallets[_COLLECTED_WALLETS:])


@dataclass(frozen=True)
class Wallet:
    """A key pair on the sandbox chain, whose it is, and whether the public labels know it."""

    holder: str
    address: str
    key: bytes
    is_labelled: bool


def wallet_of(seed: int, kind: str, index: int, *, number: int = 0, is_labelled: bool = True) -> Wallet:
    """Return the wallet with this number of a user, merchant or venue."""
    key = keccak(f"sandbox/{seed}/{kind}/{index}/{number}".encode())
    return Wallet(f"{kind}-{index}", address_of(PrivateKey(key).public_key), key, is_labelled)


def pays_vat(merchant: Mapping[str, object], on: date) -> bool:
    """Tell whether a merchant is a VAT payer on a day; the tax code of 2026 keeps VAT from the simplified regime."""
    return has_vat_period(merchant, on) and not (merchant["is_simplified"] and on >= TAX_CODE_IN_FORCE)


def has_vat_period(merchant: Mapping[str, object], on: date) -> bool:
    """Tell whether a day is in a merchant's VAT period, whatever the law makes of its regime."""
    start, end = merchant["vat_payer_from"], merchant["vat_payer_to"]
    return isinstance(start, date) and start <= on and (not isinstance(end, date) or end >= on)


def _taxpayers(is_sole_trader: np.ndarray) -> list[str]:
    individuals = iter(iins(RESIDENTS + int(is_sole_trader.sum()))[RESIDENTS:])
    organisations = iter(bins(len(VENUES) + is_sole_trader.size)[len(VENUES) :])
    return [next(individuals if sole_trader else organisations) for sole_trader in is_sole_trader]


def _vat_standing(
    dice: np.random.Generator, is_sole_trader: np.ndarray, is_simplified: np.ndarray
) -> tuple[pl.Series, ...]:
    count = is_sole_trader.size
    is_payer = dice.random(count) < np.where(is_simplified, 0.05, np.where(is_sole_trader, 0.35, 0.8))
    starts = _days(dice, count, (date(2024, 1, 1), 1_050))
    leaves = dice.random(count) < 0.03
    ends = _days(dice, count, (date(2026, 10, 25), 40))
    return (
        pl.Series(
            "vat_payer_from",
            [day if payer else None for day, payer in zip(starts, is_payer, strict=True)],
            dtype=pl.Date,
        ),
        pl.Series(
            "vat_payer_to",
            [day if payer and goes else None for day, payer, goes in zip(ends, is_payer, leaves, strict=True)],
            dtype=pl.Date,
        ),
        pl.Series("states_old_rate", dice.random(count) < 0.01),
        pl.Series("charges_unduly", dice.random(count) < 0.005),
    )


def _days(dice: np.random.Generator, count: int, span: tuple[date, int]) -> list[date]:
    first, length = span
    return [first + timedelta(days=int(offset)) for offset in dice.integers(0, length, count)]
