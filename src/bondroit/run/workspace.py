"""The example workspace that `init` and `demo` write."""

import shutil
from pathlib import Path

from bondroit.run.local_rules import write_local_rules
from bondroit.run.private import clear_sentences, make_private, own_umask
from bondroit.sample_data.workspace import write_workspace

MADE_HERE = (
    "bondroit.yml",
    "sources",
    "rules",
    "extracts",
    "registers",
    "truth.csv",
    "store",
    "runs",
)


def write_example(folder: Path) -> None:
    """Write the sample workspace; an earlier one in the same folder is replaced.

    Raises:
        StorageError: the folder cannot be written.

    """
    own_umask()
    make_private(folder)
    with clear_sentences(folder):
        for name in MADE_HERE:
            place = folder / name
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink(missing_ok=True)
        write_workspace(folder)
        write_local_rules(folder / "rules")
