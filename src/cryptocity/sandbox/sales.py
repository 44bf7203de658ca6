"""One day's fiscal receipts in the simulated city, in whole tiyn, the same for every seed, size and day."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from cryptocity.sandbox.city import CATEGORIES, TAX_CODE_IN_FORCE, City
from cryptocity.sandbox.market import TOKENS

Integers = npt.NDArray[np.int64]

_RECEIPTS_PER_RESIDENT = 1.92
PURCHASE, SALE, SALE_RETURN = 0, 2, 3
CASH, CARD, CREDIT, TARE, MOBILE, CRYPTO, DIGITAL_TENGE = range(7)
_USUAL_TENDER = {CASH: 0.12, CARD: 0.45, CREDIT: 0.03, TARE: 0.001, MOBILE: 0.395, DIGITAL_TENGE: 0.004}
_REDUCED_PCT = {None: 1600, "vat_rate_medical": 500, "vat_rate_periodicals": 1000}
_OLD_STANDARD_PCT = 1200
_LAST_SECOND = 86_399


@dataclass(frozen=True)
class Sales:
    """Receipts of a day (one row each) and their lines (one row each, by receipt). Money is in whole tiyn."""

    receipts: pl.DataFrame
    lines: pl.DataFrame


def sales_of(city: City, day: date) -> Sales:
    """Return the receipts issued on a day by merchants registered by then."""
    dice = city.dice("sales", day)
    receipts = _receipts(city, day, dice)
    lines = _lines(receipts, dice)
    sums = lines.group_by("receipt", maintain_order=True).agg(
        pl.len().alias("line_count").cast(pl.Int64), pl.col("gross").sum().alias("total"), pl.col("vat").sum()
    )
    receipts = receipts.hstack(sums.drop("receipt"))
    return Sales(receipts.hstack(_tenders(city, receipts, dice)), lines)


def half_up(numerator: Integers, denominator: Integers | int) -> Integers:
    """Return the quotient of whole numbers, not negative, halves rounded up."""
    return (2 * numerator + denominator) // (2 * denominator)


def _receipts(city: City, day: date, dice: np.random.Generator) -> pl.DataFrame:
    merchants = city.merchants.filter(pl.col("registered_on") <= day)
    count = int(dice.poisson(city.residents * _RECEIPTS_PER_RESIDENT))
    share = np.array([category.receipts_share for category in CATEGORIES])[merchants["kind"].to_numpy()]
    weight = merchants["popularity"] * share / merchants.select(pl.col("popularity").sum().over("kind")).to_series()
    chosen = np.searchsorted(np.cumsum(weight) / weight.sum(), dice.random(count))
    seconds = np.sort(np.clip(dice.normal(50_400, 13_000, count), 0, _LAST_SECOND).astype(np.int64))
    operation = dice.choice([SALE, SALE_RETURN, PURCHASE], count, p=[0.993, 0.006, 0.001])
    number = np.arange(count)
    sold = merchants[chosen].with_columns(
        pl.Series("receipt", number),
        pl.Series("second", seconds),
        pl.Series("operation", operation, dtype=pl.Int64),
        pl.Series("till", dice.integers(1, 4, count)),
        pl.Series("is_offline", dice.random(count) < 0.01),
        pl.Series("customer", np.where(dice.random(count) < 0.03, dice.integers(0, city.residents, count), -1)),
        pl.Series("original_on", _originals(day, operation, dice), dtype=pl.Date),
        pl.Series("check_number", [f"{day:%y%m%d}{index:07d}" for index in number]),
        pl.lit(day).alias("day"),
    )
    payer = _is_payer(pl.coalesce("original_on", "day"))
    return sold.with_columns(
        payer.alias("is_vat_payer"),
        pl.format("SWK{}{}", pl.col("merchant").cast(pl.String).str.zfill(6), "till").alias("cashbox_number"),
    )


def _originals(day: date, operation: Integers, dice: np.random.Generator) -> list[date | None]:
    """Return, for returns, the day of the original: mostly of late, some from before the VAT rate of 2026."""
    back = dice.integers(1, 21, operation.size)
    is_old = dice.random(operation.size) < 0.05
    return [
        None if kind != SALE_RETURN else date(2025, 12, 1 + int(days)) if old else day - timedelta(days=int(days))
        for kind, days, old in zip(operation, back, is_old, strict=True)
    ]


def is_registered_for_vat(on: pl.Expr) -> pl.Expr:
    """Tell whether a day is in a merchant's VAT period, whatever the law makes of its regime."""
    started = pl.col("vat_payer_from").is_not_null() & (pl.col("vat_payer_from") <= on)
    return started & (pl.col("vat_payer_to").is_null() | (pl.col("vat_payer_to") >= on))


def _is_payer(on: pl.Expr) -> pl.Expr:
    return is_registered_for_vat(on) & (~pl.col("is_simplified") | (on < TAX_CODE_IN_FORCE))


def _lines(receipts: pl.DataFrame, dice: np.random.Generator) -> pl.DataFrame:
    kinds = receipts["kind"].to_numpy()
    extra = np.array([category.extra_lines for category in CATEGORIES])[kinds]
    counts = np.minimum(1 + dice.poisson(extra), 8)
    owner = np.repeat(np.arange(kinds.size), counts)
    median = np.array([category.line_median_kzt for category in CATEGORIES])[kinds[owner]]
    price = np.maximum(1, np.round(median * np.exp(dice.normal(0, 0.5, owner.size)) / 5)).astype(np.int64) * 500
    price -= np.where(dice.random(owner.size) < 0.15, dice.integers(1, 100, owner.size), 0)
    is_weighed = (kinds[owner] == 0) & (dice.random(owner.size) < 0.2)
    pieces = 1 + ((dice.random(owner.size) < 0.15) & (median < 20_000))
    milli = np.where(is_weighed, dice.integers(80, 2_600, owner.size), 1000 * pieces)
    full = half_up(milli * price, 1000)
    discount = np.where(dice.random(owner.size) < 0.05, full // 20, 0)
    lines = receipts[owner].select(
        "receipt", "kind", "is_vat_payer", "original_on", "states_old_rate", "charges_unduly"
    )
    first = np.concatenate(([0], np.cumsum(counts)[:-1]))
    lines = lines.with_columns(
        pl.Series("line_number", np.arange(owner.size) - np.repeat(first, counts) + 1),
        pl.Series("quantity", milli),
        pl.Series("price", price),
        pl.Series("discount", discount),
        pl.Series("gross", full - discount),
    )
    pct = _stated_pct(lines)
    gross = lines["gross"].to_numpy()
    vat = half_up(gross * pct, 10_000 + pct)
    return lines.with_columns(pl.Series("stated_pct", pct), pl.Series("vat", vat), pl.Series("is_taxed", pct > 0))


def _stated_pct(lines: pl.DataFrame) -> Integers:
    """Return the VAT rate that each line states, in hundredths of a percent, 0 where it states none."""
    usual = np.array([_REDUCED_PCT[category.reduced_rate] for category in CATEGORIES])[lines["kind"].to_numpy()]
    is_old = (lines["original_on"].fill_null(TAX_CODE_IN_FORCE) < TAX_CODE_IN_FORCE).to_numpy()
    due = np.where(is_old | lines["states_old_rate"].to_numpy(), _OLD_STANDARD_PCT, usual)
    return np.where(lines["is_vat_payer"].to_numpy() | lines["charges_unduly"].to_numpy(), due, 0)


def _tenders(city: City, receipts: pl.DataFrame, dice: np.random.Generator) -> pl.DataFrame:
    """Return what was paid by each kind of tender, and for crypto the asset and the paying wallet."""
    count = receipts.height
    total = receipts["total"].to_numpy()
    kind = dice.choice(list(_USUAL_TENDER), count, p=np.array(list(_USUAL_TENDER.values())))
    may = receipts.select((pl.col("crypto_enabled_on") <= pl.col("day")).fill_null(value=False)).to_series().to_numpy()
    is_goods_trade = receipts["operation"].to_numpy() >= SALE
    kind = np.where(may & is_goods_trade & (dice.random(count) < 0.10), CRYPTO, kind)
    in_cash = np.where((kind != CRYPTO) & (dice.random(count) < 0.01), total // 2, 0)
    paid = {tender: np.where(kind == tender, total - in_cash, 0) for tender in range(7)}
    paid[CASH] = paid[CASH] + in_cash
    token = dice.choice(len(TOKENS), count, p=[token.share_of_payments for token in TOKENS])
    wallet = (len(city.wallets) * dice.random(count) ** 2).astype(np.int64)
    return pl.DataFrame({f"paid_{tender}": amounts for tender, amounts in paid.items()}).with_columns(
        pl.Series("token", np.where(kind == CRYPTO, token, -1)),
        pl.Series("wallet", np.where(kind == CRYPTO, wallet, -1)),
    )
