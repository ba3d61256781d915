"""French typography: one place where spaces that never break are put.

Texts are written with ordinary spaces («écart à vérifier : 12 €»); what leaves for a
reader goes through here. A narrow no-break space stands before `: ; ! ?` and inside
«guillemets», a no-break space before `%` and `€`.
"""

from typing import Final

import polars as pl

from bondroit.engine.french import SPACE, THIN

_STEPS: Final = (
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
    (" %", f"{SPACE}%"),
    (" €", f"{SPACE}€"),
)


def typeset(text: str) -> str:
    """Return a text, or a whole HTML page, with its French spaces; idempotent.

    A colon glued to its word (`source: 2 lignes`) gets its space too; colons of ids and
    times, followed by no space, are left alone.
    """
    for old, new in _STEPS:
        text = text.replace(old, new)
    return text


def typeset_column(column: str) -> pl.Expr:
    """Return a String column with its French spaces."""
    expr = pl.col(column)
    for old, new in _STEPS:
        expr = expr.str.replace_all(old, new, literal=True)
    return expr
