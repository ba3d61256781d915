"""Files of an SFTP server, resumed where a transfer broke off."""

import asyncio
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import cast
from urllib.parse import unquote, urlsplit

import asyncssh

from bondroit.errors import ConfigurationError
from bondroit.sources.pull.transfer import (
    BLOCK,
    Ledger,
    Transfer,
    TransientError,
    nothing_there,
    part_of,
    settle,
)


def pull_sftp(transfer: Transfer) -> list[Path]:
    """Bring the files an `sftp://` URL names.

    The server's key must be known (`known_hosts`, by default the user's own). A
    companion `NAME.sha256` is checked where the sender provides one.

    Returns:
        Files that lie in the workspace afterwards, new or known.

    Raises:
        ConfigurationError: the server is unknown or refuses the credentials.
        DataError: no file is there.
        TransientError: the connection failed; what came is kept and resumed.

    """
    try:
        return asyncio.run(_pull(transfer))
    except (asyncssh.PermissionDenied, asyncssh.HostKeyNotVerifiable) as error:
        raise ConfigurationError(
            transfer.source,
            "the file server refused the sign-in or its key is not known",
            "check the credentials and the known_hosts file",
        ) from error
    except (OSError, asyncssh.Error) as error:
        raise TransientError(
            transfer.source,
            f"the transfer broke off ({type(error).__name__})",
            "run again: it goes on where it stopped",
        ) from error


async def _pull(transfer: Transfer) -> list[Path]:
    address = urlsplit(transfer.url)
    pattern = PurePosixPath(unquote(address.path))
    who = transfer.credentials
    options: dict[str, object] = {"username": who.user, "password": who.password}
    if who.key_file is not None:
        options["client_keys"] = [who.key_file]
    known = transfer.options.get("known_hosts")
    if known is not None:
        options["known_hosts"] = str(transfer.root / known)
    async with (
        asyncssh.connect(address.hostname or "", address.port or 22, **options) as link,
        link.start_sftp_client() as client,
    ):
        names = [
            str(name)
            for name in await client.listdir(str(pattern.parent))
            if fnmatch(str(name), pattern.name) and not str(name).endswith(".sha256")
        ]
        if not names:
            raise nothing_there(transfer, pattern.name, "on the server")
        ledger = Ledger(transfer.folder)
        return [
            await _bring(client, pattern.parent / name, transfer, ledger)
            for name in sorted(names)
        ]


async def _bring(
    client: asyncssh.SFTPClient,
    remote: PurePosixPath,
    transfer: Transfer,
    ledger: Ledger,
) -> Path:
    place = transfer.folder / remote.name
    facts = await client.stat(str(remote))
    size, changed = int(facts.size or 0), int(facts.mtime or 0)
    if ledger.holds(place, size, changed):
        return place
    part = part_of(place)
    have = part.stat().st_size if part.is_file() else 0
    if have > size:
        part.unlink()
        have = 0
    async with client.open(str(remote), "rb") as source:
        await source.seek(have)
        with part.open("ab") as target:
            while block := await source.read(BLOCK):
                target.write(cast("bytes", block))
    if part.stat().st_size != size:
        raise TransientError(
            transfer.source,
            f"{remote.name} did not come whole",
            "run again: it goes on where it stopped",
        )
    announced = await _announced(client, remote)
    ledger.note(place, size, changed, settle(place, announced, transfer.source))
    return place


async def _announced(client: asyncssh.SFTPClient, remote: PurePosixPath) -> str | None:
    companion = f"{remote}.sha256"
    if not await client.exists(companion):
        return None
    async with client.open(companion, "r") as handle:
        return str(await handle.read()).split()[0]
