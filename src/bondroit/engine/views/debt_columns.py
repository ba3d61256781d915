"""The documented columns of the view `debt`."""

from datetime import date
from decimal import Decimal
from typing import Final

from bondroit.engine.views.view import Type, ViewColumn
from bondroit.model.tables import BENEFITS

_DEBTS: Final = ("debts",)
_PAID: Final = ("debts", "payments", "bank_returns")
_LAW: Final = ("debts", "payments", "rights", "households", "household_members")
_ARREARS: Final = ("debts", "payments")


def _money(
    name: str, label: str, doc: str, typical: str, tables: tuple[str, ...]
) -> ViewColumn:
    return ViewColumn(
        name=name,
        type=Type.MONEY,
        label=label,
        doc=doc,
        typical=Decimal(typical),
        tables=tables,
    )


def _count(
    name: str, label: str, doc: str, typical: int, tables: tuple[str, ...]
) -> ViewColumn:
    return ViewColumn(
        name=name,
        type=Type.INTEGER,
        label=label,
        doc=doc,
        typical=typical,
        none=0,
        tables=tables,
    )


def _flag(name: str, label: str, doc: str, tables: tuple[str, ...]) -> ViewColumn:
    return ViewColumn(
        name=name,
        type=Type.FLAG,
        label=label,
        doc=doc,
        typical=False,
        none=False,
        tables=tables,
    )


COLUMNS: Final = (
    ViewColumn(name="month", type=Type.MONTH, label="dernier mois de l'indu", doc="Dernier mois de droit que l'indu réclame.", typical=date(2025, 5, 1), tables=_DEBTS),
    ViewColumn(name="from_month", type=Type.MONTH, label="premier mois de l'indu", doc="Premier mois de droit que l'indu réclame.", typical=date(2025, 4, 1), tables=_DEBTS),
    ViewColumn(name="benefit", type=Type.CODE, codes=BENEFITS, label="prestation", doc="Prestation de l'indu.", typical="RSA", tables=_DEBTS),
    _money("debt_amount", "montant de l'indu", "Montant initial de l'indu.", "300.00", _DEBTS),
    _count("earlier_debts", "indus antérieurs des mêmes mois", "Indus constatés avant celui-ci, de la même prestation, qui réclament au moins un même mois.", 0, _DEBTS),
    _count("common_months", "mois réclamés deux fois", "Mois de cet indu qu'un indu antérieur réclame aussi.", 0, _DEBTS),
    _flag("same_as_earlier", "indu identique", "Un indu antérieur a les mêmes mois, la même nature et le même montant.", _DEBTS),
    _money("claimed_together", "total réclamé", "Cet indu et les indus antérieurs des mêmes mois, montants initiaux.", "300.00", _DEBTS),
    _money("paid_in_months", "versé sur ces mois", "Net versé, retenues remises, sur tous les mois que ces indus réclament ; inconnu si un mois n'est pas couvert.", "1138.00", _PAID),
    _flag("remitted", "indu remis", "Une remise de dette est datée.", _DEBTS),
    ViewColumn(name="computation_reason", type=Type.FLAG, label="motif de calcul", doc="Le motif de l'indu (MOTIINDU) est un calcul de ressources ou de droits : 4x ou 7x ; inconnu sans motif.", typical=True, tables=_DEBTS),
    _flag("another_cause", "autre cause connue", "Sur ces mois, un décès, une hospitalisation longue, une entrée en établissement ou une personne à charge trop âgée est connue : le recalcul ne la voit pas.", ("debts", "deaths", "stays", "matches")),
    _money("recomputed_undue", "indu recalculé", "Somme, mois par mois, de ce qui est versé au-dessus du droit recalculé (RSA : composition, ressources et forfait logement ; autres : montant dû) ; inconnue si un mois l'est.", "300.00", _LAW),
    _count("debts_in_year", "indus en douze mois", "Indus de la même prestation constatés dans les douze mois qui finissent à celui-ci, lui compris.", 1, _DEBTS),
    _count("arrears_in_year", "rappels en douze mois", "Rappels versés dans les mêmes douze mois ; inconnu quand le flux ne distingue pas les rappels.", 0, _ARREARS),
)  # fmt: skip
