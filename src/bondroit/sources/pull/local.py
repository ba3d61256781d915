"""Files of another folder: a mounted share, a drop box."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from bondroit.sources.pull.transfer import (
    BLOCK,
    Ledger,
    Transfer,
    TransientError,
    nothing_there,
    part_of,
    settle,
)


def pull_local(transfer: Transfer) -> list[Path]:
    """Copy the files a `file://` URL names.

    Returns:
        Files that lie in the workspace afterwards, new or known.

    Raises:
        DataError: no file is there.
        TransientError: a file could not be read whole.

    """
    pattern = Path(unquote(urlsplit(transfer.url).path))
    found = sorted(pattern.parent.glob(pattern.name))
    if not found:
        raise nothing_there(transfer, pattern.name, "in the sender's folder")
    ledger = Ledger(transfer.folder)
    return [_copy(path, transfer, ledger) for path in found]


def _copy(path: Path, transfer: Transfer, ledger: Ledger) -> Path:
    place = transfer.folder / path.name
    facts = path.stat()
    changed = int(facts.st_mtime)
    if ledger.holds(place, facts.st_size, changed):
        return place
    part = part_of(place)
    part.unlink(missing_ok=True)
    with path.open("rb") as source, part.open("wb") as target:
        while block := source.read(BLOCK):
            target.write(block)
    if part.stat().st_size != facts.st_size:
        raise TransientError(
            transfer.source,
            f"{path.name} changed while it was copied",
            "run again once the sender has finished",
        )
    companion = path.with_name(f"{path.name}.sha256")
    announced = companion.read_text().split()[0] if companion.is_file() else None
    ledger.note(
        place, facts.st_size, changed, settle(place, announced, transfer.source)
    )
    return place
