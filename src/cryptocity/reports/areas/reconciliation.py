"""What is reported of the area reconciliation: an account is a figure and a headline, and no two are added up.

The lines within a side are not shown: a line of few items would be what the side leaves beside the others. A residual
may be what a single item is worth, but never says whose it is.
"""

from cryptocity.reports.entries import Figure, Headline, Report, resting_on
from cryptocity.reports.figures import reconciliation

_RECEIPTS, _REGISTER = "merchants.receipts", "merchants.register"
_CHAIN = ("onchain.transactions", "onchain.token_transfers")
_TRANSFERS, _RATES = "exchanges.transfers", "reference.fx_rates"
_SETTLED = ("merchants.crypto_settlements", _RECEIPTS, _REGISTER, *_CHAIN, "reference.assets")
_CRYPTO = (_TRANSFERS, *_CHAIN, "reference.address_labels", "reference.asset_prices", _RATES)
_FIAT = (_TRANSFERS, "exchanges.daily_volumes", _RATES)
_TENGE = (_RECEIPTS, _REGISTER, "cbdc.payments", "cbdc.payment_statuses")


def _headline(account: str, sources: tuple[str, ...]) -> Headline:
    """Return an account's headline, what it leaves unexplained."""
    return Headline(f"residual_{account}", sources, rests_on="items", query="residual", parameters={"account": account})


def _figure(account: str, sources: tuple[str, ...]) -> Figure:
    """Return an account's figure. Sums of months are told elsewhere, so days beside a withheld one are too."""
    name = f"account_{account}"
    return Figure(
        name,
        reconciliation.account(name),
        dimensions=("day",),
        measures=("residual_kzt", "sources_kzt", "uses_kzt", "unvalued_items"),
        rests_on=resting_on("items", "residual_kzt", "sources_kzt", "uses_kzt", "unvalued_items"),
        nets={"residual_kzt": ("sources_kzt", "uses_kzt")},
        total_is_known=True,
        sources=sources,
        query="account",
        parameters={"account": account},
    )


_ACCOUNTS = {
    "merchant_crypto": _SETTLED,
    "venue_crypto_deposits": _CRYPTO,
    "venue_crypto_withdrawals": _CRYPTO,
    "venue_fiat": _FIAT,
    "digital_tenge": _TENGE,
}

RECONCILIATION = Report(
    area="reconciliation",
    headlines=tuple(_headline(account, sources) for account, sources in _ACCOUNTS.items()),
    figures=tuple(_figure(account, sources) for account, sources in _ACCOUNTS.items()),
)
