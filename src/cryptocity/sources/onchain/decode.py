"""Turns proven blocks into rows. Pure: everything comes from what verify.py proved, nothing from a node's say-so."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.errors import SourceContradiction
from cryptocity.landing import Rejected
from cryptocity.money import table
from cryptocity.sources.onchain.datasets import (
    BLOCKS,
    NATIVE_TRANSFERS,
    TOKEN_TRANSFERS,
    TRANSACTIONS,
    UNVERIFIED,
    VERIFIED,
    WITHDRAWALS,
    WITHDRAWALS_MISSING,
)
from cryptocity.sources.onchain.verify import (
    Json,
    Proven,
    contract_of,
    height_said,
    is_before_byzantium,
    withdrawals_of,
)

TRANSFER_TOPIC = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
_WORD = 66
_LARGEST_INTEGER = 2**63 - 1
_LARGEST_AMOUNT = 10**38 - 1
_ADDRESS_PADDING = "0x" + "0" * 24
_WEI_PER_GWEI = 10**9
_TOO_LARGE = ("amount_too_large", "the amount in base units does not fit DECIMAL(38)")

Row = tuple[Any, ...]


@dataclass(frozen=True)
class BlockRows:
    """The rows of one block in each dataset, in the order of its columns, and what may not land of it."""

    number: int
    mined_at: datetime
    rows: Mapping[Dataset, Sequence[Row]]
    rejected: Mapping[Dataset, Sequence[Rejected]]

    @property
    def row(self) -> Row | None:
        """Return the row of the block itself, or None where it may not land."""
        return next(iter(self.rows.get(BLOCKS, ())), None)

    @property
    def hash(self) -> str | None:
        """Return the proven hash of the block, or None where it may not land."""
        return str(self.row[2]) if self.row else None

    @property
    def verification(self) -> str | None:
        """Return whether all of the block recomputed, or None where it may not land."""
        return str(self.row[-2]) if self.row else None


@dataclass(frozen=True)
class _Place:
    """What every row of a block begins with, and what the rows of all datasets need."""

    proven: Proven
    stem: tuple[int, int, str]
    mined: datetime
    finality: str

    def rejected(self, fault: tuple[str, str], row: Mapping[str, object]) -> Rejected:
        chain_id, number, block_hash = self.stem
        return Rejected(*fault, number, {"chain_id": chain_id, "block_hash": block_hash, **row})


@dataclass(frozen=True)
class _Sorted:
    """The rows of one dataset and block that may land, and those that may not."""

    good: list[Row] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.good) + len(self.rejected)


def decode(proven: Proven, chain_id: int, *, finality: str) -> BlockRows:
    """Return the rows of a proven block. Raises SourceContradiction for numbers that no chain can have."""
    try:
        return _decode(proven, chain_id, finality)
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        raise SourceContradiction(f"block {height_said(proven.block)}: {error}") from None


def decode_strange(block: Json, types: Collection[int], *, chain_id: int) -> BlockRows:
    """Return the one quarantined row of a block that holds transactions of a type nobody here can verify."""
    number = _integer(block["number"])
    reason = f"transaction types {sorted(types)}: no version of this platform can verify such a block"
    row = {
        "chain_id": chain_id,
        "number": number,
        "hash": block.get("hash"),
        "transactions": len(block["transactions"]),
    }
    rejected = Rejected("unknown_transaction_type", reason, number, row)
    return BlockRows(number, mined_at(block), {}, {BLOCKS: (rejected,)})


def mined_at(block: Json) -> datetime:
    """Return a block's own timestamp. Raises SourceContradiction where it has none."""
    try:
        return datetime.fromtimestamp(int(block["timestamp"], 16), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        raise SourceContradiction("an answer carries no block timestamp") from None


def rows_of(dataset: Dataset, blocks: Iterable[BlockRows]) -> pl.DataFrame:
    """Return the rows of these blocks as one table of the dataset."""
    return table(dataset, [row for block in blocks for row in block.rows.get(dataset, ())])


def _decode(proven: Proven, chain_id: int, finality: str) -> BlockRows:
    number, mined = _integer(proven.block["number"]), mined_at(proven.block)
    place = _Place(proven, (chain_id, number, proven.block["hash"].lower()), mined, finality)
    log_count, transfers = _token_transfers(place)
    native, withdrawals = _native_transfers(place), _withdrawals(place)
    counts = (log_count, transfers.count, native.count, withdrawals.count if withdrawals else None)
    rows = {
        BLOCKS: [_block_row(place, counts)],
        TRANSACTIONS: list(_transaction_rows(place)),
        TOKEN_TRANSFERS: transfers.good,
        NATIVE_TRANSFERS: native.good,
        WITHDRAWALS: withdrawals.good if withdrawals else [],
    }
    rejected = {TOKEN_TRANSFERS: transfers.rejected, NATIVE_TRANSFERS: native.rejected}
    rejected[WITHDRAWALS] = withdrawals.rejected if withdrawals else [_withdrawals_missing(place)]
    return BlockRows(number, mined, rows, rejected)


def _token_transfers(place: _Place) -> tuple[int, _Sorted]:
    """Return how many logs the block has, and those that are ERC-20 transfers."""
    found, index = _Sorted(), -1
    for receipt, transaction_hash in zip(place.proven.receipts, place.proven.hashes, strict=True):
        for log in receipt["logs"]:
            index += 1
            if not is_erc20_transfer(log):
                continue
            if fault := _fault_of(log):
                found.rejected.append(place.rejected(fault, {"log_index": index, **log}))
            else:
                row = (*place.stem, index, place.mined, transaction_hash, *_transfer(log), place.finality)
                found.good.append(row)
    return index + 1, found


def _fault_of(log: Json) -> tuple[str, str] | None:
    """Return rule and reason why an ERC-20 transfer may not land, if it may not."""
    if not all(topic.startswith(_ADDRESS_PADDING) for topic in log["topics"][1:]):
        return "topic_is_no_address", "an indexed holder is longer than an address"
    return _TOO_LARGE if int(log["data"], 16) > _LARGEST_AMOUNT else None


def _transfer(log: Json) -> Row:
    sender, recipient = ("0x" + topic[26:].lower() for topic in log["topics"][1:])
    return log["address"].lower(), sender, recipient, str(int(log["data"], 16))


def is_erc20_transfer(log: Json) -> bool:
    """Tell an ERC-20 Transfer: three topics and one word of data. ERC-721 has four topics and is left out."""
    topics = log["topics"]
    return len(topics) == 3 and topics[0].lower() == TRANSFER_TOPIC and len(log["data"]) == _WORD


def _native_transfers(place: _Place) -> _Sorted:
    found, proven = _Sorted(), place.proven
    for index, transaction in enumerate(proven.block["transactions"]):
        amount = int(transaction["value"], 16)
        is_successful = _is_successful(proven.receipts[index]) if amount else False
        if is_successful is False:
            continue
        name, sender, recipient = proven.hashes[index], proven.senders[index], transaction.get("to")
        if amount > _LARGEST_AMOUNT:
            found.rejected.append(place.rejected(_TOO_LARGE, {"transaction_hash": name, "value": str(amount)}))
            continue
        credited = recipient.lower() if recipient else contract_of(sender, _integer(transaction["nonce"]))
        moved = (name, sender, credited, str(amount), not recipient, is_successful)
        found.good.append((*place.stem, index, place.mined, *moved, place.finality))
    return found


def _is_successful(receipt: Json) -> bool | None:
    """Return the receipt's status; None before Byzantium, when receipts held none."""
    return None if is_before_byzantium(receipt) else receipt["status"] == "0x1"


def _withdrawals(place: _Place) -> _Sorted | None:
    """Return the block's withdrawals, or None where its header names some and none came."""
    found, withdrawals = _Sorted(), withdrawals_of(place.proven.block)
    if withdrawals is None:
        return None
    for position, each in enumerate(withdrawals):
        amount = int(each["amount"], 16) * _WEI_PER_GWEI
        if amount > _LARGEST_AMOUNT:
            found.rejected.append(place.rejected(_TOO_LARGE, {"position": position, **each}))
            continue
        numbers = (_integer(each["index"]), _integer(each["validatorIndex"]))
        row = (*place.stem, position, place.mined, *numbers, each["address"].lower(), str(amount), place.finality)
        found.good.append(row)
    return found


def _withdrawals_missing(place: _Place) -> Rejected:
    root = place.proven.block["withdrawalsRoot"]
    reason = "the header names withdrawals, but the node sent none: they cannot be recomputed"
    return place.rejected((WITHDRAWALS_MISSING, reason), {"withdrawals_root": root})


def _block_row(place: _Place, counts: tuple[int, int, int, int | None]) -> Row:
    block = place.proven.block
    base_fee = block.get("baseFeePerGas")
    return (
        *place.stem,
        block["parentHash"].lower(),
        place.mined,
        block["miner"].lower(),
        len(block["transactions"]),
        *counts,
        _integer(block["gasUsed"]),
        _integer(block["gasLimit"]),
        None if base_fee is None else str(int(base_fee, 16)),
        _verification(place.proven, withdrawal_count=counts[-1]),
        place.finality,
    )


def _verification(proven: Proven, *, withdrawal_count: int | None) -> str:
    if proven.own:
        return UNVERIFIED
    return WITHDRAWALS_MISSING if withdrawal_count is None else VERIFIED


def _transaction_rows(place: _Place) -> Iterator[Row]:
    gas_before, proven = 0, place.proven
    for index, (transaction, receipt) in enumerate(zip(proven.block["transactions"], proven.receipts, strict=True)):
        gas_so_far = _integer(receipt["cumulativeGasUsed"])
        data = transaction["input"]
        recipient = transaction.get("to")
        yield (
            *place.stem,
            index,
            place.mined,
            proven.hashes[index],
            proven.types[index],
            proven.senders[index],
            recipient and recipient.lower(),
            str(int(transaction["value"], 16)),
            _integer(transaction.get("nonce") or "0x0"),
            _integer(transaction["gas"]),
            _integer(receipt["gasUsed"]) if index in proven.own else gas_so_far - gas_before,
            str(_price_paid(proven, index)),
            len(data) // 2 - 1,
            data[:10].lower() if len(data) >= 10 else None,
            _is_successful(receipt),
            place.finality,
        )
        gas_before = max(gas_before, gas_so_far)


def _price_paid(proven: Proven, index: int) -> int:
    """Return the effective gas price: EIP-1559 caps the tip by what the maximum leaves above the base fee."""
    transaction = proven.block["transactions"][index]
    if index in proven.own or proven.types[index] < 2:
        return int(transaction.get("gasPrice") or "0x0", 16)
    base_fee = int(proven.block["baseFeePerGas"], 16)
    tip, most = (int(transaction[name], 16) for name in ("maxPriorityFeePerGas", "maxFeePerGas"))
    return base_fee + min(tip, most - base_fee)


def _integer(text: str) -> int:
    number = int(text, 16)
    if number > _LARGEST_INTEGER:
        raise SourceContradiction(f"{text} is larger than any height, gas or counter can be")
    return number
