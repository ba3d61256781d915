"""What a case says in a letter: from the JSON of its run, or from what the desk keeps."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from bondroit.reports.case_json import FOLDER
from bondroit.review.files.letter_months import MonthRow, sums_of
from bondroit.review.importing.facts import parsed
from bondroit.review.services.dossier import Dossier
from bondroit.review.store.cases import CaseFinding

ORIGINS: Final = {
    "payments": "Versements enregistrés par le Département ou l'organisme payeur",
    "rights": "Droits et plans d'aide enregistrés par le Département",
    "households": "Situation du foyer transmise chaque mois par l'organisme payeur",
    "household_members": "Composition du foyer transmise par l'organisme payeur",
    "people": "État civil enregistré dans le dossier",
    "resources": "Ressources déclarées ou transmises par des tiers",
    "deaths": "Fichier des personnes décédées publié par l'INSEE",
    "stays": "Listes de séjours transmises par des établissements (tiers)",
    "visits": "Télégestion transmise par le service d'aide à domicile (tiers)",
    "invoice_lines": "Factures transmises par le prestataire (tiers)",
    "providers": "Registre des établissements et autorisations (tiers)",
    "facility_tariffs": "Tarifs arrêtés pour l'établissement",
    "employments": "Déclarations d'emploi à domicile (tiers)",
    "bank_returns": "Rejets de virements transmis par la banque (tiers)",
    "evidence_of_use": "Justificatifs d'utilisation de l'aide reçus par le Département",
    "debts": "Indus déjà enregistrés",
    "controls": "Contrôles de l'organisme payeur",
    "anomalies": "Anomalies signalées par l'organisme payeur",
    "matches": "Rapprochement de fiches d'une même personne",
}
_RSA_ONLY: Final = frozenset(
    {"households", "household_members", "controls", "anomalies"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a letter speaks of.

    Attributes:
        findings: rule_id, benefit, month, counted_amount, explanation.
        months: label, benefit, paid, due, gap: texts.
        sums: of all months, under the same names.
        sources: nature and origin of the information, one sentence each.
        law: texts in force.
        innocent: what may explain the gap.

    """

    findings: Sequence[Mapping[str, Any]]
    months: Sequence[Mapping[str, str]]
    sums: Mapping[str, str]
    sources: Sequence[str]
    law: Sequence[str]
    innocent: Sequence[str]


def content_of(dossier: Dossier, workspace: Path, sign: int) -> Content:
    """Return what a case says one way: `sign` 1 for overpaid, -1 for owed.

    From the JSON its run wrote; where it was deleted by age, or is of another version,
    from what the desk keeps.
    """
    place = workspace / dossier.run_folder / FOLDER / f"{dossier.case.case_id}.json"
    try:
        return _from_json(json.loads(place.read_text(encoding="utf-8")), sign)
    except (OSError, ValueError, KeyError):
        return _from_desk(dossier.findings, sign)


def money_of(row: Mapping[str, Any]) -> Decimal:
    """Return the euros a finding counts for, 0 when it carries none."""
    return Decimal(row["counted_amount"] or 0)


def _from_json(read: Mapping[str, Any], sign: int) -> Content:
    findings = [
        {**row, "month": _day(row["month"])}
        for row in read["findings"]
        if _told(row["rule_id"], row["counted_amount"], sign)
    ]
    side = "overpaid" if sign > 0 else "underpaid"
    rows = [row for row in read["months"] if Decimal(row[side] or 0)]
    months = [
        MonthRow(
            month=_day(row["month"]),
            benefit=row["benefit"],
            paid=_euros(row["net_paid"]),
            due=_euros(row["due"]),
            gap=Decimal(row[side]),
        )
        for row in rows
    ]
    spoken = {row["rule_id"] for row in findings}
    rules = [rule for rule in read["rules"] if rule["id"] in spoken]
    return Content(
        findings=findings,
        months=[row.words for row in months],
        sums=sums_of(months),
        sources=_sources(findings),
        law=list(dict.fromkeys(text for rule in rules for text in rule["law"])),
        innocent=list(
            dict.fromkeys(
                text for rule in rules for text in rule["innocent_explanations"]
            )
        ),
    )


def _sources(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return origin, then content, of what the findings rest on; law is left out."""
    seen: dict[str, dict[str, None]] = {}
    for row in findings:
        for entry in row["evidence"]:
            if entry["parameter"] or not _speaks(entry["table"], row["benefit"]):
                continue
            seen.setdefault(entry["table"], {})[entry["label"]] = None
    return [
        f"{ORIGINS[table]} : {', '.join(labels)}."
        for table, labels in sorted(seen.items())
    ]


def _speaks(table: str, benefit: str | None) -> bool:
    """Whether a letter names a table: those of households speak of the RSA alone."""
    return table in ORIGINS and (benefit in (None, "RSA") or table not in _RSA_ONLY)


def _from_desk(findings: Sequence[CaseFinding], sign: int) -> Content:
    kept = [one for one in findings if _told(one.rule_id, one.counted_amount, sign)]
    months = [
        MonthRow(month=month, benefit=benefit, paid=None, due=None, gap=gap)
        for (month, benefit), gap in _gaps(kept).items()
    ]
    labels = {label for one in kept for _, label in parsed(one.facts).values()}
    return Content(
        findings=[
            {
                "rule_id": one.rule_id,
                "month": one.month,
                "counted_amount": one.counted_amount,
                "explanation": one.explanation,
            }
            for one in kept
        ],
        months=[row.words for row in months],
        sums=sums_of(months),
        sources=[f"Informations des dossiers : {', '.join(sorted(labels))}."]
        if labels
        else [],
        law=[],
        innocent=[],
    )


def _gaps(
    findings: Sequence[CaseFinding],
) -> dict[tuple[date | None, str | None], Decimal]:
    gaps: dict[tuple[date | None, str | None], Decimal] = {}
    for one in findings:
        if one.counted_amount:
            key = (one.month, one.benefit)
            gaps[key] = gaps.get(key, Decimal(0)) + abs(one.counted_amount)
    return gaps


def _told(rule: str, counted: str | Decimal | None, sign: int) -> bool:
    """Whether a letter tells a finding: this way, and not of our own calendar."""
    if rule.split("-")[1:2] == ["PRS"]:
        return False
    return counted is None or Decimal(counted) * sign > 0


def _euros(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
