"""What the desk computes and hands on: precision, capacity, exceptions, rule reports."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

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
from hypothesis import given
from hypothesis import strategies as st

from bondroit.engine.overlay import read_exceptions
from bondroit.engine.precision import read_precision
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.catalogue import VIEWS
from bondroit.errors import ConfigurationError
from bondroit.model.rule import Verdict
from bondroit.resources import shipped
from bondroit.review.desk import Desk
from bondroit.review.importing.runs import import_run
from bondroit.review.problems import Invalid, NotAllowed
from bondroit.review.services import exceptions, learning, rule_reports
from bondroit.review.services.capacity import capacity
from bondroit.review.services.intervals import wilson
from bondroit.review.vocabulary import Role


def filled(desk: Desk, count: int = 4) -> None:
    """Import cases of 100 euros each."""
    gaps = [Gap(rank) for rank in range(count)]
    import_run(desk, write_run(desk.root / "runs/2026-10-a", gaps))


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share(hits: int, misses: int) -> None:
    """Bounds are in order, in [0, 1], and surround the share."""
    share = wilson(hits, hits + misses)

    assert 0 <= share.low <= share.high <= 1
    assert share.value is None or share.low <= share.value <= share.high


def test_the_interval_is_wilsons() -> None:
    """51 of 84, against the published formula's value."""
    share = wilson(51, 84)

    assert (round(share.low, 4), round(share.high, 4)) == (0.5002, 0.7047)


def test_verdicts_teach_precision(desk: Desk) -> None:
    """Confirmed over conclusive verdicts, written where `rules list` reads them."""
    filled(desk)
    agent = add_actor(desk, "ana")
    for person, verdict in enumerate((UNDUE, UNDUE, EXPLAINED)):
        decided(desk, agent, person, verdict)
    learning.write_precision(desk)
    with desk.read() as session:
        (found,) = learning.rule_precisions(session, agent)
        plan = capacity(session, agent, 40)
    kept = read_precision(desk.root / "review")[RULES[0]]

    assert (found.share.hits, found.share.total, kept.confirmed, kept.reviewed) == (
        2,
        3,
        2,
        3,
    )
    assert (found.claimed, found.confirmed) == (Decimal(300), Decimal(200))
    assert (plan.cases, plan.recoverable, plan.expected) == (
        1,
        Decimal(100),
        Decimal("66.67"),
    )
    assert plan.low < plan.expected < plan.high
    assert (
        json.loads((desk.root / "review/precision.json").read_text())[0]["claimed"]
        == "300.00"
    )


def test_a_rule_nobody_judged_is_never_guessed(file_desk: Desk) -> None:
    """Its euros are shown apart and expected of nothing."""
    filled(file_desk)
    agent = add_actor(file_desk, "ana")
    with file_desk.read() as session:
        plan = capacity(session, agent, 3)

    assert (plan.cases, plan.expected, plan.unmeasured) == (3, 0, Decimal(300))


def test_a_weak_rule_is_proposed_for_shadow(file_desk: Desk) -> None:
    """With enough verdicts and its whole interval under the floor, with the evidence."""
    settings = replace(
        file_desk.settings, minimum_reviewed=4, precision_floor=Decimal("0.6")
    )
    desk = replace(file_desk, settings=settings)
    filled(desk, 5)
    agent = add_actor(desk, "ana")
    for person in range(5):
        decided(desk, agent, person, EXPLAINED)
        with desk.read() as session:
            proposals = learning.shadow_proposals(session, agent, settings)
        assert len(proposals) == (person >= 3)

    assert proposals[0].reasons == (("document_provided", 5),)
    assert proposals[0].cases[0] == case_id(4)


def test_an_exception_reaches_the_file_of_the_rules(desk: Desk) -> None:
    """One line below those written by hand, taken away when withdrawn."""
    filled(desk)
    boss = add_actor(desk, "chef", Role.MANAGER)
    taken(desk, boss)
    place = desk.root / "rules/exceptions.yml"
    by_hand = "# à la main\nexceptions:\n- {rule: X-1, key: apa:1, reason: r, author: a, from: 2026-01-01, expires: 2026-12-31}\n"
    place.write_text(by_hand)
    until = boss.today + timedelta(days=90)
    with desk.write() as session:
        row = exceptions.make_exception(
            desk,
            session,
            boss,
            case_id(0),
            RULES[0],
            "apa:p0",
            "Dette : «soldée», vérifié #2",
            until,
        )
    problems: list[Exception] = []
    made = read_exceptions(desk.root / "rules", problems)  # type: ignore[arg-type]

    assert problems == []
    assert [(item.rule_id, item.key, item.expires) for item in made][1:] == [
        (RULES[0], "apa:p0", until)
    ]
    assert made[1].reason == "Dette : «soldée», vérifié #2"
    with desk.write() as session:
        exceptions.withdraw_exception(desk, session, boss, row.id)
    assert place.read_text() == by_hand


@pytest.mark.parametrize(
    ("rule", "key", "reason", "days"),
    [
        pytest.param("X-9", "apa:p0", "r", 9, id="rule"),
        pytest.param(RULES[0], "apa:p1", "r", 9, id="another person"),
        pytest.param(RULES[0], "apa:p0", " ", 9, id="no reason"),
        pytest.param(RULES[0], "apa:p0", "r", -1, id="past"),
        pytest.param(RULES[0], "apa:p0", "r", 3000, id="far"),
    ],
)
def test_a_wide_exception_is_refused(
    file_desk: Desk, rule: str, key: str, reason: str, days: int
) -> None:
    """It is about the case, has a reason and ends."""
    filled(file_desk)
    boss = add_actor(file_desk, "chef", Role.MANAGER)
    taken(file_desk, boss)

    with pytest.raises(Invalid), file_desk.write() as session:
        exceptions.make_exception(
            file_desk,
            session,
            boss,
            case_id(0),
            rule,
            key,
            reason,
            boss.today + timedelta(days=days),
        )


def test_a_file_of_another_shape_is_left_alone(file_desk: Desk) -> None:
    """Nothing is written in a file that no line can be added to."""
    filled(file_desk)
    boss = add_actor(file_desk, "chef", Role.MANAGER)
    taken(file_desk, boss)
    place = file_desk.root / "rules/exceptions.yml"
    place.write_text("exceptions: {a: b}\n")

    with pytest.raises(ConfigurationError), file_desk.write() as session:
        exceptions.make_exception(
            file_desk, session, boss, case_id(0), RULES[0], "apa:p0", "r", boss.today
        )
    assert place.read_text() == "exceptions: {a: b}\n"


def test_a_rule_is_reported_with_an_example(file_desk: Desk) -> None:
    """The example holds the facts, no number of a person, and is one `rules test` reads."""
    filled(file_desk)
    agent = add_actor(file_desk, "ana")
    author = add_actor(file_desk, "regles", Role.RULE_AUTHOR)
    with file_desk.write() as session:
        row = rule_reports.report_rule(
            session,
            agent,
            case_id(0),
            f"{RULES[0]}:0:2026-08-01",
            "Homonyme",
            Verdict.SILENT,
            VIEWS["right_month"],
        )
        with pytest.raises(NotAllowed):
            rule_reports.answer_report(session, agent, row.id, accept=True, text="ok")
    with file_desk.write() as session:
        done = rule_reports.answer_report(
            session, author, row.id, accept=True, text="ok"
        )
    folder = file_desk.root / "mine"
    folder.mkdir()
    shipped_rule = (shipped("rules") / "dec/AIS-DEC-001.yml").read_text(
        encoding="utf-8"
    )
    (folder / "AIS-DEC-001.yml").write_text(
        shipped_rule + row.example, encoding="utf-8"
    )
    (rule,) = load_rules([folder])

    assert done.status == "accepted"
    assert "p0" not in row.example
    assert rule.examples[-1].expect is Verdict.SILENT
    assert rule.examples[-1].given["date_of_death"] == date(2026, 7, 2)
