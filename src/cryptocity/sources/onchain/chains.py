"""The chains we know: name, coin, how deep a block must lie to count as final, and whether its receipts recompute.

A chain that is not listed is verified like any other, every block of it.
"""

from dataclasses import dataclass

from cryptocity.errors import WrongUsage

_USUAL_DEPTH = 64


@dataclass(frozen=True)
class Chain:
    """One EVM chain by its EIP-155 identifier.

    `finality_depth` counts blocks below the head, for nodes that do not know the `finalized` tag. Where
    `receipts_recompute` is False the chain has transactions of its own, which this version cannot encode: Polygon's
    state syncs are in no root, and Base's deposits (type 0x7e) are no Ethereum transactions. None: nobody looked.
    """

    chain_id: int
    name: str
    coin: str
    finality_depth: int
    receipts_recompute: bool | None


CHAINS = (
    Chain(1, "Ethereum", "ETH", _USUAL_DEPTH, receipts_recompute=True),
    Chain(56, "BNB Smart Chain", "BNB", 15, receipts_recompute=True),
    Chain(137, "Polygon", "POL", 256, receipts_recompute=False),
    Chain(8_453, "Base", "ETH", 1_800, receipts_recompute=False),
    Chain(11_155_111, "Sepolia", "ETH", _USUAL_DEPTH, receipts_recompute=True),
    Chain(19_180, "CryptoCity sandbox", "ETH", 1, receipts_recompute=True),
)
_BY_ID = {chain.chain_id: chain for chain in CHAINS}


def chain_of(chain_id: int) -> Chain:
    """Return what is known of a chain; of one that is not listed the usual."""
    return _BY_ID.get(chain_id) or Chain(chain_id, f"chain {chain_id}", "", _USUAL_DEPTH, receipts_recompute=None)


def must_need_leniency(chain_id: int) -> None:
    """Raise WrongUsage for a chain whose blocks all recompute: it may not be declared unverified."""
    if (chain := chain_of(chain_id)).receipts_recompute:
        raise WrongUsage(f"CRYPTOCITY_ONCHAIN_UNVERIFIED: the receipts of {chain.name} ({chain_id}) all recompute")
