"""The documented columns of the rarer facts of `household_month`."""

from datetime import date
from decimal import Decimal
from typing import Final

from bondroit.engine.views.view import Type, ViewColumn

_MEMBERS: Final = ("household_members", "people")
_STAYS: Final = ("stays", "matches", "household_members", "households")
_HOUSE: Final = ("households",)
_MEANS: Final = ("resources", "household_members", "households")
_LAW: Final = ("households", "household_members")
_TIES: Final = ("household_members", "households", "individuals")


def _count(
    name: str, label: str, doc: str, tables: tuple[str, ...], typical: int | None = 0
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


def _money(
    name: str,
    label: str,
    doc: str,
    tables: tuple[str, ...],
    typical: str | None = "0.00",
    none: str | None = "0.00",
) -> ViewColumn:
    return ViewColumn(
        name=name,
        type=Type.MONEY,
        label=label,
        doc=doc,
        typical=None if typical is None else Decimal(typical),
        none=None if none is None else Decimal(none),
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


def _date(name: str, label: str, doc: str, typical: date) -> ViewColumn:
    return ViewColumn(
        name=name, type=Type.DATE, label=label, doc=doc, typical=typical, tables=_HOUSE
    )


def _right(name: str, label: str, doc: str) -> ViewColumn:
    return ViewColumn(
        name=name, type=Type.MONEY, label=label, doc=doc, tables=_LAW, derived=True
    )


def _practice(name: str, label: str, doc: str, tables: tuple[str, ...]) -> ViewColumn:
    return ViewColumn(
        name=name, type=Type.FLAG, label=label, doc=doc, typical=True, tables=tables
    )


_QUARTER_COLUMNS: Final = (
    _date("reference_from", "début du trimestre de référence", "Premier jour du trimestre dont les ressources sont prises en compte.", date(2025, 1, 1)),
    _date("reference_to", "fin du trimestre de référence", "Dernier jour de ce trimestre.", date(2025, 3, 31)),
    _date("declared_on", "date de la déclaration", "Date de la dernière déclaration trimestrielle connue ; aucune date ne veut pas dire aucune déclaration.", date(2025, 4, 3)),
    _count("months_undeclared", "mois sans déclaration", "Mois du trimestre de droit qu'aucune déclaration ne couvre : la dernière est antérieure au dernier mois du trimestre de référence.", _HOUSE),
    _count("reference_gap", "décalage du trimestre", "CAF : mois de retard du début du trimestre de référence sur celui de la loi, trop récent ; inconnu en MSA. Un trimestre trop ancien n'est pas vu.", _HOUSE),
    _money("due_quarter_resources", "ressources du bon trimestre", "Ressources moyennes du trimestre que la loi retient ; connues seulement là où le trimestre est décalé et ses trois mois déclarés.", _MEANS, None, None),
    ViewColumn(name="quarter_started_on", type=Type.MONTH, label="début du trimestre de droit", doc="Premier mois de droit connu du trimestre de référence ; donné seulement aux foyers qui déclarent une aide de proches.", typical=date(2025, 5, 1), tables=_HOUSE),
)  # fmt: skip

_MEMBER_COLUMNS: Final = (
    _flag("pregnant", "grossesse déclarée", "Une grossesse est déclarée ce mois-ci.", _HOUSE),
    _flag("declared_with_partner", "vie à deux déclarée", "Le foyer déclare un mariage, un PACS ou une vie commune, que le conjoint soit compté ou non ; n'exclut que des constats.", _HOUSE),
    _count("adults_under_age", "adultes sous l'âge minimal", "Adultes comptés n'ayant pas l'âge minimal au dernier jour du mois ; naissance imprécise : la plus ancienne.", _MEMBERS),
    _count("adults_of_pension_age", "adultes en âge de retraite", "Adultes comptés ayant l'âge d'une retraite ou de l'ASPA le premier jour du mois.", _MEMBERS),
    _count("children_under_three", "enfants de moins de trois ans", "Enfants comptés n'ayant pas atteint la limite d'âge de la majoration avant ce mois : le mois de l'anniversaire compte encore.", _MEMBERS),
    _count("uncounted_adults", "conjoint connu mais non compté", "Demandeur ou conjoint inscrit au dossier, non compté.", ("household_members",)),
    _count("uncounted_children", "enfants connus mais non comptés", "Enfants et autres personnes inscrits au dossier, non comptés.", ("household_members",)),
    _practice("increase_practised", "majoration marquée par la source", "Vrai si, dans cette source, une part suffisante (`pratique_part_minimum`) des adultes seuls ayant un enfant de moins de trois ans ou une grossesse ont la majoration ; inconnu sinon.", (*_HOUSE, *_MEMBERS)),
    _practice("deduction_practised", "forfait logement tenu par la source", "Vrai si, dans cette source, une part suffisante (`pratique_part_minimum`) des forfaits entiers de plusieurs personnes sont ceux du foyer ; inconnu sinon.", _HOUSE),
    _practice("payment_practised", "ressources suivies par les versements", "Vrai si, dans cette source, une part suffisante (`pratique_part_minimum`) des foyers ouverts ayant des ressources sont payés, la dernière année, du droit recalculé sur elles ; inconnu sinon.", ("payments", *_LAW)),
    _practice("age_practised", "âge minimal tenu par la source", "Vrai si, dans cette source, une part suffisante (`pratique_part_minimum`) des foyers ouverts sans enfant ni grossesse ont un adulte d'âge suffisant ; inconnu sinon.", (*_HOUSE, *_MEMBERS)),
    _flag("young_worker", "RSA jeune noté", "Un droit du mois porte, parmi ses exceptions, la mention du RSA jeune (JEUNE, RSJ ou RCJ).", ("rights",)),
    _count("increased_months", "mois de majoration de suite", "Mois consécutifs de montant majoré, celui-ci compris, d'après les fichiers : un minimum.", _HOUSE),
    _count("pregnant_months", "mois de grossesse de suite", "Mois consécutifs de grossesse déclarée, celui-ci compris : un minimum.", _HOUSE),
    _count("zero_months_before", "mois à zéro juste avant", "Mois consécutifs, juste avant celui-ci, d'un dossier ouvert dont le droit était sous le seuil de versement et où rien n'a été versé.", ("households", "payments")),
    _money("advance_paid", "acomptes versés", "Acomptes ou avances versés pour ce mois.", ("payments",)),
    _count("adults_counted_elsewhere", "conjoints demandeurs ailleurs", "Conjoints comptés ici qui sont le même mois demandeurs d'un autre foyer ouvert du même organisme.", _TIES),
    _money("paid_elsewhere", "versé à l'autre foyer", "Net versé ce mois-là à cet autre foyer.", ("payments", *_TIES)),
    _flag("child_listed_by_neighbour", "enfant inscrit chez un voisin", "Un enfant du dossier est inscrit, le même mois, chez un autre adulte seul à la même adresse.", (*_TIES, "people")),
    _count("shared_life_signs", "indices de vie commune", "Indices indépendants qui durent depuis plusieurs mois : compte partagé avec une autre personne de la même adresse ; aidant conjoint au dossier PCH ou APA ; couple au dossier APA.", ("payments", "rights", "people", "individuals")),
)  # fmt: skip

_AWAY_COLUMNS: Final = (
    _count("away_adults", "adultes absents", "Adultes comptés détenus tout le mois, ou longtemps hors de France.", _STAYS),
    _money("away_resources", "ressources des adultes absents", "Moyenne mensuelle de leurs propres ressources du trimestre de référence, 0 si rien n'est connu.", ("resources", *_STAYS)),
    _count("detained_adults", "adultes détenus", "Adultes comptés détenus tout le mois, la sortie étant d'un mois suivant.", _STAYS),
    _count("detention_days", "jours de détention", "Jours de détention écoulés avant le mois.", _STAYS),
    _count("detention_reviews", "révisions depuis l'entrée en détention", "Révisions trimestrielles depuis le mois de l'entrée ; à défaut de trimestre connu, celles qui ont eu lieu à coup sûr.", _STAYS),
    _count("hospital_adults", "adultes hospitalisés", "Adultes comptés à l'hôpital tout le mois, la sortie étant d'un mois suivant.", _STAYS),
    _count("hospital_days", "jours d'hospitalisation", "Jours d'hospitalisation écoulés avant le mois.", _STAYS),
    _count("hospital_reviews", "révisions depuis le délai d'hospitalisation", "Révisions trimestrielles depuis le mois où le délai s'achève ; à défaut, celles qui ont eu lieu à coup sûr.", _STAYS),
    _count("absent_adults", "adultes hors de France", "Adultes comptés dont un jour du mois se passe hors de France, le séjour ou le total de l'année civile dépassant ce que la loi permet.", _STAYS),
    _count("absence_days", "jours hors de France", "Jours de ce séjour jusqu'à la fin du mois, ou total de l'année civile s'il est plus grand.", _STAYS),
)  # fmt: skip

_RESOURCE_COLUMNS: Final = (
    _money("third_party_quarter", "ressources d'un tiers sur le trimestre", "Somme du trimestre de référence des ressources propres des membres comptés, dites par un tiers ; 0 si les tiers couvrent le trimestre sans rien dire.", _MEANS),
    _money("declared_resources", "ressources déclarées", "Moyenne mensuelle des ressources propres déclarées pour le trimestre ; connue seulement là où un tiers, ou une nature rare, dit quelque chose.", _MEANS, "0.00", None),
    _money("aah_resources", "AAH non déclarée", "Moyenne mensuelle de l'AAH dite par un tiers, au-delà de celle qui est déclarée.", _MEANS),
    _money("pension_resources", "retraite non déclarée", "Moyenne mensuelle des retraites et de l'ASPA dites par un tiers, au-delà de celles qui sont déclarées.", _MEANS),
    _money("pensions_known", "retraites connues", "Moyenne mensuelle des retraites et de l'ASPA du trimestre, déclarées ou dites par un tiers.", _MEANS),
    _money("family_benefits", "prestations familiales du mois", "Prestations familiales du mois ; connues seulement là où `declared_resources` l'est.", _MEANS, "0.00", None),
    _money("relatives_help", "aides des proches déclarées", "Moyenne mensuelle des aides régulières de proches déclarées (nature 203), hors pension alimentaire.", _MEANS),
    _money("compensation_counted", "PCH ou ACTP déclarée", "Moyenne mensuelle de PCH ou d'ACTP déclarée parmi les ressources.", _MEANS),
    _money("year_declared", "ressources déclarées de l'année", "Somme déclarée de l'année civile du trimestre de référence, pour les adultes dont les douze mois sont connus des deux côtés.", _MEANS, None, None),
    _money("year_gap", "écart de l'année", "Somme dite par les tiers pour cette année, moins la somme déclarée.", _MEANS, None, None),
)  # fmt: skip

MORE_COLUMNS: Final = (
    *_QUARTER_COLUMNS,
    *_MEMBER_COLUMNS,
    *_AWAY_COLUMNS,
    *_RESOURCE_COLUMNS,
)

MORE_DERIVED: Final = (
    _right("full_housing_deduction", "forfait logement entier", "Forfait logement entier de la composition, au barème du mois."),
    ViewColumn(name="deduction_persons", type=Type.INTEGER, label="personnes du forfait appliqué", doc="Nombre de personnes (1, 2, 3 et plus) dont le forfait appliqué est le forfait entier ; 0 si c'est un autre montant.", tables=_HOUSE, derived=True),
    _right("third_party_resources", "ressources d'un tiers par mois", "Moyenne mensuelle des ressources dites par un tiers."),
    ViewColumn(name="relatives_help_share", type=Type.RATE, label="part comptée des aides de proches", doc="Part des aides de proches que la loi compte, au premier mois du trimestre de droit : 0 depuis juillet 2025.", tables=_HOUSE, derived=True),
    _right("right_not_increased", "droit sans majoration", "Le droit recalculé sans majoration d'isolement."),
    _right("right_increased", "droit avec majoration", "Le droit recalculé avec majoration d'isolement."),
    _right("right_without_away", "droit sans les adultes absents", "Droit recalculé sans les adultes détenus ou longtemps hors de France ni leurs ressources ; 0 si aucun adulte ne reste."),
    _right("right_with_third_party", "droit avec les ressources d'un tiers", "Droit recalculé en ajoutant aux ressources comptées la moyenne de celles que dit un tiers."),
    _right("right_with_aah", "droit avec l'AAH", "Droit recalculé en ajoutant l'AAH non déclarée."),
    _right("right_with_pension", "droit avec la retraite", "Droit recalculé en ajoutant la retraite non déclarée."),
    _right("right_without_relatives_help", "droit sans les aides des proches", "Droit recalculé sans les aides des proches déclarées."),
    _right("right_with_year_gap", "droit avec l'écart de l'année", "Droit recalculé en ajoutant le douzième de l'écart de l'année : un scénario."),
    _right("right_without_adults_elsewhere", "droit sans le conjoint demandeur ailleurs", "Droit recalculé sans les conjoints demandeurs d'un autre foyer ; leurs ressources ne sont pas ôtées."),
    _right("right_on_due_quarter", "droit sur le bon trimestre", "Droit recalculé sur les ressources du trimestre que la loi retient."),
)  # fmt: skip
