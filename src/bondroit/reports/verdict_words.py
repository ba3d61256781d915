"""The closed lists an agent chooses from, in French, and the mark of what a case said."""

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

VERDICTS: Final[dict[str, str]] = {
    "explained": "Sans suite : explication trouvée",
    "data_error": "Erreur de données",
    "wrong_identity": "Identité erronée",
    "own_error": "Erreur de nos services",
    "payer_error": "Erreur de l'organisme payeur",
    "likely_undue": "Indu probable",
    "arrears_due": "Rappel dû",
    "to_transmit": "À transmettre à la CAF ou à la MSA",
    "inconclusive": "Non concluant",
}
"""Labels of the conclusions, by code."""
REASONS: Final[dict[str, str]] = {
    "document_provided": "Une pièce justifie la situation",
    "already_regularised": "Déjà régularisé par ailleurs",
    "late_information": "Information reçue ou traitée en retard",
    "homonym": "Homonyme ou mauvais rapprochement",
    "wrong_date": "Date erronée dans un fichier",
    "wrong_amount": "Montant erroné dans un fichier",
    "missing_data": "Donnée manquante",
    "decision_not_recorded": "Décision prise mais non saisie",
    "input_error": "Erreur de saisie de nos services",
    "not_declared": "Changement non porté à notre connaissance",
    "payment_after_end": "Versement poursuivi après la fin du droit",
    "service_not_delivered": "Aide non réalisée ou non justifiée",
    "legal_exception": "Exception prévue par les textes",
    "rule_too_wide": "La règle est trop large",
    "no_gap": "Aucun écart constaté",
    "other": "Autre motif",
}
"""Labels of the reasons, by code."""


def case_mark(
    overpaid: Decimal, underpaid: Decimal, last_month: date | None, rules: Sequence[str]
) -> str:
    """Return a short mark of what a case says; it changes when the findings do.

    Time alone changes nothing: months that become prescribed leave the mark as it is.
    """
    month = "" if last_month is None else last_month.isoformat()
    said = f"{overpaid:.2f}|{underpaid:.2f}|{month}|{','.join(sorted(rules))}"
    return hashlib.sha256(said.encode()).hexdigest()[:8]
