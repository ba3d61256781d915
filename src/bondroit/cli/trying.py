"""`bondroit rules backtest`: rules tried on months already paid."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from bondroit.cli.options import Month, config_option, format_option
from bondroit.errors import ConfigurationError, ExitCode

_SOURCES = (
    click.option(
        "--run",
        "run_dir",
        type=click.Path(path_type=Path),
        help="The folder of a run; by default the latest of the workspace.",
    ),
    click.option(
        "--tables",
        "tables_dir",
        type=click.Path(path_type=Path),
        help="A folder of <table>.parquet or .csv files, instead of a run.",
    ),
    click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        help="With --tables, the day ages are counted on.",
    ),
    config_option,
)
answer_option = format_option("Text for a terminal, or JSON.")


def data_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what says on which data a command works."""
    for option in reversed(_SOURCES):
        command = option(command)
    return command


def day(moment: datetime | None) -> date | None:
    """Return the day of a moment, if there is one."""
    return None if moment is None else moment.date()


@click.command()
@click.argument("rule_ids", nargs=-1, required=True)
@click.option(
    "--rules",
    "folder",
    type=click.Path(path_type=Path),
    help="Their folder; by default the folders of the workspace.",
)
@data_options
@click.option("--from", "first", type=Month(), help="First month of right.")
@click.option("--to", "last", type=Month(), help="Last month of right.")
@click.option(
    "--per-day",
    default="4",
    show_default=True,
    help="Cases that one agent handles in a day.",
)
@click.option(
    "--sample",
    type=click.IntRange(min=0, max=50),
    default=5,
    show_default=True,
    help="How many masked cases are shown.",
)
@answer_option
def backtest(  # noqa: PLR0913 - one parameter an option
    *,
    rule_ids: tuple[str, ...],
    folder: Path | None,
    run_dir: Path | None,
    tables_dir: Path | None,
    as_of: datetime | None,
    config_path: Path,
    first: date | None,
    last: date | None,
    per_day: str,
    sample: int,
    form: str,
) -> int:
    """Try RULE_IDS on months already paid: volume, euros, overlap, load, examples.

    A rule of any status can be tried. Nothing is written.
    """
    from bondroit.run.backtest import try_rules  # noqa: PLC0415 - imports polars
    from bondroit.run.backtest_words import trial_json, trial_lines  # noqa: PLC0415
    from bondroit.run.judged import judged  # noqa: PLC0415 - imports polars

    cases = _positive(per_day)
    with judged(config_path, run_dir, tables_dir, day(as_of)) as data:
        trial = try_rules(data, rule_ids, folder, (first, last), sample)
    if form == "json":
        click.echo(trial_json(trial, cases))
    else:
        for line in trial_lines(trial, cases):
            click.echo(line)
    return ExitCode.DONE


def _positive(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number <= 0:
        raise ConfigurationError(
            "--per-day",
            f"'{text}' is not a positive number",
            "write for example 4",
        )
    return number
