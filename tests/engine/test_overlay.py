"""The overlay of a département: parameters, statuses, exceptions, conflicts."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bondroit.engine.lint_folders import folder_issues
from bondroit.engine.overlay import parameter_mark
from bondroit.engine.rule_files import load_rules
from bondroit.engine.rulebook import Rulebook, read_rulebook
from bondroit.errors import ProblemList
from bondroit.model.rule import Status
from bondroit.resources import shipped

Write = Callable[..., Path]
SETTING = "tolerance_montant"


@pytest.fixture
def local(tmp_path: Path, write_rule: Write) -> Callable[..., Rulebook]:
    """Write a local folder beside a toy catalogue; return what both give."""
    folder = tmp_path / "local"
    folder.mkdir()

    def read(overlay: str = "", exceptions: str = "") -> Rulebook:
        (folder / "overlay.yml").write_text(overlay, encoding="utf-8")
        (folder / "exceptions.yml").write_text(exceptions, encoding="utf-8")
        return read_rulebook([write_rule(), folder])

    return read


def setting(mark: str, name: str = SETTING) -> str:
    """Return an overlay that sets one parameter."""
    return f"""
parameters:
  {name}:
    values:
      - {{from: 2026-01-01, value: 1.25}}
    reason: Écarts non instruits.
    source: Règlement départemental
    upstream: {mark}
"""


def status(mark: str, rule: str = "TOY-DEC-001") -> str:
    """Return an overlay that switches one rule off."""
    return f"""
rules:
  {rule}: {{status: draft, reason: Déjà contrôlé., upstream: {mark}}}
"""


@pytest.fixture(scope="module")
def mark() -> str:
    """Return what `upstream` says of the setting as delivered."""
    parameters = read_rulebook([shipped("rules") / "age"]).parameters
    return parameter_mark(parameters.describe(SETTING))


def test_a_parameter_is_local_from_its_date_on(
    local: Callable[..., Rulebook], mark: str
) -> None:
    """Before, the value delivered stands; source and reason are kept."""
    book = local(setting(mark)).checked()

    assert book.conflicts == []
    assert book.parameters.value(SETTING, date(2025, 12, 31)) == Decimal("0.05")
    assert book.parameters.value(SETTING, date(2026, 1, 1)) == Decimal("1.25")
    last = book.parameters.describe(SETTING).values[-1]
    assert (last.source, last.note) == (
        "Règlement départemental",
        "Écarts non instruits.",
    )


def test_a_status_is_local(local: Callable[..., Rulebook]) -> None:
    """The rule is switched, its file untouched, and its run knows it."""
    book = local(status("active v1")).checked()

    assert [rule.status for rule in book.rules] == [Status.DRAFT]
    assert book.switched == {"TOY-DEC-001"}
    assert book.running == ()
    assert book.conflicts == []


def test_an_update_never_overwrites_the_overlay(
    local: Callable[..., Rulebook],
) -> None:
    """What changed upstream is a conflict that is shown; the local choice holds."""
    book = local(setting("000000000000") + status("active v0"))

    assert book.parameters.value(SETTING, date(2026, 1, 1)) == Decimal("1.25")
    assert [rule.status for rule in book.rules] == [Status.DRAFT]
    said = [conflict.problem.what for conflict in book.conflicts]
    assert len(said) == 2
    assert all("has changed since" in what for what in said)
    assert "write 'upstream: active v1'" in book.conflicts[1].problem.remedy


@pytest.mark.parametrize(
    ("overlay", "exceptions", "words"),
    [
        (setting("x", "tolerance_montan"), "", "did you mean 'tolerance_montant'?"),
        (status("active v1", "TOY-DEC-002"), "", "there is no rule 'TOY-DEC-002'"),
        (
            "",
            (
                "exceptions: [{rule: TOY-DEC-009, key: 'a:1', reason: vu, author: x, "
                "from: 2026-01-01, expires: 2026-02-01}]"
            ),
            "there is no rule 'TOY-DEC-009'",
        ),
    ],
)
def test_an_entry_about_nothing_is_a_conflict(
    local: Callable[..., Rulebook], overlay: str, exceptions: str, words: str
) -> None:
    """It is shown by the linter with its place and the nearest name."""
    book = local(overlay, exceptions).checked()

    (issue,) = folder_issues([], book, date(2026, 1, 1))
    assert words in str(issue)
    assert ".yml:" in issue.where
    assert book.conflicts[0].said.endswith("sans effet.")


@pytest.mark.parametrize(
    ("overlay", "exceptions", "words"),
    [
        ("parametres: {}", "", "unknown key 'parametres'; did you mean 'parameters'?"),
        ("rules: {TOY-DEC-001: {status: off, reason: x}}", "", "'off' is not one of"),
        ("rules: {TOY-DEC-001: {status: draft}}", "", "the key 'reason' is missing"),
        ("[]", "", "the file holds no section"),
        ("rules: [a]", "", "'rules' has another shape"),
        (setting("x").replace("1.25", "un"), "", "not a number"),
        (setting("x").replace("from: 2026-01-01", "from: 2026"), "", "not a date"),
        (setting("x").replace("    source: R", "    sourc: R"), "", "unknown key"),
        ("", "exceptions: [{rule: A-B}]", "the key 'key' is missing"),
        (
            "",
            (
                "exceptions: [{rule: TOY-DEC-001, key: 'a:1', reason: vu, author: x, "
                "from: 2026-01-01, expires: 2025-02-01}]"
            ),
            "it expires before it starts",
        ),
        (
            "",
            (
                "exceptions: [{rule: TOY-DEC-001, key: 'a:1', reason: vu, author: x, "
                "from: 2026-01-01}]"
            ),
            "the key 'expires' is missing",
        ),
    ],
)
def test_a_wrong_overlay_is_refused_with_its_place(
    local: Callable[..., Rulebook], overlay: str, exceptions: str, words: str
) -> None:
    """Each value is placed; nothing is guessed."""
    with pytest.raises(ProblemList) as caught:
        local(overlay, exceptions).checked()

    lines = str(caught.value).splitlines()
    assert any(words in line for line in lines), lines
    assert all("/local/" in line for line in lines)


def test_an_expired_exception_is_a_warning(local: Callable[..., Rulebook]) -> None:
    """The linter says so for the month given."""
    text = (
        "exceptions: [{rule: TOY-DEC-001, key: 'a:1', reason: vu, author: x, "
        "from: 2026-01-01, expires: 2026-02-15}]"
    )
    book = local("", text).checked()

    assert folder_issues([], book, date(2026, 2, 1)) == []
    (issue,) = folder_issues([], book, date(2026, 3, 1))
    assert "expired on 2026-02-15" in issue.what
    assert issue.level == "warning"


def test_a_draft_that_cannot_be_read_stops_no_run(
    local: Callable[..., Rulebook], write_rule: Write
) -> None:
    """An author may leave a draft half written; an active rule may not be."""
    write_rule(
        "TOY-DEC-002",
        swap={"status: active": "status: draft", "severity: urgent": "severity: x"},
    )
    book = local()
    assert len(book.problems) == 1
    assert [rule.id for rule in book.checked().rules] == ["TOY-DEC-001"]

    write_rule("TOY-DEC-002", swap={"severity: urgent": "severity: x"})
    with pytest.raises(ProblemList):
        local().checked()


def test_overlay_files_are_no_rules(local: Callable[..., Rulebook]) -> None:
    """Readers of rules leave them alone."""
    book = local(status("active v1"), "exceptions: []")

    folder = book.rules[0].file.path.parents[1]
    assert [rule.id for rule in load_rules([folder])] == ["TOY-DEC-001"]
