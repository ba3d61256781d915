"""The closed lists of the desk: verdicts, states, roles, deadlines, with French labels.

Codes are English and stored; labels are what people read.
"""

from enum import StrEnum
from typing import Final

from bondroit.reports.verdict_words import REASONS, VERDICTS


class VerdictCode(StrEnum):
    """What a person concluded on a case, or on one rule of it."""

    EXPLAINED = "explained"
    DATA_ERROR = "data_error"
    WRONG_IDENTITY = "wrong_identity"
    OWN_ERROR = "own_error"
    PAYER_ERROR = "payer_error"
    LIKELY_UNDUE = "likely_undue"
    ARREARS_DUE = "arrears_due"
    TO_TRANSMIT = "to_transmit"
    INCONCLUSIVE = "inconclusive"


VERDICT_LABELS: Final[dict[VerdictCode, str]] = {
    VerdictCode(code): label for code, label in VERDICTS.items()
}

DISMISSING: Final = frozenset(
    {VerdictCode.EXPLAINED, VerdictCode.DATA_ERROR, VerdictCode.WRONG_IDENTITY}
)
"""The gap does not exist: the findings stay dismissed while their facts stay the same."""

CONFIRMING: Final = frozenset(
    {
        VerdictCode.OWN_ERROR,
        VerdictCode.PAYER_ERROR,
        VerdictCode.LIKELY_UNDUE,
        VerdictCode.ARREARS_DUE,
        VerdictCode.TO_TRANSMIT,
    }
)
"""The gap is real, whoever it comes from: it counts for the precision of the rules."""

REASON_LABELS: Final = REASONS


class State(StrEnum):
    """Where the work on a case stands."""

    REPORTED = "reported"
    OPENED = "opened"
    IN_REVIEW = "in_review"
    DOCUMENTS_REQUESTED = "documents_requested"
    SECOND_READING = "second_reading"
    CONCLUDED = "concluded"
    TRANSMITTED = "transmitted"
    NOTIFIED = "notified"
    CONTESTED = "contested"
    CLOSED = "closed"


STATE_LABELS: Final[dict[State, str]] = {
    State.REPORTED: "Signalé",
    State.OPENED: "Ouvert",
    State.IN_REVIEW: "En vérification",
    State.DOCUMENTS_REQUESTED: "Pièces demandées",
    State.SECOND_READING: "En seconde lecture",
    State.CONCLUDED: "Conclu",
    State.TRANSMITTED: "Transmis",
    State.NOTIFIED: "Notifié",
    State.CONTESTED: "Contesté",
    State.CLOSED: "Clos",
}

TO_DO: Final = (State.REPORTED, State.OPENED, State.IN_REVIEW)
"""States of the cases that wait for an agent."""

PENDING: Final = (*TO_DO, State.DOCUMENTS_REQUESTED, State.SECOND_READING)
"""States before a conclusion."""

DECIDABLE: Final = (State.OPENED, State.IN_REVIEW, State.DOCUMENTS_REQUESTED)
"""States from which a verdict can be given."""

FOLLOWED: Final = (State.TRANSMITTED, State.NOTIFIED, State.CONTESTED)
"""States followed by reference: the work itself happens in other software."""

STEPS: Final[dict[State, tuple[State, ...]]] = {
    State.OPENED: (State.IN_REVIEW,),
    State.DOCUMENTS_REQUESTED: (State.IN_REVIEW,),
    State.CONCLUDED: (
        State.TRANSMITTED,
        State.NOTIFIED,
        State.CLOSED,
        State.IN_REVIEW,
    ),
    State.TRANSMITTED: (State.NOTIFIED, State.CONTESTED, State.CLOSED),
    State.NOTIFIED: (State.CONTESTED, State.CLOSED),
    State.CONTESTED: (State.NOTIFIED, State.CLOSED),
    State.CLOSED: (State.IN_REVIEW,),
}
"""Steps a person chooses; claims, requests, verdicts and undo make the others."""


class DeadlineKind(StrEnum):
    """What is expected by a day."""

    DOCUMENTS = "documents"
    OBSERVATIONS = "observations"
    RECTIFICATION = "rectification"
    APPEAL = "appeal"
    APPEAL_REPLY = "appeal_reply"
    OTHER = "other"


DEADLINE_LABELS: Final[dict[DeadlineKind, str]] = {
    DeadlineKind.DOCUMENTS: "Réponse attendue (pièces)",
    DeadlineKind.OBSERVATIONS: "Observations attendues",
    DeadlineKind.RECTIFICATION: "Fin du délai de rectification (20 jours)",
    DeadlineKind.APPEAL: "Fin du délai de recours préalable (2 mois)",
    DeadlineKind.APPEAL_REPLY: "Réponse à donner au recours (2 mois)",
    DeadlineKind.OTHER: "Échéance",
}


class Answer(StrEnum):
    """What a person says of a possible match."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


ANSWER_LABELS: Final[dict[Answer, str]] = {
    Answer.SAME: "Même personne",
    Answer.DIFFERENT: "Personnes différentes",
    Answer.UNSURE: "Je ne sais pas",
}


class Role(StrEnum):
    """What an account may do; an account may hold several."""

    AGENT = "agent"
    SECOND_READER = "second_reader"
    MANAGER = "manager"
    RULE_AUTHOR = "rule_author"
    DPO = "dpo"
    AUDIT = "audit"


ROLE_LABELS: Final[dict[Role, str]] = {
    Role.AGENT: "Agent de contrôle",
    Role.SECOND_READER: "Second lecteur",
    Role.MANAGER: "Responsable",
    Role.RULE_AUTHOR: "Auteur de règles",
    Role.DPO: "Délégué à la protection des données (lecture)",
    Role.AUDIT: "Audit (lecture)",
}


class Permission(StrEnum):
    """One thing that a role allows."""

    SEE_QUEUE = "see_queue"
    SEE_CASE = "see_case"
    OPEN_IDENTITY = "open_identity"
    WORK = "work"
    SECOND_READ = "second_read"
    ASSIGN = "assign"
    EXCEPT = "except"
    ANSWER_MATCHES = "answer_matches"
    SEE_FIGURES = "see_figures"
    SEE_RULE_REPORTS = "see_rule_reports"
    ANSWER_RULE_REPORTS = "answer_rule_reports"
    SEE_JOURNAL = "see_journal"
    SEE_USERS = "see_users"
    MANAGE_USERS = "manage_users"


_READ = {Permission.SEE_QUEUE, Permission.SEE_CASE, Permission.SEE_FIGURES}
_AGENT = _READ | {
    Permission.OPEN_IDENTITY,
    Permission.WORK,
    Permission.ANSWER_MATCHES,
    Permission.SEE_RULE_REPORTS,
}
PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    Role.AGENT: frozenset(_AGENT),
    Role.SECOND_READER: frozenset(_AGENT | {Permission.SECOND_READ, Permission.EXCEPT}),
    Role.MANAGER: frozenset(
        _AGENT
        | {
            Permission.SECOND_READ,
            Permission.ASSIGN,
            Permission.EXCEPT,
            Permission.SEE_JOURNAL,
            Permission.SEE_USERS,
            Permission.MANAGE_USERS,
        }
    ),
    Role.RULE_AUTHOR: frozenset(
        _READ | {Permission.SEE_RULE_REPORTS, Permission.ANSWER_RULE_REPORTS}
    ),
    Role.DPO: frozenset(
        _READ
        | {
            Permission.SEE_RULE_REPORTS,
            Permission.SEE_JOURNAL,
            Permission.SEE_USERS,
        }
    ),
    Role.AUDIT: frozenset(
        _READ
        | {
            Permission.SEE_RULE_REPORTS,
            Permission.SEE_JOURNAL,
            Permission.SEE_USERS,
        }
    ),
}
