"""The repository itself: what is documented, how long files are, which words exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bondroit.cli import COMMANDS
from bondroit.engine.rule_files import load_rules
from bondroit.model.tables import TABLES
from bondroit.resources import shipped

ROOT = Path(__file__).parents[1]
FOLDERS = ("src", "flows", "checks", "sample_data", "tests", "benchmarks", "docs")
PYTHON = sorted(
    path
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
    if not any(part.is_symlink() for part in path.parents)
)
TEXTS = [
    path
    for pattern in ("*.md", "rules/**/*.yml", "docs/*.md", "src/**/*.j2")
    for path in sorted(ROOT.glob(pattern))
]


def test_no_file_is_longer_than_a_reader_bears() -> None:
    """Python files stay at 300 lines or fewer."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in PYTHON
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }

    assert long == {}


def test_every_command_is_documented() -> None:
    """The README names each command."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [name for name in COMMANDS if f"bondroit {name}" not in readme] == []


def test_every_table_has_its_suite_and_its_page() -> None:
    """Each table of the contract has expectations and a documented section."""
    page = (ROOT / "docs/data-model.md").read_text(encoding="utf-8")
    suites = {path.stem for path in (shipped("checks") / "suites").glob("*.yml")}

    assert [name for name in TABLES if name not in suites] == []
    assert [name for name in TABLES if f"## `{name}`" not in page] == []


def test_the_first_rules_are_all_there() -> None:
    """The 47 rules of the first release are active and documented."""
    page = (ROOT / "docs/rule-format.md").read_text(encoding="utf-8")
    rules = [rule for rule in load_rules([shipped("rules")]) if rule.status == "active"]

    assert len(rules) >= 47
    assert [rule.id for rule in rules if f"`{rule.id}`" not in page] == []


def test_the_word_that_does_not_exist_here() -> None:
    """No text that people read accuses anyone."""
    pattern = re.compile("fra" + "ud", re.IGNORECASE)
    found = [
        str(path.relative_to(ROOT))
        for path in (*TEXTS, *PYTHON)
        if pattern.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_points_outside(path: Path) -> None:
    """Documents hold no path of a machine and no address of a registry."""
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"(?<![\w.])/(?:home|root|tmp|work)/\w", text)
    assert not re.search(r"pypi\.(?:org|python)|registry\.npmjs", text)


def test_the_lock_file_names_no_registry() -> None:
    """Every package is pinned with its hashes, and no address stands in the file."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^[\w.\[\]-]+==", lock, re.MULTILINE)

    assert len(pins) > 100
    assert lock.count("--hash=sha256:") >= len(pins)
    assert "://" not in lock


def test_generated_documentation_is_current() -> None:
    """Tables, views and commands in the documents are those of the code."""
    pages = ["README.md", *[str(path) for path in sorted((ROOT / "docs").glob("*.md"))]]

    done = subprocess.run(  # noqa: S603 - our own documents
        [sys.executable, "-m", "cogapp", "-I", "docs", "--check", *pages],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
