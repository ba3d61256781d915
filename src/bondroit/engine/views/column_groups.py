"""Groups of columns of a view, computed only when a rule reads one of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.right_month_people import PeopleFacts
from bondroit.engine.views.view import DTYPES, Scope, ViewColumn
from bondroit.model.table_set import TableSet


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInputs:
    """What a group of columns is computed from, for one source and benefit.

    Attributes:
        tables: tables, individuals and matches.
        parameters: dated parameters.
        people: facts of persons, found once for the run.
        source: source of the rows.
        benefit: benefit of the rows.
        scope: the months of the pass.
        versions: what `right_versions` gives for the source and benefit.

    """

    tables: TableSet
    parameters: Parameters
    people: PeopleFacts
    source: str
    benefit: str
    scope: Scope
    versions: pl.LazyFrame

    def payments_of(self, wanted: pl.LazyFrame | pl.Expr) -> TableSet:
        """Return the tables with only some payments, so that summing them costs less.

        Args:
            wanted: persons (person_id), or a condition on the payments.

        """
        payments = self.tables.frame("payments").filter(
            (pl.col("source") == self.source) & (pl.col("benefit") == self.benefit)
        )
        if isinstance(wanted, pl.Expr):
            kept = payments.filter(wanted)
        else:
            kept = payments.join(wanted.unique(), on="person_id", how="semi")
        return replace(self.tables, frames={**self.tables.frames, "payments": kept})


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGroup:
    """Base columns that come together.

    Attributes:
        columns: the documented columns.
        benefits: benefits they are about; null for the others.
        feeds: derived columns computed from them.
        add: adds them to the rows of a pass.

    """

    columns: tuple[ViewColumn, ...]
    benefits: frozenset[str]
    feeds: tuple[str, ...] = ()
    add: Callable[[pl.LazyFrame, GroupInputs], pl.LazyFrame]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, then of those derived from them."""
        return (*(column.name for column in self.columns), *self.feeds)


def with_groups(
    rows: pl.LazyFrame,
    groups: Iterable[ColumnGroup],
    inputs: GroupInputs,
    wanted: Scope,
) -> pl.LazyFrame:
    """Add every group: computed when it is read, null otherwise.

    Args:
        rows: rows of the pass.
        groups: groups of the view.
        inputs: source, benefit and months of the pass.
        wanted: scope of the run, which tells the columns read.

    """
    for group in groups:
        if inputs.benefit in group.benefits and wanted.reads(group.names):
            rows = group.add(rows, inputs)
        else:
            rows = rows.with_columns(
                pl.lit(None, DTYPES[column.type]).alias(column.name)
                for column in group.columns
            )
    return rows
