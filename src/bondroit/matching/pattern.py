"""One integer a pair: the levels of all its fields, in mixed radix."""

import numpy as np
import numpy.typing as npt
import polars as pl

from bondroit.matching.comparisons import FIELDS


def encode() -> pl.Expr:
    """Return the pattern (UInt64) of the level columns named like the fields."""
    total = pl.lit(0, pl.UInt64)
    for field in FIELDS:
        total = total * len(field.levels) + pl.col(field.name).cast(pl.UInt64)
    return total.alias("pattern")


def decode(pattern: int) -> dict[str, int]:
    """Return the level of each field of a pattern, in the order of `FIELDS`."""
    codes: list[int] = []
    for field in reversed(FIELDS):
        pattern, code = divmod(pattern, len(field.levels))
        codes.append(code)
    return {
        field.name: code for field, code in zip(FIELDS, reversed(codes), strict=True)
    }


def decode_all(patterns: pl.Series) -> dict[str, npt.NDArray[np.int64]]:
    """Return, by field, the level of each pattern."""
    rest = patterns.to_numpy().astype(np.uint64)
    codes: dict[str, npt.NDArray[np.int64]] = {}
    for field in reversed(FIELDS):
        size = np.uint64(len(field.levels))
        codes[field.name] = (rest % size).astype(np.int64)
        rest = rest // size
    return {field.name: codes[field.name] for field in FIELDS}


def encode_levels(levels: dict[str, str]) -> int:
    """Return the pattern of levels given by name, absent fields being missing."""
    total = 0
    for field in FIELDS:
        name = levels.get(field.name, "missing")
        total = total * len(field.levels) + field.code(name)
    return total


def encode_codes(codes: dict[str, int]) -> int:
    """Return the pattern of the level of each field."""
    total = 0
    for field in FIELDS:
        total = total * len(field.levels) + codes[field.name]
    return total
