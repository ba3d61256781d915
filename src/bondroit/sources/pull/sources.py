"""Bringing every source of a month that lies elsewhere."""

from datetime import date
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from bondroit.config import Config, SourceConfig
from bondroit.counted import counted
from bondroit.errors import BondroitError, ConfigurationError, DataError
from bondroit.sources.details import DETAIL
from bondroit.sources.pull.transfer import (
    Resolver,
    Transfer,
    TransientError,
    from_environment,
)


def pull_month(
    config: Config, month: date, resolve: Resolver = from_environment
) -> list[str]:
    """Bring the month's files of every source with a `from`.

    Args:
        config: the workspace.
        month: the month of the delivery.
        resolve: turns the name of `from.credentials` into credentials.

    Returns:
        One French line a source.

    Raises:
        ConfigurationError: a url, a query or credentials are wrong.
        TransientError: a transfer failed and may be tried again.
        DataError: a mandatory source has no file.

    """
    lines = []
    for source in config.sources:
        if source.pull is None:
            continue
        try:
            count = pull_source(config, source, month, resolve)
            lines.append(
                f"{source.name}: {counted(count, 'fichier reçu', 'fichiers reçus')}"
            )
        except TransientError:
            raise
        except DataError as error:
            if source.mandatory:
                raise
            lines.append(f"{source.name}: rien reçu.{DETAIL}{error.what}")
    return lines


def pull_source(
    config: Config, source: SourceConfig, month: date, resolve: Resolver
) -> int:
    """Bring one source's files; return how many lie in the workspace."""
    pull = source.pull or {}
    url = str(pull["url"]).replace("{month}", f"{month:%Y-%m}")
    place = PurePosixPath(source.pattern(month))
    if any(mark in str(place.parent) for mark in "*?["):
        raise ConfigurationError(
            source.name,
            "the path of a source that is brought here has a wildcard in a folder",
            "keep wildcards to the file name",
        )
    folder = config.root / place.parent
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        transfer = Transfer(
            source=source.name,
            url=url,
            folder=folder,
            target=place.name,
            month=month,
            options=pull,
            root=config.root,
            credentials=resolve(pull.get("credentials")),
        )
        return len(_pull(transfer))
    except BondroitError:
        raise
    except OSError as error:
        raise DataError(
            str(folder),
            f"cannot be written ({(error.strerror or 'error').lower()})",
            "free space on the disk or correct the folder's rights, then run again",
        ) from error


def _pull(transfer: Transfer) -> list[object]:
    scheme = urlsplit(transfer.url).scheme
    if scheme == "file":
        from bondroit.sources.pull.local import pull_local  # noqa: PLC0415 - light

        return list(pull_local(transfer))
    if scheme == "sftp":
        from bondroit.sources.pull.sftp import pull_sftp  # noqa: PLC0415 - imports asyncssh

        return list(pull_sftp(transfer))
    from bondroit.sources.pull.query import pull_query  # noqa: PLC0415 - imports SQLAlchemy

    return list(pull_query(transfer))
