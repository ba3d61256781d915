"""Rule cards: conditions beside the values seen, law in force, and what proves them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bondroit.engine.french import SPACE
from bondroit.engine.parameters import Parameters
from bondroit.model.rule import Clause, LegalText, Rule
from bondroit.reports import wording
from bondroit.reports.accents import clause_words
from bondroit.reports.case_frames import Row
from bondroit.reports.case_page import ranked_rules
from bondroit.reports.own_benefit import benefits_of, own_articles, own_texts
from bondroit.reports.proof_frames import PARAMETERS
from bondroit.reports.spoken import columns_of, labels_of, spoken

FIRST_SENTENCES = 3
_UNITS = re.compile(r"^((?!1 |0 )[\d\s]+ (?:jour|heure|minute|an))$")
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One line of a card: a clause, in words, and the columns it reads."""

    name: str
    text: str
    answer: str
    columns: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWords:
    """What a card says whatever the case."""

    rule: Rule
    conditions: tuple[Condition, ...]
    amount: str | None
    amount_columns: frozenset[str]


def rule_words(rule: Rule, parameters: Parameters) -> RuleWords:
    """Put a rule in words, once a run."""
    labels = labels_of(rule, parameters)

    def line(clause: Clause, prefix: str, answer: str) -> Condition:
        return Condition(
            name=prefix + clause_words(clause.name),
            text=spoken(clause.text, labels),
            answer=answer,
            columns=columns_of(clause.text),
        )

    return RuleWords(
        rule=rule,
        conditions=(
            *(line(clause, "", "oui") for clause in rule.when),
            *(line(clause, "sauf : ", "non") for clause in rule.unless),
        ),
        amount=None if rule.amount is None else spoken(rule.amount, labels),
        amount_columns=columns_of(rule.amount or ""),
    )


def rule_cards(
    words: Mapping[str, RuleWords], findings: list[Row]
) -> list[dict[str, Any]]:
    """Return one card a rule, those that carry most euros first."""
    by_rule: dict[str, list[Row]] = {}
    for row in findings:
        by_rule.setdefault(row["rule_id"], []).append(row)
    return [_card(words[rule], by_rule[rule]) for rule in ranked_rules(findings)]


def _card(words: RuleWords, findings: list[Row]) -> dict[str, Any]:
    rule = words.rule
    counted = [row["counted_amount"] or Decimal(0) for row in findings]
    shown = max(enumerate(findings), key=lambda item: (abs(counted[item[0]]), item[0]))[
        1
    ]
    entries = _entries(shown["evidence"])
    shown_benefits = benefits_of(findings)
    sentences = list(dict.fromkeys(row["explanation"] for row in findings))
    return {
        "rule": rule,
        "kind": wording.RULE_KINDS[rule.kind],
        "severity": wording.SEVERITIES[rule.severity],
        "count": len(findings),
        "counted": sum(counted, Decimal(0)),
        "sentences": sentences[:FIRST_SENTENCES],
        "others": sentences[FIRST_SENTENCES:],
        "month": shown["month"],
        "lines": _lines(words, entries),
        "law": _law(rule, findings),
        "innocent": own_texts(rule.innocent_explanations, rule, shown_benefits),
        "verify": own_texts(rule.verify, rule, shown_benefits),
    }


def _lines(words: RuleWords, entries: list[Entry]) -> list[dict[str, Any]]:
    """Return the lines of the card: what is asked, the answer, the values."""
    lines = [
        {
            "name": one.name,
            "text": one.text,
            "answer": one.answer,
            "values": [entry for entry in entries if entry["column"] in one.columns],
        }
        for one in words.conditions
    ]
    asked = frozenset().union(*(one.columns for one in words.conditions))
    if words.amount is not None:
        lines.append(
            {
                "name": "montant de l'écart",
                "text": words.amount,
                "answer": "calculé",
                "values": [
                    entry
                    for entry in entries
                    if entry["column"] in words.amount_columns
                ],
            }
        )
        asked |= words.amount_columns
    cited = [
        entry
        for entry in entries
        if entry["column"] not in asked and entry["column"] != "month"
    ]
    if cited:
        lines.append(
            {"name": "autres valeurs", "text": "", "answer": "citées", "values": cited}
        )
    return lines


def _entries(evidence: str | None) -> list[Entry]:
    found: list[Entry] = [] if evidence is None else json.loads(evidence)
    return [_as_read(entry) for entry in found]


def _as_read(entry: Entry) -> Entry:
    """Return an entry whose parameter reads like any other value."""
    if entry["table"] != PARAMETERS:
        return entry
    text = _UNITS.sub(r"\1s", re.sub(r" EUR\b", f"{SPACE}€", entry["text"]))
    return {**entry, "label": entry["label"].rstrip("."), "text": text}


def _law(rule: Rule, findings: list[Row]) -> list[LegalText]:
    """Return the articles of the benefit in force in one of the months at least."""
    articles = own_articles(rule, benefits_of(findings))
    months = [row["month"] for row in findings if row["month"] is not None]
    if not months:
        return articles
    return [
        article
        for article in articles
        if (article.since is None or article.since <= max(months))
        and (article.until is None or article.until >= min(months))
    ]
