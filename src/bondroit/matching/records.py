"""Rows of people, deaths or stays prepared for comparison: one form, hashed once.

A prepared frame holds, one row a distinct record (`row` UInt32 numbers them), only
integers, 0 where unknown: hashes (UInt32) of the surname (`core`, `full`, `core4`), the
usual name (`usual`, `usual4`), the given names (`g1` to `g4`, `g12`, `glist`, `gset`,
`glued`, and `gn` how many), `place` (its code today), `department`; hashes (UInt64) of `nir`, `number`,
`address`, `postcode`, `commune`; dates as yyyymmdd (`birth`, `death` Int32); `precision` (3 day,
2 month, 1 year), `sex` (1 M, 2 F), `nir_ok` and `place_was` (of a code given up) (UInt8). The words behind the hashes
are in `words`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from bondroit.matching.communes import former_state, today
from bondroit.matching.days import day_numbers
from bondroit.matching.distinct import Codes, Distinct, among, code
from bondroit.matching.index import runs
from bondroit.matching.lexicon import Lexicon, short
from bondroit.matching.normalise import certified, nir_text, place
from bondroit.matching.parts import mixed
from bondroit.matching.words import Words

COLUMNS: dict[str, pl.DataType] = {
    "nir": pl.String(),
    "nir_key": pl.String(),
    "number": pl.String(),
    "birth_name": pl.String(),
    "usual_name": pl.String(),
    "first_names": pl.String(),
    "sex": pl.String(),
    "birth_date": pl.Date(),
    "birth_date_precision": pl.String(),
    "birth_place": pl.String(),
    "address": pl.String(),
    "postcode": pl.String(),
    "commune": pl.String(),
    "death_date": pl.Date(),
    "death_date_precision": pl.String(),
}
"""What is compared, whatever the table; absent columns are null, hence neutral."""

_PRECISION = {"day": 3, "month": 2, "year": 1}
_SEX = {"M": 1, "F": 2}
_IMPLIED = ("core4", "usual4", "g1", "g2", "g3", "g4", "g12", "gset", "glued", "gn")
"""Columns that the others determine: `core`, `usual`, `glist`."""
_COLLECTIVITIES = {"985": "976", "977": "971", "978": "971"}
"""Mayotte before 2011; Saint-Barthélemy and Saint-Martin, of Guadeloupe until 2007."""
_SEINE_SPLIT = 1968_01_01


@dataclass(frozen=True, slots=True)
class Records:
    """Distinct records, and which rows each stands for.

    Attributes:
        frame: the prepared frame described above.
        members: `row` and the id columns of every row, in the order of the ids.
        words: the words behind the hashes.
        profile: one hash (UInt64) of all that each record says.

    """

    frame: pl.DataFrame
    members: pl.DataFrame
    words: Words
    profile: pl.Series

    def size(self) -> int:
        """Number of distinct records."""
        return self.frame.height

    def first(self, rows: pl.Series) -> pl.DataFrame:
        """Return the first member of some records."""
        if self.members.height == self.size():
            return self.members[rows]
        return self.members[self.members["row"].arg_unique().gather(rows)]

    def known(self) -> frozenset[str]:
        """Columns of the frame that are known for at least one record."""
        filled = self.frame.select((pl.all().exclude("row") != 0).any())
        return frozenset(name for name in filled.columns if filled[name].item())


def prepare(
    rows: pl.DataFrame,
    ids: tuple[str, ...],
    lexicon: Lexicon | None = None,
    *,
    ordered: bool = True,
) -> Records:
    """Normalise rows, and keep identical ones once.

    Args:
        rows: id columns and any of `COLUMNS`.
        ids: the id columns.
        lexicon: what was read of other files.
        ordered: number records in the order of the ids, whatever that of the rows.

    """
    lexicon = lexicon or Lexicon()
    rows = rows.with_columns(pl.col(name).cast(pl.String) for name in ids)
    if ordered and not _in_order(rows, ids):
        rows = rows.sort(ids)
    facts = _facts(rows, lexicon)
    profile = profile_of(facts).to_frame()
    members = rows.select(ids)
    first = _first_alike(profile["profile"].to_numpy())
    kept = first == np.arange(len(first))
    row = pl.Series("row", (np.cumsum(kept, dtype=np.uint32) - np.uint32(1))[first])
    members = members.insert_column(0, row)
    if not kept.all():
        facts, profile = facts.filter(kept), profile.filter(kept)
    frame = facts.with_row_index("row")
    return Records(frame, members, lexicon.words(), profile.to_series())


def _first_alike(profile: Codes) -> npt.NDArray[np.int64]:
    """Return, for each row, the first one that says the same."""
    first = np.arange(len(profile))
    ordered = np.sort(profile)
    repeated = ordered[1:][ordered[1:] == ordered[:-1]]
    if len(repeated):
        rows = np.flatnonzero(among(repeated, profile))
        rows = rows[np.argsort(profile[rows], kind="stable")]
        _, starts, counts = runs(profile[rows])
        first[rows] = np.repeat(rows[starts], counts)
    return first


def _in_order(rows: pl.DataFrame, ids: tuple[str, ...]) -> bool:
    previous = pl.struct(ids).shift(1)
    if len(ids) > 1 and rows[ids[0]].n_unique() <= 1:
        previous = pl.col(ids[-1]).shift(1)
        return bool(rows.select((pl.col(ids[-1]) >= previous).all()).item())
    return rows.height <= 1


def _facts(rows: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    given = lexicon.given(_column(rows, "first_names"))
    codes = _texts(rows, lexicon)
    birth = rows.select(
        day_numbers(_column(rows, "birth_date")).alias("birth"),
        _precision(rows, "birth_date").alias("precision"),
        _coded(rows, "sex", _SEX).alias("sex"),
        day_numbers(_column(rows, "death_date")).alias("death"),
        _precision(rows, "death_date").alias("death_precision"),
    )
    whole = pl.concat(
        [_surnames(rows, lexicon), given, codes, birth, _number(rows, lexicon)],
        how="horizontal",
    )
    place = _places(_column(rows, "birth_place"), whole["birth"])
    exact = pl.col("death_precision") == _PRECISION["day"]
    return (
        pl.concat([whole, place], how="horizontal")
        .with_columns(pl.when(exact).then("death").otherwise(0).alias("death"))
        .drop("death_precision")
    )


def _column(rows: pl.DataFrame, name: str) -> pl.Series:
    return rows.select(_named(rows, name)).to_series()


def _named(rows: pl.DataFrame, name: str) -> pl.Expr:
    if name in rows.columns:
        return pl.col(name).cast(COLUMNS[name])
    return pl.repeat(None, pl.len(), dtype=COLUMNS[name]).alias(name)


def _surnames(rows: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    born = lexicon.surnames(_column(rows, "birth_name"))
    used = lexicon.surnames(_column(rows, "usual_name"))
    both = born.with_columns(
        pl.when(used["core"] != 0)
        .then(used["core"])
        .otherwise("married")
        .alias("usual"),
        pl.when(used["core"] != 0)
        .then(used["core4"])
        .otherwise("married4")
        .alias("usual4"),
    )
    other = pl.col("usual") != pl.col("core")
    return both.select(
        "core",
        "full",
        "core4",
        *(
            pl.when(other).then(name).otherwise(0).alias(name)
            for name in ("usual", "usual4")
        ),
    )


def _texts(rows: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (
                lexicon.plain(_column(rows, name)).alias(name)
                if name in rows.columns
                else _unknown(rows, name)
            )
            for name in ("address", "postcode", "commune", "number")
        ]
    )


def _number(rows: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    text = rows.select(nir_text(_named(rows, "nir")).alias("nir"))["nir"]
    if text.null_count() == rows.height:
        return pl.DataFrame([_unknown(rows, "nir"), _unknown(rows, "nir_ok")])
    known = lexicon.plain(text).alias("nir")
    key = _named(rows, "nir_key")
    sure = rows.select(certified(nir_text(_named(rows, "nir")), key).cast(pl.UInt8))
    return pl.DataFrame([known, sure.to_series().alias("nir_ok")])


def _unknown(rows: pl.DataFrame, name: str) -> pl.Series:
    """Return a column of zeros, small as it says nothing."""
    return pl.zeros(rows.height, pl.UInt8, eager=True).alias(name)


def _places(values: pl.Series, birth: pl.Series) -> pl.DataFrame:
    column = Distinct.of(values)
    coded = (
        column.texts.alias("raw").to_frame().select(place(pl.col("raw")).alias("place"))
    )
    written = pl.col("written")
    coded = coded.rename({"place": "written"}).with_columns(
        today(written).alias("place")
    )
    was = pl.when(written != pl.col("place")).then(code(written) % 255 + 1)
    coded = coded.select(
        was.fill_null(0).cast(pl.UInt8).alias("place_was"),
        short(code(pl.col("place"))).alias("place"),
        *(
            short(code(_department(split=early))).alias(f"early_{early}")
            for early in (True, False)
        ),
    )
    known = pl.concat([column.spread(coded), birth.to_frame()], how="horizontal")
    early = (pl.col("birth") < _SEINE_SPLIT) & (pl.col("birth") > 0)
    department = pl.when(early).then("early_True").otherwise("early_False")
    return known.select("place", "place_was", department.alias("department"))


def profile_of(frame: pl.DataFrame) -> pl.Series:
    """Return one hash (UInt64) of all that each prepared record says."""
    total = np.zeros(frame.height, dtype=np.uint64)
    for column in frame.drop(_IMPLIED).iter_columns():
        total = mixed(total, column.cast(pl.UInt64).to_numpy())
    return pl.Series("profile", total)


def _precision(rows: pl.DataFrame, column: str) -> pl.Expr:
    known = _coded(rows, f"{column}_precision", _PRECISION)
    said = pl.when(known == 0).then(_PRECISION["day"]).otherwise(known)
    dated = _named(rows, column).is_not_null()
    return pl.when(dated).then(said).otherwise(0).cast(pl.UInt8)


def _coded(rows: pl.DataFrame, column: str, codes: dict[str, int]) -> pl.Expr:
    chosen = pl.lit(0, pl.UInt8)
    for text, number in codes.items():
        equal = _named(rows, column) == text
        chosen = pl.when(equal).then(pl.lit(number, pl.UInt8)).otherwise(chosen)
    return chosen


def _department(*, split: bool) -> pl.Expr:
    """Département of birth; one for the Seine and Seine-et-Oise split in 1968."""
    start = pl.col("place").str.slice(0, 2)
    paris = start.is_in(["75", "78", "91", "92", "93", "94", "95"]) & pl.lit(split)
    return (
        pl.when(paris)
        .then(pl.lit("IDF"))
        .when(start.is_in(["2A", "2B"]))
        .then(pl.lit("20"))
        .when(start.is_in(["97", "98"]))
        .then(pl.col("place").str.slice(0, 3).replace(_COLLECTIVITIES))
        .when(start == "99")
        .then(former_state(pl.col("place")))
        .otherwise(start)
    )
