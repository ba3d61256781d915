"""What a verdict is: checked against the case, kept rule by rule, with the facts."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.review.problems import Invalid
from bondroit.review.store.cases import Case, CaseFinding, CaseTag
from bondroit.review.store.work import DecidedFinding, VerdictRow, VerdictRule
from bondroit.review.vocabulary import DISMISSING, REASON_LABELS, VerdictCode

MAX_AMOUNT: Final = Decimal(1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVerdict:
    """What a person concludes.

    Attributes:
        code: for the whole case.
        reason: of `REASON_LABELS`; `other` needs a note.
        amount: euros retained, signed: + overpaid, − underpaid, 0 when there is no gap.
        note: free text.
        rules: another code for some rules of the case.

    """

    code: VerdictCode
    reason: str
    amount: Decimal = Decimal(0)
    note: str = ""
    rules: Mapping[str, VerdictCode] = field(default_factory=dict)


def checked_verdict(case: Case, verdict: NewVerdict) -> None:
    """Refuse a verdict that contradicts itself.

    Raises:
        Invalid: the reason, the amount or a rule does not fit.

    """
    amount, code = verdict.amount, verdict.code
    if verdict.reason not in REASON_LABELS:
        raise Invalid("motif", "il n'est pas dans la liste", "choisissez-en un")
    if verdict.reason == "other" and not verdict.note.strip():
        raise Invalid("motif", "«Autre motif» se précise", "écrivez une note")
    if not set(verdict.rules) <= set(case.rules):
        raise Invalid("règles", "une règle n'est pas du dossier", "rechargez la page")
    if not amount.is_finite() or abs(amount) > MAX_AMOUNT or amount != round(amount, 2):
        raise Invalid(
            "montant", "il n'est pas possible", "écrivez des euros et centimes"
        )
    wrong = {
        "un écart écarté ne retient aucun montant": code in DISMISSING and amount != 0,
        "un indu retient un montant positif": code is VerdictCode.LIKELY_UNDUE
        and amount <= 0,
        "un rappel retient un montant négatif": code is VerdictCode.ARREARS_DUE
        and amount >= 0,
    }
    for sentence, is_wrong in wrong.items():
        if is_wrong:
            raise Invalid("montant", sentence, "corrigez le montant ou la conclusion")


def at_stake(case: Case, verdict: NewVerdict) -> Decimal:
    """Return the amount retained, or what the case claimed when it is dismissed."""
    claimed = case.recoverable if verdict.code in DISMISSING else Decimal(0)
    return max(abs(verdict.amount), claimed)


def keep_rules(
    session: Session, case: Case, row: VerdictRow, verdict: NewVerdict
) -> None:
    """Keep what a verdict says of each rule of the case."""
    amounts = dict(
        session.execute(
            select(CaseTag.value, CaseTag.amount).where(
                CaseTag.case_id == case.case_id, CaseTag.kind == "rule"
            )
        ).all()
    )
    versions = dict(
        session.execute(
            select(CaseFinding.rule_id, CaseFinding.rule_version)
            .where(CaseFinding.case_id == case.case_id)
            .distinct()
        ).all()
    )
    session.add_all(
        VerdictRule(
            verdict_id=row.id,
            rule_id=rule,
            rule_version=versions.get(rule, 0),
            code=verdict.rules.get(rule, verdict.code).value,
            amount=amounts.get(rule, Decimal(0)),
        )
        for rule in case.rules
    )
    session.flush()


def keep_facts(
    session: Session, case: Case, row: VerdictRow, verdict: NewVerdict, quiet: date
) -> None:
    """Keep the findings as they stand, for the memory of the next runs."""
    found = session.scalars(
        select(CaseFinding).where(CaseFinding.case_id == case.case_id)
    )
    session.add_all(
        DecidedFinding(
            verdict_id=row.id,
            finding_id=finding.finding_id,
            case_id=case.case_id,
            rule_id=finding.rule_id,
            month=finding.month,
            facts=finding.facts,
            facts_hash=finding.facts_hash,
            code=verdict.rules.get(finding.rule_id, verdict.code).value,
            quiet_until=quiet,
        )
        for finding in found.all()
    )
    session.flush()


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, the last day of a shorter month."""
    rank = day.year * 12 + day.month - 1 + months
    year, month = rank // 12, rank % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
