"""`summary.html`: the run at a glance, without a name or a number of a person."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from bondroit.engine.french import month, number
from bondroit.reports import wording
from bondroit.reports.case_file import templates
from bondroit.reports.charts import Bar, bar_chart
from bondroit.reports.facts import RunFacts

FIRST_CASES = 50
MONTHS_SHOWN = 36


def write_summary(facts: RunFacts, path: Path) -> None:
    """Write the summary: funnel, charts, first cases, quarantine, checks, unknowns."""
    page = templates().get_template("summary.html.j2").render(_content(facts))
    path.write_text(page, encoding="utf-8")


def _content(facts: RunFacts) -> dict[str, Any]:
    living = facts.cases.filter(pl.col("state") != "ended")
    manifest = facts.manifest
    return {
        "manifest": manifest,
        "as_of": facts.scope.as_of,
        "month": month(facts.scope.last_month),
        "outcome": {
            "complete": "complète",
            "degraded": "dégradée",
            "failed": "arrêtée",
        }[manifest["outcome"]],
        "totals": _totals(living),
        "states": _counts(facts.cases, "state", wording.STATES),
        "kinds": _kinds(living),
        "funnel": _funnel(facts, living),
        "by_benefit": _chart(facts, "benefit", wording.BENEFITS, "Par prestation"),
        "by_rule": _chart(
            facts,
            "rule_id",
            {rule.id: f"{_short(rule.title)} ({rule.id})" for rule in facts.rules},
            "Par règle",
        ),
        "by_month": _by_month(facts),
        "cases": living.head(FIRST_CASES).to_dicts(),
        "case_count": living.height,
        "quarantine": _quarantine(facts),
        "checks": facts.checks.to_dicts(),
        "failed": facts.checks.filter(pl.col("outcome") != "met").to_dicts(),
        "unknowns": _unknowns(facts),
        "number": number,
    }


def _short(title: str, limit: int = 38) -> str:
    return title if len(title) <= limit else title[: limit - 1].rstrip() + "…"


def _totals(cases: pl.DataFrame) -> dict[str, Any]:
    names = (
        "overpaid",
        "underpaid",
        "recoverable",
        "prescribed",
        "under_threshold",
        "already_in_debt",
        "at_risk_next_month",
    )
    return cases.select(pl.col(names).sum()).row(0, named=True)


def _counts(
    cases: pl.DataFrame, column: str, words: dict[str, str]
) -> list[tuple[str, int]]:
    found = dict(cases[column].value_counts().iter_rows())
    return [(words[code], found[code]) for code in words if code in found]


def _kinds(cases: pl.DataFrame) -> list[dict[str, Any]]:
    found = (
        cases.group_by("kind")
        .agg(
            pl.len().alias("cases"),
            pl.col("overpaid", "underpaid", "recoverable").sum(),
        )
        .sort("kind")
    )
    return [
        {**row, "kind": wording.KINDS_SHORT[row["kind"]]}
        for row in found.iter_rows(named=True)
    ]


def _funnel(facts: RunFacts, cases: pl.DataFrame) -> list[tuple[str, int]]:
    stages = {stage["name"]: stage["rows"] for stage in facts.manifest["stages"]}
    read = stages.get("read", {})
    return [
        ("enregistrements lus ce mois-ci", read.get("read", 0)),
        ("gardés", read.get("kept", 0)),
        ("mis en quarantaine", read.get("quarantined", 0)),
        ("constats", facts.findings.height),
        ("dossiers à ouvrir", cases.height),
    ]


def _sums(facts: RunFacts, column: str) -> pl.DataFrame:
    counted = pl.col("counted_amount")
    return (
        facts.findings.group_by(column)
        .agg(
            counted.filter(counted > 0).sum().alias("overpaid"),
            (-counted.filter(counted < 0).sum()).alias("underpaid"),
            pl.len().alias("findings"),
        )
        .filter((pl.col("overpaid") != 0) | (pl.col("underpaid") != 0))
    )


def _chart(facts: RunFacts, column: str, labels: dict[str, str], title: str) -> str:
    rows = _sums(facts, column).sort(
        pl.col("overpaid") + pl.col("underpaid"), column, descending=[True, False]
    )
    bars = [
        Bar(labels.get(row[column], row[column]), row["overpaid"], row["underpaid"])
        for row in rows.iter_rows(named=True)
    ]
    return bar_chart(bars, title) if bars else ""


def _by_month(facts: RunFacts) -> str:
    rows = _sums(facts, "month").sort("month").tail(MONTHS_SHOWN)
    bars = [
        Bar(
            month(row["month"]),
            row["overpaid"] or Decimal(0),
            row["underpaid"] or Decimal(0),
        )
        for row in rows.iter_rows(named=True)
    ]
    return bar_chart(bars, "Par mois de droit") if bars else ""


def _quarantine(facts: RunFacts) -> list[dict[str, Any]]:
    return (
        facts.quarantine.group_by("source", "table", "reason")
        .agg(pl.len().alias("rows"))
        .sort(
            "rows", "source", "table", "reason", descending=[True, False, False, False]
        )
        .to_dicts()
    )


def _unknowns(facts: RunFacts) -> list[dict[str, Any]]:
    titles = {rule.id: rule.title for rule in facts.rules}
    return (
        facts.unknowns.group_by("rule_id", "missing")
        .agg(pl.col("rows").sum())
        .sort("rule_id", "missing", nulls_last=True)
        .with_columns(pl.col("rule_id").replace(titles).alias("title"))
        .to_dicts()
    )
