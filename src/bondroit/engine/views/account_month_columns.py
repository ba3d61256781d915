"""The documented columns of `account_month`; the account itself is never shown."""

from datetime import date
from decimal import Decimal
from typing import Final

from bondroit.engine.views.view import Type, ViewColumn
from bondroit.model.tables import BENEFITS

_PAYMENTS: Final = ("payments",)

COLUMNS: Final = (
    ViewColumn(
        name="month",
        type=Type.MONTH,
        typical=date(2025, 3, 1),
        label="mois de droit",
        doc="Mois de droit payé sur le compte.",
        tables=_PAYMENTS,
    ),
    ViewColumn(
        name="benefit",
        type=Type.CODE,
        codes=BENEFITS,
        typical="APA_HOME",
        label="prestation",
        doc="Prestation payée sur le compte.",
        tables=_PAYMENTS,
    ),
    ViewColumn(
        name="credited_amount",
        type=Type.MONEY,
        typical=Decimal("600.00"),
        label="montant crédité",
        doc="Somme des versements du mois de droit sur ce compte, pour cette personne ou ce foyer et cette prestation.",
        tables=_PAYMENTS,
    ),
    ViewColumn(
        name="usual_amount",
        type=Type.MONEY,
        typical=Decimal("600.00"),
        label="montant mensuel habituel",
        doc="Médiane des montants des douze mois de droit d'avant, tous comptes réunis ; inconnue au premier mois.",
        tables=_PAYMENTS,
    ),
    ViewColumn(
        name="new_account",
        type=Type.FLAG,
        typical=False,
        label="compte nouveau",
        doc="Premier mois où cette personne ou ce foyer est payé sur ce compte, un autre l'ayant été avant.",
        tables=_PAYMENTS,
    ),
    ViewColumn(
        name="persons_on_account",
        type=Type.INTEGER,
        typical=1,
        label="bénéficiaires payés sur le compte",
        doc="Bénéficiaires différents (individus rapprochés, foyers du RSA) payés sur ce compte pour ce mois.",
        tables=("payments", "individuals"),
    ),
    ViewColumn(
        name="homes_on_account",
        type=Type.INTEGER,
        typical=1,
        label="domiciles payés sur le compte",
        doc="Domiciles différents parmi eux ; inconnus dès qu'un seul l'est.",
        tables=("payments", "people"),
    ),
    ViewColumn(
        name="professional_account",
        type=Type.FLAG,
        typical=False,
        none=False,
        label="compte d'un professionnel",
        doc="Le compte est celui d'un établissement, d'un prestataire ou d'un tiers (mandataire, tuteur) payé comme tel.",
        tables=("payments", "providers"),
    ),
    ViewColumn(
        name="helper_account",
        type=Type.CODE,
        codes=("none", "provider", "carer", "family_carer"),
        typical="none",
        none="none",
        label="compte d'un intervenant",
        doc="Le compte où le bénéficiaire est payé est aussi celui d'un prestataire (provider), d'un aidant payé comme tel (carer), ou d'un aidant de la famille (family_carer).",
        tables=("payments", "providers", "rights"),
    ),
)
