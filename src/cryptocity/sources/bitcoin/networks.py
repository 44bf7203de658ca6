"""The networks of Bitcoin: how easy a block may be, how the subsidy halves, and how an address is written.

Source: Bitcoin Core src/kernel/chainparams.cpp (release 29); BIP-34, BIP-94.
"""

from dataclasses import dataclass

_COIN = 100_000_000
_FIRST_SUBSIDY = 50 * _COIN
_HALVINGS = 64


@dataclass(frozen=True, eq=False)
class Network:
    """One network. `number` is its message start, which no other chain's identifier equals.

    `floors` are heights since which no block may be easier than so many bits, ten times easier or more than what is
    mined since: so a false block of such a height costs a fortune. They are rough on purpose, and set in 2026-11.
    """

    name: str
    number: int
    easiest_bits: int
    coinbase_names_height_since: int
    pubkey_prefix: int
    script_prefix: int
    segwit_prefix: str
    halving_blocks: int = 210_000
    retargets_by_rule: bool = False
    floors: tuple[tuple[int, int], ...] = ()

    def subsidy_satoshi(self, height: int) -> int:
        """Return the new coins that the block of a height may pay itself."""
        halvings = height // self.halving_blocks
        return _FIRST_SUBSIDY >> halvings if halvings < _HALVINGS else 0

    def easiest_at(self, height: int) -> int:
        """Return the easiest bits that a block of a height can honestly have."""
        return next((bits for since, bits in reversed(self.floors) if height >= since), self.easiest_bits)


NETWORKS = {
    network.name: network
    for network in (
        Network(
            "main", 0xD9B4BEF9, 0x1D00FFFF, 227_931, 0, 5, "bc", retargets_by_rule=True,
            floors=((250_000, 0x1B00FFFF), (400_000, 0x1900FFFF), (700_000, 0x1800FFFF)),
        ),
        Network("test", 0x0709110B, 0x1D00FFFF, 21_111, 111, 196, "tb"),
        Network("testnet4", 0x283F161C, 0x1D00FFFF, 1, 111, 196, "tb"),
        Network("signet", 0x40CF030A, 0x1E0377AE, 1, 111, 196, "tb"),
        Network("regtest", 0xDAB5BFFA, 0x207FFFFF, 1, 111, 196, "bcrt", halving_blocks=150),
    )
}  # fmt: skip
