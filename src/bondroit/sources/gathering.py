"""One file a table: plans over many small partitions are slow to make, or never end."""

from pathlib import Path

import polars as pl

from bondroit.sources.storage import writing_to


def gather_table(frame: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    """Write a table into one Parquet file, streaming, and scan it.

    Args:
        frame: the table, over any number of files.
        path: the file to write, in a private folder.

    Raises:
        StorageError: the disk does not let it be written.

    """
    with writing_to(path):
        frame.sink_parquet(path, compression="lz4")
    return scan_whole(path)


def scan_whole(path: Path) -> pl.LazyFrame:
    """Scan one Parquet file, whatever its name holds."""
    return pl.scan_parquet(path, glob=False, hive_partitioning=False)
