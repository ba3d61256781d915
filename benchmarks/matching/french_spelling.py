"""Slips of the hand and of the eye in names, and how a file spells them."""

import numpy as np
import polars as pl

Rng = np.random.Generator

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NEAR = dict(zip(_LETTERS, "QVXSRGHJOKJMNBOMASDYIBZCTE", strict=True))
_OCR = dict(zip(_LETTERS, "ARGOFEOLTILIHMQFORBTVUVXVZ", strict=True))


def slip(rng: Rng, names: pl.Series, *, ocr: bool) -> pl.Series:
    """Make one slip in each name, not on its first letter nor on a space."""
    frame = (
        names.alias("s")
        .to_frame()
        .with_columns(n=pl.col("s").str.len_chars().cast(pl.Int64))
    )
    share = pl.Series(rng.random(frame.height))
    kind = pl.Series(
        rng.choice(
            4,
            frame.height,
            p=[0.05, 0.05, 0.05, 0.85] if ocr else [0.3, 0.15, 0.2, 0.35],
        )
    )
    at = 1 + (share * (pl.col("n") - 2).clip(1)).cast(pl.Int64)
    frame = frame.with_columns(at=at)
    frame = frame.select(
        "s",
        head=pl.col("s").str.slice(0, pl.col("at")),
        c=pl.col("s").str.slice(pl.col("at"), 1),
        d=pl.col("s").str.slice(pl.col("at") + 1, 1),
        tail=pl.col("s").str.slice(pl.col("at") + 2),
    )
    capital = pl.col("c").str.to_uppercase()
    table = _OCR if ocr else _NEAR
    near = capital.replace_strict(table, default=pl.lit("E")).str.to_lowercase()
    parts = [
        pl.concat_str("head", "d", "tail"),
        pl.concat_str("head", "c", "c", "d", "tail"),
        pl.concat_str("head", "d", "c", "tail"),
        pl.concat_str("head", near, "d", "tail"),
    ]
    slipped = pl.coalesce(
        pl.when(kind == number).then(part) for number, part in enumerate(parts)
    )
    allowed = ~pl.col("c").is_in([" ", "-", ""]) & ~pl.col("d").is_in([" ", "-"])
    return frame.select(
        pl.when(allowed).then(slipped).otherwise("s").alias(names.name)
    ).to_series()


def spelled(rng: Rng, frame: pl.DataFrame, *, plain: bool) -> pl.DataFrame:
    """Write names in capitals without accents, as registers do, or as drawn."""
    capital = pl.Series(rng.random(frame.height) < 0.4) | pl.lit(plain)  # noqa: PLR2004

    def bare(name: str) -> pl.Expr:
        text = pl.col(name).str.normalize("NFKD").str.replace_all(r"\p{M}", "")
        return (
            pl.when(capital).then(text.str.to_uppercase()).otherwise(name).alias(name)
        )

    return frame.with_columns(
        bare(name) for name in ("birth_name", "usual_name", "first_names")
    )
