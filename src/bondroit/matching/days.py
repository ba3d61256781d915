"""Dates as numbers yyyymmdd, by integer arithmetic alone."""

import numpy as np
import numpy.typing as npt
import polars as pl

Numbers = npt.NDArray[np.int32]

_EPOCH = 719_468
"""Days from 1 March of the year 0 to 1 January 1970."""
_ERA, _CENTURY, _FOUR_YEARS, _YEAR = 146_097, 36_524, 1_461, 365
_MARCH_TO_DECEMBER = 10


def day_numbers(dates: pl.Series) -> pl.Series:
    """Return dates as yyyymmdd (Int32), 0 where null.

    Years are counted from March, so that the leap day is the last one: from the days
    of an era of 400 years come the year, then the day of the year, then the month.
    """
    known = dates.is_not_null()
    if not known.any():
        return pl.zeros(len(dates), pl.Int32, eager=True)
    days = dates.to_physical().fill_null(0).to_numpy() + np.int32(_EPOCH)
    era = days // _ERA
    rest = days - era * _ERA
    year = (
        rest - rest // (_FOUR_YEARS - 1) + rest // _CENTURY - rest // (_ERA - 1)
    ) // _YEAR
    of_year = rest - (_YEAR * year + year // 4 - year // 100)
    march = (5 * of_year + 2) // 153
    day = of_year - (153 * march + 2) // 5 + 1
    later = march >= _MARCH_TO_DECEMBER
    month = np.where(later, march - 9, march + 3)
    number = (era * 400 + year + later) * 10_000 + month * 100 + day
    return pl.Series("day", np.where(known.to_numpy(), number, 0), pl.Int32)


def one_digit(a: Numbers, b: Numbers) -> npt.NDArray[np.bool_]:
    """Whether two dates differ by one digit, or by two neighbours exchanged."""
    one, other = _digits(a), _digits(b)
    wrong = ~_zeros(one ^ other) & _EACH
    count = np.bitwise_count(wrong)
    exchanged = _zeros(one ^ (other >> _DIGIT)) & _zeros((one >> _DIGIT) ^ other)
    exchanged &= wrong & (wrong >> _DIGIT)
    return np.asarray((count == 1) | ((count == 2) & (exchanged != 0)))  # noqa: PLR2004 - two neighbours


_DIGIT = np.uint32(4)
"""Bits of a digit."""
_EACH = np.uint32(0x11111111)
"""The first bit of each digit."""
_FOUR_DIGITS = np.array([int(str(n), 16) for n in range(10_000)], np.uint32)


def _digits(dates: Numbers) -> npt.NDArray[np.uint32]:
    """Return numbers yyyymmdd with four bits a digit."""
    years, days = np.divmod(dates, np.int32(10_000))
    return np.asarray(
        (_FOUR_DIGITS[years % 10_000] << np.uint32(16)) | _FOUR_DIGITS[days]
    )


def _zeros(digits: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return the first bit of each digit that is 0."""
    some = digits | (digits >> np.uint32(1))
    some |= some >> np.uint32(2)
    return np.asarray(~some & _EACH)
