"""The rules and the dated parameters of a workspace: bondroit's own, then local ones."""

from pathlib import Path
from typing import TYPE_CHECKING

from bondroit.engine.parameters import Parameters
from bondroit.engine.rulebook import Rulebook, read_rulebook, shipped_ids
from bondroit.errors import ConfigurationError
from bondroit.model.rule import Rule
from bondroit.resources import shipped

if TYPE_CHECKING:
    from bondroit.config import Config


def rule_folders(config: "Config") -> tuple[Path, ...]:
    """Return the folders of rules: those that come with bondroit, then local ones."""
    return (shipped("rules"), *(folder for folder in config.rules if folder.is_dir()))


def workspace_folders(config_path: Path = Path("bondroit.yml")) -> tuple[Path, ...]:
    """Return the folders of rules of the workspace here; without one, `./rules` if any.

    A `./rules` that holds most of the rules that come with bondroit is a copy of them,
    of another version perhaps: it stands alone.

    Raises:
        ConfigurationError: `bondroit.yml` is there and is wrong.

    """
    if config_path.is_file():
        from bondroit.config_file import load_config  # noqa: PLC0415 - seldom needed

        return tuple(_shorter(one) for one in rule_folders(load_config(config_path)))
    own, local = shipped("rules"), Path("rules")
    if not local.is_dir() or local.resolve() == own.resolve():
        return (own,)
    known = shipped_ids()
    copied = known.intersection(path.stem for path in local.rglob("*.yml"))
    return (local,) if 2 * len(copied) > len(known) else (own, local)


def _shorter(folder: Path) -> Path:
    """Return a folder below the current one as an author writes it."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def folders_with(folder: Path) -> tuple[Path, ...]:
    """Return the folders to read for one that was named.

    A whole copy of the rules that come with bondroit stands alone; a département's own
    folder stands after them.

    Raises:
        ConfigurationError: there is no such folder.

    """
    if not folder.is_dir():
        raise ConfigurationError(
            str(folder),
            "there is no such folder of rules",
            "give an existing folder",
        )
    own = shipped("rules")
    known = shipped_ids()
    whole = any(path.stem in known for path in folder.rglob("*.yml"))
    return (folder,) if whole or folder.resolve() == own.resolve() else (own, folder)


def load_rulebook(config: "Config") -> Rulebook:
    """Return the rules, parameters and exceptions of a workspace, overlay applied.

    Raises:
        ProblemList: every problem of the files, with file, line and column.

    """
    return read_rulebook(rule_folders(config)).checked()


def load_everything(config: "Config") -> tuple[tuple[Rule, ...], Parameters]:
    """Return the rules and the parameters of a workspace, overlay applied.

    Raises:
        ProblemList: every problem of the files, with file, line and column.

    """
    book = load_rulebook(config)
    return book.rules, book.parameters
