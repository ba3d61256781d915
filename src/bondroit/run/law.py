"""The rules and the dated parameters of a workspace: bondroit's own, then local ones."""

from pathlib import Path

from bondroit.config import Config
from bondroit.engine.parameters import Parameters
from bondroit.engine.rulebook import Rulebook, read_rulebook
from bondroit.model.rule import Rule
from bondroit.resources import shipped


def rule_folders(config: Config) -> tuple[Path, ...]:
    """Return the folders of rules: those that come with bondroit, then local ones."""
    return (shipped("rules"), *(folder for folder in config.rules if folder.is_dir()))


def load_rulebook(config: Config) -> Rulebook:
    """Return the rules, parameters and exceptions of a workspace, overlay applied.

    Raises:
        ProblemList: every problem of the files, with file, line and column.

    """
    return read_rulebook(rule_folders(config)).checked()


def load_everything(config: Config) -> tuple[tuple[Rule, ...], Parameters]:
    """Return the rules and the parameters of a workspace, overlay applied.

    Raises:
        ProblemList: every problem of the files, with file, line and column.

    """
    book = load_rulebook(config)
    return book.rules, book.parameters
