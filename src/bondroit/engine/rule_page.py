"""One rule as a whole page: conditions, columns, parameters in force, history."""

from collections.abc import Iterator, Mapping
from datetime import date
from textwrap import wrap

from bondroit.engine import french
from bondroit.engine.language.syntax import Op
from bondroit.engine.overlay import OVERLAY
from bondroit.engine.parameters import Parameters
from bondroit.engine.precision import Measure
from bondroit.engine.rule_checks import CheckedRule, check_rule
from bondroit.engine.show import rule_page
from bondroit.engine.views.view import View
from bondroit.model.rule import Rule

WIDTH = 92


def full_page(
    rule: Rule,
    views: Mapping[str, View],
    parameters: Parameters,
    month: date,
    measured: Mapping[str, Measure],
    *,
    switched: bool = False,
) -> list[str]:
    """Return a rule as lines to read from top to bottom, none wider than WIDTH.

    Args:
        rule: with the status in force here.
        views: the catalogue, for the meaning of columns.
        parameters: dated values.
        month: the month whose parameter values are shown.
        measured: precision by rule id.
        switched: whether the status is a local one.

    """
    lines = rule_page(rule)
    if switched:
        lines.insert(2, f"  État fixé par le département, dans {OVERLAY}")
    checked = check_rule(rule, views, parameters.names())[0]
    if checked is not None:
        lines += ["", "Colonnes lues :", *_columns(checked)]
        values = list(_values(checked, parameters, month))
        if values:
            lines += ["", f"Paramètres en vigueur, {french.month(month)} :", *values]
    if rule.changes:
        lines += ["", "Historique :"]
        lines += [
            f"  - version {one.version}, {one.on:%d/%m/%Y} : {one.what}"
            for one in rule.changes
        ]
    if rule.review_on:
        lines += ["", f"À relire avant le {rule.review_on:%d/%m/%Y}."]
    lines += ["", f"Précision mesurée : {measured.get(rule.id, '–')}"]
    return [part for line in lines for part in _folded(line)]


def _columns(checked: CheckedRule) -> Iterator[str]:
    """Say what each column means, each once, in the order of the rule."""
    trees = [*(part.tree for part in checked.clauses), checked.amount, checked.debtor]
    names = [
        name for tree in trees if tree is not None for name in tree.names(Op.COLUMN)
    ]
    for name in dict.fromkeys((*names, *checked.placeholders)):
        column = checked.view.column(name)
        if column is not None:
            yield f"  - {name} : {column.doc}"


def _values(checked: CheckedRule, parameters: Parameters, month: date) -> Iterator[str]:
    trees = [*(part.tree for part in checked.clauses), checked.amount]
    names = [
        name for tree in trees if tree is not None for name in tree.names(Op.PARAMETER)
    ]
    for name in dict.fromkeys(names):
        found, value = parameters.describe(name), parameters.value(name, month)
        shown = "inconnu" if value is None else f"{french.number(value)} {found.unit}"
        yield f"  - ${name} = {shown} : {found.description}"


def _folded(line: str) -> list[str]:
    """Fold a long line under its own first word; no space is a hard one."""
    line = line.replace("\u202f", " ").replace("\xa0", " ")
    if len(line) <= WIDTH:
        return [line]
    indent = len(line) - len(line.lstrip(" "))
    hanging = indent + (2 if line.lstrip().startswith("- ") else 4)
    return wrap(
        line,
        WIDTH,
        subsequent_indent=" " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
