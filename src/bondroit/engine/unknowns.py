"""What could not be judged: by rule, source, benefit and month, and for want of what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from bondroit.engine.compile import CompiledRule
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import UNKNOWNS
from bondroit.model.table_set import TableSet

GROUP = ("source", "benefit", "month")
CALCULATION = "calculation"
"""What is missing when every column is known: a quotient by zero."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What one rule may lack, in the order in which it is looked for.

    Attributes:
        names: columns, tables or parameters, as UNKNOWNS names them.
        tests: one boolean expression a name but the last, which is all the rest.

    """

    names: tuple[str, ...]
    tests: tuple[pl.Expr, ...]


def missing_of(
    rule: CompiledRule, tables: TableSet, parameters: Parameters, scope: Scope
) -> Missing:
    """Return what a rule may lack in this run."""
    names: list[str] = []
    tests: list[pl.Expr] = []
    for name in rule.suspects:
        column = rule.view.column(name)
        absent = (
            [table for table in column.tables if not tables.has(table)]
            if column
            else []
        )
        names.append(absent[0] if absent else name)
        tests.append(pl.col(name).is_null())
    for name in rule.parameters:
        if any(parameters.value(name, month) is None for month in _months(scope)):
            names.append(name)
            tests.append(parameters.expr(name, pl.col("month")).is_null())
    return Missing((*names, CALCULATION), tuple(tests))


def _months(scope: Scope) -> list[date]:
    months = pl.date_range(scope.first_month, scope.last_month, "1mo", eager=True)
    return months.to_list()


def count_unknowns(
    frame: pl.LazyFrame, verdicts: Sequence[str], missing: Sequence[Missing]
) -> pl.LazyFrame:
    """Count unknown rows by GROUP.

    Args:
        frame: rows of a pass with one verdict column a rule.
        verdicts: names of these columns.
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
    return (
        frame.filter(pl.any_horizontal(unknown))
        .select(*GROUP, *reasons)
        .group_by(GROUP)
        .agg(counts)
    )


def _reason(unknown: pl.Expr, lacks: Missing) -> pl.Expr:
    """Return the place of the first missing thing, null where the rule is judged."""
    reason: pl.Expr = pl.lit(len(lacks.tests), dtype=pl.UInt8)
    for place in reversed(range(len(lacks.tests))):
        here = pl.lit(place, dtype=pl.UInt8)
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
