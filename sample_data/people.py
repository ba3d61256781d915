"""The people of the sample, and the records that each file keeps of them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bondroit.sample_data import identifiers, names, places

PRESUMED = 0.3
MARRIED = 0.55
MARRIED_BEFORE = 1990


@dataclass(slots=True, eq=False)
class Person:
    """One person of flesh, of whom each source may hold a record.

    Attributes:
        sex: `M` or `F`.
        birth_name: name at birth, with accents.
        usual_name: married name, None when the birth name is used.
        first_names: one to three forenames.
        birth: birth date.
        birthplace: COG code, name of the place, country when abroad.
        nir: 13 characters.
        address: where the person lives.
        death: death date, None while alive.

    """

    sex: str
    birth_name: str
    usual_name: str | None
    first_names: list[str]
    birth: date
    birthplace: tuple[str, str, str]
    nir: str
    address: places.Address
    death: date | None = None


@dataclass(slots=True, eq=False)
class Record:
    """What one source wrote down of a person, typing errors included."""

    source: str
    person_id: str
    person: Person
    birth_name: str
    usual_name: str | None
    first_names: str
    birth: date
    nir: str | None
    nir_key: str | None
    precision: str = "day"
    death: date | None = None


@dataclass(slots=True)
class People:
    """Makes people who cannot be taken for one another by chance.

    Two people may share their names, or their birth date, never a birth date together
    with a surname or a first forename; deliberate twins and homonyms are made apart.
    """

    rng: Random
    persons: list[Person] = field(default_factory=list)
    _taken: set[tuple[date, str]] = field(default_factory=set)
    _nirs: set[str] = field(default_factory=set)

    def person(
        self,
        low: date,
        high: date,
        *,
        sex: str | None = None,
        surname: str | None = None,
        address: places.Address | None = None,
        women: float = 0.5,
    ) -> Person:
        """Draw a person born between two days."""
        rng = self.rng
        sex = sex or ("F" if rng.random() < women else "M")
        place = places.birthplace(rng)
        presumed = bool(place[2]) and rng.random() < PRESUMED
        while True:
            birth = low + timedelta(days=rng.randint(0, (high - low).days))
            if presumed and date(birth.year, 1, 1) >= low:
                birth = date(birth.year, 1, 1)
            name = surname or names.surname(rng)
            forenames = names.forenames(rng, sex, birth)
            if not self.taken(birth, name) and not self.taken(birth, forenames[0]):
                break
        married = sex == "F" and birth.year < MARRIED_BEFORE and rng.random() < MARRIED
        return self.add(
            Person(
                sex=sex,
                birth_name=name,
                usual_name=names.surname(rng) if married else None,
                first_names=forenames,
                birth=birth,
                birthplace=place,
                nir="",
                address=address or places.address(rng),
            )
        )

    def add(self, person: Person) -> Person:
        """Register a person made by hand, giving a NIR that nobody bears."""
        while True:
            nir = identifiers.nir_of(
                person.sex, person.birth, person.birthplace[0], self.rng.randint(1, 990)
            )
            if nir not in self._nirs:
                break
        person.nir = nir
        self._nirs.add(nir)
        self._taken |= {
            (person.birth, person.birth_name),
            (person.birth, person.first_names[0]),
        }
        if person.usual_name:
            self._taken.add((person.birth, person.usual_name))
        self.persons.append(person)
        return person

    def taken(self, birth: date, name: str) -> bool:
        """Whether somebody born that day bears this surname or first forename."""
        return (birth, name) in self._taken

    def twin(self, person: Person) -> Person:
        """Make a twin: same surname, birth date and place, another forename."""
        forename = names.other_forename(
            self.rng, person.sex, person.birth, set(person.first_names)
        )
        return self.add(
            Person(
                sex=person.sex,
                birth_name=person.birth_name,
                usual_name=None,
                first_names=[forename],
                birth=person.birth,
                birthplace=person.birthplace,
                nir="",
                address=places.address(self.rng),
            )
        )

    def homonym(self, person: Person, birth: date) -> Person:
        """Make someone with the same names, born on another day elsewhere."""
        return self.add(
            Person(
                sex=person.sex,
                birth_name=person.birth_name,
                usual_name=person.usual_name,
                first_names=list(person.first_names),
                birth=birth,
                birthplace=places.birthplace(self.rng),
                nir="",
                address=places.address(self.rng),
            )
        )
