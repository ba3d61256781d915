"""Which months have been delivered."""

import re
from dataclasses import replace
from datetime import date, datetime

from bondroit.config import MONTH_MARK, Config, SourceConfig
from bondroit.errors import ConfigurationError
from bondroit.sources.receiving import find_paths

_MONTH = re.compile(r"\d{4}-\d{2}")


def latest_month(config: Config) -> date:
    """Return the latest month for which a monthly source has files.

    Raises:
        ConfigurationError: no source has any.

    """
    found = [
        month
        for source in config.sources
        if source.monthly
        for month in [_latest(config, source)]
        if month is not None
    ]
    if not found:
        raise ConfigurationError(
            str(config.file),
            "no delivery was found for any month",
            "put the extracts where the sources' paths say, or give --month",
        )
    return max(found)


def _latest(config: Config, source: SourceConfig) -> date | None:
    """Return the latest month of one source: dates stand anywhere in its paths."""
    anywhere = replace(source, path=source.path.replace(MONTH_MARK, "????-??"))
    months = {
        month
        for path in find_paths(config.root, anywhere, date.min)
        for text in _MONTH.findall(str(path))
        for month in [_month(text)]
        if month is not None
    }
    delivered = (
        month
        for month in sorted(months, reverse=True)
        if find_paths(config.root, source, month)
    )
    return next(delivered, None)


def _month(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return None
