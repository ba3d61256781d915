"""The journal's page speaks French: every key, every moment, every account."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from journal_words import unsaid
from web_support import Caller, plain, signed

import bondroit.cli
import bondroit.review
from bondroit.review.importing import writing
from bondroit.review.importing.runs import Imported
from bondroit.review.journal import Act
from bondroit.review.store.cases import Case
from bondroit.review.vocabulary import Role
from bondroit.review.web.change_words import HIDDEN, NAMES, changed
from bondroit.review.web.sentences import ACTIONS
from bondroit.review.web.site import Site

_WRITERS = {"record", "Act", "Said", "Move", "change", "move_case", "keep_user"}
_RUNS_FILL = {*writing._FIGURES, "run_id", "case_id", "sort_date", "version"}  # noqa: SLF001
_PACKAGES = [Path(bondroit.review.__file__).parent, Path(bondroit.cli.__file__).parent]


def _calls() -> Iterator[ast.Call]:
    """Yield each call of the code that writes to the journal."""
    for package in _PACKAGES:
        for file in sorted(package.rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in _WRITERS:
                    yield node


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _texts(nodes: list[ast.expr | None]) -> set[str]:
    return {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_key_that_the_code_writes_has_a_french_word() -> None:
    """Columns that people change, what an import counts, what each action tells."""
    keys = {column.key for column in Case.__table__.columns} - _RUNS_FILL
    keys |= {field.name for field in fields(Imported)}
    for call in _calls():
        for given in (*call.args, *(word.value for word in call.keywords)):
            if isinstance(given, ast.Dict):
                keys |= _texts(given.keys)

    assert {"assigned_at", "concluded_at", "rows", "key_hash", "drawn"} <= keys
    assert keys - set(NAMES) - HIDDEN == set()


def test_every_action_that_the_code_writes_has_a_french_word() -> None:
    """An action is a text such as `case.claimed` in a call that writes."""
    actions = {
        text
        for call in _calls()
        for node in ast.walk(call)
        if isinstance(node, ast.Constant)
        for text in _texts([node])
        if "." in text and text.replace(".", "").replace("_", "").isalpha()
    }

    assert {"case.claimed", "desk.purged", "user.disabled"} <= actions
    assert actions - set(ACTIONS) == set()


def test_a_new_key_or_action_is_noticed_by_any_test_that_writes_it() -> None:
    """What the guard of every test of the desk looks for."""
    assert unsaid([Act(action="case.claimed", after={"state": "opened"})]) == []
    assert unsaid([Act(action="case.painted", before={"colour": 1})]) == [
        "case.painted",
        "colour",
    ]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (
            "assigned_at",
            "2026-11-22 07:47:06.793041+00:00",
            "22 novembre 2026 à 8 h 47",
        ),
        ("concluded_at", "2026-06-30T22:05:00+00:00", "1er juillet 2026 à 0 h 05"),
        ("due_on", "2026-12-01", "01/12/2026"),
        ("assignee_id", 3, "Camille"),
        ("assignee_id", 4, "compte 4"),
        ("amount", "1234.50", "1 234,50 €"),
        ("blind", True, "oui"),
        ("reference", "2026-11-22 de la CAF", "2026-11-22 de la CAF"),
    ],
)
def test_values_are_said_in_french(name: str, value: object, words: str) -> None:
    """Moments at the time of Paris, accounts by name, money in euros."""
    ((_, before, after),) = changed({name: None}, {name: value}, {3: "Camille"})

    assert before == ""
    assert plain(after) == words


def test_a_figure_that_only_sorts_is_left_out() -> None:
    """An auditor has no use for it."""
    assert changed({"sort_amount": 1}, {"sort_amount": 2}) == []


def test_the_page_names_who_took_a_case_and_when(site: Site, agent: Caller) -> None:
    """No column name, no number of an account, no moment of a machine."""
    agent.act("prendre")
    page = signed(site, "audit", Role.AUDIT).get("/journal")

    at = site.desk.clock()
    assert '<span class="note">pris le</span> : – → ' in page
    assert '<span class="note">agent</span> : – → Camille' in page
    assert f"{at:%Y-%m-%d}" not in page.split("<tbody>")[1]
    assert "assign" not in page
