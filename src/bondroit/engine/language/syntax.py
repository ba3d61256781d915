"""The tree of a clause: what it says, where, and of which kind each part is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bondroit.errors import ConfigurationError


class Op(StrEnum):
    """What a node does with its arguments."""

    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"
    NULL = "null"
    DATE = "date"
    COLUMN = "column"
    PARAMETER = "parameter"
    AND = "and"
    OR = "or"
    NOT = "not"
    COMPARE = "compare"
    BETWEEN = "between"
    IN = "in"
    IS_NULL = "is_null"
    CASE = "case"
    ARITHMETIC = "arithmetic"
    NEGATE = "negate"
    CALL = "call"


class Kind(StrEnum):
    """Types of expressions: those of view columns, and those of literals.

    NUMBER is a decimal without unit (literal, parameter, ratio), WHOLE a literal
    integer, TEXT a literal string, NULL the literal null, ANY a part already
    reported as wrong, which raises no second problem.
    """

    MONEY = "money"
    HOURS = "hours"
    RATE = "rate"
    INTEGER = "integer"
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    DATETIME = "datetime"
    MONTH = "month"
    FLAG = "flag"
    CODE = "code"
    TEXT = "text"
    NULL = "null"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind, with the closed list of a CODE (empty: free identifier)."""

    kind: Kind
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One part of a clause.

    Attributes:
        op: what it does.
        value: the literal, the column, parameter or function name, or the operator.
        args: its arguments; those of CASE alternate condition and value, an odd
            last one being ELSE.
        start: offset of its first character in the clause.
        shape: its type, ANY until it has been checked.

    """

    op: Op
    value: str | Decimal | bool | date | None = None
    args: tuple["Node", ...] = ()
    start: int = 0
    shape: Shape = Shape(Kind.ANY)

    def walk(self) -> Iterator["Node"]:
        """Yield the node and everything under it, in reading order."""
        yield self
        for arg in self.args:
            yield from arg.walk()

    def names(self, op: Op) -> tuple[str, ...]:
        """Return the distinct columns or parameters it reads, in reading order."""
        found: dict[str, None] = {}
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.op is op:
                found[str(node.value)] = None
            waiting += reversed(node.args)
        return tuple(found)

    def shaped(self, shape: Shape) -> "Node":
        """Return the same part with a type."""
        return Node(
            op=self.op, value=self.value, args=self.args, start=self.start, shape=shape
        )


class ClauseError(ConfigurationError):
    """A clause that cannot be read or is wrongly typed.

    Args:
        start: offset of the fault in the clause.
        what: the fact.
        remedy: what to do.

    """

    def __init__(self, start: int, what: str, remedy: str) -> None:
        """Keep the offset: the rule file turns it into a line and a column."""
        super().__init__(f"character {start + 1}", what, remedy)
        self.start = start
