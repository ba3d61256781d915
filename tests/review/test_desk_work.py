"""Working on cases: taking them, concluding, second reading, undoing, following up."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

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

from bondroit.review.actor import Actor
from bondroit.review.desk import Desk
from bondroit.review.importing.runs import import_run
from bondroit.review.problems import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    ReviewError,
    WrongState,
)
from bondroit.review.services import deadlines, decisions, dossier, follow, hands
from bondroit.review.services.listing import queue_page
from bondroit.review.services.queue import QueueFilter, Sort
from bondroit.review.services.verdicts import NewVerdict, add_months
from bondroit.review.services.views import list_views, save_view
from bondroit.review.vocabulary import DeadlineKind, Role, State, VerdictCode


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A desk with ten cases, worth 100 to 1000 euros."""
    gaps = [Gap(rank, amount=Decimal(100 * (rank + 1))) for rank in range(10)]
    import_run(desk, write_run(desk.root / "runs/2026-10-a", gaps))
    return desk


def test_agents_who_rush_share_the_cases_out(filled: Desk) -> None:
    """Eight threads that ask for the next case never get the same one."""
    agents = [add_actor(filled, f"agent{rank}") for rank in range(8)]

    def next_case(actor: Actor) -> str:
        with filled.write() as session:
            return hands.claim_next(session, actor).case_id

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(next_case, agents))

    assert len(set(got)) == 8


def test_one_of_many_gets_the_case(filled: Desk) -> None:
    """Of eight agents who click on one case, one has it and the others are told."""
    agents = [add_actor(filled, f"agent{rank}") for rank in range(8)]

    def attempt(actor: Actor) -> bool:
        try:
            taken(filled, actor, 3)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, agents)) == 1


def test_an_edit_on_an_old_page_is_refused(filled: Desk) -> None:
    """A version seen before a colleague's change does nothing."""
    agent = add_actor(filled, "ana")
    case = taken(filled, agent)
    seen = case.version
    with filled.write() as session:
        follow.request_documents(session, agent, filled.settings, case.case_id, seen)

    with (
        filled.write() as session,
        pytest.raises(Conflict, match="modifié entre-temps"),
    ):
        decisions.decide(session, agent, filled.settings, case.case_id, seen, UNDUE)
    with filled.read() as session:
        assert dossier.read_dossier(session, agent, case.case_id).verdicts == ()


def test_another_agents_case_is_closed_to_forged_forms(filled: Desk) -> None:
    """Nobody but its agent and managers acts on a case; readers act on none."""
    owner, other = add_actor(filled, "ana"), add_actor(filled, "bob")
    auditor = add_actor(filled, "aud", Role.AUDIT)
    case = taken(filled, owner)

    for actor in (other, auditor):
        with filled.write() as session, pytest.raises(NotAllowed):
            decisions.decide(
                session, actor, filled.settings, case.case_id, case.version, UNDUE
            )
        with filled.write() as session, pytest.raises(NotAllowed):
            hands.release(session, actor, case.case_id, case.version)
    with filled.write() as session, pytest.raises(NotAllowed):
        dossier.open_identity(session, auditor, case.case_id)


@pytest.mark.parametrize(
    "verdict",
    [
        pytest.param(replace(UNDUE, reason="unknown"), id="reason"),
        pytest.param(replace(UNDUE, reason="other"), id="other without note"),
        pytest.param(replace(UNDUE, amount=Decimal(-5)), id="undue negative"),
        pytest.param(replace(UNDUE, amount=Decimal("1.234")), id="thousandths"),
        pytest.param(replace(UNDUE, amount=Decimal("NaN")), id="no number"),
        pytest.param(replace(EXPLAINED, amount=Decimal(5)), id="dismissed with euros"),
        pytest.param(replace(UNDUE, note="x" * 5000), id="long note"),
        pytest.param(replace(UNDUE, rules={"X-1": VerdictCode.EXPLAINED}), id="rule"),
    ],
)
def test_a_verdict_that_contradicts_itself_is_refused(
    file_desk: Desk, verdict: NewVerdict
) -> None:
    """The closed lists and the signs of amounts hold."""
    import_run(file_desk, write_run(file_desk.root / "runs/2026-10-a", [Gap(0)]))

    with pytest.raises(Invalid):
        decided(file_desk, add_actor(file_desk, "ana"), 0, verdict)


def test_a_second_person_reads_what_is_large(filled: Desk) -> None:
    """Above the amount a verdict waits; its author cannot confirm it, a colleague can."""
    desk = replace(
        filled, settings=replace(filled.settings, second_reading_above=Decimal(500))
    )
    author = add_actor(desk, "ana", Role.SECOND_READER)
    reader = add_actor(desk, "bob", Role.SECOND_READER)
    case = decided(desk, author, 9, EXPLAINED)
    assert case.state == State.SECOND_READING

    with desk.write() as session, pytest.raises(NotAllowed):
        decisions.second_read(session, author, case.case_id, case.version, agree=True)
    with desk.write() as session, pytest.raises(Invalid):
        decisions.second_read(session, reader, case.case_id, case.version, agree=False)
    with desk.write() as session:
        row = decisions.second_read(
            session, reader, case.case_id, case.version, agree=True
        )
    assert (row.standing, row.second_reader_id) == ("effective", reader.id)


def test_undo_gives_the_case_back(filled: Desk) -> None:
    """A verdict is taken back by its author until it is carried out, not after."""
    agent, other = add_actor(filled, "ana"), add_actor(filled, "bob")
    case = decided(filled, agent)
    with filled.write() as session, pytest.raises(NotAllowed):
        decisions.undo(session, other, case.case_id, case.version)
    with filled.write() as session:
        row = decisions.undo(session, agent, case.case_id, case.version)
    assert row.standing == "undone"

    again = decided(filled, agent, 1)
    with filled.write() as session:
        moved = follow.advance(
            session,
            agent,
            again.case_id,
            again.version,
            State.TRANSMITTED,
            reference="CAF 12",
        )
    with filled.write() as session, pytest.raises(WrongState):
        decisions.undo(session, agent, moved.case_id, moved.version)


def test_deadlines_open_and_close_with_the_steps(filled: Desk) -> None:
    """A notification opens the delay of appeal, a contestation that of the reply."""
    agent = add_actor(filled, "ana")
    case = decided(filled, agent)
    with filled.write() as session, pytest.raises(Invalid):
        follow.advance(session, agent, case.case_id, case.version, State.NOTIFIED)
    with filled.write() as session:
        case = follow.advance(
            session, agent, case.case_id, case.version, State.NOTIFIED, reference="LR 1"
        )
        first = deadlines.deadlines_of(session, case.case_id)
        follow.advance(session, agent, case.case_id, case.version, State.CONTESTED)
        rows = deadlines.deadlines_of(session, case.case_id)

    assert [(row.kind, row.due_on) for row in first] == [
        (DeadlineKind.APPEAL, add_months(agent.today, 2))
    ]
    waiting = {row.kind for row in rows if row.done_at is None}
    assert waiting == {DeadlineKind.APPEAL_REPLY}


def test_what_is_due_this_week(filled: Desk) -> None:
    """Replies due within a week and late ones are listed, late ones first."""
    agent = add_actor(filled, "ana")
    for person, days in ((0, 3), (1, 30), (2, -2)):
        case = taken(filled, agent, person)
        with filled.write() as session:
            follow.request_documents(
                session,
                agent,
                filled.settings,
                case.case_id,
                case.version,
                due_on=agent.today + timedelta(days=days),
            )

    with filled.read() as session:
        found = deadlines.due(session, agent, user_id=agent.id)
    assert [(item.case_id, item.overdue) for item in found] == [
        (case_id(2), True),
        (case_id(0), False),
    ]


def test_the_queue_filters_and_sorts(filled: Desk) -> None:
    """Filters narrow the list, orders follow euros or dates, pages add up."""
    agent = add_actor(filled, "ana")
    taken(filled, agent, 4)
    with filled.read() as session:
        rich = queue_page(session, agent, QueueFilter(minimum=Decimal(500)), size=4)
        mine = queue_page(session, agent, QueueFilter(agent="ana"))
        none = queue_page(session, agent, QueueFilter(rule="AIS-PAR-001"))
        last = queue_page(session, agent, sort=Sort.PRESCRIPTION, page=99, size=4)

    assert [row.recoverable for row in rich.rows] == [1000, 900, 800, 700]
    assert (rich.total, rich.pages) == (6, 2)
    assert [row.case_id for row in mine.rows] == [case_id(4)]
    assert none.total == 0
    assert (last.page, len(last.rows)) == (3, 2)


@pytest.mark.parametrize(
    "query",
    [{"minimum": "beaucoup"}, {"before": "hier"}, {"states": "x"}, {"severity": "x"}, {"minimum": "1e99"}],
)  # fmt: skip
def test_a_hostile_query_string_is_refused(query: dict[str, str]) -> None:
    """What cannot be read is said, in one sentence."""
    with pytest.raises(Invalid, match="filtres"):
        QueueFilter.from_mapping(query)


def test_views_keep_filters(file_desk: Desk) -> None:
    """A saved view gives the same filters back; only managers share."""
    agent = add_actor(file_desk, "ana")
    chosen = QueueFilter(
        benefit="RSA", minimum=Decimal("12.50"), states=(State.OPENED,), changed=True
    )
    with file_desk.write() as session:
        save_view(session, agent, "À moi", chosen, Sort.PRESCRIPTION)
        (view,) = list_views(session, agent)
    assert QueueFilter.from_mapping(view.query) == chosen

    with file_desk.write() as session, pytest.raises(NotAllowed):
        save_view(session, agent, "Pour tous", chosen, Sort.OWED, shared=True)


def test_missing_things_are_said(file_desk: Desk) -> None:
    """An unknown case, an empty queue and an unknown deadline have their sentence."""
    agent = add_actor(file_desk, "ana")
    actions: list[Callable[..., object]] = [
        lambda session: hands.claim(session, agent, "../../etc"),
        lambda session: hands.claim_next(session, agent),
        lambda session: deadlines.finish_deadline(session, agent, 7),
        lambda session: dossier.read_dossier(session, agent, "x"),
    ]
    for action in actions:
        with file_desk.write() as session, pytest.raises(NotFound) as refusal:
            action(session)
        assert isinstance(refusal.value, ReviewError)


def test_months_are_added_to_the_end_of_short_months() -> None:
    """Two months after the last day of December is the last day of February."""
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)


def test_the_clock_is_the_desks(file_desk: Desk, tmp_path: Path) -> None:
    """Nothing reads the machine's clock: moments are those of the desk."""
    import_run(file_desk, write_run(tmp_path / "2026-10-a", [Gap(0)]))
    agent = add_actor(file_desk, "ana")
    assert isinstance(file_desk.clock, Clock)

    assert taken(file_desk, agent).assigned_at == file_desk.clock.at
