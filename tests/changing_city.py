"""A city whose past changes: days land late, short, again or not at all, blocks move, registers and labels differ.

It lands into a lake what a seeded draw makes of the simulated days, so that a run can be repeated.
"""

import random
import shutil
from datetime import date, timedelta

import polars as pl

from cryptocity.landing import Landing
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.world import World
from cryptocity.sources import DATASETS
from cryptocity.sources.market.datasets import DAILY_CANDLES
from cryptocity.sources.merchants.datasets import RECEIPTS
from cryptocity.window import days_between
from loopback import PSEUDONYMS
from released import lake_in

FIRST, LAST = date(2026, 10, 12), date(2026, 11, 8)
DAYS = tuple(days_between(FIRST, LAST))
CHANGED_SOURCES = ("exchanges", "market", "merchants", "onchain", "reference")
NAMES = ("check_number", "lot_trade_id", "settlement_id", "trade_id", "transaction_hash", "transfer_id")
SHARED_BY_RECEIPTS = ("merchants.receipts", "merchants.receipt_lines")


class ChangingCity:
    """What is to land, by dataset and day, and the lake in which some of it has landed."""

    def __init__(self, home, seed):
        self.random = random.Random(seed)
        self.lake = lake_in(home / "changing")
        self.rows = _simulated(home / "simulated")
        self.waiting = {}
        self.taken_back = []

    @property
    def landed(self):
        return [day for day in self.lake.days(RECEIPTS) if day not in self.taken_back]

    def land(self, *days):
        """Land whole days as they are by now."""
        for day in days:
            for source in dict.fromkeys(dataset.source for dataset in DATASETS):
                self._land(source, day)

    def change(self, days):
        """Change the past of these days in every way there is, in any order, and of others near them."""
        changes = (
            self.more_receipts_come,
            self.settlements_move_to_other_days,
            self.transactions_are_cited_again,
            self.blocks_are_displaced,
            self.merchants_and_their_addresses_differ,
            self.labels_differ,
            self.tokens_differ,
            self.a_day_is_taken_back,
        )
        self.land(*(self.taken_back.pop() for _ in self.taken_back[:]))
        for change in self.random.sample(changes, len(changes)):
            change(self.random.choice(days))

    def keep_receipts_back(self, day):
        """Leave a part of a day's receipts for later."""
        receipts = self.rows["merchants.receipts", day]
        seen = receipts.sample(fraction=0.6, seed=self.random.randrange(1000))["check_number"]
        for dataset in SHARED_BY_RECEIPTS:
            self.waiting[dataset, day] = self.rows[dataset, day]
            self._put(dataset, day, self.rows[dataset, day].filter(pl.col("check_number").is_in(seen.implode())))

    def more_receipts_come(self, day):
        kept_back = sorted({day for _, day in self.waiting}) or [day]
        late = self.random.choice(kept_back)
        for dataset in SHARED_BY_RECEIPTS:
            self._put(dataset, late, self.waiting.pop((dataset, late), self.rows[dataset, late]))
        self._land_again("merchants", late)

    def settlements_move_to_other_days(self, day):
        dataset, other = "merchants.crypto_settlements", self._near(day, 5)
        moved, staying = self._drawn(dataset, day)
        later = moved.with_columns(pl.col("settled_at") + (other - day))
        self._put(dataset, day, staying)
        self._put(dataset, other, pl.concat([self.rows[dataset, other], later]))
        self._land_again("merchants", day, other)

    def transactions_are_cited_again(self, day):
        dataset, other = "merchants.crypto_settlements", self._near(day, 4)
        cited, _ = self._drawn(dataset, day)
        again = cited.with_columns(
            pl.col("settlement_id") + f"-again-{self.random.randrange(10**9)}",
            pl.col("settled_at") + (other - day) - timedelta(seconds=self.random.randrange(60)),
        )
        self._put(dataset, other, pl.concat([self.rows[dataset, other], again]))
        self._land_again("merchants", day, other)

    def blocks_are_displaced(self, day):
        """Blocks of a day's end are mined on another day instead, and the last of them nowhere."""
        other, blocks = self._near(day, 4), self.rows["onchain.blocks", day]
        height = blocks["block_number"].sort()[-self.random.randrange(50, 300)]
        for name in ("blocks", "transactions", "token_transfers", "native_transfers", "withdrawals"):
            rows = self.rows[f"onchain.{name}", day]
            displaced = rows.filter(pl.col("block_number") >= height)
            mined_later = displaced.filter(pl.col("block_number") < height + 40)
            self._put(f"onchain.{name}", day, rows.filter(pl.col("block_number") < height))
            self._put(f"onchain.{name}", other, pl.concat([self.rows[f"onchain.{name}", other], mined_later]))
        self._land_again("onchain", day, other)

    def merchants_and_their_addresses_differ(self, day):
        register = self.rows["merchants.register", day]
        addresses = register["settlement_address"].drop_nulls().to_list()
        chance = pl.Series([self.random.random() for _ in range(register.height)])
        swapped = pl.Series([self.random.choice(addresses) for _ in range(register.height)])
        differing = register.with_columns(
            settlement_address=pl.when(chance < 0.2).then(swapped).otherwise("settlement_address"),
            tax_regime=pl.when(chance > 0.9).then(pl.lit("simplified")).otherwise("tax_regime"),
            oked_code=pl.when(chance < 0.05).then(pl.lit("62010")).otherwise("oked_code"),
        )
        self._put("merchants.register", day, differing.filter(chance.is_between(0.1, 0.97)))
        self._land_again("merchants", day)

    def labels_differ(self, day):
        labels = self.rows["reference.address_labels", day]
        chance = pl.Series([self.random.random() for _ in range(labels.height)])
        joined = pl.when(chance < 0.3).then(pl.lit("p-" + "0" * 32)).otherwise("cluster_key")
        self._put("reference.address_labels", day, labels.with_columns(cluster_key=joined).filter(chance > 0.1))
        self._land_again("reference", day)

    def tokens_differ(self, _):
        """The newest list counts, for all days: what was summed with other decimals is out of date."""
        day = self.landed[-1]
        assets = self.rows["reference.assets", day]
        self._put("reference.assets", day, assets.with_columns(decimals=pl.lit(self.random.randrange(4, 12), pl.Int64)))
        self._land_again("reference", day)

    def a_day_is_taken_back(self, day):
        """Without its candles a day is not whole, and left out; the next change brings it back."""
        shutil.rmtree(self.lake.partition(DAILY_CANDLES, day))
        self.taken_back.append(day)

    def _near(self, day, days_away):
        others = [other for other in DAYS if 0 < abs((other - day).days) <= days_away]
        return self.random.choice(others)

    def _drawn(self, dataset, day):
        """Return a third of a day's rows, and the others."""
        rows = self.rows[dataset, day]
        chance = pl.Series([self.random.random() for _ in range(rows.height)], dtype=pl.Float64)
        return rows.filter(chance < 0.3), rows.filter(chance >= 0.3)

    def _put(self, dataset, day, rows):
        self.rows[dataset, day] = rows

    def _land_again(self, source, *days):
        for day in set(days).intersection(self.lake.days(RECEIPTS)):
            self._land(source, day)

    def _land(self, source, day):
        tables = [(each, self.rows[each.id, day]) for each in DATASETS if each.source == source]
        with self.lake.writer(source, day) as writer:
            writer.commit([Landing(each, rows, rows.height) for each, rows in tables], ())


def _simulated(home):
    """Return the rows of all days by dataset and day: one simulated week, and weeks like it with names of their own."""
    world, lake = World(City(seed=41, residents=300), FIRST), lake_in(home)
    week = DAYS[:7]
    for day in week:
        generate_day(world, day, lake, pseudonyms=PSEUDONYMS)
    rows = {(each.id, day): lake.rows(each, day) for each in DATASETS for day in week}
    return {
        (each.id, day): _renamed(each, rows[each.id, week[place % 7]], weeks=place // 7)
        for each in DATASETS
        for place, day in enumerate(DAYS)
    }


def _renamed(dataset, rows, *, weeks):
    """Return a day's rows as those of a later week. Of the sources that are not changed here nothing lands then."""
    if weeks and dataset.source not in CHANGED_SOURCES:
        return rows.clear()
    names = [name for name in NAMES if name in rows.columns]
    instants = [name for name, dtype in rows.schema.items() if dtype == pl.Datetime("us", "UTC")]
    return rows.with_columns(
        *(pl.when(weeks > 0).then(pl.col(name) + f"-{weeks}").otherwise(pl.col(name)).alias(name) for name in names),
        *(pl.col(name) + timedelta(weeks=weeks) for name in instants),
        *(pl.col(name) + 10**6 * weeks for name in ("block_number",) if name in rows.columns),
    )
