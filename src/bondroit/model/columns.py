"""Columns of tables: their types, what a null means, their closed lists."""

from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl


class Null(StrEnum):
    """What an empty value says."""

    NONE = "none"
    UNKNOWN = "unknown"
    FORBIDDEN = "forbidden"


class Kind(StrEnum):
    """The types of the contract."""

    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    MONEY = "money"
    HOURS = "hours"
    RATE = "rate"
    COUNT = "count"
    FLAG = "flag"


POLARS_TYPES: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.DATE: pl.Date(),
    Kind.DATETIME: pl.Datetime("us"),
    Kind.MONEY: pl.Decimal(12, 2),
    Kind.HOURS: pl.Decimal(9, 2),
    Kind.RATE: pl.Decimal(5, 4),
    Kind.COUNT: pl.Int32(),
    Kind.FLAG: pl.Boolean(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table.

    Attributes:
        name: the column's name.
        kind: its type.
        null: what a null means; FORBIDDEN for a mandatory column.
        codes: the closed list of values, empty when free.
        doc: one French line for the data model page.

    """

    name: str
    kind: Kind
    null: Null = Null.UNKNOWN
    codes: tuple[str, ...] = field(default=())
    doc: str = ""

    @property
    def dtype(self) -> pl.DataType:
        """The polars type."""
        return POLARS_TYPES[self.kind]

    @property
    def mandatory(self) -> bool:
        """Whether every row must hold a value."""
        return self.null is Null.FORBIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the contract.

    Attributes:
        name: the table's name.
        key: columns that identify a row.
        columns: every column of the contract, in order.
        month_column: the column that gives the partition, None for the month of
            the delivery.
        state: True when the latest delivery is the state of the day (people, rights,
            providers), False when deliveries add up.
        doc: one French line.

    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    month_column: str | None = None
    state: bool = False
    doc: str = ""

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Column names and polars types, in order."""
        return {column.name: column.dtype for column in self.columns}

    def column(self, name: str) -> Column:
        """Return one column.

        Raises:
            KeyError: the table has no such column.

        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
