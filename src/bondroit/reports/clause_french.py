"""A typed clause as a French sentence: «montant net versé : plus de 0»."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from bondroit.engine import french
from bondroit.engine.labels import LABELS
from bondroit.engine.language.syntax import Kind, Node, Op

_TIME: Final = {Kind.DATE, Kind.MONTH, Kind.DATETIME}
_COMPARED: Final = {
    "=": "égal à",
    "<>": "autre que",
    "<": "moins de",
    "<=": "au plus",
    ">": "plus de",
    ">=": "au moins",
}
_DATED: Final = {
    "=": "le même que",
    "<>": "autre que",
    "<": "avant",
    "<=": "au plus tard",
    ">": "après",
    ">=": "au plus tôt",
}
_NAMED: Final = {"=": "", "<>": "autre que"}
_SIGNS: Final = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_DENIED: Final = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_BINDING: Final = {"+": 1, "-": 1, "*": 2, "/": 2}


class Speaker:
    """Puts clauses of one rule in words.

    Args:
        labels: French words of columns by name, and of parameters by `$name`.

    """

    def __init__(self, labels: Mapping[str, str]) -> None:
        """Keep the words."""
        self._labels = labels

    def clause(self, node: Node) -> str:
        """Return a condition as a sentence without its full stop."""
        return self._condition(node, denied=False)

    def value(self, node: Node) -> str:
        """Return an expression in words."""
        return self._value(node)

    def _condition(self, node: Node, *, denied: bool) -> str:  # noqa: PLR0911 - one a form
        match node.op:
            case Op.NOT:
                return self._condition(node.args[0], denied=not denied)
            case Op.AND | Op.OR:
                return self._together(node, denied=denied)
            case Op.COMPARE:
                return self._compared(node, denied=denied)
            case Op.BETWEEN:
                subject, low, high = (self._value(arg) for arg in node.args)
                return f"{subject} : {'hors de' if denied else 'de'} {low} à {high}"
            case Op.IN:
                return self._among(node, denied=denied)
            case Op.IS_NULL:
                state = "connu" if denied else "inconnu"
                return f"{self._value(node.args[0])} : {state}"
            case Op.CALL if node.value == "coalesce":
                return self._with_default(node, denied=denied)
            case Op.CASE:
                return self._chosen(node, denied=denied)
            case _:
                return f"{self._value(node)} : {'non' if denied else 'oui'}"

    def _together(self, node: Node, *, denied: bool) -> str:
        every = (node.op is Op.AND) is not denied
        parts = []
        for arg in node.args:
            said = self._condition(arg, denied=denied)
            mixed = arg.op in {Op.AND, Op.OR} and arg.op is not node.op
            parts.append(f"({said})" if mixed else said)
        return (" et " if every else " ou ").join(parts)

    def _compared(self, node: Node, *, denied: bool) -> str:
        left, right = node.args
        sign = str(node.value)
        if denied:
            sign = _DENIED[sign]
        kinds = {left.shape.kind, right.shape.kind}
        words = _COMPARED
        if kinds & _TIME:
            words = _DATED
        elif kinds & {Kind.CODE, Kind.TEXT, Kind.FLAG}:
            words = _NAMED
        said = f"{words[sign]} {self._value(right)}".strip()
        return f"{self._value(left)} : {said}"

    def _among(self, node: Node, *, denied: bool) -> str:
        subject, *choices = node.args
        named = [self._value(choice) for choice in choices]
        listed = _listed(named, "ou")
        return f"{self._value(subject)} : {'autre que ' if denied else ''}{listed}"

    def _with_default(self, node: Node, *, denied: bool) -> str:
        """Say what a condition becomes where it cannot be judged."""
        first, *rest = node.args
        said = self._condition(first, denied=denied)
        last = rest[-1]
        if last.op is Op.TRUTH and len(rest) == 1:
            held = bool(last.value) is not denied
            return f"{said} ({'oui' if held else 'non'} si inconnu)"
        others = [self._condition(one, denied=denied) for one in rest]
        return f"{said} (si inconnu : {' ; sinon '.join(others)})"

    def _chosen(self, node: Node, *, denied: bool) -> str:
        return self._cases(node, lambda arg: self._condition(arg, denied=denied))

    def _cases(self, node: Node, say: Callable[[Node], str]) -> str:
        pairs = len(node.args) // 2
        parts = [
            f"si {self.clause(node.args[2 * rank])}, {say(node.args[2 * rank + 1])}"
            for rank in range(pairs)
        ]
        if len(node.args) % 2:
            parts.append(f"sinon {say(node.args[-1])}")
        return " ; ".join(parts)

    def _value(self, node: Node, binding: int = 0) -> str:  # noqa: PLR0911 - one a form
        match node.op:
            case Op.COLUMN:
                return self._labels.get(str(node.value), str(node.value))
            case Op.PARAMETER:
                return self._labels.get(f"${node.value}", str(node.value))
            case Op.ARITHMETIC:
                return self._arithmetic(node, binding)
            case Op.NEGATE:
                return f"moins {self._value(node.args[0], 2)}"
            case Op.CALL:
                return self._call(node)
            case Op.CASE:
                return f"({self._cases(node, self._value)})"
            case Op.NUMBER | Op.TEXT | Op.TRUTH | Op.DATE | Op.NULL:
                return _literal(node.value)
            case _:
                return self.clause(node)

    def _arithmetic(self, node: Node, binding: int) -> str:
        sign = str(node.value)
        own = _BINDING[sign]
        left = self._value(node.args[0], own)
        right = self._value(node.args[1], own + int(sign in {"-", "/"}))
        said = f"{left} {_SIGNS[sign]} {right}"
        return f"({said})" if own < binding else said

    def _gap(self, node: Node) -> str:
        if node.op is Op.ARITHMETIC and node.value == "-":
            one, other = (self._value(arg) for arg in node.args)
            return f"écart entre «{one}» et «{other}»"
        return f"valeur sans signe de {self._value(node)}"

    def _call(self, node: Node) -> str:  # noqa: PLR0911 - one a function
        args = [self._value(arg) for arg in node.args]
        match str(node.value):
            case "coalesce":
                return f"{args[0]} ({' ; sinon '.join(args[1:])} si inconnu)"
            case "least" | "greatest":
                which = "petit" if node.value == "least" else "grand"
                return f"le plus {which} de : {_listed(args, 'et')}"
            case "abs":
                return self._gap(node.args[0])
            case "round":
                return f"{args[0]}, arrondi"
            case "age":
                return f"l'âge, né le {args[0]}, au {args[1]}"
            case "months_between" | "days_between":
                unit = "mois" if node.value == "months_between" else "jours"
                return f"le nombre de {unit} de «{args[0]}» à «{args[1]}»"
            case "month_start" | "month_end":
                which = "premier" if node.value == "month_start" else "dernier"
                return f"le {which} jour du mois de «{args[0]}»"
            case _:
                return f"«{args[0]}» décalé de {args[1]} mois"


def _listed(words: list[str], last: str) -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _literal(value: object) -> str:
    match value:
        case None:
            return french.UNKNOWN
        case bool():
            return french.flag(value)
        case Decimal() | int():
            return french.number(value)
        case datetime():
            return french.moment(value)
        case date():
            return french.full_date(value)
        case _:
            return LABELS.get(str(value), str(value))
