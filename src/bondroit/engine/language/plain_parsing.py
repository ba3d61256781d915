"""Ordinary clauses -> trees, by a grammar of the subset; any other is left to sqlglot.

A clause that this grammar reads gets the tree that sqlglot's would give, to the offset:
a test compares both. What it does not read, however right or wrong, it leaves: no error
is told here.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from bondroit.engine.language.functions import FUNCTIONS
from bondroit.engine.language.syntax import Node, Op

MOST_TOKENS: Final = 160
MOST_NESTED: Final = 8
"""Where deep clauses begin: sqlglot is asked whether they are too deep."""

_SPECIAL: Final = (
    "all alter analyze and any array as asymmetric begin between cache call "
    "case coalesce comment commit connect_by_root copy create cross "
    "current_date current_time current_timestamp current_user delete desc "
    "describe distinct drop else except execute explain false fetch for from "
    "glob grant having if ilike inner insert intersect interval into join kill "
    "lateral like list load map merge not notnull null nullable object on "
    "optimize or outer partitioned_by pivot pragma prepare qualify range regexp "
    "rename returning revoke rlike rollback select set show struct symmetric "
    "tablesample then true truncate uncache union unpivot update use using "
    "vacuum values when where while with xor"
)
SPECIAL: Final = frozenset(_SPECIAL.split())
"""Words that sqlglot may read as something else than a column."""

_TOKEN: Final = re.compile(
    r"""[ \t\r\n]*(?:
        (?P<word>[A-Za-z][A-Za-z0-9_]*)(?![\w$'"])
      | (?P<number>\d{1,12}(?:\.\d{1,12})?)(?![\w.$'"])
      | (?P<sign><>|!=|<=|>=|[=<>])(?=[ \w'(])
      | (?P<text>'[^'\\]*')(?![\w'"$])
      | (?P<parameter>\$[a-z][a-z0-9_]*)(?![\w$'"])
      | (?P<mark>[(),]|[-+*/](?=[ \w(]))
    )""",
    re.VERBOSE | re.ASCII,
)
_WORDS: Final = "AND OR NOT BETWEEN IN IS NULL CASE WHEN THEN ELSE END TRUE FALSE"
_KEYWORDS: Final = frozenset(_WORDS.split())
_SIGNS: Final = {"=": "=", "<>": "<>", "!=": "<>"} | {
    sign: sign for sign in ("<", "<=", ">", ">=")
}
_COMPARING: Final = frozenset((*_SIGNS, "IS", "IN", "BETWEEN", "NOT"))
_END: Final = ("", "", 0)

_Token = tuple[str, str, int]


class _UnusualError(Exception):
    """The clause is left to sqlglot."""


def parse_plainly(text: str) -> Node | None:
    """Return the tree of an ordinary clause, None for any other."""
    try:
        return _Clause(_tokens(text)).whole()
    except _UnusualError:
        return None


def _tokens(text: str) -> list[_Token]:
    """Return the kind, the words and the offset of each token."""
    found: list[_Token] = []
    place, end = 0, len(text.rstrip(" \t\r\n"))
    while place < end:
        token = _TOKEN.match(text, place)
        if token is None or len(found) > MOST_TOKENS:
            raise _UnusualError
        kind = str(token.lastgroup)
        words, place = token[kind], token.end()
        found.append((_kind(kind, words), words, token.start(kind)))
    found.append(_END)
    return found


def _kind(kind: str, words: str) -> str:
    if kind == "word":
        return words.upper() if words.upper() in _KEYWORDS else "word"
    return words if kind in {"sign", "mark"} else kind


class _Clause:
    """Reads tokens from left to right, each level asking the one that binds tighter."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    def whole(self) -> Node:
        """Return the tree of all tokens."""
        tree = self._either()
        self._expect("")
        return tree

    @property
    def _kind(self) -> str:
        return self._tokens[self._place][0]

    def _next(self) -> _Token:
        self._place += 1
        return self._tokens[self._place - 1]

    def _take(self, kind: str) -> bool:
        taken = self._kind == kind
        self._place += taken
        return taken

    def _expect(self, kind: str) -> None:
        if self._next()[0] != kind:
            raise _UnusualError

    def _either(self) -> Node:
        self._depth += 1
        if self._depth > MOST_NESTED:
            raise _UnusualError
        left = self._both()
        while self._take("OR"):
            left = _node(Op.OR, left, self._both())
        self._depth -= 1
        return left

    def _both(self) -> Node:
        left = self._condition()
        while self._take("AND"):
            left = _node(Op.AND, left, self._condition())
        return left

    def _condition(self) -> Node:
        if self._take("NOT"):
            if self._kind == "NOT":
                raise _UnusualError
            return _node(Op.NOT, self._condition())
        condition = self._compared(self._sum())
        if self._kind in _COMPARING:
            raise _UnusualError
        return condition

    def _compared(self, left: Node) -> Node:
        if self._kind in _SIGNS:
            sign = _SIGNS[self._next()[0]]
            return _node(Op.COMPARE, left, self._sum(), value=sign)
        if self._take("IS"):
            negative = self._take("NOT")
            self._expect("NULL")
            known = _node(Op.IS_NULL, left)
            return _node(Op.NOT, known) if negative else known
        if self._kind not in {"NOT", "IN", "BETWEEN"}:
            return left
        negative = self._take("NOT")
        chosen = self._chosen(left)
        return _node(Op.NOT, chosen) if negative else chosen

    def _chosen(self, left: Node) -> Node:
        if self._take("IN"):
            self._expect("(")
            choices = self._list()
            return Node(op=Op.IN, args=(left, *choices), start=left.start)
        self._expect("BETWEEN")
        low = self._sum()
        self._expect("AND")
        return _node(Op.BETWEEN, left, low, self._sum())

    def _list(self) -> list[Node]:
        """Read values up to the closing parenthesis."""
        values = [self._either()]
        while self._take(","):
            values.append(self._either())
        self._expect(")")
        return values

    def _sum(self) -> Node:
        left = self._product()
        while self._kind in {"+", "-"}:
            left = self._operation(left, self._product)
        return left

    def _product(self) -> Node:
        left = self._signed()
        while self._kind in {"*", "/"}:
            left = self._operation(left, self._signed)
        return left

    def _operation(self, left: Node, right: Callable[[], Node]) -> Node:
        sign = self._next()[0]
        args = (left, right())
        return Node(op=Op.ARITHMETIC, value=sign, args=args, start=left.start)

    def _signed(self) -> Node:
        if self._take("-"):
            if self._kind == "-":
                raise _UnusualError
            return _node(Op.NEGATE, self._signed())
        return self._value()

    def _value(self) -> Node:
        kind, words, start = self._next()
        if kind == "word":
            return self._named(words, start)
        if kind in _LITERALS:
            return _LITERALS[kind](words, start)
        if kind == "CASE":
            return self._case()
        if kind != "(":
            raise _UnusualError
        inner = self._either()
        self._expect(")")
        return inner

    def _named(self, words: str, start: int) -> Node:
        """Read a column, or a call of a known function with what it needs."""
        name = words.lower()
        if self._take("("):
            function = FUNCTIONS.get(name)
            if function is None:
                raise _UnusualError
            values = tuple(self._list())
            if len(values) < function.least or len(values) > (
                function.most or MOST_TOKENS
            ):
                raise _UnusualError
            return Node(op=Op.CALL, value=name, args=values, start=start)
        if name != words or name in SPECIAL:
            raise _UnusualError
        return Node(op=Op.COLUMN, value=name, start=start)

    def _case(self) -> Node:
        args: list[Node] = []
        while self._take("WHEN"):
            args.append(self._either())
            self._expect("THEN")
            args.append(self._either())
        if not args:
            raise _UnusualError
        if self._take("ELSE"):
            args.append(self._either())
        self._expect("END")
        return Node(op=Op.CASE, args=tuple(args), start=args[0].start)


def _node(op: Op, *args: Node, value: str | None = None) -> Node:
    start = min(arg.start for arg in args)
    return Node(op=op, value=value, args=args, start=start)


_LITERALS: Final[dict[str, Callable[[str, int], Node]]] = {
    "number": lambda words, at: Node(op=Op.NUMBER, value=Decimal(words), start=at),
    "text": lambda words, at: Node(op=Op.TEXT, value=words[1:-1], start=at),
    "parameter": lambda words, at: Node(op=Op.PARAMETER, value=words[1:], start=at),
    "TRUE": lambda _, __: Node(op=Op.TRUTH, value=True),
    "FALSE": lambda _, __: Node(op=Op.TRUTH, value=False),
    "NULL": lambda _, __: Node(op=Op.NULL),
}
