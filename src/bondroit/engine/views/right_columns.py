"""The documented columns of `right`."""

from datetime import date
from typing import Final

from bondroit.engine.views import declare
from bondroit.engine.views.shared_columns import FAR, MATCHES, MODE_OF_RIGHT

_RIGHTS: Final = ("rights",)

COLUMNS: Final = (
    declare.month("Dernier mois jugé : le droit est vu à la date d'arrêté.", _RIGHTS, date(2026, 3, 1), label="mois"),
    declare.benefit("Prestation.", _RIGHTS),
    declare.code("state", "état du droit", "État à la date d'arrêté ; closed aussi après la date de fin.", _RIGHTS, ("open", "suspended", "closed", "refused", "not_started"), "open"),
    MODE_OF_RIGHT,
    declare.day("claimed_on", "date de la demande", "Première demande du droit.", _RIGHTS, date(2024, 1, 10)),
    declare.number("days_since_claim", "jours depuis la demande", "Jours entre cette demande et la date d'arrêté.", _RIGHTS, 800),
    declare.flag("decision_told", "décision connue", "Une décision ou une notification est enregistrée ; faux quand la source date ses décisions et ne date pas celle-ci.", _RIGHTS, typical=True),
    declare.day("notified_on", "date de notification", "Première notification.", _RIGHTS, date(2024, 2, 20)),
    declare.number("days_since_notification", "jours depuis la notification", "Jours entre cette notification et la date d'arrêté.", _RIGHTS, 760),
    declare.day("review_on", "date de révision prévue", "Dernière date de révision prévue.", _RIGHTS, date(2027, 3, 1)),
    declare.number("days_since_review", "jours depuis la révision prévue", "Jours entre cette date et la date d'arrêté, négatifs si elle est à venir.", _RIGHTS, -330),
    declare.day("starts_on", "ouverture du droit", "Premier jour du droit.", _RIGHTS, date(2024, 3, 1)),
    declare.day("ends_on", "fin du droit", "Dernier jour du droit, date lointaine si aucun.", _RIGHTS, FAR, none=FAR),
    declare.flag("granted", "montant accordé", "Un plan ou un montant est accordé par une version au moins.", _RIGHTS, typical=True),
    declare.flag("exception_noted", "exception notée", "Une version porte un motif d'exception.", _RIGHTS, none=False),
    declare.flag("paid_in_scope", "payé sur la période", "Un paiement au moins porte sur un mois jugé.", ("payments",), typical=True),
    declare.flag("helper_known", "intervenant connu", "Un service, un aidant ou un salarié est nommé par le droit, les paiements, les factures, les interventions ou les déclarations d'emploi ; inconnu sans fichiers d'emplois et de factures.", ("rights", "employments", "invoice_lines", "visits", "payments"), typical=True),
    declare.code("death_match", "rapprochement du décès", "Solidité du rapprochement ; none : un registre couvre la période et ne dit rien.", ("people", "deaths", "matches"), MATCHES, "none", none="none"),
    declare.number("age_at_claim", "âge à la demande", "Âge à la première demande du droit ; inconnu quand la naissance est imprécise.", ("people", "rights"), 80),
    declare.flag("first_known_right", "premier droit connu", "Aucun droit plus ancien de la même prestation n'est connu pour cette personne ; PCH et ACTP comptent ensemble.", _RIGHTS, typical=True),
    declare.flag("address_in_departement", "adresse dans le département", "L'adresse de la personne est dans le département qui paie ; inconnu sans adresse ou sans département configuré.", ("people",), typical=True),
    declare.flag("in_institution", "en établissement", "Un séjour en établissement ou à l'hôpital est en cours à la date d'arrêté.", ("stays", "matches")),
)  # fmt: skip
