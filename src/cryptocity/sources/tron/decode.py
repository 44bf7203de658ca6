"""Turns proven blocks into rows, and says of each transfer what proves it. Pure.

No header commits to a log. So a log lands only where REST and JSON-RPC tell the same, and where the block holds a
successful direct call to make a transfer, the call must have left exactly that log. (Tether could charge a fee on
transfers and never has on Tron; from the day it does, its calls and logs differ, and nothing lands until this is told.)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.errors import SourceContradiction
from cryptocity.landing import Rejected
from cryptocity.money import table
from cryptocity.sources.tron.addresses import PREFIX, TOKENS, base58check
from cryptocity.sources.tron.datasets import (
    BLOCKS,
    CALL_INCLUDED,
    CALL_PROVEN,
    CONTENTS_PROVEN,
    FINAL,
    LOG_AGREED,
    PROVISIONAL,
    TOKEN_TRANSFERS,
    WITNESS_SIGNED,
)
from cryptocity.sources.tron.verify import Call, Json, Proven, Transaction

TRANSFER_TOPIC = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
_TRANSFER, _TRANSFER_FROM = bytes.fromhex("a9059cbb"), bytes.fromhex("23b872dd")
_WORD = 32
_LARGEST_AMOUNT = 10**38 - 1

Row: TypeAlias = tuple[Any, ...]
Move: TypeAlias = tuple[bytes, bytes, int]


@dataclass(frozen=True)
class BlockRows:
    """The rows of one block in each dataset, in the order of its columns, and what may not land of it."""

    height: int
    mined_at: datetime
    block: Row
    transfers: tuple[Row, ...]
    rejected: Mapping[Dataset, tuple[Rejected, ...]]

    @property
    def transfer_count(self) -> int:
        """Return how many Transfer logs the block's row counts."""
        return int(self.block[8])


@dataclass(frozen=True)
class _Log:
    """A Transfer log of a token: its place, the transaction that left it, who emitted what."""

    index: int
    transaction: tuple[int, str]
    token: bytes
    topics: tuple[str, ...]
    data: str

    @property
    def fault(self) -> tuple[str, str] | None:
        """Return rule and reason why it may not land, if it may not."""
        if len(self.topics) != 3 or len(self.data) != 2 * _WORD:
            return "no_transfer", "a Transfer log has two holders as topics and one amount as data"
        if any(int(topic[:24], 16) for topic in self.topics[1:]):
            return "topic_is_no_address", "an indexed holder is longer than an address"
        if int(self.data, 16) > _LARGEST_AMOUNT:
            return "amount_too_large", "the amount in base units does not fit DECIMAL(38)"
        return None

    @property
    def move(self) -> Move:
        """Return who paid whom how much. Raises ValueError where it tells that of fewer or more than two holders."""
        payer, payee = (PREFIX + bytes.fromhex(topic[24:]) for topic in self.topics[1:])
        return payer, payee, int(self.data, 16)


def decode(proven: Proven, answers: tuple[Any, Any], chain_id: int, *, is_final: bool) -> BlockRows:
    """Return the rows of a proven block from `answers`: REST's results and JSON-RPC's logs.

    Raises SourceContradiction: the two tell different logs, or a log contradicts a proven call.
    """
    try:
        return _decode(proven, answers, chain_id, is_final=is_final)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise SourceContradiction(f"block {proven.height}: malformed ({type(error).__name__}: {error})") from None


def rows_of(dataset: Dataset, blocks: Iterable[BlockRows]) -> pl.DataFrame:
    """Return the rows of these blocks as one table of the dataset."""
    if dataset is BLOCKS:
        return table(dataset, [block.block for block in blocks])
    return table(dataset, [row for block in blocks for row in block.transfers])


def _decode(proven: Proven, answers: tuple[Any, Any], chain_id: int, *, is_final: bool) -> BlockRows:
    infos, told = answers
    logs = _logs_of_results(proven, infos)
    _must_agree(proven, logs, _logs_of_rpc(proven, told))
    transfers: list[Row] = []
    rejected: list[Rejected] = []
    verifications = _verifications(proven, logs)
    for log in logs:
        if fault := log.fault:
            shown = {"log_index": log.index, "transaction_id": log.transaction[1], "topics": log.topics}
            rejected.append(Rejected(*fault, proven.height, {**shown, "data": log.data}))
        else:
            place = (chain_id, proven.height, log.index, proven.mined_at, log.transaction[1], base58check(log.token))
            payer, payee, amount = log.move
            verification = verifications[log.transaction[0]]
            transfers.append((*place, base58check(payer), base58check(payee), str(amount), verification))
    return BlockRows(
        height=proven.height,
        mined_at=proven.mined_at,
        block=(chain_id, *_block_row(proven, len(logs)), FINAL if is_final else PROVISIONAL),
        transfers=tuple(transfers),
        rejected={TOKEN_TRANSFERS: tuple(rejected)} if rejected else {},
    )


def _block_row(proven: Proven, transfer_count: int) -> Row:
    return (
        proven.height,
        proven.block_id,
        proven.parent_block_id,
        proven.mined_at,
        base58check(proven.witness),
        base58check(proven.signer),
        len(proven.transactions),
        transfer_count,
        WITNESS_SIGNED if proven.signer == proven.witness else CONTENTS_PROVEN,
    )


def _logs_of_results(proven: Proven, infos: Sequence[Json]) -> list[_Log]:
    """Return the Transfer logs of tokens in REST's results, which must be those of the proven transactions."""
    ids = [info["id"] for info in infos]
    if ids != [transaction.id for transaction in proven.transactions]:
        raise SourceContradiction(
            f"block {proven.height}: {len(ids)} results, and not those of its {len(proven.transactions)} transactions"
        )
    if any(info.get("blockNumber", 0) != proven.height for info in infos):
        raise SourceContradiction(f"block {proven.height}: a result says that it is of another block")
    placed = ((position, info, log) for position, info in enumerate(infos) for log in info.get("log", []))
    logs = []
    for index, (position, info, log) in enumerate(placed):
        topics, token = tuple(log.get("topics", [])), PREFIX + bytes.fromhex(log["address"])
        if token in TOKENS and topics[:1] == (TRANSFER_TOPIC,):
            logs.append(_Log(index, (position, info["id"]), token, topics, log.get("data", "")))
    return logs


def _logs_of_rpc(proven: Proven, told: Sequence[Json]) -> list[_Log]:
    """Return the Transfer logs of tokens that JSON-RPC tells, which must be of this very block."""
    logs = []
    for log in told:
        if _hex(log["blockHash"]) != proven.block_id or log.get("removed", False) is not False:
            raise SourceContradiction(f"block {proven.height}: JSON-RPC tells a log of block {log['blockHash']}")
        transaction = (int(log["transactionIndex"], 16), _hex(log["transactionHash"]))
        topics = tuple(_hex(topic) for topic in log["topics"])
        token = PREFIX + bytes.fromhex(_hex(log["address"]))
        logs.append(_Log(int(log["logIndex"], 16), transaction, token, topics, _hex(log["data"])))
    return sorted(logs, key=lambda log: log.index)


def _hex(text: str) -> str:
    if not text.startswith("0x"):
        raise ValueError(f"{text!r} is not hexadecimal as JSON-RPC writes it")
    return text[2:].lower()


def _must_agree(proven: Proven, logs: Sequence[_Log], told: Sequence[_Log]) -> None:
    if len(logs) != len(told):
        raise SourceContradiction(
            f"block {proven.height}: REST tells {len(logs)} transfers of the token, JSON-RPC {len(told)}"
        )
    for log, other in zip(logs, told, strict=True):
        if log != other:
            raise SourceContradiction(
                f"block {proven.height}, log {log.index}: REST and JSON-RPC tell different transfers"
            )


def _verifications(proven: Proven, logs: Sequence[_Log]) -> list[str]:
    """Return, for each transaction, what can be said of its transfers."""
    by_transaction: dict[int, list[_Log]] = {}
    for log in logs:
        by_transaction.setdefault(log.transaction[0], []).append(log)
    return [
        _verification(proven.height, transaction, by_transaction.get(position, []))
        for position, transaction in enumerate(proven.transactions)
    ]


def _verification(height: int, transaction: Transaction, logs: Sequence[_Log]) -> str:
    if transaction.is_successful is False and logs:
        raise SourceContradiction(f"block {height}: {transaction.id} failed, and yet is said to have moved tokens")
    call = transaction.call
    meant = _meant(call) if call and transaction.is_successful else None
    if call is None or meant is None:
        return LOG_AGREED
    if [(log.token, log.move) for log in logs] != [(call.contract, meant)]:
        raise SourceContradiction(
            f"block {height}: {transaction.id} is a proven call to move {meant[2]} base units, its logs tell otherwise"
        )
    return CALL_PROVEN if call.is_signed_by_owner else CALL_INCLUDED


def _meant(call: Call) -> Move | None:
    """Return the transfer that a call makes if it succeeds; None for another method and for data cut short.

    The contract looks at an address's last twenty bytes only, and some wallets leave Tron's 41 before them.
    """
    selector, words = call.data[:4], [call.data[at : at + _WORD] for at in range(4, len(call.data), _WORD)]
    whole = [word for word in words if len(word) == _WORD]
    if selector == _TRANSFER and len(whole) >= 2:
        return call.owner, PREFIX + whole[0][-20:], int.from_bytes(whole[1])
    if selector == _TRANSFER_FROM and len(whole) >= 3:
        return PREFIX + whole[0][-20:], PREFIX + whole[1][-20:], int.from_bytes(whole[2])
    return None
