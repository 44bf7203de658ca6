"""Marked money in the simulated city: contracts whose budget passes from supplier to supplier, issue and redemption.

A contract's money is issued on its first day. Every supplier in turn is paid on the next, sets the VAT in it apart and
keeps a share for himself; in the end the VAT goes to the budget, and what suppliers kept is unmarked and redeemed. One
attempt to spend it elsewhere is rejected. Banks have money issued and redeemed for all their customers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from cryptocity.sandbox.city import VENUES, City
from cryptocity.sandbox.identifiers import bins
from cryptocity.sandbox.tenge import BICS

VAT_MARK = "VAT"
_PURPOSES = ("road repair", "gas pipeline", "railway", "school meals", "farm machinery")
_LONGEST_LIFE_DAYS = 6
_VAT_PCT = 16
_FIRST_SECOND = 9 * 3600


@dataclass(frozen=True)
class TokenOperation:
    """One operation on tokens; amounts in whole tiyn. Its identifier is that of its payment too."""

    operation_id: str
    day: date
    second: int
    transaction_type: str
    amount: int
    debtor: str
    creditor: str
    mark: str | None = None
    purpose: str | None = None
    contract: str | None = None
    parent: str | None = None
    vat: int | None = None
    tier: int | None = None
    status: str = "ACSC"
    reason: str | None = None

    @property
    def is_settled(self) -> bool:
        """Tell whether it took place."""
        return self.status == "ACSC"


@dataclass(frozen=True)
class Institutions:
    """Who has an account beside suppliers: issuer, treasury, budget, and the banks in the order of `BICS`."""

    issuer: str
    treasury: str
    budget: str
    banks: tuple[str, ...]


@lru_cache(maxsize=8)
def institutions_of(city: City) -> Institutions:
    """Return them, with fictitious BINs apart from those of venues and merchants."""
    before = len(VENUES) + city.merchants.height
    issuer, treasury, budget, *banks = bins(before + 3 + len(BICS))[before:]
    return Institutions(issuer, treasury, budget, tuple(banks))


@lru_cache(maxsize=4_096)
def token_operations_of(city: City, first_day: date, day: date) -> tuple[TokenOperation, ...]:
    """Return the day's operations, those of contracts signed from the city's first day on, in the order of time."""
    signed = (day - timedelta(days=back) for back in range(_LONGEST_LIFE_DAYS))
    contracts = (_Contract(city, start) for start in signed if start >= first_day)
    of_contracts = (operation for contract in contracts for operation in contract.operations())
    operations = [*(operation for operation in of_contracts if operation.day == day), *_of_banks(city, day)]
    return tuple(sorted(operations, key=lambda operation: (operation.second, operation.operation_id)))


def faulty_operation(issued: TokenOperation, creditor: str) -> TokenOperation:
    """Return a child that spends a tiyn more than its parent, an issue, made."""
    return replace(
        issued,
        operation_id=f"{issued.operation_id}-998",
        transaction_type="TRANSFER",
        amount=issued.amount + 1,
        debtor=issued.creditor,
        creditor=creditor,
        parent=issued.operation_id,
        tier=1,
    )


@dataclass
class _Contract:
    """The contract that is signed on a day; each tier of suppliers is paid on a day of its own, and the last closes."""

    city: City
    start: date
    _count: int = 0

    def operations(self) -> Iterator[TokenOperation]:
        """Yield the contract's operations to its end."""
        dice, there = self.city.dice("token contract", self.start), institutions_of(self.city)
        merchants = self.city.merchants["xin"].to_list()
        *suppliers, stranger = (merchants[int(at)] for at in dice.choice(len(merchants), 4, replace=False))
        amount, purpose = int(dice.lognormal(19.0, 1.0) * 100), _PURPOSES[int(dice.integers(0, len(_PURPOSES)))]
        spent = self._issue(amount, purpose, there)
        yield spent
        splits, kept = [], []
        for tier, supplier in enumerate(suppliers[: 2 + self.start.toordinal() % 2], start=1):
            transfer, split = self._pay(spent, supplier, amount, tier=tier)
            yield from (transfer, split)
            if tier == 1:
                yield self._leak(transfer, stranger)
            splits.append(split)
            kept.append((transfer, transfer.amount - split.amount))
            amount, spent = int(kept[-1][1] * dice.uniform(0.6, 0.9)), transfer
        for (transfer, left), following in zip(kept, [*(each for each, _ in kept[1:]), None], strict=True):
            yield from self._cash(transfer, left - (following.amount if following else 0), there, tiers=len(kept))
        for split in splits:
            paid = self._next(
                split, "TRANSFER", split.amount, parties=(split.creditor, there.budget), day=len(kept) + 1
            )
            yield replace(paid, vat=None)

    def _issue(self, amount: int, purpose: str, there: Institutions) -> TokenOperation:
        self._count = 1
        return TokenOperation(
            operation_id=f"GZ-{self.start:%Y%m%d}-01",
            day=self.start,
            second=_FIRST_SECOND,
            transaction_type="ISSUE",
            amount=amount,
            debtor=there.issuer,
            creditor=there.treasury,
            mark=f"MRK-{self.start:%Y%m%d}",
            purpose=purpose,
            contract=f"GZ-{self.start:%Y%m%d}",
            tier=0,
        )

    def _pay(
        self, spent: TokenOperation, supplier: str, amount: int, *, tier: int
    ) -> tuple[TokenOperation, TokenOperation]:
        """Return the payment of a supplier, and how the VAT in it is set apart."""
        vat = amount * _VAT_PCT // (100 + _VAT_PCT)
        transfer = self._next(spent, "TRANSFER", amount, parties=(spent.creditor, supplier), day=tier)
        transfer = replace(transfer, vat=vat, tier=tier)
        split = self._next(transfer, "VAT_SPLIT", vat, parties=(supplier, supplier), day=tier)
        return transfer, replace(split, mark=VAT_MARK)

    def _leak(self, held: TokenOperation, stranger: str) -> TokenOperation:
        """Return the attempt to pay somebody who has no part in the contract."""
        leak = self._next(held, "TRANSFER", held.amount // 10, parties=(held.creditor, stranger), day=1)
        return replace(leak, vat=None, tier=2, status="RJCT", reason="AG01")

    def _cash(self, held: TokenOperation, left: int, there: Institutions, *, tiers: int) -> Iterator[TokenOperation]:
        """Yield how a supplier turns what he kept into money that is no longer marked, and has it redeemed."""
        unmarked = self._next(held, "UNMARK", left, parties=(held.creditor, held.creditor), day=tiers + 1)
        unmarked = replace(unmarked, mark=None, purpose=None, contract=None, tier=None, vat=None)
        yield unmarked
        yield self._next(unmarked, "REDEEM", left, parties=(held.creditor, there.issuer), day=tiers + 1)

    def _next(
        self, parent: TokenOperation, kind: str, amount: int, *, parties: tuple[str, str], day: int
    ) -> TokenOperation:
        self._count += 1
        debtor, creditor = parties
        return replace(
            parent,
            operation_id=f"GZ-{self.start:%Y%m%d}-{self._count:02d}",
            day=self.start + timedelta(days=day),
            second=_FIRST_SECOND + 60 * self._count,
            transaction_type=kind,
            amount=amount,
            debtor=debtor,
            creditor=creditor,
            parent=parent.operation_id,
        )


def _of_banks(city: City, day: date) -> Iterator[TokenOperation]:
    """Yield the day's issues to two banks, and a redemption by a third."""
    dice, there = city.dice("token banks", day), institutions_of(city)
    chosen = dice.choice(len(there.banks), 3, replace=False)
    for number, (kind, at) in enumerate(zip(("ISSUE", "ISSUE", "REDEEM"), chosen, strict=True), start=1):
        bank, amount = there.banks[int(at)], int(dice.lognormal(17.0, 1.0) * 100)
        parties = (there.issuer, bank) if kind == "ISSUE" else (bank, there.issuer)
        yield TokenOperation(f"BK-{day:%Y%m%d}-{number:02d}", day, 8 * 3600 + number, kind, amount, *parties)
