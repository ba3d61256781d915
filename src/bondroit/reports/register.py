"""The register of rules that the law on algorithmic transparency asks to publish.

French, without a name or a figure of a person: purpose, role in the decision, data and
sources, parameters and operations of each rule (CRPA L311-3-1, R311-3-1-1, R311-3-1-2,
L312-1-3).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bondroit.config import LetterConfig
from bondroit.engine import french
from bondroit.engine.labels import LABELS
from bondroit.engine.language.syntax import Node, Op
from bondroit.engine.parameter_files import DatedValue
from bondroit.engine.parameters import Parameters
from bondroit.engine.precision import Measure
from bondroit.engine.rule_checks import CheckedRule, check_rule
from bondroit.engine.rulebook import Rulebook
from bondroit.engine.views.catalogue import VIEWS
from bondroit.errors import ProblemList
from bondroit.model.rule import LegalText, Rule, Status
from bondroit.model.tables import TABLES
from bondroit.reports import wording
from bondroit.reports.accents import clause_words
from bondroit.reports.clause_french import Speaker
from bondroit.reports.pages import Pages
from bondroit.reports.spoken import labels_of

PUBLISHED = {
    Status.ACTIVE: "en vigueur",
    Status.PILOT: "en pilote",
    Status.SHADOW: "à blanc",
}
"""Statuses of the rules that a run computes, in words; the others are left out."""

ROLE = (
    "La règle signale un écart à vérifier et en donne les raisons. Un agent le vérifie, "
    "entend la personne et décide ; rien n'est suspendu, réclamé ni versé sans lui."
)
SHADOW_ROLE = (
    "La règle est calculée à blanc : personne d'autre que son auteur ne voit ce qu'elle "
    "trouve, et aucune décision ne s'appuie sur elle."
)
_TO_FILL = "à compléter"
_UNITS = {"EUR": "€", "EUR/mois": "€ par mois"}
_COUNTED = {"jour", "heure", "minute", "an", "part"}
_STATUSES = {
    "stated": "lue dans le texte",
    "derived": "calculée d'autres valeurs",
    "gap": "non trouvée",
    "ended": "fin d'application",
    "rule": "règle sans nombre",
    "to_verify": "à vérifier",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What a register is made of.

    Attributes:
        book: rules and parameters in force.
        on: the day on which values are in force.
        measured: precision by rule id.
        departement: code, or empty.
        letters: who answers, from `bondroit.yml`.

    """

    book: Rulebook
    on: date
    measured: Mapping[str, Measure]
    departement: str
    letters: LetterConfig


def write_register(register: Register, out: Path) -> list[Path]:
    """Write `registre.html` and `registre.json`; return both.

    Args:
        register: what it is made of.
        out: an existing folder.

    Raises:
        ProblemList: a rule that cannot be read over its view.

    """
    content = register_content(register)
    page, data = out / "registre.html", out / "registre.json"
    page.write_text(
        Pages("register.html.j2").render({**content, "on": register.on}),
        encoding="utf-8",
    )
    data.write_text(
        json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return [page, data]


def register_content(register: Register) -> dict[str, Any]:
    """Return the whole register as plain values."""
    rules = [rule for rule in register.book.rules if rule.status in PUBLISHED]
    entries = [_entry(checked, register) for checked in _checked(rules, register)]
    letters = register.letters
    return {
        "departement": register.departement,
        "date": register.on.isoformat(),
        "contact": {
            "authority": letters.authority or _TO_FILL,
            "service": letters.service or _TO_FILL,
            "email": letters.email or _TO_FILL,
            "rights": letters.rights_contact or _TO_FILL,
        },
        "counts": {
            words: sum(rule.status is status for rule in rules)
            for status, words in PUBLISHED.items()
        },
        "benefits": [
            {"code": code, "name": name}
            for code, name in wording.BENEFITS.items()
            if any(code in rule.benefits for rule in rules)
        ],
        "rules": entries,
    }


def _checked(rules: Iterable[Rule], register: Register) -> list[CheckedRule]:
    names = register.book.parameters.names()
    pairs = [check_rule(rule, VIEWS, names) for rule in rules]
    problems = [problem for _, wrong in pairs for problem in wrong]
    if problems:
        raise ProblemList(problems)
    return [checked for checked, _ in pairs if checked is not None]


def _entry(checked: CheckedRule, register: Register) -> dict[str, Any]:
    rule, parameters = checked.rule, register.book.parameters
    speaker = Speaker(labels_of(rule, parameters))
    shadow = rule.status is Status.SHADOW
    return {
        "id": rule.id,
        "version": rule.version,
        "sha256": rule.digest,
        "title": rule.title,
        "status": LABELS[rule.status.value],
        "local_status": rule.id in register.book.switched,
        "benefit_codes": list(rule.benefits),
        "benefits": wording.benefit_names(list(rule.benefits)),
        "purpose": _purpose(rule),
        "role": SHADOW_ROLE if shadow else ROLE,
        "kind": wording.RULE_KINDS[rule.kind],
        "severity": wording.SEVERITIES[rule.severity],
        "row": _text(checked.view.doc),
        "conditions": _operations(checked, speaker, exclusion=False),
        "exclusions": _operations(checked, speaker, exclusion=True),
        "amount": None if checked.amount is None else speaker.value(checked.amount),
        "amount_text": rule.amount,
        "data": list(_data(checked)),
        "sources": list(_sources(checked)),
        "parameters": list(_parameters(checked, parameters, register.on)),
        "law": [_law(text) for text in rule.legal_basis],
        "innocent_explanations": list(rule.innocent_explanations),
        "verify": list(rule.verify),
        "note": rule.note,
        "changes": [
            {"version": one.version, "on": one.on.isoformat(), "what": one.what}
            for one in rule.changes
        ],
        "precision": _precision(register.measured.get(rule.id)),
    }


def _purpose(rule: Rule) -> str:
    way = {
        "overpayment": "repérer des sommes versées en trop",
        "underpayment": "repérer des sommes dues qui n'ont pas été versées",
        "either": "repérer des écarts entre le versé et le dû, dans les deux sens",
        "data_quality": "repérer des données à corriger",
        "protection": "repérer une situation où la personne est à protéger",
    }
    return f"{way[rule.direction.value]}."


def _operations(
    checked: CheckedRule, speaker: Speaker, *, exclusion: bool
) -> list[dict[str, str]]:
    return [
        {
            "name": clause_words(part.clause.name),
            "words": speaker.clause(part.tree),
            "text": " ".join(part.clause.text.split()),
        }
        for part in checked.clauses
        if part.exclusion is exclusion
    ]


def _names(checked: CheckedRule, op: Op) -> tuple[str, ...]:
    trees: list[Node] = [part.tree for part in checked.clauses]
    trees += [tree for tree in (checked.amount, checked.debtor) if tree is not None]
    return tuple(dict.fromkeys(name for tree in trees for name in tree.names(op)))


def _data(checked: CheckedRule) -> Iterator[dict[str, str]]:
    for name in _names(checked, Op.COLUMN):
        column = checked.view.column(name)
        if column is not None:
            yield {"name": name, "label": column.label, "doc": _text(column.doc)}


def _text(doc: str) -> str:
    """Return a sentence of the reference without its marks of code."""
    return doc.replace("`", "")


def _sources(checked: CheckedRule) -> Iterator[dict[str, str]]:
    """Yield the tables behind the values, each once, in the order of the contract."""
    columns = [checked.view.column(name) for name in _names(checked, Op.COLUMN)]
    read = {
        table for column in columns if column is not None for table in column.tables
    }
    for name, table in TABLES.items():
        if name in {*read, *checked.view.needs}:
            yield {"table": name, "doc": _text(table.doc)}


def _parameters(
    checked: CheckedRule, parameters: Parameters, on: date
) -> Iterator[dict[str, Any]]:
    for name in _names(checked, Op.PARAMETER):
        one = parameters.describe(name)
        past = [value for value in one.values if value.start <= on]
        value = parameters.value(name, on)
        dated = past[-1] if past else None
        yield {
            "name": name,
            "description": one.description,
            "value": None if value is None else str(value),
            "shown": "inconnue" if value is None else _shown(value, one.unit),
            "unit": one.unit,
            **_origin(dated),
        }


def _shown(value: Decimal, unit: str) -> str:
    words = _UNITS.get(unit, unit)
    several = unit in _COUNTED and abs(value) >= 2  # noqa: PLR2004 - French plural
    return f"{french.number(value)}{french.SPACE}{words}{'s' if several else ''}"


def _origin(value: DatedValue | None) -> dict[str, str | None]:
    if value is None:
        return {"since": None, "shown_since": None, "source": None, "status": None}
    return {
        "since": value.start.isoformat(),
        "shown_since": french.full_date(value.start),
        "source": value.source,
        "status": _STATUSES[value.status] if value.source else None,
    }


def _law(text: LegalText) -> str:
    since = f", depuis le {french.full_date(text.since)}" if text.since else ""
    until = f", jusqu'au {french.full_date(text.until)}" if text.until else ""
    return f"{text.text}{since}{until}"


def _precision(found: Measure | None) -> dict[str, Any] | None:
    if found is None or not found.reviewed:
        return None
    return {
        "reviewed": found.reviewed,
        "confirmed": found.confirmed,
        "shown": str(found),
    }
