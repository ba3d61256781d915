"""RSA households delivered as tables of the contract, with dates no flow tells.

A second MSA sends its households as CSV: it gives the day of each declaration and what
third parties tell of resources.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bondroit.sample_data.identifiers import nir_key
from bondroit.sample_data.months import add_months, month_end
from bondroit.sample_data.rsa import Household
from bondroit.sample_data.table_cells import Row, csv_text

SOURCE = "msa"
_FIFTH = 5
_SECOND = 2


@dataclass(slots=True, eq=False)
class Tabled:
    """A household of the tables.

    Attributes:
        household: who, and what is paid.
        aah: by month, the AAH of the claimant as a third party tells it.
        late: by month told, the day of declaration that the file still gives.
        advances: months paid in advance.

    """

    household: Household
    aah: dict[date, Decimal] = field(default_factory=dict)
    late: dict[date, date] = field(default_factory=dict)
    advances: set[date] = field(default_factory=set)

    def declared(self, month: date) -> date:
        """Return the day of the last declaration, early in the month of review."""
        return self.late.get(month, self.due(month))

    def due(self, month: date) -> date:
        """Return the day on which the quarter of a month was declared."""
        return self.household.review(month).replace(day=_SECOND)


def files(tabled: Iterable[Tabled], month: date) -> dict[str, str]:
    """Return the files of one month, by their path under the month's folder."""
    told = [one for one in tabled if one.household.told(month)]
    return {
        "msa/personnes.csv": csv_text(_PEOPLE, _people(told, month)),
        "msa/foyers.csv": csv_text(
            _HOUSEHOLDS, [_household(one, month) for one in told]
        ),
        "msa/membres.csv": csv_text(_MEMBERS, _members(told, month)),
        "msa/droits.csv": csv_text(_RIGHTS, [_right(one) for one in told]),
        "msa/paiements.csv": csv_text(_PAYMENTS, _payments(told, month)),
        "msa/ressources.csv": csv_text(_RESOURCES, _resources(told, month)),
    }


_PEOPLE = "source,person_id,nir,nir_key,birth_name,usual_name,first_names,sex,birth_date,birth_date_precision,address,postcode"
_HOUSEHOLDS = (
    "source,household_id,month,payer,payer_id,state,family_situation,increased,pregnant,adults,"
    "children,resources,housing_deduction,flat_amount,computed_right,reference_from,reference_to,"
    "declared_on"
)
_MEMBERS = "source,household_id,month,person_id,role,counted,share"
_RIGHTS = "source,right_id,valid_from,benefit,person_id,household_id,claim_date,start_date,state"
_PAYMENTS = "source,payment_id,benefit,right_id,person_id,household_id,month,amount,kind,paid_on,payee"
_RESOURCES = "source,person_id,month,nature,origin,amount"
_ROLES = {"DEM": "claimant", "CJT": "spouse", "ENF": "child", "AUT": "other"}


def _people(told: list[Tabled], month: date) -> list[Row]:
    rows: list[Row] = []
    for one in told:
        place = one.household.claimant.person.address
        where = f"{place.number} {place.kind} {place.street}"
        for member in one.household.present(month):
            person = member.person
            rows.append(
                (
                    SOURCE,
                    member.person_id,
                    person.nir,
                    nir_key(person.nir),
                    person.birth_name,
                    person.usual_name,
                    " ".join(person.first_names),
                    person.sex,
                    person.birth,
                    "day",
                    where,
                    place.place.postcode,
                )
            )
    return rows


def _household(one: Tabled, month: date) -> Row:
    own = one.household
    first, last = own.quarter(month)
    adults, children = own.composition(month)
    return (
        SOURCE,
        own.household_id,
        month,
        own.payer,
        own.matricule,
        own.state(month)[0],
        own.marital,
        own.increased,
        False,
        adults,
        children,
        own.resources(month).quantize(Decimal("0.01")),
        own.deduction(month),
        own.flat(month),
        own.computed(month),
        first,
        month_end(last),
        one.declared(month),
    )


def _members(told: list[Tabled], month: date) -> list[Row]:
    return [
        (
            SOURCE,
            one.household.household_id,
            month,
            member.person_id,
            _ROLES[member.role],
            True,
            1,
        )
        for one in told
        for member in one.household.present(month)
    ]


def _right(one: Tabled) -> Row:
    own = one.household
    return (
        SOURCE,
        own.household_id,
        own.start,
        "RSA",
        own.claimant.person_id,
        own.household_id,
        own.claim,
        own.start,
        "open",
    )


def _payments(told: list[Tabled], month: date) -> list[Row]:
    return [
        (
            SOURCE,
            f"{one.household.household_id}:{month:%Y%m}",
            "RSA",
            one.household.household_id,
            one.household.claimant.person_id,
            one.household.household_id,
            month,
            one.household.paid(month),
            "advance" if month in one.advances else "regular",
            add_months(month, 1).replace(day=_FIFTH),
            "beneficiary",
        )
        for one in told
        if one.household.paid(month) > 0
    ]


def _resources(told: list[Tabled], month: date) -> list[Row]:
    """Return what is declared for a month, nil where nothing is, and the AAH told."""
    rows: list[Row] = []
    for one in told:
        own = one.household
        found = _declared(own, month)
        claimant = own.claimant.person_id
        if not found:
            rows.append((SOURCE, claimant, month, "000", "declared", Decimal(0)))
        rows += [(SOURCE, *key, "declared", amount) for key, amount in found.items()]
        if month in one.aah:
            rows.append((SOURCE, claimant, month, "AAH", "third_party", one.aah[month]))
    return rows


def _declared(own: Household, month: date) -> dict[tuple[str, date, str], Decimal]:
    """Return the amounts of one month, from the quarter of right that counts it."""
    found: dict[tuple[str, date, str], Decimal] = {}
    for review, incomes in own.incomes.items():
        first, last = own.quarter(review)
        if not first <= month <= last:
            continue
        rank = _months_between(first, month)
        for income in incomes:
            key = (income.member.person_id, month, income.nature)
            found[key] = found.get(key, Decimal(0)) + income.amounts[rank]
    return found


def _months_between(first: date, month: date) -> int:
    """Return the months from one to another."""
    return (month.year - first.year) * 12 + month.month - first.month
