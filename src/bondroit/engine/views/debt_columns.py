"""The documented columns of the view `debt`."""

from datetime import date
from typing import Final

from bondroit.engine.views import declare

_DEBTS: Final = ("debts",)
_PAID: Final = ("debts", "payments", "bank_returns")
_LAW: Final = ("debts", "payments", "rights", "households", "household_members")
_ARREARS: Final = ("debts", "payments")

COLUMNS: Final = (
    declare.month("Dernier mois de droit que l'indu réclame.", _DEBTS, date(2025, 5, 1), label="dernier mois de l'indu"),
    declare.month("Premier mois de droit que l'indu réclame.", _DEBTS, date(2025, 4, 1), name="from_month", label="premier mois de l'indu"),
    declare.benefit("Prestation de l'indu.", _DEBTS, "RSA"),
    declare.money("debt_amount", "montant de l'indu", "Montant initial de l'indu.", _DEBTS, "300.00"),
    declare.count("earlier_debts", "indus antérieurs des mêmes mois", "Indus constatés avant celui-ci, de la même prestation, qui réclament au moins un même mois.", _DEBTS),
    declare.count("common_months", "mois réclamés deux fois", "Mois de cet indu qu'un indu antérieur réclame aussi.", _DEBTS),
    declare.flag("same_as_earlier", "indu identique", "Un indu antérieur a les mêmes mois, la même nature et le même montant.", _DEBTS, none=False),
    declare.money("claimed_together", "total réclamé", "Cet indu et les indus antérieurs des mêmes mois, montants initiaux.", _DEBTS, "300.00"),
    declare.money("paid_in_months", "versé sur ces mois", "Net versé, retenues remises, sur tous les mois que ces indus réclament ; inconnu si un mois n'est pas couvert.", _PAID, "1138.00"),
    declare.flag("remitted", "indu remis", "Une remise de dette est datée.", _DEBTS, none=False),
    declare.flag("computation_reason", "motif de calcul", "Le motif de l'indu (MOTIINDU) est un calcul de ressources ou de droits : 4x ou 7x ; inconnu sans motif.", _DEBTS, typical=True),
    declare.flag("another_cause", "autre cause connue", "Sur ces mois, un décès, une hospitalisation longue, une entrée en établissement ou une personne à charge trop âgée est connue : le recalcul ne la voit pas.", ("debts", "deaths", "stays", "matches"), none=False),
    declare.money("recomputed_undue", "indu recalculé", "Somme, mois par mois, de ce qui est versé au-dessus du droit recalculé (RSA : composition, ressources et forfait logement ; autres : montant dû) ; inconnue si un mois l'est.", _LAW, "300.00"),
    declare.count("debts_in_year", "indus en douze mois", "Indus de la même prestation constatés dans les douze mois qui finissent à celui-ci, lui compris.", _DEBTS, 1),
    declare.count("arrears_in_year", "rappels en douze mois", "Rappels versés dans les mêmes douze mois ; inconnu quand le flux ne distingue pas les rappels.", _ARREARS),
)  # fmt: skip
