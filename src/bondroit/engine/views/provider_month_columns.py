"""The documented columns of `provider_month`."""

from datetime import date
from decimal import Decimal
from typing import Final

from bondroit.engine.views.right_month_columns import DELIVERY_MODES
from bondroit.engine.views.view import Type, ViewColumn

_PAID: Final = ("payments", "bank_returns")

COLUMNS: Final = (
    ViewColumn(
        name="month",
        type=Type.MONTH,
        typical=date(2025, 3, 1),
        label="mois de droit",
        doc="Mois de droit payé ou facturé, ou mois des interventions.",
        tables=("payments", "invoice_lines", "visits"),
    ),
    ViewColumn(
        name="authorised",
        type=Type.FLAG,
        typical=True,
        label="service autorisé",
        doc="Le prestataire est autorisé ce mois-là ; inconnu s'il n'est pas au répertoire, ou si l'autorisation n'est pas dite.",
        tables=("providers",),
    ),
    ViewColumn(
        name="delivery_mode",
        type=Type.CODE,
        codes=DELIVERY_MODES,
        typical="provider",
        label="mode d'intervention du service",
        doc="Mode d'intervention du répertoire : prestataire ou mandataire.",
        tables=("providers",),
    ),
    ViewColumn(
        name="billed_amount",
        type=Type.MONEY,
        typical=Decimal("4800.00"),
        none=Decimal("0.00"),
        label="montant facturé par le service",
        doc="Montant de toutes les lignes de facture du mois, avoirs déduits.",
        tables=("invoice_lines",),
    ),
    ViewColumn(
        name="paid_amount",
        type=Type.MONEY,
        typical=Decimal("4320.00"),
        none=Decimal("0.00"),
        label="montant versé au service",
        doc="Net versé au prestataire pour ce mois de droit, toutes personnes réunies.",
        tables=_PAID,
    ),
    ViewColumn(
        name="new_account",
        type=Type.FLAG,
        typical=False,
        label="compte nouveau",
        doc="Le service est payé ce mois-là sur un compte jamais crédité avant, un autre l'ayant été ; inconnu sans IBAN.",
        tables=("payments",),
    ),
    ViewColumn(
        name="account_listed",
        type=Type.FLAG,
        typical=True,
        label="compte du répertoire",
        doc="Tous les comptes crédités ce mois-là sont ceux du répertoire des prestataires ; inconnu quand le répertoire n'en dit aucun.",
        tables=("payments", "providers"),
    ),
    ViewColumn(
        name="visits_3_months",
        type=Type.INTEGER,
        typical=600,
        none=0,
        label="interventions en trois mois",
        doc="Interventions enregistrées ce mois-là et les deux mois d'avant.",
        tables=("visits",),
    ),
    ViewColumn(
        name="manual_3_months",
        type=Type.INTEGER,
        typical=60,
        none=0,
        label="interventions saisies à la main en trois mois",
        doc="Parmi elles, celles sans pointage complet ou redressées ; inconnu si le service ne pointe jamais.",
        tables=("visits",),
    ),
)
