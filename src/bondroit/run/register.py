"""The register of a workspace's rules, or of a folder of rules."""

from datetime import date
from pathlib import Path

from bondroit.config import LetterConfig
from bondroit.config_file import load_config
from bondroit.engine.lint_life import last_month
from bondroit.engine.precision import read_precision
from bondroit.engine.rulebook import read_rulebook
from bondroit.reports.register import Register, write_register
from bondroit.run.law import folders_with, workspace_folders
from bondroit.run.private import clear_sentences


def write_rules_register(
    config_path: Path, folder: Path | None, out: Path, on: date | None
) -> list[Path]:
    """Write `registre.html` and `registre.json`.

    Args:
        config_path: `bondroit.yml`; without it, contacts are left to be filled in.
        folder: a folder of rules; those of the workspace by default.
        out: where they are written; it is made if need be.
        on: the day on which values are in force.

    Raises:
        ConfigurationError: a wrong configuration, or no such folder of rules.
        ProblemList: every problem of the rules.
        StorageError: the files cannot be written.

    """
    config = load_config(config_path) if config_path.is_file() else None
    folders = workspace_folders(config_path) if folder is None else folders_with(folder)
    book = read_rulebook(folders).checked()
    root = Path() if config is None else config.root
    register = Register(
        book=book,
        on=on or last_month(book.parameters),
        measured=read_precision(root / "review"),
        departement="" if config is None else config.departement,
        letters=LetterConfig() if config is None else config.review.letters,
    )
    with clear_sentences(out):
        out.mkdir(parents=True, exist_ok=True)
        return write_register(register, out)
