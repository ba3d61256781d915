"""The documented columns of `household_month`."""

from datetime import date
from decimal import Decimal
from typing import Final

from bondroit.engine.views.view import Type, ViewColumn

FAR: Final = date(9999, 12, 31)
STATES: Final = ("0", "1", "2", "3", "4", "5", "6")
_PAID: Final = ("payments", "bank_returns")
_HOUSE: Final = ("households",)
_MEMBERS: Final = ("households", "household_members")
_DEATHS: Final = ("household_members", "people", "deaths", "matches")
_AGES: Final = ("household_members", "people")
_ELSEWHERE: Final = ("household_members", "households", "individuals")
_LAW: Final = ("households", "household_members")


def _column(
    name: str,
    kind: Type,
    label: str,
    doc: str,
    typical: object,
    tables: tuple[str, ...],
    none: object = None,
) -> ViewColumn:
    return ViewColumn(
        name=name,
        type=kind,
        label=label,
        doc=doc,
        typical=typical,
        none=none,
        tables=tables,
    )


def _money(
    name: str, label: str, doc: str, typical: str | None, tables: tuple[str, ...]
) -> ViewColumn:
    value = None if typical is None else Decimal(typical)
    return _column(name, Type.MONEY, label, doc, value, tables)


def _count(
    name: str, label: str, doc: str, typical: int, tables: tuple[str, ...]
) -> ViewColumn:
    return _column(name, Type.INTEGER, label, doc, typical, tables, 0)


def _derived(name: str, label: str, doc: str) -> ViewColumn:
    return ViewColumn(
        name=name, type=Type.MONEY, label=label, doc=doc, tables=_LAW, derived=True
    )


_PAYMENT_COLUMNS: Final = (
    _column("month", Type.MONTH, "mois de droit", "Mois de droit : le mois que le paiement paie.", date(2025, 5, 1), ("households", "payments")),
    _money("net_paid", "montant net versé", "Somme des paiements du mois de droit, rejets et annulations déduits une fois, retenues déduites ; 0 sans paiement, inconnu hors des mois couverts.", "814.62", _PAID),
    _money("paid_before_recovery", "montant versé avant retenue", "Montant net versé, retenues remises : une retenue n'est pas un impayé.", "814.62", _PAID),
    _money("recovered", "retenues", "Retenues opérées sur ce mois de droit, en positif.", "0.00", _PAID),
    _money("arrears_paid", "rappels versés", "Rappels versés pour ce mois de droit ; inconnu quand le flux ne distingue pas les rappels.", "0.00", _PAID),
    _money("returned_amount", "montant rejeté non réémis", "Virements rejetés par la banque et sans paiement ultérieur du même mois de droit.", "0.00", _PAID),
    _count("months_unpaid", "mois de suite sans versement", "Mois consécutifs, celui-ci compris, où le droit est ouvert, calculé au-dessus du seuil de versement et non payé, les retenues étant remises.", 0, ("households", *_PAID)),
)  # fmt: skip

_HOUSEHOLD_COLUMNS: Final = (
    ViewColumn(name="state", type=Type.CODE, label="état du dossier", doc="État du dossier RSA : 0 demande en cours, 1 refusé, 2 ouvert et payable, 3 ouvert et suspendu, 4 ouvert, versement suspendu, 5 clos, 6 clos un mois antérieur.", typical="2", codes=STATES, tables=_HOUSE),
    _column("suspended", Type.FLAG, "droit suspendu", "Le dossier est ouvert et suspendu ce mois-ci.", typical=False, tables=_HOUSE, none=False),
    _count("adults", "adultes comptés", "Demandeur et conjoint comptés.", 1, _MEMBERS),
    _count("children", "enfants et personnes à charge", "Enfants et autres personnes à charge comptés.", 1, _MEMBERS),
    _count("shared_children", "enfants en résidence alternée", "Personnes à charge comptées pour une part : le droit recalculé est alors inconnu.", 0, _MEMBERS),
    _column("increased", Type.FLAG, "RSA majoré", "Le montant forfaitaire est majoré.", typical=False, tables=_HOUSE),
    _money("resources", "ressources comptées", "Moyenne mensuelle des ressources prises en compte, prestations familiales comprises.", "0.00", _HOUSE),
    _money("housing_deduction", "forfait logement appliqué", "Forfait logement déduit par l'organisme.", "155.16", _HOUSE),
    _money("stated_flat_amount", "montant forfaitaire transmis", "Montant forfaitaire utilisé par l'organisme.", "969.78", _HOUSE),
    _money("computed_right", "droit calculé par l'organisme", "Droit du mois calculé par l'organisme.", "814.62", _HOUSE),
)  # fmt: skip

_MEMBER_COLUMNS: Final = (
    ViewColumn(name="member_death_match", type=Type.CODE, label="rapprochement du décès d'un membre", doc="Décès d'un membre compté, daté d'un mois antérieur : le rapprochement le plus sûr ; none : tous les membres sont connus et aucun n'est décédé.", typical="none", none="none", codes=("certain", "probable", "possible", "none"), tables=_DEATHS),
    _column("date_of_death", Type.DATE, "date du décès", "Premier décès certain d'un membre compté, antérieur au mois ; date lointaine si aucun.", FAR, _DEATHS, FAR),
    _count("deceased_adults", "adultes décédés comptés", "Demandeur ou conjoint encore compté après le mois de son décès certain.", 0, _DEATHS),
    _count("deceased_children", "personnes à charge décédées comptées", "Personne à charge encore comptée après le mois de son décès certain.", 0, _DEATHS),
    _money("deceased_resources", "ressources des membres décédés", "Moyenne mensuelle de leurs propres ressources du trimestre de référence, 0 si rien n'est connu.", "0.00", ("resources", *_DEATHS)),
    _count("overage_dependants", "personnes à charge trop âgées", "Enfants et autres personnes à charge ayant atteint la limite d'âge le premier jour du mois ; naissance imprécise : la plus tardive.", 0, _AGES),
    _money("overage_resources", "ressources des personnes trop âgées", "Moyenne mensuelle de leurs propres ressources du trimestre de référence, 0 si rien n'est connu.", "0.00", ("resources", *_AGES)),
    _count("children_counted_elsewhere", "enfants comptés aussi ailleurs", "Enfants comptés dans plusieurs foyers ouverts pour plus d'une part en tout, ce foyer les ayant comptés le dernier ; inconnu quand les parts ne permettent pas de conclure.", 0, _ELSEWHERE),
    _count("shared_children_elsewhere", "dont en résidence alternée", "Ceux de ces enfants que ce foyer compte pour une part.", 0, _ELSEWHERE),
    _money("elsewhere_resources", "ressources des enfants comptés ailleurs", "Moyenne mensuelle de leurs propres ressources du trimestre de référence, 0 si rien n'est connu.", "0.00", ("resources", *_ELSEWHERE)),
)  # fmt: skip

BASE_COLUMNS: Final = (*_PAYMENT_COLUMNS, *_HOUSEHOLD_COLUMNS, *_MEMBER_COLUMNS)

DERIVED_COLUMNS: Final = (
    ViewColumn(name="surviving_adults", type=Type.INTEGER, label="adultes survivants", doc="Demandeur et conjoint comptés, moins ceux décédés avant le mois.", tables=_DEATHS, derived=True),
    ViewColumn(name="deceased_members", type=Type.INTEGER, label="membres décédés comptés", doc="Membres encore comptés après le mois de leur décès certain.", tables=_DEATHS, derived=True),
    _derived("flat_amount", "montant forfaitaire légal", "Montant forfaitaire de la composition, au barème du mois."),
    _derived("expected_right", "droit recalculé", "Montant forfaitaire légal, moins forfait logement et ressources ; 0 sous le seuil de versement ; inconnu si un enfant est en résidence alternée."),
    _derived("expected_right_previous", "droit au barème précédent", "Le même droit au barème précédent."),
    _derived("expected_right_next", "droit au barème suivant", "Le même droit au barème suivant."),
    _derived("right_without_deceased", "droit sans les membres décédés", "Droit recalculé sans les membres décédés ni leurs ressources."),
    _derived("right_without_overage", "droit sans les personnes trop âgées", "Droit recalculé sans les personnes à charge trop âgées ni leurs ressources."),
    _derived("right_without_shared_children", "droit sans les enfants comptés ailleurs", "Droit recalculé sans les enfants comptés dans un autre foyer ni leurs ressources."),
)  # fmt: skip
