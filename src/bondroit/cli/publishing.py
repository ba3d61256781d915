"""`bondroit rules doc`: the register of rules that is published."""

from datetime import date, datetime
from pathlib import Path

import click

from bondroit.cli.options import config_option, rules_option
from bondroit.errors import ConfigurationError, ExitCode


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder of registre.html and registre.json.",
)
@rules_option
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which values are in force; by default the first of the last month "
    "that the parameters cover.",
)
@config_option
def doc(
    *, out: Path, folder: Path | None, on: datetime | None, config_path: Path
) -> int:
    """Write the French register of rules, as a page and as JSON.

    With a bondroit.yml, its local rules, contacts and review/precision.json are used.
    """
    from bondroit.run.register import write_rules_register  # noqa: PLC0415 - polars

    if out.exists() and not out.is_dir():
        raise ConfigurationError(str(out), "this is not a folder", "give another --out")
    day: date | None = None if on is None else on.date()
    for path in write_rules_register(config_path, folder, out, day):
        click.echo(f"{path}: écrit.")
    return ExitCode.DONE
