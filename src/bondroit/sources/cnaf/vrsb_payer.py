"""Rows of VRSB0801 -> the payer's closed controls and its anomalies."""

import polars as pl

from bondroit.sources.cnaf.vrsb_tables import Frames, day, money, position

#: What tells two controls of a household apart (the schema: «de façon unique»).
_CONTROL = ("CIBCONTRO", "DTEFFCIBCONTRO", "DTDETECCONTRO", "DTCLOCONTRO")


def controls(data: Frames) -> pl.DataFrame:
    """Return the table controls: those closed in the month of the flow."""
    parts = [pl.col(name).fill_null("") for name in ("household_id", *_CONTROL)]
    return _of_households(data, data.controls).select(
        pl.concat_str(parts, separator=":").alias("control_id"),
        "household_id",
        pl.lit(data.month).alias("month"),
        day("DTDETECCONTRO").alias("detected_on"),
        day("DTCLOCONTRO").alias("closed_on"),
        day("DTEFFCIBCONTRO").alias("effective_on"),
        pl.col("CIBCONTRO").alias("target"),
        pl.col("CIBCONTROMSA").alias("target_msa"),
        pl.col("LIBCIBCONTRO").alias("label"),
        pl.col("FAMCIBCONTRO").alias("family"),
        pl.col("NATCIBCONTRO").alias("nature"),
        pl.col("COMMACONTRO").alias("ordered_by"),
        pl.col("TYPECONTRO").alias("type"),
        pl.col("TYPEIMPACCONTRO").alias("impact"),
        money("MTINDURSACGCONTRO").alias("debt_amount"),
        money("MTRAPRSACGCONTRO").alias("arrears_amount"),
        position(),
    )


def anomalies(data: Frames) -> pl.DataFrame:
    """Return the table anomalies."""
    month = pl.lit(f"{data.month:%Y-%m}")
    return _of_households(data, data.anomalies).select(
        pl.format("{}:{}:{}", "household_id", month, "rank").alias("anomaly_id"),
        "household_id",
        pl.lit(data.month).alias("month"),
        pl.col("LIBANO").alias("label"),
        position(),
    )


def _of_households(data: Frames, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.join(
        data.dossiers.select("foyer", "household_id"), on="foyer", maintain_order="left"
    )
