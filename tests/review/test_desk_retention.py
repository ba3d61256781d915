"""What the desk forgets by age, what it keeps, and that the journal never knew it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from desk_support import (
    EXPLAINED,
    UNDUE,
    Clock,
    Gap,
    add_actor,
    case_id,
    decided,
    taken,
    write_run,
)
from desk_tables import tables_of
from sqlalchemy import func, select, text

from bondroit.review import journal
from bondroit.review.actor import Actor
from bondroit.review.auth import accounts, signing
from bondroit.review.desk import Desk
from bondroit.review.importing.memory import ERASED
from bondroit.review.importing.runs import import_run
from bondroit.review.retention import CLOSED, DISMISSED, LOG, purge_desk
from bondroit.review.services import dossier, exceptions, follow, learning, same
from bondroit.review.services.changes import find_case
from bondroit.review.store.accounts import SignedSession
from bondroit.review.store.cases import Case, CaseFinding, CasePerson, MatchQuestion
from bondroit.review.store.work import ExceptionRow, Opening, VerdictRow
from bondroit.review.vocabulary import Answer, Role, State

PASSWORD = "une phrase assez longue"  # noqa: S105 - an example
NOTE = "Madame NOMFICTIF a répondu"
ALL_OF_IT = {kind: date(2028, 1, 1) for kind in (DISMISSED, CLOSED, LOG)}
NOTHING = {kind: date(2026, 1, 1) for kind in (DISMISSED, CLOSED, LOG)}


def lived(desk: Desk) -> Actor:
    """Live a month: six cases of every fate, a match answered, an exception, a session.

    Person 0 is dismissed, 1 confirmed and open, 2 confirmed and closed, 3 taken, 4 waits,
    5 waits for a run that no longer sees it.
    """
    folder = write_run(
        desk.root / "runs/2026-10-a", [Gap(rank) for rank in range(6)], possible=(0,)
    )
    import_run(desk, folder, tables_of(6))
    agent = add_actor(desk, "ana", Role.MANAGER)
    decided(desk, agent, 0, replace(EXPLAINED, note=NOTE))
    for person in (1, 2):
        decided(desk, agent, person, replace(UNDUE, note=NOTE))
    taken(desk, agent, 3)
    with desk.write() as session:
        case = find_case(session, case_id(2))
        follow.advance(session, agent, case.case_id, case.version, State.CLOSED)
        dossier.open_identity(session, agent, case_id(0))
        exceptions.make_exception(
            desk, session, agent, case_id(3), "AIS-DEC-001", "apa:p3", NOTE,
            agent.today + timedelta(days=30),
        )  # fmt: skip
        (number,) = same.waiting(session, agent)
        same.open_question(session, agent, number)
        same.answer(session, agent, number, Answer.SAME)
        accounts.add_user(session, agent, "bob", "Bob", [Role.AGENT], PASSWORD)
    signing.sign_in(desk, "bob", PASSWORD, "192.0.2.1", None)
    later = write_run(
        desk.root / "runs/2026-11-a",
        [Gap(rank) for rank in range(5)],
        month=date(2026, 11, 1),
        possible=(0,),
    )
    import_run(desk, later, tables_of(6))
    return agent


def erased(desk: Desk) -> list[str]:
    """Return the cases of which nobody is known any more."""
    with desk.read() as session:
        return list(
            session.scalars(
                select(Case.case_id)
                .where(Case.run_state == ERASED)
                .order_by(Case.case_id)
            )
        )


def count(desk: Desk, table: type) -> int:
    """Return how many rows a table has."""
    with desk.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_each_fate_has_its_own_age(desk: Desk) -> None:
    """Dismissed, closed and never taken cases go; open and confirmed ones stay."""
    lived(desk)
    purge_desk(desk, NOTHING, dry_run=False)
    assert erased(desk) == []

    purge_desk(desk, {**NOTHING, DISMISSED: ALL_OF_IT[DISMISSED]}, dry_run=False)
    assert erased(desk) == [case_id(0), case_id(5)]

    purge_desk(desk, {**NOTHING, CLOSED: ALL_OF_IT[CLOSED]}, dry_run=False)
    assert erased(desk) == [case_id(0), case_id(2), case_id(5)]
    with desk.read() as session:
        people = set(session.scalars(select(CasePerson.case_id)))
        findings = set(session.scalars(select(CaseFinding.case_id)))
    assert people == findings == {case_id(1), case_id(3), case_id(4)}


def test_nothing_that_identifies_is_left(desk: Desk) -> None:
    """No column of any table holds the people, records or notes of erased cases."""
    lived(desk)
    with desk.write() as session:
        session.execute(
            text("UPDATE cases SET state = 'closed' WHERE state != 'closed'")
        )
        session.execute(
            text("INSERT INTO steps (case_id, before, after, at, author_id)"
                 " SELECT case_id, 'concluded', 'closed', '2026-11-10 09:00:00', NULL FROM cases")
        )  # fmt: skip
        session.execute(
            text("UPDATE cases SET concluded_at = '2026-11-10 09:00:00' WHERE concluded_at IS NULL")
        )  # fmt: skip
    purge_desk(desk, ALL_OF_IT, dry_run=False)

    with desk.engine.connect() as link:
        for table in ("cases", "findings", "case_people", "verdicts", "steps",
                      "decided_findings", "exceptions", "match_questions"):  # fmt: skip
            left = str(link.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608 - our names
            keys = ("apa:p", "'i0'") if table != "match_questions" else ()
            assert not [
                word for word in ("NOMFICTIF", "1940-01", *keys) if word in left
            ], table
    exceptions_file = exceptions.exceptions_file(desk).read_text(encoding="utf-8")
    assert "apa:p3" not in exceptions_file
    if desk.engine.dialect.name == "sqlite":
        files = list((desk.root / "review").glob("desk.db*"))
        assert files
        assert not any(b"NOMFICTIF" in place.read_bytes() for place in files)


def test_figures_and_memory_survive(desk: Desk) -> None:
    """The precision of rules, the verdicts and the answers given stay; nothing is asked again."""
    agent = lived(desk)
    with desk.read() as session:
        before = learning.rule_precisions(session, agent)
    purge_desk(desk, ALL_OF_IT, dry_run=False)

    with desk.read() as session:
        assert learning.rule_precisions(session, agent) == before
        assert session.scalars(select(MatchQuestion.answer)).all() == ["same"]
        assert same.waiting(session, agent) == []
        amounts = session.scalars(select(VerdictRow.amount).order_by(VerdictRow.id))
        assert list(amounts) == [Decimal(0), Decimal(100), Decimal(100)]


def test_a_run_does_not_bring_back_what_was_erased(desk: Desk) -> None:
    """A dismissed case seen again unchanged stays erased; other facts bring it back."""
    lived(desk)
    purge_desk(desk, ALL_OF_IT, dry_run=False)
    same_gap = write_run(
        desk.root / "runs/2026-12-a", [Gap(0)], month=date(2026, 12, 1)
    )
    import_run(desk, same_gap, tables_of(6))
    assert case_id(0) in erased(desk)
    assert count(desk, CasePerson) == 3

    other = write_run(
        desk.root / "runs/2027-01-a",
        [Gap(0, value="2026-06-30")],
        month=date(2027, 1, 1),
    )
    import_run(desk, other, tables_of(6))
    with desk.read() as session:
        case = session.get_one(Case, case_id(0))
        assert case.state == State.REPORTED
        assert case.members == ["apa:p0"]
        assert case.changed == ["AIS-DEC-001, 08/2026 : faits modifiés (les anciens sont effacés)"]  # fmt: skip
        assert session.get(CasePerson, (case_id(0), "apa", "p0")) is not None


def test_the_access_log_and_sessions_go(desk: Desk) -> None:
    """Openings go after their year, sessions once expired; both stay before."""
    lived(desk)
    assert count(desk, Opening) == 2
    purge_desk(desk, {**NOTHING, LOG: date(2026, 11, 10)}, dry_run=False)
    assert (count(desk, Opening), count(desk, SignedSession)) == (2, 1)

    clock = desk.clock
    assert isinstance(clock, Clock)
    clock.forward(days=400)
    purge_desk(desk, {**NOTHING, LOG: date(2026, 11, 11)}, dry_run=False)
    assert (count(desk, Opening), count(desk, SignedSession)) == (0, 0)


def test_a_trial_tells_and_changes_nothing(desk: Desk) -> None:
    """It prints the counts that the purge then does, and writes no line in the journal."""
    lived(desk)
    told = purge_desk(desk, ALL_OF_IT, dry_run=True)
    with desk.read() as session:
        lines = journal.verify(session).entries
    assert erased(desk) == []
    assert told[0] == "dossiers du bureau: 3 à effacer"

    done = purge_desk(desk, ALL_OF_IT, dry_run=False)
    assert [line.replace(" à effacer", ", effacement fait") for line in told] == done
    with desk.read() as session:
        checked = journal.verify(session)
    assert (checked.sound, checked.entries) == (True, lines + 1)

    again = purge_desk(desk, ALL_OF_IT, dry_run=False)
    assert all(line.endswith(": 0, effacement fait") for line in again)


def test_the_journal_holds_nobody(desk: Desk) -> None:
    """Through a whole month of work, no name, record or note enters the journal."""
    agent = lived(desk)
    purge_desk(desk, ALL_OF_IT, dry_run=False)
    with desk.read() as session:
        lines = [
            f"{row.subject} {row.before} {row.after}" for row in journal.latest(session)
        ]
        row = session.scalars(select(ExceptionRow)).one()
    assert len(lines) > 15
    for secret in ("NOMFICTIF", "apa:p", '"p3"', "1940", "a répondu"):
        assert not [line for line in lines if secret in line]
    assert (row.key, row.author_id) == ("", agent.id)


@pytest.mark.parametrize("kind", [DISMISSED, CLOSED, LOG])
def test_months_of_the_desk_are_in_the_configuration(kind: str) -> None:
    """Each kind has a default of its own."""
    from bondroit.config_file import RETENTION_DEFAULTS  # noqa: PLC0415 - light

    assert RETENTION_DEFAULTS[kind] >= 1
