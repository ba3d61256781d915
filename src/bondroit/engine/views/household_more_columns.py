"""The documented columns of the rarer facts of `household_month`."""

from datetime import date
from typing import Final

from bondroit.engine.views import declare
from bondroit.engine.views.view import Type

_MEMBERS: Final = ("household_members", "people")
_STAYS: Final = ("stays", "matches", "household_members", "households")
_HOUSE: Final = ("households",)
_MEANS: Final = ("resources", "household_members", "households")
_LAW: Final = ("households", "household_members")
_TIES: Final = ("household_members", "households", "individuals")

_QUARTER_COLUMNS: Final = (
    declare.day("reference_from", "début du trimestre de référence", "Premier jour du trimestre dont les ressources sont prises en compte.", _HOUSE, date(2025, 1, 1)),
    declare.day("reference_to", "fin du trimestre de référence", "Dernier jour de ce trimestre.", _HOUSE, date(2025, 3, 31)),
    declare.day("declared_on", "date de la déclaration", "Date de la dernière déclaration trimestrielle connue ; aucune date ne veut pas dire aucune déclaration.", _HOUSE, date(2025, 4, 3)),
    declare.count("months_undeclared", "mois sans déclaration", "Mois du trimestre de droit qu'aucune déclaration ne couvre : la dernière est antérieure au dernier mois du trimestre de référence.", _HOUSE),
    declare.count("reference_gap", "décalage du trimestre", "CAF : mois de retard du début du trimestre de référence sur celui de la loi, trop récent ; inconnu en MSA. Un trimestre trop ancien n'est pas vu.", _HOUSE),
    declare.money("due_quarter_resources", "ressources du bon trimestre", "Ressources moyennes du trimestre que la loi retient ; connues seulement là où le trimestre est décalé et ses trois mois déclarés.", _MEANS, None),
    declare.month("Premier mois de droit connu du trimestre de référence ; donné seulement aux foyers qui déclarent une aide de proches.", _HOUSE, date(2025, 5, 1), name="quarter_started_on", label="début du trimestre de droit"),
)  # fmt: skip

_MEMBER_COLUMNS: Final = (
    declare.flag("pregnant", "grossesse déclarée", "Une grossesse est déclarée ce mois-ci.", _HOUSE, none=False),
    declare.flag("declared_with_partner", "vie à deux déclarée", "Le foyer déclare un mariage, un PACS ou une vie commune, que le conjoint soit compté ou non ; n'exclut que des constats.", _HOUSE, none=False),
    declare.count("adults_under_age", "adultes sous l'âge minimal", "Adultes comptés n'ayant pas l'âge minimal au dernier jour du mois ; naissance imprécise : la plus ancienne.", _MEMBERS),
    declare.count("adults_of_pension_age", "adultes en âge de retraite", "Adultes comptés ayant l'âge d'une retraite ou de l'ASPA le premier jour du mois.", _MEMBERS),
    declare.count("children_under_three", "enfants de moins de trois ans", "Enfants comptés n'ayant pas atteint la limite d'âge de la majoration avant ce mois : le mois de l'anniversaire compte encore.", _MEMBERS),
    declare.count("uncounted_adults", "conjoint connu mais non compté", "Demandeur ou conjoint inscrit au dossier, non compté.", ("household_members",)),
    declare.count("uncounted_children", "enfants connus mais non comptés", "Enfants et autres personnes inscrits au dossier, non comptés.", ("household_members",)),
    declare.flag("increase_practised", "majoration marquée par la source", "Vrai si, dans cette source, une part suffisante (`pratique_part_minimum`) des adultes seuls ayant un enfant de moins de trois ans ou une grossesse ont la majoration ; inconnu sinon.", (*_HOUSE, *_MEMBERS), typical=True),
    declare.flag("deduction_practised", "forfait logement tenu par la source", "Vrai si, dans cette source, une part suffisante (`pratique_part_minimum`) des forfaits entiers de plusieurs personnes sont ceux du foyer ; inconnu sinon.", _HOUSE, typical=True),
    declare.flag("payment_practised", "ressources suivies par les versements", "Vrai si, dans cette source, une part suffisante (`pratique_part_minimum`) des foyers ouverts ayant des ressources sont payés, la dernière année, du droit recalculé sur elles ; inconnu sinon.", ("payments", *_LAW), typical=True),
    declare.flag("age_practised", "âge minimal tenu par la source", "Vrai si, dans cette source, une part suffisante (`pratique_part_minimum`) des foyers ouverts sans enfant ni grossesse ont un adulte d'âge suffisant ; inconnu sinon.", (*_HOUSE, *_MEMBERS), typical=True),
    declare.flag("young_worker", "RSA jeune noté", "Un droit du mois porte, parmi ses exceptions, la mention du RSA jeune (JEUNE, RSJ ou RCJ).", ("rights",), none=False),
    declare.count("increased_months", "mois de majoration de suite", "Mois consécutifs de montant majoré, celui-ci compris, d'après les fichiers : un minimum.", _HOUSE),
    declare.count("pregnant_months", "mois de grossesse de suite", "Mois consécutifs de grossesse déclarée, celui-ci compris : un minimum.", _HOUSE),
    declare.count("zero_months_before", "mois à zéro juste avant", "Mois consécutifs, juste avant celui-ci, d'un dossier ouvert dont le droit était sous le seuil de versement et où rien n'a été versé.", ("households", "payments")),
    declare.money("advance_paid", "acomptes versés", "Acomptes ou avances versés pour ce mois.", ("payments",), "0.00", none="0.00"),
    declare.count("adults_counted_elsewhere", "conjoints demandeurs ailleurs", "Conjoints comptés ici qui sont le même mois demandeurs d'un autre foyer ouvert du même organisme.", _TIES),
    declare.money("paid_elsewhere", "versé à l'autre foyer", "Net versé ce mois-là à cet autre foyer.", ("payments", *_TIES), "0.00", none="0.00"),
    declare.flag("child_listed_by_neighbour", "enfant inscrit chez un voisin", "Un enfant du dossier est inscrit, le même mois, chez un autre adulte seul à la même adresse.", (*_TIES, "people"), none=False),
    declare.count("shared_life_signs", "indices de vie commune", "Indices indépendants qui durent depuis plusieurs mois : compte partagé avec une autre personne de la même adresse ; aidant conjoint au dossier PCH ou APA ; couple au dossier APA.", ("payments", "rights", "people", "individuals")),
)  # fmt: skip

_AWAY_COLUMNS: Final = (
    declare.count("away_adults", "adultes absents", "Adultes comptés détenus tout le mois, ou longtemps hors de France.", _STAYS),
    declare.money("away_resources", "ressources des adultes absents", "Moyenne mensuelle de leurs propres ressources du trimestre de référence, 0 si rien n'est connu.", ("resources", *_STAYS), "0.00", none="0.00"),
    declare.count("detained_adults", "adultes détenus", "Adultes comptés détenus tout le mois, la sortie étant d'un mois suivant.", _STAYS),
    declare.count("detention_days", "jours de détention", "Jours de détention écoulés avant le mois.", _STAYS),
    declare.count("detention_reviews", "révisions depuis l'entrée en détention", "Révisions trimestrielles depuis le mois de l'entrée ; à défaut de trimestre connu, celles qui ont eu lieu à coup sûr.", _STAYS),
    declare.count("hospital_adults", "adultes hospitalisés", "Adultes comptés à l'hôpital tout le mois, la sortie étant d'un mois suivant.", _STAYS),
    declare.count("hospital_days", "jours d'hospitalisation", "Jours d'hospitalisation écoulés avant le mois.", _STAYS),
    declare.count("hospital_reviews", "révisions depuis le délai d'hospitalisation", "Révisions trimestrielles depuis le mois où le délai s'achève ; à défaut, celles qui ont eu lieu à coup sûr.", _STAYS),
    declare.count("absent_adults", "adultes hors de France", "Adultes comptés dont un jour du mois se passe hors de France, le séjour ou le total de l'année civile dépassant ce que la loi permet.", _STAYS),
    declare.count("absence_days", "jours hors de France", "Jours de ce séjour jusqu'à la fin du mois, ou total de l'année civile s'il est plus grand.", _STAYS),
)  # fmt: skip

_RESOURCE_COLUMNS: Final = (
    declare.money("third_party_quarter", "ressources d'un tiers sur le trimestre", "Somme du trimestre de référence des ressources propres des membres comptés, dites par un tiers ; 0 si les tiers couvrent le trimestre sans rien dire.", _MEANS, "0.00", none="0.00"),
    declare.money("declared_resources", "ressources déclarées", "Moyenne mensuelle des ressources propres déclarées pour le trimestre ; connue seulement là où un tiers, ou une nature rare, dit quelque chose.", _MEANS),
    declare.money("aah_resources", "AAH non déclarée", "Moyenne mensuelle de l'AAH dite par un tiers, au-delà de celle qui est déclarée.", _MEANS, "0.00", none="0.00"),
    declare.money("pension_resources", "retraite non déclarée", "Moyenne mensuelle des retraites et de l'ASPA dites par un tiers, au-delà de celles qui sont déclarées.", _MEANS, "0.00", none="0.00"),
    declare.money("pensions_known", "retraites connues", "Moyenne mensuelle des retraites et de l'ASPA du trimestre, déclarées ou dites par un tiers.", _MEANS, "0.00", none="0.00"),
    declare.money("family_benefits", "prestations familiales du mois", "Prestations familiales du mois ; connues seulement là où `declared_resources` l'est.", _MEANS),
    declare.money("relatives_help", "aides des proches déclarées", "Moyenne mensuelle des aides régulières de proches déclarées (nature 203), hors pension alimentaire.", _MEANS, "0.00", none="0.00"),
    declare.money("compensation_counted", "PCH ou ACTP déclarée", "Moyenne mensuelle de PCH ou d'ACTP déclarée parmi les ressources.", _MEANS, "0.00", none="0.00"),
    declare.money("year_declared", "ressources déclarées de l'année", "Somme déclarée de l'année civile du trimestre de référence, pour les adultes dont les douze mois sont connus des deux côtés.", _MEANS, None),
    declare.money("year_gap", "écart de l'année", "Somme dite par les tiers pour cette année, moins la somme déclarée.", _MEANS, None),
)  # fmt: skip

MORE_COLUMNS: Final = (
    *_QUARTER_COLUMNS,
    *_MEMBER_COLUMNS,
    *_AWAY_COLUMNS,
    *_RESOURCE_COLUMNS,
)

MORE_DERIVED: Final = (
    declare.derived("full_housing_deduction", Type.MONEY, "forfait logement entier", "Forfait logement entier de la composition, au barème du mois.", _LAW),
    declare.derived("deduction_persons", Type.INTEGER, "personnes du forfait appliqué", "Nombre de personnes (1, 2, 3 et plus) dont le forfait appliqué est le forfait entier ; 0 si c'est un autre montant.", _HOUSE),
    declare.derived("third_party_resources", Type.MONEY, "ressources d'un tiers par mois", "Moyenne mensuelle des ressources dites par un tiers.", _LAW),
    declare.derived("relatives_help_share", Type.RATE, "part comptée des aides de proches", "Part des aides de proches que la loi compte, au premier mois du trimestre de droit : 0 depuis juillet 2025.", _HOUSE),
    declare.derived("right_not_increased", Type.MONEY, "droit sans majoration", "Le droit recalculé sans majoration d'isolement.", _LAW),
    declare.derived("right_increased", Type.MONEY, "droit avec majoration", "Le droit recalculé avec majoration d'isolement.", _LAW),
    declare.derived("right_without_away", Type.MONEY, "droit sans les adultes absents", "Droit recalculé sans les adultes détenus ou longtemps hors de France ni leurs ressources ; 0 si aucun adulte ne reste.", _LAW),
    declare.derived("right_with_third_party", Type.MONEY, "droit avec les ressources d'un tiers", "Droit recalculé en ajoutant aux ressources comptées la moyenne de celles que dit un tiers.", _LAW),
    declare.derived("right_with_aah", Type.MONEY, "droit avec l'AAH", "Droit recalculé en ajoutant l'AAH non déclarée.", _LAW),
    declare.derived("right_with_pension", Type.MONEY, "droit avec la retraite", "Droit recalculé en ajoutant la retraite non déclarée.", _LAW),
    declare.derived("right_without_relatives_help", Type.MONEY, "droit sans les aides des proches", "Droit recalculé sans les aides des proches déclarées.", _LAW),
    declare.derived("right_with_year_gap", Type.MONEY, "droit avec l'écart de l'année", "Droit recalculé en ajoutant le douzième de l'écart de l'année : un scénario.", _LAW),
    declare.derived("right_without_adults_elsewhere", Type.MONEY, "droit sans le conjoint demandeur ailleurs", "Droit recalculé sans les conjoints demandeurs d'un autre foyer ; leurs ressources ne sont pas ôtées.", _LAW),
    declare.derived("right_on_due_quarter", Type.MONEY, "droit sur le bon trimestre", "Droit recalculé sur les ressources du trimestre que la loi retient.", _LAW),
)  # fmt: skip
