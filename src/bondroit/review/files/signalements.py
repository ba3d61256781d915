"""The list of what is reported to the CAF and the MSA: what they need, and no more.

A person decided each line: cases concluded «à transmettre», by household, month and
rule. No name, no other benefit, no other file of the household.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.reports.sheets import harmless
from bondroit.review.actor import Actor
from bondroit.review.store.cases import Case, CaseFinding
from bondroit.review.store.work import VerdictRow, VerdictRule
from bondroit.review.vocabulary import Permission, State, VerdictCode

BENEFIT: Final = "RSA"
HEAD: Final = (
    "reference",
    "organisme",
    "code_organisme",
    "matricule",
    "demande_rsa",
    "mois",
    "sens",
    "montant",
    "regle",
    "motif",
    "conclu_le",
)
_KEY_PARTS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One month of one household.

    Attributes:
        amount: euros, signed: + overpaid, − owed.

    """

    case_id: str
    household_id: str
    month: date
    amount: Decimal
    rule_id: str
    decided: date


def signalements(
    session: Session, actor: Actor, since: date | None = None
) -> list[Line]:
    """Return what is to be reported, by household and month.

    Args:
        session: any session.
        actor: who takes the list.
        since: verdicts given that day or later; every one still to transmit otherwise.

    Raises:
        NotAllowed: the account may not work on cases.

    """
    actor.need(Permission.WORK)
    chosen = (
        select(CaseFinding, VerdictRow.at)
        .join(Case, Case.case_id == CaseFinding.case_id)
        .join(VerdictRow, VerdictRow.case_id == Case.case_id)
        .join(
            VerdictRule,
            (VerdictRule.verdict_id == VerdictRow.id)
            & (VerdictRule.rule_id == CaseFinding.rule_id),
        )
        .where(
            VerdictRow.standing == "effective",
            VerdictRule.code == VerdictCode.TO_TRANSMIT.value,
            CaseFinding.benefit == BENEFIT,
            CaseFinding.household_id.is_not(None),
            CaseFinding.counted_amount.is_not(None),
            CaseFinding.month.is_not(None),
        )
    )
    if since is None:
        chosen = chosen.where(Case.state == State.CONCLUDED.value)
    sums: dict[tuple[str, date, str, str, date], Decimal] = {}
    for finding, at in session.execute(chosen):
        decided, month, household = at.date(), finding.month, finding.household_id
        if month is None or household is None or not finding.counted_amount:
            continue
        if since is None or decided >= since:
            key = (household, month, finding.rule_id, finding.case_id, decided)
            sums[key] = sums.get(key, Decimal(0)) + finding.counted_amount
    return [
        Line(
            household_id=household,
            month=month,
            rule_id=rule,
            case_id=case_id,
            decided=decided,
            amount=amount,
        )
        for (household, month, rule, case_id, decided), amount in sorted(sums.items())
    ]


def as_csv(lines: Sequence[Line], titles: dict[str, str]) -> bytes:
    """Return the list as a CSV that a French spreadsheet opens: `;`, comma, UTF-8.

    Args:
        lines: from `signalements`.
        titles: of rules, by id.

    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    for line in lines:
        parts = line.household_id.split("-", _KEY_PARTS - 1)
        organism = (
            parts if len(parts) == _KEY_PARTS else ["", "", line.household_id, ""]
        )
        row = [
            line.case_id,
            *organism,
            f"{line.month:%Y-%m}",
            "trop versé" if line.amount > 0 else "à rappeler",
            f"{abs(line.amount):.2f}".replace(".", ","),
            line.rule_id,
            titles.get(line.rule_id, line.rule_id),
            line.decided.isoformat(),
        ]
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")
