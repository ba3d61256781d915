"""The lock of rules: version and meaning change together, an id is never reused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bondroit.engine.rule_files import load_rules
from bondroit.engine.rule_lock import lock_issues, read_lock, update_lock
from bondroit.errors import ConfigurationError, ProblemList

Write = Callable[..., Path]
CLAUSE = "net_paid <= 0"
CHANGES = "examples:"
SAID = "changes: [{version: 2, date: 2025-06-01, what: Seuil.}]\nexamples:"


def issues(folder: Path) -> list[str]:
    """Return the lines about the lock of a folder."""
    return [str(one) for one in lock_issues(folder, load_rules([folder]))]


@pytest.fixture
def locked(write_rule: Write) -> Path:
    """Return a folder with one rule and its lock."""
    folder = write_rule()
    assert update_lock(folder, load_rules([folder])) == ["TOY-DEC-001: – -> v1 active"]
    return folder


def test_a_folder_without_lock_is_free(write_rule: Write) -> None:
    """Only folders that have a lock are held to it."""
    assert issues(write_rule()) == []


@pytest.mark.parametrize(
    ("swap", "words"),
    [
        ({}, None),
        ({"Homonyme": "Jumeaux", "title: V": "title: Un v"}, None),
        ({"month > death_month": "month>death_month  # jours"}, None),
        ({"when:\n": "# un commentaire\nwhen:\n"}, None),
        ({CLAUSE: "net_paid < 0"}, "write 'version: 2' and say it in 'changes'"),
        ({"severity: urgent": "severity: low"}, "write 'version: 2'"),
        ({"version: 1": "version: 2"}, "version 2 means the same as version 1"),
        (
            {CLAUSE: "net_paid < 0", "version: 1": "version: 2", CHANGES: SAID},
            "run `bondroit rules lock`",
        ),
        ({"status: active": "status: pilot"}, "run `bondroit rules lock`"),
    ],
)
def test_meaning_and_version_change_together(
    locked: Path, write_rule: Write, swap: dict[str, str], words: str | None
) -> None:
    """Prose and layout are free; a clause is not, and neither is a version alone."""
    write_rule(swap=swap)

    found = issues(locked)

    assert len(found) == (words is not None)
    assert words is None or words in found[0]


def test_the_lock_refuses_what_the_linter_refuses(
    locked: Path, write_rule: Write
) -> None:
    """Locking is no way around: nothing is written."""
    before = read_lock(locked)
    write_rule(swap={CLAUSE: "net_paid < 0"})

    with pytest.raises(ProblemList, match="the meaning of the rule changed"):
        update_lock(locked, load_rules([locked]))

    assert read_lock(locked) == before


def test_a_new_version_is_locked(locked: Path, write_rule: Write) -> None:
    """A meaning that changed with its version becomes the one to keep."""
    write_rule(swap={CLAUSE: "net_paid < 0", "version: 1": "version: 2", CHANGES: SAID})

    lines = update_lock(locked, load_rules([locked]))

    assert lines == ["TOY-DEC-001: v1 active -> v2 active"]
    assert issues(locked) == []
    assert update_lock(locked, load_rules([locked])) == []


def test_an_id_is_never_reused(locked: Path, write_rule: Write) -> None:
    """A rule without file is pointed at, then retired; its id is lost for others."""
    write_rule("TOY-DEC-002")
    (locked / "dec" / "TOY-DEC-001.yml").unlink()
    assert any("TOY-DEC-001 has no file any more" in line for line in issues(locked))

    assert update_lock(locked, load_rules([locked])) == [
        "TOY-DEC-001: v1 active -> v1 retired",
        "TOY-DEC-002: – -> v1 active",
    ]
    assert issues(locked) == []

    write_rule("TOY-DEC-001", swap={"version: 1": "version: 3"})
    assert ["ids are never reused" in line for line in issues(locked)] == [True]
    with pytest.raises(ProblemList, match="ids are never reused"):
        update_lock(locked, load_rules([locked]))


def test_a_draft_changes_freely(write_rule: Write) -> None:
    """Nobody relies on a draft: it needs no version, and its id no lock."""
    draft = {"status: active": "status: draft"}
    folder = write_rule(swap=draft)
    update_lock(folder, load_rules([folder]))
    write_rule(swap={**draft, CLAUSE: "net_paid < 0"})
    write_rule("TOY-DEC-002", swap=draft)

    assert issues(folder) == []

    write_rule()
    assert "still says 'draft'" in issues(folder)[0]


def test_a_broken_lock_is_said(locked: Path) -> None:
    """A file that is no lock is refused with its place."""
    (locked / "rules.lock.json").write_text("[]", encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"rules\.lock\.json: this is no lock"):
        issues(locked)
