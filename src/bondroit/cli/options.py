"""Options that several commands share."""

from datetime import date, datetime
from pathlib import Path

import click


class Month(click.ParamType):  # type: ignore[type-arg] # generic in some versions of click only
    """A month written `YYYY-MM`."""

    name = "YYYY-MM"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the first day of the month."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
        except ValueError:
            self.fail(f"'{value}' is no month; write YYYY-MM", param, ctx)


config_option = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=Path("bondroit.yml"),
    show_default=True,
    help="The workspace's configuration.",
)
month_option = click.option(
    "--month",
    type=Month(),
    help="The month to run; by default the latest one delivered.",
)
rules_option = click.option(
    "--rules",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder of rules; by default those that come with bondroit, then those of ./bondroit.yml, or ./rules.",
)
