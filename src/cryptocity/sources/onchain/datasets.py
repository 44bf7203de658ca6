"""What we land from an EVM chain: blocks, transactions and ERC-20 transfers, all of them verified.

Source: Ethereum execution API (JSON-RPC), Yellow Paper section 4.3, EIP-20, EIP-2718, EIP-1559, EIP-4844.
"""

import polars as pl

from cryptocity.dataset import INSTANT, Column, Dataset

SOURCE = "onchain"

_ORIGIN = "JSON-RPC eth_getBlockByNumber and eth_getBlockReceipts"
_CHAIN = Column("chain_id", pl.Int64, "EIP-155 chain identifier")
_HEIGHT = Column("block_number", pl.Int64, "height of the block")
_MINED = Column("mined_at", INSTANT, "block timestamp, UTC")

BLOCKS = Dataset(
    source=SOURCE,
    name="blocks",
    grain="one row per chain and block",
    columns=(
        _CHAIN,
        _HEIGHT,
        Column("block_hash", pl.String, "Keccak-256 of the header, recomputed"),
        Column("parent_hash", pl.String, "hash of the block before"),
        _MINED,
        Column("miner_address", pl.String, "address that receives the block's fees"),
        Column("transaction_count", pl.Int64, "transactions in the block"),
        Column("log_count", pl.Int64, "logs in the block's receipts"),
        Column("erc20_transfer_count", pl.Int64, "ERC-20 Transfer logs among them"),
        Column("gas_used", pl.Int64, "gas units used"),
        Column("gas_limit", pl.Int64, "gas units allowed"),
        Column("base_fee_base_units", pl.String, "EIP-1559 base fee per gas, wei", nullable=True),
        Column("verification", pl.String, "verified: header hash, transactions root, receipts root all recomputed"),
    ),
    key=("chain_id", "block_number"),
    origin=_ORIGIN,
)

TRANSACTIONS = Dataset(
    source=SOURCE,
    name="transactions",
    grain="one row per transaction in a verified block",
    columns=(
        _CHAIN,
        _HEIGHT,
        Column("transaction_index", pl.Int64, "position in the block"),
        _MINED,
        Column("transaction_hash", pl.String, "Keccak-256 of the transaction's encoding, recomputed"),
        Column("transaction_type", pl.Int64, "EIP-2718 type: 0 legacy to 4 set-code"),
        Column("from_address", pl.String, "sender, recovered from the signature"),
        Column("to_address", pl.String, "recipient; null creates a contract", nullable=True),
        Column("value_base_units", pl.String, "native coin moved, wei"),
        Column("nonce", pl.Int64, "the sender's counter"),
        Column("gas_limit", pl.Int64, "gas units the sender allows"),
        Column("gas_used", pl.Int64, "gas units used, from cumulative gas in the receipts"),
        Column("effective_gas_price_base_units", pl.String, "price per gas unit paid, wei"),
        Column("input_bytes", pl.Int64, "length of the call data, bytes"),
        Column("method_selector", pl.String, "first four bytes of the call data", nullable=True),
        Column("is_successful", pl.Boolean, "receipt status; null before Byzantium", nullable=True),
    ),
    key=("chain_id", "block_number", "transaction_index"),
    origin=_ORIGIN,
)

TOKEN_TRANSFERS = Dataset(
    source=SOURCE,
    name="token_transfers",
    grain="one row per ERC-20 Transfer log in a verified receipt",
    columns=(
        _CHAIN,
        _HEIGHT,
        Column("log_index", pl.Int64, "position among the block's logs, recounted"),
        _MINED,
        Column("transaction_hash", pl.String, "transaction that emitted the log"),
        Column("token_address", pl.String, "contract of the token"),
        Column("from_address", pl.String, "holder debited"),
        Column("to_address", pl.String, "holder credited"),
        Column("amount_base_units", pl.String, "uint256 amount in the token's smallest unit"),
    ),
    key=("chain_id", "block_number", "log_index"),
    origin=_ORIGIN,
)

DATASETS = (BLOCKS, TRANSACTIONS, TOKEN_TRANSFERS)
