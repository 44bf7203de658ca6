"""The state's reserves in the simulated city: their wallets, and what comes into them and leaves them on chain.

Two funds that have nothing in common: the State Fund holds what was seized and mined, the Alem fund what it bought. One
holding lies on a chain that nobody lands. Bitcoin's own chain makes the movements there (`bitcoin.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from cryptocity.sandbox.bitcoin_holders import reserve_holder, seized_holder
from cryptocity.sandbox.chain import Intent
from cryptocity.sandbox.city import City, Wallet, wallet_of
from cryptocity.sandbox.market import TOKENS
from cryptocity.sources.tron.addresses import PREFIX, base58check

_TOKEN_OF = {token.symbol: token for token in TOKENS}
_DEPOSITORY, _POLICE, _VENUE = "Sandbox Depository", "Sandbox Monitoring Agency", "Sandbox Custody"
_MORNING, _AFTERNOON = 36_000, 54_000
_SEIZED_USDT, _BOUGHT_ETH, _BOUGHT_USDC = (20_000, 200_000), (5, 50), (10_000, 100_000)


@dataclass(frozen=True)
class ReserveWallet:
    """One asset in one wallet of a fund: how the fund came by it, its first day, and its last if it has one.

    Who keeps its keys is not always told; what was seized waited from that day to its first day in the reserve.
    """

    fund: str
    address: str
    asset: str
    acquired_by: str
    held_from: date
    held_to: date | None = None
    custodian: str | None = None
    seized_on: date | None = None


@lru_cache(maxsize=64)
def reserve_wallets_of(city: City) -> tuple[ReserveWallet, ...]:
    """Return what the funds hold, past and future."""
    seized, bought, former, waiting = (_wallet(city, number).address for number in (0, 1, 4, 5))
    emptied = {_wallet(city, number).address: date(2026, month, 11) for number, month in ((6, 3), (7, 4), (8, 6))}
    tron_seized, tron_bought = (tron_address_of(_wallet(city, number)) for number in (2, 3))
    winter, spring, summer = date(2026, 1, 20), date(2026, 3, 2), date(2026, 6, 1)
    custodians: dict[str, str | None] = {
        seized_holder(city.seed).address: _DEPOSITORY,
        reserve_holder(city.seed).address: _DEPOSITORY,
        seized: _DEPOSITORY,
        tron_seized: _POLICE,
        bought: _VENUE,
        former: _DEPOSITORY,
        waiting: _POLICE,
        **dict.fromkeys(emptied, _DEPOSITORY),
    }
    seized_on = {seized_holder(city.seed).address: winter, seized: date(2026, 2, 20), waiting: date(2026, 10, 30)}
    seized_on |= emptied
    wallets = (
        ReserveWallet("state_fund", seized_holder(city.seed).address, "BTC", "seized", spring),
        ReserveWallet("state_fund", reserve_holder(city.seed).address, "BTC", "mined", date(2026, 5, 18)),
        ReserveWallet("state_fund", seized, "USDT", "seized", spring),
        ReserveWallet("state_fund", tron_seized, "USDT", "seized", summer),
        ReserveWallet("state_fund", waiting, "USDT", "seized", date(2026, 12, 15)),
        *(ReserveWallet("state_fund", address, "USDT", "seized", date(2026, 7, 13)) for address in emptied),
        ReserveWallet("alem_fund", bought, "BNB", "purchased", date(2025, 9, 29)),
        ReserveWallet("alem_fund", bought, "ETH", "purchased", date(2026, 1, 12)),
        ReserveWallet("alem_fund", bought, "USDC", "purchased", date(2026, 4, 20)),
        ReserveWallet("alem_fund", former, "USDC", "purchased", date(2026, 4, 20), date(2026, 10, 31)),
        ReserveWallet("alem_fund", tron_bought, "USDT", "purchased", date(2026, 10, 30)),
    )
    return tuple(
        replace(each, custodian=custodians.get(each.address), seized_on=seized_on.get(each.address)) for each in wallets
    )


def reserve_intents_of(city: City, day: date) -> list[Intent]:
    """Return what moves on the sandbox chain: assets in every day, and in turn USDT out, ETH out, a payment that fails.

    Each day brings in more than leaves on it, and what leaves pays for its gas.
    """
    dice = city.dice("reserve", day)
    evidence, desk = wallet_of(city.seed, "evidence", 0), wallet_of(city.seed, "otc-desk", 0)
    seized, bought, former = (_wallet(city, number) for number in (0, 1, 4))
    usdt, eth, usdc, other = (
        int(dice.integers(*bounds)) * 10 ** _TOKEN_OF[asset].decimals + int(dice.integers(0, 10**6))
        for bounds, asset in ((_SEIZED_USDT, "USDT"), (_BOUGHT_ETH, "ETH"), *(2 * [(_BOUGHT_USDC, "USDC")]))
    )
    outflow = (
        _moved(city, _AFTERNOON, seized, ("USDT", usdt // 2)),
        _moved(city, _AFTERNOON, bought, ("ETH", eth // 3)),
        _moved(city, _AFTERNOON, bought, ("USDC", usdc), succeeds=False),
    )[day.toordinal() % 3]
    return [
        Intent(_MORNING, evidence, _TOKEN_OF["USDT"].address, seized.address, usdt),
        Intent(_MORNING, desk, _TOKEN_OF["ETH"].address, bought.address, eth),
        Intent(_MORNING, desk, _TOKEN_OF["USDC"].address, bought.address, usdc),
        Intent(_MORNING, desk, _TOKEN_OF["USDC"].address, former.address, other),
        outflow,
    ]


def reserve_moves_on_tron(city: City, day: date) -> Iterator[tuple[int, Wallet, Wallet, int]]:
    """Yield what moves in USDT on Tron: the second, who pays whom, how much; every other day some of it leaves."""
    dice = city.dice("reserve on tron", day)
    evidence, desk = wallet_of(city.seed, "evidence", 0), wallet_of(city.seed, "otc-desk", 0)
    seized, bought = (int(amount) for amount in dice.integers(10**9, 10**11, 2))
    yield _MORNING, evidence, _wallet(city, 2), seized
    yield _MORNING, desk, _wallet(city, 3), bought
    if day.toordinal() % 2 == 0:
        yield _AFTERNOON, _wallet(city, 2), wallet_of(city.seed, "custodian", 0), seized // 2


def tron_address_of(wallet: Wallet) -> str:
    """Return the address of a wallet's key on Tron."""
    return base58check(PREFIX + bytes.fromhex(wallet.address[2:]))


def _moved(city: City, second: int, payer: Wallet, paid: tuple[str, int], *, succeeds: bool = True) -> Intent:
    asset, amount = paid
    custodian = wallet_of(city.seed, "custodian", 0).address
    return Intent(second, payer, _TOKEN_OF[asset].address, custodian, amount, succeeds)


def _wallet(city: City, number: int) -> Wallet:
    return wallet_of(city.seed, "reserve", number)
