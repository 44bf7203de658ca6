"""Turns proven blocks into rows. Pure: everything comes from what verify.py proved, nothing from a node's say-so."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.errors import SourceContradiction
from cryptocity.lake import Rejected
from cryptocity.money import table
from cryptocity.sources.onchain.datasets import BLOCKS, TOKEN_TRANSFERS, TRANSACTIONS
from cryptocity.sources.onchain.verify import Json, Proven, is_before_byzantium

TRANSFER_TOPIC = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
_WORD = 66
_LARGEST_INTEGER = 2**63 - 1
_LARGEST_AMOUNT = 10**38 - 1
_ADDRESS_PADDING = "0x" + "0" * 24

Row = tuple[Any, ...]


@dataclass(frozen=True)
class BlockRows:
    """The rows of one block in each dataset, in the order of its columns, and what may not land of it."""

    number: int
    mined_at: datetime
    blocks: tuple[Row, ...]
    transactions: tuple[Row, ...]
    transfers: tuple[Row, ...]
    rejected: Mapping[Dataset, tuple[Rejected, ...]]

    @property
    def hash(self) -> str | None:
        """Return the proven hash of the block, or None where it may not land."""
        return str(self.blocks[0][2]) if self.blocks else None


def decode(proven: Proven, chain_id: int) -> BlockRows:
    """Return the rows of a proven block. Raises SourceContradiction for numbers that no chain can have."""
    try:
        return _decode(proven, chain_id)
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        raise SourceContradiction(f"block {proven.block.get('number')}: {error}") from None


def decode_strange(block: Json, types: Collection[int]) -> BlockRows:
    """Return the one quarantined row of a block that holds transactions of a type nobody here can verify."""
    number = _integer(block["number"])
    reason = f"transaction types {sorted(types)}: no version of this platform can verify such a block"
    row = {"number": number, "hash": block.get("hash"), "transactions": len(block["transactions"])}
    rejected = Rejected("unknown_transaction_type", reason, number, row)
    return BlockRows(number, mined_at(block), (), (), (), {BLOCKS: (rejected,)})


def mined_at(block: Json) -> datetime:
    """Return a block's own timestamp. Raises SourceContradiction where it has none."""
    try:
        return datetime.fromtimestamp(int(block["timestamp"], 16), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        raise SourceContradiction("an answer carries no block timestamp") from None


def rows_of(dataset: Dataset, blocks: Iterable[BlockRows]) -> pl.DataFrame:
    """Return the rows of these blocks as one table of the dataset."""
    field = {BLOCKS: "blocks", TRANSACTIONS: "transactions", TOKEN_TRANSFERS: "transfers"}[dataset]
    return table(dataset, [row for block in blocks for row in getattr(block, field)])


def _decode(proven: Proven, chain_id: int) -> BlockRows:
    number, mined = _integer(proven.block["number"]), mined_at(proven.block)
    stem = (chain_id, number)
    logs = [
        (log, transaction_hash)
        for receipt, transaction_hash in zip(proven.receipts, proven.hashes, strict=True)
        for log in receipt["logs"]
    ]
    transfers: list[Row] = []
    rejected: list[Rejected] = []
    for index, (log, transaction_hash) in enumerate(logs):
        if is_erc20_transfer(log):
            fault = _fault_of(log)
            if fault:
                rejected.append(Rejected(*fault, number, {"log_index": index, **log}))
            else:
                transfers.append((*stem, index, mined, transaction_hash, *_transfer(log)))
    block = (*stem, *_block_row(proven.block, mined, (len(logs), len(transfers) + len(rejected))))
    transactions = tuple((*stem, *row) for row in _transaction_rows(proven, mined))
    return BlockRows(number, mined, (block,), transactions, tuple(transfers), {TOKEN_TRANSFERS: tuple(rejected)})


def _fault_of(log: Json) -> tuple[str, str] | None:
    """Return rule and reason why an ERC-20 transfer may not land, if it may not."""
    if not all(topic.startswith(_ADDRESS_PADDING) for topic in log["topics"][1:]):
        return "topic_is_no_address", "an indexed holder is longer than an address"
    if int(log["data"], 16) > _LARGEST_AMOUNT:
        return "amount_too_large", "the amount in base units does not fit DECIMAL(38)"
    return None


def _transfer(log: Json) -> Row:
    sender, recipient = ("0x" + topic[26:].lower() for topic in log["topics"][1:])
    return log["address"].lower(), sender, recipient, str(int(log["data"], 16))


def is_erc20_transfer(log: Json) -> bool:
    """Tell an ERC-20 Transfer: three topics and one word of data. ERC-721 has four topics and is left out."""
    topics = log["topics"]
    return len(topics) == 3 and topics[0].lower() == TRANSFER_TOPIC and len(log["data"]) == _WORD


def _block_row(block: Json, mined: datetime, log_counts: tuple[int, int]) -> Row:
    base_fee = block.get("baseFeePerGas")
    return (
        block["hash"].lower(),
        block["parentHash"].lower(),
        mined,
        block["miner"].lower(),
        len(block["transactions"]),
        *log_counts,
        _integer(block["gasUsed"]),
        _integer(block["gasLimit"]),
        None if base_fee is None else str(int(base_fee, 16)),
        "verified",
    )


def _transaction_rows(proven: Proven, mined: datetime) -> Iterable[Row]:
    gas_before = 0
    for index, (transaction, receipt) in enumerate(zip(proven.block["transactions"], proven.receipts, strict=True)):
        gas_so_far = _integer(receipt["cumulativeGasUsed"])
        data = transaction["input"]
        recipient = transaction.get("to")
        yield (
            index,
            mined,
            proven.hashes[index],
            proven.types[index],
            proven.senders[index],
            recipient and recipient.lower(),
            str(int(transaction["value"], 16)),
            _integer(transaction["nonce"]),
            _integer(transaction["gas"]),
            gas_so_far - gas_before,
            str(_price_paid(transaction, proven.types[index], proven.block)),
            len(data) // 2 - 1,
            data[:10].lower() if len(data) >= 10 else None,
            None if is_before_byzantium(receipt) else receipt["status"] == "0x1",
        )
        gas_before = gas_so_far


def _price_paid(transaction: Json, kind: int, block: Json) -> int:
    """Return the effective gas price: EIP-1559 caps the tip by what the maximum leaves above the base fee."""
    if kind < 2:
        return int(transaction["gasPrice"], 16)
    base_fee = int(block["baseFeePerGas"], 16)
    tip, most = (int(transaction[name], 16) for name in ("maxPriorityFeePerGas", "maxFeePerGas"))
    return base_fee + min(tip, most - base_fee)


def _integer(text: str) -> int:
    number = int(text, 16)
    if number > _LARGEST_INTEGER:
        raise SourceContradiction(f"{text} is larger than any height, gas or counter can be")
    return number
