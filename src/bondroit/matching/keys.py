"""The blocking passes: which pairs are looked at, one line a pass.

A pair is a candidate when all the parts of one pass are known and equal. A part is a
column of a prepared record, or `left=right` when the two sides give different ones;
`core4` is the first four letters of the surname, `first` and `second` the given names,
`monthday` the birth date without its year, `undated` is known where the full birth date
is not, `any` everywhere. A block that holds too many records of the left side is
refined by the parts of `REFINEMENTS`, one after the other.
"""

from dataclasses import dataclass

BLOCK_CAP = 64
"""Records of the left side in one block, beyond which its key is refined."""

REFINEMENTS = ("first", "core4", "place", "given_set", "monthday", "address", "core")
"""Added one after the other to the key of a block that is too big (null is a value)."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One blocking pass: a name for the report, and its key."""

    name: str
    key: str

    @property
    def left(self) -> tuple[str, ...]:
        """Parts of the key on the left side."""
        return tuple(part.partition("=")[0] for part in self.key.split())

    @property
    def right(self) -> tuple[str, ...]:
        """Parts of the key on the right side."""
        return tuple(part.rpartition("=")[2] for part in self.key.split())


_NUMBER = (Pass("NIR", "nir"), Pass("autre numéro", "number"))
_NAMES = (
    Pass("date, début du nom", "date core4"),
    Pass("date, prénom", "date first"),
    Pass("date, lieu", "date place"),
    Pass("nom, prénom, année", "core first year"),
    Pass("nom, prénom, jour et mois", "core first monthday"),
    Pass("nom, prénom, lieu", "core first place"),
    Pass("date, nom et prénom échangés", "date first=core"),
    Pass("date, prénom et nom échangés", "date core=first"),
    Pass("nom, deuxième prénom à gauche, année", "core second=first year"),
    Pass("nom, deuxième prénom à droite, année", "core first=second year"),
    Pass("nom, prénoms, sans date à gauche", "core given_set undated=any"),
    Pass("nom, prénoms, sans date à droite", "core given_set any=undated"),
)
_MARRIED_LEFT = (
    Pass("date, nom d'usage à gauche", "date usual4=core4"),
    Pass("nom d'usage à gauche, prénom, année", "usual=core first year"),
    Pass("nom d'usage à gauche, prénom, lieu", "usual=core first place"),
)
_MARRIED_RIGHT = (
    Pass("date, nom d'usage à droite", "date core4=usual4"),
    Pass("nom d'usage à droite, prénom, année", "core=usual first year"),
    Pass("nom d'usage à droite, prénom, lieu", "core=usual first place"),
    Pass("nom d'usage, prénom, année", "usual first year"),
)
_RESIDENCE = (
    Pass("nom, code postal", "core postcode"),
    Pass("prénom, code postal", "first postcode"),
    Pass("nom et prénom échangés, code postal", "core=first first=core postcode"),
    Pass("adresse, prénom", "address first"),
    Pass("adresse, nom", "address core4"),
    Pass("date, code postal", "date postcode"),
    Pass("date, commune", "date commune"),
)

DEATH_PASSES = _NAMES + _MARRIED_LEFT
"""A register of deaths: birth names only, no number, no address."""

PEOPLE_PASSES = _NUMBER + _NAMES + _MARRIED_LEFT + _MARRIED_RIGHT + _RESIDENCE
"""People of one or several sources, and any two files."""

STAY_PASSES = _NUMBER + _NAMES + _MARRIED_LEFT + _MARRIED_RIGHT
"""Lists of stays: a number when there is one, names and a birth date otherwise."""
