"""How a mapping file says that numbers and dates are written."""

from collections.abc import Mapping
from typing import Any

from bondroit.sources.mapping import (
    DATE_FORMATS,
    DECIMALS,
    THOUSANDS,
    TIME_FORMATS,
    Notation,
)
from bondroit.sources.mapping_problems import Keys, Problems


def notation_of(
    problems: Problems,
    keys: Keys,
    inside: Keys,
    found: Mapping[str, Any],
    default: Notation | None = None,
) -> Notation:
    """Read `decimal`, `thousands` and `dates`, over those of the file.

    Args:
        problems: where problems go.
        keys: the place of `dates`.
        inside: the place of `decimal` and `thousands`.
        found: the values.
        default: what is not said.

    """
    base = default or Notation()
    decimal = found.get("decimal", base.decimal)
    thousands = found.get("thousands", base.thousands)
    for name, value, known in (
        ("decimal", decimal, DECIMALS),
        ("thousands", thousands, THOUSANDS),
    ):
        if value not in known:
            problems.add(
                (*inside, name),
                f"{name} cannot be {value!r}",
                f"use one of {', '.join(repr(mark) for mark in known)}",
            )
    said = {"decimal", "thousands"} & found.keys()
    if said and decimal == thousands:
        problems.add(inside, "decimal and thousands are the same", "change one of them")
    dates = found.get("dates")
    if dates is None:
        return Notation(decimal=decimal, thousands=thousands, dates=base.dates)
    names = (
        [dates] if isinstance(dates, str) else problems.items((*keys, "dates"), dates)
    )
    known_dates = (*DATE_FORMATS, *TIME_FORMATS)
    for name in names:
        if name not in known_dates:
            problems.add(
                (*keys, "dates"),
                f"unknown notation of dates '{name}'",
                f"use one of {', '.join(known_dates)}",
            )
    good = tuple(str(name) for name in names if name in known_dates)
    return Notation(decimal=decimal, thousands=thousands, dates=good or base.dates)
