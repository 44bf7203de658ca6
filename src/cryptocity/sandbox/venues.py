"""What the fictitious licensed exchanges report of a day: volumes, deposits and withdrawals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from cryptocity.sandbox.chain import Intent
from cryptocity.sandbox.city import VENUES, City, wallet_of
from cryptocity.sandbox.market import TOKENS, currency_rates, is_permitted, price_usd, usd_rate

RESIDENCIES = ("resident", "non_resident", "unknown")
_CLIENT_SHARES = (0.90, 0.07, 0.03)
_COUNTERPARTY_SHARES = (0.55, 0.27, 0.18)
_PAIRS = (
    ("USDT", "KZT"),
    ("USDC", "KZT"),
    ("KZTE", "KZT"),
    ("BTC", "KZT"),
    ("ETH", "KZT"),
    ("BTC", "USD"),
    ("ETH", "USDT"),
)
_PAIRS_IN_OTHER_CURRENCIES = (("USDT", "EUR"), ("BTC", "RUB"), ("USDT", "CNY"))
_TRADES_PER_RESIDENT = 0.02
_TRADES_IN_OTHER_CURRENCIES = 0.004
WASH_VENUE, WASHED_PAIR, WASHED_FROM = "AX-05", ("USDT", "USD"), date(2026, 10, 30)
"""The venue whose volume in one pair is a client's trade with himself, and from when on."""
HOLDOUT = "AX-04"
"""The venue that keeps trading an asset after the regulator's list no longer permits it."""
_TRANSFERS_PER_RESIDENT = 0.015
_SATOSHI = Decimal("1e-8")


@dataclass(frozen=True)
class Volume:
    """One line of a venue's daily volumes."""

    venue_id: str
    base_asset: str
    quote_currency: str
    side: str
    client_residency: str
    trade_count: int
    base_amount: Decimal
    quote_amount: Decimal


@dataclass(frozen=True)
class Transfer:
    """A deposit or withdrawal; crypto comes with the on-chain payment that carries it.

    The purpose, where there is one, is known to the client alone: own or payment.
    """

    venue_id: str
    transfer_id: str
    second: int
    direction: str
    kind: str
    asset: str
    amount: Decimal
    client_id: str
    client_id_type: str
    client_residency: str
    counterparty_residency: str
    is_travel_rule_complete: bool | None
    intent: Intent | None
    purpose: str | None = None


def volumes_of(city: City, day: date) -> list[Volume]:
    """Return the day's volumes, one line per venue, pair, side and client residency that traded."""
    volumes = [*_volumes(city, day), *_volumes_in_other_currencies(city, day), *_washed(city, day)]
    return [v for v in volumes if is_permitted(v.base_asset, day) or v.venue_id == HOLDOUT]


def _volumes(city: City, day: date) -> Iterator[Volume]:
    dice = city.dice("volumes", day)
    usd, prices = usd_rate(city.seed, day), price_usd(city.seed, day)
    quotes = {"KZT": 1 / usd, "USD": Decimal(1), "USDT": prices["USDT"]}
    for venue in VENUES:
        for base, quote in _PAIRS:
            for side, lean in (("buy", 1.15), ("sell", 0.85)):
                for residency, share in zip(RESIDENCIES, _CLIENT_SHARES, strict=True):
                    trades = int(
                        dice.poisson(
                            city.residents * _TRADES_PER_RESIDENT * venue.market_share * share * lean / len(_PAIRS)
                        )
                    )
                    worth_usd = Decimal(f"{dice.gamma(2.0, 140.0) * trades:.4f}")
                    if trades and worth_usd:
                        base_amount = (worth_usd / prices[base]).quantize(_SATOSHI)
                        quote_amount = (base_amount * prices[base] / quotes[quote]).quantize(_SATOSHI)
                        yield Volume(venue.venue_id, base, quote, side, residency, trades, base_amount, quote_amount)


def _volumes_in_other_currencies(city: City, day: date) -> Iterator[Volume]:
    dice = city.dice("volumes in other currencies", day)
    rates, prices = currency_rates(city.seed, day), price_usd(city.seed, day)
    for venue in VENUES:
        expected = city.residents * _TRADES_IN_OTHER_CURRENCIES * venue.market_share
        for base, quote in _PAIRS_IN_OTHER_CURRENCIES:
            for side in ("buy", "sell"):
                residency = RESIDENCIES[int(dice.choice(len(RESIDENCIES), p=_CLIENT_SHARES))]
                trades = int(dice.poisson(expected / len(_PAIRS_IN_OTHER_CURRENCIES) / 2))
                worth_usd = Decimal(f"{dice.gamma(2.0, 140.0) * trades:.4f}")
                if trades and worth_usd:
                    base_amount = (worth_usd / prices[base]).quantize(_SATOSHI)
                    quote_amount = (base_amount * prices[base] * rates["USD"] / rates[quote]).quantize(_SATOSHI)
                    yield Volume(venue.venue_id, base, quote, side, residency, trades, base_amount, quote_amount)


def _washed(city: City, day: date) -> Iterator[Volume]:
    """Yield what a client from abroad bought from himself and sold to himself, the same amount both ways."""
    if day < WASHED_FROM:
        return
    dice, price = city.dice("washed volumes", day), price_usd(city.seed, day)["USDT"]
    trades = 2 + int(dice.poisson(city.residents * _TRADES_PER_RESIDENT * 0.06))
    amount = Decimal(f"{dice.gamma(2.0, 140.0) * trades:.4f}") + trades
    for side in ("buy", "sell"):
        quote_amount = (amount * price).quantize(_SATOSHI)
        yield Volume(WASH_VENUE, *WASHED_PAIR, side, "non_resident", trades, amount, quote_amount)


def transfers_of(city: City, day: date) -> list[Transfer]:
    """Return the day's deposits and withdrawals, in the order of their time."""
    dice = city.dice("transfers", day)
    count = int(dice.poisson(city.residents * _TRANSFERS_PER_RESIDENT))
    seconds = np.sort(dice.integers(0, 86_400, count))
    return [_transfer(city, day, (index, int(second)), dice=dice) for index, second in enumerate(seconds)]


def _transfer(city: City, day: date, place: tuple[int, int], *, dice: np.random.Generator) -> Transfer:
    index, second = place
    venue_number = int(dice.choice(len(VENUES), p=[venue.market_share for venue in VENUES]))
    is_deposit, is_crypto = dice.random() < 0.52, dice.random() < 0.7
    client = int(dice.choice(3, p=_CLIENT_SHARES))
    worth_usd = Decimal(f"{dice.lognormal(5.5, 1.2):.2f}")
    asset, amount, units = _what(city, day, worth_usd, is_crypto=is_crypto, dice=dice)
    client_id, id_type = _client(city, client, dice)
    return Transfer(
        venue_id=VENUES[venue_number].venue_id,
        transfer_id=f"{day:%Y%m%d}-{index:06d}",
        second=second,
        direction="deposit" if is_deposit else "withdrawal",
        kind="crypto" if is_crypto else "fiat",
        asset=asset,
        amount=amount,
        client_id=client_id,
        client_id_type=id_type,
        client_residency=RESIDENCIES[client],
        counterparty_residency=RESIDENCIES[int(dice.choice(3, p=_COUNTERPARTY_SHARES))],
        is_travel_rule_complete=bool(dice.random() < 0.93) if is_crypto else None,
        intent=_carried(city, venue_number, (second, asset, units), is_deposit=is_deposit, dice=dice)
        if is_crypto
        else None,
    )


def _what(
    city: City, day: date, worth_usd: Decimal, *, is_crypto: bool, dice: np.random.Generator
) -> tuple[str, Decimal, int]:
    """Return asset, amount and, for crypto, the amount in smallest units."""
    if not is_crypto:
        is_kzt = dice.random() < 0.7
        return (
            ("KZT", (worth_usd * usd_rate(city.seed, day)).quantize(Decimal("0.01")), 0)
            if is_kzt
            else ("USD", worth_usd, 0)
        )
    token = TOKENS[int(dice.choice(len(TOKENS), p=(0.5, 0.1, 0.15, 0.15, 0.1)))]
    places = min(8, token.decimals)
    amount = (worth_usd / price_usd(city.seed, day)[token.symbol]).quantize(Decimal(1).scaleb(-places)) or Decimal(
        1
    ).scaleb(-places)
    return token.symbol, amount, int(amount.scaleb(token.decimals))


def _client(city: City, residency: int, dice: np.random.Generator) -> tuple[str, str]:
    number = int(dice.integers(0, city.residents))
    return (city.resident_iins[number], "iin") if residency == 0 else (f"FOREIGN-{number:06d}", "foreign")


def _carried(
    city: City, venue_number: int, what: tuple[int, str, int], *, is_deposit: bool, dice: np.random.Generator
) -> Intent:
    second, asset, units = what
    token = next(token for token in TOKENS if token.symbol == asset)
    hot, outside = wallet_of(city.seed, "venue", venue_number), city.wallets[int(dice.integers(0, len(city.wallets)))]
    sender, recipient = (outside, hot) if is_deposit else (hot, outside)
    return Intent(second, sender, token.address, recipient.address, units)


def counterparty_of(transfer: Transfer) -> str | None:
    """Return the address outside the venue that a crypto transfer came from or went to."""
    if transfer.intent is None:
        return None
    return transfer.intent.wallet.address if transfer.direction == "deposit" else transfer.intent.recipient
