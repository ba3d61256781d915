"""The documented columns of `household_month`."""

from datetime import date
from typing import Final

from bondroit.engine.views import declare
from bondroit.engine.views.shared_columns import (
    ARREARS_PAID,
    FAR,
    MATCHES,
    NET_PAID,
    PAID_BEFORE_RECOVERY,
    RECOVERED,
    RETURNED_AMOUNT,
)
from bondroit.engine.views.view import Type

STATES: Final = ("0", "1", "2", "3", "4", "5", "6")
_PAID: Final = ("payments", "bank_returns")
_HOUSE: Final = ("households",)
_MEMBERS: Final = ("households", "household_members")
_DEATHS: Final = ("household_members", "people", "deaths", "matches")
_AGES: Final = ("household_members", "people")
_ELSEWHERE: Final = ("household_members", "households", "individuals")
_LAW: Final = ("households", "household_members")

_PAYMENT_COLUMNS: Final = (
    declare.month("Mois de droit : le mois que le paiement paie.", ("households", "payments"), date(2025, 5, 1)),
    declare.money(*NET_PAID, "814.62"),
    declare.money(*PAID_BEFORE_RECOVERY, "814.62"),
    declare.money(*RECOVERED),
    declare.money(*ARREARS_PAID),
    declare.money(*RETURNED_AMOUNT),
    declare.count("months_unpaid", "mois de suite sans versement", "Mois consécutifs, celui-ci compris, où le droit est ouvert, calculé au-dessus du seuil de versement et non payé, les retenues étant remises.", ("households", *_PAID)),
)  # fmt: skip

_HOUSEHOLD_COLUMNS: Final = (
    declare.code("state", "état du dossier", "État du dossier RSA : 0 demande en cours, 1 refusé, 2 ouvert et payable, 3 ouvert et suspendu, 4 ouvert, versement suspendu, 5 clos, 6 clos un mois antérieur.", _HOUSE, STATES, "2"),
    declare.flag("suspended", "droit suspendu", "Le dossier est ouvert et suspendu ce mois-ci.", _HOUSE, none=False),
    declare.count("adults", "adultes comptés", "Demandeur et conjoint comptés.", _MEMBERS, 1),
    declare.count("children", "enfants et personnes à charge", "Enfants et autres personnes à charge comptés.", _MEMBERS, 1),
    declare.count("shared_children", "enfants en résidence alternée", "Personnes à charge comptées pour une part : le droit recalculé est alors inconnu.", _MEMBERS),
    declare.flag("increased", "RSA majoré", "Le montant forfaitaire est majoré.", _HOUSE),
    declare.money("resources", "ressources comptées", "Moyenne mensuelle des ressources prises en compte, prestations familiales comprises.", _HOUSE),
    declare.money("housing_deduction", "forfait logement appliqué", "Forfait logement déduit par l'organisme.", _HOUSE, "155.16"),
    declare.money("stated_flat_amount", "montant forfaitaire transmis", "Montant forfaitaire utilisé par l'organisme.", _HOUSE, "969.78"),
    declare.money("computed_right", "droit calculé par l'organisme", "Droit du mois calculé par l'organisme.", _HOUSE, "814.62"),
)  # fmt: skip

_MEMBER_COLUMNS: Final = (
    declare.code("member_death_match", "rapprochement du décès d'un membre", "Décès d'un membre compté, daté d'un mois antérieur : le rapprochement le plus sûr ; none : tous les membres sont connus et aucun n'est décédé.", _DEATHS, MATCHES, "none", none="none"),
    declare.day("date_of_death", "date du décès", "Premier décès certain d'un membre compté, antérieur au mois ; date lointaine si aucun.", _DEATHS, FAR, none=FAR),
    declare.count("deceased_adults", "adultes décédés comptés", "Demandeur ou conjoint encore compté après le mois de son décès certain.", _DEATHS),
    declare.count("deceased_children", "personnes à charge décédées comptées", "Personne à charge encore comptée après le mois de son décès certain.", _DEATHS),
    declare.money("deceased_resources", "ressources des membres décédés", "Moyenne mensuelle de leurs propres ressources du trimestre de référence, 0 si rien n'est connu.", ("resources", *_DEATHS)),
    declare.count("overage_dependants", "personnes à charge trop âgées", "Enfants et autres personnes à charge ayant atteint la limite d'âge le premier jour du mois ; naissance imprécise : la plus tardive.", _AGES),
    declare.money("overage_resources", "ressources des personnes trop âgées", "Moyenne mensuelle de leurs propres ressources du trimestre de référence, 0 si rien n'est connu.", ("resources", *_AGES)),
    declare.count("children_counted_elsewhere", "enfants comptés aussi ailleurs", "Enfants comptés dans plusieurs foyers ouverts pour plus d'une part en tout, ce foyer les ayant comptés le dernier ; inconnu quand les parts ne permettent pas de conclure.", _ELSEWHERE),
    declare.count("shared_children_elsewhere", "dont en résidence alternée", "Ceux de ces enfants que ce foyer compte pour une part.", _ELSEWHERE),
    declare.money("elsewhere_resources", "ressources des enfants comptés ailleurs", "Moyenne mensuelle de leurs propres ressources du trimestre de référence, 0 si rien n'est connu.", ("resources", *_ELSEWHERE)),
)  # fmt: skip

BASE_COLUMNS: Final = (*_PAYMENT_COLUMNS, *_HOUSEHOLD_COLUMNS, *_MEMBER_COLUMNS)

DERIVED_COLUMNS: Final = (
    declare.derived("surviving_adults", Type.INTEGER, "adultes survivants", "Demandeur et conjoint comptés, moins ceux décédés avant le mois.", _DEATHS),
    declare.derived("deceased_members", Type.INTEGER, "membres décédés comptés", "Membres encore comptés après le mois de leur décès certain.", _DEATHS),
    declare.derived("flat_amount", Type.MONEY, "montant forfaitaire légal", "Montant forfaitaire de la composition, au barème du mois.", _LAW),
    declare.derived("expected_right", Type.MONEY, "droit recalculé", "Montant forfaitaire légal, moins forfait logement et ressources ; 0 sous le seuil de versement ; inconnu si un enfant est en résidence alternée.", _LAW),
    declare.derived("expected_right_previous", Type.MONEY, "droit au barème précédent", "Le même droit au barème précédent.", _LAW),
    declare.derived("expected_right_next", Type.MONEY, "droit au barème suivant", "Le même droit au barème suivant.", _LAW),
    declare.derived("right_without_deceased", Type.MONEY, "droit sans les membres décédés", "Droit recalculé sans les membres décédés ni leurs ressources.", _LAW),
    declare.derived("right_without_overage", Type.MONEY, "droit sans les personnes trop âgées", "Droit recalculé sans les personnes à charge trop âgées ni leurs ressources.", _LAW),
    declare.derived("right_without_shared_children", Type.MONEY, "droit sans les enfants comptés ailleurs", "Droit recalculé sans les enfants comptés dans un autre foyer ni leurs ressources.", _LAW),
)  # fmt: skip
