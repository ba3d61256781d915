"""What was compared last month, so that only what changed is compared again.

A pattern depends on the content of two records and on the rarity of their values, on
nothing else. Patterns are kept under the hashes of both contents (marks of rarity
included): a pair whose two contents are the same is not compared again, and the result
is the one of a comparison from scratch. The file is only a saving: it can be deleted.
"""

import hashlib
from pathlib import Path

import polars as pl

from bondroit.matching.compare import Sides, compare
from bondroit.matching.comparisons import FIELDS
from bondroit.matching.records import profile_of
from bondroit.matching.weights import VERSION

_SCHEMA: dict[str, pl.DataType] = {
    "l": pl.UInt64(),
    "r": pl.UInt64(),
    "pattern": pl.UInt64(),
}


def _version(fields: frozenset[str]) -> str:
    """Return a name that changes with the comparisons, and with polars' hashes."""
    levels = [level.name for field in FIELDS for level in field.levels]
    text = " ".join([VERSION, pl.__version__, *sorted(fields), *levels])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class Cache:
    """Patterns kept from one run to the next, in one folder; None keeps nothing.

    Attributes:
        compared: pairs compared so far.
        reused: pairs taken from the last run so far.

    """

    def __init__(self, folder: Path | None = None) -> None:
        """Keep patterns in this folder."""
        self.folder = folder
        self.compared = 0
        self.reused = 0

    def patterns(self, name: str, both: Sides, pairs: pl.DataFrame) -> pl.Series:
        """Return the pattern of pairs (i, j), comparing those not known yet.

        Args:
            name: of the link; each has its own file.
            both: the two sides, marked with rarity.
            pairs: i, j.

        """
        if self.folder is None or pairs.is_empty():
            self.compared += pairs.height
            return compare(both, pairs)
        contents = [profile_of(side.drop("row")) for side in (both.left, both.right)]
        keyed = pl.DataFrame(
            {"l": contents[0][pairs["i"]], "r": contents[1][pairs["j"]]}
        )
        path = self.folder / f"{name}-{_version(both.fields)}.parquet"
        known = keyed.join(
            _read(path), on=["l", "r"], how="left", maintain_order="left"
        )
        fresh = known["pattern"].is_null()
        some = pairs.filter(fresh)
        made = compare(both, some)
        self.compared += some.height
        self.reused += pairs.height - some.height
        at = fresh.arg_true()
        patterns = (
            known["pattern"].scatter(at, made) if some.height else known["pattern"]
        )
        _write(path, keyed.with_columns(patterns.alias("pattern")), name)
        return patterns.alias("pattern")


def _read(path: Path) -> pl.DataFrame:
    empty = pl.DataFrame(schema=_SCHEMA)
    if not path.is_file():
        return empty
    try:
        return pl.read_parquet(path, glob=False).select(list(_SCHEMA))
    except (OSError, pl.exceptions.PolarsError):
        return empty


def _write(path: Path, rows: pl.DataFrame, name: str) -> None:
    """Replace the file of the link whole; files of other versions go.

    Without room for it, nothing is kept: next month compares everything again.
    """
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        rows.unique(["l", "r"]).sort("l", "r").write_parquet(fresh, compression="zstd")
        for old in path.parent.glob(f"{name}-*.parquet"):
            old.unlink()
        fresh.rename(path)
    except (OSError, pl.exceptions.PolarsError):
        fresh.unlink(missing_ok=True)
