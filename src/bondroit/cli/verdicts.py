"""`bondroit verdicts`: conclusions written in a file, taken into the desk."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bondroit.cli.options import config_option
from bondroit.errors import ExitCode

if TYPE_CHECKING:
    from bondroit.config import Config
    from bondroit.review.desk import Desk

_SHOWN = 50


@click.group()
def verdicts() -> None:
    """Take into the desk what agents concluded in a workbook."""


@verdicts.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@config_option
@click.option(
    "--author", help="Who concluded: the login of an account of the desk, or a name."
)
@click.option(
    "--all", "everything", is_flag=True, help="Print every row that was not taken."
)
def import_(
    file: Path, config_path: Path, author: str | None, *, everything: bool
) -> int:
    """Read the conclusions of FILE (cases.xlsx filled in, ODS or CSV).

    A row is taken whole or left; the same file twice changes nothing.

    Exit status: 0 all taken, 1 some rows were left, 2 wrong configuration or author,
    3 the file cannot be read.
    """
    from bondroit.config_file import load_config  # noqa: PLC0415 - imports polars
    from bondroit.review.desk import open_desk  # noqa: PLC0415 - SQLAlchemy
    from bondroit.review.files.authors import author_of  # noqa: PLC0415 - same
    from bondroit.review.files.verdict_import import import_given  # noqa: PLC0415 - same
    from bondroit.review.files.verdict_rows import read_given  # noqa: PLC0415 - fastexcel
    from bondroit.review.services.learning import write_precision  # noqa: PLC0415 - SQLAlchemy
    from bondroit.run.private import own_umask  # noqa: PLC0415 - imports polars

    own_umask()
    config = load_config(config_path)
    rows = read_given(file)
    desk = open_desk(config)
    try:
        _bring(config, desk)
        outcome = import_given(desk, author_of(desk, author), rows)
        if outcome.done:
            write_precision(desk)
    finally:
        desk.close()
    shown = outcome.refused if everything else outcome.refused[:_SHOWN]
    for one in shown:
        click.echo(one.sentence)
    more = len(outcome.refused) - len(shown)
    if more:
        click.echo(f"… et {more} de plus (--all les montre).")
    click.echo(outcome.sentence)
    return ExitCode.DEGRADED if outcome.refused else ExitCode.DONE


def _bring(config: "Config", desk: "Desk") -> None:
    """Import the latest run when the desk was never opened on it."""
    from bondroit.review.importing.runs import import_of_workspace  # noqa: PLC0415 - polars
    from bondroit.run.folders import finished_runs  # noqa: PLC0415 - same

    runs = finished_runs(config.runs)
    if runs:
        done = import_of_workspace(desk, config, runs[-1])
        if not done.already:
            click.echo(done.sentence)
