"""Codes of lists of given names: their words split once, then integers only."""

import numpy as np
import numpy.typing as npt
import polars as pl

from bondroit.matching.distinct import Codes, code, shortened
from bondroit.matching.normalise import squeeze

TOKENS = 4
"""Given names looked at; a longer list counts in `glist` and `gset` only."""

GIVEN_CODES = ("g1", "g2", "g3", "g4", "g12", "glist", "gset", "glued")

_HALF = np.uint64(29)
_SUMMED = np.uint64(60)
_SET = np.uint64(2**32 - 1)


def given_codes(names: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the codes of normalised lists of given names, and their first names.

    Args:
        names: words apart by one space, null where nothing is left.

    Returns:
        `GIVEN_CODES` (UInt32, 0 where unknown) and `gn` (UInt8, TOKENS + 1 at most), one
        row a list; code, text of the first names, one row a code.

    """
    if names.is_empty():
        schema = {**dict.fromkeys(GIVEN_CODES, pl.UInt32()), "gn": pl.UInt8()}
        empty = {"code": pl.UInt32(), "text": pl.String()}
        return pl.DataFrame(schema=schema), pl.DataFrame(schema=empty)
    lists = names.str.split(" ")
    tokens = lists.list.explode()
    sizes = lists.list.len().fill_null(1).to_numpy().astype(np.int64)
    starts = np.cumsum(sizes) - sizes
    hashed = pl.select(code(pl.lit(tokens))).to_series().to_numpy()
    whole = _wholes(names, lists, sizes > TOKENS)
    made = {
        **{f"g{n + 1}": _nth(hashed, starts, sizes, n) for n in range(TOKENS)},
        **{name: shortened(hashes) for name, hashes in whole.items()},
        "gset": _set(hashed, starts),
        "gn": np.where(hashed[starts] == 0, 0, np.minimum(sizes, TOKENS + 1)),
    }
    codes = pl.DataFrame(made).with_columns(pl.col("gn").cast(pl.UInt8))
    at = codes["g1"].arg_unique()
    words = pl.DataFrame(
        {"code": codes["g1"][at], "text": tokens.gather(starts[at.to_numpy()])}
    )
    return codes.select(*GIVEN_CODES, "gn"), words


def _wholes(
    names: pl.Series, lists: pl.Series, long: npt.NDArray[np.bool_]
) -> dict[str, Codes]:
    """Return the hashes of the first two names together, of the list, and glued."""
    parts = pl.DataFrame(
        lists.list.get(n, null_on_oob=True).alias(f"{n}") for n in range(TOKENS)
    )
    glued = pl.concat_str(pl.all(), ignore_nulls=True)
    made = parts.select(
        code(pl.col("0") + pl.col("1")).alias("g12"),
        code(pl.lit(names)).alias("glist"),
        code(pl.when(pl.col("0").is_not_null()).then(glued)).alias("glued"),
    )
    codes = {name: made[name].to_numpy(writable=True) for name in made.columns}
    some = names.filter(pl.Series(long))
    codes["glued"][long] = pl.select(code(squeeze(pl.lit(some)))).to_series().to_numpy()
    return codes


def _nth(
    hashed: Codes,
    starts: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    n: int,
) -> npt.NDArray[np.uint32]:
    at = np.minimum(starts + n, len(hashed) - 1)
    return shortened(np.where(sizes > n, hashed[at], np.uint64(0)))


def _set(hashed: Codes, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """Return a code of each list that does not depend on the order of its words."""
    mixed = hashed ^ (hashed >> _HALF)
    mixed &= (np.uint64(1) << _SUMMED) - np.uint64(1)
    total = np.add.reduceat(mixed, starts)
    made = (total % _SET).astype(np.uint32) + np.uint32(1)
    return np.where(total != 0, made, np.uint32(0))
