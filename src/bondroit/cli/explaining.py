"""`bondroit explain` and `bondroit rules explain`: why, and why not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bondroit.cli.options import config_option, format_option
from bondroit.errors import ExitCode

_run_option = click.option(
    "--run",
    "run_dir",
    type=click.Path(path_type=Path),
    help="The folder of a run; by default the latest of the workspace.",
)
_format_option = format_option("Text for a terminal, or one JSON list.")
_month_option = click.option(
    "--month", "month_text", help="Only this month of right (YYYY-MM)."
)


def _shared(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (_format_option, _month_option, _run_option, config_option):
        command = option(command)
    return command


@click.command()
@click.argument("subject")
@_shared
def explain(subject: str, **given: Any) -> int:  # noqa: ANN401 - its options
    """Show every rule on SUBJECT, a case id or SOURCE:ID, and why each is silent.

    Each answer comes with the values seen, what data was missing, and the smallest
    change of a value that would turn it.
    """
    return _say(subject, None, **given)


@click.command("explain")
@click.argument("rule_id")
@click.argument("subject")
@_shared
def explain_rule(rule_id: str, subject: str, **given: Any) -> int:  # noqa: ANN401 - its options
    """Show one rule on SUBJECT, a case id or SOURCE:ID, clause by clause."""
    return _say(subject, rule_id, **given)


def _say(
    subject: str,
    rule_id: str | None,
    *,
    config_path: Path,
    run_dir: Path | None,
    month_text: str | None,
    form: str,
) -> int:
    from bondroit.run.explain import explain_subject  # noqa: PLC0415 - imports polars
    from bondroit.run.explain_words import json_text, text_lines  # noqa: PLC0415

    found = explain_subject(config_path, subject, month_text, rule_id, run_dir)
    if form == "json":
        click.echo(json_text(found))
    else:
        for line in text_lines(found):
            click.echo(line)
    return ExitCode.DONE
