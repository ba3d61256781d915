"""Whom the checks fall on, and how often they were right: by benefit, age and sex.

Rules read none of these; this measures what they do all the same. A count under 11 is
hidden, and with it the smallest other one of its column, or it could be worked out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

LEAST: Final = 11
_BANDS: Final = ((30, "moins de 30 ans"), (45, "30 à 44 ans"), (60, "45 à 59 ans"), (75, "60 à 74 ans"), (85, "75 à 84 ans"), (200, "85 ans et plus"))  # fmt: skip
_SEXES: Final = {"F": "femmes", "M": "hommes"}
UNKNOWN: Final = "inconnu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A case of the year, as far as this counts."""

    benefits: tuple[str, ...]
    birth: date | None
    sex: str | None
    concluded: bool
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One line; None is a count that is hidden.

    Attributes:
        cases: reported in the year.
        concluded: judged conclusively.
        confirmed: in which the gap was real, whoever it came from.

    """

    name: str
    cases: int | None
    concluded: int | None
    confirmed: int | None


def disparity(
    cases: Sequence[Judged], day: date
) -> tuple[tuple[str, tuple[Group, ...]], ...]:
    """Return the groups of each kind, small counts hidden.

    Args:
        cases: of the year.
        day: ages are counted on it.

    """

    def band(case: Judged) -> tuple[str, ...]:
        return (_band(case.birth, day),)

    def sex(case: Judged) -> tuple[str, ...]:
        return (_SEXES.get(case.sex or "", UNKNOWN),)

    return (
        ("Prestation", _groups(cases, lambda case: case.benefits or (UNKNOWN,))),
        ("Âge", _groups(cases, band, [name for _, name in _BANDS])),
        ("Sexe", _groups(cases, sex)),
    )


def _band(birth: date | None, day: date) -> str:
    if birth is None:
        return UNKNOWN
    age = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    return next((name for limit, name in _BANDS if age < limit), UNKNOWN)


def _groups(
    cases: Sequence[Judged],
    names: Callable[[Judged], tuple[str, ...]],
    order: Sequence[str] = (),
) -> tuple[Group, ...]:
    counts: dict[str, list[int]] = {}
    for case in cases:
        for name in names(case):
            three = counts.setdefault(name, [0, 0, 0])
            for rank, one in enumerate((True, case.concluded, case.confirmed)):
                three[rank] += one
    ranked = sorted(
        counts,
        key=lambda name: (order.index(name) if name in order else len(order), name),
    )
    columns = [hidden([counts[name][rank] for name in ranked]) for rank in range(3)]
    rows = zip(ranked, *columns, strict=True)
    return tuple(
        Group(
            name=name,
            cases=seen,
            concluded=None if seen is None else judged,
            confirmed=_inside(seen, judged, right),
        )
        for name, seen, judged, right in rows
    )


def _inside(seen: int | None, judged: int | None, right: int | None) -> int | None:
    """Return a count of confirmed cases, unless it tells a small one of the others."""
    if seen is None or judged is None or right is None:
        return None
    return None if 0 < judged - right < LEAST else right


def hidden(counts: Sequence[int]) -> list[int | None]:
    """Return counts with the small ones None, and another when one alone is."""
    shown: list[int | None] = [None if 0 < count < LEAST else count for count in counts]
    if shown.count(None) == 1:
        rest = [rank for rank, count in enumerate(shown) if count is not None]
        if rest:
            shown[min(rest, key=lambda rank: (counts[rank] == 0, counts[rank]))] = None
    return shown
