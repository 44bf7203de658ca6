"""What we land from Tron: blocks, recomputed from their contents, and transfers of USDT with what proves each.

Source: java-tron `protocol/src/main/protos/core/Tron.proto`, HTTP and JSON-RPC interfaces; TRC-20.
"""

import polars as pl

from cryptocity.dataset import INSTANT, Column, Dataset

SOURCE = "tron"

WITNESS_SIGNED, CONTENTS_PROVEN = "witness_signed", "contents_proven"
CALL_PROVEN, CALL_INCLUDED, LOG_AGREED = "call_proven", "call_included", "log_agreed"
FINAL, PROVISIONAL = "final", "provisional"

_ORIGIN = "REST getblockbylimitnext and gettransactioninfobyblocknum, JSON-RPC eth_getLogs"
_CHAIN = Column("chain_id", pl.Int64, "last four bytes of the genesis block's identifier, 728126428 on mainnet")
_HEIGHT = Column("height", pl.Int64, "height of the block")
_MINED = Column("mined_at", INSTANT, "block timestamp, UTC")

BLOCKS = Dataset(
    source=SOURCE,
    name="blocks",
    grain="one row per chain and block",
    columns=(
        _CHAIN,
        _HEIGHT,
        Column("block_id", pl.String, "height and the end of the header's SHA-256, recomputed, hexadecimal"),
        Column("parent_block_id", pl.String, "identifier of the block before"),
        _MINED,
        Column("witness_address", pl.String, "super representative that produced the block, base58check"),
        Column("signer_address", pl.String, "address that signed the header, recovered, base58check"),
        Column("transaction_count", pl.Int64, "transactions in the block"),
        Column("token_transfer_count", pl.Int64, "USDT Transfer logs in the block"),
        Column(
            "verification",
            pl.String,
            "witness_signed: identifier and transactions root recomputed, signed by the witness's own key; "
            "contents_proven: recomputed, signed by another key, one that the witness appointed unless it is a forgery",
        ),
        Column("finality", pl.String, "final: solidified when it was asked for; provisional: not yet"),
    ),
    key=("chain_id", "height"),
    origin=_ORIGIN,
)

TOKEN_TRANSFERS = Dataset(
    source=SOURCE,
    name="token_transfers",
    grain="one row per USDT Transfer log",
    columns=(
        _CHAIN,
        _HEIGHT,
        Column("log_index", pl.Int64, "position among the block's logs, recounted"),
        _MINED,
        Column("transaction_id", pl.String, "SHA-256 of the transaction's signed contents, recomputed, hexadecimal"),
        Column("token_address", pl.String, "contract of the token, base58check"),
        Column("from_address", pl.String, "holder debited, base58check"),
        Column("to_address", pl.String, "holder credited, base58check"),
        Column("amount_base_units", pl.String, "uint256 amount in the token's smallest unit"),
        Column(
            "verification",
            pl.String,
            "call_proven: the block holds a successful call, signed by the owner, to make this very transfer; "
            "call_included: the same, signed by a key that the owner appointed; "
            "log_agreed: no header proves it, but REST and JSON-RPC tell the same",
        ),
    ),
    key=("chain_id", "height", "log_index"),
    origin=_ORIGIN,
    may_be_empty=True,
)

DATASETS = (BLOCKS, TOKEN_TRANSFERS)
