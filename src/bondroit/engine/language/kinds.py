"""Which kinds may be compared, added, multiplied or stand for one another."""

from bondroit.engine.language.syntax import Kind, Shape

ANY = Shape(Kind.ANY)
FLAG = Shape(Kind.FLAG)

NUMERIC = frozenset(
    {Kind.MONEY, Kind.HOURS, Kind.RATE, Kind.INTEGER, Kind.NUMBER, Kind.WHOLE}
)
WITHOUT_UNIT = frozenset({Kind.NUMBER, Kind.WHOLE})
COUNTS = frozenset({Kind.INTEGER, Kind.WHOLE})
TEMPORAL = frozenset({Kind.DATE, Kind.MONTH, Kind.DATETIME})
TEXTUAL = frozenset({Kind.CODE, Kind.TEXT})
OPEN = frozenset({Kind.ANY, Kind.NULL})

_PRODUCTS: dict[tuple[Kind, Kind], Kind] = {
    (Kind.HOURS, Kind.MONEY): Kind.MONEY,
    (Kind.RATE, Kind.MONEY): Kind.MONEY,
    (Kind.RATE, Kind.HOURS): Kind.HOURS,
    (Kind.RATE, Kind.RATE): Kind.RATE,
    (Kind.INTEGER, Kind.MONEY): Kind.MONEY,
    (Kind.INTEGER, Kind.HOURS): Kind.HOURS,
    (Kind.INTEGER, Kind.RATE): Kind.NUMBER,
    (Kind.INTEGER, Kind.INTEGER): Kind.INTEGER,
}
_QUOTIENTS: dict[tuple[Kind, Kind], Kind] = {
    (Kind.MONEY, Kind.HOURS): Kind.MONEY,
    (Kind.MONEY, Kind.RATE): Kind.MONEY,
    (Kind.HOURS, Kind.RATE): Kind.HOURS,
    (Kind.MONEY, Kind.INTEGER): Kind.MONEY,
    (Kind.HOURS, Kind.INTEGER): Kind.HOURS,
    (Kind.RATE, Kind.INTEGER): Kind.NUMBER,
}

WORDS: dict[Kind, str] = {
    Kind.MONEY: "an amount in euros",
    Kind.HOURS: "a number of hours",
    Kind.RATE: "a rate",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.WHOLE: "a number",
    Kind.DATE: "a date",
    Kind.DATETIME: "a date and time",
    Kind.MONTH: "a month",
    Kind.FLAG: "a condition",
    Kind.CODE: "a code",
    Kind.TEXT: "a text",
    Kind.NULL: "NULL",
    Kind.ANY: "anything",
}


def comparable(left: Kind, right: Kind) -> bool:
    """Whether two kinds may stand on the two sides of `=` or `<`."""
    if left in OPEN or right in OPEN:
        return True
    if left in NUMERIC and right in NUMERIC:
        return left is right or bool({left, right} & WITHOUT_UNIT)
    if left in TEMPORAL and right in TEMPORAL:
        return True
    if left in TEXTUAL and right in TEXTUAL:
        return {left, right} != {Kind.TEXT}
    return left is Kind.FLAG and right is Kind.FLAG


def together(left: Shape, right: Shape) -> Shape | None:
    """Return what holds values of both shapes, or None when nothing does."""
    if left.kind in OPEN:
        return right
    if right.kind in OPEN:
        return left
    pair = {left.kind, right.kind}
    if pair <= TEXTUAL:
        return _textual(left, right)
    kind = _numeric(left.kind, right.kind) if pair <= NUMERIC else _other(pair)
    return None if kind is None else Shape(kind)


def _other(pair: set[Kind]) -> Kind | None:
    if len(pair) == 1:
        return next(iter(pair))
    if pair <= TEMPORAL:
        return Kind.DATETIME if Kind.DATETIME in pair else Kind.DATE
    return None


def _numeric(left: Kind, right: Kind) -> Kind | None:
    if left is right:
        return left
    if left in WITHOUT_UNIT and right in WITHOUT_UNIT:
        return Kind.NUMBER
    if {left, right} == {Kind.INTEGER, Kind.NUMBER}:
        return Kind.NUMBER
    if left in WITHOUT_UNIT:
        return right
    return left if right in WITHOUT_UNIT else None


def _textual(left: Shape, right: Shape) -> Shape:
    if not left.codes or not right.codes:
        return Shape(Kind.CODE)
    return Shape(Kind.CODE, tuple(dict.fromkeys(left.codes + right.codes)))


def combined(operator: str, left: Kind, right: Kind) -> Kind | None:
    """Return the kind of an arithmetic result, or None when it has no meaning.

    A date plus or minus whole days is a date; everything else is numeric.
    """
    if left in OPEN or right in OPEN:
        return Kind.ANY
    if operator in {"+", "-"}:
        if left is Kind.DATE and right in COUNTS:
            return Kind.DATE
        return _numeric(left, right) if {left, right} <= NUMERIC else None
    if not {left, right} <= NUMERIC:
        return None
    return _product(left, right) if operator == "*" else _quotient(left, right)


def _product(left: Kind, right: Kind) -> Kind | None:
    if left in WITHOUT_UNIT or right in WITHOUT_UNIT:
        return _numeric(left, right)
    return _PRODUCTS.get((left, right)) or _PRODUCTS.get((right, left))


def _quotient(left: Kind, right: Kind) -> Kind | None:
    if left is right or left in WITHOUT_UNIT:
        return Kind.NUMBER
    if right in WITHOUT_UNIT:
        return Kind.NUMBER if left is Kind.INTEGER else left
    return _QUOTIENTS.get((left, right))
