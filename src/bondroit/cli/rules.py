"""`bondroit rules`: what a rule author needs."""

import atexit
import gc
from datetime import date
from pathlib import Path

import click

from bondroit.cli.authoring import lock, new
from bondroit.cli.differing import diff
from bondroit.cli.explaining import explain_rule
from bondroit.cli.options import Month, format_option, rules_option
from bondroit.cli.publishing import doc
from bondroit.cli.trying import backtest
from bondroit.errors import ExitCode

_REVIEW = Path("review")


@click.group()
def rules() -> None:
    """Write, list, show, lint, test, try, compare, lock, explain and publish rules."""
    # NOTE: a process of one second frees nothing worth a tenth of it, at its end least.
    gc.disable()
    atexit.register(gc.freeze)


def _folders(folder: Path | None) -> list[Path]:
    from bondroit.run.law import workspace_folders  # noqa: PLC0415 - imports polars

    return [folder] if folder is not None else list(workspace_folders())


rules.add_command(new)
rules.add_command(lock)
rules.add_command(explain_rule)
rules.add_command(backtest)
rules.add_command(diff)
rules.add_command(doc)


@rules.command("list")
@rules_option
@format_option("Aligned text, or one JSON list.", "table", "json")
def list_rules(folder: Path | None, form: str) -> int:
    """List the rules: id, status, family, severity, view, measured precision, title.

    The precision is that of ./review/precision.json, which the review desk writes.
    """
    from bondroit.engine.workbench import listing  # noqa: PLC0415 - imports polars

    for line in listing(_folders(folder), _REVIEW, as_json=form == "json"):
        click.echo(line)
    return ExitCode.DONE


@rules.command()
@click.argument("rule_id")
@rules_option
@click.option(
    "--month",
    type=Month(),
    help="The month of the parameters shown; by default the last they cover.",
)
def show(rule_id: str, folder: Path | None, month: date | None) -> int:
    """Show one rule as a page."""
    from bondroit.engine.workbench import page  # noqa: PLC0415 - imports polars

    for line in page(_folders(folder), rule_id, _REVIEW, month):
        click.echo(line)
    return ExitCode.DONE


@rules.command()
@rules_option
@click.option(
    "--month",
    type=Month(),
    help="The month for which reviews, parameters and exceptions are looked at; by "
    "default the last one that the parameters cover.",
)
@click.option("--strict", is_flag=True, help="Refuse warnings too.")
def lint(folder: Path | None, month: date | None, *, strict: bool) -> int:
    """Check every rule before any data is read: `file:line:column`, what to do.

    Exit status: 0 every rule can be used, 2 one cannot.
    """
    from bondroit.engine.workbench import lint_lines  # noqa: PLC0415 - imports polars

    lines, sound = lint_lines(_folders(folder), month, strict=strict)
    for line in lines:
        click.echo(line)
    return ExitCode.DONE if sound else ExitCode.CONFIGURATION


@rules.command()
@click.argument("rule_id", required=False)
@rules_option
@click.option("--why", is_flag=True, help="Show each clause and the values it saw.")
def test(rule_id: str | None, folder: Path | None, *, why: bool) -> int:
    """Run the examples of every rule file, or of RULE_ID alone.

    Exit status: 0 all as expected, 1 an example is not, 2 a rule cannot be used.
    """
    from bondroit.engine.workbench import check_rules, report_lines  # noqa: PLC0415 - imports polars

    report = check_rules(_folders(folder), rule_id)
    for line in report_lines(report, why=why):
        click.echo(line)
    if report.unread or report.errors:
        return ExitCode.CONFIGURATION
    return ExitCode.DONE if report.sound else ExitCode.DEGRADED
