"""`cryptocity coverage`: what is known of every height of a chain, and mending what is missing."""

from typing import Annotated

import typer

from cryptocity.arguments import Heights, heights_of
from cryptocity.console import complain, progress_of, say, show_table
from cryptocity.errors import WrongUsage
from cryptocity.settings import Settings, read_settings

ChainId = Annotated[int | None, typer.Option(min=1, metavar="ID", help="One chain; else every chain that has landed.")]
Reconcile = Annotated[bool, typer.Option("--reconcile", help="First extract again what is missing, disputed or final.")]


def coverage(chain: ChainId = None, blocks: Heights = None, reconcile: Reconcile = False) -> None:
    """Show every height of a chain as verified, unverified, disputed, orphaned only or missing, and where links break.

    Without --blocks from the first to the last height known. --reconcile asks the nodes for what is missing, disputed
    or orphaned, and for provisional blocks that are final by now, then shows what there is.
    """
    if blocks and chain is None:
        raise WrongUsage("--blocks are heights of one chain: give its --chain, too")
    settings = read_settings()
    if reconcile:
        _reconcile(settings)
    _show(settings, chain, blocks)


def _reconcile(settings: Settings) -> None:
    from cryptocity.access import access_of
    from cryptocity.lake import lake_of
    from cryptocity.sources.onchain.reconcile import reconcile

    with progress_of("reconcile onchain") as progress:
        mended = reconcile(lake_of(settings), access_of(settings, progress))
    for each in mended:
        say(f"extracted again: chain {each.chain_id}, blocks {each.heights.first} to {each.heights.last}")
    if not mended:
        say("nothing to extract again")


def _show(settings: Settings, chain: int | None, blocks: str | None) -> None:
    from cryptocity.lake import lake_of
    from cryptocity.sources.onchain.coverage import DISPUTED, MISSING, STATES, Run, read_ledgers

    heights = Run(*heights_of(blocks)) if blocks else None
    ledgers = read_ledgers(lake_of(settings), chain_id=chain, heights=heights)
    if not ledgers:
        say("no block has landed")
        return
    rows = [
        (each.chain_id, each.heights.first, each.heights.last, len(each.heights), *each.counts.values())
        for each in ledgers
    ]
    show_table(("chain", "first", "last", "heights", *STATES), rows)
    for ledger in ledgers:
        for state in (MISSING, DISPUTED):
            for run in ledger.runs[state]:
                say(f"{state}: chain {ledger.chain_id}, blocks {run.first} to {run.last}")
        for each in ledger.breaks:
            complain(f"broken link: chain {ledger.chain_id}, block {each.number}: {each.named}, not {each.found}")
