"""Imports, and what the desk remembers from one run to the next."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from desk_support import (
    EXPLAINED,
    RULES,
    UNDUE,
    Gap,
    add_actor,
    case_id,
    decided,
    taken,
    write_run,
)
from desk_tables import tables_of
from sqlalchemy import func, select

from bondroit.errors import DataError
from bondroit.review import journal
from bondroit.review.desk import Desk
from bondroit.review.importing.arm import stratified
from bondroit.review.importing.runs import Imported, import_run
from bondroit.review.services import dossier, same
from bondroit.review.services.blind import random_arm
from bondroit.review.services.listing import queue_page
from bondroit.review.services.queue import QueueFilter
from bondroit.review.snapshot import mark_dismissed, no_decisions, take_snapshot
from bondroit.review.store.cases import Case, CaseFinding, RandomMember
from bondroit.review.vocabulary import Answer, Role, State

NEXT = date(2026, 11, 1)
LATER = date(2027, 9, 1)


def brought(
    desk: Desk, name: str, gaps: list[Gap], month: date | None = None, **more: object
) -> Imported:
    """Write a run and import it."""
    given = {} if month is None else {"month": month}
    return import_run(
        desk, write_run(desk.root / f"runs/{name}", gaps, **given, **more)
    )  # type: ignore[arg-type]


def state_of(desk: Desk, person: int = 0) -> tuple[str, list[str]]:
    """Return the state of a case and what changed."""
    with desk.read() as session:
        case = session.get_one(Case, case_id(person))
        return case.state, case.changed


def test_importing_twice_changes_nothing(desk: Desk) -> None:
    """The same run again is known; the journal holds one import."""
    folder = write_run(desk.root / "runs/2026-10-a", [Gap(0), Gap(1)], possible=(0,))
    first = import_run(desk, folder, tables_of(3))
    again = import_run(desk, folder, tables_of(3))

    assert (first.new, first.questions, again.already) == (2, 1, True)
    with desk.read() as session:
        assert session.scalar(select(func.count()).select_from(CaseFinding)) == 2
        assert journal.verify(session).entries == 1


def test_a_case_seen_again_keeps_its_work(desk: Desk) -> None:
    """Figures follow the run; state, agent and version of the work do not."""
    brought(desk, "2026-10-a", [Gap(0), Gap(1)])
    agent = add_actor(desk, "ana")
    before = taken(desk, agent)
    done = brought(desk, "2026-11-a", [Gap(0), Gap(0, month=date(2026, 9, 1))], NEXT)

    with desk.read() as session:
        case = session.get_one(Case, case_id(0))
        gone = session.get_one(Case, case_id(1))
    assert (done.known, done.ended) == (1, 1)
    assert (case.state, case.assignee_id, case.version) == (
        "opened",
        agent.id,
        before.version,
    )
    assert case.recoverable == Decimal("200.00")
    assert (gone.run_state, gone.recoverable) == ("ended", 0)


def test_a_dismissed_finding_stays_dismissed(desk: Desk) -> None:
    """The same facts, and a new month soon after, disturb nobody."""
    brought(desk, "2026-10-a", [Gap(0)])
    decided(desk, add_actor(desk, "ana"), 0, EXPLAINED)
    done = brought(desk, "2026-11-a", [Gap(0), Gap(0, month=date(2026, 9, 1))], NEXT)

    assert done.reopened == 0
    assert state_of(desk) == (State.CONCLUDED, [])


@pytest.mark.parametrize(
    ("gaps", "month", "said"),
    [
        pytest.param([Gap(0, value="2026-06-30")], NEXT, "AIS-DEC-001, 08/2026 : date de décès : 2026-07-02 → 2026-06-30", id="facts"),
        pytest.param([Gap(0, amount=Decimal(90))], NEXT, "AIS-DEC-001, 08/2026 : montant modifié", id="amount"),
        pytest.param([Gap(0), Gap(0, rule=RULES[1])], NEXT, "AIS-PAR-001 : nouveau motif depuis la conclusion", id="rule"),
        pytest.param([Gap(0), Gap(0, month=date(2027, 7, 1))], LATER, "AIS-DEC-001 : nouveaux mois 07/2027", id="quiet period over"),
    ],
)  # fmt: skip
def test_what_changed_opens_a_case_again(
    desk: Desk, gaps: list[Gap], month: date, said: str
) -> None:
    """Other facts, another rule or months after the quiet period, and it says so."""
    brought(desk, "2026-10-a", [Gap(0)])
    decided(desk, add_actor(desk, "ana"), 0, EXPLAINED)

    assert brought(desk, f"{month:%Y-%m}-b", gaps, month).reopened == 1
    assert state_of(desk) == (State.REPORTED, [said])


def test_the_latest_verdict_alone_counts(desk: Desk) -> None:
    """A case opened again and concluded again holds one effective verdict."""
    brought(desk, "2026-10-a", [Gap(0)])
    agent = add_actor(desk, "ana")
    decided(desk, agent, 0, EXPLAINED)
    brought(desk, "2026-11-a", [Gap(0, value="2026-06-30")], NEXT)
    decided(desk, agent)

    with desk.read() as session:
        found = dossier.read_dossier(session, agent, case_id(0)).verdicts
    assert [row.standing for row in found] == ["replaced", "effective"]


def test_the_snapshot_is_what_the_next_run_reads(desk: Desk) -> None:
    """Decisions are frozen; a case wholly set aside is marked, one that changed is not."""
    brought(desk, "2026-10-a", [Gap(0), Gap(1), Gap(2)], possible=(1,))
    agent = add_actor(desk, "ana")
    decided(desk, agent, 0, EXPLAINED)
    decided(desk, agent, 1, EXPLAINED)
    decided(desk, agent, 2, UNDUE)
    with desk.write() as session:
        (number,) = same.waiting(session, agent)
        same.answer(session, agent, number, Answer.DIFFERENT)
    snapshot = take_snapshot(desk)
    later = write_run(
        desk.root / "runs/x", [Gap(0), Gap(1, value="2026-01-01"), Gap(2)], month=NEXT
    )
    cases = mark_dismissed(
        pl.read_parquet(later / "cases.parquet"),
        pl.read_parquet(later / "findings.parquet"),
        snapshot,
        date(2026, 11, 30),
    )

    assert snapshot.digest == take_snapshot(desk).digest
    assert snapshot.answers.rows() == [
        ("apa", "p1", "deaths", "d1", "deaths", "different")
    ]
    assert dict(cases.select("case_id", "state").iter_rows()) == {
        case_id(0): "dismissed",
        case_id(1): "new",
        case_id(2): "new",
    }
    assert cases["case_id"][-1] == case_id(0)


def test_without_decision_nothing_is_frozen(tmp_path: Path, file_desk: Desk) -> None:
    """An empty desk gives no mark and no file."""
    snapshot = take_snapshot(file_desk)
    snapshot.write(tmp_path)

    assert (snapshot.marks, no_decisions().said) == ((), [])
    assert not list(tmp_path.glob("*.parquet"))


def test_a_match_is_asked_once(desk: Desk) -> None:
    """The score is hidden until answered; the next run does not ask again."""
    brought(desk, "2026-10-a", [Gap(0)], possible=(0, 1))
    agent, other = add_actor(desk, "ana"), add_actor(desk, "bob")
    with desk.write() as session:
        number = same.waiting(session, agent)[0]
        hidden = same.open_question(session, agent, number)
        shown = same.answer(session, agent, number, Answer.UNSURE)
    brought(desk, "2026-11-a", [Gap(0)], NEXT, possible=(0, 1))

    assert (hidden.probability, hidden.reasons) == (None, ())
    assert (shown.probability, shown.reasons) == (0.6, ("nom: identique",))
    with desk.read() as session:
        assert number not in same.waiting(session, agent)
    with desk.write() as session, pytest.raises(Exception, match="déjà répondu"):
        same.answer(session, other, number, Answer.SAME)


def test_an_older_or_broken_run_is_refused(file_desk: Desk, tmp_path: Path) -> None:
    """A run of an earlier month, or a folder that is none, is one sentence."""
    brought(file_desk, "2026-11-a", [Gap(0)], NEXT)
    for folder in (write_run(tmp_path / "2026-10-a", [Gap(0)]), tmp_path):
        with pytest.raises(DataError):
            import_run(file_desk, folder)


def test_the_random_arm_joins_the_queue_blind(desk: Desk) -> None:
    """Drawn rights and decoys look alike: no figure, no rule, until a verdict."""
    desk = replace(
        desk, settings=replace(desk.settings, random_size=6, random_decoys=2)
    )
    gaps = [Gap(rank) for rank in range(5)]
    folder = write_run(desk.root / "runs/2026-10-a", gaps)
    done = import_run(desk, folder, tables_of(60))
    agent = add_actor(desk, "ana")
    with desk.read() as session:
        rows = queue_page(session, agent).rows
        filtered = queue_page(session, agent, QueueFilter(minimum=Decimal(0)))
        decoys = session.scalars(
            select(RandomMember.case_id).where(RandomMember.decoy)
        ).all()
        drawn = session.scalars(
            select(RandomMember.case_id).where(RandomMember.decoy.is_(False))
        ).all()
    blind = {row.case_id: row for row in rows if row.recoverable is None}

    assert (done.drawn, len(decoys), filtered.total) == (6, 2, 3)
    assert set(blind) == {*decoys, *drawn}
    assert {(row.rules, row.severity, row.run_state) for row in blind.values()} == {
        ((), None, "new")
    }
    with desk.read() as session:
        assert dossier.read_dossier(session, agent, decoys[0]).findings == ()
        manager = add_actor(desk, "chef", Role.MANAGER)
        assert sum(item.drawn for item in random_arm(session, manager).strata) == 6


def test_the_draw_depends_on_the_run_alone() -> None:
    """The same seed draws the same rights whatever their order, each stratum at least once."""
    rights = pl.DataFrame(
        {
            "case_id": [f"c{rank}" for rank in range(100)],
            "source": ["apa"] * 90 + ["pch"] * 10,
            "benefit": ["APA_HOME"] * 60 + ["APA_FACILITY"] * 30 + ["PCH"] * 10,
        }
    )
    drawn = stratified(rights, "2026-10-a", 20)

    assert drawn.equals(stratified(rights.reverse(), "2026-10-a", 20))
    assert (
        drawn["case_id"].to_list()
        != stratified(rights, "2026-10-b", 20)["case_id"].to_list()
    )
    counts = dict(drawn.group_by("stratum").len().iter_rows())
    assert counts == {"apa:APA_HOME": 12, "apa:APA_FACILITY": 6, "pch:PCH": 2}
