"""Everything a report may speak of, gathered once."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from bondroit.cases.exceptions import SET_ASIDE
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.view import Scope
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet

CONCLUDED: dict[str, pl.DataType] = {
    "case_id": pl.String(),
    "code": pl.String(),
    "reason": pl.String(),
    "decided_on": pl.Date(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """The results of one run, before any word is written.

    Attributes:
        tables: the month's tables, with individuals and matches.
        findings: columns of `findings.parquet`.
        unknowns: columns of `unknowns.parquet`.
        cases: columns of `cases.parquet`, in the order auditors should take them.
        explained_away: what a rule would have said but for an innocent explanation:
            rule_id, source, person_id, household_id, benefit, month, clause.
        quarantine: columns of `quarantine.parquet`.
        checks: columns of `bondroit.checks.results.CHECKS`.
        rules: every rule of the run.
        parameters: dated values.
        scope: months judged, and the day ages are counted on.
        manifest: the manifest's content; reports use no clock time of it.
        excepted: columns of SET_ASIDE: findings that exceptions take out.
        concluded: why cases were set aside at the desk: case_id, code, reason,
            decided_on; empty without a desk.

    """

    tables: TableSet
    findings: pl.DataFrame
    unknowns: pl.DataFrame
    cases: pl.DataFrame
    explained_away: pl.DataFrame
    quarantine: pl.DataFrame
    checks: pl.DataFrame
    rules: tuple[Rule, ...]
    parameters: Parameters
    scope: Scope
    manifest: dict[str, Any]
    excepted: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=SET_ASIDE)
    )
    concluded: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=CONCLUDED)
    )
