"""The documented columns of `provider_month`."""

from typing import Final

from bondroit.engine.views import declare
from bondroit.engine.views.shared_columns import DELIVERY_MODES

_PAID: Final = ("payments", "bank_returns")

COLUMNS: Final = (
    declare.month("Mois de droit payé ou facturé, ou mois des interventions.", ("payments", "invoice_lines", "visits")),
    declare.flag("authorised", "service autorisé", "Le prestataire est autorisé ce mois-là ; inconnu s'il n'est pas au répertoire, ou si l'autorisation n'est pas dite.", ("providers",), typical=True),
    declare.code("delivery_mode", "mode d'intervention du service", "Mode d'intervention du répertoire : prestataire ou mandataire.", ("providers",), DELIVERY_MODES, "provider"),
    declare.money("billed_amount", "montant facturé par le service", "Montant de toutes les lignes de facture du mois, avoirs déduits.", ("invoice_lines",), "4800.00", none="0.00"),
    declare.money("paid_amount", "montant versé au service", "Net versé au prestataire pour ce mois de droit, toutes personnes réunies.", _PAID, "4320.00", none="0.00"),
    declare.flag("new_account", "compte nouveau", "Le service est payé ce mois-là sur un compte jamais crédité avant, un autre l'ayant été ; inconnu sans IBAN.", ("payments",)),
    declare.flag("account_listed", "compte du répertoire", "Tous les comptes crédités ce mois-là sont ceux du répertoire des prestataires ; inconnu quand le répertoire n'en dit aucun.", ("payments", "providers"), typical=True),
    declare.count("visits_3_months", "interventions en trois mois", "Interventions enregistrées ce mois-là et les deux mois d'avant.", ("visits",), 600),
    declare.count("manual_3_months", "interventions saisies à la main en trois mois", "Parmi elles, celles sans pointage complet ou redressées ; inconnu si le service ne pointe jamais.", ("visits",), 60),
)  # fmt: skip
