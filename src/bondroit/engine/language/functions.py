"""The functions of the clause language, documented in one table."""

from dataclasses import dataclass

from bondroit.engine.language.syntax import Kind

_DATES = frozenset({Kind.DATE, Kind.MONTH, Kind.DATETIME})
_NUMBERS = frozenset(
    {Kind.MONEY, Kind.HOURS, Kind.RATE, Kind.INTEGER, Kind.NUMBER, Kind.WHOLE}
)
_MONTHS = frozenset({Kind.INTEGER, Kind.WHOLE, Kind.NUMBER})
_DIGITS = frozenset({Kind.WHOLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDoc:
    """One function of the language.

    Attributes:
        usage: how it is written.
        doc: one French sentence for the reference.
        least: fewest arguments.
        most: most arguments, None without limit.
        kinds: accepted kinds of each argument; empty: all of one kind.
        result: kind of the result, None: the first argument's.

    """

    usage: str
    doc: str
    least: int
    most: int | None
    kinds: tuple[frozenset[Kind], ...] = ()
    result: Kind | None = None


FUNCTIONS: dict[str, FunctionDoc] = {
    "age": FunctionDoc(
        usage="age(birth, on)",
        doc="Âge révolu à une date ; né un 29 février : le 1er mars hors année bissextile.",
        least=2,
        most=2,
        kinds=(_DATES, _DATES),
        result=Kind.INTEGER,
    ),
    "months_between": FunctionDoc(
        usage="months_between(from, to)",
        doc="Nombre de mois civils du mois de la première date à celui de la seconde.",
        least=2,
        most=2,
        kinds=(_DATES, _DATES),
        result=Kind.INTEGER,
    ),
    "days_between": FunctionDoc(
        usage="days_between(from, to)",
        doc="Nombre de jours de la première date à la seconde (0 le même jour).",
        least=2,
        most=2,
        kinds=(_DATES, _DATES),
        result=Kind.INTEGER,
    ),
    "month_start": FunctionDoc(
        usage="month_start(date)",
        doc="Premier jour du mois.",
        least=1,
        most=1,
        kinds=(_DATES,),
        result=Kind.MONTH,
    ),
    "month_end": FunctionDoc(
        usage="month_end(date)",
        doc="Dernier jour du mois.",
        least=1,
        most=1,
        kinds=(_DATES,),
        result=Kind.DATE,
    ),
    "add_months": FunctionDoc(
        usage="add_months(date, months)",
        doc="Date décalée d'un nombre de mois, au plus tard le dernier jour du mois.",
        least=2,
        most=2,
        kinds=(_DATES, _MONTHS),
        result=None,
    ),
    "coalesce": FunctionDoc(
        usage="coalesce(value, value, ...)",
        doc="Première valeur connue.",
        least=2,
        most=None,
    ),
    "least": FunctionDoc(
        usage="least(value, value, ...)",
        doc="Plus petite valeur ; inconnue dès qu'une valeur est inconnue.",
        least=2,
        most=None,
    ),
    "greatest": FunctionDoc(
        usage="greatest(value, value, ...)",
        doc="Plus grande valeur ; inconnue dès qu'une valeur est inconnue.",
        least=2,
        most=None,
    ),
    "round": FunctionDoc(
        usage="round(number, digits)",
        doc="Arrondi au plus proche, les demis s'éloignant de zéro.",
        least=1,
        most=2,
        kinds=(_NUMBERS, _DIGITS),
        result=None,
    ),
    "abs": FunctionDoc(
        usage="abs(number)",
        doc="Valeur absolue.",
        least=1,
        most=1,
        kinds=(_NUMBERS,),
        result=None,
    ),
}
"""Every function a clause may call, by name."""
