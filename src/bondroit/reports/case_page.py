"""One case as the words and figures of its page; no HTML here."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bondroit.engine.french import money, month
from bondroit.model.rule import LegalText, Rule
from bondroit.reports import wording
from bondroit.reports.case_rows import CaseRows
from bondroit.reports.timeline import Event, Span, timeline

SHOWN_SENTENCES = 12
Row = Mapping[str, Any]


def headline(
    case: Row, rules: Mapping[str, Rule], findings: list[dict[str, Any]]
) -> str:
    """Return the one sentence of page one: what, which months, how much."""
    amounts = []
    if case["overpaid"]:
        amounts.append(f"{money(case['overpaid'])} trop versés")
    if case["underpaid"]:
        amounts.append(f"{money(case['underpaid'])} à rappeler")
    size = "écart à vérifier: " + (" et ".join(amounts) or "sans montant")
    titles = _main_titles(rules, findings)
    benefits = wording.benefit_names(case["benefits"])
    when = wording.period(case["first_month"], case["last_month"])
    return f"{titles}. {benefits}, {when}, {size}."


def _main_titles(rules: Mapping[str, Rule], findings: list[dict[str, Any]]) -> str:
    """Return the titles of the rules, those that carry most euros first."""
    weights: dict[str, Decimal] = {}
    for row in findings:
        counted = abs(row["counted_amount"] or Decimal(0))
        weights[row["rule_id"]] = weights.get(row["rule_id"], Decimal(0)) + counted
    carrying = [rule for rule, weight in weights.items() if weight]
    ranked = sorted(carrying or weights, key=lambda rule: (-weights[rule], rule))
    first, *others = [rules[rule].title for rule in ranked[:3]]
    return "; ".join([first, *[_lower(title) for title in others]])


def _lower(title: str) -> str:
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def rule_cards(
    rules: Mapping[str, Rule], findings: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return one card a rule: sentences, conditions, values seen, law, exclusions."""
    cards = []
    for rule_id in sorted({row["rule_id"] for row in findings}):
        rule = rules[rule_id]
        own = [row for row in findings if row["rule_id"] == rule_id]
        sentences = list(dict.fromkeys(row["explanation"] for row in own))
        cards.append(
            {
                "rule": rule,
                "kind": wording.RULE_KINDS[rule.kind],
                "severity": wording.SEVERITIES[rule.severity],
                "count": len(own),
                "counted": sum(
                    (row["counted_amount"] or Decimal(0) for row in own), Decimal(0)
                ),
                "sentences": sentences[:SHOWN_SENTENCES],
                "more": max(len(sentences) - SHOWN_SENTENCES, 0),
                "conditions": [
                    wording.clause_words(clause.name) for clause in rule.when
                ],
                "exclusions": [
                    wording.clause_words(clause.name) for clause in rule.unless
                ],
                "values": _values(own[0]["evidence"]),
                "values_month": own[0]["month"],
                "law": _law(rule, own),
            }
        )
    return cards


def _values(evidence: str | None) -> list[dict[str, Any]]:
    return [] if evidence is None else json.loads(evidence)


def _law(rule: Rule, findings: list[dict[str, Any]]) -> list[LegalText]:
    """Return the articles in force in one of the months at least."""
    months = [row["month"] for row in findings if row["month"] is not None]
    if not months:
        return list(rule.legal_basis)
    return [
        article
        for article in rule.legal_basis
        if (article.since is None or article.since <= max(months))
        and (article.until is None or article.until >= min(months))
    ]


def proofs(findings: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Return the rows and the files that the findings rest on, each once."""
    keys: set[str] = set()
    files: set[str] = set()
    for row in findings:
        for entry in _values(row["evidence"]):
            if entry["table"] != "parameters":
                keys.update(entry["keys"])
                files.update(name.split("#")[0] for name in entry["files"])
    return sorted(keys), sorted(files)


def month_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the month table with the place of each month in words."""
    return [{**row, "place": _place(row)} for row in rows]


def _place(row: Row) -> str:
    if row["already_in_debt"]:
        return "déjà en indu"
    if row["prescribed"]:
        return "prescrit"
    if row["undated"]:
        return "date de paiement inconnue"
    if row["claimable"]:
        return f"jusqu'au {wording.day(row['prescribed_on'])}"
    return "à rappeler" if row["underpaid"] else "–"


def picture(case: Row, rows: CaseRows, first: date, last: date) -> str:
    """Draw the case's timeline between two days."""
    case_id = case["case_id"]
    spans = [_right(row, last) for row in rows.rights.get(case_id, [])]
    spans += [_stay(row) for row in rows.stays.get(case_id, [])]
    spans += [
        _payment(row) for row in rows.payments.get(case_id, []) if row["net_paid"]
    ]
    spans += [span for row in rows.months.get(case_id, []) for span in _gaps(row)]
    inside = [
        span for span in spans if span.start <= last and (span.end or last) >= first
    ]
    events = [
        Event(day=row["death_date"], title=f"Décès ({row['band']})")
        for row in rows.links.get(case_id, [])
        if row.get("death_date") is not None and first <= row["death_date"] <= last
    ]
    return timeline(inside, list(dict.fromkeys(events)), first, last)


def _name(benefit: str) -> str:
    return wording.BENEFITS.get(benefit, benefit)


def _right(row: Row, last: date) -> Span:
    state = {
        "open": "ouvert",
        "suspended": "suspendu",
        "closed": "clos",
        "refused": "refusé",
    }
    ends = [day for day in (row["valid_to"], row["end_date"]) if day is not None]
    return Span(
        row=f"Droit {_name(row['benefit'])}",
        kind="right" if row["state"] == "open" else "paid",
        start=max(row["valid_from"], row["start_date"]),
        end=min(ends) if ends else None,
        title=f"Droit {_name(row['benefit'])} {state[row['state']]} "
        f"du {wording.day(row['valid_from'])} au {wording.day(min([*ends, last]))}",
    )


def _stay(row: Row) -> Span:
    kind = wording.STAYS[row["kind"]]
    end = row["end_date"]
    return Span(
        row="Séjours",
        kind="stay",
        start=row["start_date"],
        end=end,
        title=f"Séjour ({kind}) du {wording.day(row['start_date'])} "
        + (f"au {wording.day(end)}" if end else "(en cours)"),
    )


def _payment(row: Row) -> Span:
    return Span(
        row=f"Versé {_name(row['benefit'])}",
        kind="paid",
        start=row["month"],
        end=_month_end(row["month"]),
        title=f"{month(row['month'])}: {money(row['net_paid'])} versés",
    )


def _gaps(row: Row) -> list[Span]:
    spans = []
    for name, kind, words in (
        ("overpaid", "gap", "trop versés"),
        ("underpaid", "owed", "à rappeler"),
    ):
        if row[name]:
            spans.append(
                Span(
                    row="Écarts à vérifier",
                    kind=kind,
                    start=row["month"],
                    end=_month_end(row["month"]),
                    title=f"{month(row['month'])}: {money(row[name])} {words}",
                )
            )
    return spans


def _month_end(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
