"""The documented columns of `account_month`; the account itself is never shown."""

from typing import Final

from bondroit.engine.views import declare

_PAYMENTS: Final = ("payments",)

COLUMNS: Final = (
    declare.month("Mois de droit payé sur le compte.", _PAYMENTS),
    declare.benefit("Prestation payée sur le compte.", _PAYMENTS),
    declare.money("credited_amount", "montant crédité", "Somme des versements du mois de droit sur ce compte, pour cette personne ou ce foyer et cette prestation.", _PAYMENTS, "600.00"),
    declare.money("usual_amount", "montant mensuel habituel", "Médiane des montants des douze mois de droit d'avant, tous comptes réunis ; inconnue au premier mois.", _PAYMENTS, "600.00"),
    declare.flag("new_account", "compte nouveau", "Premier mois où cette personne ou ce foyer est payé sur ce compte, un autre l'ayant été avant.", _PAYMENTS),
    declare.number("persons_on_account", "bénéficiaires payés sur le compte", "Bénéficiaires différents (individus rapprochés, foyers du RSA) payés sur ce compte pour ce mois.", ("payments", "individuals"), 1),
    declare.number("homes_on_account", "domiciles payés sur le compte", "Domiciles différents parmi eux ; inconnus dès qu'un seul l'est.", ("payments", "people"), 1),
    declare.flag("professional_account", "compte d'un professionnel", "Le compte est celui d'un établissement, d'un prestataire ou d'un tiers (mandataire, tuteur) payé comme tel.", ("payments", "providers"), none=False),
    declare.code("helper_account", "compte d'un intervenant", "Le compte où le bénéficiaire est payé est aussi celui d'un prestataire (provider), d'un aidant payé comme tel (carer), ou d'un aidant de la famille (family_carer).", ("payments", "providers", "rights"), ("none", "provider", "carer", "family_carer"), "none", none="none"),
)  # fmt: skip
