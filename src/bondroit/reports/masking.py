"""Numbers of people, shown in part only."""

import polars as pl


def masked_nir(column: str = "nir") -> pl.Expr:
    """Return a NIR with its sex, year and month of birth alone: `1 85 05 •••••`."""
    nir = pl.col(column)
    return (
        pl.when(nir.str.len_chars() >= 5)  # noqa: PLR2004 - sex, year, month
        .then(
            pl.concat_str(
                nir.str.slice(0, 1),
                nir.str.slice(1, 2),
                nir.str.slice(3, 2),
                pl.lit("•••••"),
                separator=" ",
            )
        )
        .otherwise(pl.when(nir.is_not_null()).then(pl.lit("•••••")))
    )


def masked_iban(column: str = "iban") -> pl.Expr:
    """Return an IBAN with its country and last three characters: `FR•• … 123`."""
    iban = pl.col(column)
    return pl.when(iban.is_not_null()).then(
        pl.concat_str(iban.str.slice(0, 2), pl.lit("•• … "), iban.str.slice(-3))
    )


def masked_id(column: str) -> pl.Expr:
    """Return a number of a file with its first and last two characters: `A…23`."""
    value = pl.col(column)
    long = value.str.len_chars() > 5  # noqa: PLR2004 - else it would hide nothing
    return (
        pl.when(long)
        .then(pl.concat_str(value.str.slice(0, 1), pl.lit("…"), value.str.slice(-2)))
        .otherwise(pl.when(value.is_not_null()).then(pl.lit("…")))
    )
