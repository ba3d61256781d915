"""The documented columns of `visit_month`."""

from typing import Final

from bondroit.engine.views import declare
from bondroit.engine.views.shared_columns import (
    DATE_OF_DEATH,
    DEATH_MATCH,
    LONG_AGO,
    PAYER_SHARE,
)

_VISITS: Final = ("visits",)
_DEATHS: Final = ("people", "deaths", "matches")
_STAYS: Final = ("visits", "stays", "matches")

COLUMNS: Final = (
    declare.month("Mois des interventions.", _VISITS),
    declare.benefit("Prestation des interventions.", _VISITS),
    declare.hours("visit_hours", "heures d'intervention", "Heures de toutes les interventions du mois.", _VISITS, "20.00", none="0.00"),
    DATE_OF_DEATH,
    DEATH_MATCH,
    declare.hours("hours_after_death", "heures après le décès", "Heures d'interventions commencées un jour postérieur au décès.", (*_VISITS, *_DEATHS), "0.00", none="0.00"),
    declare.count("visits_after_death", "interventions après le décès", "Nombre de ces interventions.", (*_VISITS, *_DEATHS)),
    declare.flag("visits_end_at_death", "interventions qui cessent au décès", "Vrai si les interventions cessent au jour du décès pour une part suffisante (`pratique_part_minimum`) des personnes décédées aidées le mois de leur décès, ou si trop peu le sont pour le dire ; inconnu sinon.", (*_VISITS, *_DEATHS), typical=True),
    declare.flag("shared_home", "autre personne aidée à la même adresse", "Le même prestataire aide ce mois-là une autre personne à la même adresse ; inconnu sans adresse.", ("visits", "people")),
    declare.hours("hours_in_hospital", "heures pendant l'hospitalisation", "Heures d'interventions commencées un jour passé tout entier à l'hôpital (ni l'entrée, ni la sortie), hors des jours où l'allocation elle-même est réduite.", _STAYS, "0.00", none="0.00"),
    declare.day("admitted_on", "entrée à l'hôpital", "Entrée du séjour à l'hôpital concerné.", _STAYS, LONG_AGO, none=LONG_AGO),
    declare.hours("hours_in_temporary_stay", "heures pendant l'hébergement temporaire", "Heures d'interventions commencées un jour passé tout entier en hébergement temporaire.", _STAYS, "0.00", none="0.00"),
    declare.money("unit_price", "prix de l'heure", "Le plus petit du prix facturé ce mois-là et du tarif du prestataire.", ("invoice_lines", "payments", "providers"), "24.00"),
    PAYER_SHARE,
)  # fmt: skip
