"""CNAF flows whose schema is not public: elements found whatever case or accents.

WebRSA, which reads these flows, is the only source of their names, and spells some of
them in several ways (`TotalIndusTransferésCG`, `DetailnduTransfereCG`).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from bondroit.sources.cnaf.codes import household_id, person_id

_AMOUNT = re.compile(r"[+-]?\d{1,10}(?:[.,]\d{1,2})?")
_MONTH = re.compile(r"(\d{4})-?(0[1-9]|1[0-2])(?:-?\d{2})?")
_IDENTIFIERS = ("fonorg", "numorg", "matricule", "numdemrsa")
_PERSON = ("nomnai", "prenom", "dtnai", "sexe")


def plain(tag: object) -> str:
    """Return the name of an element in small letters, without accents or prefix."""
    return NAMES[tag]


class _Names(dict[object, str]):
    """Plain names by tag, each worked out once; bounded, since files choose tags."""

    def __missing__(self, tag: object) -> str:
        name = str(tag).rpartition("}")[2]
        bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        if len(self) >= _MOST_NAMES:
            self.clear()
        plain_name = self[tag] = bare.casefold()
        return plain_name


_MOST_NAMES = 4096
NAMES = _Names()
"""What `plain` gives, by the tag of an element."""


def leaves(element: etree._Element) -> Iterator[tuple[str, str | None]]:
    """Give the name and stripped text of each leaf, in the order of the document."""
    for node in element.iter():
        if len(node) == 0:
            yield NAMES[node.tag], (node.text or "").strip() or None


def first_leaves(element: etree._Element) -> dict[str, str]:
    """Return the first text of each leaf name that has one."""
    found: dict[str, str] = {}
    for name, text in leaves(element):
        if text is not None:
            found.setdefault(name, text)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The identity that every household of these flows carries."""

    household_id: str
    person_id: str


def dossier(values: dict[str, str]) -> Dossier | str:
    """Return the identity of a household, or the reason why it has none.

    Args:
        values: first texts by plain name.

    """
    absent = [name.upper() for name in (*_IDENTIFIERS, "nomnai") if name not in values]
    if absent:
        return f"élément obligatoire absent ou vide : {', '.join(absent)}"
    household = household_id(*(values[name] for name in _IDENTIFIERS))
    return Dossier(
        household_id=household,
        person_id=person_id(household, *(values.get(name) for name in _PERSON)),
    )


def amount(text: str | None) -> Decimal | None:
    """Return an amount in euros, None when absent or unreadable."""
    if text is None or not _AMOUNT.fullmatch(text):
        return None
    return Decimal(text.replace(",", "."))


def first_of_month(text: str | None) -> str | None:
    """Return `YYYY-MM-01` of a day or month; what cannot be read stays as it is."""
    match = _MONTH.fullmatch(text or "")
    return f"{match[1]}-{match[2]}-01" if match else text
