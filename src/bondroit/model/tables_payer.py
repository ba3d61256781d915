"""What the payer of the RSA says of its own work: closed controls and anomalies."""

from bondroit.model.columns import Table
from bondroit.model.table_text import table

PAYER: tuple[Table, ...] = (
    table(
        "controls",
        "source control_id",
        "Les contrôles administratifs clos dans le mois par l'organisme payeur (CAF, MSA).",
        """
        source         text!  fichier d'origine
        control_id     text!  foyer, cible, date d'effet, dates de détection et de clôture
        household_id   text!  foyer contrôlé
        month          date!  mois du flux
        detected_on    date   date de détection (DTDETECCONTRO)
        closed_on      date!  date de clôture (DTCLOCONTRO)
        effective_on   date   date d'effet de la cible (DTEFFCIBCONTRO)
        target         text   code de la cible (CIBCONTRO)
        target_msa     text-  code de la cible propre à la MSA (CIBCONTROMSA)
        label          text   libellé de la cible, écrit par l'organisme (LIBCIBCONTRO)
        family         text   famille de la cible (FAMCIBCONTRO, de 01 à 07 : activité, logement, état civil, ressources, famille, divers, manquement)
        nature         text   nature de la cible (NATCIBCONTRO)
        ordered_by     text   commanditaire du contrôle (COMMACONTRO)
        type           text   type de contrôle (TYPECONTRO)
        impact         text   impact du contrôle (TYPEIMPACCONTRO)
        debt_amount    money  indu de RSA à la charge du département (MTINDURSACGCONTRO)
        arrears_amount money  rappel de RSA à la charge du département (MTRAPRSACGCONTRO)
        """,
        month="month",
    ),
    table(
        "anomalies",
        "source anomaly_id",
        "Les anomalies que l'organisme payeur signale sur un foyer : un libellé, sans code ni personne.",
        """
        source       text!  fichier d'origine
        anomaly_id   text!  foyer, mois du flux et rang dans le foyer
        household_id text!  foyer
        month        date!  mois du flux
        label        text!  libellé de l'anomalie (LIBANO)
        """,
        month="month",
    ),
)
