"""What a case says in a letter: from the JSON of its run, or from what the desk keeps."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from bondroit.engine.french import month
from bondroit.reports import wording
from bondroit.reports.case_json import FOLDER
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a letter speaks of.

    Attributes:
        findings: rule_id, benefit, month, counted_amount, explanation.
        months: label, benefit, paid, due, gap: texts.
        sources: nature and origin of the information, one sentence each.
        law: texts in force.
        innocent: what may explain the gap.

    """

    findings: Sequence[Mapping[str, Any]]
    months: Sequence[Mapping[str, str]]
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
    months = [
        _month(
            _day(row["month"]), row["benefit"], row["net_paid"], row["due"], row[side]
        )
        for row in read["months"]
        if Decimal(row[side] or 0)
    ]
    spoken = {row["rule_id"] for row in findings}
    rules = [rule for rule in read["rules"] if rule["id"] in spoken]
    return Content(
        findings=findings,
        months=months,
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
            if entry["parameter"] or entry["table"] not in ORIGINS:
                continue
            seen.setdefault(entry["table"], {})[entry["label"]] = None
    return [
        f"{ORIGINS[table]} : {', '.join(labels)}."
        for table, labels in sorted(seen.items())
    ]


def _from_desk(findings: Sequence[CaseFinding], sign: int) -> Content:
    kept = [one for one in findings if _told(one.rule_id, one.counted_amount, sign)]
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
        months=[
            _month(month, benefit, None, None, str(gap))
            for (month, benefit), gap in _gaps(kept).items()
        ],
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


def _month(
    day: date | None, benefit: str | None, paid: str | None, due: str | None, gap: str
) -> dict[str, str]:
    return {
        "label": "–" if day is None else month(day),
        "benefit": wording.BENEFITS.get(benefit or "", benefit or "–"),
        "paid": "inconnu" if paid is None else wording.euros(Decimal(paid)),
        "due": "inconnu" if due is None else wording.euros(Decimal(due)),
        "gap": wording.euros(Decimal(gap)),
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
