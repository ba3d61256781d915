"""The rules and the dated parameters of a workspace: bondroit's own, then local ones."""

from pathlib import Path

from bondroit.config import Config
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.model.rule import Rule
from bondroit.resources import shipped


def rule_folders(config: Config) -> tuple[Path, ...]:
    """Return the folders of rules: those that come with bondroit, then local ones."""
    return (shipped("rules"), *(folder for folder in config.rules if folder.is_dir()))


def load_everything(config: Config) -> tuple[tuple[Rule, ...], Parameters]:
    """Return the rules and the parameters of a workspace.

    Raises:
        ProblemList: every problem of the files, with file, line and column.

    """
    folders = rule_folders(config)
    parameters = [folder / "parameters" for folder in folders]
    return load_rules(folders), Parameters.load(
        [folder for folder in parameters if folder.is_dir()]
    )
