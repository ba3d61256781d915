"""`bondroit rules diff`: two versions of the rules, and whom the difference touches."""

from datetime import datetime
from pathlib import Path

import click

from bondroit.cli.trying import answer_option, data_options, day
from bondroit.errors import ConfigurationError, ExitCode


@click.command()
@click.argument(
    "folders",
    metavar="[OLD] NEW",
    type=click.Path(path_type=Path),
    nargs=-1,
    required=True,
)
@data_options
@click.option(
    "--most",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many masked subjects are shown.",
)
@answer_option
def diff(
    *,
    folders: tuple[Path, ...],
    run_dir: Path | None,
    tables_dir: Path | None,
    as_of: datetime | None,
    config_path: Path,
    most: int,
    form: str,
) -> int:
    """Compare the rules of OLD and NEW on months already paid.

    OLD and NEW are folders of rules: whole copies, or a département's own folder, which
    stands after the rules that come with bondroit. With NEW alone, OLD is what comes
    with bondroit. Nothing is written.

    Exit status: 0 no difference, 1 the rules or what they find differ, 2 a rule cannot
    be used, 3 the data cannot be read.
    """
    from bondroit.run.judged import judged  # noqa: PLC0415 - imports polars
    from bondroit.run.rules_diff import compare_rules  # noqa: PLC0415
    from bondroit.run.rules_diff_words import (  # noqa: PLC0415
        difference_json,
        difference_lines,
    )

    if len(folders) > 2:  # noqa: PLR2004 - old and new
        raise ConfigurationError(
            "rules diff", "more than two folders", "give the old one, then the new one"
        )
    old = folders[0] if len(folders) > 1 else None
    with judged(config_path, run_dir, tables_dir, day(as_of)) as data:
        found = compare_rules(data, old, folders[-1])
    if form == "json":
        click.echo(difference_json(found))
    else:
        for line in difference_lines(found, most):
            click.echo(line)
    return ExitCode.DONE if found.none else ExitCode.DEGRADED
