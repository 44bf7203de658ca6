"""What we land from EVM chains: blocks, transactions, ERC-20 and native transfers, withdrawals, all proven.

A block that a reorganisation displaced keeps its rows, marked orphaned; hence the block's hash is part of every key.

Source: Ethereum execution API (JSON-RPC), Yellow Paper section 4.3, EIP-20, EIP-2718, EIP-1559, EIP-4844, EIP-4895.
"""

import polars as pl

from cryptocity.dataset import INSTANT, Column, Dataset

SOURCE = "onchain"

FINAL, PROVISIONAL, ORPHANED = "final", "provisional", "orphaned"
VERIFIED, WITHDRAWALS_MISSING, UNVERIFIED = "verified", "withdrawals_missing", "unverified"

_VERIFICATION = (
    "verified: header hash, transactions, receipts and withdrawals all recomputed; withdrawals_missing: all but the"
    " withdrawals that the header names, which the node left out; unverified: some transactions are the chain's own and"
    " were taken on the node's word, for a chain declared so"
)
_ORIGIN = "JSON-RPC eth_getBlockByNumber and eth_getBlockReceipts"
_CHAIN = Column("chain_id", pl.Int64, "EIP-155 chain identifier")
_HEIGHT = Column("block_number", pl.Int64, "height of the block")
_HASH = Column("block_hash", pl.String, "Keccak-256 of the header, recomputed")
_MINED = Column("mined_at", INSTANT, "block timestamp, UTC")
_FINALITY = Column("finality", pl.String, "of the block: final, provisional (may yet be displaced) or orphaned")

BLOCKS = Dataset(
    source=SOURCE,
    name="blocks",
    grain="one row per chain and block",
    columns=(
        _CHAIN,
        _HEIGHT,
        _HASH,
        Column("parent_hash", pl.String, "hash of the block before"),
        _MINED,
        Column("miner_address", pl.String, "address that receives the block's fees"),
        Column("transaction_count", pl.Int64, "transactions in the block"),
        Column("log_count", pl.Int64, "logs in the block's receipts"),
        Column("erc20_transfer_count", pl.Int64, "ERC-20 Transfer logs among them"),
        Column("native_transfer_count", pl.Int64, "transactions among them that moved the chain's own coin"),
        Column("withdrawal_count", pl.Int64, "EIP-4895 withdrawals; null: not among what the node sent", nullable=True),
        Column("gas_used", pl.Int64, "gas units used"),
        Column("gas_limit", pl.Int64, "gas units allowed"),
        Column("base_fee_base_units", pl.String, "EIP-1559 base fee per gas, wei", nullable=True),
        Column("verification", pl.String, _VERIFICATION),
        _FINALITY,
    ),
    key=("chain_id", "block_number", "block_hash"),
    origin=_ORIGIN,
)

TRANSACTIONS = Dataset(
    source=SOURCE,
    name="transactions",
    grain="one row per transaction in a verified block",
    columns=(
        _CHAIN,
        _HEIGHT,
        _HASH,
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
        _FINALITY,
    ),
    key=("chain_id", "block_number", "block_hash", "transaction_index"),
    origin=_ORIGIN,
    may_be_empty=True,
)

TOKEN_TRANSFERS = Dataset(
    source=SOURCE,
    name="token_transfers",
    grain="one row per ERC-20 Transfer log in a verified receipt",
    columns=(
        _CHAIN,
        _HEIGHT,
        _HASH,
        Column("log_index", pl.Int64, "position among the block's logs, recounted"),
        _MINED,
        Column("transaction_hash", pl.String, "transaction that emitted the log"),
        Column("token_address", pl.String, "contract of the token"),
        Column("from_address", pl.String, "holder debited"),
        Column("to_address", pl.String, "holder credited"),
        Column("amount_base_units", pl.String, "uint256 amount in the token's smallest unit"),
        _FINALITY,
    ),
    key=("chain_id", "block_number", "block_hash", "log_index"),
    origin=_ORIGIN,
    may_be_empty=True,
)

NATIVE_TRANSFERS = Dataset(
    source=SOURCE,
    name="native_transfers",
    grain=(
        "one row per transaction that moved the chain's own coin: a value above zero, and not failed; movements inside"
        " contract calls are left out, as only traces would tell them"
    ),
    columns=(
        _CHAIN,
        _HEIGHT,
        _HASH,
        Column("transaction_index", pl.Int64, "position in the block"),
        _MINED,
        Column("transaction_hash", pl.String, "transaction that moved the coin"),
        Column("from_address", pl.String, "sender, recovered from the signature"),
        Column("to_address", pl.String, "recipient; of a creation the new contract, from sender and nonce"),
        Column("amount_base_units", pl.String, "native coin moved, wei"),
        Column("is_contract_creation", pl.Boolean, "the recipient is the contract that the transaction creates"),
        Column("is_successful", pl.Boolean, "true; null before Byzantium, when no receipt said so", nullable=True),
        _FINALITY,
    ),
    key=("chain_id", "block_number", "block_hash", "transaction_index"),
    origin=_ORIGIN,
    may_be_empty=True,
)

WITHDRAWALS = Dataset(
    source=SOURCE,
    name="withdrawals",
    grain="one row per EIP-4895 withdrawal from the beacon chain in a block whose withdrawals root was recomputed",
    columns=(
        _CHAIN,
        _HEIGHT,
        _HASH,
        Column("position", pl.Int64, "position in the block"),
        _MINED,
        Column("withdrawal_index", pl.Int64, "the chain's running number of the withdrawal"),
        Column("validator_index", pl.Int64, "validator whose stake or reward is withdrawn"),
        Column("to_address", pl.String, "recipient"),
        Column("amount_base_units", pl.String, "native coin credited, wei (the block holds whole Gwei)"),
        _FINALITY,
    ),
    key=("chain_id", "block_number", "block_hash", "position"),
    origin=_ORIGIN,
    may_be_empty=True,
)

REORGANISATIONS = Dataset(
    source=SOURCE,
    name="reorganisations",
    grain="one row per chain and event of a source day: a block displaced, or the one that took its place",
    columns=(
        _CHAIN,
        Column("sequence", pl.Int64, "order in which the day's events were seen, from 1"),
        Column("event", pl.String, "- the block no longer stands, + it stands in the place of another"),
        _HEIGHT,
        _HASH,
        Column("parent_hash", pl.String, "hash of the block before"),
        Column("other_hash", pl.String, "of - what took its place, of + what it displaced; null: none", nullable=True),
        Column("finality", pl.String, "what the block counted as: of - until then, of + from then on"),
    ),
    key=("chain_id", "sequence"),
    origin="two answers of a node, at two times, about one height",
    may_be_empty=True,
)

DATASETS = (BLOCKS, TRANSACTIONS, TOKEN_TRANSFERS, NATIVE_TRANSFERS, WITHDRAWALS, REORGANISATIONS)
