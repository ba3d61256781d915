"""Files of a folder that hold one table of the contract, and how they are opened."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bondroit.errors import DataError
from bondroit.model.columns import Table
from bondroit.model.tables import PROVENANCE
from bondroit.sources.csv_text import first_line, refuse_binary, sniff_separator
from bondroit.sources.gathering import scan_whole

FILE = "__file"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFiles:
    """The files of one table.

    Attributes:
        table: the table.
        root: the folder of all the tables; places are told from there.
        path: the file, or the folder of the partitions.

    """

    table: Table
    root: Path
    path: Path

    @property
    def partitioned(self) -> bool:
        """Whether the table lies in a folder."""
        return self.path.is_dir()

    @property
    def files(self) -> list[Path]:
        """The files, in the order of their paths."""
        return sorted(self.path.rglob("*.parquet")) if self.partitioned else [self.path]

    def shown(self, file: Path) -> str:
        """Return how people know a file."""
        return file.relative_to(self.root).as_posix()


def find_table(directory: Path, name: str) -> Path | None:
    """Return `DIR/<name>.parquet`, `.csv`, the folder of partitions, or None.

    Raises:
        DataError: the table is there in several forms.

    """
    found = [
        path
        for path in (directory / f"{name}.parquet", directory / f"{name}.csv")
        if path.is_file()
    ]
    folder = directory / name
    if folder.is_dir() and next(folder.rglob("*.parquet"), None) is not None:
        found.append(folder)
    if len(found) > 1:
        raise DataError(
            str(directory / name),
            f"the table is there {len(found)} times, in different forms",
            "keep one of them",
        )
    return found[0] if found else None


def scan_file(path: Path) -> pl.LazyFrame:
    """Scan a CSV file (every column String) or a Parquet file or folder.

    Raises:
        DataError: the file is empty, binary, not UTF-8, or not Parquet.

    """
    if path.suffix == ".csv":
        refuse_binary(path, str(path))
        separator = sniff_separator(first_line(path, "utf-8", str(path)), str(path))
        return pl.scan_csv(path, separator=separator, infer_schema=False, glob=False)
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    schemas = [parquet_schema(file) for file in files]
    return pl.scan_parquet(
        files,
        schema={name: dtype for schema in schemas for name, dtype in schema.items()},
        hive_partitioning=False,
        missing_columns="insert",
        glob=False,
    )


def parquet_schema(file: Path) -> pl.Schema:
    """Return the columns of a Parquet file.

    Raises:
        DataError: it cannot be read.

    """
    try:
        return scan_whole(file).collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise unreadable(file) from error


def unreadable(path: Path) -> DataError:
    """Return the error for a Parquet file that is truncated or damaged."""
    return DataError(str(path), "the file cannot be read as Parquet", "write it again")


def check_columns(table: Table, file: Path, schema: pl.Schema) -> None:
    """Check that the mandatory columns are there, and that none of the table's nests.

    Raises:
        DataError: a mandatory column is missing (`source` may be), or holds lists.

    """
    for column in table.columns:
        if column.name not in schema:
            if column.mandatory and column.name != "source":
                raise DataError(
                    str(file),
                    f"the column {column.name} is missing",
                    f"add it: it is mandatory in {table.name}",
                )
        elif schema[column.name].is_nested():
            raise DataError(
                str(file), f"the column {column.name} holds lists", "give plain values"
            )


def common_schema(table: Table, schemas: list[pl.Schema]) -> pl.Schema | None:
    """Return the columns of the table over several files; None where types differ."""
    found: dict[str, pl.DataType] = {}
    wanted = [*table.schema, *PROVENANCE]
    for name in wanted:
        types = {schema[name] for schema in schemas if name in schema}
        if len(types) > 1:
            return None
        if types:
            found[name] = types.pop()
    return pl.Schema(found)


def scan_parts(files: list[Path], schema: pl.Schema) -> pl.LazyFrame:
    """Scan Parquet files as one table, with the path of each row's file.

    Args:
        files: in order.
        schema: the columns to take; a file without one gives nulls.

    Returns:
        The columns, and `__file`.

    """
    return pl.scan_parquet(
        files,
        schema=schema,
        missing_columns="insert",
        extra_columns="ignore",
        include_file_paths=FILE,
        hive_partitioning=False,
        glob=False,
    )
