"""One integer a pair: the levels of all its fields, in mixed radix."""

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
