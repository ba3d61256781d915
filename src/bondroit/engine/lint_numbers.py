"""Numbers that are law belong to dated parameters, never to a rule.

Structural numbers alone may stand in a rule: 0 and 1; 2, 12 and 365 as a factor or a
divisor (half, months and days of a year); the digits of `round`; a whole number up to 12 compared by `=`,
`<>` or `IN` with a count or a class of the view (a GIR, a number of payments). Every
other number is refused, tolerances and delays included.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from bondroit.engine.issues import Issue, error
from bondroit.engine.language.places import place_in_file
from bondroit.engine.language.syntax import Kind, Node, Op
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_checks import CheckedRule
from bondroit.model.rule import Rule
from bondroit.yaml_file import KeyPath

ANYWHERE = frozenset({Decimal(0), Decimal(1)})
FACTORS = frozenset({Decimal(2), Decimal(12), Decimal(365)})
GREATEST_CLASS = 12
_SHOWN = 3
_EQUALITIES = frozenset({"=", "<>"})

Values = Mapping[Decimal, tuple[str, ...]]


def values_of_law(parameters: Parameters) -> Values:
    """Return the names of the parameters that ever had each value."""
    found: dict[Decimal, dict[str, None]] = {}
    for name in parameters.names():
        for dated in parameters.describe(name).values:
            if dated.value is not None:
                found.setdefault(dated.value, {})[name] = None
    return {value: tuple(names) for value, names in found.items()}


def number_issues(checked: CheckedRule, values: Values) -> Iterator[Issue]:
    """Find the numbers of a rule that are not structural."""
    for part in checked.clauses:
        key = "unless" if part.exclusion else "when"
        yield from _numbers(checked.rule, part.tree, (key, part.clause.name), values)
    for keys, tree in ((("amount",), checked.amount), (("debtor",), checked.debtor)):
        if tree is not None:
            yield from _numbers(checked.rule, tree, keys, values)


def _numbers(rule: Rule, tree: Node, keys: KeyPath, values: Values) -> Iterator[Issue]:
    if tree.op is Op.NUMBER and tree.value not in ANYWHERE:
        yield _issue(rule, tree, keys, values)
    for parent in tree.walk():
        for rank, arg in enumerate(parent.args):
            if arg.op is Op.NUMBER and not _structural(parent, rank, arg):
                yield _issue(rule, arg, keys, values)


def _issue(rule: Rule, number: Node, keys: KeyPath, values: Values) -> Issue:
    value = number.value
    names = values.get(value, ()) if isinstance(value, Decimal) else ()
    where = place_in_file(rule.file, keys, number.start)
    if names:
        shown = ", ".join(f"${name}" for name in names[:_SHOWN])
        more = ", …" if len(names) > _SHOWN else ""
        what = f"the number {value} looks like law: it is that of {shown}{more}"
        return error(rule, where, what, "write the parameter that it is, after $")
    what = f"the number {value} looks like law"
    remedy = "make it a dated parameter in rules/parameters/"
    return error(rule, where, what, remedy)


def _structural(parent: Node, rank: int, number: Node) -> bool:
    value = number.value
    if not isinstance(value, Decimal) or value in ANYWHERE:
        return True
    if parent.op is Op.CALL and parent.value == "round":
        return rank == 1
    if parent.op is Op.ARITHMETIC:
        return parent.value in ("*", "/") and value in FACTORS
    equal = parent.op is Op.IN or (
        parent.op is Op.COMPARE and parent.value in _EQUALITIES
    )
    counts = any(arg.shape.kind is Kind.INTEGER for arg in parent.args)
    return equal and counts and value == int(value) and value <= GREATEST_CLASS
