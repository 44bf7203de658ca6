"""Marked money in the simulated city: contracts whose budget passes from supplier to supplier, issue and redemption.

A contract's money is issued on its first day. Every supplier in turn is paid on the next, sets the VAT in it apart and
keeps a share for himself; in the end the VAT goes to the budget, and what suppliers kept is unmarked and redeemed. One
attempt to spend it elsewhere is rejected. Of every other contract a twentieth leaks: a supplier pays a stranger for
another purpose, or under a KNP code that marked money may not be paid under, or the treasury has the mark taken from
what nobody was paid yet. Banks have money issued and redeemed for all their customers.
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
_GOODS, _DEPOSITS, _TAXES = "710", "343", "911"
FORBIDDEN, PURPOSE_CHANGED, WRONG_CODE, UNSPENT = (
    "forbidden",
    "purpose_changed",
    "purpose_code_not_permitted",
    "unspent",
)
_LEAKS = (None, PURPOSE_CHANGED, None, WRONG_CODE, None, UNSPENT)
_LEAKED_OF = 20


@dataclass(frozen=True)
class TokenOperation:
    """One operation on tokens; amounts in whole tiyn. Its identifier is that of its payment too.

    `breach` is how it takes money out of its purpose, which no message says.
    """

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
    payment_purpose: str = _GOODS
    breach: str | None = None

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
        if self._leaks_by == UNSPENT:
            yield (unspent := self._unmarked(spent, amount // _LEAKED_OF, day=1, breach=UNSPENT))
            amount -= unspent.amount
        splits, kept = [], []
        for tier, supplier in enumerate(suppliers[: 2 + self.start.toordinal() % 2], start=1):
            transfer, split = self._pay(spent, supplier, amount, tier=tier)
            leaks = list(self._leaks(transfer, stranger)) if tier == 1 else []
            yield from (transfer, split, *leaks)
            splits.append(split)
            leaked = sum(leak.amount for leak in leaks if leak.is_settled)
            kept.append((transfer, transfer.amount - split.amount - leaked))
            amount, spent = int(kept[-1][1] * dice.uniform(0.6, 0.9)), transfer
        yield from self._close(kept, splits, there)

    @property
    def _leaks_by(self) -> str | None:
        return _LEAKS[self.start.toordinal() % len(_LEAKS)]

    def _close(
        self, kept: list[tuple[TokenOperation, int]], splits: list[TokenOperation], there: Institutions
    ) -> Iterator[TokenOperation]:
        """Yield how suppliers cash what they kept, and how the VAT that was set apart goes to the budget."""
        for (transfer, left), following in zip(kept, [*(each for each, _ in kept[1:]), None], strict=True):
            yield from self._cash(transfer, left - (following.amount if following else 0), there, tiers=len(kept))
        for split in splits:
            paid = self._next(
                split, "TRANSFER", split.amount, parties=(split.creditor, there.budget), day=len(kept) + 1
            )
            yield replace(paid, vat=None, payment_purpose=_TAXES)

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

    def _leaks(self, held: TokenOperation, stranger: str) -> Iterator[TokenOperation]:
        """Yield the attempt to pay somebody who has no part in the contract, and, of some contracts, what leaks."""
        attempt = self._next(held, "TRANSFER", held.amount // 10, parties=(held.creditor, stranger), day=1)
        attempt = replace(attempt, vat=None, tier=2)
        yield replace(attempt, status="RJCT", reason="AG01", breach=FORBIDDEN)
        if self._leaks_by in (PURPOSE_CHANGED, WRONG_CODE):
            amount = held.amount // _LEAKED_OF
            leak = self._next(held, "TRANSFER", amount, parties=(held.creditor, stranger), day=1)
            leak = replace(leak, vat=None, tier=2, breach=self._leaks_by)
            other = next(purpose for purpose in _PURPOSES if purpose != held.purpose)
            is_changed = self._leaks_by == PURPOSE_CHANGED
            yield replace(leak, purpose=other) if is_changed else replace(leak, payment_purpose=_DEPOSITS)

    def _unmarked(self, held: TokenOperation, amount: int, *, day: int, breach: str | None = None) -> TokenOperation:
        unmarked = self._next(held, "UNMARK", amount, parties=(held.creditor, held.creditor), day=day)
        return replace(unmarked, mark=None, purpose=None, contract=None, tier=None, vat=None, breach=breach)

    def _cash(self, held: TokenOperation, left: int, there: Institutions, *, tiers: int) -> Iterator[TokenOperation]:
        """Yield how a supplier turns what he kept into money that is no longer marked, and has it redeemed."""
        unmarked = self._unmarked(held, left, day=tiers + 1)
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
