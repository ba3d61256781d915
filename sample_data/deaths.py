"""The national register of deaths: fixed-width lines, ours among thousands of others."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bondroit.sample_data import names, places
from bondroit.sample_data.noise import plain, typo
from bondroit.sample_data.people import People, Person


@dataclass(frozen=True, slots=True)
class Death:
    """One line of the register."""

    surname: str
    forenames: str
    sex: str
    birth: str
    birthplace: tuple[str, str, str]
    day: str
    place: str
    act: str

    @property
    def line(self) -> str:
        """The layout of the register: offsets are counted in characters."""
        code, name, country = self.birthplace
        identity = f"{self.surname}*{self.forenames}/"
        return (
            f"{identity:<80.80}{1 if self.sex == 'M' else 2}{self.birth:>8}{code:<5}"
            f"{plain(name):<30.30}{country:<30.30}{self.day:>8}{self.place:<5}{self.act:<9}"
        )


@dataclass(slots=True, eq=False)
class Register:
    """The lines of the register, ours noted as they happen."""

    deaths: list[Death] = field(default_factory=list)

    def add(self, rng: Random, person: Person, *, noise: float = 0.25) -> None:
        """Write a person's death down, now and then with one defect.

        Raises:
            ValueError: the person is alive.

        """
        if person.death is None:
            raise ValueError(person)
        surname, forenames = (
            plain(person.birth_name),
            [plain(name) for name in person.first_names],
        )
        defect = (
            rng.choice(["surname", "forename", "hyphen", "extra"])
            if rng.random() < noise
            else ""
        )
        if defect == "surname":
            surname = typo(rng, surname)
        elif defect == "forename":
            forenames[0] = typo(rng, forenames[0])
        elif defect == "hyphen":
            surname = surname.replace(" ", "-")
        elif defect == "extra":
            forenames.append(plain(names.forenames(rng, person.sex, person.birth)[0]))
        self.deaths.append(
            Death(
                surname,
                " ".join(forenames),
                person.sex,
                f"{person.birth:%Y%m%d}",
                person.birthplace,
                f"{person.death:%Y%m%d}",
                person.address.place.code,
                str(rng.randint(1, 4000)),
            )
        )

    def add_strangers(
        self, rng: Random, people: People, count: int, first: date, last: date
    ) -> None:
        """Add deaths of people whom no file knows."""
        span = (last - first).days
        while count:
            day = first + timedelta(days=rng.randint(0, span))
            sex = rng.choice("MF")
            birth = day - timedelta(
                days=int(rng.triangular(20 * 365, 104 * 365, 87 * 365))
            )
            surname, forenames = names.surname(rng), names.forenames(rng, sex, birth)
            if people.taken(birth, surname) or any(
                people.taken(birth, name) for name in forenames
            ):
                continue
            count -= 1
            written = f"{birth:%Y%m%d}"
            if rng.random() < 0.004:  # noqa: PLR2004
                written = rng.choice([written[:6] + "00", written[:4] + "0000"])
            self.deaths.append(
                Death(
                    plain(surname),
                    " ".join(plain(name) for name in forenames),
                    sex,
                    written,
                    places.birthplace(rng, abroad=0.15),
                    f"{day:%Y%m%d}",
                    rng.choice(places.BIRTHPLACES)[0],
                    str(rng.randint(1, 9999)),
                )
            )


def register_text(rng: Random, deaths: list[Death]) -> str:
    """Return the lines of a file, a few with a stray accented or foreign letter."""
    lines = []
    for death in sorted(deaths, key=lambda item: (item.day, item.line)):
        line = death.line
        if rng.random() < 0.002:  # noqa: PLR2004
            line = line.replace("E", "É", 1)
        lines.append(line)
    return "\n".join(lines) + "\n"
