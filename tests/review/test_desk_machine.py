"""Whatever people click, in whatever order, a case stays consistent."""

import tempfile
from decimal import Decimal
from pathlib import Path

from desk_support import EXPLAINED, UNDUE, Gap, add_actor, case_id, make_desk, write_run
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bondroit.review import journal
from bondroit.review.importing.runs import import_run
from bondroit.review.problems import ReviewError
from bondroit.review.services import (
    changes,
    deadlines,
    decisions,
    dossier,
    follow,
    hands,
)
from bondroit.review.services.verdicts import NewVerdict
from bondroit.review.vocabulary import FOLLOWED, PENDING, Role, State

STATES = st.sampled_from(list(State))
WHO = st.integers(0, 2)


class Workflow(RuleBasedStateMachine):
    """Three people act on one case; refusals are fine, inconsistency is not."""

    def __init__(self) -> None:
        """Import one case worth more than the second reading's amount."""
        super().__init__()
        root = Path(tempfile.mkdtemp())
        self.desk = make_desk(root, second_reading_above=Decimal(150))
        import_run(self.desk, write_run(root / "runs/2026-10-a", [Gap(0)]))
        self.people = [
            add_actor(self.desk, "ana"),
            add_actor(self.desk, "bob", Role.SECOND_READER),
            add_actor(self.desk, "chef", Role.MANAGER),
        ]

    def attempt(self, who: int, name: str, **given: object) -> None:
        """Do one thing as one person, on the present version."""
        actor = self.people[who]
        functions = {
            "decide": lambda s, v: decisions.decide(s, actor, self.desk.settings, case_id(0), v, given["verdict"]),
            "second": lambda s, v: decisions.second_read(s, actor, case_id(0), v, agree=bool(given["agree"]), note="lu"),
            "undo": lambda s, v: decisions.undo(s, actor, case_id(0), v),
            "ask": lambda s, v: follow.request_documents(s, actor, self.desk.settings, case_id(0), v),
            "receive": lambda s, v: follow.receive_documents(s, actor, case_id(0), v),
            "advance": lambda s, v: follow.advance(s, actor, case_id(0), v, given["state"], reference="R1"),
            "claim": lambda s, _: hands.claim(s, actor, case_id(0)),
            "release": lambda s, v: hands.release(s, actor, case_id(0), v),
        }  # fmt: skip
        try:
            with self.desk.write() as session:
                version = changes.find_case(session, case_id(0)).version
                functions[name](session, version)
        except ReviewError:
            return

    @rule(who=WHO, name=st.sampled_from(["undo", "ask", "receive", "claim", "release"]))
    def simple(self, who: int, name: str) -> None:
        """Click on one of the plain buttons."""
        self.attempt(who, name)

    @rule(who=WHO, verdict=st.sampled_from([EXPLAINED, UNDUE]), large=st.booleans())
    def conclude(self, who: int, verdict: NewVerdict, large: bool) -> None:  # noqa: FBT001 - drawn
        """Give a verdict, sometimes a large one."""
        more = verdict.amount * (3 if large else 1)
        chosen = NewVerdict(code=verdict.code, reason=verdict.reason, amount=more)
        self.attempt(who, "claim")
        self.attempt(who, "decide", verdict=chosen)

    @rule(who=WHO, agree=st.booleans())
    def read_again(self, who: int, agree: bool) -> None:  # noqa: FBT001 - drawn
        """Read as a second reader."""
        self.attempt(who, "second", agree=agree)

    @rule(who=WHO, state=STATES)
    def move(self, who: int, state: State) -> None:
        """Ask for any step at all."""
        self.attempt(who, "advance", state=state)

    @invariant()
    def consistent(self) -> None:
        """Verdicts fit the state; steps and journal tell the whole story."""
        with self.desk.read() as session:
            found = dossier.read_dossier(session, self.people[2], case_id(0))
            chain = journal.verify(session)
            waiting = [
                row
                for row in deadlines.deadlines_of(session, case_id(0))
                if row.done_at is None
            ]
        standing = [row.standing for row in found.verdicts]
        after = (State.CONCLUDED, *FOLLOWED, State.CLOSED)
        assert standing.count("effective") == (found.state in after)
        assert standing.count("waiting") == (found.state is State.SECOND_READING)
        assert chain.sound
        assert (found.case.assignee_id is None) <= (found.state in PENDING)
        assert not waiting or found.state is not State.CLOSED
        for row in found.verdicts:
            assert row.second_reader_id != row.author_id
        steps = [State.REPORTED, *(State(step.after) for step in found.steps)]
        assert steps[-1] is found.state
        assert [State(step.before) for step in found.steps] == steps[:-1]

    def teardown(self) -> None:
        """Close the desk."""
        self.desk.close()


TestWorkflow = Workflow.TestCase
TestWorkflow.settings = settings(
    max_examples=12,
    stateful_step_count=15,
    suppress_health_check=list(HealthCheck),
)
