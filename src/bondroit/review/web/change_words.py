"""What an action changed, as the journal and a record's page say it in French."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from bondroit.engine.french import money
from bondroit.review.vocabulary import (
    ANSWER_LABELS,
    DEADLINE_LABELS,
    REASON_LABELS,
    ROLE_LABELS,
    STATE_LABELS,
    VERDICT_LABELS,
)
from bondroit.review.web import sentences
from bondroit.review.web.moments import when

LONGEST: Final = 60
"""Characters of a value that stay on one line."""

NAMES: Final = {
    "active": "actif",
    "already": "déjà importée",
    "amount": "montant",
    "answer": "réponse",
    "assigned_at": "pris le",
    "assignee_id": "agent",
    "blind": "à l'aveugle",
    "changed": "ce qui a changé",
    "code": "conclusion",
    "concluded_at": "conclu le",
    "content": "empreinte du contenu",
    "deadline": "échéance (numéro)",
    "done": "faite",
    "drawn": "tirés au hasard",
    "due_on": "attendu le",
    "ended": "terminés",
    "expected": "attendu de la règle",
    "expires": "jusqu'au",
    "format": "format",
    "key_hash": "empreinte du sujet",
    "kind": "nature",
    "known": "déjà connus",
    "lines": "lignes",
    "local": "compte local",
    "name": "nom",
    "new": "nouveaux dossiers",
    "note_sha256": "empreinte de la note",
    "on": "le",
    "query": "filtres",
    "questions": "rapprochements à confirmer",
    "reason": "motif",
    "reference": "référence",
    "reopened": "à revoir",
    "roles": "rôles",
    "rows": "lignes chiffrées",
    "rule": "règle",
    "rules": "conclusion par règle",
    "run_id": "exécution",
    "shared": "partagée",
    "state": "état",
    "status": "suite donnée",
    "template": "modèle",
    "verdict": "conclusion (numéro)",
}
"""Keys of what the journal keeps; those of a deletion by age are French as they stand."""

HIDDEN: Final = frozenset({"sort_amount"})
"""Keys that say nothing to a reader: figures that the desk sorts on."""

_WORDS: Final[dict[str, Mapping[Any, str]]] = {
    "answer": ANSWER_LABELS,
    "code": VERDICT_LABELS,
    "expected": sentences.EXPECTED,
    "kind": DEADLINE_LABELS,
    "reason": REASON_LABELS,
    "roles": ROLE_LABELS,
    "rules": VERDICT_LABELS,
    "state": STATE_LABELS,
    "status": sentences.REPORTS,
}


def changed(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    accounts: Mapping[int, str] | None = None,
) -> list[tuple[str, str, str]]:
    """Return what differs between two states: name, before, after, in French.

    Args:
        before: what changed, as it was.
        after: what changed, as it is.
        accounts: names of accounts, by number.

    """
    return [
        (
            NAMES.get(name, name),
            said(name, before.get(name), accounts),
            said(name, after.get(name), accounts),
        )
        for name in {**before, **after}
        if name not in HIDDEN and before.get(name) != after.get(name)
    ]


def said(name: str, value: object, accounts: Mapping[int, str] | None = None) -> str:
    """Return one value in words, in short; nothing for none."""
    if name == "assignee_id" and isinstance(value, int):
        return (accounts or {}).get(value, f"compte {value}")
    if name == "amount" and isinstance(value, str):
        return money(Decimal(value))
    text = _words(value, _WORDS.get(name, {}))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}…"


def _words(value: object, words: Mapping[Any, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(_words(one, words) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} : {_words(one, words)}" for key, one in value.items())
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return words.get(text, when(text))
