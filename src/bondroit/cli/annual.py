"""`bondroit report`: the year's figures, as the assembly votes on them."""

from pathlib import Path

import click

from bondroit.cli.options import config_option
from bondroit.errors import ConfigurationError, ExitCode


@click.command()
@click.argument("year", type=click.IntRange(2000, 2100))
@config_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The page to write; annual-YEAR.html by default.",
)
def report(year: int, config_path: Path, out: Path | None) -> int:
    """Write the annual report of YEAR: volumes, verdicts, precision, disparity.

    It names nobody, and hides counts of people under 11.
    """
    from bondroit.config_file import load_config  # noqa: PLC0415 - imports polars
    from bondroit.review.desk import open_desk  # noqa: PLC0415 - SQLAlchemy
    from bondroit.review.files.annual import year_of  # noqa: PLC0415 - same
    from bondroit.review.files.annual_page import annual_page  # noqa: PLC0415 - same
    from bondroit.review.web.site import rules_of  # noqa: PLC0415 - Starlette
    from bondroit.run.private import own_umask  # noqa: PLC0415 - imports polars

    own_umask()
    config = load_config(config_path)
    desk = open_desk(config)
    try:
        figures = year_of(desk, year)
    finally:
        desk.close()
    titles = {rule_id: rule.title for rule_id, rule in rules_of(config.rules).items()}
    page = annual_page(figures, titles, config.review.letters.authority)
    place = out or Path(f"annual-{year}.html")
    try:
        place.write_text(page, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            str(place), f"cannot be written ({error.strerror})", "choose another --out"
        ) from error
    click.echo(f"Écrit : {place}", err=True)
    return ExitCode.DONE
