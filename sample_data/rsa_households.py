"""The ordinary RSA households: who lives there, what they earn, what they are paid."""

from datetime import date
from decimal import Decimal
from random import Random

from bondroit.sample_data.months import (
    FIRST,
    MONTHS,
    RUN,
    add_months,
    cents,
    month_end,
    years_later,
)
from bondroit.sample_data.people import Person
from bondroit.sample_data.rsa import Household, Income, Member
from bondroit.sample_data.world import World

ADULT_BORN = (date(1963, 1, 1), date(1999, 1, 1))
CHILD_BORN = (date(2008, 1, 1), date(2023, 6, 1))
GROWN = date(2021, 8, 31)
"""Born later, the child of a lone parent would open the increase."""

SALARY, UNEMPLOYMENT, PENSION = "001", "010", "026"
RARE = 0.03


def _keys(world: World, payer: str) -> tuple[str, str, str]:
    order = world.number(payer)
    start = 134_217 if payer == "CAF" else 7_040_311
    matricule = f"{start + order * 37:07d}"
    return (
        ("451" if payer == "CAF" else "450"),
        matricule,
        f"{order * 11 + (0 if payer == 'CAF' else 500000):08d}045",
    )


def household(
    world: World,
    adults: list[Person],
    children: list[Person],
    claim: date,
    *,
    payer: str = "CAF",
    housed: bool | None = None,
    increased: bool = False,
) -> Household:
    """Open a dossier for adults (the first claims) and dependants."""
    numorg, matricule, numdem = _keys(world, payer)
    start = claim.replace(day=1)
    roles = ["DEM", "CJT"][: len(adults)] + ["ENF"] * len(children)
    members = []
    for person, role in zip([*adults, *children], roles, strict=True):
        born = person.birth.replace(day=1)
        members.append(Member(person, role, max(start, born)))
    made = Household(
        payer=payer,
        numorg=numorg,
        matricule=matricule,
        numdem=numdem,
        claim=claim,
        members=members,
        housed=world.rng.random() < 0.85 if housed is None else housed,  # noqa: PLR2004
        increased=increased,
        marital=_marital(world.rng, len(adults), len(children)),
    )
    made.enrol()
    world.households.append(made)
    return made


def _marital(rng: Random, adults: int, children: int) -> str:
    if adults > 1:
        return rng.choice(["MAR", "VIM", "PAC"])
    return (
        rng.choice(["ISO", "SEL", "DIV"])
        if children
        else rng.choice(["CEL", "CEL", "DIV", "SEL"])
    )


def draw_family(world: World) -> tuple[list[Person], list[Person], bool]:
    """Draw adults and children of one household, and whether RSA is increased."""
    rng, people = world.rng, world.people
    kind = rng.choices(["single", "lone", "couple", "family"], [56, 22, 6, 16])[0]
    women = 0.9 if kind == "lone" else 0.42
    first = people.person(
        *ADULT_BORN, women=women, sex="M" if kind in {"couple", "family"} else None
    )
    adults, name = [first], first.birth_name
    if kind in {"couple", "family"}:
        second = people.person(*_near(first.birth), sex="F", address=first.address)
        second.usual_name = name if rng.random() < 0.5 else second.usual_name  # noqa: PLR2004
        adults.append(second)
    count = (
        rng.choices([1, 2, 3, 4], [42, 34, 17, 7])[0]
        if kind in {"lone", "family"}
        else 0
    )
    low = max(CHILD_BORN[0], years_later(max(adult.birth for adult in adults), 18))
    increased = kind == "lone" and rng.random() < 0.3  # noqa: PLR2004
    latest = GROWN if kind == "lone" else CHILD_BORN[1]
    children = [_child(world, name, low, adults[0], high=latest) for _ in range(count)]
    if increased:
        children[0] = _child(
            world, name, date(2023, 12, 1), adults[0], high=date(2024, 5, 1)
        )
    return adults, children, increased


def _near(birth: date) -> tuple[date, date]:
    return max(ADULT_BORN[0], years_later(birth, -4)), min(
        ADULT_BORN[1], years_later(birth, 6)
    )


def _child(
    world: World, name: str, low: date, parent: Person, high: date = CHILD_BORN[1]
) -> Person:
    return world.people.person(
        min(low, high), high, surname=name, address=parent.address
    )


def earn(world: World, dossier: Household, *, working: float = 0.4) -> None:
    """Give every reference quarter its resources."""
    rng = world.rng
    review = dossier.review(max(dossier.start, FIRST))
    usual = rng.random() < working
    while review <= RUN:
        flat = dossier.flat(review)
        room = int((flat - dossier.family_benefits(review)) * 100) - 16_000
        incomes = []
        earners = [
            member
            for member in dossier.present(review)
            if member.role in {"DEM", "CJT"}
        ]
        for member in earners:
            if usual and rng.random() < 0.7:  # noqa: PLR2004
                mean = rng.randint(4_000, max(6_000, int(room * 0.75 / len(earners))))
                incomes.append(income(rng, member, mean))
        dossier.incomes[review] = incomes
        review = add_months(review, 3)


def income(rng: Random, member: Member, mean: int, nature: str | None = None) -> Income:
    """Return three monthly amounts around a mean in cents, whose mean it is exactly."""
    swing = rng.randint(0, mean // 3)
    values = [mean - swing, mean, mean + swing]
    rng.shuffle(values)
    first, second, third = (cents(Decimal(value) / 100) for value in values)
    nature = nature or rng.choice([SALARY, SALARY, UNEMPLOYMENT, PENSION])
    return Income(member, nature, (first, second, third))


def pay(world: World, dossier: Household) -> None:
    """Pay every month of open right, now and then one month late."""
    last = add_months(dossier.close or RUN, 0)
    late: date | None = None
    for month in MONTHS:
        if month > last or not dossier.due(month):
            continue
        amount = dossier.computed(month)
        following = add_months(month, 1)
        if (
            late is None
            and following <= last
            and dossier.due(following)
            and world.rng.random() < RARE / 4
        ):
            dossier.pay(month, amount, delivered=following)
            late = month
        else:
            dossier.pay(month, amount)


def suspend(dossier: Household, first: date, count: int) -> None:
    """Suspend payment for some months (quarterly declaration missing)."""
    for step in range(count):
        dossier.states[add_months(first, step)] = ("4", "06")


def claim_day(world: World, *, late: float = 0.22) -> date:
    """Draw the day of a claim: most are older than the first month delivered."""
    rng = world.rng
    first = add_months(
        FIRST, rng.randint(1, 20) if rng.random() < late else -rng.randint(2, 70)
    )
    return first.replace(day=rng.randint(1, 28))


def make_households(world: World, count: int) -> list[Household]:
    """Make ordinary households, some of which open, close or are suspended."""
    made = []
    for _ in range(count):
        adults, children, increased = draw_family(world)
        payer = "CAF" if world.rng.random() < 0.86 else "MSA"  # noqa: PLR2004
        dossier = household(
            world, adults, children, claim_day(world), payer=payer, increased=increased
        )
        dossier.allowances = True
        if world.rng.random() < 0.16:  # noqa: PLR2004
            last = add_months(max(FIRST, dossier.start), world.rng.randint(2, 22))
            dossier.close = last if last < RUN else None
        earn(world, dossier)
        if world.rng.random() < RARE:
            first = add_months(max(FIRST, dossier.start), world.rng.randint(1, 6))
            suspend(dossier, first, world.rng.randint(1, 4))
        made.append(dossier)
    return made


def birth(world: World, dossier: Household, month: date) -> None:
    """Add a child born in a month."""
    child = world.people.person(
        month,
        month_end(month),
        surname=dossier.claimant.person.birth_name,
        address=dossier.claimant.person.address,
    )
    dossier.members.append(Member(child, "ENF", month))
    dossier.enrol()
