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
    truths = _truths(rules, rows)
    verdicts = truths.select(
        reduce(and_, _parts(rule)).alias(rule.rule.id) for rule in rules
    )
    return JudgedPass(
        fired=_fired(rules, rows, verdicts, part.key),
        unknowns=_unknowns(rules, missing, rows.hstack(truths), verdicts),
        explained=_explained(rules, rows, truths),
    )


def _inside(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Keep the months judged; views give few others, and a filter copies every column."""
    month = rows["month"]
    inside = month.is_null() | month.is_between(scope.first_month, scope.last_month)
    return rows if inside.all() else rows.filter(inside)


def _truths(rules: Sequence[CompiledRule], rows: pl.DataFrame) -> pl.DataFrame:
    """Return the truth of each distinct clause and choice of benefits, by its name."""
    exprs: dict[str, pl.Expr] = {}
    for rule in rules:
        exprs[_benefits(rule)] = asks_for(rule.rule)
        exprs |= {clause_mark(clause): clause.expr for clause in rule.clauses}
    return rows.select(expr.alias(name) for name, expr in exprs.items())


def _benefits(rule: CompiledRule) -> str:
    return f"benefits {','.join(sorted(rule.rule.benefits))}"


def _parts(rule: CompiledRule) -> list[pl.Expr]:
    """Return what must all be true for a rule to fire."""
    truths = [(clause, pl.col(clause_mark(clause))) for clause in rule.clauses]
    return [
        pl.col(_benefits(rule)),
        *(~truth if clause.exclusion else truth for clause, truth in truths),
    ]


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
            fired.append((rule, _own_columns(rule, rows[places], key)))
    return fired


def _own_columns(rule: CompiledRule, rows: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    """Keep what one rule needs: subject, key, its columns, `rule_amount`, `rule_debtor`."""
    names = dict.fromkeys((*SUBJECT, *used_columns(rule)))
    amount, debtor = rule.amount, pl.col("debtor")
    if amount is None:
        amount = pl.lit(None, dtype=pl.Decimal(12, 2))
    if rule.debtor is not None:
        debtor = pl.coalesce(rule.debtor.cast(pl.String), "debtor")
    return rows.select(
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
    rules: Sequence[CompiledRule], rows: pl.DataFrame, truths: pl.DataFrame
) -> pl.DataFrame:
    """List the rows on which all of `when` holds while an `unless` clause does too."""
    parts = [pl.DataFrame(schema=EXPLAINED)]
    for rule in rules:
        exclusions = [clause for clause in rule.clauses if clause.exclusion]
        held = reduce(
            and_,
            [
                pl.col(clause_mark(clause))
                for clause in rule.clauses
                if not clause.exclusion
            ],
            pl.col(_benefits(rule)),
        )
        marks = truths.select(
            (held & pl.col(clause_mark(clause))).alias(clause.clause.name)
            for clause in exclusions
        )
        parts += [
            rows[mark.arg_true()]
            .select(*_MARKED, rule_id=pl.lit(rule.rule.id), clause=pl.lit(mark.name))
            .select(list(EXPLAINED))
            for mark in marks.get_columns()
            if mark.any()
        ]
    return pl.concat(parts).unique()
