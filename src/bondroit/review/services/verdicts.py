"""What a verdict is: checked against the case, kept rule by rule, with the facts."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bondroit.config import ReviewConfig
from bondroit.review.actor import Actor
from bondroit.review.problems import Invalid, WrongState
from bondroit.review.services.changes import checked_note
from bondroit.review.store.cases import Case, CaseFinding, CaseTag
from bondroit.review.store.work import DecidedFinding, VerdictRow, VerdictRule
from bondroit.review.vocabulary import (
    DECIDABLE,
    DISMISSING,
    REASON_LABELS,
    State,
    VerdictCode,
)

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


def check_verdict(case: Case, state: State, verdict: NewVerdict) -> str:
    """Return the note of a verdict that may be given on a case in a state.

    Raises:
        Invalid: the reason, the amount, the note or a rule does not fit.
        WrongState: the case was not taken, or is decided already.

    """
    if state not in DECIDABLE:
        raise WrongState(
            "dossier",
            "il n'attend pas de conclusion",
            "prenez-le d'abord, ou annulez la conclusion précédente",
        )
    checked_verdict(case, verdict)
    return checked_note(verdict.note)


def keep(
    session: Session,
    actor: Actor,
    settings: ReviewConfig,
    verdicts: Mapping[Case, NewVerdict],
) -> dict[Case, VerdictRow]:
    """Keep verdicts, what they say of each rule, and the facts as they stand."""
    rows = {
        case: VerdictRow(
            case_id=case.case_id,
            code=verdict.code.value,
            reason=verdict.reason,
            amount=verdict.amount,
            note=check_verdict(case, State(case.state), verdict),
            author_id=actor.account,
            at=actor.at,
            run_id=case.run_id,
            standing="waiting"
            if at_stake(case, verdict) >= settings.second_reading_above
            else "effective",
        )
        for case, verdict in verdicts.items()
    }
    replace_former(
        session,
        [row.case_id for row in rows.values() if row.standing == "effective"],
    )
    session.add_all(rows.values())
    session.flush()
    cases = {row.id: case for case, row in rows.items()}
    said = {row.id: verdicts[case] for case, row in rows.items()}
    _keep_rules(session, cases, said)
    quiet = add_months(actor.today, settings.recontrol_months)
    _keep_facts(session, cases, said, quiet)
    return rows


def replace_former(
    session: Session, cases: Sequence[str], kept: int | None = None
) -> None:
    """Let the latest verdict alone count, for cases that were opened again.

    Args:
        session: the transaction.
        cases: their ids.
        kept: the verdict that counts, None when it is not written yet.

    """
    session.execute(
        update(VerdictRow)
        .where(
            VerdictRow.case_id.in_(cases),
            VerdictRow.id != (kept or 0),
            VerdictRow.standing == "effective",
        )
        .values(standing="replaced")
    )


def _keep_rules(
    session: Session, cases: Mapping[int, Case], verdicts: Mapping[int, NewVerdict]
) -> None:
    """Keep what verdicts say of each rule of their cases, both by the verdict's number."""
    ids = [case.case_id for case in cases.values()]
    amounts: dict[tuple[str, str], Decimal] = {
        (case_id, rule): amount
        for case_id, rule, amount in session.execute(
            select(CaseTag.case_id, CaseTag.value, CaseTag.amount).where(
                CaseTag.case_id.in_(ids), CaseTag.kind == "rule"
            )
        )
    }
    versions: dict[tuple[str, str], int] = {
        (case_id, rule): version
        for case_id, rule, version in session.execute(
            select(CaseFinding.case_id, CaseFinding.rule_id, CaseFinding.rule_version)
            .where(CaseFinding.case_id.in_(ids))
            .distinct()
        )
    }
    session.add_all(
        VerdictRule(
            verdict_id=number,
            rule_id=rule,
            rule_version=versions.get((case.case_id, rule), 0),
            code=verdicts[number].rules.get(rule, verdicts[number].code).value,
            amount=amounts.get((case.case_id, rule), Decimal(0)),
        )
        for number, case in cases.items()
        for rule in case.rules
    )
    session.flush()


def _keep_facts(
    session: Session,
    cases: Mapping[int, Case],
    verdicts: Mapping[int, NewVerdict],
    quiet: date,
) -> None:
    """Keep the findings as they stand, for the memory of the next runs."""
    numbers = {case.case_id: number for number, case in cases.items()}
    found = session.scalars(
        select(CaseFinding)
        .where(CaseFinding.case_id.in_(list(numbers)))
        .order_by(CaseFinding.case_id, CaseFinding.finding_id)
    )
    session.add_all(
        DecidedFinding(
            verdict_id=number,
            finding_id=finding.finding_id,
            case_id=finding.case_id,
            rule_id=finding.rule_id,
            month=finding.month,
            facts=finding.facts,
            facts_hash=finding.facts_hash,
            code=said.rules.get(finding.rule_id, said.code).value,
            quiet_until=quiet,
        )
        for finding in found.all()
        for number in [numbers[finding.case_id]]
        for said in [verdicts[number]]
    )
    session.flush()


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, the last day of a shorter month."""
    rank = day.year * 12 + day.month - 1 + months
    year, month = rank // 12, rank % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
