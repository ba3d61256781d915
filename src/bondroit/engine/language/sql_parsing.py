"""Text of a clause -> tree, through sqlglot; everything outside the subset is refused.

`parsing` reads ordinary clauses alone: sqlglot is imported for the others.
"""

from collections.abc import Callable
from decimal import Decimal

from sqlglot import exp
from sqlglot.errors import ParseError, TokenError
from sqlglot.parser import Parser
from sqlglot.tokenizer_core import Token, TokenType
from sqlglot.tokens import Tokenizer

from bondroit.engine.language.syntax import ClauseError, Node, Op

MAX_WHOLE_DIGITS = 12
MAX_DECIMALS = 12

_REMEDY = (
    "write comparisons, AND, OR, NOT, BETWEEN, IN, IS NULL, CASE, arithmetic "
    "and the functions of the rule format"
)


def parse_sql(text: str) -> Node:
    """Read one clause with sqlglot.

    Args:
        text: the clause, as its author wrote it.

    Raises:
        ClauseError: the text is not SQL, or outside the subset.

    """
    tokens = _tokens(text)
    tree = _tree(tokens, text)
    try:
        return _node(tree, text)
    except RecursionError as error:
        raise ClauseError(
            0, "the clause is too deeply nested", "split it into several"
        ) from error


def _tokens(text: str) -> list[Token]:
    try:
        tokens = Tokenizer().tokenize(text)
    except TokenError as error:
        raise ClauseError(
            0, "the clause is not SQL: a quote is not closed", "close the quote"
        ) from error
    for token in tokens:
        if token.comments:
            raise ClauseError(
                token.start, "a comment stands in the clause", "put it after # in YAML"
            )
        if token.token_type is TokenType.SEMICOLON:
            raise ClauseError(token.start, "';' ends no clause", "remove it")
    return tokens


def _tree(tokens: list[Token], text: str) -> exp.Expression:
    try:
        trees = Parser().parse(tokens, text)
    except ParseError as error:
        detail = error.errors[0] if error.errors else {}
        start = _offset(text, detail.get("line"), detail.get("col"))
        words = str(detail.get("highlight") or "").strip()
        near = f" near '{words}'" if words else ""
        raise ClauseError(
            start, f"the clause is not SQL{near}", "correct the syntax"
        ) from error
    except RecursionError as error:
        raise ClauseError(
            0, "the clause is too deeply nested", "split it into several"
        ) from error
    except Exception as error:  # sqlglot lets errors out
        raise ClauseError(0, "the clause is not SQL", "correct the syntax") from error
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Expression):
        raise ClauseError(0, "the clause is not one condition", "write one condition")
    return tree


def _offset(text: str, line: object, end_column: object) -> int:
    """Return the offset of a token that ends at `line:column`, both from 1."""
    if not isinstance(line, int) or not isinstance(end_column, int):
        return 0
    before = sum(len(part) + 1 for part in text.split("\n")[: line - 1])
    return max(0, min(before + end_column - 1, len(text) - 1))


def _start(tree: exp.Expression) -> int:
    """Return the offset of the first character of a part."""
    if isinstance(tree, exp.Literal) and "start" in tree.meta:
        return int(tree.meta["start"])
    places = [node.meta["start"] for node in tree.walk() if "start" in node.meta]
    return min(places, default=0)


def _refuse(tree: exp.Expression) -> ClauseError:
    words = tree.key.replace("_", " ").upper()
    return ClauseError(_start(tree), f"{words} is not allowed in a clause", _REMEDY)


def _only(tree: exp.Expression, *names: str) -> None:
    """Refuse a part that carries more than what the subset knows."""
    if any(value for name, value in tree.args.items() if name not in names):
        raise _refuse(tree)


def _part(tree: exp.Expression, name: str, text: str) -> Node:
    part = tree.args.get(name)
    if not isinstance(part, exp.Expression):
        raise _refuse(tree)
    return _node(part, text)


def _parts(tree: exp.Expression, text: str, *names: str) -> tuple[Node, ...]:
    _only(tree, *names)
    return tuple(_part(tree, name, text) for name in names)


def _node(tree: exp.Expression, text: str) -> Node:
    reader = _READERS.get(type(tree))
    if reader is not None:
        return reader(tree, text)
    if isinstance(tree, exp.Func) and "start" in tree.meta:
        return _call(tree, text)
    raise _refuse(tree)


def _column(tree: exp.Expression, text: str) -> Node:  # noqa: ARG001 - as all readers
    _only(tree, "this")
    name = tree.this
    start = _start(name if isinstance(name, exp.Expression) else tree)
    if not isinstance(name, exp.Identifier) or name.args.get("quoted"):
        raise ClauseError(
            start, "a name stands in double quotes", "use 'text' or a bare column"
        )
    words = str(name.this)
    if words.startswith("$"):
        if len(words) == 1:
            raise ClauseError(start, "'$' names no parameter", "write $name")
        return Node(op=Op.PARAMETER, value=words[1:], start=start)
    return Node(op=Op.COLUMN, value=words, start=start)


def _literal(tree: exp.Expression, text: str) -> Node:  # noqa: ARG001 - as all readers
    start, words = _start(tree), str(tree.this)
    if tree.args.get("is_string"):
        return Node(op=Op.TEXT, value=words, start=start)
    whole, _, decimals = words.partition(".")
    plain = (whole + decimals).isascii() and (whole + decimals).isdigit()
    if not plain or len(whole) > MAX_WHOLE_DIGITS or len(decimals) > MAX_DECIMALS:
        raise ClauseError(
            start, f"'{words}' is not a plain number", "write digits and one point"
        )
    return Node(op=Op.NUMBER, value=Decimal(words), start=start)


def _truth(tree: exp.Expression, text: str) -> Node:  # noqa: ARG001 - as all readers
    return Node(op=Op.TRUTH, value=bool(tree.this), start=_start(tree))


def _null(tree: exp.Expression, text: str) -> Node:  # noqa: ARG001 - as all readers
    return Node(op=Op.NULL, start=_start(tree))


def _paren(tree: exp.Expression, text: str) -> Node:
    (inner,) = _parts(tree, text, "this")
    return inner


def _operator(
    op: Op, value: str | None, *names: str
) -> Callable[[exp.Expression, str], Node]:
    def read(tree: exp.Expression, text: str) -> Node:
        parts = _parts(tree, text, *names)
        start = min(part.start for part in parts)
        return Node(op=op, value=value, args=parts, start=start)

    return read


def _arithmetic(op: str) -> Callable[[exp.Expression, str], Node]:
    def read(tree: exp.Expression, text: str) -> Node:
        _only(tree, "this", "expression", "typed", "safe")
        parts = (_part(tree, "this", text), _part(tree, "expression", text))
        return Node(op=Op.ARITHMETIC, value=op, args=parts, start=parts[0].start)

    return read


def _is(tree: exp.Expression, text: str) -> Node:
    _only(tree, "this", "expression")
    subject = _part(tree, "this", text)
    if not isinstance(tree.args.get("expression"), exp.Null):
        raise ClauseError(
            subject.start, "IS is only for NULL", "write IS NULL, or = TRUE"
        )
    return Node(op=Op.IS_NULL, args=(subject,), start=subject.start)


def _in(tree: exp.Expression, text: str) -> Node:
    _only(tree, "this", "expressions")
    subject = _part(tree, "this", text)
    choices = tuple(_node(choice, text) for choice in tree.expressions)
    if not choices:
        raise ClauseError(subject.start, "IN lists no value", "list the values")
    return Node(op=Op.IN, args=(subject, *choices), start=subject.start)


def _case(tree: exp.Expression, text: str) -> Node:
    if tree.args.get("this"):
        raise ClauseError(
            _start(tree), "CASE compares a value", "write CASE WHEN condition THEN"
        )
    _only(tree, "ifs", "default")
    args: list[Node] = []
    for branch in tree.args["ifs"]:
        args += [_part(branch, "this", text), _part(branch, "true", text)]
    if tree.args.get("default"):
        args.append(_part(tree, "default", text))
    return Node(op=Op.CASE, args=tuple(args), start=args[0].start)


def _call(tree: exp.Expression, text: str) -> Node:
    start, end = tree.meta["start"], tree.meta["end"]
    args: list[Node] = []
    # NOTE: sqlglot fills arguments in the order of arg_types, flags excepted.
    for name in tree.arg_types:
        if name == "this" and isinstance(tree, exp.Anonymous):
            continue
        value = tree.args.get(name)
        values = value if isinstance(value, list) else [value]
        args += [
            _node(part, text) for part in values if isinstance(part, exp.Expression)
        ]
    name = text[start : end + 1].lower()
    return Node(op=Op.CALL, value=name, args=tuple(args), start=start)


_READERS: dict[type[exp.Expression], Callable[[exp.Expression, str], Node]] = {
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Boolean: _truth,
    exp.Null: _null,
    exp.Paren: _paren,
    exp.And: _operator(Op.AND, None, "this", "expression"),
    exp.Or: _operator(Op.OR, None, "this", "expression"),
    exp.Not: _operator(Op.NOT, None, "this"),
    exp.Neg: _operator(Op.NEGATE, None, "this"),
    exp.EQ: _operator(Op.COMPARE, "=", "this", "expression"),
    exp.NEQ: _operator(Op.COMPARE, "<>", "this", "expression"),
    exp.LT: _operator(Op.COMPARE, "<", "this", "expression"),
    exp.LTE: _operator(Op.COMPARE, "<=", "this", "expression"),
    exp.GT: _operator(Op.COMPARE, ">", "this", "expression"),
    exp.GTE: _operator(Op.COMPARE, ">=", "this", "expression"),
    exp.Between: _operator(Op.BETWEEN, None, "this", "low", "high"),
    exp.Is: _is,
    exp.In: _in,
    exp.Case: _case,
    exp.Add: _arithmetic("+"),
    exp.Sub: _arithmetic("-"),
    exp.Mul: _arithmetic("*"),
    exp.Div: _arithmetic("/"),
}
