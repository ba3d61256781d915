"""What the page of a case shows, gathered from the desk, the rules and the case file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bondroit.model.rule import Rule
from bondroit.reports.case_page import checklist
from bondroit.review.files.letter_templates import KINDS
from bondroit.review.files.letters import letters_of
from bondroit.review.importing.facts import parsed
from bondroit.review.services import decisions, exceptions, learning
from bondroit.review.services.dossier import (
    Dossier,
    Person,
    read_dossier,
    retained_or_claimed,
)
from bondroit.review.services.intervals import Share, wilson
from bondroit.review.store.cases import Case, CaseFinding
from bondroit.review.store.work import VerdictRow
from bondroit.review.vocabulary import (
    DECIDABLE,
    PENDING,
    STEPS,
    DeadlineKind,
    Permission,
    State,
)
from bondroit.review.web.pages.queue import agents
from bondroit.review.web.visits import Form, Visit

OTHERS: Final = 12
RELEASABLE: Final = (State.OPENED, State.IN_REVIEW)
ASKABLE: Final = (State.OPENED, State.IN_REVIEW, State.DOCUMENTS_REQUESTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A rule of the case, with what verdicts say of it so far."""

    id: str
    title: str
    share: Share
    findings: tuple[CaseFinding, ...]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Label and value of what its last finding rests on."""
        last = self.findings[-1:]
        return [
            (label, value)
            for one in last
            for value, label in parsed(one.facts).values()
        ]


def case_content(
    session: Session,
    visit: Visit,
    case_id: str,
    *,
    people: Sequence[Person] | None = None,
    typed: Form | None = None,
) -> dict[str, Any]:
    """Return what the template of a case needs.

    Args:
        session: any session.
        visit: who looks.
        case_id: the case.
        people: identities, when they have just been opened.
        typed: a form that was refused, to be shown again.

    Raises:
        NotFound: there is no such case.
        NotAllowed: no role lets the account see it.

    """
    dossier = read_dossier(session, visit.actor, case_id)
    parts = {} if dossier.hidden else visit.site.parts(dossier.run_folder, case_id)
    lines = _rule_lines(session, visit, dossier)
    return {
        "dossier": dossier,
        "case": dossier.case,
        "parts": parts,
        "people": people,
        "records": [f"{source}:{person}" for source, person, _ in dossier.people],
        "rule_lines": lines,
        **_checks(visit.site.rules, lines, dossier.case.benefits),
        **_work(session, visit, dossier),
        "others": [] if dossier.hidden else _others(session, dossier.case),
        "typed": typed or Form(),
        "deadline_kinds": list(DeadlineKind),
        "letters": _letters(visit, dossier),
        "subjects": () if dossier.hidden else exceptions.subjects_of(dossier.case),
    }


def _letters(visit: Visit, dossier: Dossier) -> dict[str, str]:
    """Return the letters that may be made of a case: kind and label."""
    if not visit.actor.may(Permission.WORK):
        return {}
    return {kind: KINDS[kind] for kind in letters_of(dossier.case)}


def _rule_lines(session: Session, visit: Visit, dossier: Dossier) -> list[RuleLine]:
    if dossier.hidden:
        return []
    shares = {item.rule_id: item.share for item in learning.precisions(session)}
    found: dict[str, list[CaseFinding]] = {}
    for finding in dossier.findings:
        found.setdefault(finding.rule_id, []).append(finding)
    return [
        RuleLine(
            id=rule_id,
            title=visit.site.title(rule_id),
            share=shares.get(rule_id, wilson(0, 0)),
            findings=tuple(found.get(rule_id, ())),
        )
        for rule_id in dossier.case.rules
    ]


def _checks(
    rules: Mapping[str, Rule], lines: Sequence[RuleLine], shown: Sequence[str]
) -> dict[str, Any]:
    known = [line.id for line in lines if line.id in rules]
    innocent, more_innocent = checklist(rules, known, "innocent_explanations", shown)
    verify, more_verify = checklist(rules, known, "verify", shown)
    return {
        "innocent": innocent,
        "more_innocent": more_innocent,
        "verify": verify,
        "more_verify": more_verify,
    }


def _work(session: Session, visit: Visit, dossier: Dossier) -> dict[str, Any]:
    actor, case, state = visit.actor, dossier.case, dossier.state
    verdict = decisions.standing_verdict(session, case.case_id)
    free = case.assignee_id is None
    return {
        "verdict": verdict,
        "claimed": Decimal(0) if dossier.hidden else retained_or_claimed(case),
        "can_claim": actor.may(Permission.WORK) and free and state in PENDING,
        "can_release": dossier.mine and not free and state in RELEASABLE,
        "can_decide": dossier.mine and state in DECIDABLE,
        "can_ask": dossier.mine and state in ASKABLE,
        "can_undo": _may_undo(visit, dossier, verdict),
        "can_second": actor.may(Permission.SECOND_READ)
        and state is State.SECOND_READING
        and verdict is not None
        and verdict.author_id != actor.id,
        "can_except": dossier.mine
        and actor.may(Permission.EXCEPT)
        and not dossier.hidden
        and bool(case.rules),
        "can_report": actor.may(Permission.WORK) and bool(dossier.findings),
        "can_open": actor.may(Permission.OPEN_IDENTITY),
        "steps": STEPS.get(state, ()) if dossier.mine else (),
        "agents": agents(session) if actor.may(Permission.ASSIGN) else (),
    }


def _may_undo(visit: Visit, dossier: Dossier, verdict: VerdictRow | None) -> bool:
    if verdict is None or dossier.state not in (State.CONCLUDED, State.SECOND_READING):
        return False
    actor = visit.actor
    own = verdict.author_id == actor.id
    return actor.may(Permission.WORK) and (own or actor.may(Permission.ASSIGN))


def _others(session: Session, case: Case) -> list[Case]:
    """Return other cases of the same person or household, latest first."""
    same = [
        column == value
        for column, value in (
            (Case.individual_id, case.individual_id),
            (Case.household_id, case.household_id),
        )
        if value is not None
    ]
    if not same:
        return []
    return list(
        session.scalars(
            select(Case)
            .where(or_(*same), Case.case_id != case.case_id, Case.blind.is_(False))
            .order_by(Case.last_seen.desc(), Case.case_id)
            .limit(OTHERS)
        )
    )
