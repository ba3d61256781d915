"""How a view declares its columns: one constructor a type.

Each takes the column's name, label, doc and tables, then the value of a usual row and
the one that says «none» (see `ViewColumn`); decimals are written as text.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from bondroit.engine.views.view import Type, ViewColumn
from bondroit.model.tables import BENEFITS

Tables = tuple[str, ...]
_USUAL_MONTH: Final = date(2025, 3, 1)


def month(
    doc: str,
    tables: Tables,
    typical: date = _USUAL_MONTH,
    *,
    name: str = "month",
    label: str = "mois de droit",
) -> ViewColumn:
    """Declare a month, by default the month of right of the row."""
    return _column(Type.MONTH, name, label, doc, tables, typical)


def benefit(
    doc: str,
    tables: Tables,
    typical: str = "APA_HOME",
    codes: tuple[str, ...] = BENEFITS,
) -> ViewColumn:
    """Declare the benefit of the row."""
    return code("benefit", "prestation", doc, tables, codes, typical)


def code(
    name: str,
    label: str,
    doc: str,
    tables: Tables,
    codes: tuple[str, ...],
    typical: str,
    none: str | None = None,
) -> ViewColumn:
    """Declare one code of a closed list."""
    return _column(Type.CODE, name, label, doc, tables, typical, none, codes)


def money(
    name: str,
    label: str,
    doc: str,
    tables: Tables,
    typical: str | None = "0.00",
    none: str | None = None,
) -> ViewColumn:
    """Declare an amount in euros."""
    values = _exact(typical), _exact(none)
    return _column(Type.MONEY, name, label, doc, tables, *values)


def hours(
    name: str,
    label: str,
    doc: str,
    tables: Tables,
    typical: str = "0.00",
    none: str | None = None,
) -> ViewColumn:
    """Declare a number of hours, to the hundredth."""
    values = _exact(typical), _exact(none)
    return _column(Type.HOURS, name, label, doc, tables, *values)


def rate(
    name: str,
    label: str,
    doc: str,
    tables: Tables,
    typical: str,
    none: str | None = None,
) -> ViewColumn:
    """Declare a share, 1 being the whole."""
    values = _exact(typical), _exact(none)
    return _column(Type.RATE, name, label, doc, tables, *values)


def count(
    name: str, label: str, doc: str, tables: Tables, typical: int = 0
) -> ViewColumn:
    """Declare a number of things: 0 says that there is none."""
    return _column(Type.INTEGER, name, label, doc, tables, typical, 0)


def number(name: str, label: str, doc: str, tables: Tables, typical: int) -> ViewColumn:
    """Declare an integer none of whose values says «none»: an age, a gap in days."""
    return _column(Type.INTEGER, name, label, doc, tables, typical)


def flag(
    name: str,
    label: str,
    doc: str,
    tables: Tables,
    *,
    typical: bool = False,
    none: bool | None = None,
) -> ViewColumn:
    """Declare a yes or no."""
    return _column(Type.FLAG, name, label, doc, tables, typical, none)


def day(
    name: str,
    label: str,
    doc: str,
    tables: Tables,
    typical: date,
    none: date | None = None,
) -> ViewColumn:
    """Declare a date."""
    return _column(Type.DATE, name, label, doc, tables, typical, none)


def derived(
    name: str,
    kind: Type,
    label: str,
    doc: str,
    tables: Tables = (),
    typical: Decimal | None = None,
) -> ViewColumn:
    """Declare a column computed from the others, which examples may not give."""
    return replace(_column(kind, name, label, doc, tables, typical), derived=True)


def _exact(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _column(
    kind: Type,
    name: str,
    label: str,
    doc: str,
    tables: Tables,
    typical: object,
    none: object = None,
    codes: tuple[str, ...] = (),
) -> ViewColumn:
    return ViewColumn(
        name=name,
        type=kind,
        label=label,
        doc=doc,
        typical=typical,
        none=none,
        codes=codes,
        tables=tables,
    )
