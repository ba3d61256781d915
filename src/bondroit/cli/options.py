"""Options that several commands share."""

from datetime import date, datetime
from pathlib import Path

import click

from bondroit.config import Config
from bondroit.errors import ConfigurationError


class Month(click.ParamType):
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


def latest_month(config: Config) -> date:
    """Return the latest month for which a monthly source has files.

    Raises:
        ConfigurationError: no source has any.

    """
    found: set[date] = set()
    for source in config.sources:
        if not source.monthly:
            continue
        before, after = source.path.split("{month}", 1)
        folder = (
            (config.root / before).parent
            if not before.endswith("/")
            else config.root / before
        )
        prefix = "" if before.endswith("/") else Path(before).name
        for place in folder.glob(f"{prefix}????-??{after.split('/')[0]}"):
            month = _month(place.name.removeprefix(prefix)[:7])
            if month is not None and any(config.root.glob(source.pattern(month))):
                found.add(month)
    if not found:
        raise ConfigurationError(
            str(config.file),
            "no delivery was found for any month",
            "put the extracts where the sources' paths say, or give --month",
        )
    return max(found)


def _month(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return None
