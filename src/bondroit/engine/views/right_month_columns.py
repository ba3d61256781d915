"""The documented columns of `right_month` that come from the tables."""

from datetime import date
from decimal import Decimal
from typing import Final

from bondroit.engine.views.view import Type, ViewColumn
from bondroit.model.tables import BENEFITS

RIGHT_STATES: Final = (
    "open",
    "suspended",
    "ended",
    "not_started",
    "refused",
    "none",
)
DELIVERY_MODES: Final = (
    "provider",
    "mandate",
    "direct",
    "family_carer",
    "flat_rate",
    "facility",
)
FAR: Final = date(9999, 12, 31)
LONG_AGO: Final = date(1900, 1, 1)
_NOTHING: Final = Decimal("0.00")
_RIGHTS: Final = ("rights",)
_BOTH: Final = ("payments", "rights")
_YES: Final = True
_NO: Final = False
_PAYMENTS: Final = ("payments", "bank_returns")
_STAYS: Final = ("stays", "matches")
_DEATHS: Final = ("people", "deaths", "matches")
_HOUSEHOLD: Final = ("households", "household_members", "resources")


def _column(
    name: str,
    kind: Type,
    label: str,
    doc: str,
    typical: object,
    tables: tuple[str, ...],
    *,
    none: object = None,
    codes: tuple[str, ...] = (),
) -> ViewColumn:
    return ViewColumn(
        name=name,
        type=kind,
        doc=doc,
        label=label,
        typical=typical,
        none=none,
        codes=codes,
        tables=tables,
    )


def _money(
    name: str, label: str, doc: str, typical: str | None, tables: tuple[str, ...]
) -> ViewColumn:
    value = None if typical is None else Decimal(typical)
    return _column(name, Type.MONEY, label, doc, value, tables, none=_NOTHING)


SUBJECT_COLUMNS: Final = (
    _column("month", Type.MONTH, "mois de droit", "Mois de droit : le mois que le paiement paie.", date(2025, 3, 1), _BOTH),
    _column("benefit", Type.CODE, "prestation", "Prestation.", "APA_HOME", _BOTH, codes=BENEFITS),
    _column("pch_element", Type.CODE, "élément de PCH", "Élément de PCH, none pour les autres prestations.", "none", _BOTH, none="none", codes=("1", "2", "3", "4", "5", "none")),
)  # fmt: skip

PAYMENT_COLUMNS: Final = (
    _money("net_paid", "montant net versé", "Somme des paiements du mois de droit, rejets et annulations déduits une fois, retenues déduites ; 0 sans paiement, inconnu hors des mois couverts.", "585.53", _PAYMENTS),
    _money("paid_before_recovery", "montant versé avant retenue", "Montant net versé, retenues remises : une retenue n'est pas un impayé.", "585.53", _PAYMENTS),
    _money("recovered", "retenues", "Retenues opérées sur ce mois de droit, en positif.", "0.00", _PAYMENTS),
    _money("regular_paid", "versements ordinaires", "Paiements ordinaires et avances, nets des annulations.", "585.53", _PAYMENTS),
    _money("arrears_paid", "rappels versés", "Rappels versés pour ce mois de droit ; inconnu quand le flux ne distingue pas les rappels.", "0.00", _PAYMENTS),
    _money("late_arrears", "rappels tardifs", "Part des rappels versée plus de 24 mois après le mois de droit.", "0.00", _PAYMENTS),
    _money("largest_payment", "plus gros paiement", "Plus gros paiement du mois non rejeté.", "585.53", _PAYMENTS),
    _column("payment_count", Type.INTEGER, "nombre de paiements", "Paiements ordinaires ou avances, ni rejetés ni annulés.", 1, _PAYMENTS, none=0),
    _column("last_paid_on", Type.DATE, "dernier paiement", "Date du dernier paiement non rejeté.", date(2025, 4, 5), _PAYMENTS, none=LONG_AGO),
    _column("unit_price", Type.MONEY, "prix de l'heure payé", "Prix de l'heure payé ; inconnu quand les paiements du mois divergent.", Decimal("25.00"), ("payments",)),
    _column("paid_hours", Type.HOURS, "heures payées", "Heures payées pour le mois.", Decimal("24.00"), ("payments",), none=_NOTHING),
    _column("gir_paid", Type.INTEGER, "GIR payé", "GIR porté par les paiements ; inconnu quand ils divergent.", 3, ("payments",)),
    _column("iban_valid", Type.FLAG, "IBAN valide", "Tous les IBAN crédités ce mois ont une longueur et une clé justes ; inconnu sans IBAN.", _YES, ("payments",)),
    _money("returned_amount", "montant rejeté non réémis", "Virements rejetés par la banque et sans paiement ultérieur du même mois de droit.", "0.00", _PAYMENTS),
    _column("returned_on", Type.DATE, "date du rejet", "Date du dernier rejet sans réémission.", LONG_AGO, ("bank_returns",), none=LONG_AGO),
    _column("days_since_return", Type.INTEGER, "jours depuis le rejet", "Jours entre le dernier rejet et la date d'arrêté.", 0, ("bank_returns",), none=0),
    _column("hours_12_months", Type.HOURS, "heures payées sur 12 mois", "Heures payées sur ce mois et les onze précédents (droits annualisés).", Decimal("288.00"), ("payments",)),
)  # fmt: skip

RIGHT_COLUMNS: Final = (
    _column("right_state", Type.CODE, "état du droit", "open ou suspended : une version du droit court dans le mois ; ended : tous les droits sont finis ; not_started : le droit n'est pas ouvert ; none : aucun droit connu.", "open", _RIGHTS, none="none", codes=RIGHT_STATES),
    _column("right_start", Type.DATE, "ouverture du droit", "Premier jour dû du droit.", date(2024, 1, 1), _RIGHTS),
    _column("right_end", Type.DATE, "fin du droit", "Dernier jour dû du droit, date lointaine s'il n'en a pas.", FAR, _RIGHTS, none=FAR),
    _column("claim_date", Type.DATE, "demande", "Date de la première demande de ce droit.", date(2023, 11, 10), _RIGHTS),
    _column("notified_on", Type.DATE, "notification", "Date de la première notification de ce droit.", date(2023, 12, 20), _RIGHTS),
    _column("renewed", Type.FLAG, "renouvellement", "Le droit en suit un autre sans interruption.", _NO, _RIGHTS, none=_NO),
    _column("rights_together", Type.INTEGER, "droits simultanés", "Droits qui courent ensemble tout le mois (modes d'intervention différents) ; leurs montants et heures accordés s'ajoutent.", 1, _RIGHTS, none=0),
    _column("open_rights", Type.INTEGER, "droits ouverts dans le mois", "Versions ouvertes, au moins un jour du mois, de la même prestation.", 1, _RIGHTS, none=0),
    _column("running_versions", Type.INTEGER, "versions en cours dans le mois", "Versions du droit qui courent au moins un jour du mois : plus d'une, le droit change en cours de mois.", 1, _RIGHTS, none=0),
    _column("suspended_days", Type.INTEGER, "jours suspendus", "Jours du mois où le droit est suspendu.", 0, _RIGHTS, none=0),
    _column("gir", Type.INTEGER, "GIR décidé", "GIR décidé.", 3, _RIGHTS),
    _money("plan_amount", "plan d'aide", "Montant mensuel du plan d'aide notifié.", "600.00", _RIGHTS),
    _money("participation", "participation", "Participation du bénéficiaire, sur le plan entier.", "14.47", _RIGHTS),
    _money("granted_amount", "montant accordé", "Montant mensuel accordé.", "585.53", _RIGHTS),
    _column("granted_hours", Type.HOURS, "heures accordées", "Heures accordées par mois.", Decimal("24.00"), _RIGHTS),
    _column("granted_12_months", Type.HOURS, "heures accordées sur 12 mois", "Heures accordées sur ce mois et les onze précédents (droits annualisés).", Decimal("288.00"), _RIGHTS),
    _column("annualised", Type.FLAG, "heures annualisées", "Les heures se répartissent sur l'année.", _NO, _RIGHTS),
    _column("rate", Type.RATE, "taux de prise en charge", "Taux de prise en charge de la PCH, 1 ou 0,8.", Decimal("1.0000"), _RIGHTS),
    _column("delivery_mode", Type.CODE, "mode d'intervention", "Mode d'intervention.", "provider", _RIGHTS, codes=DELIVERY_MODES),
    _column("dismissal", Type.FLAG, "licenciement à prévoir", "Un salarié doit être licencié en cas de séjour.", _NO, _RIGHTS),
    _column("couple", Type.FLAG, "couple", "Les deux membres du couple vivent au domicile.", _NO, _RIGHTS),
    _money("resources", "ressources", "Ressources mensuelles du ménage, avant division.", "1000.00", _RIGHTS),
    _column("urgent", Type.FLAG, "APA d'urgence", "Droit accordé en urgence, avant décision.", _NO, _RIGHTS),
    _column("exception_noted", Type.FLAG, "exception notée", "Le dossier porte un motif d'exception.", _NO, _RIGHTS, none=_NO),
)  # fmt: skip

PERSON_COLUMNS: Final = (
    _column("date_of_death", Type.DATE, "date de décès", "Date de décès de la personne, date lointaine si aucun décès n'est connu.", FAR, _DEATHS, none=FAR),
    _column("death_match", Type.CODE, "rapprochement du décès", "Solidité du rapprochement ; none : un registre couvre le mois et ne dit rien.", "none", _DEATHS, none="none", codes=("certain", "probable", "possible", "none")),
    _column("surviving_adults", Type.INTEGER, "adultes survivants", "Adultes du foyer RSA comptés et non décédés avant le mois ; 0 pour les autres prestations.", 0, ("household_members", *_DEATHS), none=0),
    _column("age_at_month_end", Type.INTEGER, "âge à la fin du mois", "Âge au dernier jour du mois ; naissance imprécise : l'âge le plus élevé possible.", 82, ("people",)),
    _column("age_at_start", Type.INTEGER, "âge à l'ouverture", "Âge à l'ouverture du droit ; naissance imprécise : l'âge le plus élevé possible.", 80, ("people", "rights")),
    _column("hospital_days_after_delay", Type.INTEGER, "jours d'hôpital après le 30e", "APA : jours du mois après le 30e jour d'hôpital, jusqu'à la veille du mois de sortie.", 0, _STAYS, none=0),
    _column("hospital_days_46", Type.INTEGER, "jours d'hôpital après le 45e", "PCH : jours du mois à partir du 46e jour d'hôpital, jusqu'à la veille de la sortie.", 0, _STAYS, none=0),
    _column("hospital_days_61", Type.INTEGER, "jours d'hôpital après le 60e", "PCH : jours du mois à partir du 61e jour d'hôpital, jusqu'à la veille de la sortie.", 0, _STAYS, none=0),
    _column("care_home_days", Type.INTEGER, "jours en établissement", "Jours du mois en établissement, entrée et sortie comprises, hors accueil temporaire.", 0, _STAYS, none=0),
    _column("last_discharge_on", Type.DATE, "sortie d'hôpital", "Dernière sortie d'hôpital que le mois suit, sans autre séjour depuis.", LONG_AGO, _STAYS, none=LONG_AGO),
    _column("days_since_discharge", Type.INTEGER, "jours depuis la sortie", "Jours entre cette sortie et la date d'arrêté.", 0, _STAYS, none=0),
    _money("paid_since_discharge", "versé depuis la sortie", "Versements, avant retenue, des mois de droit depuis celui de la sortie.", "0.00", ("payments", "stays")),
)  # fmt: skip

HOUSEHOLD_COLUMNS: Final = (
    _column("household_state", Type.CODE, "état du dossier RSA", "RSA : état du dossier ce mois-là (ETATDOSRSA) ; 3 et 4 : suspendu ; none pour les autres prestations.", "none", ("households",), none="none", codes=("0", "1", "2", "3", "4", "5", "6", "none")),
    _money("computed_right", "droit calculé par l'organisme", "RSA : droit du mois calculé par l'organisme.", None, ("households",)),
    _money("household_right", "droit RSA recalculé", "RSA : montant forfaitaire de la composition, moins forfait logement et ressources.", None, _HOUSEHOLD),
    _money("household_right_previous", "droit RSA au barème précédent", "RSA : le même droit au barème précédent.", None, _HOUSEHOLD),
    _money("household_right_next", "droit RSA au barème suivant", "RSA : le même droit au barème suivant.", None, _HOUSEHOLD),
)  # fmt: skip

BASE_COLUMNS: Final = (
    *SUBJECT_COLUMNS,
    *PAYMENT_COLUMNS,
    *RIGHT_COLUMNS,
    *PERSON_COLUMNS,
    *HOUSEHOLD_COLUMNS,
)


def _col(name: str, kind: Type, label: str, doc: str, *tables: str) -> ViewColumn:
    return ViewColumn(
        name=name, type=kind, doc=doc, label=label, tables=tables, derived=True
    )


DERIVED_COLUMNS: Final = (
    _col("death_month", Type.MONTH, "mois du décès", "Mois du décès, mois lointain si aucun.", "people", "deaths", "matches"),
    _col("holder_dead", Type.FLAG, "titulaire décédé", "Décès certain avant ce mois, sans conjoint survivant au RSA ; faux si rien n'est connu.", "people", "deaths", "matches"),
    _col("days_in_month", Type.INTEGER, "jours du mois", "Nombre de jours du mois."),
    _col("suspended_whole_month", Type.FLAG, "mois entier suspendu", "Le droit est suspendu tous les jours du mois, sans autre droit ouvert ; au RSA, le dossier du mois est suspendu.", "rights", "households"),
    _col("plan_ceiling", Type.MONEY, "plafond du plan", "APA à domicile : plafond du plan pour le GIR décidé, barème du 1er janvier.", "rights"),
    _col("expected_participation", Type.MONEY, "participation attendue", "APA à domicile : participation du barème sur le plan, dans la limite du plafond.", "rights"),
    _col("expected_due", Type.MONEY, "montant dû", "RSA : droit calculé par l'organisme, sinon recalculé ; APA : plan moins participation, sinon montant accordé ; PCH et ACTP : montant accordé, sinon heures × tarif × taux.", "rights", "households"),
    _col("due_current_scale", Type.MONEY, "dû au barème en vigueur", "Montant dû recalculé au barème du mois, plan ou heures entiers.", "rights", "households", "payments"),
    _col("due_previous_scale", Type.MONEY, "dû au barème précédent", "Le même montant au barème précédent.", "rights", "households", "payments"),
    _col("due_next_scale", Type.MONEY, "dû au barème suivant", "Le même montant au barème suivant.", "rights", "households", "payments"),
    _col("due_for_gir", Type.MONEY, "dû pour le GIR décidé", "APA : montant dû pour le GIR décidé, 0 en GIR 5 ou 6.", "rights"),
    _col("used_amount", Type.MONEY, "plan utilisé", "Heures payées × prix de l'heure.", "payments"),
    _col("due_for_use", Type.MONEY, "dû sur le plan utilisé", "APA à domicile : plan utilisé × (plan − participation) / plan.", "rights", "payments"),
    _col("plan_excess_paid", Type.MONEY, "part payée au-dessus du plafond", "APA à domicile : montant versé × (plan − plafond) / plan, au-dessus du plafond.", "rights", "payments"),
    _col("participation_gap_paid", Type.MONEY, "effet de l'écart de participation", "APA à domicile : (participation attendue − participation) × part du plan versée, au plus le plan entier.", "rights", "payments"),
    _col("floor_gap", Type.MONEY, "effet du tarif plancher", "(prix de l'heure − tarif plancher) × heures payées × part du département.", "rights", "payments"),
    _col("payer_share", Type.RATE, "part du département", "APA : (plan − participation) / plan ; PCH : taux de prise en charge.", "rights"),
    _col("hour_tariff", Type.MONEY, "tarif de l'heure", "Prix de l'heure payé, sinon tarif national de la PCH pour le mode.", "payments", "rights"),
    _col("hospital_days_reduced", Type.INTEGER, "jours de PCH réduite", "PCH : jours du mois à taux réduit ; du 46e au 60e jour, inconnu en emploi direct si le licenciement n'est pas dit.", "stays", "rights"),
    _col("due_in_hospital", Type.MONEY, "dû pendant le séjour", "PCH, élément 1 : montant du mois, réduit les jours de séjour au-delà du délai.", "stays", "rights", "payments"),
)  # fmt: skip
