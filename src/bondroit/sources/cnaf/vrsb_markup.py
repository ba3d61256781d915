"""Households of VRSB0801 as text -> the values of their elements, by patterns.

Patterns are written from the schema of the flow, one a part of a household. The strict
ones match only households that are well-formed and follow the schema: nothing else
need look at them, which is several times faster than building a tree. The loose ones
read the values of what a validating parser has accepted already, however written.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache
from xml.sax.saxutils import unescape

from bondroit.sources.cnaf.schema import BLOCKS, HOUSEHOLD, Child

Values = tuple[str | None, ...]

_GAP = r"[ \t\r\n]*+"
#: Characters of a value written without escapes: no markup, no control character.
_PLAIN = r"[^<>&\x00-\x1f]"
_ANY = r"[^<]*+"
_DATE = (
    r"(?!0000)[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]++)?+"
_KIND = re.compile(r"(?P<letter>[sSid])(?P<size>\d+)")
_TWICE = (2, 2)

HEAD = (
    *("Organisme.FONORG", "Organisme.NUMORG", "Organisme.MATRICULE"),
    *("DemandeRSA.DTDEMRSA", "DemandeRSA.NUMDEMRSA"),
)
PERSON = (
    *(
        f"Identification.{leaf}"
        for leaf in (
            *("NOM", "NOMNAI", "PRENOM", "PRENOM2", "PRENOM3"),
            *("DTNAI", "TYPEDTNAI", "NIR", "SEXE"),
        )
    ),
    "DossierCAF.TOPRESPDOS",
    *("Prestations.NATPREST", "Prestations.ROLEPERS", "Prestations.TOPCHAPERS"),
    *(
        f"GeneraliteRessourcesTrimestre.{leaf}"
        for leaf in ("TOPRESSNUL", "DDRESS", "DFRESS")
    ),
    *("Grossesse.DDGRO", "Grossesse.DFGRO"),
)
TAIL = (
    *("SituationFamille.SITFAM", "EtatDossierRSA.ETATDOSRSA"),
    *("Refus.DTREFURSA", "Refus.MOTIREFURSA"),
    *("FinDroit.MOTICLORSA", "FinDroit.DTCLORSA"),
    *("FinDroitMoisAnterieur.MOTICLORSA", "FinDroitMoisAnterieur.DTCLORSA"),
    *(
        f"MontantsCalculDroitRSA.{leaf}"
        for leaf in (
            *("DDELECAL", "DFELECAL", "MTREVMINIGARARSA", "MTPFRSA"),
            *("MTALRSA", "MTRESSMENRSA", "MTTOTDRORSA"),
        )
    ),
)
#: Blocks that repeat: given as text, to be read by `repeated`.
PERSON_TEXTS = ("RessourcesMensuelles",)
TAIL_TEXTS = (
    *("Adresse", "SuspensionDroit", "SuspensionVersement", "DetailCalculDroitRSA"),
    *("PaiementTiers", "ControleAdministratif", "Anomalie"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """One household that follows the schema.

    Attributes:
        text: where it stands.
        start: its first character.
        end: the character after its last.
        head: values of HEAD.
        persons: one match a person: values of PERSON, the texts of PERSON_TEXTS at
            their place in the schema.
        tail: values of TAIL and TAIL_TEXTS, in the order of the schema.
        escaped: whether values hold references such as `&amp;`.

    """

    text: str
    start: int
    end: int
    head: Values
    persons: list[re.Match[str]]
    tail: Values
    escaped: bool = False

    @property
    def clean(self) -> Callable[[Values], Values]:
        """The function that turns values as written into values."""
        return _unescaped if self.escaped else _as_written


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The patterns of a household, part by part."""

    head: re.Pattern[str]
    person: re.Pattern[str]
    tail: re.Pattern[str]

    def read(self, text: str, start: int, *, escaped: bool = False) -> Markup | None:
        """Read the household that starts there, or return None."""
        head = self.head.match(text, start)
        if head is None:
            return None
        persons: list[re.Match[str]] = []
        place, next_person = head.end(), self.person.match
        while (person := next_person(text, place)) is not None:
            persons.append(person)
            place = person.end()
        tail = self.tail.match(text, place)
        if tail is None or not persons:
            return None
        return Markup(
            text=text,
            start=start,
            end=tail.end(),
            head=head.groups(),
            persons=persons,
            tail=tail.groups(),
            escaped=escaped,
        )


@cache
def grammar(*, strict: bool) -> Grammar:
    """Return the patterns: strict, or loose for what was validated."""
    first, _persons, *others = BLOCKS[HOUSEHOLD]
    tail = _Writer(strict=strict, kept=TAIL, texts=TAIL_TEXTS)
    return Grammar(
        head=re.compile(
            f"<{HOUSEHOLD}>" + _Writer(strict=strict, kept=HEAD).child(HOUSEHOLD, first)
        ),
        person=re.compile(
            _GAP
            + _Writer(strict=strict, kept=PERSON, texts=PERSON_TEXTS).block("Personne")
        ),
        tail=re.compile(
            "".join(tail.child(HOUSEHOLD, child) for child in others)
            + f"{_GAP}</{HOUSEHOLD}>"
        ),
    )


@cache
def repeated(name: str, *kept: str, text: str = "") -> re.Pattern[str]:
    """Return the pattern that finds each block of that name in the text of a Markup.

    Args:
        name: the block.
        kept: the values given, as `Block.LEAF`, in the order of the schema.
        text: a block inside that is given as text, at its place.

    """
    writer = _Writer(strict=False, kept=kept, texts=(text,) if text else ())
    return re.compile(writer.block(name))


def _as_written(values: Values) -> Values:
    return values


def _unescaped(values: Values) -> Values:
    return tuple(
        unescape(value, {"&#13;": "\r"}) if value and "&" in value else value
        for value in values
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Writes patterns of blocks: groups for what is kept, nothing for the rest."""

    strict: bool
    kept: Collection[str] = field(default=())
    texts: Collection[str] = field(default=())

    def block(self, name: str) -> str:
        """Return the pattern of one block."""
        children = BLOCKS[name]
        inside = "".join(self.child(name, child) for child in children)
        whole = f"{inside}{_GAP}</{name}>"
        if any(child.least for child in children):
            return f"<{name}>{whole}"
        return f"<{name}(?:>{whole}| ?/>)"

    def child(self, parent: str, child: Child) -> str:
        """Return the pattern of a child of a block, as often as it may stand."""
        if child.name in self.texts:
            others = _Writer(strict=self.strict)
            return f"({others.times(child, others.once(parent, child))})"
        one = self.once(parent, child)
        if (child.least, child.most) == _TWICE:
            return one * 2
        return self.times(child, one)

    def once(self, parent: str, child: Child) -> str:
        """Return the pattern of one such child, blanks before it included."""
        if child.type is None:
            return _GAP + self.block(child.name)
        return _GAP + self._leaf(child, child.type, f"{parent}.{child.name}")

    def times(self, child: Child, one: str) -> str:
        """Repeat a pattern as often as the child may stand."""
        if child.least == child.most == 1:
            return one
        most = "" if child.most is None else child.most
        return f"(?:{one}){{{child.least},{most}}}+"

    def _leaf(self, child: Child, kind: str, place: str) -> str:
        optional = child.least == 0
        value = _value(kind, optional=optional) if self.strict else _ANY
        if place in self.kept:
            value = f"({value})"
        full = f"{value}</{child.name}>"
        if self.strict and not optional and not kind.startswith("s"):
            return f"<{child.name}>{full}"
        return f"<{child.name}(?:>{full}| ?/>)"


def _value(kind: str, *, optional: bool) -> str:
    """Return the pattern of a value that the schema accepts for sure."""
    match = _KIND.fullmatch(kind)
    size = int(match["size"]) if match else 0
    letter = match["letter"] if match else kind
    if letter == "s":
        return f"{_PLAIN}{{0,{size}}}+"
    if letter == "d":
        whole = f"(?:0*+[1-9][0-9]{{0,{size - 3}}}+|0++)"
        value = f"-?{whole}(?:\\.[0-9]{{1,2}}+)?+"
    else:
        value = {
            "S": f"(?= *[^ <]){_PLAIN}{{1,{size}}}+",
            "i": f"[0-9]{{1,{size}}}+",
            "date": _DATE,
            "time": _TIME,
            "bool": "(?:[01]|true|false)",
        }.get(letter, f"(?:{kind})")
    return f"(?:{value})?+" if optional else value
