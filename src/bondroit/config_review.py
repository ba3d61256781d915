"""The `review` part of `bondroit.yml`: the review desk."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any, Final

from bondroit.config import LetterConfig, ReviewConfig
from bondroit.config_sources import problem, unknown_keys
from bondroit.errors import BondroitError
from bondroit.yaml_file import YamlFile

ENVIRONMENT_MARK: Final = "env:"
_FROM_ENVIRONMENT: Final = ("database", "encryption_key")
_SHARES: Final = ("precision_floor",)


REVIEW_DEFAULTS: Final = ReviewConfig()


def read_review(
    file: YamlFile, value: object, problems: list[BondroitError]
) -> ReviewConfig:
    """Return the settings of the desk, adding a problem for each wrong one."""
    if not isinstance(value, dict):
        problems.append(
            problem(
                file,
                ("review",),
                "review must be a mapping",
                "write review: {second_reading_above: 3000}",
            )
        )
        return REVIEW_DEFAULTS
    known = {field.name for field in fields(ReviewConfig)}
    unknown_keys(file, ("review",), value, known, problems)
    before = len(problems)
    given = {name: item for name, item in value.items() if name in known}
    letters = read_letters(file, given.pop("letters", {}), problems)
    for name, item in given.items():
        problems.extend(_wrong(file, name, item))
    if len(problems) > before:
        return REVIEW_DEFAULTS
    return ReviewConfig(**_typed(given), letters=letters)


def read_letters(
    file: YamlFile, value: object, problems: list[BondroitError]
) -> LetterConfig:
    """Return who writes the letters, adding a problem for each wrong key."""
    place = ("review", "letters")
    if not isinstance(value, dict):
        problems.append(
            problem(
                file,
                place,
                "letters must be a mapping",
                "write letters: {authority: ..., signatory: ...}",
            )
        )
        return LetterConfig()
    known = {field.name for field in fields(LetterConfig)}
    unknown_keys(file, place, value, known, problems)
    given = {str(name): item for name, item in value.items() if name in known}
    problems.extend(
        problem(
            file,
            (*place, name),
            f"{name} must be a text",
            "write it in quotes, with | before several lines",
        )
        for name, item in given.items()
        if not isinstance(item, str)
    )
    texts = {
        name: item.strip() for name, item in given.items() if isinstance(item, str)
    }
    return LetterConfig(**texts)


def _typed(given: Mapping[str, Any]) -> dict[str, Any]:
    decimals = (*_SHARES, "second_reading_above")
    return {
        name: Decimal(str(item)) if name in decimals else item
        for name, item in given.items()
    }


def _wrong(file: YamlFile, name: str, item: object) -> list[BondroitError]:
    place = ("review", name)
    number = isinstance(item, int | float) and not isinstance(item, bool)
    if name in _FROM_ENVIRONMENT:
        if isinstance(item, str) and len(item.removeprefix(ENVIRONMENT_MARK)) < len(
            item
        ):
            return []
        return [
            problem(
                file,
                place,
                f"{name} must name a variable of the environment, it is never written here",
                f"write {name}: env:BONDROIT_{name.upper()}",
            )
        ]
    if name in _SHARES:
        sound = number and 0 <= float(str(item)) <= 1
        remedy = "write a number from 0 to 1"
    elif name == "second_reading_above":
        sound = number and float(str(item)) >= 0
        remedy = "write an amount in euros, 0 or more"
    else:
        least = 0 if name in ("random_size", "random_decoys", "recontrol_months") else 1
        sound = isinstance(item, int) and number and item >= least
        remedy = f"write a whole number, {least} or more"
    return (
        []
        if sound
        else [problem(file, place, f"{name} is not a possible value", remedy)]
    )
