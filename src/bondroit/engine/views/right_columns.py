"""The documented columns of `right`."""

from datetime import date
from typing import Final

from bondroit.engine.views.right_month_columns import DELIVERY_MODES
from bondroit.engine.views.stay_facts import FAR
from bondroit.engine.views.view import Type, ViewColumn
from bondroit.model.tables import BENEFITS

_RIGHTS: Final = ("rights",)
_NO: Final = False
_YES: Final = True


def _column(
    name: str,
    kind: Type,
    label: str,
    doc: str,
    typical: object,
    tables: tuple[str, ...] = _RIGHTS,
    *,
    none: object = None,
    codes: tuple[str, ...] = (),
) -> ViewColumn:
    return ViewColumn(
        name=name,
        type=kind,
        label=label,
        doc=doc,
        typical=typical,
        none=none,
        codes=codes,
        tables=tables,
    )


COLUMNS: Final = (
    _column("month", Type.MONTH, "mois", "Dernier mois jugé : le droit est vu à la date d'arrêté.", date(2026, 3, 1)),
    _column("benefit", Type.CODE, "prestation", "Prestation.", "APA_HOME", codes=BENEFITS),
    _column("state", Type.CODE, "état du droit", "État à la date d'arrêté ; closed aussi après la date de fin.", "open", codes=("open", "suspended", "closed", "refused", "not_started")),
    _column("delivery_mode", Type.CODE, "mode d'intervention", "Mode d'intervention.", "provider", codes=DELIVERY_MODES),
    _column("claimed_on", Type.DATE, "date de la demande", "Première demande du droit.", date(2024, 1, 10)),
    _column("days_since_claim", Type.INTEGER, "jours depuis la demande", "Jours entre cette demande et la date d'arrêté.", 800),
    _column("decision_told", Type.FLAG, "décision connue", "Une décision ou une notification est enregistrée ; faux quand la source date ses décisions et ne date pas celle-ci.", _YES),
    _column("notified_on", Type.DATE, "date de notification", "Première notification.", date(2024, 2, 20)),
    _column("days_since_notification", Type.INTEGER, "jours depuis la notification", "Jours entre cette notification et la date d'arrêté.", 760),
    _column("review_on", Type.DATE, "date de révision prévue", "Dernière date de révision prévue.", date(2027, 3, 1)),
    _column("days_since_review", Type.INTEGER, "jours depuis la révision prévue", "Jours entre cette date et la date d'arrêté, négatifs si elle est à venir.", -330),
    _column("starts_on", Type.DATE, "ouverture du droit", "Premier jour du droit.", date(2024, 3, 1)),
    _column("ends_on", Type.DATE, "fin du droit", "Dernier jour du droit, date lointaine si aucun.", FAR, none=FAR),
    _column("granted", Type.FLAG, "montant accordé", "Un plan ou un montant est accordé par une version au moins.", _YES),
    _column("exception_noted", Type.FLAG, "exception notée", "Une version porte un motif d'exception.", _NO, none=_NO),
    _column("paid_in_scope", Type.FLAG, "payé sur la période", "Un paiement au moins porte sur un mois jugé.", _YES, ("payments",)),
    _column("helper_known", Type.FLAG, "intervenant connu", "Un service, un aidant ou un salarié est nommé par le droit, les paiements, les factures, les interventions ou les déclarations d'emploi ; inconnu sans fichiers d'emplois et de factures.", _YES, ("rights", "employments", "invoice_lines", "visits", "payments")),
    _column("death_match", Type.CODE, "rapprochement du décès", "Solidité du rapprochement ; none : un registre couvre la période et ne dit rien.", "none", ("people", "deaths", "matches"), none="none", codes=("certain", "probable", "possible", "none")),
    _column("age_at_claim", Type.INTEGER, "âge à la demande", "Âge à la première demande du droit ; inconnu quand la naissance est imprécise.", 80, ("people", "rights")),
    _column("first_known_right", Type.FLAG, "premier droit connu", "Aucun droit plus ancien de la même prestation n'est connu pour cette personne ; PCH et ACTP comptent ensemble.", _YES),
    _column("address_in_departement", Type.FLAG, "adresse dans le département", "L'adresse de la personne est dans le département qui paie ; inconnu sans adresse ou sans département configuré.", _YES, ("people",)),
    _column("in_institution", Type.FLAG, "en établissement", "Un séjour en établissement ou à l'hôpital est en cours à la date d'arrêté.", _NO, ("stays", "matches")),
)  # fmt: skip
