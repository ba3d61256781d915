"""The sentence of a rule: its text, its columns, and the words that agree with them.

`{adults}` shows a column. `{adults|adulte|adultes}` shows one of two forms, the second from
two on: `{adults} {adults|adulte|adultes}` reads «1 adulte», «2 adultes».
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bondroit.engine.forbidden import forbidden_family
from bondroit.engine.language.checker import nearest
from bondroit.engine.views.view import Type, View

AMOUNT = "amount"
"""Placeholder of the rule's own amount, shown without its sign."""
WHAT_TO_WRITE = "write {column}, or {column|singular|plural}"
FACT = "use a fact of the view"

_BRACE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"\w+")
_FORMS = 3
_COUNTS = frozenset({Type.INTEGER, Type.HOURS, Type.MONEY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a brace of a sentence says.

    Attributes:
        name: a column, or `amount`.
        forms: singular and plural, or nothing where the value itself is shown.
        start: where the brace stands.
        end: where the text after it begins.

    """

    name: str
    forms: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A problem of a sentence: `start` is that of the word in the text, None for all."""

    start: int | None
    what: str
    remedy: str


def places(text: str) -> list[Place]:
    """Return the braces of a sentence, in order."""
    found = []
    for brace in _BRACE.finditer(text):
        name, *forms = brace[1].split("|")
        start, end = brace.span()
        found.append(Place(name=name, forms=tuple(forms), start=start, end=end))
    return found


def names(text: str) -> tuple[str, ...]:
    """Return the columns of a sentence, each once."""
    return tuple(dict.fromkeys(place.name for place in places(text)))


def problems(text: str, view: View, *, amount: bool) -> Iterator[Wrong]:
    """Find what a sentence says wrong.

    Args:
        text: the sentence as written.
        view: the view of the rule.
        amount: whether the rule has an amount to show.

    """
    known = {*(one.name for one in view.columns), *((AMOUNT,) if amount else ())}
    for place in places(text):
        yield from _wrong(place, view, known)
    rest = _BRACE.sub("", text)
    if "{" in rest or "}" in rest:
        yield Wrong(
            start=None,
            what="a brace of 'explain' is not closed, or not opened",
            remedy=WHAT_TO_WRITE,
        )


def _wrong(place: Place, view: View, known: Collection[str]) -> Iterator[Wrong]:
    name, start = place.name, place.start + 1
    if not _NAME.fullmatch(name):
        what = f"a brace of 'explain' names no column: '{name}'"
        yield Wrong(start=start, what=what, remedy=WHAT_TO_WRITE)
        return
    family = forbidden_family(name)
    if family is not None:
        yield Wrong(start=start, what=refusal(name, family), remedy=FACT)
    elif name not in known:
        what = f"'explain' names an unknown column '{name}'"
        yield Wrong(start=start, what=what, remedy=nearest(name, known))
    elif place.forms:
        yield from _wrong_forms(place, view)


def _wrong_forms(place: Place, view: View) -> Iterator[Wrong]:
    name, start = place.name, place.start + 1
    column = view.column(name)
    given = [form for form in place.forms if form.strip()]
    if len(given) != _FORMS - 1 or len(given) != len(place.forms):
        what = f"'{name}' needs two forms, a singular and a plural"
        remedy = f"write {{{name}|singular|plural}}, for example {{{name}|est|sont}}"
        yield Wrong(start=start, what=what, remedy=remedy)
    elif column is not None and column.type not in _COUNTS:
        what = f"'{name}' is no number: no word can agree with it"
        remedy = "choose between the forms by a column that counts"
        yield Wrong(start=start, what=what, remedy=remedy)


def refusal(name: str, family: str) -> str:
    """Return why a variable is refused."""
    return f"'{name}' is a forbidden variable ({family}): no rule reads who a person is"
