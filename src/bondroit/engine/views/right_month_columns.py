"""The documented columns of `right_month` that come from the tables."""

from datetime import date
from typing import Final

from bondroit.engine.views import declare
from bondroit.engine.views.shared_columns import (
    ARREARS_PAID,
    DATE_OF_DEATH,
    DAYS_IN_MONTH,
    DEATH_MATCH,
    FAR,
    LONG_AGO,
    MODE_OF_RIGHT,
    NET_PAID,
    PAID_BEFORE_RECOVERY,
    RECOVERED,
    RETURNED_AMOUNT,
)
from bondroit.engine.views.view import Type

RIGHT_STATES: Final = (
    "open",
    "suspended",
    "ended",
    "not_started",
    "refused",
    "none",
)
_RIGHTS: Final = ("rights",)
_BOTH: Final = ("payments", "rights")
_PAYMENTS: Final = ("payments", "bank_returns")
_STAYS: Final = ("stays", "matches")
_DEATHS: Final = ("people", "deaths", "matches")
_HOUSEHOLD: Final = ("households", "household_members", "resources")

SUBJECT_COLUMNS: Final = (
    declare.month("Mois de droit : le mois que le paiement paie.", _BOTH),
    declare.benefit("Prestation.", _BOTH),
    declare.code("pch_element", "élément de PCH", "Élément de PCH, none pour les autres prestations.", _BOTH, ("1", "2", "3", "4", "5", "none"), "none", none="none"),
)  # fmt: skip

PAYMENT_COLUMNS: Final = (
    declare.money(*NET_PAID, "585.53", none="0.00"),
    declare.money(*PAID_BEFORE_RECOVERY, "585.53", none="0.00"),
    declare.money(*RECOVERED, "0.00", none="0.00"),
    declare.money("regular_paid", "versements ordinaires", "Paiements ordinaires et avances, nets des annulations.", _PAYMENTS, "585.53", none="0.00"),
    declare.money(*ARREARS_PAID, "0.00", none="0.00"),
    declare.money("late_arrears", "rappels tardifs", "Part des rappels versée plus de 24 mois après le mois de droit.", _PAYMENTS, "0.00", none="0.00"),
    declare.money("largest_payment", "plus gros paiement", "Plus gros paiement du mois non rejeté.", _PAYMENTS, "585.53", none="0.00"),
    declare.count("payment_count", "nombre de paiements", "Paiements ordinaires ou avances, ni rejetés ni annulés.", _PAYMENTS, 1),
    declare.day("last_paid_on", "dernier paiement", "Date du dernier paiement non rejeté.", _PAYMENTS, date(2025, 4, 5), none=LONG_AGO),
    declare.money("unit_price", "prix de l'heure payé", "Prix de l'heure payé ; inconnu quand les paiements du mois divergent.", ("payments",), "25.00"),
    declare.hours("paid_hours", "heures payées", "Heures payées pour le mois.", ("payments",), "24.00", none="0.00"),
    declare.number("gir_paid", "GIR payé", "GIR porté par les paiements ; inconnu quand ils divergent.", ("payments",), 3),
    declare.flag("iban_valid", "IBAN valide", "Tous les IBAN crédités ce mois ont une longueur et une clé justes ; inconnu sans IBAN.", ("payments",), typical=True),
    declare.money(*RETURNED_AMOUNT, "0.00", none="0.00"),
    declare.day("returned_on", "date du rejet", "Date du dernier rejet sans réémission.", ("bank_returns",), LONG_AGO, none=LONG_AGO),
    declare.count("days_since_return", "jours depuis le rejet", "Jours entre le dernier rejet et la date d'arrêté.", ("bank_returns",)),
    declare.hours("hours_12_months", "heures payées sur 12 mois", "Heures payées sur ce mois et les onze précédents (droits annualisés).", ("payments",), "288.00"),
)  # fmt: skip

RIGHT_COLUMNS: Final = (
    declare.code("right_state", "état du droit", "open ou suspended : une version du droit court dans le mois ; ended : tous les droits sont finis ; not_started : le droit n'est pas ouvert ; none : aucun droit connu.", _RIGHTS, RIGHT_STATES, "open", none="none"),
    declare.day("right_start", "ouverture du droit", "Premier jour dû du droit.", _RIGHTS, date(2024, 1, 1)),
    declare.day("right_end", "fin du droit", "Dernier jour dû du droit, date lointaine s'il n'en a pas.", _RIGHTS, FAR, none=FAR),
    declare.day("claim_date", "demande", "Date de la première demande de ce droit.", _RIGHTS, date(2023, 11, 10)),
    declare.day("notified_on", "notification", "Date de la première notification de ce droit.", _RIGHTS, date(2023, 12, 20)),
    declare.flag("renewed", "renouvellement", "Le droit en suit un autre sans interruption.", _RIGHTS, none=False),
    declare.count("rights_together", "droits simultanés", "Droits qui courent ensemble tout le mois (modes d'intervention différents) ; leurs montants et heures accordés s'ajoutent.", _RIGHTS, 1),
    declare.count("open_rights", "droits ouverts dans le mois", "Versions ouvertes, au moins un jour du mois, de la même prestation.", _RIGHTS, 1),
    declare.count("running_versions", "versions en cours dans le mois", "Versions du droit qui courent au moins un jour du mois : plus d'une, le droit change en cours de mois.", _RIGHTS, 1),
    declare.count("suspended_days", "jours suspendus", "Jours du mois où le droit est suspendu.", _RIGHTS),
    declare.number("gir", "GIR décidé", "GIR décidé.", _RIGHTS, 3),
    declare.money("plan_amount", "plan d'aide", "Montant mensuel du plan d'aide notifié.", _RIGHTS, "600.00", none="0.00"),
    declare.money("participation", "participation", "Participation du bénéficiaire, sur le plan entier.", _RIGHTS, "14.47", none="0.00"),
    declare.money("granted_amount", "montant accordé", "Montant mensuel accordé.", _RIGHTS, "585.53", none="0.00"),
    declare.hours("granted_hours", "heures accordées", "Heures accordées par mois.", _RIGHTS, "24.00"),
    declare.hours("granted_12_months", "heures accordées sur 12 mois", "Heures accordées sur ce mois et les onze précédents (droits annualisés).", _RIGHTS, "288.00"),
    declare.flag("annualised", "heures annualisées", "Les heures se répartissent sur l'année.", _RIGHTS),
    declare.rate("rate", "taux de prise en charge", "Taux de prise en charge de la PCH, 1 ou 0,8.", _RIGHTS, "1.0000"),
    MODE_OF_RIGHT,
    declare.flag("dismissal", "licenciement à prévoir", "Un salarié doit être licencié en cas de séjour.", _RIGHTS),
    declare.flag("couple", "couple", "Les deux membres du couple vivent au domicile.", _RIGHTS),
    declare.money("resources", "ressources", "Ressources mensuelles du ménage, avant division.", _RIGHTS, "1000.00", none="0.00"),
    declare.flag("urgent", "APA d'urgence", "Droit accordé en urgence, avant décision.", _RIGHTS),
    declare.flag("exception_noted", "exception notée", "Le dossier porte un motif d'exception.", _RIGHTS, none=False),
)  # fmt: skip

PERSON_COLUMNS: Final = (
    DATE_OF_DEATH,
    DEATH_MATCH,
    declare.count("surviving_adults", "adultes survivants", "Adultes du foyer RSA comptés et non décédés avant le mois ; 0 pour les autres prestations.", ("household_members", *_DEATHS)),
    declare.number("age_at_month_end", "âge à la fin du mois", "Âge au dernier jour du mois ; naissance imprécise : l'âge le plus élevé possible.", ("people",), 82),
    declare.number("age_at_start", "âge à l'ouverture", "Âge à l'ouverture du droit ; naissance imprécise : l'âge le plus élevé possible.", ("people", "rights"), 80),
    declare.count("hospital_days_after_delay", "jours d'hôpital après le 30e", "APA : jours du mois après le 30e jour d'hôpital, jusqu'à la veille du mois de sortie.", _STAYS),
    declare.count("hospital_days_46", "jours d'hôpital après le 45e", "PCH : jours du mois à partir du 46e jour d'hôpital, jusqu'à la veille de la sortie.", _STAYS),
    declare.count("hospital_days_61", "jours d'hôpital après le 60e", "PCH : jours du mois à partir du 61e jour d'hôpital, jusqu'à la veille de la sortie.", _STAYS),
    declare.count("care_home_days", "jours en établissement", "Jours du mois en établissement, entrée et sortie comprises, hors accueil temporaire.", _STAYS),
    declare.day("last_discharge_on", "sortie d'hôpital", "Dernière sortie d'hôpital que le mois suit, sans autre séjour depuis.", _STAYS, LONG_AGO, none=LONG_AGO),
    declare.count("days_since_discharge", "jours depuis la sortie", "Jours entre cette sortie et la date d'arrêté.", _STAYS),
    declare.money("paid_since_discharge", "versé depuis la sortie", "Versements, avant retenue, des mois de droit depuis celui de la sortie.", ("payments", "stays"), "0.00", none="0.00"),
)  # fmt: skip

HOUSEHOLD_COLUMNS: Final = (
    declare.code("household_state", "état du dossier RSA", "RSA : état du dossier ce mois-là (ETATDOSRSA) ; 3 et 4 : suspendu ; none pour les autres prestations.", ("households",), ("0", "1", "2", "3", "4", "5", "6", "none"), "none", none="none"),
    declare.money("computed_right", "droit calculé par l'organisme", "RSA : droit du mois calculé par l'organisme.", ("households",), None, none="0.00"),
    declare.money("household_right", "droit RSA recalculé", "RSA : montant forfaitaire de la composition, moins forfait logement et ressources.", _HOUSEHOLD, None, none="0.00"),
    declare.money("household_right_previous", "droit RSA au barème précédent", "RSA : le même droit au barème précédent.", _HOUSEHOLD, None, none="0.00"),
    declare.money("household_right_next", "droit RSA au barème suivant", "RSA : le même droit au barème suivant.", _HOUSEHOLD, None, none="0.00"),
)  # fmt: skip

BASE_COLUMNS: Final = (
    *SUBJECT_COLUMNS,
    *PAYMENT_COLUMNS,
    *RIGHT_COLUMNS,
    *PERSON_COLUMNS,
    *HOUSEHOLD_COLUMNS,
)

DERIVED_COLUMNS: Final = (
    declare.derived("death_month", Type.MONTH, "mois du décès", "Mois du décès, mois lointain si aucun.", ("people", "deaths", "matches")),
    declare.derived("holder_dead", Type.FLAG, "titulaire décédé", "Décès certain avant ce mois, sans conjoint survivant au RSA ; faux si rien n'est connu.", ("people", "deaths", "matches")),
    DAYS_IN_MONTH,
    declare.derived("suspended_whole_month", Type.FLAG, "mois entier suspendu", "Le droit est suspendu tous les jours du mois, sans autre droit ouvert ; au RSA, le dossier du mois est suspendu.", ("rights", "households")),
    declare.derived("plan_ceiling", Type.MONEY, "plafond du plan", "APA à domicile : plafond du plan pour le GIR décidé, barème du 1er janvier.", ("rights",)),
    declare.derived("expected_participation", Type.MONEY, "participation attendue", "APA à domicile : participation du barème sur le plan, dans la limite du plafond.", ("rights",)),
    declare.derived("expected_due", Type.MONEY, "montant dû", "RSA : droit calculé par l'organisme, sinon recalculé ; APA : plan moins participation, sinon montant accordé ; PCH et ACTP : montant accordé, sinon heures × tarif × taux.", ("rights", "households")),
    declare.derived("due_current_scale", Type.MONEY, "dû au barème en vigueur", "Montant dû recalculé au barème du mois, plan ou heures entiers.", ("rights", "households", "payments")),
    declare.derived("due_previous_scale", Type.MONEY, "dû au barème précédent", "Le même montant au barème précédent.", ("rights", "households", "payments")),
    declare.derived("due_next_scale", Type.MONEY, "dû au barème suivant", "Le même montant au barème suivant.", ("rights", "households", "payments")),
    declare.derived("due_for_gir", Type.MONEY, "dû pour le GIR décidé", "APA : montant dû pour le GIR décidé, 0 en GIR 5 ou 6.", ("rights",)),
    declare.derived("used_amount", Type.MONEY, "plan utilisé", "Heures payées × prix de l'heure.", ("payments",)),
    declare.derived("due_for_use", Type.MONEY, "dû sur le plan utilisé", "APA à domicile : plan utilisé × (plan − participation) / plan.", ("rights", "payments")),
    declare.derived("plan_excess_paid", Type.MONEY, "part payée au-dessus du plafond", "APA à domicile : montant versé × (plan − plafond) / plan, au-dessus du plafond.", ("rights", "payments")),
    declare.derived("participation_gap_paid", Type.MONEY, "effet de l'écart de participation", "APA à domicile : (participation attendue − participation) × part du plan versée, au plus le plan entier.", ("rights", "payments")),
    declare.derived("floor_gap", Type.MONEY, "effet du tarif plancher", "(prix de l'heure − tarif plancher) × heures payées × part du département.", ("rights", "payments")),
    declare.derived("payer_share", Type.RATE, "part du département", "APA : (plan − participation) / plan ; PCH : taux de prise en charge.", ("rights",)),
    declare.derived("hour_tariff", Type.MONEY, "tarif de l'heure", "Prix de l'heure payé, sinon tarif national de la PCH pour le mode.", ("payments", "rights")),
    declare.derived("hospital_days_reduced", Type.INTEGER, "jours de PCH réduite", "PCH : jours du mois à taux réduit ; du 46e au 60e jour, inconnu en emploi direct si le licenciement n'est pas dit.", ("stays", "rights")),
    declare.derived("due_in_hospital", Type.MONEY, "dû pendant le séjour", "PCH, élément 1 : montant du mois, réduit les jours de séjour au-delà du délai.", ("stays", "rights", "payments")),
)  # fmt: skip
