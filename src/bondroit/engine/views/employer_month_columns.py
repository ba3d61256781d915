"""The documented columns of `employer_month`."""

from typing import Final

from bondroit.engine.views import declare
from bondroit.engine.views.holders import HOME_BENEFITS
from bondroit.engine.views.shared_columns import MODE_OF_MONTH

_PAID: Final = ("payments", "bank_returns", "rights")
_WORK: Final = ("employments",)

COLUMNS: Final = (
    declare.month("Mois de droit payé.", ("payments",)),
    declare.benefit("Prestation à domicile versée (PCH : aide humaine).", ("payments",), "PCH", codes=HOME_BENEFITS),
    MODE_OF_MONTH,
    declare.money("net_paid", "montant net versé", "Net versé pour le mois.", _PAID, "600.00", none="0.00"),
    declare.hours("paid_hours", "heures payées", "Heures payées ; quand le paiement n'en dit pas, en PCH, montant divisé par le tarif de l'emploi direct et le taux.", _PAID, "30.00", none="0.00"),
    declare.hours("declared_hours", "heures déclarées", "Heures déclarées pour tous les salariés du bénéficiaire ce mois-là ; 0 quand le fichier couvre le mois et n'en dit pas.", _WORK, "30.00", none="0.00"),
    declare.money("net_paid_12", "versé sur douze mois", "Net versé ce mois-là et les onze mois d'avant.", _PAID, "7200.00", none="0.00"),
    declare.money("salary_12", "salaires sur douze mois", "Salaires déclarés sur les mêmes mois.", _WORK, "7200.00", none="0.00"),
    declare.hours("paid_hours_12", "heures payées sur douze mois", "Heures payées sur les mêmes mois.", _PAID, "360.00", none="0.00"),
    declare.hours("declared_hours_12", "heures déclarées sur douze mois", "Heures déclarées sur les mêmes mois.", _WORK, "360.00", none="0.00"),
    declare.count("months_paid_12", "mois payés sur douze mois", "Mois payés parmi ces douze mois.", _PAID, 12),
    declare.count("months_declared_12", "mois déclarés sur douze mois", "Mois, parmi ceux-là, où au moins un salaire est déclaré.", _WORK, 12),
)  # fmt: skip
