"""French typography: one place where spaces that never break are put.

Texts are written with ordinary spaces («écart à vérifier : 12 €»); what leaves for a
reader goes through here. A narrow no-break space stands before `: ; ! ?` and inside
«guillemets», a no-break space before `%` and `€`.
"""

import re
from typing import Final

import polars as pl

from bondroit.engine.french import SPACE, THIN

_MARKS: Final = re.compile("[:;!?«»%€]")
_PUNCTUATION: Final = (
    (" :", f"{THIN}:"),
    (": ", f"{THIN}: "),
    (f"{THIN}{THIN}:", f"{THIN}:"),
    (" ;", f"{THIN};"),
    (" !", f"{THIN}!"),
    (" ?", f"{THIN}?"),
    ("« ", "«"),
    (f"«{THIN}", "«"),
    ("«", f"«{THIN}"),
    (" »", "»"),
    (f"{THIN}»", "»"),
    ("»", f"{THIN}»"),
)
_UNITS: Final = (
    (" %", f"{SPACE}%"),
    (" €", f"{SPACE}€"),
)


def typeset(text: str) -> str:
    """Return a text with its French spaces; idempotent.

    A colon glued to its word (`source: 2 lignes`) gets its space too; colons of ids and
    times, followed by no space, are left alone.
    """
    if _MARKS.search(text) is None:
        return text
    for old, new in (*_PUNCTUATION, *_UNITS):
        text = text.replace(old, new)
    return text


def typeset_template(source: str) -> str:
    """Return a template with French spaces in its own sentences.

    `%` is left alone: it belongs to the template language.
    """
    for old, new in _PUNCTUATION:
        source = source.replace(old, new)
    return source


def typeset_column(column: str) -> pl.Expr:
    """Return a String column with its French spaces."""
    expr = pl.col(column)
    for old, new in (*_PUNCTUATION, *_UNITS):
        expr = expr.str.replace_all(old, new, literal=True)
    return expr
