"""Crypto that clients move on purpose: to their own account at another venue, and from a venue to a merchant.

An own transfer is one transaction on chain that both venues report; a payment goes to a merchant's settlement address.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import numpy as np

from cryptocity.sandbox.chain import Intent
from cryptocity.sandbox.city import VENUES, City, wallet_of
from cryptocity.sandbox.market import TOKENS, price_usd
from cryptocity.sandbox.trades import trader
from cryptocity.sandbox.venues import Transfer

_OWN_PER_RESIDENT, _PAYMENTS_PER_RESIDENT = 0.0008, 0.0015
_MEDIAN_USD = 60
_SECONDS = 86_400


def moves_of(city: City, day: date) -> list[Transfer]:
    """Return the transfers of a day whose purpose is known: both ends of own ones, and payments."""
    dice = city.dice("moves", day)
    own, payments = (int(dice.poisson(city.residents * rate)) for rate in (_OWN_PER_RESIDENT, _PAYMENTS_PER_RESIDENT))
    addresses = city.merchants.filter(
        (city.merchants["registered_on"] <= day) & (city.merchants["crypto_enabled_on"] <= day)
    )["settlement_address"].to_list()
    moves = [end for number in range(own) for end in _own_transfer(city, day, number, dice=dice)]
    paid = payments if addresses else 0
    return [*moves, *(_payment(city, (day, number), addresses, dice=dice) for number in range(paid))]


def _own_transfer(city: City, day: date, number: int, *, dice: np.random.Generator) -> Iterator[Transfer]:
    source, target = (int(each) for each in dice.choice(len(VENUES), 2, replace=False))
    client, second = trader(city, dice), int(dice.integers(0, _SECONDS))
    asset, amount, units, contract = _what(city, day, dice)
    wallet, recipient = wallet_of(city.seed, "venue", source), wallet_of(city.seed, "venue", target).address
    intent = Intent(second, wallet, contract, recipient, units)
    for venue, direction, end in ((source, "withdrawal", "W"), (target, "deposit", "D")):
        identifier = f"{day:%Y%m%d}-OWN{number:05d}{end}"
        yield _transfer((venue, identifier, direction, "own"), (client, asset, amount), intent)


def _payment(city: City, place: tuple[date, int], addresses: list[str], *, dice: np.random.Generator) -> Transfer:
    day, number = place
    venue, client = int(dice.integers(0, len(VENUES))), trader(city, dice)
    second, address = int(dice.integers(0, _SECONDS)), addresses[int(dice.integers(0, len(addresses)))]
    asset, amount, units, contract = _what(city, day, dice)
    intent = Intent(second, wallet_of(city.seed, "venue", venue), contract, address, units)
    identifier = f"{day:%Y%m%d}-PAY{number:05d}"
    return _transfer((venue, identifier, "withdrawal", "payment"), (client, asset, amount), intent)


def _what(city: City, day: date, dice: np.random.Generator) -> tuple[str, Decimal, int, str]:
    """Return asset, amount, the same in smallest units, and the contract."""
    token = TOKENS[int(dice.integers(0, len(TOKENS)))]
    worth = Decimal(f"{_MEDIAN_USD * dice.lognormal(0, 0.8):.2f}")
    smallest = Decimal(1).scaleb(-min(8, token.decimals))
    amount = max(smallest, (worth / price_usd(city.seed, day)[token.symbol]).quantize(smallest))
    return token.symbol, amount, int(amount.scaleb(token.decimals)), token.address


def _transfer(where: tuple[int, str, str, str], what: tuple[str, str, Decimal], intent: Intent) -> Transfer:
    venue, identifier, direction, purpose = where
    client, asset, amount = what
    return Transfer(
        venue_id=VENUES[venue].venue_id,
        transfer_id=identifier,
        second=intent.second,
        direction=direction,
        kind="crypto",
        asset=asset,
        amount=amount,
        client_id=client,
        client_id_type="iin",
        client_residency="resident",
        counterparty_residency="resident",
        is_travel_rule_complete=True,
        intent=intent,
        purpose=purpose,
    )
