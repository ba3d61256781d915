"""Answers of reviewers: same, different or unsure; respected for ever."""

from pathlib import Path

import polars as pl

from bondroit.errors import DataError

ANSWERS: dict[str, pl.DataType] = {
    "left_source": pl.String(),
    "left_id": pl.String(),
    "right_source": pl.String(),
    "right_id": pl.String(),
    "right_table": pl.String(),
    "answer": pl.String(),
}
"""One row a pair answered: `same`, `different` or `unsure`."""

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
SURE = 1.0 - 1e-9
"""Probability of a pair that a person said to be the same."""
DOUBTFUL = 0.94
"""At most, of a pair that a person could not judge."""


def read_answers(path: Path) -> pl.DataFrame | None:
    """Read a snapshot of answers; None where there is none.

    Args:
        path: Parquet or CSV file with the columns of `ANSWERS`; others are ignored.

    Raises:
        DataError: the file is not such a snapshot.

    """
    if not path.is_file():
        return None
    try:
        raw = (
            pl.read_parquet(path)
            if path.suffix == ".parquet"
            else pl.read_csv(path, infer_schema=False)
        )
        return checked(raw, str(path))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DataError(
            str(path),
            "the answers cannot be read",
            f"give the columns {', '.join(ANSWERS)}",
        ) from error


def checked(answers: pl.DataFrame, where: str = "answers") -> pl.DataFrame:
    """Return answers in their form, one row a pair, the last one given kept.

    Raises:
        DataError: an answer is none of the three.

    """
    columns = [
        (
            pl.col(name) if name in answers.columns else pl.lit("people").alias(name)
        ).cast(pl.String)
        for name in ANSWERS
    ]
    kept = answers.select(columns)
    if not kept["answer"].is_in([SAME, DIFFERENT, UNSURE]).all():
        raise DataError(
            where, "an answer is not known", "answer same, different or unsure"
        )
    key = list(ANSWERS)[:-1]
    return kept.unique(key, keep="last", maintain_order=True).sort(key)


def of_rows(
    answers: pl.DataFrame | None, left: pl.DataFrame, right: pl.DataFrame, table: str
) -> pl.DataFrame:
    """Return the answers on rows of prepared records: i, j, answer.

    Args:
        answers: columns of `ANSWERS`, None for none.
        left: members of the left side (row and two id columns).
        right: members of the right side.
        table: `right_table` of the pairs.

    """
    empty = pl.DataFrame(schema={"i": pl.UInt32, "j": pl.UInt32, "answer": pl.String})
    if answers is None or answers.is_empty():
        return empty
    some = answers.filter(pl.col("right_table") == table)
    if table == "people":
        turned = some.rename(
            {
                "left_source": "right_source",
                "left_id": "right_id",
                "right_source": "left_source",
                "right_id": "left_id",
            }
        ).select(some.columns)
        some = pl.concat([some, turned])
    found = some.join(_keyed(left, "left", "i"), on=["left_source", "left_id"]).join(
        _keyed(right, "right", "j"), on=["right_source", "right_id"]
    )
    return (
        found.select("i", "j", "answer").unique(["i", "j"], keep="first").sort("i", "j")
    )


def _keyed(members: pl.DataFrame, side: str, row: str) -> pl.DataFrame:
    source, key = (name for name in members.columns if name != "row")
    return members.select(
        pl.col("row").alias(row),
        pl.col(source).alias(f"{side}_source"),
        pl.col(key).alias(f"{side}_id"),
    )


def applied(
    pairs: pl.DataFrame, said: pl.DataFrame, *, within: bool = False
) -> pl.DataFrame:
    """Give answered pairs their answer; a pair said the same is added where missing.

    Args:
        pairs: i, j, passes, pattern, probability.
        said: i, j, answer.
        within: pairs of one file, i <= j.

    """
    if said.is_empty():
        return pairs
    if within:
        said = said.filter(pl.col("i") <= pl.col("j"))
    known = pairs.join(said, on=["i", "j"], how="full", coalesce=True)
    chance = (
        pl.when(pl.col("answer") == SAME)
        .then(SURE)
        .when(pl.col("answer") == DIFFERENT)
        .then(0.0)
        .when(pl.col("answer") == UNSURE)
        .then(pl.min_horizontal(pl.col("probability").fill_null(0.0), DOUBTFUL))
        .otherwise("probability")
    )
    return (
        known.with_columns(
            chance.alias("probability"), pl.col("passes", "pattern").fill_null(0)
        )
        .filter((pl.col("probability") > 0) | (pl.col("i") == pl.col("j")))
        .select(pairs.columns)
        .sort("i", "j")
    )
