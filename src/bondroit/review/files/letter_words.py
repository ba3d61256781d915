"""Every word that a letter's template may name: who writes, to whom, what, by when."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from bondroit.config import LetterConfig, ReviewConfig
from bondroit.reports import wording
from bondroit.reports.typography import typeset
from bondroit.review.files.letter_content import Content, money_of
from bondroit.review.files.letter_pieces import pieces_for, recovery_for
from bondroit.review.services.dossier import Dossier, Person

FACTS_PER_RULE: Final = 3
_TO_FILL: Final = "[à compléter : {}]"
_WORDS: Final = {
    "authority": "nom du Département",
    "service": "service",
    "address": "adresse du service",
    "city": "ville",
    "signatory": "signataire",
    "signatory_title": "fonction du signataire",
    "delegation": "délégation de signature",
    "rights_contact": "adresse pour les demandes de règles et de données",
}
_COPIES: Final = " (article L114-21 du code de la sécurité sociale, pour le RSA)"


def letter_words(
    settings: ReviewConfig,
    dossier: Dossier,
    content: Content,
    recipient: str,
    today: date,
) -> dict[str, Any]:
    """Return every word a template may name.

    Args:
        settings: delays, and who writes.
        dossier: the case.
        content: what it says.
        recipient: name and address, one line a line.
        today: the day of the letter.

    """
    case, letters = dossier.case, settings.letters
    months = [row["month"] for row in content.findings if row["month"]]
    total = sum((abs(money_of(row)) for row in content.findings), Decimal(0))
    words = {
        **_sender(letters),
        "recipient": recipient,
        "case_id": case.case_id,
        "date": wording.day(today),
        "deadline": wording.day(today + timedelta(days=settings.documents_days)),
        "benefits": wording.benefit_names(case.benefits) or "votre dossier",
        "period": wording.period(min(months, default=None), max(months, default=None)),
        "household": case.household_id or "",
        "total": wording.euros(total),
        "greeting": "Madame, Monsieur,",
        "facts": _facts(content.findings),
        "months": list(content.months),
        "sums": dict(content.sums),
        "sources": list(content.sources) or ["Fichiers reçus par le Département"],
        "law": list(content.law) or ["Voir le registre des règles"],
        "innocent": list(content.innocent),
        "pieces": pieces_for(case.rules),
        "recovery": recovery_for(case.benefits),
        "payer": _payer(case.benefits),
        "copies": _COPIES if "RSA" in case.benefits else "",
    }
    return {name: _typeset(value) for name, value in words.items()}


def recipient_of(people: Sequence[Person], rules: Sequence[str]) -> str:
    """Return whom a letter to a person is for: the claimant, or the first record."""
    ranked = sorted(people, key=lambda one: one.role != "claimant")
    if not ranked:
        return _TO_FILL.format("nom et adresse du destinataire")
    known = ranked[0].identity
    name = " ".join(
        str(known[part])
        for part in (
            "first_names",
            "usual_name" if known.get("usual_name") else "birth_name",
        )
        if known.get(part)
    )
    died = any(rule.split("-")[1:2] == ["DEC"] for rule in rules)
    lines = (
        f"Succession de {name}" if died else name,
        known.get("address"),
        known.get("postcode"),
    )
    found = [str(line) for line in lines if line]
    if not known.get("address"):
        found.append(_TO_FILL.format("adresse"))
    return "\n".join(found)


def payer_address(letters: LetterConfig, household_id: str | None) -> str:
    """Return the CAF or the MSA that pays a household, by the code of its key."""
    msa = (household_id or "").upper().startswith("MSA")
    name = "MSA" if msa else "CAF"
    return (letters.msa if msa else letters.caf) or _TO_FILL.format(
        f"adresse de la {name}"
    )


def _sender(letters: LetterConfig) -> dict[str, str]:
    found = {
        name: getattr(letters, name) or _TO_FILL.format(words)
        for name, words in _WORDS.items()
    }
    ways = [way for way in (letters.phone, letters.email) if way]
    contact = ", ".join(ways) or _TO_FILL.format("téléphone et courriel")
    return {**found, "contact": contact}


def _payer(benefits: Sequence[str]) -> list[str]:
    if "RSA" not in benefits:
        return []
    return [
        "Le RSA est calculé et versé par la CAF ou la MSA : nous lui signalons cet écart."
    ]


def _facts(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what was seen, a few sentences a rule; the table holds every month."""
    by_rule: dict[str, dict[str, None]] = {}
    for row in findings:
        by_rule.setdefault(row["rule_id"], {})[row["explanation"]] = None
    facts = []
    for sentences in by_rule.values():
        shown = list(sentences)
        facts += shown[:FACTS_PER_RULE]
        more = len(shown) - FACTS_PER_RULE
        if more > 0:
            facts.append(
                f"Le même constat vaut pour {wording.plural(more, 'autre cas', 'autres cas')}."
            )
    return facts


def _typeset(value: Any) -> Any:  # noqa: ANN401 - a tree of texts
    if isinstance(value, str):
        return typeset(value)
    if isinstance(value, list):
        return [_typeset(one) for one in value]
    return {name: _typeset(one) for name, one in value.items()}
