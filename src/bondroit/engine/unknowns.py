"""What could not be judged: by rule, source, benefit and month, and for want of what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from bondroit.engine.compile import CompiledClause, CompiledRule
from bondroit.engine.language.calendar import month_end
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import UNKNOWNS
from bondroit.model.table_set import TableSet

GROUP = ("source", "benefit", "month")
CALCULATION = "calculation"
"""What is missing when every column is known: a quotient by zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What one rule may lack, in the order in which it is looked for.

    Attributes:
        names: columns, tables or parameters, as UNKNOWNS names them.
        tests: one boolean expression a name but the last, which is all the rest.
        uncovered: for each table that may not cover a row's month, whether it does
            not; named by `uncovered_mark`.

    """

    names: tuple[str, ...]
    tests: tuple[pl.Expr, ...]
    uncovered: Mapping[str, pl.Expr]


def clause_mark(clause: CompiledClause) -> str:
    """Return the name of the column that holds the truth of a clause."""
    return f"clause {clause.clause.text}"


def uncovered_mark(table: str) -> str:
    """Return the name of the column that tells where a table covers nothing."""
    return f"uncovered {table}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Where tables cover nothing, each worked out once for all the rules of a run.

    Attributes:
        tables: tables and what they cover.
        scope: months judged.
        found: what `of` gave, by table.

    """

    tables: TableSet
    scope: Scope
    found: dict[str, pl.Expr | None] = field(default_factory=dict)

    def of(self, table: str) -> pl.Expr | None:
        """Whether a table does not cover the row's month, or None where it always does."""
        if table not in self.found:
            self.found[table] = _uncovered(table, self.tables, self.scope)
        return self.found[table]


def missing_of(rule: CompiledRule, gaps: Gaps, parameters: Parameters) -> Missing:
    """Return what a rule may lack in this run.

    A null column is missing where a clause that reads it could not be judged. It is
    missing because a table it comes from does not cover the month, else because one
    was not delivered; else the column alone is named. Parameters come last.
    """
    lacks: list[tuple[str, pl.Expr]] = []
    uncovered: dict[str, pl.Expr] = {}
    for name in rule.suspects:
        here = pl.col(name).is_null() & _unjudged(rule, name)
        column = rule.view.column(name)
        sources = column.tables if column else ()
        known = {table: gap for table in sources if (gap := gaps.of(table)) is not None}
        uncovered |= known
        lacks += [(table, here & pl.col(uncovered_mark(table))) for table in known]
        absent = [table for table in sources if not _has(gaps.tables, table)]
        lacks.append((absent[0] if absent else name, here))
    months = _months(gaps.scope)
    for name in rule.parameters:
        if any(parameters.value(name, month) is None for month in months):
            gone = parameters.expr(name, pl.col("month")).is_null()
            lacks.append((name, gone & _unjudged(rule, name)))
    return Missing(
        names=(*(name for name, _ in lacks), CALCULATION),
        tests=tuple(test for _, test in lacks),
        uncovered=uncovered,
    )


def _unjudged(rule: CompiledRule, name: str) -> pl.Expr:
    """Whether a clause that reads a column or a parameter could not be judged."""
    return pl.any_horizontal(
        pl.lit(value=False),
        *(
            pl.col(clause_mark(clause)).is_null()
            for clause in rule.clauses
            if name in {*clause.columns, *clause.parameters}
        ),
    )


def _has(tables: TableSet, name: str) -> bool:
    """Whether a table was delivered, or made by matching."""
    if name == "matches":
        return tables.matches is not None
    if name == "individuals":
        return tables.individuals is not None
    return tables.has(name)


def _uncovered(table: str, tables: TableSet, scope: Scope) -> pl.Expr | None:
    """Whether a table does not cover the row's month, as `Gaps.of` tells.

    A table covers what is said of the row's own source; a table that says nothing of
    it (a register, a list of stays) covers what is said of any source.
    """
    spans = tables.coverage.filter(pl.col("table") == table)
    if spans.is_empty() or not tables.has(table):
        return None
    months = pl.DataFrame({"month": _months(scope)})
    month = pl.col("month")
    covered = (
        spans.join(months, how="cross")
        .filter(
            (
                pl.col("covers_from").is_null()
                | (pl.col("covers_from") <= month_end(month))
            )
            & (pl.col("covers_to").is_null() | (pl.col("covers_to") >= month))
        )
        .select("source", "month")
        .unique()
    )
    sources = spans["source"].unique().sort().to_list()
    if covered.height == len(sources) * months.height:
        return None
    of_source = {
        source: covered.filter(source=source)["month"].sort().to_list()
        for source in sources
    }
    told = month.is_in(covered["month"].unique().sort().to_list())
    for source, some in of_source.items():
        told = (
            pl.when(pl.col("source") == source).then(month.is_in(some)).otherwise(told)
        )
    return ~told.fill_null(value=True)


def _months(scope: Scope) -> list[date]:
    months = pl.date_range(scope.first_month, scope.last_month, "1mo", eager=True)
    return months.to_list()


def count_unknowns(
    frame: pl.LazyFrame, verdicts: Sequence[str], missing: Sequence[Missing]
) -> pl.LazyFrame:
    """Count unknown rows by GROUP.

    Args:
        frame: rows of a pass with one verdict column a rule, and the truth of each
            of its clauses, named by `clause_mark`.
        verdicts: names of the columns of verdicts.
        missing: what each rule may lack.

    Returns:
        GROUP, and one count a rule and name: column `rank:place`.

    """
    unknown = [pl.col(name).is_null() for name in verdicts]
    counts: list[pl.Expr] = []
    reasons: list[pl.Expr] = []
    for rank, (test, lacks) in enumerate(zip(unknown, missing, strict=True)):
        reasons.append(_reason(test, lacks).alias(f"reason{rank}"))
        counts += [
            (pl.col(f"reason{rank}") == place).sum().alias(f"{rank}:{place}")
            for place in range(len(lacks.names))
        ]
    uncovered = {
        uncovered_mark(table): test
        for lacks in missing
        for table, test in lacks.uncovered.items()
    }
    return (
        frame.filter(pl.any_horizontal(unknown))
        .with_columns(**uncovered)
        .select(*GROUP, *reasons)
        .group_by(GROUP)
        .agg(counts)
    )


def _reason(unknown: pl.Expr, lacks: Missing) -> pl.Expr:
    """Return the place of the first missing thing, null where the rule is judged."""
    reason: pl.Expr = pl.lit(len(lacks.tests), dtype=pl.UInt16)
    for place in reversed(range(len(lacks.tests))):
        here = pl.lit(place, dtype=pl.UInt16)
        reason = pl.when(lacks.tests[place]).then(here).otherwise(reason)
    return pl.when(unknown).then(reason)


def named_unknowns(
    counts: pl.DataFrame, rule_ids: Sequence[str], missing: Sequence[Missing]
) -> pl.DataFrame:
    """Turn the counts of a pass into rows of UNKNOWNS."""
    words = {
        f"{rank}:{place}": (rule_id, name)
        for rank, (rule_id, lacks) in enumerate(zip(rule_ids, missing, strict=True))
        for place, name in enumerate(lacks.names)
    }
    if not words or counts.is_empty():
        return pl.DataFrame(schema=UNKNOWNS)
    names = pl.DataFrame(
        [(key, *pair) for key, pair in words.items()],
        schema=["place", "rule_id", "missing"],
        orient="row",
    )
    return (
        counts.unpivot(index=list(GROUP), variable_name="place", value_name="rows")
        .filter(pl.col("rows") > 0)
        .join(names, on="place")
        .select(pl.col(name).cast(dtype) for name, dtype in UNKNOWNS.items())
    )


def unjudged(rules: Sequence[CompiledRule], table: str) -> pl.DataFrame:
    """Return one row a rule whose view lacks a table."""
    rows = [{"rule_id": rule.rule.id, "missing": table, "rows": 0} for rule in rules]
    return pl.DataFrame(rows, schema=UNKNOWNS)
