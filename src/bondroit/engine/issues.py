"""One issue of a rule: where, what, what to do; and their order."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bondroit.errors import BondroitError
from bondroit.model.rule import Rule


class Level(StrEnum):
    """Whether an issue stops the rule."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue of one rule: where, what, what to do."""

    rule_id: str
    level: Level
    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """Return the line shown to the author."""
        return f"{self.where}: {self.level}: {self.what}; {self.remedy}"


_Placed = TypeVar("_Placed", bound=Issue | BondroitError)
_PLACE = re.compile(r"(.*?):(\d+):(\d+)$")


def error(rule: Rule, where: str, what: str, remedy: str) -> Issue:
    """Return an issue that stops the rule."""
    return Issue(
        rule_id=rule.id, level=Level.ERROR, where=where, what=what, remedy=remedy
    )


def warning(rule: Rule, where: str, what: str, remedy: str) -> Issue:
    """Return an issue to look at, which does not stop the rule."""
    return Issue(
        rule_id=rule.id, level=Level.WARNING, where=where, what=what, remedy=remedy
    )


def in_order(found: Iterable[_Placed]) -> list[_Placed]:
    """Sort by file, line and column, then by text."""
    return sorted(found, key=_order)


def _order(one: Issue | BondroitError) -> tuple[str, int, int, str]:
    place = _PLACE.match(one.where)
    if place is None:
        return (one.where, 0, 0, str(one))
    return (place[1], int(place[2]), int(place[3]), str(one))
