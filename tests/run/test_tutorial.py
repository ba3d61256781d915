"""The tutorial says what its commands do, from nothing to an active rule."""

import os
import shutil
from pathlib import Path

import pytest
from tutorial_page import PAGE, Tutorial


def test_the_page_says_what_the_commands_print(
    judged_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command of the page runs in turn; `WRITE_TUTORIAL=1` writes the outputs."""
    monkeypatch.chdir(shutil.copytree(judged_workspace.parent, tmp_path / "espace"))
    text = PAGE.read_text(encoding="utf-8")
    followed = Tutorial(text).followed()
    if os.environ.get("WRITE_TUTORIAL"):
        PAGE.write_text(followed, encoding="utf-8")
        text = followed
    assert followed == text
