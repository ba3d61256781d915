"""Look-alikes explained away: what looked wrong, and the clause that says it is not.

For the people who already have a finding, each row on which every `when` clause of a
rule holds while an `unless` clause silences it is listed with that clause («écarté par :
conjoint survivant»), so that an auditor sees what was examined and set aside.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_
from typing import Final

import polars as pl

from bondroit.cases.judgement import JUDGED
from bondroit.engine.compile import CompiledClause, CompiledRule, compile_rules
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.catalogue import VIEWS
from bondroit.engine.views.undue_month import UNDUE_MONTH
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet, missing_tables

EXPLAINED: Final[dict[str, pl.DataType]] = {
    "rule_id": pl.String(),
    "source": pl.String(),
    "person_id": pl.String(),
    "household_id": pl.String(),
    "individual_id": pl.String(),
    "provider_id": pl.String(),
    "benefit": pl.String(),
    "month": pl.Date(),
    "clause": pl.String(),
}
"""One row a rule, subject, benefit, month and silencing clause (its name)."""

_SUBJECT: Final = tuple(name for name in EXPLAINED if name not in {"rule_id", "clause"})


def explained_away(
    findings: pl.DataFrame,
    tables: TableSet,
    rules: Iterable[Rule],
    parameters: Parameters,
    scope: Scope,
    views: Mapping[str, View] = VIEWS,
) -> pl.DataFrame:
    """List what `unless` clauses silenced, for the individuals of the findings.

    The second pass, which adds no euros, and views that lack a table are left out.

    Args:
        findings: columns of FINDINGS, for their individuals.
        tables: tables, individuals and matches.
        rules: rules of any status; those that reach an auditor are looked at.
        parameters: dated values.
        scope: the months judged.
        views: the catalogue.

    Returns:
        Columns of EXPLAINED, each row once, sorted.

    """
    people = findings.select("individual_id").drop_nulls().unique()
    parts = [pl.DataFrame(schema=EXPLAINED)]
    if people.is_empty():
        return parts[0]
    by_view: dict[str, list[CompiledRule]] = {}
    candidates = [
        rule
        for rule in rules
        if rule.unless and rule.status in JUDGED and rule.view != UNDUE_MONTH.name
    ]
    for rule in compile_rules(candidates, views, parameters):
        by_view.setdefault(rule.view.name, []).append(rule)
    for _, same in sorted(by_view.items()):
        view = same[0].view
        if not missing_tables(tables, view.needs):
            for part in view.build(tables, parameters, scope):
                parts += _of_pass(same, part, people, scope)
    return pl.concat(parts).unique().sort(list(EXPLAINED), nulls_last=True)


def _of_pass(
    rules: list[CompiledRule], part: Pass, people: pl.DataFrame, scope: Scope
) -> list[pl.DataFrame]:
    """Judge one pass once: each rule's silenced rows, by clause."""
    month = pl.col("month")
    inside = month.is_null() | month.is_between(scope.first_month, scope.last_month)
    marks = {
        f"{rank}|{clause.clause.name}": _silenced(rule, clause)
        for rank, rule in enumerate(rules)
        for clause in rule.clauses
        if clause.exclusion
    }
    rows = (
        part.frame.filter(inside)
        .join(people.lazy(), on="individual_id", how="semi")
        .with_columns(expr.alias(name) for name, expr in marks.items())
        .filter(pl.any_horizontal(*marks))
        .select(*_SUBJECT, *marks)
        .collect(engine="streaming")
    )
    return [_named(rows, name, rules) for name in marks]


def _silenced(rule: CompiledRule, exclusion: CompiledClause) -> pl.Expr:
    """Whether every `when` clause holds, and this one stops the rule."""
    benefit = pl.col("benefit")
    asked = benefit.is_null() | benefit.is_in(list(rule.rule.benefits))
    whens = [clause.expr for clause in rule.clauses if not clause.exclusion]
    return reduce(and_, whens, asked) & exclusion.expr


def _named(rows: pl.DataFrame, name: str, rules: list[CompiledRule]) -> pl.DataFrame:
    rank, clause = name.split("|", maxsplit=1)
    return (
        rows.filter(pl.col(name))
        .select(
            *_SUBJECT,
            rule_id=pl.lit(rules[int(rank)].rule.id),
            clause=pl.lit(clause),
        )
        .select(list(EXPLAINED))
    )
