"""`bondroit run` and `bondroit check`."""

from datetime import date
from pathlib import Path

import click

from bondroit.cli.options import config_option, month_option
from bondroit.errors import ExitCode


@click.command()
@config_option
@month_option
@click.option(
    "--replace", is_flag=True, help="Accept a changed delivery of an ingested month."
)
def run(config_path: Path, month: date | None, *, replace: bool) -> int:
    """Run the month: read, check, match, judge, write the case files.

    Exit status: 0 complete, 1 degraded or stopped by a check, 2 wrong configuration
    or rule, 3 data that cannot be read.
    """
    from bondroit.config_file import load_config  # noqa: PLC0415 - imports polars
    from bondroit.run.months import latest_month  # noqa: PLC0415 - same

    config = load_config(config_path)
    month = month or latest_month(config)
    from bondroit.flows.server import prefect_server  # noqa: PLC0415 - imports Prefect

    with prefect_server() as server:
        from bondroit.flows.monthly import run_month  # noqa: PLC0415 - meanwhile

        outcome = run_month(
            config, month, replace=replace, say=click.echo, server=server
        )
    return ExitCode.DONE if outcome.complete else ExitCode.DEGRADED


@click.command()
@config_option
@month_option
def check(config_path: Path, month: date | None) -> int:
    """Read a month's deliveries and check them; nothing is kept.

    Exit status: 0 fit to run, 1 degraded or a check failed, 2 wrong configuration,
    3 data that cannot be read.
    """
    from bondroit.config_file import load_config  # noqa: PLC0415 - imports polars
    from bondroit.run.months import latest_month  # noqa: PLC0415 - same

    config = load_config(config_path)
    month = month or latest_month(config)
    from bondroit.run.delivery import check_delivery  # noqa: PLC0415 - imports the checks

    report = check_delivery(config, month)
    for line in report.lines():
        click.echo(line)
    return ExitCode.DONE if report.fit else ExitCode.DEGRADED


@click.command()
@click.argument("run_id")
@config_option
def replay(run_id: str, config_path: Path) -> int:
    """Do the run RUN_ID again in a scratch folder, and compare every file.

    Deliveries come from the store; rules, parameters and configuration are those that
    the run kept. Nothing of the workspace changes.

    Exit status: 0 the same bytes, 1 a file differs, 2 no such run, or it kept too
    little, 3 what it stood on was purged or replaced.
    """
    from bondroit.run.replay import replay as replay_run  # noqa: PLC0415 - imports polars

    found = replay_run(config_path, run_id)
    for line in found.lines():
        click.echo(line)
    return ExitCode.DONE if found.same else ExitCode.DEGRADED
