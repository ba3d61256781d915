"""Cases that a conclusion set aside in an earlier month: shown apart, counted nowhere."""

from dataclasses import replace
from typing import Final

import polars as pl

from bondroit.cases.assembly import case_of_findings
from bondroit.reports import wording
from bondroit.reports.facts import RunFacts
from bondroit.reports.sheets import Column, list_in_words
from bondroit.reports.verdict_words import REASONS, VERDICTS

STATE: Final = "dismissed"
REASONS_KEPT: Final = ("code", "reason", "decided_on")
ASIDE: Final = {
    "case_id": Column("Dossier", 19, link="case_files/{}.html"),
    "kind": Column("Suite", 21),
    "benefits": Column("Prestations", 22),
    "rules": Column("Règles", 36),
    "first_month": Column("Premier mois", 10),
    "last_month": Column("Dernier mois", 10),
    "code": Column("Conclusion", 34),
    "reason": Column("Motif", 36),
    "decided_on": Column("Écarté le", 13),
}
ABOUT_ASIDE: Final = (
    "Écartés : dossiers qu'une conclusion a écartés lors d'un mois précédent et dont les "
    "faits n'ont pas changé. Ils ne sont comptés dans aucune autre feuille."
)


def to_check(facts: RunFacts) -> RunFacts:
    """Return the facts without the cases that a conclusion set aside.

    Nothing changes where no case was.
    """
    aside = facts.cases.filter(pl.col("state") == STATE)
    if aside.is_empty():
        return facts
    hidden = case_of_findings(facts.findings, aside).filter(
        pl.col("case_id").is_not_null()
    )
    return replace(
        facts,
        cases=facts.cases.filter(pl.col("state") != STATE),
        findings=facts.findings.join(
            hidden.select("finding_id"),
            on="finding_id",
            how="anti",
            maintain_order="left",
        ),
    )


def reasons_of(dismissed: pl.DataFrame) -> pl.DataFrame:
    """Return the latest conclusion of each case of a snapshot.

    Args:
        dismissed: dismissed findings; those of an older version tell no reason.

    Returns:
        case_id, code, reason, decided_on; one row a case.

    """
    told = dismissed.with_columns(
        pl.lit(None, dtype).alias(name)
        for name, dtype in (
            ("code", pl.String),
            ("reason", pl.String),
            ("decided_on", pl.Date),
        )
        if name not in dismissed.columns
    )
    return (
        told.select("case_id", *REASONS_KEPT)
        .sort("case_id", "decided_on", "code", "reason", nulls_last=True)
        .unique("case_id", keep="last", maintain_order=True)
    )


def set_aside_cases(facts: RunFacts) -> pl.DataFrame:
    """Return the cases set aside, in their order, with why and since when.

    Returns:
        Columns of the cases, then code, reason and decided_on.

    """
    return facts.cases.filter(pl.col("state") == STATE).join(
        facts.concluded, on="case_id", how="left", maintain_order="left"
    )


def aside_rows(cases: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the workbook's sheet, in words.

    Args:
        cases: from `set_aside_cases`.

    """
    return cases.with_columns(
        pl.col("kind").replace(wording.KINDS_SHORT),
        pl.col("code").replace(VERDICTS),
        pl.col("reason").replace(REASONS),
        list_in_words("benefits", wording.BENEFITS),
        pl.col("rules").list.join(", "),
    ).select(list(ASIDE))
