"""What we land from the Bitcoin chain: blocks, outputs and inputs, all of them of verified blocks.

A row belongs to the city day of its block's own header timestamp. These are not monotonic, so that neighbouring heights
may lie on different days.

Source: Bitcoin Core JSON-RPC (getblock, verbosity 3); BIP-34, 113, 141.
"""

import polars as pl

from cryptocity.dataset import INSTANT, Column, Dataset

SOURCE = "bitcoin"
DIFFICULTY_SCALE = 12

_ORIGIN = "JSON-RPC getblock with verbosity 3"
_CHAIN = Column("chain", pl.String, "network as Bitcoin Core names it: main, test, testnet4, signet, regtest")
_HEIGHT = Column("block_height", pl.Int64, "height of the block")
_MINED = Column("mined_at", INSTANT, "timestamp in the block's header, UTC; up to two hours off, and not monotonic")
_POSITION = Column("transaction_index", pl.Int64, "position of the transaction in the block; 0 is the coinbase")

BLOCKS = Dataset(
    source=SOURCE,
    name="blocks",
    grain="one row per chain and block",
    columns=(
        _CHAIN,
        _HEIGHT,
        Column("block_hash", pl.String, "double SHA-256 of the header, recomputed"),
        Column("parent_hash", pl.String, "hash of the block before"),
        _MINED,
        Column("transaction_count", pl.Int64, "transactions in the block, the coinbase among them"),
        Column("input_count", pl.Int64, "outputs that the block spends; the coinbase spends none"),
        Column("output_count", pl.Int64, "outputs that the block creates"),
        Column("input_value_satoshi", pl.Int64, "value of all inputs; null where one is not known", nullable=True),
        Column("output_value_satoshi", pl.Int64, "value of all outputs, those of the coinbase among them"),
        Column("coinbase_payout_satoshi", pl.Int64, "value of the coinbase's outputs: subsidy and fees claimed"),
        Column("bits", pl.String, "target of the proof of work in compact form, eight hexadecimal digits"),
        Column("difficulty", pl.Decimal(38, DIFFICULTY_SCALE), "how many times harder than the easiest mainnet target"),
        Column("mined_by", pl.String, "mining pool that the coinbase names, which nothing proves; else unknown"),
        Column("coinbase_text", pl.String, "what can be read in the coinbase's script", nullable=True),
        Column("finality", pl.String, "final: six blocks deep when asked; provisional: less"),
        Column(
            "witness_commitment", pl.String, "matches: recomputed; absent: there is none; not_shown: no witness given"
        ),
        Column("verification", pl.String, "verified: header hash, work, transaction ids, merkle root recomputed"),
    ),
    key=("chain", "block_height"),
    origin=_ORIGIN,
)

OUTPUTS = Dataset(
    source=SOURCE,
    name="outputs",
    grain="one row per transaction output in a verified block",
    columns=(
        _CHAIN,
        _HEIGHT,
        _POSITION,
        Column("output_index", pl.Int64, "position of the output in the transaction"),
        _MINED,
        Column("transaction_id", pl.String, "double SHA-256 of the transaction without its witness, recomputed"),
        Column("value_satoshi", pl.Int64, "value of the output"),
        Column("script_type", pl.String, "kind of the locking script, in Bitcoin Core's words"),
        Column("address", pl.String, "address of the locking script; null where it has none", nullable=True),
        Column("is_coinbase", pl.Boolean, "newly paid to the miner, not moved from an earlier output"),
    ),
    key=("chain", "block_height", "transaction_index", "output_index"),
    origin=_ORIGIN,
)

INPUTS = Dataset(
    source=SOURCE,
    name="inputs",
    grain="one row per spent output in a verified block",
    columns=(
        _CHAIN,
        _HEIGHT,
        _POSITION,
        Column("input_index", pl.Int64, "position of the input in the transaction"),
        _MINED,
        Column("transaction_id", pl.String, "transaction that spends"),
        Column("spent_transaction_id", pl.String, "transaction of the output that is spent"),
        Column("spent_output_index", pl.Int64, "position of that output in its transaction"),
        Column("value_satoshi", pl.Int64, "value of the output that is spent; null where not known", nullable=True),
        Column("address", pl.String, "address of the output that is spent; null where not known", nullable=True),
        Column(
            "value_source",
            pl.String,
            "same_block: proven with the block; node: the node's word, to which no block commits; null: not given",
            nullable=True,
        ),
    ),
    key=("chain", "block_height", "transaction_index", "input_index"),
    origin=_ORIGIN,
    may_be_empty=True,
)

DATASETS = (BLOCKS, INPUTS, OUTPUTS)
