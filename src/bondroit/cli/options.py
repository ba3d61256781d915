"""Options that several commands share."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


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


def format_option(words: str, *forms: str) -> Callable[[_Command], _Command]:
    """Return the option `--format`: the form of what is written, the first by default.

    Args:
        words: what the forms are.
        forms: their names; by default `text` and `json`.

    """
    names = forms or ("text", "json")
    return click.option(
        "--format",
        "form",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help=words,
    )
