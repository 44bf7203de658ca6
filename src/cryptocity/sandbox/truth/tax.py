"""The true tax figures."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from cryptocity.sandbox.city import CATEGORIES, TAX_CODE_IN_FORCE, has_vat_period, pays_vat
from cryptocity.sandbox.feeds.invoices import Invoice, invoices_of
from cryptocity.sandbox.sales import SALE, half_up, is_registered_for_vat
from cryptocity.sandbox.truth.figures import Rows, Truth, month_of, pct
from cryptocity.sandbox.world import DayFacts, World

_ADJUSTED = ("month", "xin", "turnover_month", "is_vat_payer", "pct", "oked_code")
_MCI_KZT, _THRESHOLD_MCI = 4_325, 10_000


def vat_due_of(_: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of vat_due_monthly."""
    lines = pl.concat([turnover_lines(each) for each in facts])
    groups = lines.group_by("month", "xin", "is_vat_payer", "pct", "oked_code").agg(
        pl.len().alias("line_count"), pl.col("turnover", "due", "stated").sum(), pl.col("is_doubted").any()
    )
    return [
        {
            "month": row["month"],
            "xin": row["xin"],
            "is_vat_payer": row["is_vat_payer"],
            "vat_rate_pct": Decimal(row["pct"]) / 100,
            "oked_code": row["oked_code"],
            "line_count": row["line_count"],
            "turnover_kzt": row["turnover"],
            "vat_due_kzt": row["due"],
            "vat_stated_kzt": row["stated"],
            "vat_difference_kzt": row["stated"] - row["due"],
            "parameter_confidence": "M" if row["is_doubted"] else "H",
        }
        for row in groups.iter_rows(named=True)
    ]


def vat_adjustments_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of vat_adjustments_monthly."""
    lines = pl.concat([turnover_lines(each) for each in facts]).filter(pl.col("sign") == -1)
    returned = lines.select(
        *_ADJUSTED, pl.lit("goods_returned").alias("adjustment"), -pl.col("turnover", "due", "stated"), "is_doubted"
    )
    rows = [*returned.rows(named=True), *(row for each in facts for row in _credited(world, each.day))]
    adjusted = pl.DataFrame(rows, schema=returned.schema)
    groups = adjusted.group_by("adjustment", *_ADJUSTED).agg(
        pl.len().alias("line_count"), pl.col("turnover", "due", "stated").sum(), pl.col("is_doubted").any()
    )
    return [
        {
            "month": row["month"],
            "xin": row["xin"],
            "adjustment": row["adjustment"],
            "turnover_month": row["turnover_month"],
            "is_vat_payer": row["is_vat_payer"],
            "vat_rate_pct": Decimal(row["pct"]) / 100,
            "oked_code": row["oked_code"],
            "line_count": row["line_count"],
            "gross_kzt": row["turnover"],
            "vat_kzt": row["due"],
            "vat_stated_kzt": row["stated"],
            "vat_difference_kzt": row["stated"] - row["due"],
            "parameter_confidence": "M" if row["is_doubted"] else "H",
        }
        for row in groups.iter_rows(named=True)
    ]


def _credited(world: World, day: date) -> Iterator[dict[str, object]]:
    """Yield the lines of a day's credit notes, at the rate of the day of the invoice that each names."""
    for note in invoices_of(world.city, day):
        for line in note.lines if note.is_credit_note else ():
            pct = 0 if line.pct is None else 1600 if note.relates_to >= TAX_CODE_IN_FORCE else 1200
            is_payer = pays_vat(note.seller, note.relates_to)
            yield {
                "month": month_of(day),
                "xin": note.seller["xin"],
                "adjustment": "credit_note",
                "turnover_month": month_of(note.relates_to),
                "is_vat_payer": is_payer,
                "pct": pct,
                "oked_code": CATEGORIES[int(str(note.seller["kind"]))].oked,
                "turnover": -line.net - line.vat,
                "due": (-line.net * pct + 5_000) // 10_000 if is_payer else 0,
                "stated": -line.vat,
                "is_doubted": pct > 0 and not is_payer and has_vat_period(note.seller, note.relates_to),
            }


def threshold_watch_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of vat_threshold_watch."""
    rows: Rows = []
    for year in sorted({each.day.year for each in facts}):
        in_year = [each for each in facts if each.day.year == year]
        as_of = in_year[-1].day
        turnover: dict[str, int] = defaultdict(int)
        for each in in_year:
            for xin, net in turnover_lines(each).group_by("xin").agg(pl.col("turnover").sum()).rows():
                turnover[xin] += net
        for invoice in standing_invoices(world, facts):
            if invoice.sold_on.year == year:
                turnover[str(invoice.seller["xin"])] += invoice.gross
        threshold = 100 * _MCI_KZT * _THRESHOLD_MCI
        for merchant in world.city.merchants.filter(pl.col("registered_on") <= as_of).iter_rows(named=True):
            may_register = not merchant["is_simplified"] or as_of < TAX_CODE_IN_FORCE
            if not pays_vat(merchant, as_of):
                rows.append({
                    "year": year,
                    "xin": merchant["xin"],
                    "as_of_on": as_of,
                    "days": as_of.timetuple().tm_yday,
                    "days_landed": len(in_year),
                    "is_year_to_date_complete": len(in_year) == as_of.timetuple().tm_yday,
                    "oked_code": CATEGORIES[merchant["kind"]].oked,
                    "turnover_kzt": turnover[merchant["xin"]],
                    "threshold_kzt": threshold,
                    "turnover_to_threshold_pct": pct(turnover[merchant["xin"]], threshold),
                    "watch_status": _watch_status(turnover[merchant["xin"]], threshold)
                    if may_register
                    else "not_applicable",
                    "parameter_confidence": "H" if may_register else "M",
                })  # fmt: skip
    return rows


def standing_invoices(world: World, facts: Sequence[DayFacts]) -> list[Invoice]:
    """Return the e-invoices of these days that hold: a fixed one is in place of the one that it names."""
    issued = [invoice for each in facts for invoice in invoices_of(world.city, each.day)]
    replaced = {each.names for each in issued if each.is_fixed and each.names != each.own_name}
    return [each for each in issued if each.own_name not in replaced]


def turnover_lines(facts: DayFacts) -> pl.DataFrame:
    """Return the lines of sales and their returns with the rate that the law sets on the turnover date.

    Doubted is the rule which keeps VAT from the simplified regime, where it decides.
    """
    receipts = facts.sales.receipts.with_columns(turnover_on=pl.coalesce("original_on", "day")).select(
        "receipt",
        "xin",
        "operation",
        "turnover_on",
        is_kept_from_vat=is_registered_for_vat(pl.col("turnover_on")) & ~pl.col("is_vat_payer"),
    )
    lines = facts.sales.lines.join(receipts, on="receipt").filter(pl.col("operation") >= SALE)
    is_new = pl.col("turnover_on") >= TAX_CODE_IN_FORCE
    lawful = pl.when(is_new & pl.col("stated_pct").is_in([500, 1000])).then("stated_pct")
    lines = lines.with_columns(
        pct=pl.when(pl.col("is_taxed")).then(lawful.when(is_new).then(1600).otherwise(1200)).otherwise(0),
        sign=pl.when(pl.col("operation") == SALE).then(1).otherwise(-1),
    )
    due = half_up(lines["gross"].to_numpy() * lines["pct"].to_numpy(), 10_000 + lines["pct"].to_numpy())
    return lines.with_columns(vat_due=pl.Series(due)).select(
        "xin",
        "is_vat_payer",
        "pct",
        "sign",
        month=pl.lit(month_of(facts.day)),
        turnover_month=pl.col("turnover_on").dt.month_start(),
        oked_code=pl.col("kind").replace_strict(range(len(CATEGORIES)), [category.oked for category in CATEGORIES]),
        turnover=pl.col("gross") * pl.col("sign"),
        due=pl.when("is_vat_payer").then(pl.col("vat_due") * pl.col("sign")).otherwise(0),
        stated=pl.col("vat") * pl.col("sign"),
        is_doubted=pl.col("is_kept_from_vat") & (pl.col("pct") > 0),
    )


def _watch_status(turnover: int, threshold: int) -> str:
    return "exceeded" if turnover >= threshold else "approaching" if 5 * turnover >= 4 * threshold else "below"


TRUTHS: Mapping[str, Truth] = {
    "vat_adjustments_monthly": vat_adjustments_of,
    "vat_due_monthly": vat_due_of,
    "vat_threshold_watch": threshold_watch_of,
}
