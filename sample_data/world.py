"""The whole sample while it is being made: people, rights, flows, planted truth."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from bondroit.sample_data.deaths import Register
from bondroit.sample_data.home_care import Care, Visit
from bondroit.sample_data.people import People, Person, Record
from bondroit.sample_data.providers import Provider
from bondroit.sample_data.rights import Payment, Payments, Right
from bondroit.sample_data.rsa import Household
from bondroit.sample_data.rsa_tables import Tabled


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One planted right-month; columns of the contract's `TRUTH.csv`."""

    source: str
    person_id: str
    household_id: str | None
    benefit: str
    element: str | None
    month: date
    amount: Decimal
    family: str
    counterpart: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One stay; the person is named, or described by names and NIR."""

    stay_id: str
    kind: str
    start: date
    end: date | None
    record: Record
    named: bool
    facility_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """A month of a carer employed by a beneficiary."""

    right: Right
    carer_id: str
    link: str
    month: date
    hours: Decimal | None
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a beneficiary justified of a period, and when it was received."""

    right: Right
    first: date
    last: date
    amount: Decimal
    received: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BankReturn:
    """A transfer sent back by the bank."""

    payment: Payment
    returned_on: date
    reason: str
    reissued: Payment | None = None


@dataclass(slots=True, eq=False)
class World:
    """Everything that will be written."""

    rng: Random
    people: People
    providers: list[Provider] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    tabled: list[Tabled] = field(default_factory=list)
    rights: list[Right] = field(default_factory=list)
    payments: Payments = field(default_factory=Payments)
    care: dict[tuple[str, date], Care] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    employments: list[Employment] = field(default_factory=list)
    returns: list[BankReturn] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    register: Register = field(default_factory=Register)
    pairs: list[tuple[Right, Right, int, bool]] = field(default_factory=list)
    moved: list[tuple[Right, date, date | None, int]] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    _by_month: dict[date, list[Visit]] = field(default_factory=dict)

    def number(self, name: str) -> int:
        """Return the next number of a series."""
        self.counters[name] = self.counters.get(name, 0) + 1
        return self.counters[name]

    def planted(
        self,
        right: Right,
        month: date,
        amount: Decimal,
        family: str,
        counterpart: str | None = None,
    ) -> None:
        """Note what a month of a right should show (0: it must stay silent)."""
        right.touched = True
        self.truth.append(
            Truth(
                source=right.source,
                person_id=right.record.person_id,
                household_id=None,
                benefit=right.benefit,
                element=right.element,
                month=month,
                amount=amount,
                family=family,
                counterpart=counterpart,
            )
        )

    def planted_rsa(
        self,
        household: Household,
        month: date,
        amount: Decimal,
        family: str,
        counterpart: str | None = None,
    ) -> None:
        """Note what a month of an RSA household should show (0: silent)."""
        household.touched = True
        self.truth.append(
            Truth(
                source=household.source,
                person_id=household.claimant.person_id,
                household_id=household.household_id,
                benefit="RSA",
                element=None,
                month=month,
                amount=amount,
                family=family,
                counterpart=counterpart,
            )
        )

    def stay(
        self,
        record: Record,
        kind: str,
        start: date,
        end: date | None,
        *,
        named: bool = False,
    ) -> Stay:
        """Add a stay, described by names and NIR unless `named`."""
        stay = Stay(
            stay_id=f"S{self.number('stay'):05d}",
            kind=kind,
            start=start,
            end=end,
            record=record,
            named=named,
        )
        self.stays.append(stay)
        return stay

    def dies(self, person: Person, day: date, *, defects: bool = True) -> None:
        """Let somebody die, and write the death down in the register.

        Args:
            person: who.
            day: the day of death.
            defects: whether the register may hold a defect (not when the file that
                tells of the person holds one already).

        """
        person.death = day
        self.register.add(self.rng, person, noise=0.25 if defects else 0.0)

    def visits_of(self, month: date) -> list[Visit]:
        """Return the visits of a month, those of the care of that month."""
        if not self._by_month:
            for visit in self.visits:
                self._by_month.setdefault(visit.care.month, []).append(visit)
        return self._by_month.get(month, [])
