"""Mends what the ledger shows: heights missing, disputed, orphaned or without withdrawals, and blocks now final."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptocity.access import Access
from cryptocity.errors import CryptocityError
from cryptocity.lake import Lake, Manifest
from cryptocity.sources.onchain.chains import chain_of
from cryptocity.sources.onchain.coverage import DISPUTED, MISSING, ORPHANED_ONLY, Ledger, Run, read_ledgers, runs_of
from cryptocity.sources.onchain.datasets import WITHDRAWALS_MISSING
from cryptocity.sources.onchain.extract import extract_heights
from cryptocity.sources.onchain.harvest import Nodes


@dataclass(frozen=True)
class Mended:
    """A run of heights that was extracted again, and what landed of it."""

    chain_id: int
    heights: Run
    manifests: tuple[Manifest, ...]


def reconcile(lake: Lake, access: Access) -> tuple[Mended, ...]:
    """Extract again what needs it, of every chain that has a node here. Returns what landed.

    Wanted are missing, disputed and orphaned heights between the first and the last known one, blocks that do not link,
    and provisional blocks that are final by now, with those above and beside them that may have gone the same way; then
    blocks that came without their withdrawals. All is tried; what the first run failed of is raised at the end.
    """
    nodes = Nodes.of(access)
    mended, failures = [], []
    for ledger in read_ledgers(lake):
        if ledger.chain_id not in nodes.nodes:
            continue
        final = nodes.nodes[ledger.chain_id].finalized(chain_of(ledger.chain_id).finality_depth)
        for run in wanted(ledger, final):
            try:
                landed = extract_heights(run.first, run.last, lake, access=access, chain_id=ledger.chain_id)
                mended.append(Mended(ledger.chain_id, run, landed))
            except CryptocityError as error:
                failures.append(error)
    if failures:
        raise failures[0]
    return tuple(mended)


def wanted(ledger: Ledger, final: int) -> tuple[Run, ...]:
    """Return the heights to extract again, when blocks up to a height are final."""
    holes = [run for state in (MISSING, DISPUTED, ORPHANED_ONLY) for run in ledger.runs[state]]
    holes += [Run(max(ledger.heights.first, each.number - 1), each.number) for each in ledger.breaks]
    unsettled = [run for run in ledger.provisional if run.first <= final or _touches_any(run, holes)]
    asked = _merged([*holes, *unsettled])
    known = {number for run in asked for number in run.numbers}
    lacking = (number for run in ledger.runs[WITHDRAWALS_MISSING] for number in run.numbers)
    return (*asked, *runs_of([number for number in lacking if number not in known]))


def _touches_any(run: Run, others: Iterable[Run]) -> bool:
    return any(run.touches(other) for other in others)


def _merged(runs: Sequence[Run]) -> tuple[Run, ...]:
    merged: list[Run] = []
    for run in sorted(runs, key=lambda run: run.first):
        if merged and merged[-1].touches(run):
            merged[-1] = Run(merged[-1].first, max(merged[-1].last, run.last))
        else:
            merged.append(run)
    return tuple(merged)
