"""What every check of a clause needs: problems, comparisons, one common kind."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from bondroit.engine.language.kinds import (
    ANY,
    TEMPORAL,
    WORDS,
    comparable,
    together,
)
from bondroit.engine.language.syntax import ClauseError, Kind, Node, Op, Shape

_LONG_LIST = 30


def nearest(word: str, words: Collection[str]) -> str:
    """Return «did you mean 'x'?», or the closed list when nothing is near.

    Of a long list, the five nearest words stand for all.
    """
    close = get_close_matches(word, list(words), n=1, cutoff=0.5)
    if close:
        return f"did you mean '{close[0]}'?"
    if len(words) > _LONG_LIST:
        near = get_close_matches(word, sorted(words), n=5, cutoff=0)
        return f"the nearest of {len(words)} are {', '.join(near)}"
    return "choose among " + ", ".join(sorted(words)) if words else "remove it"


@dataclass(slots=True)
class Checker:
    """The columns and parameters of a rule, and the problems found so far.

    Attributes:
        columns: shape of each column of the view.
        parameters: names a clause may write after `$`.
        problems: in the order found.

    """

    columns: Mapping[str, Shape]
    parameters: Collection[str]
    problems: list[ClauseError] = field(default_factory=list)

    def wrong(self, node: Node, what: str, remedy: str) -> Node:
        """Report a part once, and let nothing above it complain."""
        self.problems.append(ClauseError(node.start, what, remedy))
        return node.shaped(ANY)


def near_parameter(name: str, checker: Checker) -> str:
    """Return the remedy for an unknown parameter."""
    close = get_close_matches(name, list(checker.parameters), n=1, cutoff=0.5)
    if close:
        return f"did you mean '${close[0]}'?"
    return "declare it in rules/parameters/"


def expect_flag(checker: Checker, arg: Node) -> None:
    """Refuse a value where a condition is needed."""
    if arg.shape.kind not in {Kind.FLAG, Kind.ANY}:
        checker.wrong(
            arg, f"{WORDS[arg.shape.kind]} stands for a condition", "compare it"
        )


def side_by_side(checker: Checker, left: Node, right: Node) -> tuple[Node, Node]:
    """Check that two parts may be compared; texts become dates where dates stand."""
    left, right = dated(checker, left, right), dated(checker, right, left)
    kinds = (left.shape.kind, right.shape.kind)
    if Kind.NULL in kinds:
        checker.wrong(left, "a comparison with NULL is never true", "write IS NULL")
    elif not comparable(*kinds):
        both = f"{WORDS[kinds[0]]} is compared with {WORDS[kinds[1]]}"
        checker.wrong(right, both, "compare values of one kind")
    elif Kind.CODE in kinds:
        _codes(checker, left, right)
        _codes(checker, right, left)
    return left, right


def dated(checker: Checker, node: Node, other: Node) -> Node:
    """Turn a text into a date where the other side is one."""
    if node.op is not Op.TEXT or other.shape.kind not in TEMPORAL:
        return node
    words = str(node.value)
    try:
        day = date.fromisoformat(words if len(words) == len("YYYY-MM-DD") else "")
    except ValueError:
        return checker.wrong(node, f"'{words}' is not a date", "write 'YYYY-MM-DD'")
    return replace(node, op=Op.DATE, value=day, shape=Shape(Kind.DATE))


def _codes(checker: Checker, node: Node, other: Node) -> None:
    """Check a literal code, or two closed lists, against each other."""
    codes = other.shape.codes
    if node.op is Op.TEXT:
        word = str(node.value)
        if not codes and other.shape.kind is Kind.CODE:
            checker.wrong(
                node,
                "an identifier is compared with a text",
                "compare it with another column only",
            )
        elif word not in codes:
            listed = ", ".join(codes)
            checker.wrong(
                node,
                f"unknown code '{word}' (the list is {listed})",
                nearest(word, codes),
            )
    elif (
        other.op is not Op.TEXT
        and codes
        and node.shape.codes
        and not set(codes) & set(node.shape.codes)
    ):
        checker.wrong(node, "the two codes share no value", "compare other columns")


def one_shape(
    checker: Checker, node: Node, values: list[Node]
) -> tuple[list[Node], Shape]:
    """Return the values, dates read, and the shape that holds them all."""
    for value in values:
        if value.shape.kind in TEMPORAL:
            values = [dated(checker, other, value) for other in values]
            break
    shape = Shape(Kind.NULL)
    for value in values:
        wider = together(shape, value.shape)
        if wider is None:
            both = f"{WORDS[shape.kind]} and {WORDS[value.shape.kind]}"
            checker.wrong(value, f"{both} stand for one value", "give one kind")
            return values, ANY
        if Kind.ANY in {shape.kind, value.shape.kind}:
            wider = ANY
        shape = wider
    if shape.kind is Kind.NULL:
        checker.wrong(node, "only NULL is given", "give a value")
        return values, ANY
    return values, Shape(Kind.CODE, shape.codes) if shape.kind is Kind.TEXT else shape
