"""The true gaps between taxes due, declared and paid: VAT by quarter and merchant, the mining fee by quarter and miner.

Money is in whole tiyn. Returns and payments are those known at the end of the last landed day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cryptocity.sandbox import mining
from cryptocity.sandbox.city import CATEGORIES
from cryptocity.sandbox.feeds.calendar import work_calendar
from cryptocity.sandbox.taxes import TaxPayment, VatReturn, next_quarter, quarter_of, second_month
from cryptocity.sandbox.truth.figures import Rows, Truth, pct
from cryptocity.sandbox.truth.tax import standing_invoices, turnover_lines
from cryptocity.sandbox.world import DayFacts, World

_RATES_KZT = {"grid": 2, "own_generation": 2, "own_renewable": 1}
_ISSUED_WITHIN_DAYS = 15
_TAX = "911"


@dataclass(frozen=True)
class _Period:
    """One quarter, as far as landed days tell of it."""

    quarter: date
    landed: frozenset[date]

    @property
    def days(self) -> list[date]:
        return _days(self.quarter, next_quarter(self.quarter))

    @property
    def days_landed(self) -> int:
        return len(self.landed.intersection(self.days))

    @property
    def is_turnover_complete(self) -> bool:
        later = next_quarter(self.quarter) + timedelta(days=_ISSUED_WITHIN_DAYS)
        return self.landed.issuperset(_days(self.quarter, later))

    @property
    def known_on(self) -> date:
        """Return the last day that tells of returns and payments for the quarter, within four quarters after it."""
        forgotten_on = self.quarter.replace(year=self.quarter.year + 1) + timedelta(days=93)
        return max(day for day in self.landed if day < quarter_of(forgotten_on))

    @property
    def vat_dues(self) -> tuple[date, date]:
        """Return the last days to file and to pay."""
        return _working(second_month(self.quarter, 15)), _working(second_month(self.quarter, 25))

    @property
    def fee_due(self) -> date:
        return _working(next_quarter(self.quarter).replace(day=20))


def vat_gaps_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of vat_gap_quarterly."""
    landed = frozenset(each.day for each in facts)
    returns = _by_taxpayer({each.number: each for day in facts for each in day.vat_returns}.values())
    paid = _paid(facts, "vat")
    receipts, invoiced = _receipts_due(facts), _invoices_due(world, facts)
    found = sorted({*returns, *paid, *receipts, *(key for key, vat in invoiced.items() if vat)})
    okeds = {row["xin"]: CATEGORIES[row["kind"]].oked for row in world.city.merchants.iter_rows(named=True)}
    return [
        _vat_gap(
            _Period(quarter, landed),
            (receipts.get((quarter, xin), 0), invoiced.get((quarter, xin), 0)),
            returns.get((quarter, xin), []),
            paid=paid.get((quarter, xin), 0),
        )
        | {"xin": xin, "oked_code": okeds[xin]}
        for quarter, xin in found
    ]


def _vat_gap(period: _Period, due: tuple[int, int], returns: Sequence[VatReturn], *, paid: int) -> dict[str, object]:
    declared = (100 * sum(each.without_invoice for each in returns), 100 * sum(each.with_invoice for each in returns))
    offset = 100 * sum(each.offset for each in returns)
    payable = max(0, sum(declared) - offset)
    file_by, pay_by = period.vat_dues
    compliance = sum(due) - sum(declared) if period.is_turnover_complete and period.known_on >= file_by else None
    collection = payable - paid if period.known_on >= pay_by else None
    total = None if compliance is None or collection is None else compliance + collection
    return {
        "quarter": period.quarter,
        "known_on": period.known_on,
        "days": len(period.days),
        "days_landed": period.days_landed,
        "is_turnover_complete": period.is_turnover_complete,
        "return_due_on": file_by,
        "payment_due_on": pay_by,
        "is_return_due": period.known_on >= file_by,
        "is_payment_due": period.known_on >= pay_by,
        "first_filed_on": min((each.filed_on for each in returns), default=None),
        "return_count": len(returns),
        "receipts_vat_due_kzt": due[0] if period.days_landed else None,
        "invoices_vat_due_kzt": due[1],
        "vat_due_kzt": sum(due) if period.days_landed else None,
        "receipts_vat_declared_kzt": declared[0],
        "invoices_vat_declared_kzt": declared[1],
        "vat_declared_kzt": sum(declared),
        "vat_offset_kzt": offset,
        "vat_payable_kzt": payable,
        "vat_paid_kzt": paid,
        "receipts_gap_kzt": None if compliance is None else due[0] - declared[0],
        "compliance_gap_kzt": compliance,
        "collection_gap_kzt": collection,
        "total_gap_kzt": total,
        "receipts_gap_pct": None if compliance is None else pct(due[0] - declared[0], due[0]),
        "compliance_gap_pct": None if compliance is None else pct(compliance, sum(due)),
        "collection_gap_pct": None if collection is None else pct(collection, payable),
        "total_gap_pct": None if total is None else pct(total, sum(due) - sum(declared) + payable),
        "parameter_confidence": "M",
    }


def _receipts_due(facts: Sequence[DayFacts]) -> dict[tuple[date, str], int]:
    due: dict[tuple[date, str], int] = defaultdict(int)
    for each in facts:
        lines = turnover_lines(each)
        for xin, is_payer, vat in lines.select("xin", "is_vat_payer", "due").iter_rows():
            if is_payer:
                due[quarter_of(each.day), xin] += vat
    return due


def _invoices_due(world: World, facts: Sequence[DayFacts]) -> dict[tuple[date, str], int]:
    """Return VAT due on e-invoices by the quarter of the turnover."""
    due: dict[tuple[date, str], int] = defaultdict(int)
    for each in standing_invoices(world, facts):
        due[quarter_of(each.sold_on), str(each.seller["xin"])] += each.vat_due
    return due


def _by_taxpayer(returns: Iterable[VatReturn]) -> dict[tuple[date, str], list[VatReturn]]:
    found: dict[tuple[date, str], list[VatReturn]] = defaultdict(list)
    for each in returns:
        found[each.quarter, each.xin].append(each)
    return found


def _paid(facts: Sequence[DayFacts], tax: str) -> dict[tuple[date, str], int]:
    """Return what was paid of a tax itself, without penalties, in tiyn."""
    payments: dict[str, TaxPayment] = {each.number: each for day in facts for each in day.tax_payments}
    paid: dict[tuple[date, str], int] = defaultdict(int)
    for each in payments.values():
        if (each.tax, each.purpose_code) == (tax, _TAX):
            paid[each.quarter, each.xin] += 100 * each.amount
    return paid


def fees_daily_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of mining_fees_daily."""
    rows: Rows = []
    for each in facts:
        used, licensed = mining.used_kwh(world.city, each.day), mining.licensed_on(world.city, each.day)
        for source in sorted({miner.tariff_source for miner in licensed}):
            miners = [miner for miner in licensed if miner.tariff_source == source]
            metered = [used[miner.number] for miner in miners if miner.is_metered]
            kwh = sum(metered) if metered else None
            rows.append({
                "day": each.day,
                "tariff_source": source,
                "metering_points": len(miners),
                "unmetered_points": len(miners) - len(metered),
                "metered_kwh": kwh,
                "rate_kzt_per_kwh": _RATES_KZT[source],
                "fee_due_kzt": None if kwh is None else 100 * kwh * _RATES_KZT[source],
                "parameter_confidence": "L",
            })  # fmt: skip
    return rows


def fees_quarterly_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of mining_fees_quarterly."""
    landed, paid = frozenset(each.day for each in facts), _paid(facts, "mining_fee")
    used: dict[tuple[date, str], list[int]] = defaultdict(list)
    for day in sorted(landed):
        for number, kwh in mining.used_kwh(world.city, day).items():
            used[quarter_of(day), mining.miners_of(world.city)[number].xin].append(kwh)
    miners = {miner.xin: miner for miner in mining.miners_of(world.city)}
    return [
        _fee_gap(_Period(quarter, landed), miners[xin], used.get((quarter, xin), []), paid=paid.get((quarter, xin), 0))
        for quarter, xin in sorted({*used, *paid})
    ]


def _fee_gap(period: _Period, miner: mining.Miner, used: Sequence[int], *, paid: int) -> dict[str, object]:
    kwh = sum(used) if miner.is_metered else 0
    unmetered = 0 if miner.is_metered else len(used)
    due = 100 * kwh * _RATES_KZT[miner.tariff_source]
    is_complete, is_due = period.days_landed == len(period.days), period.known_on >= period.fee_due
    gap = due - paid if is_complete and is_due and not unmetered else None
    return {
        "quarter": period.quarter,
        "miner": miner.xin,
        "known_on": period.known_on,
        "days": len(period.days),
        "days_landed": period.days_landed,
        "is_quarter_complete": is_complete,
        "due_on": period.fee_due,
        "is_due": is_due,
        "metered_kwh": Decimal(kwh) if period.days_landed else None,
        "unmetered_point_days": unmetered,
        "unrated_kwh": 0 if period.days_landed else None,
        "fee_due_kzt": due if period.days_landed else None,
        "fee_paid_kzt": paid,
        "fee_gap_kzt": gap,
        "fee_gap_pct": None if gap is None else pct(gap, due),
        "parameter_confidence": "L" if used else "M",
    }


def _days(first: date, until: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((until - first).days)]


def _working(day: date) -> date:
    """Return the day, or the first working day after it."""
    kinds = {str(item["calendar_on"]): item["kind"] for item in work_calendar(day, faulty=False)}
    kind = kinds.get(str(day))
    is_working = kind == "working_day" or (kind is None and day.weekday() < 5)
    return day if is_working else _working(day + timedelta(days=1))


def mined_sales_of(world: World, facts: Sequence[DayFacts]) -> Rows:
    """Return the true rows of mined_asset_sales_quarterly."""
    landed = frozenset(each.day for each in facts)
    miners = {miner.xin: miner.number for miner in mining.miners_of(world.city)}
    paid: dict[tuple[date, str], list[int]] = defaultdict(list)
    sold: dict[tuple[date, str], list[int]] = defaultdict(list)
    for each in facts:
        for xin, number in miners.items():
            if satoshi := mining.mined_satoshi(world.city, each.day).get(number):
                paid[quarter_of(each.day), xin].append(satoshi)
        for trade in each.trades:
            if trade.client_id in miners and (trade.volume.base_asset, trade.volume.side) == ("BTC", "sell"):
                sold[quarter_of(each.day), trade.client_id].append(int(trade.base_amount.scaleb(8)))
    return [
        _mined_sale(_Period(key[0], landed), key[1], paid.get(key, []), sold=sold.get(key, []))
        for key in sorted({*paid, *sold})
    ]


def _mined_sale(period: _Period, xin: str, paid: Sequence[int], *, sold: Sequence[int]) -> dict[str, object]:
    is_complete = period.days_landed == len(period.days)
    is_told = is_complete and bool(paid)
    return {
        "quarter": period.quarter,
        "miner": xin,
        "asset": "BTC",
        "days": len(period.days),
        "days_landed": period.days_landed,
        "is_quarter_complete": is_complete,
        "distributions": len(paid),
        "unscaled_distributions": 0,
        "distributed_units": Decimal(sum(paid)).scaleb(-8),
        "sales": len(sold),
        "sold_units": Decimal(sum(sold)).scaleb(-8),
        "sold_pct": pct(sum(sold), sum(paid)) if is_told else None,
        "minimum_pct": 75,
        "is_below_minimum": 4 * sum(sold) < 3 * sum(paid) if is_told else None,
        "parameter_confidence": "L",
    }


TRUTHS: Mapping[str, Truth] = {
    "mined_asset_sales_quarterly": mined_sales_of,
    "mining_fees_daily": fees_daily_of,
    "mining_fees_quarterly": fees_quarterly_of,
    "vat_gap_quarterly": vat_gaps_of,
}
