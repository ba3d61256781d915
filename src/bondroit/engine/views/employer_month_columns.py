"""The documented columns of `employer_month`."""

from datetime import date
from decimal import Decimal
from typing import Final

from bondroit.engine.views.person_records import HOME_BENEFITS
from bondroit.engine.views.right_month_columns import DELIVERY_MODES
from bondroit.engine.views.view import Type, ViewColumn

_PAID: Final = ("payments", "bank_returns", "rights")
_WORK: Final = ("employments",)
_NOTHING: Final = Decimal("0.00")


def _hours(
    name: str, typical: str, label: str, doc: str, tables: tuple[str, ...]
) -> ViewColumn:
    return ViewColumn(
        name=name, type=Type.HOURS, typical=Decimal(typical), none=_NOTHING,
        label=label, doc=doc, tables=tables,
    )  # fmt: skip


def _money(
    name: str, typical: str, label: str, doc: str, tables: tuple[str, ...]
) -> ViewColumn:
    return ViewColumn(
        name=name, type=Type.MONEY, typical=Decimal(typical), none=_NOTHING,
        label=label, doc=doc, tables=tables,
    )  # fmt: skip


COLUMNS: Final = (
    ViewColumn(
        name="month",
        type=Type.MONTH,
        typical=date(2025, 3, 1),
        label="mois de droit",
        doc="Mois de droit payé.",
        tables=("payments",),
    ),
    ViewColumn(
        name="benefit",
        type=Type.CODE,
        codes=HOME_BENEFITS,
        typical="PCH",
        label="prestation",
        doc="Prestation à domicile versée (PCH : aide humaine).",
        tables=("payments",),
    ),
    ViewColumn(
        name="delivery_mode",
        type=Type.CODE,
        codes=DELIVERY_MODES,
        typical="direct",
        label="mode d'intervention",
        doc="Mode d'intervention du droit en cours ce mois-là.",
        tables=("rights",),
    ),
    _money("net_paid", "600.00", "montant net versé", "Net versé pour le mois.", _PAID),
    _hours("paid_hours", "30.00", "heures payées", "Heures payées ; quand le paiement n'en dit pas, en PCH, montant divisé par le tarif de l'emploi direct et le taux.", _PAID),
    _hours("declared_hours", "30.00", "heures déclarées", "Heures déclarées pour tous les salariés du bénéficiaire ce mois-là ; 0 quand le fichier couvre le mois et n'en dit pas.", _WORK),
    _money("net_paid_12", "7200.00", "versé sur douze mois", "Net versé ce mois-là et les onze mois d'avant.", _PAID),
    _money("salary_12", "7200.00", "salaires sur douze mois", "Salaires déclarés sur les mêmes mois.", _WORK),
    _hours("paid_hours_12", "360.00", "heures payées sur douze mois", "Heures payées sur les mêmes mois.", _PAID),
    _hours("declared_hours_12", "360.00", "heures déclarées sur douze mois", "Heures déclarées sur les mêmes mois.", _WORK),
    ViewColumn(
        name="months_paid_12",
        type=Type.INTEGER,
        typical=12,
        none=0,
        label="mois payés sur douze mois",
        doc="Mois payés parmi ces douze mois.",
        tables=_PAID,
    ),
    ViewColumn(
        name="months_declared_12",
        type=Type.INTEGER,
        typical=12,
        none=0,
        label="mois déclarés sur douze mois",
        doc="Mois, parmi ceux-là, où au moins un salaire est déclaré.",
        tables=_WORK,
    ),
)  # fmt: skip
