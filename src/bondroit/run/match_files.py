"""The matcher alone, from files to a file: `bondroit match`."""

from pathlib import Path

import polars as pl

from bondroit.errors import ConfigurationError
from bondroit.matching.files import read_frame
from bondroit.matching.linking import match_frames
from bondroit.run.private import clear_sentences, own_umask

WRITTEN = (".csv", ".parquet")


def match_files(left: Path, right: Path | None, out: Path) -> pl.DataFrame:
    """Match two files, or find the duplicates of one, and write the links.

    Args:
        left: people, deaths or stays, `.csv` or `.parquet`.
        right: the other file, None for the duplicates of the first.
        out: `.parquet`, or `.csv` where the reasons of a link are joined by `; `.

    Returns:
        The links, columns of `matches.parquet`.

    Raises:
        ConfigurationError: the kind or the columns of a file are not accepted.
        DataError: a file cannot be read.
        StorageError: the links cannot be written.

    """
    if out.suffix.lower() not in WRITTEN:
        raise ConfigurationError(
            str(out),
            f"le format {out.suffix or 'sans extension'} n'est pas accepté",
            "donnez un nom en .csv ou .parquet",
        )
    matches = match_frames(
        read_frame(left), None if right is None else read_frame(right)
    )
    own_umask()
    with clear_sentences(out):
        if out.suffix.lower() == ".parquet":
            matches.write_parquet(out, compression="zstd")
        else:
            reasons = pl.col("reasons").list.join("; ")
            matches.with_columns(reasons).write_csv(out)
    return matches
