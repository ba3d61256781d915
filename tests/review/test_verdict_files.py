"""Conclusions written in a workbook, an ODS or a CSV, read back into the desk."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from desk_support import (
    EXPLAINED,
    Gap,
    add_actor,
    case_id,
    decided,
    taken,
    write_run,
)
from sqlalchemy import select
from verdict_support import UNDUE, Row, csv_file, ods, workbook

from bondroit.reports.verdict_words import case_mark
from bondroit.review import journal
from bondroit.review.desk import Desk
from bondroit.review.files.authors import author_of
from bondroit.review.files.verdict_import import Outcome, import_given
from bondroit.review.files.verdict_rows import read_given
from bondroit.review.importing.runs import import_run
from bondroit.review.problems import Invalid, NotAllowed
from bondroit.review.services import decisions
from bondroit.review.store.accounts import User
from bondroit.review.store.cases import Case
from bondroit.review.store.work import VerdictRow
from bondroit.review.vocabulary import (
    Role,
    State,
)


@pytest.fixture
def desk_with_cases(file_desk: Desk, tmp_path: Path) -> Desk:
    """A desk of six cases of 100 euros each."""
    run = write_run(tmp_path / "2026-10-a", [Gap(person) for person in range(6)])
    import_run(file_desk, run)
    return file_desk


def _import(desk: Desk, file: Path, author: str | None = None) -> Outcome:
    return import_given(desk, author_of(desk, author), read_given(file))


def _case(desk: Desk, person: int) -> Case:
    with desk.read() as session:
        return session.get_one(Case, case_id(person))


def _verdicts(desk: Desk) -> list[VerdictRow]:
    with desk.read() as session:
        return list(session.scalars(select(VerdictRow).order_by(VerdictRow.id)))


@pytest.mark.parametrize("write", [workbook, csv_file, ods])
def test_a_conclusion_in_a_file_concludes_the_case(
    desk_with_cases: Desk, tmp_path: Path, write: object
) -> None:
    """Excel, LibreOffice and CSV say the same; rows without conclusion are left alone."""
    assert callable(write)
    file = write(tmp_path, (case_id(1), *UNDUE, ""), (case_id(2), "", "", "", "", ""))

    outcome = _import(desk_with_cases, file)

    (row,) = _verdicts(desk_with_cases)
    assert outcome.sentence.startswith("1 conclusion enregistrée (dont 0")
    assert (row.case_id, row.code, row.reason) == (
        case_id(1),
        "likely_undue",
        "not_declared",
    )
    assert (row.amount, row.note) == (Decimal("100.00"), "vu")
    assert _case(desk_with_cases, 1).state == State.CONCLUDED
    assert _case(desk_with_cases, 2).state == State.REPORTED


def test_the_same_file_twice_changes_nothing(
    desk_with_cases: Desk, tmp_path: Path
) -> None:
    """The second time, every row is held already."""
    file = csv_file(tmp_path, *[(case_id(one), *UNDUE, "") for one in range(3)])

    first, second = _import(desk_with_cases, file), _import(desk_with_cases, file)

    assert (first.done, second.done, second.already) == (3, 0, 3)
    assert second.refused == ()
    assert len(_verdicts(desk_with_cases)) == 3


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("Coupable", "Autre motif", "", "n"), "conclusion: ce n'est pas dans la liste"),
        (("Indu probable", "", "10", ""), "motif: la case est vide"),
        (("", "Autre motif", "10", ""), "conclusion: la case est vide"),
        (("Indu probable", "Homonyme ou mauvais rapprochement", "dix", ""), "montant: ce n'est pas un montant"),
        (("Indu probable", "Homonyme ou mauvais rapprochement", "1.234,5", ""), "montant: ce n'est pas un montant"),
        (("Indu probable", "Homonyme ou mauvais rapprochement", "", ""), "montant: un indu retient un montant positif"),
        (("Erreur de données", "Donnée manquante", "12", ""), "montant: un écart écarté ne retient aucun montant"),
        (("Non concluant", "Autre motif", "", ""), "motif: «Autre motif» se précise"),
        (("Indu probable", "Homonyme ou mauvais rapprochement", "9999999", ""), "montant: il n'est pas possible"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_left_and_said(
    desk_with_cases: Desk, tmp_path: Path, cells: Row, words: str
) -> None:
    """One sentence says the line, the case and what is wrong; the other rows are taken."""
    file = csv_file(tmp_path, (case_id(1), *cells, ""), (case_id(2), *UNDUE, ""))

    outcome = _import(desk_with_cases, file)

    (refused,) = outcome.refused
    assert refused.sentence.startswith(f"ligne 2, dossier {case_id(1)} : {words}")
    assert outcome.done == 1
    assert _case(desk_with_cases, 1).assignee_id is None


def test_an_unknown_case_is_said(desk_with_cases: Desk, tmp_path: Path) -> None:
    """A case of another run, or a cell typed over, is not invented."""
    outcome = _import(desk_with_cases, csv_file(tmp_path, ("nulle part", *UNDUE, "")))

    assert "le bureau ne le connaît pas" in outcome.refused[0].sentence


def test_another_conclusion_stays_and_is_shown(
    desk_with_cases: Desk, tmp_path: Path
) -> None:
    """What a colleague concluded at the desk is not replaced by a file."""
    decided(desk_with_cases, add_actor(desk_with_cases, "ana"), 1, EXPLAINED)

    outcome = _import(desk_with_cases, csv_file(tmp_path, (case_id(1), *UNDUE, "")))

    (refused,) = outcome.refused
    assert "«Sans suite : explication trouvée», par Ana" in refused.sentence
    assert [row.code for row in _verdicts(desk_with_cases)] == ["explained"]


def test_the_case_of_another_agent_is_left(
    desk_with_cases: Desk, tmp_path: Path
) -> None:
    """Two people never conclude the same case."""
    taken(desk_with_cases, add_actor(desk_with_cases, "ana"), 1)

    outcome = _import(desk_with_cases, csv_file(tmp_path, (case_id(1), *UNDUE, "")))

    assert "déjà suivi par Ana" in outcome.refused[0].sentence


def test_facts_that_changed_since_the_file_are_a_conflict(
    desk_with_cases: Desk, tmp_path: Path
) -> None:
    """A conclusion on last month's facts does not pass for one on today's."""
    old = case_mark(Decimal(100), Decimal(0), date(2026, 8, 1), ["AIS-DEC-001"])
    file = csv_file(tmp_path, (case_id(1), *UNDUE, old), (case_id(2), *UNDUE, old))
    gaps = [Gap(1), Gap(1, month=date(2026, 9, 1)), Gap(2)]
    import_run(
        desk_with_cases,
        write_run(tmp_path / "2026-11-b", gaps, month=date(2026, 11, 1)),
    )

    outcome = _import(desk_with_cases, file)

    (refused,) = outcome.refused
    assert refused.case_id == case_id(1)
    assert "ses faits ont changé depuis ce fichier" in refused.sentence
    assert outcome.done == 1


def test_a_conclusion_undone_at_the_desk_does_not_come_back(
    desk_with_cases: Desk, tmp_path: Path
) -> None:
    """The same file again does not undo the undoing."""
    file = csv_file(tmp_path, (case_id(1), *UNDUE, ""))
    _import(desk_with_cases, file)
    boss = add_actor(desk_with_cases, "chef", Role.MANAGER)
    with desk_with_cases.write() as session:
        version = session.get_one(Case, case_id(1)).version
        decisions.undo(session, boss, case_id(1), version)

    outcome = _import(desk_with_cases, file)

    assert "a été annulée au bureau" in outcome.refused[0].sentence


def test_a_large_amount_waits_for_the_second_reader(
    desk_with_cases: Desk, tmp_path: Path
) -> None:
    """A file does not get round the second reading."""
    cells = (UNDUE[0], UNDUE[1], "3 000,00 €", "")

    outcome = _import(desk_with_cases, csv_file(tmp_path, (case_id(1), *cells, "")))

    assert (outcome.done, outcome.waiting) == (1, 1)
    assert _case(desk_with_cases, 1).state == State.SECOND_READING


def test_arrears_are_written_without_sign(
    desk_with_cases: Desk, tmp_path: Path
) -> None:
    """An agent writes what is owed as a plain amount; the desk keeps its sign."""
    cells = ("rappel DÛ", "Erreur de saisie de nos services", 206.85, "")

    _import(desk_with_cases, workbook(tmp_path, (case_id(1), *cells, "")))

    assert _verdicts(desk_with_cases)[0].amount == Decimal("-206.85")


@pytest.mark.parametrize(
    ("author", "login", "name"),
    [
        (None, "import", "Import"),
        ("Jeanne", "import:jeanne", "Import : jeanne"),
        ("ana", "import:ana", "Ana"),
    ],
)
def test_the_journal_names_the_file_and_the_author(
    desk_with_cases: Desk, tmp_path: Path, author: str | None, login: str, name: str
) -> None:
    """An account of the desk keeps its number; a mere name gets one nobody can open."""
    ana = add_actor(desk_with_cases, "ana")

    _import(desk_with_cases, csv_file(tmp_path, (case_id(1), *UNDUE, "")), author)

    with desk_with_cases.read() as session:
        entry = journal.case_history(session, case_id(1))[-1]
        user = session.get_one(User, _verdicts(desk_with_cases)[0].author_id)
        assert journal.verify(session).sound
    assert (entry.action, entry.actor) == ("verdict.given", login)
    assert (user.name, user.active) == (name, author == "ana")
    assert (user.id == ana.id) == (author == "ana")


@pytest.mark.parametrize(
    ("author", "wrong"), [("dpo", NotAllowed), ("x" * 200, Invalid)]
)
def test_who_may_not_conclude_may_not_by_a_file(
    desk_with_cases: Desk, author: str, wrong: type[Exception]
) -> None:
    """A reading role stays a reading role."""
    add_actor(desk_with_cases, "dpo", Role.DPO)

    with pytest.raises(wrong):
        author_of(desk_with_cases, author)


def test_hostile_text_stays_text(desk_with_cases: Desk, tmp_path: Path) -> None:
    """A note that looks like a formula or a tag is kept letter for letter."""
    note = "=HYPERLINK(1) <b>x</b> '; DROP TABLE cases"
    file = csv_file(tmp_path, (case_id(1), UNDUE[0], UNDUE[1], "5", note, ""))

    _import(desk_with_cases, file)

    assert _verdicts(desk_with_cases)[0].note == note


def test_the_mark_of_the_workbook_is_the_mark_of_the_desk(
    desk_with_cases: Desk, tmp_path: Path
) -> None:
    """Both are counted from the same figures of a case."""
    cases = pl.read_parquet(tmp_path / "2026-10-a" / "cases.parquet")
    row = cases.filter(pl.col("case_id") == case_id(1)).row(0, named=True)
    mark = case_mark(row["overpaid"], row["underpaid"], row["last_month"], row["rules"])

    outcome = _import(desk_with_cases, csv_file(tmp_path, (case_id(1), *UNDUE, mark)))

    assert outcome.done == 1
