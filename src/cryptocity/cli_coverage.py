"""`cryptocity coverage`: what is known of every height of a chain, and mending what is missing."""

from dataclasses import replace
from typing import Annotated

import typer

from cryptocity.arguments import AcceptReorganisation, Heights, heights_of
from cryptocity.console import complain, progress_of, say, show_table
from cryptocity.errors import WrongUsage
from cryptocity.settings import Settings, read_settings

ChainId = Annotated[int | None, typer.Option(min=1, metavar="ID", help="One chain; else every chain that has landed.")]
Reconcile = Annotated[bool, typer.Option("--reconcile", help="First extract again what is not well.")]


def coverage(
    chain: ChainId = None,
    blocks: Heights = None,
    reconcile: Reconcile = False,
    accept_reorganisation: AcceptReorganisation = False,
) -> None:
    """Show every height of a chain as verified in whole or not, disputed, orphaned or missing, and where links break.

    Without --blocks from the first to the last height known. --reconcile asks the nodes for what is missing, disputed
    or orphaned, for provisional blocks that are final by now, and for blocks that came without their withdrawals, then
    shows what there is.
    """
    if blocks and chain is None:
        raise WrongUsage("--blocks are heights of one chain: give its --chain, too")
    if accept_reorganisation and not reconcile:
        raise WrongUsage("--accept-reorganisation is for --reconcile")
    settings = read_settings()
    if reconcile:
        _reconcile(settings, accepts_reorganisation=accept_reorganisation)
    _show(settings, chain, blocks)


def _reconcile(settings: Settings, *, accepts_reorganisation: bool) -> None:
    from cryptocity.access import access_of
    from cryptocity.lake import lake_of
    from cryptocity.sources.onchain.reconcile import reconcile

    with progress_of("reconcile onchain") as progress:
        access = replace(access_of(settings, progress), accepts_reorganisation=accepts_reorganisation)
        mended = reconcile(lake_of(settings), access)
    for each in mended:
        say(f"extracted again: chain {each.chain_id}, blocks {each.heights.first} to {each.heights.last}")
    if not mended:
        say("nothing to extract again")


def _show(settings: Settings, chain: int | None, blocks: str | None) -> None:
    from cryptocity.lake import lake_of
    from cryptocity.sources.onchain.coverage import DISPUTED, MISSING, STATES, Run, read_ledgers
    from cryptocity.sources.onchain.datasets import WITHDRAWALS_MISSING

    heights = Run(*heights_of(blocks)) if blocks else None
    ledgers = read_ledgers(lake_of(settings), chain_id=chain, heights=heights)
    if not ledgers:
        say("no block has landed")
        return
    rows = [
        (each.chain_id, each.heights.first, each.heights.last, len(each.heights), *each.counts.values())
        for each in ledgers
    ]
    show_table(("chain", "first", "last", "heights", *(state.replace("_", " ") for state in STATES)), rows)
    for ledger in ledgers:
        for state in (MISSING, DISPUTED, WITHDRAWALS_MISSING):
            for run in ledger.runs[state]:
                say(f"{state.replace('_', ' ')}: chain {ledger.chain_id}, blocks {run.first} to {run.last}")
        for each in ledger.breaks:
            complain(f"broken link: chain {ledger.chain_id}, block {each.number}: {each.named}, not {each.found}")
