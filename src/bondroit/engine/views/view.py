"""What a view is: documented columns, how to build them, how to derive the rest."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.model.table_set import TableSet

SUBJECT: dict[str, pl.DataType] = {
    "source": pl.String(),
    "person_id": pl.String(),
    "household_id": pl.String(),
    "individual_id": pl.String(),
    "provider_id": pl.String(),
    "benefit": pl.String(),
    "element": pl.String(),
    "payment_id": pl.String(),
    "right_id": pl.String(),
    "month": pl.Date(),
    "counterpart": pl.String(),
    "debtor": pl.String(),
}
"""Columns every view frame holds beside its own: whom a finding is about.

A null means «does not apply». `counterpart` is `source:person_or_household_id:benefit`;
`debtor` defaults to `beneficiary`.
"""

ROW_KEY = "row_key"
"""String, unique in a view: what tells two rows of one subject and month apart."""


class Type(StrEnum):
    """Types a clause can hold; amounts and hours are both exact decimals."""

    MONEY = "money"
    HOURS = "hours"
    RATE = "rate"
    INTEGER = "integer"
    DATE = "date"
    DATETIME = "datetime"
    MONTH = "month"
    FLAG = "flag"
    CODE = "code"


DTYPES: dict[Type, pl.DataType] = {
    Type.MONEY: pl.Decimal(12, 2),
    Type.HOURS: pl.Decimal(9, 2),
    Type.RATE: pl.Decimal(5, 4),
    Type.INTEGER: pl.Int32(),
    Type.DATE: pl.Date(),
    Type.DATETIME: pl.Datetime("us"),
    Type.MONTH: pl.Date(),
    Type.FLAG: pl.Boolean(),
    Type.CODE: pl.String(),
}
"""Polars type of a column of a view."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewColumn:
    """One documented column of a view.

    Attributes:
        name: as rules write it.
        type: its type; CODE with an empty `codes` is a free identifier that rules may
            compare only with another column.
        doc: one French sentence for the reference.
        label: the French words auditors read («montant net versé»).
        typical: the value of a usual row, in examples; a Python value.
        none: the value that says «none» (for the reference), or None.
        codes: the closed list of a CODE.
        tables: tables the value comes from, for evidence and for «missing».
        derived: computed by `View.derive` from base columns: examples may not give it.

    """

    name: str
    type: Type
    doc: str
    label: str
    typical: object = None
    none: object = None
    codes: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    derived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a run judges.

    Attributes:
        first_month: first month of right judged.
        last_month: last one.
        as_of: the day on which ages of debts are counted; never the clock.
        columns: columns that will be read, so that the others may be left uncomputed;
            None for all of them.

    """

    first_month: date
    last_month: date
    as_of: date
    columns: frozenset[str] | None = None

    def reads(self, names: Iterable[str]) -> bool:
        """Whether one of these columns will be read."""
        return self.columns is None or not self.columns.isdisjoint(names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One lazy frame to evaluate rules on, small enough to collect by streaming.

    Attributes:
        source: the source or benefit it is limited to, for progress and for unknowns.
        frame: SUBJECT columns and every column of the view; nothing for evidence,
            which is looked up for findings alone.
        key: gives ROW_KEY from columns of the frame. Read for findings alone: writing it
            for each row would cost as much as a join.

    """

    source: str
    frame: pl.LazyFrame
    key: pl.Expr = field(default_factory=lambda: pl.col(ROW_KEY))


def _same(frame: pl.LazyFrame, _parameters: Parameters, _scope: Scope) -> pl.LazyFrame:
    return frame


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A documented frame that rules are written over.

    Attributes:
        name: as rules write it.
        doc: French: what one row is.
        columns: every column a rule may use.
        needs: tables without which no row can be judged: its rules are then unknown.
        build: gives the passes, with base and derived columns.
        derive: adds derived columns to a frame of base columns; `build` uses it too.

    """

    name: str
    doc: str
    columns: tuple[ViewColumn, ...]
    needs: tuple[str, ...]
    build: Callable[[TableSet, Parameters, Scope], Iterator[Pass]]
    derive: Callable[[pl.LazyFrame, Parameters, Scope], pl.LazyFrame] = field(
        default=_same
    )

    def column(self, name: str) -> ViewColumn | None:
        """Return one column, or None."""
        return next((column for column in self.columns if column.name == name), None)
