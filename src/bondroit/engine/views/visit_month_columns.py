"""The documented columns of `visit_month`."""

from datetime import date
from decimal import Decimal
from typing import Final

from bondroit.engine.views.stay_facts import FAR, LONG_AGO
from bondroit.engine.views.view import Type, ViewColumn
from bondroit.model.tables import BENEFITS

_VISITS: Final = ("visits",)
_DEATHS: Final = ("people", "deaths", "matches")
_STAYS: Final = ("visits", "stays", "matches")
_NOTHING: Final = Decimal("0.00")


def _hours(
    name: str, label: str, doc: str, typical: str, tables: tuple[str, ...]
) -> ViewColumn:
    return ViewColumn(
        name=name,
        type=Type.HOURS,
        typical=Decimal(typical),
        none=_NOTHING,
        label=label,
        doc=doc,
        tables=tables,
    )


COLUMNS: Final = (
    ViewColumn(
        name="month",
        type=Type.MONTH,
        typical=date(2025, 3, 1),
        label="mois de droit",
        doc="Mois des interventions.",
        tables=_VISITS,
    ),
    ViewColumn(
        name="benefit",
        type=Type.CODE,
        codes=BENEFITS,
        typical="APA_HOME",
        label="prestation",
        doc="Prestation des interventions.",
        tables=_VISITS,
    ),
    _hours("visit_hours", "heures d'intervention", "Heures de toutes les interventions du mois.", "20.00", _VISITS),
    ViewColumn(
        name="date_of_death",
        type=Type.DATE,
        typical=FAR,
        none=FAR,
        label="date de décès",
        doc="Date de décès de la personne, date lointaine si aucun décès n'est connu.",
        tables=_DEATHS,
    ),
    ViewColumn(
        name="death_match",
        type=Type.CODE,
        typical="none",
        none="none",
        codes=("certain", "probable", "possible", "none"),
        label="rapprochement du décès",
        doc="Solidité du rapprochement ; none : un registre couvre le mois et ne dit rien.",
        tables=_DEATHS,
    ),
    _hours("hours_after_death", "heures après le décès", "Heures d'interventions commencées un jour postérieur au décès.", "0.00", (*_VISITS, *_DEATHS)),
    ViewColumn(
        name="visits_after_death",
        type=Type.INTEGER,
        typical=0,
        none=0,
        label="interventions après le décès",
        doc="Nombre de ces interventions.",
        tables=(*_VISITS, *_DEATHS),
    ),
    ViewColumn(
        name="visits_end_at_death",
        type=Type.FLAG,
        typical=True,
        label="interventions qui cessent au décès",
        doc="Vrai si les interventions cessent au jour du décès pour une part suffisante (`pratique_part_minimum`) des personnes décédées aidées le mois de leur décès, ou si trop peu le sont pour le dire ; inconnu sinon.",
        tables=(*_VISITS, *_DEATHS),
    ),
    ViewColumn(
        name="shared_home",
        type=Type.FLAG,
        typical=False,
        label="autre personne aidée à la même adresse",
        doc="Le même prestataire aide ce mois-là une autre personne à la même adresse ; inconnu sans adresse.",
        tables=("visits", "people"),
    ),
    _hours("hours_in_hospital", "heures pendant l'hospitalisation", "Heures d'interventions commencées un jour passé tout entier à l'hôpital (ni l'entrée, ni la sortie), hors des jours où l'allocation elle-même est réduite.", "0.00", _STAYS),
    ViewColumn(
        name="admitted_on",
        type=Type.DATE,
        typical=LONG_AGO,
        none=LONG_AGO,
        label="entrée à l'hôpital",
        doc="Entrée du séjour à l'hôpital concerné.",
        tables=_STAYS,
    ),
    _hours("hours_in_temporary_stay", "heures pendant l'hébergement temporaire", "Heures d'interventions commencées un jour passé tout entier en hébergement temporaire.", "0.00", _STAYS),
    ViewColumn(
        name="unit_price",
        type=Type.MONEY,
        typical=Decimal("24.00"),
        label="prix de l'heure",
        doc="Le plus petit du prix facturé ce mois-là et du tarif du prestataire.",
        tables=("invoice_lines", "payments", "providers"),
    ),
    ViewColumn(
        name="payer_share",
        type=Type.RATE,
        typical=Decimal("0.9"),
        label="part payée par le département",
        doc="APA : (plan − participation) / plan ; PCH : taux de prise en charge.",
        tables=("rights",),
    ),
)  # fmt: skip
