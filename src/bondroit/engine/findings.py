"""Rows on which rules fired -> findings: identity, sentence, proof, fixed order."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

import polars as pl

from bondroit.engine.compile import CompiledRule
from bondroit.engine.evidence import evidence, used_columns
from bondroit.engine.explanations import explanations
from bondroit.engine.origins import origin_rows
from bondroit.engine.parameters import Parameters
from bondroit.engine.subjects import RANK, Subjects
from bondroit.engine.views.view import ROW_KEY, SUBJECT
from bondroit.model.outputs import FINDINGS
from bondroit.model.rule import Verdict
from bondroit.model.table_set import TableSet

ID_LENGTH = 20
PROVEN_AT_ONCE = 150_000
"""Findings whose rows of origin are held in memory together."""
BENEFICIARY = "beneficiary"
_IDENTITY = (
    "rule_id",
    "source",
    "person_id",
    "household_id",
    "provider_id",
    "benefit",
    "element",
    "month",
    ROW_KEY,
)
_OWN = frozenset({"amount", "debtor", "explanation", "evidence"})
"""What the rule says itself, even where its view has a column of that name."""
_ORDER = (
    "rule_id",
    "source",
    "household_id",
    "person_id",
    "provider_id",
    "benefit",
    "element",
    "month",
    ROW_KEY,
)


def empty_findings() -> pl.DataFrame:
    """Return no finding, with the columns of FINDINGS."""
    return pl.DataFrame(schema=FINDINGS)


def describe(
    fired: Iterable[tuple[CompiledRule, pl.DataFrame]],
    tables: TableSet,
    parameters: Parameters,
) -> pl.DataFrame:
    """Return findings with their sentence and proof.

    Proofs are looked up for a bounded number of findings at a time, the sources of one
    country being told one after another.

    Args:
        fired: each rule with rows it fires on (subject, row key, the columns it uses,
            `rule_amount`, `rule_debtor`); a rule may stand several times.
        tables: the tables of the run, for the rows behind each value.
        parameters: the parameters of the run.

    Returns:
        Columns of FINDINGS, `counted_amount` null, in a fixed order.

    """
    by_rule: dict[str, list[tuple[CompiledRule, pl.DataFrame]]] = {}
    for rule, rows in fired:
        by_rule.setdefault(rule.rule.id, []).append((rule, rows))
    ranked: list[tuple[CompiledRule, pl.DataFrame]] = []
    start = 0
    for _, same in sorted(by_rule.items()):
        rule = same[0][0]
        rows = _ordered(rule, [part for _, part in same], start)
        ranked.append((rule, rows))
        start += len(rows)
    told = [
        _described(
            [(rule, rows.filter(some)) for rule, rows in ranked], tables, parameters
        )
        for some in _parts([rows["source"] for _, rows in ranked])
    ]
    return _individuals(pl.concat(told).sort(RANK).drop(RANK), tables)


def _parts(sources: Sequence[pl.Series]) -> list[pl.Expr]:
    """Return conditions on `source` that cut findings in parts of about PROVEN_AT_ONCE.

    The parts are of whole sources, so that each table is read once for each of them.
    """
    part = (pl.col("count").cum_sum() - pl.col("count")) // PROVEN_AT_ONCE
    counts = pl.concat(sources).value_counts().sort("source", nulls_last=True)
    return [
        pl.col("source").is_in(some["source"].implode(), nulls_equal=True)
        for some in counts.with_columns(part=part).partition_by(
            "part", maintain_order=True
        )
    ]


def _described(
    ranked: Sequence[tuple[CompiledRule, pl.DataFrame]],
    tables: TableSet,
    parameters: Parameters,
) -> pl.DataFrame:
    """Return RANK and the findings of some sources, with their sentence and proof."""
    shown = [(rule, rows) for rule, rows in ranked if not rows.is_empty()]
    subjects = pl.concat(rows.select(RANK, *SUBJECT) for _, rows in shown)
    wanted = {table for rule, _ in shown for table in _tables(rule)}
    origins = origin_rows(Subjects.of(subjects, tables), tables, wanted)
    return pl.concat(
        rows.select(
            RANK,
            *(name for name in FINDINGS if name in rows.columns and name not in _OWN),
            amount=pl.col("rule_amount"),
            debtor=pl.coalesce("rule_debtor", pl.lit(BENEFICIARY)),
            explanation=explanations(rule, rows),
            evidence=evidence(rule, rows, origins, parameters),
        )
        for rule, rows in shown
    )


def _ordered(rule: CompiledRule, parts: list[pl.DataFrame], start: int) -> pl.DataFrame:
    """Return the rows of one rule in a fixed order, numbered from `start`."""
    rows = pl.concat(parts).with_columns(
        rule_id=pl.lit(rule.rule.id),
        rule_version=pl.lit(rule.rule.version, dtype=pl.Int32),
        verdict=pl.lit(Verdict.FIRES.value),
    )
    identity = rows.select(
        pl.concat_str(
            [pl.col(name).cast(pl.String).fill_null("") for name in _IDENTITY],
            separator="|",
        )
    )[:, 0]
    ids = [sha256(text.encode()).hexdigest()[:ID_LENGTH] for text in identity]
    return (
        rows.with_columns(finding_id=pl.Series(ids, dtype=pl.String))
        .sort(*_ORDER, nulls_last=True)
        .with_row_index(RANK, offset=start)
    )


def _tables(rule: CompiledRule) -> set[str]:
    columns = (rule.view.column(name) for name in used_columns(rule))
    return {table for column in columns if column for table in column.tables}


def _individuals(findings: pl.DataFrame, tables: TableSet) -> pl.DataFrame:
    """Name the individual where the view did not, and give every column its type."""
    if tables.individuals is not None:
        names = tables.individuals.select(
            "source", "person_id", matched="individual_id"
        ).unique(["source", "person_id"])
        findings = (
            findings.lazy()
            .join(names, on=["source", "person_id"], how="left", maintain_order="left")
            .with_columns(individual_id=pl.coalesce("individual_id", "matched"))
            .collect()
        )
    missing = [name for name in FINDINGS if name not in findings.columns]
    nulls = [pl.lit(None, dtype=FINDINGS[name]).alias(name) for name in missing]
    return findings.with_columns(nulls).select(
        pl.col(name).cast(dtype) for name, dtype in FINDINGS.items()
    )
