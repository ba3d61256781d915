"""Views on providers and carers, built from the contract's tables."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.carer_month import CARER_MONTH
from bondroit.engine.views.invoice_line import INVOICE_LINE
from bondroit.engine.views.invoice_month import INVOICE_MONTH
from bondroit.engine.views.view import SUBJECT, Scope, View
from bondroit.engine.views.visit_pair import MAX_VISITS_A_DAY, VISIT_PAIR
from bondroit.model.outputs import COVERAGE
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES

RULES = Path(__file__).parents[2] / "rules"
MARCH = date(2025, 3, 1)
SCOPE = Scope(
    first_month=date(2025, 1, 1),
    last_month=date(2025, 6, 1),
    as_of=date(2025, 6, 30),
)
Row = dict[str, object]


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    """Return the law as delivered."""
    return Parameters.load([RULES / "parameters"])


def tables(covered: tuple[str, ...] = (), **rows: list[Row]) -> TableSet:
    """Return a table set of a few rows; `covered` tables speak for every date."""
    frames = {
        name: pl.LazyFrame(
            [{**dict.fromkeys(TABLES[name].schema), **row} for row in given],
            schema=TABLES[name].schema,
        )
        for name, given in rows.items()
    }
    coverage = pl.DataFrame(
        [
            {"table": name, "source": "x", "covers_from": None, "covers_to": None}
            for name in covered
        ],
        schema=COVERAGE,
    )
    return TableSet(frames=frames, coverage=coverage)


def built(
    view: View, given: TableSet, parameters: Parameters
) -> list[dict[str, object]]:
    """Return every row of a view, checking its promise of columns and keys."""
    frames = [one.frame.collect() for one in view.build(given, parameters, SCOPE)]
    whole = pl.concat(frames, how="vertical_relaxed")
    promised = {*SUBJECT, "row_key", *(column.name for column in view.columns)}
    assert promised <= set(whole.columns)
    assert whole["row_key"].is_unique().all()
    return whole.sort("row_key").to_dicts()


def right(**given: object) -> Row:
    """Return an APA right at home paying 90 % of the plan."""
    return {
        "source": "apa",
        "right_id": "D1",
        "valid_from": date(2024, 1, 1),
        "start_date": date(2024, 1, 1),
        "benefit": "APA_HOME",
        "person_id": "p1",
        "state": "open",
        "plan_amount": Decimal("600.00"),
        "participation": Decimal("60.00"),
        **given,
    }


def line(number: str, **given: object) -> Row:
    """Return a line of ten hours at 24 euros."""
    return {
        "source": "apa",
        "invoice_id": "F" + number,
        "line_id": number,
        "provider_id": "S1",
        "person_id": "p1",
        "benefit": "APA_HOME",
        "month": MARCH,
        "hours": Decimal("10.00"),
        "unit_price": Decimal("24.00"),
        "amount": Decimal("240.00"),
        **given,
    }


def visit(number: str, start: datetime, end: datetime, **given: object) -> Row:
    """Return a visit of worker W1 of provider S1 to person p1."""
    return {
        "source": "apa",
        "visit_id": number,
        "benefit": "APA_HOME",
        "person_id": "p1",
        "provider_id": "S1",
        "worker_id": "W1",
        "start": start,
        "end": end,
        **given,
    }


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of March 2025."""
    return datetime(2025, 3, day, hour, minute)  # noqa: DTZ001 - local times


def provider(**given: object) -> Row:
    """Return a provider open since 2020 at 24 euros an hour."""
    return {
        "provider_id": "S1",
        "valid_from": date(2020, 1, 1),
        "tariff": Decimal("24.00"),
        **given,
    }


def person(number: str, address: str | None = "1 rue des Lilas") -> Row:
    """Return a person of the APA file."""
    return {
        "source": "apa",
        "person_id": number,
        "birth_name": "N" + number,
        "first_names": "P",
        "birth_date": date(1940, 1, 1),
        "address": address,
        "postcode": "45000",
    }


def test_invoiced_and_recorded_hours_stand_side_by_side(parameters: Parameters) -> None:
    """Lines and visits of a month add up, with the share the département pays."""
    given = tables(
        rights=[right()],
        invoice_lines=[
            line("1"),
            line("2", hours=Decimal("2.50"), amount=Decimal("60.00")),
        ],
        visits=[visit("v1", at(1, 9), at(1, 12)), visit("v2", at(2, 9), at(2, 10, 30))],
        providers=[provider()],
    )
    (row,) = built(INVOICE_MONTH, given, parameters)
    assert row["invoiced_hours"] == Decimal("12.50")
    assert row["recorded_hours"] == Decimal("4.50")
    assert row["payer_share"] == Decimal("0.9")
    assert row["unit_price"] == Decimal("24.00")
    assert (row["debtor"], row["provider_id"]) == ("provider", "S1")
    assert row["billed_after_closing"] == 0


def test_recorded_hours_without_any_visit_of_the_provider_are_unknown(
    parameters: Parameters,
) -> None:
    """No télégestion that month is unknown; a visit to someone else makes it zero."""
    lines = [line("1")]
    bare = tables(rights=[right()], invoice_lines=lines, visits=[])
    other = tables(
        rights=[right(), right(right_id="D2", person_id="p2")],
        invoice_lines=lines,
        visits=[visit("v1", at(1, 9), at(1, 12), person_id="p2")],
    )
    assert built(INVOICE_MONTH, bare, parameters)[0]["recorded_hours"] is None
    assert built(INVOICE_MONTH, other, parameters)[0]["recorded_hours"] == 0


def test_visits_without_benefit_follow_the_only_right_at_home(
    parameters: Parameters,
) -> None:
    """A visit that names no benefit counts for the person's right."""
    given = tables(
        rights=[right()],
        invoice_lines=[line("1")],
        visits=[visit("v1", at(1, 9), at(1, 19), benefit=None)],
    )
    assert built(INVOICE_MONTH, given, parameters)[0]["recorded_hours"] == 10


def test_invoices_of_another_file_join_the_holder_of_the_right(
    parameters: Parameters,
) -> None:
    """Lines and visits under a provider file's source land on the APA record."""
    given = tables(
        rights=[right()],
        invoice_lines=[line("1", source="factures")],
        visits=[visit("v1", at(1, 9), at(1, 12), source="telegestion")],
    )
    (row,) = built(INVOICE_MONTH, given, parameters)
    assert (row["source"], row["person_id"]) == ("apa", "p1")
    assert row["recorded_hours"] == 3


@pytest.mark.parametrize(
    ("versions", "excess"),
    [
        pytest.param([provider()], Decimal("40.00"), id="two euros above"),
        pytest.param([provider(tariff=Decimal("26.00"))], Decimal(0), id="at tariff"),
        pytest.param([provider(tariff=Decimal("25.99"))], Decimal(0), id="tolerance"),
        pytest.param([provider(tariff=None)], None, id="tariff unknown"),
        pytest.param([], None, id="provider unknown"),
        pytest.param(
            [
                provider(valid_to=date(2025, 3, 14)),
                provider(valid_from=date(2025, 3, 15), tariff=Decimal("26.00")),
            ],
            Decimal(0),
            id="raised within the month",
        ),
    ],
)
def test_price_above_the_tariff_in_force(
    parameters: Parameters, versions: list[Row], excess: Decimal | None
) -> None:
    """The excess is the whole gap times the hours, unknown without a tariff."""
    dear = line(
        "1",
        hours=Decimal("20.00"),
        unit_price=Decimal("26.00"),
        amount=Decimal("520.00"),
    )
    given = tables(rights=[right()], invoice_lines=[dear], providers=versions)
    assert built(INVOICE_MONTH, given, parameters)[0]["excess_over_tariff"] == excess


@pytest.mark.parametrize(
    ("closed_on", "billed"),
    [
        (date(2025, 2, 28), Decimal("240.00")),
        (date(2025, 3, 1), Decimal("72.00")),
        (date(2025, 3, 10), Decimal("0.00")),
        (None, Decimal("0.00")),
    ],
)
def test_billing_after_the_closing(
    parameters: Parameters, closed_on: date | None, billed: Decimal
) -> None:
    """A later month counts whole; in the closing month, the visits made after it."""
    given = tables(
        rights=[right()],
        invoice_lines=[line("1")],
        visits=[visit("v1", at(5, 9), at(5, 12))],
        providers=[provider(closed_on=closed_on)],
    )
    assert built(INVOICE_MONTH, given, parameters)[0]["billed_after_closing"] == billed


def test_payments_to_a_provider_stand_in_for_missing_lines(
    parameters: Parameters,
) -> None:
    """Hours paid to a provider that sent no line that month are judged on price."""
    paid: Row = {
        "source": "apa", "payment_id": "1", "benefit": "APA_HOME", "person_id": "p1",
        "month": MARCH, "amount": Decimal("216.00"), "kind": "regular",
        "payee": "provider", "payee_id": "S1", "hours": Decimal("10.00"),
        "unit_price": Decimal("24.00"),
    }  # fmt: skip
    alone = tables(rights=[right()], payments=[paid])
    both = tables(rights=[right()], payments=[paid], invoice_lines=[line("1")])
    assert [row["billing"] for row in built(INVOICE_MONTH, alone, parameters)] == [
        "payment"
    ]
    assert [row["billing"] for row in built(INVOICE_MONTH, both, parameters)] == [
        "invoice"
    ]


@pytest.mark.parametrize(
    ("lines", "extra"),
    [
        pytest.param([line("1")], 0, id="alone"),
        pytest.param([line("1"), line("2")], 1, id="alike under two numbers"),
        pytest.param([line("1"), line("2"), line("3")], 2, id="three times"),
        pytest.param(
            [line("1"), line("2"), line("3", amount=Decimal("-240.00"))],
            0,
            id="credit note",
        ),
        pytest.param(
            [line("1"), line("2", unit_price=Decimal("20.00"), hours=Decimal("12.00"))],
            0,
            id="same amount, other hours",
        ),
        pytest.param(
            [line("1", hours=None), line("2", invoice_id="F1", hours=None)],
            1,
            id="same number and amount",
        ),
    ],
)
def test_identical_lines_of_a_month(
    parameters: Parameters, lines: list[Row], extra: int
) -> None:
    """Lines alike after the first are extra, credit notes taken off."""
    given = tables(rights=[right()], invoice_lines=lines)
    (row,) = built(INVOICE_LINE, given, parameters)
    assert row["extra_lines"] == extra
    assert row["extra_amount_month"] == extra * Decimal("240.00")


def overlapping(**given: object) -> list[Row]:
    """Return a visit to p1 and one to p2 that begins half an hour before its end."""
    return [
        visit("v1", at(3, 9), at(3, 10)),
        {**visit("v2", at(3, 9, 30), at(3, 11), person_id="p2"), **given},
    ]


def test_a_worker_in_two_places_is_put_on_the_later_visit(
    parameters: Parameters,
) -> None:
    """The overlap of two persons' visits is that of the later start, both months."""
    given = tables(
        rights=[right(), right(right_id="D2", person_id="p2")],
        visits=overlapping(),
        people=[person("p1"), person("p2", "2 rue des Lilas")],
        providers=[provider()],
    )
    (row,) = built(VISIT_PAIR, given, parameters)
    assert (row["person_id"], row["overlap_minutes"]) == ("p2", 30)
    assert row["overlap_hours_month"] == Decimal("0.5")
    assert row["same_household_address"] is False
    assert row["unit_price"] == Decimal("24.00")


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ({"person_id": "p1"}, 0),
        ({"worker_id": "W2"}, 0),
        ({"worker_id": None}, 0),
        ({"provider_id": "S2"}, 0),
        ({"start": at(3, 10)}, 0),
    ],
)
def test_visits_that_are_no_pair(
    parameters: Parameters, change: Row, places: int
) -> None:
    """One person, two workers, two providers or no minute in common make no pair."""
    given = tables(rights=[right()], visits=overlapping(**change), people=[])
    assert len(built(VISIT_PAIR, given, parameters)) == places


def test_one_address_is_told_whatever_its_writing(parameters: Parameters) -> None:
    """Case and punctuation do not part a couple; an unknown address is unknown."""
    couple = [person("p1", "1, rue des LILAS"), person("p2", "1 RUE DES LILAS ")]
    given = tables(rights=[right()], visits=overlapping(), people=couple)
    (row,) = built(VISIT_PAIR, given, parameters)
    assert row["same_household_address"] is True
    assert row["overlap_hours_month"] == 0
    unknown = tables(
        rights=[right()],
        visits=overlapping(),
        people=[person("p1"), person("p2", None)],
    )
    assert built(VISIT_PAIR, unknown, parameters)[0]["same_household_address"] is None


def test_a_code_shared_by_many_workers_tells_nothing(parameters: Parameters) -> None:
    """More visits a day than one person can make are not paired."""
    crowd = [
        visit(f"v{rank}", at(3, 9), at(3, 10), person_id=f"p{rank}")
        for rank in range(MAX_VISITS_A_DAY + 1)
    ]
    given = tables(rights=[right()], visits=crowd, people=[])
    assert built(VISIT_PAIR, given, parameters) == []


def compensation(number: str = "1", **given: object) -> Row:
    """Return a payment of 600 euros to carer c1 for April 2025."""
    return {
        "source": "pch", "payment_id": number, "benefit": "PCH", "element": "1",
        "right_id": "D1", "person_id": "p1", "month": date(2025, 4, 1),
        "amount": Decimal("600.00"), "kind": "regular", "payee": "carer",
        "payee_id": "c1", **given,
    }  # fmt: skip


def carer_right(**given: object) -> Row:
    """Return the PCH right that pays carer c1."""
    return right(
        source="pch", benefit="PCH", element="1", delivery_mode="family_carer",
        carer_id="c1", **given,
    )  # fmt: skip


def test_a_carers_month_is_the_net_of_its_payments(parameters: Parameters) -> None:
    """Returned payments count nothing; the cap in force stands beside."""
    given = tables(
        rights=[carer_right()],
        payments=[
            compensation("1"),
            compensation("2"),
            compensation("3", amount=Decimal("100.00")),
        ],
        bank_returns=[
            {"source": "pch", "payment_id": "3", "returned_on": date(2025, 5, 9)}
        ],
    )
    (row,) = built(CARER_MONTH, given, parameters)
    assert row["compensated_amount"] == Decimal("1200.00")
    assert row["compensation_cap"] == Decimal("1231.15")
    assert row["raised_cap"] is False
    assert (row["debtor"], row["element"]) == ("carer", "1")
    assert row["employed"] is None


def test_an_exception_on_the_right_raises_the_cap(parameters: Parameters) -> None:
    """Doubt about the raised cap benefits the carer."""
    given = tables(
        rights=[carer_right(exception_code="MAJ")], payments=[compensation()]
    )
    (row,) = built(CARER_MONTH, given, parameters)
    assert row["compensation_cap"] == Decimal("1477.38")


def test_a_carer_employed_by_the_same_person(parameters: Parameters) -> None:
    """An employment of another file joins the PCH record; covered absence is «no»."""
    work: Row = {
        "source": "cesu", "employment_id": "e1", "person_id": "p1", "carer_id": "c1",
        "month": date(2025, 4, 1), "declared_hours": Decimal("20.00"),
        "paid_amount": Decimal("300.00"),
    }  # fmt: skip
    both = [compensation("1"), compensation("2", payee_id="c2")]
    given = tables(
        covered=("employments",),
        rights=[carer_right()],
        payments=both,
        employments=[work],
    )
    first, second = built(CARER_MONTH, given, parameters)
    assert (first["employed"], first["employed_amount"]) == (True, Decimal("300.00"))
    assert (second["employed"], second["employed_amount"]) == (False, Decimal(0))


@pytest.mark.parametrize(
    ("rights", "element"),
    [
        ([right(benefit="PCH", element="1", rate=Decimal("0.8"))], "1"),
        ([right(benefit="PCH", rate=Decimal("0.8"))], None),
        ([right(person_id="p2")], "1"),
        ([right(benefit="PCH", element="3"), right(benefit="PCH", element="1")], "1"),
    ],
)
def test_an_invoice_stands_on_the_element_that_is_paid(
    parameters: Parameters, rights: list[Row], element: str | None
) -> None:
    """The element is the right's, so that the month's payment caps the finding."""
    given = tables(rights=rights, invoice_lines=[line("1", benefit="PCH")])
    assert built(INVOICE_MONTH, given, parameters)[0]["element"] == element
