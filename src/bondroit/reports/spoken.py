"""Clauses and amounts of rules in words, for those who do not read SQL."""

import re
from collections.abc import Mapping
from typing import Final

from bondroit.engine.labels import LABELS
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.catalogue import VIEWS
from bondroit.model.rule import Rule

_TOKEN: Final = re.compile(r"'[^']*'|\$?\w+(?:\.\d+)?|<>|!=|<=|>=|\S")
_NAME: Final = re.compile(r"\$?[a-z_]\w*", re.IGNORECASE)
_WORDS: Final = {
    "and": "et",
    "or": "ou",
    "not": "non",
    "in": "parmi",
    "between": "entre",
    "is": "est",
    "null": "inconnu",
    "true": "oui",
    "false": "non",
    "least": "le plus petit de",
    "greatest": "le plus grand de",
    "coalesce": "le premier connu de",
    "round": "arrondi de",
    "abs": "valeur absolue de",
    "age": "âge",
    "months_between": "mois écoulés",
    "days_between": "jours écoulés",
    "month_start": "début du mois de",
    "month_end": "fin du mois de",
    "add_months": "date décalée de mois",
    "case": "",
    "when": "si",
    "then": "alors",
    "else": "sinon",
    "end": "",
    "<=": "≤",
    ">=": "≥",
    "<>": "≠",
    "!=": "≠",
    "*": "×",
    "/": "÷",
    "-": "−",
}


def labels_of(rule: Rule, parameters: Parameters) -> dict[str, str]:
    """Return the French label of every column and parameter a rule may write."""
    view = VIEWS.get(rule.view)
    columns = () if view is None else view.columns
    labels = {column.name: column.label for column in columns}
    named = {
        f"${name}": _quoted(one.description) for name, one in parameters.by_name.items()
    }
    return {**named, **labels}


def _quoted(description: str) -> str:
    text = description.rstrip(".")
    plain = text if text[1:2].isupper() else text[:1].lower() + text[1:]
    return f"« {plain} »"


def spoken(text: str, labels: Mapping[str, str]) -> str:
    """Return a clause or an amount in French words.

    Args:
        text: SQL as the rule's author wrote it.
        labels: French words of columns and `$parameters`.

    """
    words = [_word(token, labels) for token in _TOKEN.findall(text)]
    line = " ".join(word for word in words if word)
    for old, new in (("( ", "("), (" )", ")"), (" ,", ","), (" ' ", "'")):
        line = line.replace(old, new)
    return line


def _word(token: str, labels: Mapping[str, str]) -> str:
    if token in labels:
        return labels[token]
    if token.startswith("'"):
        code = token.strip("'")
        return LABELS.get(code, code)
    return _WORDS.get(token.lower(), token)


def columns_of(text: str) -> frozenset[str]:
    """Return the names of columns and `$parameters` a clause writes."""
    return frozenset(_NAME.findall(re.sub(r"'[^']*'", " ", text)))
