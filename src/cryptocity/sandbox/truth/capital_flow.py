"""The true capital flows."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from cryptocity.sandbox.market import CHAIN_ID, TOKENS, currency_rates, price_usd, rates_of, usd_rate
from cryptocity.sandbox.trades import FIAT
from cryptocity.sandbox.truth.cross_border import TREATED
from cryptocity.sandbox.truth.figures import Rows, Truth, cents
from cryptocity.sandbox.world import DayFacts, World


def ramp_flows_of(world: World, facts: DayFacts) -> Rows:
    """Return the true rows of ramp_flows_daily."""
    rates = currency_rates(world.city.seed, facts.day)
    groups: dict[tuple[str, str, str], dict[str, object]] = {}
    sums: dict[tuple[str, str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for volume in facts.volumes:
        if volume.quote_currency in FIAT:
            key, ramp = (
                (volume.venue_id, volume.base_asset, volume.client_residency),
                "on" if volume.side == "buy" else "off",
            )
            in_kzt = volume.quote_amount * rates[volume.quote_currency]
            in_usd = volume.quote_amount if volume.quote_currency == "USD" else in_kzt / rates["USD"]
            sums[key][f"{ramp}_ramp_trades"] += volume.trade_count
            sums[key][f"{ramp}_ramp_units"] += volume.base_amount
            sums[key][f"{ramp}_ramp_kzt"] += cents(in_kzt)
            sums[key][f"{ramp}_ramp_usd"] += cents(in_usd)
    for key, total in sums.items():
        names = [f"{ramp}_ramp_{what}" for what in ("trades", "units", "kzt", "usd") for ramp in ("on", "off")]
        groups[key] = {
            "day": facts.day,
            **dict(zip(("venue_id", "asset", "client_residency"), key, strict=True)),
            **{name: total[name] for name in names},
            "net_usd": total["on_ramp_usd"] - total["off_ramp_usd"],
            "is_fx_carried_forward": not rates_of(world.city.seed, facts.day),
        }
    return list(groups.values())


def cross_border_of(world: World, facts: DayFacts) -> Rows:
    """Return the true rows of cross_border_flows_daily."""
    usd, prices = usd_rate(world.city.seed, facts.day), price_usd(world.city.seed, facts.day)
    worth = {**prices, "USD": Decimal(1)}
    sums: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for transfer in facts.transfers:
        if transfer.client_residency == "resident" and transfer.counterparty_residency != "resident":
            (account, _), _ = TREATED[transfer.asset]
            flow = sums[transfer.asset, transfer.counterparty_residency, account]
            value = transfer.amount / usd if transfer.asset == "KZT" else transfer.amount * worth[transfer.asset]
            direction = "inflow" if transfer.direction == "deposit" else "outflow"
            flow[f"{direction}_transfers"] += 1
            flow[f"{direction}_usd"] += cents(value)
    return [
        {
            "day": facts.day,
            **dict(zip(("asset", "counterparty_residency", "bpm7_account"), key, strict=True)),
            **{name: flow[name] for name in ("inflow_transfers", "outflow_transfers", "inflow_usd", "outflow_usd")},
            "net_usd": flow["inflow_usd"] - flow["outflow_usd"],
            "unvalued_transfers": 0,
            "treatment_confidence": TREATED[key[0]][1],
        }
        for key, flow in sums.items()
    ]


def token_transfers_of(_: World, facts: DayFacts) -> Rows:
    """Return the true rows of token_transfers_daily."""
    rows: Rows = []
    for token in TOKENS:
        moved = [intent for intent in facts.intents if intent.token == token.address and intent.succeeds]
        if moved and token.address != "native":
            rows.append({
                "day": facts.day,
                "chain_id": CHAIN_ID,
                "token_address": token.address,
                "asset": token.symbol,
                "transfers": len(moved),
                "senders": len({intent.wallet.address for intent in moved}),
                "recipients": len({intent.recipient for intent in moved}),
                "amount": Decimal(sum(intent.amount for intent in moved)).scaleb(-token.decimals),
                "unscaled_transfers": 0,
            })  # fmt: skip
    return rows


def _day_by_day(truth: Callable[[World, DayFacts], Rows]) -> Truth:
    def of_all_days(world: World, facts: Sequence[DayFacts]) -> Rows:
        return [row for each in facts for row in truth(world, each)]

    return of_all_days


TRUTHS: Mapping[str, Truth] = {
    "cross_border_flows_daily": _day_by_day(cross_border_of),
    "ramp_flows_daily": _day_by_day(ramp_flows_of),
    "token_transfers_daily": _day_by_day(token_transfers_of),
}
