"""The keys of a rule file: one table for the reader and for the editor's schema."""

from dataclasses import dataclass
from enum import StrEnum

from bondroit.model.outputs import DEBTORS, SEVERITIES
from bondroit.model.rule import Direction, RuleKind, Status, Verdict
from bondroit.model.tables import BENEFITS


class Form(StrEnum):
    """How the value of a key is written."""

    TEXT = "text"
    WHOLE = "whole"
    CHOICE = "choice"
    CHOICES = "choices"
    CLAUSES = "clauses"
    TEXTS = "texts"
    LEGAL = "legal"
    EXAMPLES = "examples"
    DAY = "day"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of a rule file.

    Attributes:
        name: the key.
        form: how its value is written.
        doc: French sentence shown by the editor.
        required: whether every rule has it.
        choices: the closed list of CHOICE and CHOICES.

    """

    name: str
    form: Form
    doc: str
    required: bool = True
    choices: tuple[str, ...] = ()


def _values(words: type[StrEnum]) -> tuple[str, ...]:
    return tuple(word.value for word in words)


KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key(name="id", form=Form.TEXT, doc="Identifiant, égal au nom du fichier."),
        Key(name="version", form=Form.WHOLE, doc="Version, à partir de 1."),
        Key(name="title", form=Form.TEXT, doc="Titre neutre, en français."),
        Key(
            name="status",
            form=Form.CHOICE,
            doc="Étape du cycle de vie ; seules pilot et active sont montrées.",
            choices=_values(Status),
        ),
        Key(
            name="kind",
            form=Form.CHOICE,
            doc="Portée : faits contradictoires, probable, ou simple indice.",
            choices=_values(RuleKind),
        ),
        Key(
            name="severity",
            form=Form.CHOICE,
            doc="Urgence ; urgent : à voir avant le prochain paiement.",
            choices=SEVERITIES,
        ),
        Key(
            name="benefits",
            form=Form.CHOICES,
            doc="Prestations concernées.",
            choices=BENEFITS,
        ),
        Key(
            name="direction",
            form=Form.CHOICE,
            doc="Sens de l'écart.",
            choices=_values(Direction),
        ),
        Key(name="view", form=Form.TEXT, doc="Vue sur laquelle la règle est écrite."),
        Key(
            name="when",
            form=Form.CLAUSES,
            doc="Conditions nommées, toutes nécessaires.",
        ),
        Key(
            name="unless",
            form=Form.CLAUSES,
            doc="Exclusions nommées : une seule suffit à écarter.",
            required=False,
        ),
        Key(
            name="amount",
            form=Form.TEXT,
            doc="Payé moins dû : positif trop versé, négatif non versé.",
            required=False,
        ),
        Key(
            name="debtor",
            form=Form.TEXT,
            doc="Qui a reçu l'argent : " + ", ".join(DEBTORS) + ", ou une expression.",
            required=False,
        ),
        Key(
            name="explain",
            form=Form.TEXT,
            doc="Phrase lue par l'auditeur, colonnes entre accolades, accords compris.",
        ),
        Key(name="legal_basis", form=Form.LEGAL, doc="Textes, avec leurs dates."),
        Key(
            name="innocent_explanations",
            form=Form.TEXTS,
            doc="Explications régulières à vérifier d'abord.",
        ),
        Key(name="verify", form=Form.TEXTS, doc="Ce que l'auditeur vérifie."),
        Key(
            name="note",
            form=Form.TEXT,
            doc="Remarque pour le registre des règles.",
            required=False,
        ),
        Key(
            name="review_on",
            form=Form.DAY,
            doc="Jour avant lequel la règle doit être relue.",
            required=False,
        ),
        Key(
            name="changes",
            form=Form.CHANGES,
            doc="Ce que chaque version a changé : {version, on, what}.",
            required=False,
        ),
        Key(
            name="examples",
            form=Form.EXAMPLES,
            doc="Lignes d'exemple et réponse attendue ; trois au moins.",
        ),
    )
}
"""Every key, in the order in which a rule is written."""

STATUS_DOCS: dict[Status, str] = {
    Status.DRAFT: "Pas exécutée ; elle change librement, même à moitié écrite.",
    Status.SHADOW: "Calculée dans `shadow_findings.parquet`, sans montant compté ; "
    "ni dossier, ni page, ni classeur ne la montre.",
    Status.PILOT: "Montrée et comptée, avec la mention «règle pilote».",
    Status.ACTIVE: "Montrée et comptée.",
    Status.DEPRECATED: "Plus exécutée ; gardée pour rejouer les mois passés.",
}
"""What each status means in a run."""

LEGAL_KEYS = ("text", "since", "until")
EXAMPLE_KEYS = ("name", "given", "expect", "amount", "boundary")
CHANGE_KEYS = ("version", "date", "what")
EXPECTATIONS = _values(Verdict)
LEAST_EXAMPLES = 3
