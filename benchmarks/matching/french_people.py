"""Draw French persons by the million: names, sex, birth, spouse, twins, homonyms.

Everything is drawn in columns; a block of persons depends on the seed and on its number
only, so that any size can be written in blocks.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from french_names import (
    ABROAD_FORENAMES,
    ABROAD_SURNAMES,
    COUNTRIES,
    EXTRA_FORENAMES,
    forenames,
    surnames,
)

Rng = np.random.Generator
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

BOTH, LEFT_ONLY, RIGHT_ONLY = 0, 1, 2
ABROAD_SHARE = 0.13
FIRST_OF_JANUARY = 0.08
COMPOUND = 0.06
_OLD = 1950
_TOWNS = 6_330
_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@dataclass(frozen=True, slots=True)
class Population:
    """What a population looks like.

    Attributes:
        twins: share of people with a twin or a sibling of the same day.
        homonyms: share of people whose names and town are drawn from a few.
        old_register: people of the right side are born before 1950.

    """

    twins: float = 0.012
    homonyms: float = 0.0
    old_register: bool = False


def persons(rng: Rng, where: Ints, population: Population) -> pl.DataFrame:
    """Draw persons.

    Args:
        rng: randomness of this block.
        where: for each person BOTH, LEFT_ONLY or RIGHT_ONLY.
        population: what they look like.

    Returns:
        where, surname, spouse (surname of the husband, null), given (forenames,
        separated by spaces), sex, year, month, day, place (COG code).

    """
    count = len(where)
    sex = rng.random(count) < 0.52  # noqa: PLR2004 - women
    old = population.old_register & (where != LEFT_ONLY)
    elder = _elders(rng, old, population.twins)
    year = _years(rng, count, old)[elder]
    abroad = (rng.random(count) < ABROAD_SHARE)[elder]
    same = (rng.random(count) < population.homonyms)[elder]
    month = rng.integers(1, 13, count)
    day = rng.integers(1, _DAYS[month - 1] + 1)
    january = abroad & (rng.random(count) < FIRST_OF_JANUARY)
    month[january] = day[january] = 1
    given = _given(rng, sex, year, abroad, same)
    alike = given.str.split(" ").list.first()
    twins = (elder != np.arange(count)) & (alike == alike.gather(elder)).to_numpy()
    others = _given(rng, sex[twins], year[twins], abroad[twins], same[twins])
    given = given.scatter(np.flatnonzero(twins), others)
    return pl.DataFrame(
        {
            "where": where,
            "surname": _surnames(rng, abroad, same).gather(elder),
            "spouse": _spouses(rng, sex, year),
            "given": given,
            "sex": pl.Series(["M", "F"]).gather(sex.astype(np.int64)),
            "year": year,
            "month": month[elder],
            "day": day[elder],
            "place": _places(rng, abroad, same).gather(elder),
        }
    )


def _years(rng: Rng, count: int, old: Bools) -> Ints:
    spread = 1916 + (92 * rng.beta(1.5, 1.3, count)).astype(np.int64)
    early = 1905 + (45 * rng.beta(2.2, 1.2, count)).astype(np.int64)
    return np.where(old, np.minimum(early, _OLD - 1), spread)


def draw_surnames(rng: Rng, count: int) -> pl.Series:
    """Draw surnames by frequency."""
    names, cumulated = surnames()
    return names.gather(np.searchsorted(cumulated, rng.random(count)))


def _surnames(rng: Rng, abroad: Bools, same: Bools) -> pl.Series:
    count = len(abroad)
    foreign = pl.Series([name.replace("-", " ") for name in ABROAD_SURNAMES.split()])
    rank = (len(foreign) * rng.random(count) ** 1.7).astype(np.int64)
    few = surnames()[0].head(40).gather(rng.integers(0, 40, count))
    away = abroad & (rng.random(count) < 0.75)  # noqa: PLR2004
    return pl.select(
        pl.when(pl.Series(away))
        .then(foreign.gather(rank))
        .when(pl.Series(same))
        .then(few)
        .otherwise(draw_surnames(rng, count))
    ).to_series()


def _spouses(rng: Rng, woman: Bools, year: Ints) -> pl.Series:
    share = np.clip((1985 - year) / 60, 0, 1) * 0.35 + 0.5
    married = woman & (year < 2000) & (rng.random(len(year)) < share)  # noqa: PLR2004
    return pl.select(
        pl.when(pl.Series(married)).then(draw_surnames(rng, len(year)))
    ).to_series()


def _given(rng: Rng, woman: Bools, year: Ints, abroad: Bools, same: Bools) -> pl.Series:
    """Draw one to four forenames each; the same twice is written once."""
    count = len(year)
    wanted = rng.choice(4, count, p=[0.18, 0.32, 0.38, 0.12])
    drawn = [draw_forenames(rng, woman, year, abroad, same) for _ in range(4)]
    compound = rng.random(count) < COMPOUND
    frame = pl.DataFrame(dict(zip("abcd", drawn, strict=True)))
    glue = pl.Series(compound) & (frame["a"] != frame["b"])
    simple = ~frame["a"].str.contains("-", literal=True) & ~frame["b"].str.contains(
        "-", literal=True
    )
    first = pl.when(glue & simple).then(pl.format("{}-{}", "a", "b")).otherwise("a")
    others = [
        pl.when(
            (pl.Series(wanted) >= number)
            & pl.all_horizontal(pl.col(name) != pl.col(prior) for prior in before)
        ).then(name)
        for number, name, before in ((1, "b", "a"), (2, "c", "ab"), (3, "d", "abc"))
    ]
    others[0] = pl.when(~(glue & simple)).then(others[0])
    return frame.select(
        pl.concat_str([first, *others], separator=" ", ignore_nulls=True)
    ).to_series()


def draw_forenames(
    rng: Rng, woman: Bools, year: Ints, abroad: Bools, same: Bools
) -> pl.Series:
    """Draw one forename each, by sex, decade of birth and origin."""
    pool, starts = _pool()
    group = np.clip(year // 10 - 190, 0, 11) + 12 * woman
    away = abroad & (rng.random(len(year)) < 0.8)  # noqa: PLR2004
    group = np.where(away, 24 + woman, group)
    uniform = np.where(same, rng.random(len(year)) * 0.25, rng.random(len(year)))
    return pool.gather(np.searchsorted(starts, group + uniform))


def _pool() -> tuple[pl.Series, npt.NDArray[np.float64]]:
    """All forenames, group after group; a draw u in group g is sought at g + u."""
    names: list[str] = []
    ends: list[npt.NDArray[np.float64]] = []
    for group in range(24):
        some, shares = forenames("MF"[group // 12], 1900 + 10 * (group % 12))
        names += some
        ends.append(group + np.minimum(np.cumsum(shares), 1.0))
        ends[-1][-1] = group + 1.0
    for number, sex in enumerate("MF"):
        some = ABROAD_FORENAMES[sex].split() + EXTRA_FORENAMES[sex].split()[:20]
        shares = 1 / (np.arange(len(some)) + 5.0)
        names += some
        ends.append(24 + number + np.cumsum(shares) / shares.sum())
        ends[-1][-1] = 25.0 + number
    return pl.Series(names), np.concatenate(ends)


def _places(rng: Rng, abroad: Bools, same: Bools) -> pl.Series:
    count = len(abroad)
    rank = (_TOWNS * rng.random(count) ** 2.6).astype(np.int64)
    rank = np.where(same, rng.integers(0, 5, count), rank)
    department = 1 + rank * 37 % 95
    town = 1 + rank * 61 % 600
    code = pl.Series(department * 1000 + town).cast(pl.String).str.zfill(5)
    code = pl.select(
        pl.when(pl.Series(department) == 20)  # noqa: PLR2004 - Corsica
        .then(pl.concat_str([pl.lit("2A"), code.str.slice(2)]))
        .otherwise(code)
    ).to_series()
    away = pl.Series(COUNTRIES.split())
    country = away.gather((len(away) * rng.random(count) ** 1.6).astype(np.int64))
    return pl.select(
        pl.when(pl.Series(abroad)).then(country).otherwise(code)
    ).to_series()


def _elders(rng: Rng, old: Bools, share: float) -> Ints:
    """Return whom each takes surname, date and place from: a twin, mostly oneself."""
    count = len(old)
    pairs = int(count * share / 2)
    drawn = rng.choice(count, 2 * pairs, replace=False)
    elder = np.arange(count)
    elder[drawn[:pairs]] = drawn[pairs:]
    return np.where(~old | old[elder], elder, np.arange(count))
