"""Types of a clause against the columns of its view and the known parameters."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from bondroit.engine.language.checker import (
    Checker,
    dated,
    expect_flag,
    near_parameter,
    nearest,
    one_shape,
    side_by_side,
)
from bondroit.engine.language.functions import FUNCTIONS, FunctionDoc
from bondroit.engine.language.kinds import (
    ANY,
    COUNTS,
    FLAG,
    NUMERIC,
    OPEN,
    TEMPORAL,
    TEXTUAL,
    WORDS,
    combined,
)
from bondroit.engine.language.syntax import ClauseError, Kind, Node, Op, Shape


def check(
    tree: Node, columns: Mapping[str, Shape], parameters: Collection[str]
) -> tuple[Node, list[ClauseError]]:
    """Return the tree with the type of every part, and every problem found.

    Args:
        tree: a parsed clause.
        columns: the columns of the view.
        parameters: names a clause may write after `$`.

    """
    checker = Checker(columns, parameters)
    typed = _typed(checker, tree)
    return typed, checker.problems


def _typed(checker: Checker, node: Node) -> Node:
    """Check a part after its arguments."""
    if node.args:
        args = tuple([_typed(checker, arg) for arg in node.args])
        node = Node(op=node.op, value=node.value, args=args, start=node.start)
    return _CHECKS[node.op](checker, node)


def _number(checker: Checker, node: Node) -> Node:  # noqa: ARG001 - as all checks
    whole = isinstance(node.value, Decimal) and node.value.as_tuple().exponent == 0
    return node.shaped(Shape(Kind.WHOLE if whole else Kind.NUMBER))


def _text(checker: Checker, node: Node) -> Node:  # noqa: ARG001 - as all checks
    return node.shaped(Shape(Kind.TEXT, (str(node.value),)))


def _truth(checker: Checker, node: Node) -> Node:  # noqa: ARG001 - as all checks
    return node.shaped(FLAG)


def _null(checker: Checker, node: Node) -> Node:  # noqa: ARG001 - as all checks
    return node.shaped(Shape(Kind.NULL))


def _column(checker: Checker, node: Node) -> Node:
    name = str(node.value)
    shape = checker.columns.get(name)
    if shape is None:
        return checker.wrong(
            node, f"unknown column '{name}'", nearest(name, checker.columns)
        )
    return node.shaped(shape)


def _parameter(checker: Checker, node: Node) -> Node:
    name = str(node.value)
    if name not in checker.parameters:
        return checker.wrong(
            node, f"unknown parameter '${name}'", near_parameter(name, checker)
        )
    return node.shaped(Shape(Kind.NUMBER))


def _conditions(checker: Checker, node: Node) -> Node:
    for arg in node.args:
        expect_flag(checker, arg)
    return node.shaped(FLAG)


def _compare(checker: Checker, node: Node) -> Node:
    left, right = side_by_side(checker, node.args[0], node.args[1])
    ordered = node.value not in {"=", "<>"}
    kind = left.shape.kind
    if ordered and kind in (*TEXTUAL, Kind.FLAG) and right.shape.kind is not Kind.ANY:
        checker.wrong(left, f"{WORDS[kind]} has no order", "use =, <> or IN")
    return replace(node, args=(left, right), shape=FLAG)


def _between(checker: Checker, node: Node) -> Node:
    subject, low, high = node.args
    if subject.shape.kind in (*TEXTUAL, Kind.FLAG):
        checker.wrong(
            subject, f"{WORDS[subject.shape.kind]} has no order", "use =, <> or IN"
        )
        return node.shaped(FLAG)
    _, low = side_by_side(checker, subject, low)
    _, high = side_by_side(checker, subject, high)
    return replace(node, args=(subject, low, high), shape=FLAG)


def _in(checker: Checker, node: Node) -> Node:
    subject, *choices = node.args
    read = [side_by_side(checker, subject, choice)[1] for choice in choices]
    return replace(node, args=(subject, *read), shape=FLAG)


def _is_null(checker: Checker, node: Node) -> Node:
    if node.args[0].op is Op.NULL:
        checker.wrong(node.args[0], "NULL IS NULL is always true", "name a column")
    return node.shaped(FLAG)


def _case(checker: Checker, node: Node) -> Node:
    args = list(node.args)
    pairs = len(args) // 2
    for rank in range(pairs):
        expect_flag(checker, args[2 * rank])
    places = [2 * rank + 1 for rank in range(pairs)]
    places += [len(args) - 1] if len(args) % 2 else []
    values, shape = one_shape(checker, node, [args[place] for place in places])
    for place, value in zip(places, values, strict=True):
        args[place] = value
    return replace(node, args=tuple(args), shape=shape)


def _arithmetic(checker: Checker, node: Node) -> Node:
    left, right = node.args
    kind = combined(str(node.value), left.shape.kind, right.shape.kind)
    if kind is None:
        words = f"{WORDS[left.shape.kind]} {node.value} {WORDS[right.shape.kind]}"
        remedy = "use days_between, months_between or add_months for dates"
        numeric = {left.shape.kind, right.shape.kind} <= NUMERIC
        return checker.wrong(
            node, f"{words} has no meaning", "check the units" if numeric else remedy
        )
    return node.shaped(Shape(kind))


def _negate(checker: Checker, node: Node) -> Node:
    shape = node.args[0].shape
    if shape.kind not in NUMERIC | OPEN:
        return checker.wrong(
            node, f"{WORDS[shape.kind]} has no sign", "negate a number"
        )
    return node.shaped(shape)


def _call(checker: Checker, node: Node) -> Node:
    name = str(node.value)
    function = FUNCTIONS.get(name)
    if function is None:
        return checker.wrong(
            node, f"unknown function '{name}'", nearest(name, FUNCTIONS)
        )
    least, most = function.least, function.most
    if len(node.args) < least or (most is not None and len(node.args) > most):
        return checker.wrong(
            node,
            f"{name} is given {len(node.args)} values",
            f"write {function.usage}",
        )
    if name == "coalesce":
        _known_codes(checker, node)
    if not function.kinds:
        values, shape = one_shape(checker, node, list(node.args))
        return replace(node, args=tuple(values), shape=_orderable(checker, node, shape))
    return _fixed(checker, node, function)


def _known_codes(checker: Checker, node: Node) -> None:
    """Check the texts given in place of unknown codes against their lists."""
    codes = [arg for arg in node.args if arg.shape.kind is Kind.CODE]
    texts = [arg for arg in node.args if arg.op is Op.TEXT]
    for code in codes[:1]:
        for text in texts:
            side_by_side(checker, code, text)


def _orderable(checker: Checker, node: Node, shape: Shape) -> Shape:
    if node.value != "coalesce" and shape.kind in (*TEXTUAL, Kind.FLAG):
        checker.wrong(node, f"{WORDS[shape.kind]} has no order", "use CASE")
        return ANY
    return shape


def _fixed(checker: Checker, node: Node, function: FunctionDoc) -> Node:
    args = list(node.args)
    for rank, (arg, kinds) in enumerate(zip(args, function.kinds, strict=False)):
        if arg.op is Op.TEXT and kinds <= TEMPORAL:
            args[rank] = dated(checker, arg, arg.shaped(Shape(Kind.DATE)))
        elif arg.shape.kind not in kinds | {Kind.ANY}:
            words = WORDS[arg.shape.kind]
            return checker.wrong(
                arg, f"{node.value} is given {words}", f"write {function.usage}"
            )
    if node.value == "round" and len(args) == 2:  # noqa: PLR2004 - number and digits
        digits = args[1]
        if digits.op is not Op.NUMBER or digits.shape.kind not in COUNTS:
            return checker.wrong(
                digits, "round needs a literal number of digits", "write round(x, 2)"
            )
    result = args[0].shape if function.result is None else Shape(function.result)
    return replace(node, args=tuple(args), shape=result)


_CHECKS: dict[Op, Callable[[Checker, Node], Node]] = {
    Op.NUMBER: _number,
    Op.TEXT: _text,
    Op.TRUTH: _truth,
    Op.NULL: _null,
    Op.COLUMN: _column,
    Op.PARAMETER: _parameter,
    Op.AND: _conditions,
    Op.OR: _conditions,
    Op.NOT: _conditions,
    Op.COMPARE: _compare,
    Op.BETWEEN: _between,
    Op.IN: _in,
    Op.IS_NULL: _is_null,
    Op.CASE: _case,
    Op.ARITHMETIC: _arithmetic,
    Op.NEGATE: _negate,
    Op.CALL: _call,
}
