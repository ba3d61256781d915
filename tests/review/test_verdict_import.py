"""Conclusions of a file leave in the desk what clicks leave."""

from decimal import Decimal
from pathlib import Path

import pytest
from desk_support import Gap, case_id, make_desk, write_run
from sqlalchemy import inspect, select
from verdict_support import csv_file

from bondroit.review import journal
from bondroit.review.actor import Actor
from bondroit.review.desk import Desk
from bondroit.review.files import verdict_import
from bondroit.review.files.authors import author_of
from bondroit.review.files.verdict_import import import_given
from bondroit.review.files.verdict_rows import Given, read_given
from bondroit.review.importing.runs import import_run
from bondroit.review.services import decisions, hands
from bondroit.review.store.base import Base
from bondroit.review.store.cases import Case
from bondroit.review.store.work import DecidedFinding, Step, VerdictRow, VerdictRule

CELLS = (
    ("Indu probable", "Changement non porté à notre connaissance", "100,00", "vu"),
    ("Indu probable", "Changement non porté à notre connaissance", "3000,00", ""),
    ("Sans suite : explication trouvée", "Une pièce justifie la situation", "", ""),
)
KEPT: tuple[type[Base], ...] = (Case, VerdictRow, VerdictRule, DecidedFinding, Step)


def _desk(folder: Path) -> tuple[Desk, Actor]:
    """A desk of three cases: one nobody has, one opened, one concluded then opened again."""
    desk = make_desk(folder / "w")
    gaps = [Gap(person, rule=f"AIS-DEC-00{rule}") for person in range(3) for rule in (1, 2)]  # fmt: skip
    import_run(desk, write_run(folder / "2026-10-a", gaps))
    actor = author_of(desk, None)
    with desk.write() as session:
        hands.claim(session, actor, case_id(1))
    _click(desk, actor, read_given(csv_file(folder, (case_id(2), *CELLS[0], "")))[0])
    with desk.write() as session:
        version = session.get_one(Case, case_id(2)).version
        decisions.undo(session, actor, case_id(2), version)
    return desk, actor


def _click(desk: Desk, actor: Actor, row: Given) -> None:
    assert row.verdict is not None
    with desk.write() as session:
        case = hands.claim(session, actor, row.case_id)
        decisions.decide(
            session, actor, desk.settings, row.case_id, case.version, row.verdict
        )


def _held(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Return what the desk holds: rows of the work but for their numbers, the journal."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with desk.read() as session:
        for model in KEPT:
            names = [one.key for one in inspect(model).column_attrs if one.key not in {"id", "verdict_id"}]  # fmt: skip
            rows = session.scalars(select(model)).all()
            found[model.__name__] = sorted(
                tuple(str(getattr(row, name)) for name in names) for row in rows
            )
        for person in range(3):
            found[case_id(person)] = [
                (entry.action, entry.actor, entry.before, entry.after.partition('"verdict"')[0])
                for entry in journal.case_history(session, case_id(person))
            ]  # fmt: skip
        assert journal.verify(session).sound
    return found


def test_a_file_leaves_what_clicks_leave(tmp_path: Path) -> None:
    """Cases, verdicts, rules, facts, steps and journal are the same, row by row."""
    rows = [(case_id(person), *cells, "") for person, cells in enumerate(CELLS)]
    by_file, actor = _desk(tmp_path / "file")
    import_given(by_file, actor, read_given(csv_file(tmp_path, *rows)))
    by_click, same_actor = _desk(tmp_path / "click")
    for row in read_given(csv_file(tmp_path, *rows)):
        _click(by_click, same_actor, row)

    one, other = _held(by_file), _held(by_click)
    by_file.close()
    by_click.close()

    assert len(one["VerdictRow"]) == 4
    assert one == other


def test_a_case_twice_in_a_file_is_concluded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first row counts, in one transaction or in several; what differs is said."""
    monkeypatch.setattr(verdict_import, "_TOGETHER", 2)
    desk, actor = _desk(tmp_path)
    first, _, other = CELLS
    rows = [(case_id(0), *cells, "") for cells in (first, first, other, first)]

    outcome = import_given(desk, actor, read_given(csv_file(tmp_path, *rows)))
    with desk.read() as session:
        amounts = session.scalars(
            select(VerdictRow.amount).where(VerdictRow.case_id == case_id(0))
        ).all()
    desk.close()

    assert (outcome.done, outcome.already) == (1, 2)
    assert [one.line for one in outcome.refused] == [4]
    assert amounts == [Decimal("100.00")]
