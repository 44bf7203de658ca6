"""The true sources and uses of money, and what they leave unexplained because it happened outside of the records."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from cryptocity.sandbox.city import VENUES, wallet_of
from cryptocity.sandbox.market import currency_rates, usd_rate
from cryptocity.sandbox.sales import CRYPTO, DIGITAL_TENGE, SALE
from cryptocity.sandbox.trades import FIAT
from cryptocity.sandbox.truth.chain_flows import moves_of
from cryptocity.sandbox.truth.cross_border import value_usd
from cryptocity.sandbox.truth.figures import Rows, Truth, cents
from cryptocity.sandbox.venues import Transfer
from cryptocity.sandbox.world import DayFacts, World

_GOODS_AND_SERVICES = ("710", "859")
Item = tuple[str, str, str, int]
"""Account, side, line and amount in whole tiyn."""


def sources_and_uses_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of sources_and_uses_daily."""
    rows: Rows = []
    last = facts[-1].day
    for each in facts:
        items = [*_of_merchants(each), *_of_venues(world, each), *_of_chain(world, each), *_of_tenge(world, each, last)]
        lines: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for account, side, line, amount in items:
            lines[account, side, line].append(amount)
        rows += [_line(each.day, key, amounts) for key, amounts in lines.items()]
        rows += [_residual(each.day, account, items) for account in {account for account, *_ in items}]
    return rows


def _of_merchants(facts: DayFacts) -> Iterator[Item]:
    sold = facts.sales.receipts.filter((pl.col("operation") == SALE) & (pl.col(f"paid_{CRYPTO}") > 0))
    for amount in sold[f"paid_{CRYPTO}"].to_list():
        yield "merchant_crypto", "source", "receipts_paid_in_crypto", amount
    for payment in facts.payments:
        if payment.is_settled and not payment.has_receipt:
            yield "merchant_crypto", "source", "settlements_without_receipt", payment.settled_kzt
        if payment.is_settled:
            line = "settlements_confirmed_on_chain" if payment.intent.succeeds else "settlements_not_confirmed"
            yield "merchant_crypto", "use", line, payment.settled_kzt


def _of_venues(world: World, facts: DayFacts) -> Iterator[Item]:
    rates = currency_rates(world.city.seed, facts.day)
    for transfer in facts.transfers:
        is_in = transfer.direction == "deposit"
        if transfer.kind == "crypto":
            line = "reported_crypto_deposits" if is_in else "reported_crypto_withdrawals"
            account = "venue_crypto_deposits" if is_in else "venue_crypto_withdrawals"
            yield account, "use" if is_in else "source", line, _crypto_kzt(world, facts.day, transfer)
        else:
            amount = cents(transfer.amount * rates[transfer.asset])
            yield "venue_fiat", *(("source", "fiat_deposits") if is_in else ("use", "fiat_withdrawals")), amount
    for volume in facts.volumes:
        if volume.quote_currency in FIAT:
            amount = cents(volume.quote_amount * rates[volume.quote_currency])
            yield (
                "venue_fiat",
                *(("source", "crypto_sold") if volume.side == "sell" else ("use", "crypto_bought")),
                amount,
            )


def _of_chain(world: World, facts: DayFacts) -> Iterator[Item]:
    hot = {wallet_of(world.city.seed, "venue", number).address for number in range(len(VENUES))}
    merchants = set(world.city.merchants["settlement_address"])
    settled = {id(payment.intent) for payment in facts.payments if payment.is_settled}
    rate = usd_rate(world.city.seed, facts.day)
    for move in moves_of(world, [facts]):
        amount = cents(Decimal(move.value).scaleb(-2) * rate)
        if move.recipient in merchants and id(move.intent) not in settled:
            yield "merchant_crypto", "use", "chain_transfers_not_settled", amount
        if move.recipient in hot:
            yield "venue_crypto_deposits", "source", "chain_transfers_to_venues", amount
        if move.sender in hot:
            yield "venue_crypto_withdrawals", "use", "chain_transfers_from_venues", amount


def _of_tenge(world: World, facts: DayFacts, last: date) -> Iterator[Item]:
    sold = facts.sales.receipts.filter((pl.col("operation") == SALE) & (pl.col(f"paid_{DIGITAL_TENGE}") > 0))
    for amount in sold[f"paid_{DIGITAL_TENGE}"].to_list():
        yield "digital_tenge", "source", "receipts_paid_in_digital_tenge", amount
    registered = set(world.city.merchants.filter(pl.col("registered_on") <= last)["xin"].to_list())
    for payment in facts.tenge:
        is_retail = payment.creditor in registered and payment.debtor not in registered
        if payment.is_settled and payment.purpose in _GOODS_AND_SERVICES and is_retail:
            yield "digital_tenge", "use", "settled_payments_to_merchants", payment.amount


def _crypto_kzt(world: World, day: date, transfer: Transfer) -> int:
    return cents(Decimal(value_usd(world, day, transfer)).scaleb(-2) * usd_rate(world.city.seed, day))


def _line(day: date, key: tuple[str, str, str], amounts: Sequence[int]) -> dict[str, object]:
    return {
        "day": day,
        **dict(zip(("account", "side", "line"), key, strict=True)),
        "is_residual": False,
        "items": len(amounts),
        "unvalued_items": 0,
        "amount_kzt": sum(amounts),
    }


def _residual(day: date, account: str, items: Sequence[Item]) -> dict[str, object]:
    signed = [amount if side == "source" else -amount for of, side, _, amount in items if of == account]
    return {
        "day": day,
        "account": account,
        "side": "use",
        "line": "unexplained_residual",
        "is_residual": True,
        "items": 0,
        "unvalued_items": 0,
        "amount_kzt": sum(signed),
    }


TRUTHS: Mapping[str, Truth] = {"sources_and_uses_daily": sources_and_uses_of}
