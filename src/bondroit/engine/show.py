"""A rule as a page, and rules as a list, in French, for their authors."""

import json
from collections.abc import Iterable, Mapping

import polars as pl

from bondroit.engine.french import money
from bondroit.engine.labels import LABELS
from bondroit.engine.precision import Measure
from bondroit.model.rule import Clause, LegalText, Rule

LISTED: dict[str, pl.DataType] = {
    "id": pl.String(),
    "version": pl.Int32(),
    "status": pl.String(),
    "family": pl.String(),
    "kind": pl.String(),
    "severity": pl.String(),
    "direction": pl.String(),
    "benefits": pl.String(),
    "view": pl.String(),
    "title": pl.String(),
}


def list_rules(rules: Iterable[Rule]) -> pl.DataFrame:
    """Return one row a rule: LISTED columns, by id."""
    rows = [
        {
            "id": rule.id,
            "version": rule.version,
            "status": rule.status.value,
            "family": rule.family,
            "kind": rule.kind.value,
            "severity": rule.severity,
            "direction": rule.direction.value,
            "benefits": " ".join(rule.benefits),
            "view": rule.view,
            "title": rule.title,
        }
        for rule in rules
    ]
    return pl.DataFrame(rows, schema=LISTED).sort("id")


_SHOWN = ("id", "status", "family", "severity", "view", "precision")


def list_lines(
    rules: Iterable[Rule], measured: Mapping[str, Measure] | None = None
) -> list[str]:
    """Return the list as aligned text, `–` where no precision is measured."""
    precision = measured or {}
    rows = [
        {**row, "precision": str(precision.get(row["id"], "–"))}
        for row in list_rules(rules).iter_rows(named=True)
    ]
    widths = {name: max(len(row[name]) for row in rows) for name in _SHOWN if rows}
    return [
        "  ".join([*(row[n].ljust(widths[n]) for n in _SHOWN), row["title"]])
        for row in rows
    ]


def json_lines(
    rules: Iterable[Rule], measured: Mapping[str, Measure] | None = None
) -> list[str]:
    """Return the list as JSON: columns LISTED, `reviewed`, `confirmed`, `precision`."""
    precision = measured or {}
    rows = []
    for row in list_rules(rules).iter_rows(named=True):
        found = precision.get(row["id"], Measure(reviewed=0, confirmed=0))
        rows.append(
            {
                **row,
                "benefits": row["benefits"].split(),
                "reviewed": found.reviewed,
                "confirmed": found.confirmed,
                "precision": found.share,
            }
        )
    return [json.dumps(rows, ensure_ascii=False, indent=2)]


def rule_page(rule: Rule) -> list[str]:
    """Return one rule as lines that read like a page."""
    benefits = ", ".join(_word(benefit) for benefit in rule.benefits)
    lines = [
        f"{rule.id}, version {rule.version} : {rule.title}",
        f"  État : {_word(rule.status)} · portée : {_word(rule.kind)}",
        f"  Urgence : {_word(rule.severity)}",
        f"  Prestations : {benefits}",
        f"  Sens : {_word(rule.direction)} · vue : {rule.view}",
        f"  Fichier : {rule.file.path} · empreinte {rule.digest[:12]}",
        "",
        "La règle signale une ligne quand toutes ces conditions sont vraies :",
        *_clauses(rule.when),
    ]
    if rule.unless:
        lines += ["sauf si l'une de celles-ci l'est :", *_clauses(rule.unless)]
    lines += ["Une donnée inconnue rend la réponse inconnue, jamais vraie ni fausse."]
    if rule.amount:
        lines += ["", f"Montant (payé moins dû) : {_one_line(rule.amount)}"]
    if rule.debtor:
        lines += [f"Qui a reçu l'argent : {_word(_one_line(rule.debtor))}"]
    lines += ["", f"Explication : {_one_line(rule.explain)}"]
    lines += ["", "Textes :", *(f"  - {_law(text)}" for text in rule.legal_basis)]
    lines += ["Explications régulières à vérifier d'abord :"]
    lines += [f"  - {text}" for text in rule.innocent_explanations]
    lines += ["À vérifier :", *(f"  - {text}" for text in rule.verify)]
    if rule.note:
        lines += ["", f"Remarque : {_one_line(rule.note)}"]
    lines += ["", "Exemples :"]
    for example in rule.examples:
        amount = "" if example.amount is None else f", {money(example.amount)}"
        lines.append(f"  - {example.name} : {_word(example.expect)}{amount}")
    return lines


def _word(code: str) -> str:
    return LABELS.get(code, code)


def _clauses(clauses: Iterable[Clause]) -> list[str]:
    return [
        f"  - {clause.name.replace('_', ' ')} : {_one_line(clause.text)}"
        for clause in clauses
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _law(law: LegalText) -> str:
    since = f", depuis le {law.since:%d/%m/%Y}" if law.since else ""
    until = f", jusqu'au {law.until:%d/%m/%Y}" if law.until else ""
    return f"{law.text}{since}{until}"
