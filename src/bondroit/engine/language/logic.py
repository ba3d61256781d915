"""What clauses say together: one normal form, contradictions, tautologies.

A clause becomes atoms («this column is in that set», «this side is less than or equal to
that one») under AND and OR, NOT pushed to the atoms, which three-valued logic allows.
The solver is conservative: it says «never» only of what can never be true.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bondroit.engine.language.syntax import Kind, Node, Op

SIGNS = frozenset("<=>")
_FLIPPED = {"<": ">", ">": "<", "=": "="}
_TRUTHS = frozenset({"true", "false"})
_NULLS = frozenset({"null", "known"})
_COMMUTES = frozenset({"+", "*", "least", "greatest"})
MOST_CASES = 256


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing that is or is not so.

    Attributes:
        subject: canonical text of what is judged.
        other: canonical text of the other side of an order, else empty.
        allowed: values for which the atom is true.
        universe: every value it may have.
        bound: the other side, where it is a literal number or day.

    """

    subject: str
    other: str
    allowed: frozenset[str]
    universe: frozenset[str]
    bound: Decimal | None = None

    def negated(self) -> "Atom":
        """Return what is true when the atom is false."""
        rest = self.universe - self.allowed
        return Atom(self.subject, self.other, rest, self.universe, self.bound)


@dataclass(frozen=True, slots=True)
class Group:
    """Atoms and groups under AND or OR."""

    every: bool
    parts: frozenset["Formula"]


Formula = Atom | Group
Case = frozenset[Atom]


def canonical(node: Node) -> str:
    """Return one text for all ways of writing a value."""
    if node.op is Op.NUMBER and isinstance(node.value, Decimal):
        return f"{node.value.normalize():f}"
    if node.op is Op.PARAMETER:
        return f"${node.value}"
    if node.op is Op.TEXT:
        return f"'{node.value}'"
    if not node.args:
        return str(node.value if node.value is not None else node.op)
    args = [canonical(arg) for arg in node.args]
    if node.value in _COMMUTES:
        args.sort()
    return f"{node.value or node.op}({', '.join(args)})"


def formula(
    node: Node, benefits: Collection[str] = (), *, positive: bool = True
) -> Formula:
    """Return the normal form of a typed clause.

    Args:
        node: the typed tree.
        benefits: those of the rule, which `benefit` may alone be; empty for any.
        positive: False for the negation of the clause.

    """
    if node.op is Op.NOT:
        return formula(node.args[0], benefits, positive=not positive)
    if node.op in (Op.AND, Op.OR):
        every = (node.op is Op.AND) is positive
        return group(
            (formula(arg, benefits, positive=positive) for arg in node.args),
            every=every,
        )
    if node.op is Op.BETWEEN:
        subject, low, high = node.args
        ends = (_order(subject, ">=", low), _order(subject, "<=", high))
        parts = (end if positive else end.negated() for end in ends)
        return group(parts, every=positive)
    atom = _atom(node, frozenset(benefits))
    return atom if positive else atom.negated()


def group(parts: Iterable[Formula], *, every: bool) -> Formula:
    """Put parts under AND (every) or OR, without nests of the same kind."""
    flat: set[Formula] = set()
    for part in parts:
        same = isinstance(part, Group) and part.every is every
        flat |= part.parts if isinstance(part, Group) and same else {part}
    return next(iter(flat)) if len(flat) == 1 else Group(every, frozenset(flat))


def _atom(node: Node, benefits: frozenset[str]) -> Atom:
    if node.op is Op.IS_NULL:
        return Atom(canonical(node.args[0]), "null", frozenset({"null"}), _NULLS)
    if node.op is Op.TRUTH:
        value = frozenset({str(node.value).lower()})
        return Atom("", "", value & {"true"}, value)
    if node.op is Op.COMPARE:
        return _compared(node, benefits)
    if node.op is Op.IN:
        return _listed(node, benefits)
    return Atom(canonical(node), "", frozenset({"true"}), _TRUTHS)


def _compared(node: Node, benefits: frozenset[str]) -> Atom:
    left, right = node.args
    if left.op in (Op.TEXT, Op.TRUTH):
        left, right = right, left
    if right.op in (Op.TEXT, Op.TRUTH) and node.value in ("=", "<>"):
        atom = _one_of(left, [right], benefits)
        return atom if node.value == "=" else atom.negated()
    return _order(node.args[0], str(node.value), node.args[1])


def _listed(node: Node, benefits: frozenset[str]) -> Atom:
    subject, *choices = node.args
    if all(choice.op in (Op.TEXT, Op.TRUTH) for choice in choices):
        return _one_of(subject, choices, benefits)
    if len(choices) == 1:
        return _order(subject, "=", choices[0])
    names = ", ".join(sorted(canonical(choice) for choice in choices))
    return Atom(f"{canonical(subject)} in ({names})", "", frozenset({"true"}), _TRUTHS)


def _one_of(subject: Node, choices: list[Node], benefits: frozenset[str]) -> Atom:
    """Return «a code or a flag is one of these»."""
    if subject.shape.kind is Kind.FLAG:
        universe = _TRUTHS
    elif subject.op is Op.COLUMN and subject.value == "benefit" and benefits:
        universe = benefits
    else:
        universe = frozenset(subject.shape.codes)
    values = {str(choice.value) for choice in choices}
    if subject.shape.kind is Kind.FLAG:
        values = {value.lower() for value in values}
    allowed = frozenset(values) & (universe or frozenset(values))
    return Atom(canonical(subject), "", allowed, universe or frozenset({*values, "…"}))


def _order(left: Node, relation: str, right: Node) -> Atom:
    first, second = canonical(left), canonical(right)
    signs = SIGNS - {"="} if relation == "<>" else frozenset(relation)
    value, bound = _literal(left), _literal(right)
    if value is not None and bound is not None:
        sign = "=" if value == bound else "<" if value < bound else ">"
        return Atom(first, second, signs & {sign}, frozenset(sign))
    if first == second:
        return Atom(first, second, signs & {"="}, frozenset("="))
    if value is not None or (bound is None and second < first):
        first, second, bound = second, first, value
        signs = frozenset(_FLIPPED[sign] for sign in signs)
    return Atom(first, second, signs, SIGNS, bound)


def _literal(node: Node) -> Decimal | None:
    if node.op is Op.NUMBER and isinstance(node.value, Decimal):
        return node.value
    if node.op is Op.NEGATE:
        inner = _literal(node.args[0])
        return None if inner is None else -inner
    if isinstance(node.value, date):
        return Decimal(node.value.toordinal())
    return None


def cases(whole: Formula) -> list[Case] | None:
    """Return the ways a formula can be true, those that contradict themselves left out.

    Returns:
        None when there are too many to tell.

    """
    if isinstance(whole, Atom):
        return [case for case in (frozenset({whole}),) if possible(case)]
    if not whole.every:
        found: list[Case] = []
        for part in whole.parts:
            ways = cases(part)
            if ways is None:
                return None
            found += ways
        return found if len(found) <= MOST_CASES else None
    return together(cases(part) for part in whole.parts)


def together(parts: Iterable[list[Case] | None]) -> list[Case] | None:
    """Return the ways several formulas can be true at once; None when too many."""
    found: list[Case] = [frozenset()]
    for ways in parts:
        if ways is None or len(found) * len(ways) > MOST_CASES**2:
            return None
        joined = {one | other for one in found for other in ways}
        found = [case for case in joined if possible(case)]
        if len(found) > MOST_CASES:
            return None
    return found


def possible(case: Case) -> bool:
    """Whether atoms may all be true of one row."""
    known: dict[tuple[str, str], frozenset[str]] = {}
    bounds: dict[str, list[Atom]] = {}
    for atom in case:
        key = (atom.subject, atom.other)
        known[key] = known.get(key, atom.universe) & atom.allowed
        if not known[key]:
            return False
        if atom.bound is not None:
            bounds.setdefault(atom.subject, []).append(atom)
    return all(_bounded(atoms) for atoms in bounds.values()) and _read(case)


def _bounded(atoms: list[Atom]) -> bool:
    """Whether a number fits between literal bounds."""
    low = high = None
    strict_low = strict_high = False
    for atom in atoms:
        bound = atom.bound
        if bound is None or {"<", ">"} <= atom.allowed:
            continue
        strict = "=" not in atom.allowed
        if "<" not in atom.allowed and (
            low is None or (bound, strict) > (low, strict_low)
        ):
            low, strict_low = bound, strict
        if ">" not in atom.allowed and (
            high is None or (-bound, strict) > (-high, strict_high)
        ):
            high, strict_high = bound, strict
    if low is None or high is None:
        return True
    if low == high:
        excluded = any(atom.bound == low and "=" not in atom.allowed for atom in atoms)
        return not (strict_low or strict_high or excluded)
    return low < high


def _read(case: Case) -> bool:
    """Whether nothing that must be null is also compared."""
    empty = {
        atom.subject
        for atom in case
        if atom.other == "null" and "known" not in atom.allowed
    }
    return not empty or not any(
        atom.other != "null" and {atom.subject, atom.other} & empty for atom in case
    )
