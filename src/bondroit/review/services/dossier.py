"""One case as a reader may see it: figures, findings, work done; identity when opened."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.review import journal
from bondroit.review.actor import Actor
from bondroit.review.problems import NotFound
from bondroit.review.services.changes import find_case
from bondroit.review.services.deadlines import deadlines_of
from bondroit.review.services.decisions import verdicts_of
from bondroit.review.services.follow import steps_of
from bondroit.review.store.accounts import User
from bondroit.review.store.cases import Case, CaseFinding, CasePerson, ImportedRun
from bondroit.review.store.work import (
    Deadline,
    ExceptionRow,
    JournalEntry,
    Opening,
    RuleReport,
    Step,
    VerdictRow,
)
from bondroit.review.vocabulary import Permission, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A case, without the identity of anyone.

    Attributes:
        case: the row; when `hidden`, show none of its figures, rules, months or members.
        hidden: whether it is shown blind: no figure and no finding until a verdict.
        findings: by month and rule; empty when hidden.
        people: one entry a record: source, person_id, role; identity is not in it.
        agent: name of who has it, or None.
        mine: whether the reader has it, or may act in its agent's place.
        names: of the accounts that the history names, by id.
        run_folder: folder of the run that last saw it, for its evidence and files.

    """

    case: Case
    hidden: bool
    findings: tuple[CaseFinding, ...]
    people: tuple[tuple[str, str, str | None], ...]
    verdicts: tuple[VerdictRow, ...]
    steps: tuple[Step, ...]
    deadlines: tuple[Deadline, ...]
    exceptions: tuple[ExceptionRow, ...]
    reports: tuple[RuleReport, ...]
    history: tuple[JournalEntry, ...]
    agent: str | None
    mine: bool
    names: dict[int, str]
    run_folder: str

    @property
    def state(self) -> State:
        """Where the work stands."""
        return State(self.case.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The identity of one record of a case, opened."""

    source: str
    person_id: str
    role: str | None
    identity: dict[str, Any]


def read_dossier(session: Session, actor: Actor, case_id: str) -> Dossier:
    """Return a case with its work, identities left out.

    Raises:
        NotAllowed: no role lets the account see it.
        NotFound: there is no such case.

    """
    actor.need(Permission.SEE_CASE)
    case = find_case(session, case_id)
    people = session.execute(
        select(CasePerson.source, CasePerson.person_id, CasePerson.role)
        .where(CasePerson.case_id == case_id)
        .order_by(CasePerson.source, CasePerson.person_id)
    )
    names = dict(session.execute(select(User.id, User.name)).all())
    run = session.get(ImportedRun, case.run_id)
    return Dossier(
        case=case,
        hidden=case.blind,
        findings=() if case.blind else tuple(_findings(session, case_id)),
        people=tuple(people.all()),
        verdicts=tuple(verdicts_of(session, case_id)),
        steps=tuple(steps_of(session, case_id)),
        deadlines=tuple(deadlines_of(session, case_id)),
        exceptions=tuple(
            session.scalars(
                select(ExceptionRow)
                .where(ExceptionRow.case_id == case_id)
                .order_by(ExceptionRow.id)
            )
        ),
        reports=tuple(
            session.scalars(
                select(RuleReport)
                .where(RuleReport.case_id == case_id)
                .order_by(RuleReport.id)
            )
        ),
        history=tuple(journal.case_history(session, case_id)),
        agent=None if case.assignee_id is None else names.get(case.assignee_id),
        mine=actor.may(Permission.WORK)
        and (case.assignee_id == actor.id or actor.may(Permission.ASSIGN)),
        names=names,
        run_folder="" if run is None else run.folder,
    )


def open_identity(session: Session, actor: Actor, case_id: str) -> list[Person]:
    """Return who a case is about; the opening is kept and journalled.

    Call it in a writing session, each time an identity is shown or put in a letter.

    Raises:
        NotAllowed: no role lets the account see who it is.

    """
    actor.need(Permission.OPEN_IDENTITY)
    case = find_case(session, case_id)
    session.add(Opening(case_id=case.case_id, user_id=actor.account, at=actor.at))
    journal.record(session, actor, "identity.opened", case_id=case.case_id)
    people = session.scalars(
        select(CasePerson)
        .where(CasePerson.case_id == case_id)
        .order_by(CasePerson.source, CasePerson.person_id)
    )
    return [
        Person(
            source=person.source,
            person_id=person.person_id,
            role=person.role,
            identity=person.identity,
        )
        for person in people
    ]


def openings_of(session: Session, actor: Actor, case_id: str) -> list[Opening]:
    """Return who opened the identities of a case, and when."""
    actor.need(Permission.SEE_CASE)
    return list(
        session.scalars(
            select(Opening).where(Opening.case_id == case_id).order_by(Opening.id)
        )
    )


def finding_of(session: Session, case_id: str, finding_id: str) -> CaseFinding:
    """Return one finding of a case.

    Raises:
        NotFound: the case has no such finding.

    """
    found = session.get(CaseFinding, (case_id, finding_id))
    if found is None:
        raise NotFound("constat", "il n'est pas dans ce dossier", "rechargez la page")
    return found


def retained_or_claimed(case: Case) -> Decimal:
    """Return what a verdict form proposes: recoverable euros, or minus what is owed."""
    return case.recoverable if case.recoverable > 0 else -case.underpaid


def _findings(session: Session, case_id: str) -> list[CaseFinding]:
    return list(
        session.scalars(
            select(CaseFinding)
            .where(CaseFinding.case_id == case_id)
            .order_by(CaseFinding.month, CaseFinding.rule_id, CaseFinding.finding_id)
        )
    )
