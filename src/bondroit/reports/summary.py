"""`summary.html`: the run at a glance, without a name or a number of a person."""

from pathlib import Path
from typing import Any

import polars as pl

from bondroit.engine.views.catalogue import VIEWS
from bondroit.reports import wording
from bondroit.reports.case_json import AMOUNTS
from bondroit.reports.charts import Bar, bar_chart, column_chart
from bondroit.reports.facts import RunFacts
from bondroit.reports.pages import Pages
from bondroit.reports.set_aside import set_aside_cases, to_check
from bondroit.reports.verdict_words import REASONS, VERDICTS

FIRST_CASES = 50
CHARTED = 15
"""Bars of a chart; the table below holds every rule."""
MONTHS_SHOWN = 36
SHOWN_REASONS = 30
"""Reasons of quarantine listed; a broken file can have one a row."""


def write_summary(facts: RunFacts, path: Path) -> None:
    """Write the summary: funnel, charts, first cases, quarantine, checks, unknowns."""
    content = _content(to_check(facts))
    content["states"] = _counts(facts.cases, "state", wording.STATES)
    content["set_aside"] = _set_aside(facts)
    page = Pages("summary.html.j2").render(content)
    path.write_text(page, encoding="utf-8")


def _content(facts: RunFacts) -> dict[str, Any]:
    living = facts.cases.filter(pl.col("state") != "ended")
    manifest = facts.manifest
    quarantine = _quarantine(facts)
    return {
        "manifest": manifest,
        "as_of": facts.scope.as_of,
        "month": facts.scope.last_month,
        "first_month": facts.scope.first_month,
        "outcome": wording.OUTCOMES[manifest["outcome"]],
        "totals": living.select(pl.col(AMOUNTS).sum()).row(0, named=True),
        "severities": _counts(living, "severity", wording.SEVERITIES),
        "kinds": _kinds(living),
        "funnel": _funnel(facts, living),
        "by_benefit": _chart(facts, "benefit", wording.BENEFITS, "Par prestation"),
        "by_rule": _chart(facts, "rule_id", _rule_labels(facts), "Par règle"),
        "charted": CHARTED,
        "more_rules": _with_euros(_sums(facts, "rule_id")).height > CHARTED,
        "by_month": _by_month(facts),
        "rules": _rules(facts),
        "cases": living.head(FIRST_CASES).to_dicts(),
        "case_count": living.height,
        "quarantine": quarantine[:SHOWN_REASONS],
        "more_quarantine": max(len(quarantine) - SHOWN_REASONS, 0),
        "checks": facts.checks.height,
        "failed": facts.checks.filter(pl.col("outcome") != "met").to_dicts(),
        "unknowns": _unknowns(facts),
        "excepted": _excepted(facts),
        "expired": facts.manifest.get("exceptions", {}).get("expired", []),
    }


def _rule_labels(facts: RunFacts) -> dict[str, str]:
    return {
        rule.id: f"{_short(rule.title)} ({rule.id.removeprefix('AIS-')})"
        for rule in facts.rules
    }


def _short(title: str, limit: int = 32) -> str:
    return title if len(title) <= limit else title[: limit - 1].rstrip() + "…"


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
    steps = [
        ("enregistrements lus ce mois-ci", read.get("read")),
        ("gardés", read.get("kept")),
        ("en quarantaine", read.get("quarantined")),
        ("constats", facts.findings.height),
        ("dossiers à ouvrir", cases.height),
        (
            "dossiers avec un montant recouvrable",
            cases.filter(pl.col("recoverable") > 0).height,
        ),
    ]
    return [(label, count) for label, count in steps if count is not None]


def _sums(facts: RunFacts, column: str) -> pl.DataFrame:
    counted = pl.col("counted_amount").fill_null(0)
    return facts.findings.group_by(column).agg(
        overpaid=counted.filter(counted > 0).sum(),
        underpaid=-counted.filter(counted < 0).sum(),
        findings=pl.len(),
    )


def _with_euros(sums: pl.DataFrame) -> pl.DataFrame:
    return sums.filter((pl.col("overpaid") != 0) | (pl.col("underpaid") != 0))


def _chart(facts: RunFacts, column: str, labels: dict[str, str], title: str) -> str:
    rows = _with_euros(_sums(facts, column)).sort(
        pl.col("overpaid") + pl.col("underpaid"), column, descending=[True, False]
    )
    bars = [
        Bar(
            labels.get(row[column], row[column] or "sans prestation"),
            row["overpaid"],
            row["underpaid"],
        )
        for row in rows.head(CHARTED).iter_rows(named=True)
    ]
    return bar_chart(bars, title) if bars else ""


def _by_month(facts: RunFacts) -> str:
    rows = _with_euros(_sums(facts, "month")).drop_nulls("month").sort("month")
    shown = [
        (row["month"], row["overpaid"], row["underpaid"])
        for row in rows.tail(MONTHS_SHOWN).iter_rows(named=True)
    ]
    return column_chart(shown, "Par mois de droit") if shown else ""


def _rules(facts: RunFacts) -> list[dict[str, Any]]:
    """Return what each rule that fired brought: findings, cases, euros counted."""
    rules = {rule.id: rule for rule in facts.rules}
    cases = (
        facts.cases.filter(pl.col("state") != "ended")
        .select(pl.col("rules").list.explode().alias("rule_id"))
        .group_by("rule_id")
        .agg(cases=pl.len())
    )
    rows = _sums(facts, "rule_id").join(cases, on="rule_id", how="left").sort("rule_id")
    return [
        {
            **row,
            "title": wording.rule_title(rules[row["rule_id"]]),
            "severity": wording.SEVERITIES[rules[row["rule_id"]].severity],
            "kind": wording.RULE_KINDS[rules[row["rule_id"]].kind],
        }
        for row in rows.iter_rows(named=True)
    ]


def _quarantine(facts: RunFacts) -> list[dict[str, Any]]:
    return (
        facts.quarantine.group_by("source", "table", "reason")
        .agg(pl.len().alias("rows"))
        .sort(
            "rows",
            "source",
            "table",
            "reason",
            descending=[True, False, False, False],
            nulls_last=True,
        )
        .to_dicts()
    )


def _unknowns(facts: RunFacts) -> list[dict[str, Any]]:
    """Return what could not be judged, by rule and missing thing, in French."""
    rules = {rule.id: rule for rule in facts.rules}
    rows = (
        facts.unknowns.group_by("rule_id", "missing")
        .agg(
            pl.col("rows").sum(),
            first=pl.col("month").min(),
            last=pl.col("month").max(),
        )
        .sort("rule_id", "missing", nulls_last=True)
    )
    return [
        {
            **row,
            "title": wording.rule_title(rules[row["rule_id"]]),
            "words": missing_words(rules[row["rule_id"]].view, row["missing"]),
        }
        for row in rows.iter_rows(named=True)
    ]


def _set_aside(facts: RunFacts) -> list[dict[str, Any]]:
    """Count the cases set aside at the desk, by conclusion, reason and month."""
    rows = (
        set_aside_cases(facts)
        .with_columns(pl.col("decided_on").dt.month_start())
        .group_by("code", "reason", "decided_on")
        .agg(cases=pl.len())
        .sort("decided_on", "code", "reason", nulls_last=True)
    )
    return [
        {
            "code": VERDICTS.get(code, "–"),
            "reason": REASONS.get(reason, "–"),
            "month": month,
            "cases": cases,
        }
        for code, reason, month, cases in rows.iter_rows()
    ]


def _excepted(facts: RunFacts) -> list[dict[str, Any]]:
    """Return what exceptions set aside, by rule and reason: never whom it is about."""
    titles = {rule.id: wording.rule_title(rule) for rule in facts.rules}
    rows = (
        facts.excepted.group_by(
            "rule_id", "exception_reason", "exception_author", "exception_expires"
        )
        .agg(findings=pl.len())
        .sort("rule_id", "exception_expires", "exception_reason", "exception_author")
    )
    return [
        {
            "rule_id": rule,
            "title": titles.get(rule, rule),
            "reason": reason,
            "author": author,
            "expires": expires,
            "findings": findings,
        }
        for rule, reason, author, expires, findings in rows.iter_rows()
    ]


def missing_words(view: str, missing: str | None) -> str:
    """Return what is missing in French: a column's label, a table's name.

    Args:
        view: the view of the rule.
        missing: a column of the view, a table or a parameter.

    """
    if missing is None:
        return "non précisé"
    column = VIEWS[view].column(missing) if view in VIEWS else None
    if column is not None:
        return column.label
    if missing in wording.TABLES:
        return f"fichier des {wording.TABLES[missing]}"
    return missing
