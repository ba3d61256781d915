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
