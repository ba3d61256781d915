"""One pass of a view: its rows collected once, then every rule judged on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

import polars as pl

from bondroit.engine.compile import CompiledRule, asks_for
from bondroit.engine.evidence import used_columns
from bondroit.engine.unknowns import (
    Missing,
    clause_mark,
    count_unknowns,
    named_unknowns,
)
from bondroit.engine.views.view import ROW_KEY, SUBJECT, Pass, Scope
from bondroit.model.outputs import EXPLAINED, UNKNOWNS

_MARKED = tuple(name for name in EXPLAINED if name not in {"rule_id", "clause"})


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPass:
    """What rules said of the rows of one pass.

    Attributes:
        fired: each rule that fires, with its rows: subject, row key, the columns it
            uses, `rule_amount`, `rule_debtor`.
        unknowns: columns of UNKNOWNS.
        explained: columns of EXPLAINED.

    """

    fired: list[tuple[CompiledRule, pl.DataFrame]]
    unknowns: pl.DataFrame
    explained: pl.DataFrame


def judge_pass(
    rules: Sequence[CompiledRule],
    missing: Sequence[Missing],
    part: Pass,
    scope: Scope,
) -> JudgedPass:
    """Stream the rows of a pass into memory once, and judge every rule on them.

    Only the columns that rules read are held. Polars plans each of several outputs
    of one frame apart, so asking it for all answers at once would compute the view
    three times.

    Args:
        rules: rules of the view.
        missing: what each of them may lack.
        part: the pass.
        scope: months judged; a row without a month is judged too.

    """
    names = dict.fromkeys(
        [
            *SUBJECT,
            *part.key.meta.root_names(),
            *(name for rule in rules for name in used_columns(rule)),
        ]
    )
    rows = _inside(part.frame.select(*names).collect(engine="streaming"), scope)
    truths = _truths(rules, rows, exclusions=False)
    held = truths.select(_holds(rule).alias(rule.rule.id) for rule in rules)
    rows, truths, held = _concerned(rows, truths, held)
    truths = truths.hstack(_truths(rules, rows, exclusions=True))
    verdicts = truths.select(_fires(rule).alias(rule.rule.id) for rule in rules)
    return JudgedPass(
        fired=_fired(rules, rows, verdicts, part.key),
        unknowns=_unknowns(rules, missing, rows.hstack(truths), verdicts),
        explained=_explained(rules, rows, truths, held),
    )


def _inside(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Keep the months judged; views give few others, and a filter copies every column."""
    month = rows["month"]
    inside = month.is_null() | month.is_between(scope.first_month, scope.last_month)
    return rows if inside.all() else rows.filter(inside)


def _truths(
    rules: Sequence[CompiledRule], rows: pl.DataFrame, *, exclusions: bool
) -> pl.DataFrame:
    """Return the truth of each distinct clause, by its name.

    Args:
        rules: rules of the view.
        rows: rows to judge.
        exclusions: the clauses of `unless` that are not clauses of `when` too; else
            those of `when`, and the choices of benefits.

    """
    chosen = {_benefits(rule): asks_for(rule.rule) for rule in rules}
    required, excluding = (
        {
            clause_mark(clause): clause.expr
            for rule in rules
            for clause in rule.clauses
            if clause.exclusion == which
        }
        for which in (False, True)
    )
    wanted = chosen | required
    if exclusions:
        wanted = {
            name: expr for name, expr in excluding.items() if name not in required
        }
    return rows.select(expr.alias(name) for name, expr in wanted.items())


def _benefits(rule: CompiledRule) -> str:
    return f"benefits {','.join(sorted(rule.rule.benefits))}"


def _holds(rule: CompiledRule) -> pl.Expr:
    """Return whether all that a rule requires is true, exclusions left aside."""
    required = (
        pl.col(clause_mark(clause)) for clause in rule.clauses if not clause.exclusion
    )
    return reduce(and_, required, pl.col(_benefits(rule)))


def _fires(rule: CompiledRule) -> pl.Expr:
    excluding = (
        ~pl.col(clause_mark(clause)) for clause in rule.clauses if clause.exclusion
    )
    return reduce(and_, excluding, _holds(rule))


def _concerned(
    rows: pl.DataFrame, truths: pl.DataFrame, held: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Keep the rows where what some rule requires is true or unknown: few, mostly."""
    doubt = held.select(pl.any_horizontal(pl.all().fill_null(value=True))).to_series()
    if doubt.all():
        return rows, truths, held
    return rows.filter(doubt), truths.filter(doubt), held.filter(doubt)


def _fired(
    rules: Sequence[CompiledRule],
    rows: pl.DataFrame,
    verdicts: pl.DataFrame,
    key: pl.Expr,
) -> list[tuple[CompiledRule, pl.DataFrame]]:
    fired: list[tuple[CompiledRule, pl.DataFrame]] = []
    for rule in rules:
        places = verdicts[rule.rule.id].arg_true()
        if not places.is_empty():
            fired.append((rule, _own_columns(rule, rows, places, key)))
    return fired


def _own_columns(
    rule: CompiledRule, rows: pl.DataFrame, places: pl.Series, key: pl.Expr
) -> pl.DataFrame:
    """Keep what one rule needs: subject, key, its columns, `rule_amount`, `rule_debtor`."""
    names = dict.fromkeys((*SUBJECT, *used_columns(rule)))
    amount, debtor = rule.amount, pl.col("debtor")
    if amount is None:
        amount = pl.lit(None, dtype=pl.Decimal(12, 2))
    if rule.debtor is not None:
        debtor = pl.coalesce(rule.debtor.cast(pl.String), "debtor")
    read = dict.fromkeys((*names, *key.meta.root_names()))
    return rows.select(*read)[places].select(
        *names, key.alias(ROW_KEY), rule_amount=amount, rule_debtor=debtor
    )


def _unknowns(
    rules: Sequence[CompiledRule],
    missing: Sequence[Missing],
    rows: pl.DataFrame,
    verdicts: pl.DataFrame,
) -> pl.DataFrame:
    """Count the unknown rows of the rules that have some.

    Args:
        rules: rules of the view.
        missing: what each of them may lack.
        rows: rows of the pass, with the truth of each clause.
        verdicts: one column a rule.

    """
    kept = [
        (rule.rule.id, lacks)
        for rule, lacks in zip(rules, missing, strict=True)
        if verdicts[rule.rule.id].null_count()
    ]
    if not kept:
        return pl.DataFrame(schema=UNKNOWNS)
    ids, lacking = [name for name, _ in kept], [lacks for _, lacks in kept]
    marks = {name: f"verdict {name}" for name in ids}
    judged = rows.hstack(verdicts.select(ids).rename(marks))
    counts = count_unknowns(judged.lazy(), list(marks.values()), lacking)
    return named_unknowns(counts.collect(), ids, lacking)


def _explained(
    rules: Sequence[CompiledRule],
    rows: pl.DataFrame,
    truths: pl.DataFrame,
    held: pl.DataFrame,
) -> pl.DataFrame:
    """List the rows on which all of `when` holds while an `unless` clause does too."""
    told = rows.select(_MARKED)
    parts = [pl.DataFrame(schema=EXPLAINED)]
    for rule in rules:
        exclusions = [clause for clause in rule.clauses if clause.exclusion]
        if not exclusions or not held[rule.rule.id].any():
            continue
        marks = truths.select(
            (held[rule.rule.id] & pl.col(clause_mark(clause))).alias(clause.clause.name)
            for clause in exclusions
        )
        parts += [
            told[mark.arg_true()]
            .with_columns(rule_id=pl.lit(rule.rule.id), clause=pl.lit(mark.name))
            .select(list(EXPLAINED))
            for mark in marks.get_columns()
            if mark.any()
        ]
    return pl.concat(parts).unique()
