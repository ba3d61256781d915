"""Which months have been delivered."""

from datetime import date, datetime

from bondroit.config import Config
from bondroit.errors import ConfigurationError


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
        head, _, prefix = before.rpartition("/")
        folder = config.root / head
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
