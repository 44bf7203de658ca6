"""What is known to be true of the simulated city: every mart, computed from the facts themselves.

It knows residents, not addresses, and statuses, not registers, and shares no code with the marts. Money is in whole
tiyn or cents. A taxpayer appears by its (fictitious) number, to be compared through the pseudonym of the marts.
"""

from collections.abc import Sequence
from datetime import date

from cryptocity.sandbox.truth.adoption import acceptance_of, adoption_of
from cryptocity.sandbox.truth.capital_flow import cross_border_of, ramp_flows_of, token_transfers_of
from cryptocity.sandbox.truth.figures import Rows
from cryptocity.sandbox.truth.tax import threshold_watch_of, vat_due_of
from cryptocity.sandbox.world import World


def truth_of(world: World, days: Sequence[date]) -> dict[str, Rows]:
    """Return the true rows of every mart, by mart, for a home into which exactly these days have landed."""
    facts = [world.facts(day) for day in sorted(days)]
    return {
        "adoption_daily": [adoption_of(each, facts) for each in facts],
        "merchant_acceptance_monthly": acceptance_of(world, facts),
        "vat_due_monthly": vat_due_of(facts),
        "vat_threshold_watch": threshold_watch_of(world, facts),
        "ramp_flows_daily": [row for each in facts for row in ramp_flows_of(world, each)],
        "cross_border_flows_daily": [row for each in facts for row in cross_border_of(world, each)],
        "token_transfers_daily": [row for each in facts for row in token_transfers_of(each)],
    }
