"""How a view declares its columns: one constructor a type."""

from datetime import date
from decimal import Decimal
from typing import Final

from bondroit.engine.views.view import Type, ViewColumn
from bondroit.model.tables import BENEFITS

_USUAL_MONTH: Final = date(2025, 3, 1)


def month(
    doc: str,
    tables: tuple[str, ...],
    typical: date = _USUAL_MONTH,
    *,
    name: str = "month",
    label: str = "mois de droit",
) -> ViewColumn:
    """Declare a month, by default the month of right of the row."""
    return ViewColumn(
        name=name, type=Type.MONTH, label=label, doc=doc, typical=typical, tables=tables
    )


def benefit(
    doc: str,
    tables: tuple[str, ...],
    typical: str = "APA_HOME",
    codes: tuple[str, ...] = BENEFITS,
) -> ViewColumn:
    """Declare the benefit of the row."""
    return code("benefit", "prestation", doc, tables, codes, typical)


def code(
    name: str,
    label: str,
    doc: str,
    tables: tuple[str, ...],
    codes: tuple[str, ...],
    typical: str,
    none: str | None = None,
) -> ViewColumn:
    """Declare one code of a closed list."""
    return ViewColumn(
        name=name,
        type=Type.CODE,
        label=label,
        doc=doc,
        typical=typical,
        none=none,
        codes=codes,
        tables=tables,
    )


def money(
    name: str,
    label: str,
    doc: str,
    tables: tuple[str, ...],
    typical: str | None = "0.00",
    none: str | None = None,
) -> ViewColumn:
    """Declare an amount in euros."""
    return _exact(Type.MONEY, (name, label, doc), tables, typical, none)


def hours(
    name: str,
    label: str,
    doc: str,
    tables: tuple[str, ...],
    typical: str = "0.00",
    none: str | None = None,
) -> ViewColumn:
    """Declare a number of hours, to the hundredth."""
    return _exact(Type.HOURS, (name, label, doc), tables, typical, none)


def rate(
    name: str,
    label: str,
    doc: str,
    tables: tuple[str, ...],
    typical: str,
    none: str | None = None,
) -> ViewColumn:
    """Declare a share, 1 being the whole."""
    return _exact(Type.RATE, (name, label, doc), tables, typical, none)


def _exact(
    kind: Type,
    words: tuple[str, str, str],
    tables: tuple[str, ...],
    typical: str | None,
    none: str | None,
) -> ViewColumn:
    name, label, doc = words
    return ViewColumn(
        name=name,
        type=kind,
        label=label,
        doc=doc,
        typical=None if typical is None else Decimal(typical),
        none=None if none is None else Decimal(none),
        tables=tables,
    )


def count(
    name: str,
    label: str,
    doc: str,
    tables: tuple[str, ...],
    typical: int = 0,
) -> ViewColumn:
    """Declare a number of things: 0 says that there is none."""
    return ViewColumn(
        name=name,
        type=Type.INTEGER,
        label=label,
        doc=doc,
        typical=typical,
        none=0,
        tables=tables,
    )


def number(
    name: str, label: str, doc: str, tables: tuple[str, ...], typical: int
) -> ViewColumn:
    """Declare an integer that no value of says «none»: an age, a gap in days."""
    return ViewColumn(
        name=name,
        type=Type.INTEGER,
        label=label,
        doc=doc,
        typical=typical,
        tables=tables,
    )


def flag(
    name: str,
    label: str,
    doc: str,
    tables: tuple[str, ...],
    *,
    typical: bool = False,
    none: bool | None = None,
) -> ViewColumn:
    """Declare a yes or no."""
    return ViewColumn(
        name=name,
        type=Type.FLAG,
        label=label,
        doc=doc,
        typical=typical,
        none=none,
        tables=tables,
    )


def day(
    name: str,
    label: str,
    doc: str,
    tables: tuple[str, ...],
    typical: date,
    none: date | None = None,
) -> ViewColumn:
    """Declare a date."""
    return ViewColumn(
        name=name,
        type=Type.DATE,
        label=label,
        doc=doc,
        typical=typical,
        none=none,
        tables=tables,
    )


def derived(
    name: str,
    kind: Type,
    label: str,
    doc: str,
    tables: tuple[str, ...] = (),
    typical: Decimal | None = None,
) -> ViewColumn:
    """Declare a column computed from the others, which examples may not give."""
    return ViewColumn(
        name=name,
        type=kind,
        label=label,
        doc=doc,
        typical=typical,
        tables=tables,
        derived=True,
    )
