"""What accompanies the crypto transfers of a day: whom the venues know at both ends, and what they claim to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cryptocity.sandbox.city import City
from cryptocity.sandbox.venues import Transfer

FIELDS = (
    "originator_name",
    "originator_account",
    "originator_identity",
    "beneficiary_name",
    "beneficiary_account",
)
IDENTITIES = ("address", "national_identifier", "customer_number", "birth")
_MISSING_SHARES = (0.10, 0.15, 0.35, 0.25, 0.15)
_SECOND_MISSING_SHARE = 0.25
_SELF_HOSTED_SHARE = 0.25
_FALSE_CLAIM_SHARE = 0.10


@dataclass(frozen=True)
class Accompaniment:
    """Which fields a transfer lacks, how its originator is identified, and whether the venue calls it complete."""

    missing: frozenset[str]
    identity: str
    is_self_hosted: bool
    is_claimed_complete: bool


def accompaniments_of(city: City, day: date, transfers: Sequence[Transfer]) -> list[Accompaniment | None]:
    """Return what accompanies each transfer; None for fiat. Complete transfers lack nothing, all others something."""
    dice = city.dice("travel rule", day)
    return [
        None if transfer.is_travel_rule_complete is None else _accompaniment(transfer, dice) for transfer in transfers
    ]


def _accompaniment(transfer: Transfer, dice: np.random.Generator) -> Accompaniment:
    is_complete = bool(transfer.is_travel_rule_complete)
    how_many = 1 + int(dice.random() < _SECOND_MISSING_SHARE)
    lacking = dice.choice(len(FIELDS), how_many, replace=False, p=_MISSING_SHARES)
    return Accompaniment(
        missing=frozenset() if is_complete else frozenset(FIELDS[int(index)] for index in lacking),
        identity=IDENTITIES[int(dice.integers(0, len(IDENTITIES)))],
        is_self_hosted=bool(dice.random() < _SELF_HOSTED_SHARE) and transfer.purpose != "own",
        is_claimed_complete=bool(dice.random() < _FALSE_CLAIM_SHARE) or is_complete,
    )
