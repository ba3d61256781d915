"""`cases.xlsx`: cases, months, findings and unknowns, for those who live in Excel."""

from collections.abc import Mapping
from datetime import datetime, time
from itertools import zip_longest
from pathlib import Path
from typing import Final

import polars as pl
import xlsxwriter

from bondroit.cases.assembly import case_of_findings
from bondroit.engine.views.paid_months import SUBJECT_ID, subject_id
from bondroit.reports import wording
from bondroit.reports.facts import RunFacts
from bondroit.reports.month_frames import case_months, case_payments
from bondroit.reports.set_aside import (
    ABOUT_ASIDE,
    ASIDE,
    aside_rows,
    set_aside_cases,
    to_check,
)
from bondroit.reports.sheets import Column, Sheets, list_in_words
from bondroit.reports.summary import missing_words
from bondroit.reports.typography import typeset, typeset_column
from bondroit.reports.verdict_words import REASONS, VERDICTS, case_mark

LISTS: Final = "Listes"
_AMOUNT: Final = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": -1_000_000,
    "maximum": 1_000_000,
    "error_title": "Montant retenu",
    "error_message": "Écrivez un montant en euros, sans texte.",
}


def _listed(column: str, labels: Mapping[str, str]) -> dict[str, str]:
    """Return what lets a cell hold a label of a column of the sheet of lists."""
    source = f"={LISTS}!${column}$2:${column}${len(labels) + 1}"
    return {
        "validate": "list",
        "source": source,
        "error_title": "Liste fermée",
        "error_message": "Choisissez dans la liste.",
    }


CASES: Final = {
    "case_id": Column("Dossier", 19, link="case_files/{}.html"),
    "kind": Column("Suite", 21),
    "benefits": Column("Prestations", 22),
    "state": Column("État", 13),
    "severity": Column("Priorité", 25),
    "first_month": Column("Premier mois", 10),
    "last_month": Column("Dernier mois", 10),
    "overpaid": Column("Trop versé", 14),
    "underpaid": Column("À rappeler", 14),
    "recoverable": Column("Recouvrable", 14),
    "prescribed": Column("Prescrit", 14),
    "under_threshold": Column("Sous le seuil", 13),
    "already_in_debt": Column("Déjà en indu", 13),
    "undated": Column("Date de paiement inconnue", 14),
    "at_risk_next_month": Column("En jeu au prochain paiement", 14),
    "next_prescription": Column("Prochaine prescription", 13),
    "debtor": Column("Somme reçue par", 16),
    "rules": Column("Règles", 36),
    "household_id": Column("Foyer", 34),
    "provider_id": Column("Prestataire", 18),
    "first_seen": Column("Premier signalement", 13),
    "verdict": Column("Conclusion (à remplir)", 34, allowed=_listed("A", VERDICTS)),
    "reason": Column("Motif (à remplir)", 36, allowed=_listed("B", REASONS)),
    "retained": Column("Montant retenu (à remplir)", 14, allowed=_AMOUNT),
    "note": Column("Note (à remplir)", 40),
    "mark": Column("Repère (ne pas modifier)", 12),
}
MONTHS: Final = {
    "case_id": Column("Dossier", 19),
    "month": Column("Mois", 10),
    "benefit": Column("Prestation", 21),
    "element": Column("Élément", 9),
    "net_paid": Column("Versé", 14),
    "due": Column("Dû", 14),
    "overpaid": Column("Trop versé", 14),
    "underpaid": Column("À rappeler", 14),
    "place": Column("Situation", 25),
    "prescribed_on": Column("Prescription", 13),
    "rules": Column("Règles", 28),
    "source": Column("Fichier", 10),
    SUBJECT_ID: Column("Personne ou foyer", 34),
}
FINDINGS: Final = {
    "case_id": Column("Dossier", 19),
    "rule_id": Column("Règle", 13),
    "title": Column("Intitulé", 40),
    "benefit": Column("Prestation", 21),
    "element": Column("Élément", 9),
    "month": Column("Mois", 10),
    "amount": Column("Écart du constat", 14),
    "counted_amount": Column("Écart compté", 14),
    "debtor": Column("Somme reçue par", 16),
    "source": Column("Fichier", 10),
    "person_id": Column("Personne", 24),
    "household_id": Column("Foyer", 34),
    "provider_id": Column("Prestataire", 18),
    "counterpart": Column("Autre côté du même euro", 30),
    "explanation": Column("Explication", 90),
}
CHOICES: Final = {"verdict": Column("Conclusions", 40), "reason": Column("Motifs", 45)}
UNKNOWNS: Final = {
    "rule_id": Column("Règle", 13),
    "title": Column("Intitulé", 40),
    "source": Column("Fichier", 10),
    "benefit": Column("Prestation", 21),
    "missing": Column("Donnée manquante", 40),
    "first": Column("Premier mois", 10),
    "last": Column("Dernier mois", 10),
    "rows": Column("Situations non jugées", 13),
}
READ_ME: Final = (
    (
        "Ce classeur liste des écarts à vérifier, dans les deux sens ; aucun n'est une dette "
        "tant qu'une personne ne l'a pas vérifié."
    ),
    (
        "Dossiers : un par personne, par foyer (RSA) ou par prestataire, du plus recouvrable "
        "au moins recouvrable. Le numéro ouvre le dossier si le classeur reste à côté du "
        "répertoire case_files."
    ),
    (
        "Mois : ce qui a été versé, ce que les règles retiennent comme dû, et la différence. "
        "Un euro n'y est compté qu'une fois."
    ),
    (
        "Constats : un par règle et par mois. « Écart du constat » est ce que la règle "
        "mesure seule ; « écart compté » est ce qui en reste une fois les constats d'un même "
        "mois réunis. Positif : trop versé ; négatif : à rappeler."
    ),
    (
        "Non jugés : ce qu'une donnée manquante a empêché de juger. Ce n'est ni un écart ni "
        "son absence."
    ),
    (
        "Recouvrable : trop versé ni prescrit, ni déjà en indu, ni sous le seuil légal, net "
        "de ce qui est à rappeler sur la même prestation."
    ),
    (
        "Conclure ici : dans Dossiers, choisissez une conclusion et un motif, écrivez le "
        "montant retenu et une note, puis enregistrez ; « bondroit verdicts import » relit "
        "le classeur. Le repère dit sur quels faits vous concluez : laissez-le."
    ),
    (
        "Ce classeur contient des identifiants de personnes : il suit les mêmes règles de "
        "diffusion et de conservation que les dossiers."
    ),
)
_PLACES: Final = {
    "debt": "déjà en indu",
    "prescribed": "prescrit",
    "undated": "date de paiement inconnue",
    "small": "sous le seuil légal",
    "claimable": "réclamable",
}


def write_workbook(facts: RunFacts, path: Path) -> None:
    """Write the workbook: sheets with filters, number and date formats.

    Texts that a spreadsheet would read as a formula are written as texts. The same
    facts give the same bytes.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
        "default_date_format": "dd/mm/yyyy",
    }
    aside = set_aside_cases(facts)
    facts = to_check(facts)
    living = facts.cases.filter(pl.col("state") != "ended")
    findings = case_of_findings(facts.findings, living).with_columns(subject_id())
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties(
            {
                "title": f"Écarts à vérifier, {facts.scope.last_month:%Y-%m}",
                "created": datetime.combine(facts.scope.as_of, time()),
            }
        )
        sheets = Sheets(book)
        sheets.table("Dossiers", CASES, _cases(facts))
        sheets.table("Mois", MONTHS, _months(facts, findings))
        sheets.table("Constats", FINDINGS, _findings(facts, findings))
        sheets.table("Non jugés", UNKNOWNS, _unknowns(facts))
        if not aside.is_empty():
            sheets.table("Écartés", ASIDE, aside_rows(aside))
        sheets.table(LISTS, CHOICES, _choices())
        about = READ_ME if aside.is_empty() else (*READ_ME, ABOUT_ASIDE)
        sheets.texts("Lisez-moi", [typeset(text) for text in about])


def _cases(facts: RunFacts) -> pl.DataFrame:
    nothing = pl.lit(None, pl.String)
    return facts.cases.with_columns(
        _words("kind", wording.KINDS_SHORT),
        _words("state", wording.STATES),
        _words("severity", wording.SEVERITIES),
        _words("debtor", wording.DEBTORS),
        list_in_words("benefits", wording.BENEFITS),
        pl.col("rules").list.join(", "),
        verdict=nothing,
        reason=nothing,
        retained=pl.lit(None, pl.Decimal(12, 2)),
        note=nothing,
        mark=pl.Series(_marks(facts.cases), dtype=pl.String),
    ).select(list(CASES))


def _marks(cases: pl.DataFrame) -> list[str]:
    said = cases.select("overpaid", "underpaid", "last_month", "rules")
    return [case_mark(*row) for row in said.iter_rows()]


def _choices() -> pl.DataFrame:
    pairs = zip_longest(VERDICTS.values(), REASONS.values())
    return pl.DataFrame(
        list(pairs), orient="row", schema=dict.fromkeys(CHOICES, pl.String)
    )


def _months(facts: RunFacts, findings: pl.DataFrame) -> pl.DataFrame:
    order = facts.cases.select("case_id", rank=pl.int_range(pl.len()))
    return (
        case_months(facts, findings, case_payments(facts.tables, findings))
        .join(order, on="case_id")
        .sort("rank", "month", "benefit", "element", SUBJECT_ID, nulls_last=True)
        .with_columns(
            _words("benefit", wording.BENEFITS),
            _words("place", _PLACES).fill_null("à rappeler"),
            pl.col("rules").list.join(", "),
        )
        .select(list(MONTHS))
    )


def _findings(facts: RunFacts, findings: pl.DataFrame) -> pl.DataFrame:
    return (
        findings.sort(
            "case_id", "rule_id", "month", "person_id", "finding_id", nulls_last=True
        )
        .with_columns(
            _title(facts),
            _words("benefit", wording.BENEFITS),
            _words("debtor", wording.DEBTORS),
            typeset_column("explanation"),
        )
        .select(list(FINDINGS))
    )


def _unknowns(facts: RunFacts) -> pl.DataFrame:
    views = {rule.id: rule.view for rule in facts.rules}
    rows = (
        facts.unknowns.group_by("rule_id", "source", "benefit", "missing")
        .agg(
            pl.col("rows").sum(),
            first=pl.col("month").min(),
            last=pl.col("month").max(),
        )
        .sort("rule_id", "source", "benefit", "missing", nulls_last=True)
    )
    words = [
        missing_words(views[rule], missing)
        for rule, missing in rows.select("rule_id", "missing").iter_rows()
    ]
    return rows.with_columns(
        _title(facts),
        _words("benefit", wording.BENEFITS),
        missing=pl.Series(words, dtype=pl.String),
    ).select(list(UNKNOWNS))


def _words(column: str, words: dict[str, str]) -> pl.Expr:
    return pl.col(column).replace(words)


def _title(facts: RunFacts) -> pl.Expr:
    titles = {rule.id: wording.rule_title(rule) for rule in facts.rules}
    return pl.col("rule_id").replace(titles).alias("title")
