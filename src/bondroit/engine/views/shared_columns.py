"""Columns that several views hold, and the values their columns share."""

from datetime import date
from typing import Final

from bondroit.engine.views import declare
from bondroit.engine.views.view import Type
from bondroit.model.outputs import BANDS

FAR: Final = date(9999, 12, 31)
"""The date that says «never», where a later one would be worse."""

LONG_AGO: Final = date(1900, 1, 1)
"""The date that says «never», where an earlier one would be worse."""

DELIVERY_MODES: Final = (
    "provider",
    "mandate",
    "direct",
    "family_carer",
    "flat_rate",
    "facility",
)
"""Who brings the help, as a right, a tariff or a directory says it."""

HELP_FIRST: Final = ("APA_HOME", "PCH", "APA_FACILITY", "ACTP", "RSA")
"""Every benefit, those that pay hours of help first, as what is billed lists them."""

MATCHES: Final = (*BANDS, "none")
"""How sure a match is; none: looked for, and not found."""

DAYS_IN_MONTH: Final = declare.derived(
    "days_in_month", Type.INTEGER, "jours du mois", "Nombre de jours du mois."
)
DATE_OF_DEATH: Final = declare.day(
    "date_of_death",
    "date de décès",
    "Date de décès de la personne, date lointaine si aucun décès n'est connu.",
    ("people", "deaths", "matches"),
    typical=FAR,
    none=FAR,
)
DEATH_MATCH: Final = declare.code(
    "death_match",
    "rapprochement du décès",
    "Solidité du rapprochement ; none : un registre couvre le mois et ne dit rien.",
    ("people", "deaths", "matches"),
    MATCHES,
    typical="none",
    none="none",
)
MODE_OF_MONTH: Final = declare.code(
    "delivery_mode",
    "mode d'intervention",
    "Mode d'intervention du droit en cours ce mois-là.",
    ("rights",),
    DELIVERY_MODES,
    "direct",
)
MODE_OF_RIGHT: Final = declare.code(
    "delivery_mode",
    "mode d'intervention",
    "Mode d'intervention.",
    ("rights",),
    DELIVERY_MODES,
    "provider",
)
PAYER_SHARE: Final = declare.rate(
    "payer_share",
    "part payée par le département",
    "APA : (plan − participation) / plan ; PCH : taux de prise en charge.",
    ("rights",),
    "0.9",
)
PRICE_OR_TARIFF: Final = declare.money(
    "unit_price",
    "prix de l'heure",
    "Prix facturé ce mois-là, à défaut tarif du prestataire.",
    ("invoice_lines", "payments", "providers"),
    "24.00",
)
RECORDED_HOURS: Final = declare.hours(
    "recorded_hours",
    "heures télégérées",
    "Heures des interventions enregistrées ; inconnues si le prestataire n'en a enregistré aucune ce mois-là.",
    ("visits",),
    "20.00",
)

#: What is paid for a month of right: columns whose usual values differ by view.
_PAYMENTS: Final = ("payments", "bank_returns")
NET_PAID: Final = (
    "net_paid",
    "montant net versé",
    "Somme des paiements du mois de droit, rejets et annulations déduits une fois, retenues déduites ; 0 sans paiement, inconnu hors des mois couverts.",
    _PAYMENTS,
)
PAID_BEFORE_RECOVERY: Final = (
    "paid_before_recovery",
    "montant versé avant retenue",
    "Montant net versé, retenues remises : une retenue n'est pas un impayé.",
    _PAYMENTS,
)
RECOVERED: Final = (
    "recovered",
    "retenues",
    "Retenues opérées sur ce mois de droit, en positif.",
    _PAYMENTS,
)
ARREARS_PAID: Final = (
    "arrears_paid",
    "rappels versés",
    "Rappels versés pour ce mois de droit ; inconnu quand le flux ne distingue pas les rappels.",
    _PAYMENTS,
)
RETURNED_AMOUNT: Final = (
    "returned_amount",
    "montant rejeté non réémis",
    "Virements rejetés par la banque et sans paiement ultérieur du même mois de droit.",
    _PAYMENTS,
)

INVOICED_MONTH: Final = declare.month("Mois de droit facturé.", ("invoice_lines",))
MONTH_OF_SECOND: Final = declare.month(
    "Mois de l'intervention commencée en second.", ("visits",)
)
