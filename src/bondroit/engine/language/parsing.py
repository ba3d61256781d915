"""Text of a clause -> tree: a grammar of a dozen rules, and nothing outside of it.

    either    := both (OR both)*
    both      := condition (AND condition)*
    condition := NOT condition | sum (sign sum | IS [NOT] NULL | [NOT] chosen)?
    chosen    := IN (either, ...) | BETWEEN sum AND sum
    sum       := product (+|- product)*
    product   := signed (*|/ signed)*
    signed    := - signed | value
    value     := number | 'text' | $parameter | TRUE | FALSE | NULL | column
               | name(either, ...) | (either) | CASE (WHEN either THEN either)+ [ELSE either] END

Each level asks the one that binds tighter, as SQL does.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from bondroit.engine.language.syntax import ClauseError, Node, Op
from bondroit.engine.language.tokens import Token, tokens

MAX_LENGTH: Final = 4_000
MAX_DEPTH: Final = 100
"""Levels of a tree: far more than anybody reads, and than Python's stack minds."""
MAX_NESTED: Final = 30
"""Parentheses, lists and CASE inside one another."""

_SIGNS: Final = {
    "=": "=",
    "<>": "<>",
    "!=": "<>",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
_CONSTANTS: Final[dict[str, tuple[Op, bool | None]]] = {
    "TRUE": (Op.TRUTH, True),
    "FALSE": (Op.TRUTH, False),
    "NULL": (Op.NULL, None),
}
_VALUES: Final = {
    "number": Op.NUMBER,
    "text": Op.TEXT,
    "parameter": Op.PARAMETER,
}


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """Read one clause; the same text, as linter and compiler ask, is read once.

    Args:
        text: the clause, as its author wrote it.

    Raises:
        ClauseError: the text is empty, too long or deep, or outside the grammar.

    """
    if not text.strip():
        raise ClauseError(0, "the clause is empty", "write a condition or remove it")
    if len(text) > MAX_LENGTH:
        raise ClauseError(
            0, f"the clause is over {MAX_LENGTH} characters", "split it into several"
        )
    tree = _Clause(tokens(text)).whole()
    if _depth(tree) > MAX_DEPTH:
        raise _too_deep(0)
    return tree


def _depth(tree: Node) -> int:
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [arg for node in level for arg in node.args]
    return deepest


def _too_deep(start: int) -> ClauseError:
    return ClauseError(
        start, "the clause is too deeply nested", "split it into several"
    )


class _Clause:
    """Reads tokens from left to right; each method is a rule of the grammar."""

    def __init__(self, read: list[Token]) -> None:
        self._tokens = read
        self._place = 0
        self._nested = 0

    def whole(self) -> Node:
        """Return the tree of all tokens."""
        tree = self._either()
        if self._kind:
            raise self._unexpected()
        return tree

    @property
    def _kind(self) -> str:
        return self._tokens[self._place].kind

    def _next(self) -> Token:
        self._place += 1
        return self._tokens[self._place - 1]

    def _take(self, kind: str) -> bool:
        taken = self._kind == kind
        self._place += taken
        return taken

    def _expect(self, kind: str) -> None:
        if not self._take(kind):
            raise self._unexpected()

    def _unexpected(self) -> ClauseError:
        token = self._tokens[self._place]
        near = f" near '{token.words}'" if token.words else ": it stops too early"
        return ClauseError(
            token.start, f"the clause is not SQL{near}", "correct the syntax"
        )

    def _either(self) -> Node:
        self._nested += 1
        if self._nested > MAX_NESTED:
            raise _too_deep(self._tokens[self._place].start)
        left = self._both()
        while self._take("OR"):
            left = _node(Op.OR, left, self._both())
        self._nested -= 1
        return left

    def _both(self) -> Node:
        left = self._condition()
        while self._take("AND"):
            left = _node(Op.AND, left, self._condition())
        return left

    def _condition(self) -> Node:
        return self._prefixed("NOT", Op.NOT, self._comparison)

    def _prefixed(self, kind: str, op: Op, rest: Callable[[], Node]) -> Node:
        """Read what may stand after any number of one prefix."""
        times = 0
        while self._take(kind):
            times += 1
        tree = rest()
        for _ in range(times):
            tree = _node(op, tree)
        return tree

    def _comparison(self) -> Node:
        left = self._sum()
        if self._kind in _SIGNS:
            sign = _SIGNS[self._next().kind]
            return _node(Op.COMPARE, left, self._sum(), value=sign)
        if self._take("IS"):
            return self._known(left)
        if self._kind not in {"NOT", "IN", "BETWEEN"}:
            return left
        negative = self._take("NOT")
        chosen = self._chosen(left)
        return _node(Op.NOT, chosen) if negative else chosen

    def _known(self, left: Node) -> Node:
        negative = self._take("NOT")
        if not self._take("NULL"):
            raise ClauseError(
                left.start, "IS is only for NULL", "write IS NULL, or = TRUE"
            )
        known = _node(Op.IS_NULL, left)
        return _node(Op.NOT, known) if negative else known

    def _chosen(self, left: Node) -> Node:
        if self._take("IN"):
            self._expect("(")
            choices = self._list()
            if not choices:
                raise ClauseError(left.start, "IN lists no value", "list the values")
            return Node(op=Op.IN, args=(left, *choices), start=left.start)
        self._expect("BETWEEN")
        low = self._sum()
        self._expect("AND")
        return _node(Op.BETWEEN, left, low, self._sum())

    def _list(self) -> list[Node]:
        """Read values up to the closing parenthesis."""
        if self._take(")"):
            return []
        values = [self._either()]
        while self._take(","):
            values.append(self._either())
        self._expect(")")
        return values

    def _sum(self) -> Node:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Node:
        return self._chain(("*", "/"), self._signed)

    def _chain(self, signs: tuple[str, str], part: Callable[[], Node]) -> Node:
        left = part()
        while self._kind in signs:
            sign = self._next().kind
            args = (left, part())
            left = Node(op=Op.ARITHMETIC, value=sign, args=args, start=left.start)
        return left

    def _signed(self) -> Node:
        return self._prefixed("-", Op.NEGATE, self._value)

    def _value(self) -> Node:
        kind = self._kind
        if kind == "word":
            return self._named(self._next())
        if kind in _VALUES:
            token = self._next()
            return Node(op=_VALUES[kind], value=token.value, start=token.start)
        if kind in _CONSTANTS:
            op, value = _CONSTANTS[kind]
            return Node(op=op, value=value, start=self._next().start)
        if kind == "CASE":
            return self._case(self._next())
        self._expect("(")
        inner = self._either()
        self._expect(")")
        return inner

    def _named(self, token: Token) -> Node:
        """Read a column or a call; which of them exist is the checker's to tell."""
        if self._take("("):
            values = tuple(self._list())
            name = token.words.lower()
            return Node(op=Op.CALL, value=name, args=values, start=token.start)
        return Node(op=Op.COLUMN, value=token.words, start=token.start)

    def _case(self, token: Token) -> Node:
        if self._kind != "WHEN":
            raise ClauseError(
                token.start, "CASE compares a value", "write CASE WHEN condition THEN"
            )
        args: list[Node] = []
        while self._take("WHEN"):
            args.append(self._either())
            self._expect("THEN")
            args.append(self._either())
        if self._take("ELSE"):
            args.append(self._either())
        self._expect("END")
        return Node(op=Op.CASE, args=tuple(args), start=args[0].start)


def _node(op: Op, *args: Node, value: str | None = None) -> Node:
    start = min(arg.start for arg in args)
    return Node(op=op, value=value, args=args, start=start)
