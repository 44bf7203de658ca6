"""What is known to be true of the simulated city: every mart, computed from the facts themselves.

It knows residents, not addresses, and statuses, not registers, and shares no code with the marts. Money is in whole
tiyn or cents. A taxpayer appears by its (fictitious) number, to be compared through the pseudonym of the marts.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from cryptocity.sandbox.truth import (
    adoption,
    capital_flow,
    carf,
    chain_flows,
    compliance,
    cross_border,
    digital_tenge,
    gains,
    marked_money,
    mining,
    plausibility,
    reconciliation,
    refunds,
    reserve,
    sandbox_and_talent,
    seizures,
    tax,
    tax_gaps,
)
from cryptocity.sandbox.truth.figures import Rows, Truth
from cryptocity.sandbox.world import World

TRUTHS: Mapping[str, Truth] = {
    f"{area}.{mart}": truth
    for area, truths in {
        "adoption": adoption.TRUTHS,
        "capital_flow": {
            **capital_flow.TRUTHS,
            **chain_flows.TRUTHS,
            **compliance.TRUTHS,
            **cross_border.TRUTHS,
            **plausibility.TRUTHS,
        },
        "digital_tenge": {**digital_tenge.TRUTHS, **marked_money.TRUTHS, **refunds.TRUTHS},
        "sandbox_and_talent": sandbox_and_talent.TRUTHS,
        "mining": mining.TRUTHS,
        "reconciliation": reconciliation.TRUTHS,
        "reserve": {**reserve.TRUTHS, **seizures.TRUTHS},
        "tax": {**tax.TRUTHS, **tax_gaps.TRUTHS, **gains.TRUTHS, **carf.TRUTHS},
    }.items()
    for mart, truth in truths.items()
}


def truth_of(world: World, days: Sequence[date]) -> dict[str, Rows]:
    """Return the true rows of every mart, by area and mart, for a home into which exactly these days have landed."""
    facts = [world.facts(day) for day in sorted(days)]
    return {mart: truth(world, facts) for mart, truth in TRUTHS.items()}
