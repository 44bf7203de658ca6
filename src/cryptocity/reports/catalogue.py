"""What is reported: areas, headlines, figures. The name of each is also that of its query, its texts and its anchor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from cryptocity.reports.charts import Chart
from cryptocity.reports.figures import adoption, capital_flow, tax
from cryptocity.reports.texts import Texts

_RECEIPTS = "merchants.receipts"
_LINES = "merchants.receipt_lines"
_REGISTER = "merchants.register"
_SETTLEMENTS = "merchants.crypto_settlements"
_TRANSACTIONS = "onchain.transactions"
_TOKENS = "onchain.token_transfers"
_LABELS = "reference.address_labels"
_ASSETS = "reference.assets"
_RATES = "reference.fx_rates"
_PRICES = "reference.asset_prices"
_VOLUMES = "exchanges.daily_volumes"
_TRANSFERS = "exchanges.transfers"

_CONFIRMED = (_SETTLEMENTS, _RECEIPTS, _REGISTER, _TRANSACTIONS, _TOKENS, _ASSETS)
_PAYERS = (*_CONFIRMED, _LABELS)
_VAT = (_LINES, _REGISTER)
_RAMPS = (_VOLUMES, _RATES)
_BORDER = (_TRANSFERS, _ASSETS, _PRICES, _RATES)


@dataclass(frozen=True)
class Headline:
    """One number of the front page. Its query returns a period (day, month or year), then the number, the newest first.

    `rests_on` names the column that counts the entities behind the number, `sources` the datasets without which it is
    unknown.
    """

    name: str
    sources: tuple[str, ...]
    rests_on: str | None = None


@dataclass(frozen=True)
class Figure:
    """One chart with its table. The finding speaks of the first measure.

    `rests_on` maps measures to the column that counts the entities behind them; `sources` as in a headline. Where
    `total_is_known`, the page tells the sum of the rows; where `none_is_a_finding`, an answer without rows is said in
    the figure's own words.
    """

    name: str
    draw: Callable[[pl.DataFrame, Texts], Chart]
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]
    sources: tuple[str, ...]
    rests_on: Mapping[str, str] = field(default_factory=dict)
    total_is_known: bool = False
    none_is_a_finding: bool = False


@dataclass(frozen=True)
class Report:
    """One page: the headlines and figures of an area."""

    area: str
    headlines: tuple[Headline, ...]
    figures: tuple[Figure, ...]


def _resting_on(entities: str, *measures: str) -> dict[str, str]:
    return dict.fromkeys(measures, entities)


def _counting(*measures: str) -> dict[str, str]:
    return {measure: measure for measure in measures}


ADOPTION = Report(
    area="adoption",
    headlines=(
        Headline("crypto_share_of_turnover", (_RECEIPTS,), rests_on="crypto_payments"),
        Headline("payers_in_30_days", _PAYERS, rests_on="active_payers_30d"),
        Headline("accepting_merchants", _CONFIRMED, rests_on="active_merchants"),
    ),
    figures=(
        Figure(
            "crypto_share",
            adoption.crypto_share,
            dimensions=("day",),
            measures=("crypto_share_pct", "crypto_turnover_kzt", "retail_turnover_kzt"),
            rests_on=_resting_on("crypto_payments", "crypto_share_pct", "crypto_turnover_kzt"),
            sources=(_RECEIPTS,),
        ),
        Figure(
            "turnover",
            adoption.turnover,
            dimensions=("day",),
            measures=("crypto_turnover_kzt", "confirmed_crypto_turnover_kzt", "retail_turnover_kzt"),
            rests_on={
                "crypto_turnover_kzt": "crypto_payments",
                "confirmed_crypto_turnover_kzt": "confirmed_crypto_payments",
            },
            sources=(_RECEIPTS,),
        ),
        Figure(
            "active_payers",
            adoption.active_payers,
            dimensions=("day",),
            measures=("active_payers_30d", "active_payers", "active_merchants"),
            rests_on=_counting("active_payers_30d", "active_payers", "active_merchants"),
            sources=_PAYERS,
        ),
        Figure(
            "merchant_acceptance",
            adoption.merchant_acceptance,
            dimensions=("month", "oked_code"),
            measures=("registered_merchants", "enabled_merchants", "active_merchants"),
            rests_on=_counting("registered_merchants", "enabled_merchants", "active_merchants"),
            sources=(_REGISTER,),
            total_is_known=True,
        ),
        Figure(
            "ticket_size",
            adoption.ticket_size,
            dimensions=("day",),
            measures=("crypto_ticket_median_kzt", "crypto_ticket_p90_kzt", "crypto_payments"),
            rests_on=_resting_on(
                "crypto_payments", "crypto_ticket_median_kzt", "crypto_ticket_p90_kzt", "crypto_payments"
            ),
            sources=(_RECEIPTS,),
        ),
        Figure(
            "receipt_match",
            adoption.receipt_match,
            dimensions=("day",),
            measures=("receipt_match_pct", "settlements", "matched_settlements"),
            rests_on=_resting_on("settlements", "receipt_match_pct", "settlements", "matched_settlements"),
            sources=(_SETTLEMENTS, _RECEIPTS),
        ),
    ),
)

TAX = Report(
    area="tax",
    headlines=(
        Headline("vat_due_in_month", _VAT, rests_on="merchants"),
        Headline("vat_stated_less_than_due", _VAT, rests_on="merchants"),
        Headline("merchants_over_threshold", _VAT, rests_on="merchants"),
    ),
    figures=(
        Figure(
            "vat_due",
            tax.vat_due,
            dimensions=("month", "vat_rate_pct", "parameter_confidence"),
            measures=("vat_due_kzt", "vat_stated_kzt", "turnover_kzt", "merchants"),
            rests_on={
                **_resting_on("merchants", "vat_due_kzt", "vat_stated_kzt", "turnover_kzt", "merchants"),
                "month_vat_due_kzt": "month_merchants",
            },
            sources=_VAT,
            total_is_known=True,
        ),
        Figure(
            "vat_differences",
            tax.vat_differences,
            dimensions=("merchant_key", "oked_code", "is_vat_payer", "parameter_confidence"),
            measures=("vat_difference_kzt", "vat_stated_kzt", "vat_due_kzt"),
            sources=_VAT,
            none_is_a_finding=True,
        ),
        Figure(
            "threshold_bands",
            tax.threshold_bands,
            dimensions=("year", "turnover_band", "watch_status", "parameter_confidence"),
            measures=("merchants",),
            rests_on=_counting("merchants"),
            sources=_VAT,
        ),
        Figure(
            "threshold_watch",
            tax.threshold_watch,
            dimensions=("year", "merchant_key", "oked_code", "watch_status", "parameter_confidence"),
            measures=("turnover_to_threshold_pct", "turnover_kzt", "threshold_kzt"),
            sources=_VAT,
            none_is_a_finding=True,
        ),
        Figure(
            "turnover_by_payer_status",
            tax.turnover_by_payer_status,
            dimensions=("month", "is_vat_payer"),
            measures=("turnover_share_pct", "turnover_kzt", "merchants"),
            rests_on=_resting_on("merchants", "turnover_share_pct", "turnover_kzt", "merchants"),
            sources=_VAT,
            total_is_known=True,
        ),
    ),
)

CAPITAL_FLOW = Report(
    area="capital_flow",
    headlines=(
        Headline("net_ramp", _RAMPS, rests_on="trades"),
        Headline("net_cross_border", _BORDER, rests_on="transfers"),
        Headline("token_transfers_on_chain", (_TOKENS,)),
    ),
    figures=(
        Figure(
            "ramps",
            capital_flow.ramps,
            dimensions=("day",),
            measures=("net_usd", "on_ramp_usd", "off_ramp_usd", "trades"),
            rests_on=_resting_on("trades", "net_usd", "on_ramp_usd", "off_ramp_usd", "trades"),
            sources=_RAMPS,
        ),
        Figure(
            "ramps_by_venue",
            capital_flow.ramps_by_venue,
            dimensions=("venue_id",),
            measures=("net_usd", "on_ramp_usd", "off_ramp_usd", "trades"),
            rests_on=_resting_on("trades", "net_usd", "on_ramp_usd", "off_ramp_usd", "trades"),
            sources=_RAMPS,
            total_is_known=True,
        ),
        Figure(
            "ramps_by_residency",
            capital_flow.ramps_by_residency,
            dimensions=("client_residency",),
            measures=("net_usd", "on_ramp_usd", "off_ramp_usd", "trades"),
            rests_on=_resting_on("trades", "net_usd", "on_ramp_usd", "off_ramp_usd", "trades"),
            sources=_RAMPS,
            total_is_known=True,
        ),
        Figure(
            "cross_border",
            capital_flow.cross_border,
            dimensions=("bpm7_account", "counterparty_residency"),
            measures=("net_usd", "inflow_usd", "outflow_usd", "transfers", "unvalued_transfers"),
            rests_on=_resting_on("transfers", "net_usd", "inflow_usd", "outflow_usd", "transfers"),
            sources=_BORDER,
            total_is_known=True,
        ),
        Figure(
            "cross_border_daily",
            capital_flow.cross_border_daily,
            dimensions=("day",),
            measures=("net_usd", "inflow_usd", "outflow_usd", "transfers", "unvalued_transfers"),
            rests_on=_resting_on("transfers", "net_usd", "inflow_usd", "outflow_usd", "transfers"),
            sources=_BORDER,
        ),
        Figure(
            "token_transfers",
            capital_flow.token_transfers,
            dimensions=("asset", "chain_id", "token_address"),
            measures=("transfers", "amount", "unscaled_transfers"),
            sources=(_TOKENS,),
        ),
    ),
)

REPORTS = (ADOPTION, TAX, CAPITAL_FLOW)
