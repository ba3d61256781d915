"""Control of NIR and IBAN, vectorised: facts about numbers, never the numbers."""

from string import ascii_uppercase
from typing import Final

import polars as pl

NIR_MODULUS: Final = 97
_FIRST_LETTER_VALUE: Final = 10
_CHUNK: Final = 16
_CHUNKS: Final = 5
_CENTURY: Final = 100
_DECEMBER: Final = 12
_NIR_SHAPE: Final = r"^[12]\d{2}(0[1-9]|1[0-2]|[2-9]\d)(\d{2}|2[AB])\d{6}$"
_PROVISIONAL_SHAPE: Final = r"^[3478]\d{4}(\d{2}|2[AB])\d{6}$"
_IBAN_SHAPE: Final = r"^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$"

IBAN_LENGTHS: Final = {
    "AD": 24,
    "AT": 20,
    "BE": 16,
    "BG": 22,
    "CH": 21,
    "CY": 28,
    "CZ": 24,
    "DE": 22,
    "DK": 18,
    "EE": 20,
    "ES": 24,
    "FI": 18,
    "FR": 27,
    "GB": 22,
    "GR": 27,
    "HR": 21,
    "HU": 28,
    "IE": 22,
    "IS": 26,
    "IT": 27,
    "LI": 21,
    "LT": 20,
    "LU": 20,
    "LV": 21,
    "MC": 27,
    "MT": 31,
    "NL": 18,
    "NO": 15,
    "PL": 28,
    "PT": 25,
    "RO": 24,
    "SE": 24,
    "SI": 19,
    "SK": 24,
    "SM": 27,
}
"""Lengths of the IBANs of the SEPA area (ISO 13616); other countries: mod 97 alone."""


def iban_is_valid(iban: pl.Expr) -> pl.Expr:
    """Return whether an IBAN has its country's length and the remainder 1 (ISO 13616).

    Spaces and case do not matter. Null where the IBAN is.
    """
    text = iban.str.replace_all(r"\s", "").str.to_uppercase()
    country = text.str.slice(0, 2)
    expected = country.replace_strict(
        IBAN_LENGTHS, default=None, return_dtype=pl.UInt32
    )
    right_length = (text.str.len_chars() == expected).fill_null(value=True)
    shaped = text.str.contains(_IBAN_SHAPE)
    moved = text.str.slice(4) + text.str.slice(0, 4)
    divides = (_remainder(_as_digits(moved)) == 1).fill_null(value=False)
    return pl.when(iban.is_not_null()).then(shaped & right_length & divides)


def nir_state(nir: pl.Expr, key: pl.Expr) -> pl.Expr:
    """Return what the control of a NIR says.

    Args:
        nir: 13 characters, null unknown.
        key: two digits, null when the file has none.

    Returns:
        `valid`, `wrong_key`, `wrong_structure`, `provisional` (waiting or temporary
        numbers, which start with 3, 4, 7 or 8 and are no error); null when the NIR
        is unknown, or well formed without its key.

    """
    digits = nir.str.replace("2A", "19", literal=True).str.replace(
        "2B", "18", literal=True
    )
    number = digits.cast(pl.Int64, strict=False)
    expected = NIR_MODULUS - number % NIR_MODULUS
    return (
        pl.when(nir.is_null())
        .then(None)
        .when(nir.str.contains(_PROVISIONAL_SHAPE))
        .then(pl.lit("provisional"))
        .when(~nir.str.contains(_NIR_SHAPE))
        .then(pl.lit("wrong_structure"))
        .when(key.is_null())
        .then(None)
        .when((key.cast(pl.Int64, strict=False) == expected).fill_null(value=False))
        .then(pl.lit("valid"))
        .otherwise(pl.lit("wrong_key"))
    )


def nir_is_final(nir: pl.Expr) -> pl.Expr:
    """Return whether a NIR is well formed and for life; null when it is unknown."""
    return nir.str.contains(_NIR_SHAPE)


def nir_agrees_with_sex(nir: pl.Expr, sex: pl.Expr) -> pl.Expr:
    """Return whether the first digit of a NIR is that of the sex written beside it.

    Null where either is unknown, and for waiting numbers, which tell nothing for sure.
    """
    told = nir.str.slice(0, 1).replace_strict(
        {"1": "M", "2": "F"}, default=None, return_dtype=pl.String
    )
    return pl.when(nir_is_final(nir)).then(told == sex)


def nir_agrees_with_birth(
    nir: pl.Expr, birth_date: pl.Expr, precision: pl.Expr
) -> pl.Expr:
    """Return whether a NIR holds the year and month of birth written beside it.

    Months above 12 stand for a presumed date and agree with any month; a date known to
    the year is compared on the year alone.

    Args:
        nir: 13 characters.
        birth_date: as written.
        precision: `day`, `month` or `year`; null reads as a day.

    """
    year = nir.str.slice(1, 2).cast(pl.Int32, strict=False)
    month = nir.str.slice(3, 2).cast(pl.Int32, strict=False)
    same_year = year == birth_date.dt.year() % _CENTURY
    loose = (precision == "year").fill_null(value=False) | (month > _DECEMBER)
    same_month = loose | (month == birth_date.dt.month())
    return pl.when(nir_is_final(nir)).then(same_year & same_month)


def _as_digits(text: pl.Expr) -> pl.Expr:
    """Replace each letter by its value, A being 10."""
    values = [str(_FIRST_LETTER_VALUE + rank) for rank in range(len(ascii_uppercase))]
    return text.str.replace_many(list(ascii_uppercase), values)


def _remainder(digits: pl.Expr) -> pl.Expr:
    """Return the remainder by 97 of a number of up to 80 digits, chunk by chunk."""
    padded = digits.str.pad_start(_CHUNK * _CHUNKS, "0")
    rest = pl.lit(0, dtype=pl.Int64)
    for rank in range(_CHUNKS):
        chunk = padded.str.slice(rank * _CHUNK, _CHUNK).cast(pl.Int64, strict=False)
        rest = (rest * 10**_CHUNK + chunk) % NIR_MODULUS
    return rest
