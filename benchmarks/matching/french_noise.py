"""How two files write the same persons: the noise models, and the truth of each error."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from french_people import Population
from french_spelling import slip, spelled

Rng = np.random.Generator

CAUSES = (
    "surname typo",
    "forename typo",
    "married name",
    "second forename used",
    "names swapped",
    "date digit",
    "day and month swapped",
    "first of January",
    "place missing",
    "other place",
    "date missing",
    "forenames cut",
    "sex wrong or missing",
    "forenames reordered",
    "year only",
)
BIT = {cause: 1 << number for number, cause in enumerate(CAUSES)}


@dataclass(frozen=True, slots=True)
class Noise:
    """Chances of each error in a record of the right side.

    Attributes:
        rates: chance by cause; «married name» is among married women.
        left: the left side's chances are those times this.
        ocr: letters are misread rather than mistyped.
        usual: share of married women whose left record has their `usual_name`.
        repeats: share of the left records written again under another id.
        left_first_only: share of the left records with one forename only.
        population: what the persons look like.

    """

    rates: dict[str, float]
    left: float = 1 / 3
    ocr: bool = False
    usual: float = 0.5
    repeats: float = 0.0
    left_first_only: float = 0.0
    population: Population = field(default_factory=Population)


_TYPOS = {
    "surname typo": 0.035,
    "forename typo": 0.025,
    "married name": 0.12,
    "second forename used": 0.012,
    "names swapped": 0.006,
    "date digit": 0.010,
    "day and month swapped": 0.006,
    "first of January": 0.006,
    "place missing": 0.05,
    "other place": 0.03,
}
_BASE = Noise(_TYPOS)
MODELS: dict[str, Noise] = {
    "typos": _BASE,
    "clean": Noise({}, left=0.0),
    "ocr": replace(
        _BASE,
        ocr=True,
        rates={
            **_TYPOS,
            "surname typo": 0.14,
            "forename typo": 0.10,
            "date digit": 0.04,
            "other place": 0.08,
        },
    ),
    "swapped": replace(
        _BASE,
        rates={
            **_TYPOS,
            "names swapped": 0.05,
            "second forename used": 0.06,
            "day and month swapped": 0.04,
            "forenames reordered": 0.08,
        },
    ),
    "missing": replace(
        _BASE,
        left_first_only=0.3,
        rates={
            **_TYPOS,
            "date missing": 0.04,
            "year only": 0.03,
            "place missing": 0.30,
            "sex wrong or missing": 0.05,
            "forenames cut": 0.30,
        },
    ),
    "married": replace(_BASE, usual=0.4, rates={**_TYPOS, "married name": 0.40}),
    "one-forename": replace(_BASE, left_first_only=1.0),
    "homonyms": replace(_BASE, population=Population(twins=0.02, homonyms=0.30)),
    "old": replace(_BASE, population=Population(old_register=True)),
    "repeats": replace(_BASE, repeats=0.02),
}
"""The noise models by name; `typos` is the usual one."""


def written(
    rng: Rng, people: pl.DataFrame, noise: Noise, *, left: bool
) -> pl.DataFrame:
    """Write persons down in one file, with its errors.

    Args:
        rng: randomness of this block and side.
        people: what `persons` drew, with any other columns.
        noise: the noise model.
        left: the left file, whose errors are rarer; it may know usual names.

    Returns:
        The other columns, `birth_name`, `usual_name`, `first_names`, `sex`,
        `birth_date`, `birth_date_precision`, `birth_place`, `errors` (bits of `BIT`).

    """
    factor = noise.left if left else 1.0
    frame = people.with_columns(
        pl.col("surname").alias("birth_name"),
        pl.col("given").alias("first_names"),
        pl.lit(0).alias("errors"),
        pl.lit("day").alias("birth_date_precision"),
    )
    known = left & (rng.random(frame.height) < noise.usual)
    frame = frame.with_columns(
        pl.when(pl.Series(known)).then("spouse").alias("usual_name")
    )
    if left and noise.left_first_only:
        frame = _hit(rng, frame, "forenames cut", noise.left_first_only)
    for cause in ("married name", *CAUSES):
        rate = noise.rates.get(cause, 0.0) * factor
        if rate and not (cause == "married name" and "done" in frame.columns):
            frame = _hit(rng, frame, cause, rate, ocr=noise.ocr)
        if cause == "married name":
            frame = frame.with_columns(pl.lit(value=True).alias("done"))
    birth = pl.date("year", "month", "day")
    missing = (pl.col("errors") & BIT["date missing"]) != 0
    frame = frame.with_columns(
        pl.when(~missing).then(birth).alias("birth_date"),
        pl.when(~missing).then("birth_date_precision").alias("birth_date_precision"),
        pl.col("place").alias("birth_place"),
    )
    return spelled(rng, frame, plain=not left)


def _hit(
    rng: Rng, frame: pl.DataFrame, cause: str, rate: float, *, ocr: bool = False
) -> pl.DataFrame:
    """Make one kind of error in a share of the rows; others keep their order."""
    drawn = pl.Series(rng.random(frame.height) < rate)
    part = frame.filter(drawn)
    changed = _changed(rng, part, cause, ocr=ocr)
    kept = frame.filter(~drawn)
    other = pl.any_horizontal(
        changed[name].ne_missing(part[name])
        for name in (
            "birth_name",
            "first_names",
            "sex",
            "year",
            "month",
            "day",
            "place",
        )
    )
    always = cause in {"date missing", "year only"}
    bit = pl.when(other | pl.lit(always)).then(BIT[cause]).otherwise(0)
    return pl.concat([kept, changed.with_columns(errors=pl.col("errors") | bit)])


def _changed(rng: Rng, part: pl.DataFrame, cause: str, *, ocr: bool) -> pl.DataFrame:
    """Return the rows with the error made; where it cannot be, they stay."""
    if cause == "surname typo":
        return part.with_columns(slip(rng, part["birth_name"], ocr=ocr))
    if cause == "forename typo":
        return part.with_columns(slip(rng, part["first_names"], ocr=ocr))
    if cause in _DATES:
        return _wrong_date(rng, part, cause)
    if cause == "other place":
        moved = part["place"].sample(
            fraction=1, shuffle=True, seed=int(rng.integers(2**31))
        )
        return part.with_columns(moved)
    if cause in _SIMPLE:
        return part.with_columns(_SIMPLE[cause])
    return part


_GIVEN = pl.col("first_names").str.split(" ")
_FIRST = _GIVEN.list.first()
_SIMPLE: dict[str, Iterable[pl.Expr]] = {
    "married name": [pl.coalesce("spouse", "birth_name").alias("birth_name")],
    "second forename used": [
        pl.coalesce(_GIVEN.list.get(1, null_on_oob=True), "first_names").alias(
            "first_names"
        )
    ],
    "names swapped": [
        _FIRST.alias("birth_name"),
        pl.concat_str(
            [pl.col("birth_name"), _GIVEN.list.slice(1).list.join(" ")], separator=" "
        )
        .str.strip_chars()
        .alias("first_names"),
    ],
    "forenames cut": [_FIRST.alias("first_names")],
    "forenames reordered": [
        pl.concat_list(_GIVEN.list.slice(1), _GIVEN.list.head(1))
        .list.join(" ")
        .alias("first_names")
    ],
    "place missing": [pl.lit(None, pl.String).alias("place")],
    "sex wrong or missing": [
        pl.when(pl.col("sex") == "F").then(pl.lit("M")).alias("sex")
    ],
    "year only": [pl.lit("year").alias("birth_date_precision")],
}
_DATES = {"date digit", "day and month swapped", "first of January", "year only"}


def _wrong_date(rng: Rng, part: pl.DataFrame, cause: str) -> pl.DataFrame:
    first = [pl.lit(1, pl.Int64).alias("month"), pl.lit(1, pl.Int64).alias("day")]
    if cause == "first of January":
        return part.with_columns(first)
    if cause == "year only":
        return part.with_columns(*first, *_SIMPLE[cause])
    if cause == "day and month swapped":
        can = pl.col("day") <= 12  # noqa: PLR2004
        return part.with_columns(
            pl.when(can).then("day").otherwise("month").alias("month"),
            pl.when(can).then("month").otherwise("day").alias("day"),
        )
    what = pl.Series(rng.choice(3, part.height, p=[0.5, 0.3, 0.2]))
    step = pl.Series(rng.choice([-10, -3, -2, -1, 1, 2, 3, 10], part.height))
    year = (pl.col("year") + step).clip(1900, 2012)
    return part.with_columns(
        pl.when(what == 0)
        .then((pl.col("day") + step - 1) % 28 + 1)
        .otherwise("day")
        .alias("day"),
        pl.when(what == 1)
        .then((pl.col("month") + step - 1) % 12 + 1)
        .otherwise("month")
        .alias("month"),
        pl.when(what == 2).then(year).otherwise("year").alias("year"),  # noqa: PLR2004
    ).with_columns(
        pl.when(what == 1).then(pl.col("day").clip(1, 28)).otherwise("day").alias("day")
    )
