"""RSA households: composition, resources by reference quarter, right and payments."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256

from bondroit.sample_data.law_values import (
    rsa_flat_amount,
    rsa_housing_deduction,
    rsa_right,
)
from bondroit.sample_data.months import RUN, add_months, cents
from bondroit.sample_data.noise import plain
from bondroit.sample_data.people import Person

ZERO = Decimal("0.00")
_GROWN = frozenset({"DEM", "CJT"})
REFORM = date(2025, 3, 1)
"""Since then the quarter ends two months before the review (décret 2025-185)."""

FAMILY_BENEFITS = (Decimal("151.05"), Decimal("193.52"))
"""Allowances for two children, and for each one after (no change in the sample)."""


@dataclass(slots=True, eq=False)
class Member:
    """A member of a household and the months in which the file counts them.

    Attributes:
        person: who.
        role: `DEM`, `CJT`, `ENF` or `AUT`.
        first: first month in the file.
        last: last month in the file, None while there.
        share: part of a child in shared custody.

    """

    person: Person
    role: str
    first: date
    last: date | None = None
    share: Decimal = Decimal(1)
    person_id: str = ""

    def counted(self, month: date) -> bool:
        """Whether the file counts the member that month."""
        return self.first <= month and (self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class Income:
    """Three months of one nature of resource of one member, equal to 3 × mean."""

    member: Member
    nature: str
    amounts: tuple[Decimal, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the financial flow."""

    month: date
    amount: Decimal
    operation: str = "PME"
    sense: str = "AJ"
    nature: str = ""


@dataclass(slots=True, eq=False)
class Household:
    """One dossier.

    Attributes:
        payer: `CAF` or `MSA`; `numorg`, `matricule`, `numdem`: its keys there.
        claim: day of the claim; the right opens on the first of that month.
        close: last month due, None while open.
        members: claimant first.
        housed: whether the full housing deduction applies.
        increased: RSA majoré.
        allowances: whether family benefits are counted.
        incomes: by month of review, the resources of its reference quarter.
        states: state of months that are not plainly open (`3`, `4`).
        movements: by month of delivery, the lines of the financial flow.
        rights: by month, the right computed in the file when it is not the law's.
        deductions: by month, the housing deduction when it is not the full one.
        source: file that tells of the household.

    """

    payer: str
    numorg: str
    matricule: str
    numdem: str
    claim: date
    members: list[Member]
    housed: bool
    increased: bool = False
    allowances: bool = False
    close: date | None = None
    marital: str = "CEL"
    incomes: dict[date, list[Income]] = field(default_factory=dict)
    states: dict[date, tuple[str, str]] = field(default_factory=dict)
    movements: dict[date, list[Movement]] = field(default_factory=dict)
    rights: dict[date, Decimal] = field(default_factory=dict)
    deductions: dict[date, Decimal] = field(default_factory=dict)
    touched: bool = False
    source: str = "rsa"

    @property
    def household_id(self) -> str:
        """FONORG-NUMORG-MATRICULE-NUMDEMRSA."""
        return f"{self.payer}-{self.numorg}-{self.matricule}-{self.numdem}"

    @property
    def claimant(self) -> Member:
        """The claimant."""
        return self.members[0]

    @property
    def start(self) -> date:
        """First month of right."""
        return self.claim.replace(day=1)

    def enrol(self) -> None:
        """Give every member the id that the flow implies."""
        for member in self.members:
            member.person_id = person_id(self.household_id, member.person)

    def present(self, month: date) -> list[Member]:
        """Return the members in the file that month."""
        return [member for member in self.members if member.counted(month)]

    def composition(self, month: date) -> tuple[int, int]:
        """Return adults and dependants counted."""
        adults = children = 0
        for member in self.members:
            if member.counted(month):
                if member.role in _GROWN:
                    adults += 1
                else:
                    children += 1
        return adults, children

    def review(self, month: date) -> date:
        """Return the month of review that fixes the reference quarter of a month."""
        start = self.claim
        elapsed = (month.year - start.year) * 12 + month.month - start.month
        return add_months(month, -(elapsed % 3))

    def quarter(self, month: date) -> tuple[date, date]:
        """Return the first months of the reference quarter: its first and last."""
        review = self.review(month)
        before = 3 if review < REFORM else 4
        return add_months(review, -before), add_months(review, 2 - before)

    def income(self, month: date, without: Member | None = None) -> Decimal:
        """Return the monthly mean of the incomes of the reference quarter."""
        incomes = self.incomes.get(self.review(month), [])
        return sum(
            (
                sum(income.amounts, ZERO) / 3
                for income in incomes
                if income.member is not without
            ),
            ZERO,
        )

    def family_benefits(self, month: date) -> Decimal:
        """Return the family benefits of the month: allowances from two children on."""
        children = self.composition(month)[1]
        if not self.allowances or children < len(FAMILY_BENEFITS):
            return ZERO
        base, more = FAMILY_BENEFITS
        return base + more * (children - len(FAMILY_BENEFITS))

    def resources(self, month: date, without: Member | None = None) -> Decimal:
        """Return the resources counted, family benefits of the month included."""
        return self.income(month, without) + self.family_benefits(month)

    def flat(self, month: date, scale: date | None = None) -> Decimal:
        """Return the flat amount of the composition."""
        adults, children = self.composition(month)
        return rsa_flat_amount(
            adults, children, scale or month, increased=self.increased
        )

    def deduction(self, month: date, scale: date | None = None) -> Decimal:
        """Return the housing deduction."""
        if month in self.deductions:
            return self.deductions[month]
        if not self.housed:
            return ZERO
        return rsa_housing_deduction(sum(self.composition(month)), scale or month)

    def lawful(self, month: date, scale: date | None = None) -> Decimal:
        """Return the right of the composition in the file, by a scale."""
        return rsa_right(
            self.flat(month, scale),
            self.deduction(month, scale),
            cents(self.resources(month)),
        )

    def without(self, month: date, member: Member) -> Decimal:
        """Return the right of the month if a member were not there."""
        adults, children = self.composition(month)
        adults, children = (
            (adults - 1, children)
            if member.role in {"DEM", "CJT"}
            else (adults, children - 1)
        )
        flat = rsa_flat_amount(adults, children, month, increased=self.increased)
        deduction = (
            rsa_housing_deduction(adults + children, month) if self.housed else ZERO
        )
        return rsa_right(flat, deduction, cents(self.resources(month, member)))

    def computed(self, month: date) -> Decimal:
        """Return the right as the file gives it."""
        return self.rights.get(month, self.lawful(month))

    def state(self, month: date) -> tuple[str, str]:
        """Return ETATDOSRSA and, where payment is suspended, its reason."""
        if month in self.states:
            return self.states[month]
        if self.close and month > self.close:
            return "5", "RFD"
        if self.computed(month) == 0:
            return "4", "05"
        return "2", ""

    def told(self, month: date) -> bool:
        """Whether the month's flow holds the dossier: until the month after closing."""
        return self.start <= month and (
            self.close is None or month <= add_months(self.close, 1)
        )

    def due(self, month: date) -> bool:
        """Whether the month is one of plainly open right."""
        return (
            self.start <= month <= (self.close or RUN) and self.state(month)[0] == "2"
        )

    def pay(
        self, month: date, amount: Decimal, *, delivered: date | None = None
    ) -> None:
        """Pay an amount for a month; later deliveries pay arrears."""
        told = delivered or month
        movement = Movement(month, amount, "PME" if told == month else "PRA")
        self.movements.setdefault(told, []).append(movement)

    def paid(self, month: date) -> Decimal:
        """Return the sum paid for a month of right."""
        return sum(
            (
                one.amount
                for lines in self.movements.values()
                for one in lines
                if one.month == month
            ),
            ZERO,
        )

    def repay(self, month: date, amount: Decimal) -> None:
        """Put one payment of another amount in the place of the month's own."""
        self.unpay(month)
        self.pay(month, amount)

    def unpay(self, month: date) -> None:
        """Take the payments of a month away."""
        for told, lines in self.movements.items():
            self.movements[told] = [one for one in lines if one.month != month]


def person_id(household_id: str, person: Person) -> str:
    """Return the contract's id of a member of a household."""
    fields = (
        plain(person.birth_name),
        plain(person.first_names[0]),
        person.birth.isoformat(),
    )
    text = "|".join((*fields, "1" if person.sex == "M" else "2"))
    return f"{household_id}:{sha256(text.encode()).hexdigest()[:12]}"
