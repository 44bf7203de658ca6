"""What a landed table promises: a Dataset names its columns, types, units and key once, and checks every table."""

import hashlib
from dataclasses import dataclass

import polars as pl

from cryptocity.errors import ContractBroken

INSTANT = pl.Datetime("us", "UTC")
KZT = pl.Decimal(18, 2)


@dataclass(frozen=True)
class Column:
    """One column. `personal` marks the keyed pseudonym of a person; nothing else that tells who it is ever lands."""

    name: str
    dtype: pl.DataType | type[pl.DataType]
    description: str
    nullable: bool = False
    personal: bool = False


@dataclass(frozen=True)
class Dataset:
    """A landed table, partitioned by the calendar day in Asia/Almaty that its rows belong to.

    `may_be_empty` tells that a day may pass without a row: of the others an empty answer is never believed.
    """

    source: str
    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    origin: str
    may_be_empty: bool = False

    @property
    def id(self) -> str:
        """Return the one name that the dataset has from lake to mart, such as `onchain.token_transfers`."""
        return f"{self.source}.{self.name}"

    @property
    def schema(self) -> pl.Schema:
        """Return column names and types, in order."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    @property
    def names_persons(self) -> bool:
        """Tell whether a column holds pseudonyms of persons."""
        return any(column.personal for column in self.columns)

    @property
    def fingerprint(self) -> str:
        """Return a hash of names, types, nullability and key: it changes when the contract does."""
        promise = [(column.name, str(column.dtype), column.nullable) for column in self.columns]
        return hashlib.sha256(repr((self.id, promise, self.key)).encode()).hexdigest()[:16]

    def empty(self) -> pl.DataFrame:
        """Return a table of no rows."""
        return pl.DataFrame(schema=self.schema)

    def arrange(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the table with the contract's columns in order, sorted by key, and checked.

        Raises ContractBroken: a column missing or of another type, a null where none may be, a key that repeats.
        """
        if missing := [name for name in self.schema if name not in table.columns]:
            raise ContractBroken(f"{self.id}: no column {', '.join(missing)}")
        ordered = table.select(self.schema.names()).sort(self.key)
        self.check(ordered)
        return ordered

    def check(self, table: pl.DataFrame) -> None:
        """Raise ContractBroken unless the table keeps every promise of this contract."""
        self.check_columns(table)
        if table.select(pl.struct(self.key).is_duplicated().any()).item():
            raise ContractBroken(f"{self.id}: the key {', '.join(self.key)} is not unique")

    def check_columns(self, table: pl.DataFrame) -> None:
        """Raise ContractBroken for a column missing or of another type, and for a null where none may be."""
        for name, dtype in self.schema.items():
            if table.schema.get(name) != dtype:
                raise ContractBroken(f"{self.id}.{name}: {table.schema.get(name)} where {dtype} was promised")
        for column in self.columns:
            if not column.nullable and table[column.name].null_count():
                raise ContractBroken(f"{self.id}.{column.name}: {table[column.name].null_count()} rows without a value")
