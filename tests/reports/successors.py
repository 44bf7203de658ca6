"""Releases that follow another, each different from it for one reason."""

from datetime import timedelta
from decimal import Decimal

from lineages import DATASET, definitions, partition, partitions, write_lineage
from reports.releases import FIRST, MARTS, city, write_release

LAST = FIRST + timedelta(days=6)
DAILY = "adoption.adoption_daily"


def write_successors(home):
    """Write a week's release, and for each cause one that follows it for that reason alone."""
    week, days = city(7), partitions(FIRST, 7)
    revised_day = partitions(FIRST, 7, one=partition(DATASET, LAST, "b"))
    awaited, late_day = (
        partitions(FIRST, 7, one=partition(DATASET, LAST, *file, rows=rows, awaits_more=awaits_more))
        for file, rows, awaits_more in (("a", 10, True), ("b", 11, False))
    )
    other = with_last_share(week, Decimal(50))
    write(home, "week", week, 7, (days, {}), previous=None)
    write(home, "awaited", week, 7, (awaited, {}), previous=None)
    write(home, "same", week, 7, (days, {}))
    write(home, "further", city(9), 9, (partitions(FIRST, 9), {}))
    write(home, "revised", other, 7, (revised_day, {}))
    write(home, "late", other, 7, (late_day, {}), previous="awaited")
    write(home, "parameter", with_last_vat(week), 7, (days, {"seed": "2"}))
    write(home, "code", other, 7, (days, {"sql": [DAILY]}))
    write(home, "unexplained", other, 7, (days, {}))
    write(home, "untold", other, 7, (None, None))
    write(home, "withheld", with_last_share(week, Decimal(50), payments=3), 7, (revised_day, {}))
    write(home, "orphan", week, 7, (days, {}), previous="gone")


def with_last_share(rows, share, *, payments=None):
    """Return the rows with another crypto share, or number of payments, on the last day."""
    last = list(rows[DAILY][-1])
    last[9] = share
    if payments is not None:
        last[1] = payments
    return rows | {DAILY: [*rows[DAILY][:-1], tuple(last)]}


def with_last_vat(rows):
    """Return the rows with half of the VAT due."""
    halved = [(*row[:7], row[7] / 2, *row[8:]) for row in rows["tax.vat_due_monthly"]]
    return rows | {"tax.vat_due_monthly": halved}


def write(home, name, rows, days, made_of, *, previous="week"):
    inputs, changed = made_of
    folder = write_release(home, name, rows, days=days, previous=previous)
    write_lineage(folder, inputs, None if changed is None else definitions(MARTS, **changed))
