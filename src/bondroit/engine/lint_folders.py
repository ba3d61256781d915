"""What is wrong around the rules of a folder: its lock, its overlay, its exceptions."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bondroit.engine.issues import Issue, Level
from bondroit.engine.overlay import OVERLAY
from bondroit.engine.parameter_files import read_parameters
from bondroit.engine.rule_lock import lock_issues
from bondroit.engine.rulebook import Rulebook
from bondroit.resources import shipped
from bondroit.yaml_file import read_yaml


def folder_issues(folders: Sequence[Path], book: Rulebook, month: date) -> list[Issue]:
    """Return the issues of the lock files, of the overlay and of the exceptions.

    Args:
        folders: the folders of the rulebook.
        book: what was read in them.
        month: exceptions that expired before it are pointed at.

    """
    issues = [issue for folder in folders for issue in lock_issues(folder, book.rules)]
    issues += [
        Issue(
            rule_id="",
            level=Level.ERROR,
            where=conflict.problem.where,
            what=conflict.problem.what,
            remedy=conflict.problem.remedy,
        )
        for conflict in book.conflicts
    ]
    issues += _expired(book, month)
    return issues + [issue for folder in folders for issue in _hidden(folder)]


def _expired(book: Rulebook, month: date) -> Iterator[Issue]:
    for exception in book.exceptions:
        if exception.expires < month:
            yield Issue(
                rule_id=exception.rule_id,
                level=Level.WARNING,
                where=exception.place,
                what=f"the exception expired on {exception.expires}",
                remedy="look at the case again, then set a new date or remove it",
            )


def _hidden(folder: Path) -> Iterator[Issue]:
    """Find parameters of bondroit that a local file replaces whole, updates included."""
    own, local = shipped("rules") / "parameters", folder / "parameters"
    if not local.is_dir() or local.resolve() == own.resolve():
        return
    known = read_parameters(own)
    for name, parameter in read_parameters(local).items():
        if name in known:
            yield Issue(
                rule_id="",
                level=Level.WARNING,
                where=read_yaml(parameter.file).place("parameters", name),
                what=f"the parameter '{name}' hides that of bondroit, updates included",
                remedy=f"set its values in {OVERLAY}",
            )
