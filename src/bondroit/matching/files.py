"""Files given to `bondroit match`: CSV or Parquet, with the columns of the contract."""

from pathlib import Path

import polars as pl

from bondroit.errors import ConfigurationError, DataError
from bondroit.matching.records import COLUMNS

IDS = ("person_id", "death_id", "stay_id", "id")
"""Accepted id columns, the first found is used."""

_ENOUGH = ("nir", "birth_name", "first_names", "birth_date")


def read_frame(path: Path) -> pl.DataFrame:
    """Read a file to match.

    Args:
        path: `.csv` (comma or semicolon, UTF-8) or `.parquet`.

    Returns:
        `source` if present, the id column, and those of `COLUMNS` that are present;
        dates as Date (an impossible one null), empty text null.

    Raises:
        ConfigurationError: the columns or the kind of the file are not accepted.
        DataError: the file cannot be read.

    """
    raw = _raw(path)
    key = next((name for name in IDS if name in raw.columns), None)
    if key is None or not any(name in raw.columns for name in _ENOUGH):
        accepted = ", ".join((*IDS[:3], "source", *COLUMNS))
        raise ConfigurationError(
            str(path),
            f"a column of identifiers ({', '.join(IDS)}) and columns to compare are needed",
            f"rename the columns to some of {accepted}",
        )
    kept = [name for name in ("source", key, *COLUMNS) if name in raw.columns]
    frame = raw.select(_typed(name, raw.schema[name]) for name in kept)
    if (
        frame[key].null_count()
        or frame.select(pl.struct(pl.col("^source$", key)).is_duplicated().any()).item()
    ):
        raise DataError(
            str(path),
            f"the column {key} holds gaps or duplicates",
            "give each row an identifier of its own",
        )
    return frame


def _raw(path: Path) -> pl.DataFrame:
    kind = path.suffix.lower()
    if kind not in {".csv", ".parquet"}:
        raise ConfigurationError(
            str(path),
            f"the format {kind or 'without extension'} is not accepted",
            "give a .csv or .parquet file",
        )
    try:
        if kind == ".parquet":
            return pl.read_parquet(path, glob=False, hive_partitioning=False)
        return _csv(path)
    except (OSError, UnicodeDecodeError, pl.exceptions.PolarsError) as error:
        raise DataError(
            str(path),
            "the file cannot be read",
            "check that it exists, is complete and in UTF-8",
        ) from error


def _csv(path: Path) -> pl.DataFrame:
    with path.open(encoding="utf-8-sig") as lines:
        header = lines.readline()
    separator = ";" if header.count(";") > header.count(",") else ","
    return pl.read_csv(path, separator=separator, infer_schema=False, glob=False)


def _typed(name: str, dtype: pl.DataType) -> pl.Expr:
    wanted = COLUMNS.get(name, pl.String())
    if wanted == pl.Date() and dtype == pl.String():
        return pl.col(name).str.strip_chars().str.to_date("%Y-%m-%d", strict=False)
    if wanted == pl.Date():
        return pl.col(name).cast(pl.Date)
    text = pl.col(name).cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text).alias(name)
