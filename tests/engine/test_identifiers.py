"""Control of NIR and IBAN, against an independent implementation."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban as stdnum_iban
from stdnum.fr import nir as stdnum_nir

from bondroit.engine.views.identifiers import iban_is_valid, nir_state


def iban_valid(text: str | None) -> bool | None:
    """Return what the view says of one IBAN."""
    frame = pl.DataFrame({"iban": [text]}, schema={"iban": pl.String()})
    return frame.select(iban_is_valid(pl.col("iban"))).item()


def state(nir: str | None, key: str | None) -> str | None:
    """Return what the view says of one NIR."""
    frame = pl.DataFrame(
        {"nir": [nir], "key": [key]}, schema={"nir": pl.String(), "key": pl.String()}
    )
    return frame.select(nir_state(pl.col("nir"), pl.col("key"))).item()


def with_check_digits(country: str, account: str) -> str:
    """Return an IBAN with the check digits of ISO 13616."""
    return country + stdnum_iban.calc_check_digits(f"{country}00{account}") + account


@settings(deadline=None)
@given(
    account=st.text(alphabet="0123456789", min_size=23, max_size=23),
    place=st.integers(min_value=4, max_value=26),
)
def test_a_french_iban_with_its_key_is_valid_and_one_wrong_digit_is_not(
    account: str, place: int
) -> None:
    """The key makes an IBAN valid, and catches any single wrong digit."""
    good = with_check_digits("FR", account)
    wrong = str((int(good[place]) + 1) % 10)
    assert iban_valid(good) is True
    assert iban_valid(good[:place] + wrong + good[place + 1 :]) is False


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("FR76 3000 6000 0112 3456 7890 189", True),
        ("fr7630006000011234567890189", True),
        ("FR763000600001123456789018", False),
        ("BE68539007547034", True),
        ("MT84MALT011000012345MTLCAST001S", True),
        ("FR76-3000", False),
        ("", False),
        (None, None),
    ],
)
def test_ibans_of_several_shapes(text: str | None, valid: object) -> None:
    """Spaces and case do not matter; length and letters do."""
    assert iban_valid(text) is valid


@settings(deadline=None)
@given(
    sex=st.sampled_from("12"),
    year=st.integers(min_value=0, max_value=99),
    month=st.integers(min_value=1, max_value=12),
    place=st.sampled_from(("2A", "2B", "01", "45", "95", "99")),
    rest=st.integers(min_value=1001, max_value=999_999),
)
def test_the_key_of_a_nir_is_that_of_the_standard(
    sex: str, year: int, month: int, place: str, rest: int
) -> None:
    """The expected key is valid, Corsica included; the next one is not."""
    nir = f"{sex}{year:02}{month:02}{place}{rest:06}"
    key = stdnum_nir.calc_check_digits(nir)
    assert state(nir, key) == "valid"
    assert state(nir, f"{int(key) % 97 + 1:02}") == "wrong_key"


@pytest.mark.parametrize(
    ("nir", "key", "expected"),
    [
        ("7550814168025", "11", "provisional"),
        ("3550814168025", None, "provisional"),
        ("2551514168025", "11", "wrong_structure"),
        ("255081416802", "11", "wrong_structure"),
        ("255081416802A", "11", "wrong_structure"),
        ("2550814168025", None, None),
        ("2550814168025", "3X", "wrong_key"),
        (None, "38", None),
    ],
)
def test_nirs_of_several_shapes(
    nir: str | None, key: str | None, expected: str | None
) -> None:
    """Provisional numbers are no error; without a key nothing is concluded."""
    assert state(nir, key) == expected
