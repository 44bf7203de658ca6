"""Turns proven blocks into rows. Pure: what lands is what verify.py proved, or is marked as the node's word."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import Any

import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.errors import SourceContradiction
from cryptocity.sources.bitcoin.datasets import BLOCKS, DIFFICULTY_SCALE, INPUTS, OUTPUTS
from cryptocity.sources.bitcoin.networks import NETWORKS
from cryptocity.sources.bitcoin.pools import mined_by, text_of
from cryptocity.sources.bitcoin.scripts import read_script
from cryptocity.sources.bitcoin.verify import Proven, target_of
from cryptocity.sources.bitcoin.wire import Header

FINAL_DEPTH = 6
FINAL, PROVISIONAL = "final", "provisional"
_DIGITS = 38

Row = tuple[Any, ...]


@dataclass(frozen=True)
class BlockRows:
    """The rows of one proven block in each dataset, and its header."""

    header: Header
    mined_at: datetime
    tables: Mapping[Dataset, pl.DataFrame]


def mined_at(header: Header) -> datetime:
    """Return a header's own timestamp. Raises SourceContradiction for one that is no instant."""
    try:
        return datetime.fromtimestamp(header.time, UTC)
    except (ValueError, OverflowError, OSError):
        raise SourceContradiction(f"block {header.height} carries no timestamp") from None


def decode(proven: Proven) -> BlockRows:
    """Return the rows of a proven block."""
    header = proven.block
    mined = mined_at(header)
    stem = (proven.network.name, header.height)
    rows: Mapping[Dataset, Iterable[Row]] = {
        BLOCKS: ((*stem, *_block_row(proven, mined)),),
        INPUTS: ((*stem, *row) for row in _input_rows(proven, mined)),
        OUTPUTS: ((*stem, *row) for row in _output_rows(proven, mined)),
    }
    return BlockRows(_without_transactions(header), mined, {each: _table(each, found) for each, found in rows.items()})


def _without_transactions(header: Header) -> Header:
    return Header(**{name: getattr(header, name) for name in Header.__struct_fields__})


def _table(dataset: Dataset, rows: Iterable[Row]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True))
    return pl.DataFrame(columns, schema=dataset.schema, orient="col") if columns else dataset.empty()


def _block_row(proven: Proven, mined: datetime) -> Row:
    block = proven.block
    spent = [each for of_transaction in proven.spent for each in of_transaction]
    known = [each.satoshi for each in spent if each]
    script = bytes.fromhex(block.tx[0].vin[0].coinbase or "")
    return (
        block.hash,
        block.previousblockhash,
        mined,
        len(block.tx),
        len(spent),
        sum(map(len, proven.values)),
        sum(known) if len(known) == len(spent) else None,
        sum(map(sum, proven.values)),
        sum(proven.values[0]),
        block.bits,
        _difficulty(int(block.bits, 16)),
        mined_by(script),
        text_of(script),
        FINAL if block.confirmations >= FINAL_DEPTH else PROVISIONAL,
        proven.witness_commitment,
        "verified",
    )


def _difficulty(bits: int) -> Decimal:
    """Return how many times smaller a target is than that of the easiest block of the main network."""
    easiest = target_of(NETWORKS["main"].easiest_bits)
    return Decimal(easiest * 10**DIFFICULTY_SCALE // target_of(bits)).scaleb(-DIFFICULTY_SCALE, Context(prec=_DIGITS))


def _output_rows(proven: Proven, mined: datetime) -> Iterator[Row]:
    for position, transaction in enumerate(proven.block.tx):
        its_id, values = proven.ids[position], proven.values[position]
        for index, output in enumerate(transaction.vout):
            kind, address = read_script(output.script.hex, proven.network)
            yield position, index, mined, its_id, values[index], kind, address, position == 0


def _input_rows(proven: Proven, mined: datetime) -> Iterator[Row]:
    for position, transaction in enumerate(proven.block.tx[1:], start=1):
        its_id, spent = proven.ids[position], proven.spent[position]
        for index, (each, value) in enumerate(zip(transaction.vin, spent, strict=True)):
            stem = (position, index, mined, its_id, each.txid, each.vout)
            if value is None:
                yield *stem, None, None, None
            else:
                yield *stem, value.satoshi, read_script(value.script, proven.network)[1], value.source
