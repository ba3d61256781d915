"""APA in a facility: participation by resources, what is left to the resident, due."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.engine.law import apa_facility
from bondroit.engine.parameters import Parameters
from bondroit.resources import shipped

PARAMETERS = Parameters.load([shipped("rules") / "parameters"])
MONEY = pl.Decimal(12, 2)
CENT = Decimal("0.01")
FEBRUARY = date(2026, 2, 1)


Row = dict[str, Decimal | date | bool | None]


def asked_of(rows: list[Row]) -> list[Decimal | None]:
    """Return the participation of each resident on a mean month."""
    money = dict.fromkeys(("daily", "lowest", "resources"), MONEY)
    frame = pl.DataFrame(rows, schema={**money, "couple": pl.Boolean, "month": pl.Date})
    return (
        frame.select(
            apa_facility.participation(
                pl.col("daily"),
                pl.col("lowest"),
                pl.col("resources"),
                pl.col("couple"),
                pl.col("month"),
                PARAMETERS,
            )
        )
        .to_series()
        .to_list()
    )


def asked(
    daily: str | None,
    lowest: str | None,
    resources: Decimal | str | None,
    *,
    couple: bool | None = False,
    month: date = FEBRUARY,
) -> Decimal | None:
    """Return the participation of one resident on a mean month."""
    row: Row = {
        "daily": None if daily is None else Decimal(daily),
        "lowest": None if lowest is None else Decimal(lowest),
        "resources": None if resources is None else Decimal(resources),
        "couple": couple,
        "month": month,
    }
    return asked_of([row])[0]


@pytest.mark.parametrize(
    ("daily", "lowest", "resources", "couple", "expected"),
    [
        ("21.00", "6.00", "1500.00", False, "182.50"),
        ("21.00", "6.00", "2846.77", False, "182.50"),
        ("21.00", "6.00", "4379.64", False, "547.50"),
        ("21.00", "6.00", "4379.65", False, "547.50"),
        ("21.00", "6.00", "3613.20", False, "365.00"),
        ("21.00", "6.00", "7226.40", True, "365.00"),
        ("21.00", "6.00", "5600.00", True, "182.50"),
        ("21.00", "6.00", "250.00", False, "124.77"),
        ("21.00", "6.00", "100.00", False, "0.00"),
    ],
)
def test_participation(
    daily: str, lowest: str, resources: str, expected: str, *, couple: bool
) -> None:
    """The GIR 5-6 tariff, plus up to 80 % of the gap, within what must be left."""
    assert asked(daily, lowest, resources, couple=couple) == Decimal(expected)


@pytest.mark.parametrize(
    ("low", "high", "year"),
    [
        ("2472.04", "3803.14", 2019),
        ("2489.37", "3829.79", 2022),
        ("2635.54", "4054.67", 2023),
        ("2676.09", "4117.06", 2024),
        ("2799.19", "4306.44", 2025),
        ("2846.77", "4379.64", 2026),
    ],
)
def test_official_bounds(low: str, high: str, year: int) -> None:
    """At the published bounds of each year, the participation starts and stops rising.

    In April 2025 the scale is still that of 1 January, which openfisca-france misses.
    """
    month = date(year, 5, 1)
    frame = pl.DataFrame({"month": [month]})
    rises = [
        frame.select(
            apa_facility.facility_participation(
                pl.lit(Decimal("1000.00"), MONEY),
                pl.lit(Decimal("200.00"), MONEY),
                pl.lit(Decimal(bound) + shift, MONEY),
                pl.lit(value=False),
                pl.col("month"),
                PARAMETERS,
            )
        ).item()
        for bound, shift in ((low, Decimal(0)), (low, Decimal(5)), (high, Decimal(5)))
    ]
    assert rises[0] == Decimal("200.00")
    assert rises[1] > rises[0]
    assert rises[2] == Decimal("840.00")


@pytest.mark.parametrize(
    ("daily", "lowest", "resources", "couple"),
    [
        ("21.00", None, "1500.00", False),
        ("21.00", "6.00", None, False),
        ("21.00", "6.00", "1500.00", None),
        (None, "6.00", "3500.00", False),
    ],
)
def test_missing_makes_unknown(
    daily: str | None, lowest: str | None, resources: str | None, *, couple: bool | None
) -> None:
    """What counts and is missing makes the participation unknown."""
    assert asked(daily, lowest, resources, couple=couple) is None


def test_due_is_the_tariff_less_the_participation() -> None:
    """APA pays the rest of the tariff of the GIR."""
    frame = pl.DataFrame({"daily": ["21.00"], "asked": ["182.50"]}).cast(MONEY)
    found = frame.select(apa_facility.due(pl.col("daily"), pl.col("asked"))).item()

    assert found == Decimal("456.25")


amounts = st.integers(0, 900_000).map(lambda cents: Decimal(cents) / 100)


def resident(resources: Decimal, *, couple: bool) -> Row:
    """Return a resident of the facility of these examples."""
    tariffs = {"daily": Decimal("22.40"), "lowest": Decimal("6.03")}
    return {**tariffs, "resources": resources, "couple": couple, "month": FEBRUARY}


@settings(max_examples=20)
@given(st.lists(st.tuples(amounts, st.integers(0, 50_000), st.booleans()), min_size=1))
def test_participation_grows_with_resources(
    drawn: list[tuple[Decimal, int, bool]],
) -> None:
    """More resources never lower it, nor raise it faster than resources themselves."""
    poorer = asked_of([resident(low, couple=couple) for low, _, couple in drawn])
    richer = asked_of(
        [
            resident(low + Decimal(rise) / 100, couple=couple)
            for low, rise, couple in drawn
        ]
    )

    for before, after, (_, rise, _) in zip(poorer, richer, drawn, strict=True):
        assert before is not None
        assert after is not None
        assert before <= after <= before + Decimal(rise) / 100 + CENT


@settings(max_examples=20)
@given(st.lists(st.tuples(amounts, st.booleans()), min_size=1))
def test_participation_leaves_what_must_be_left(
    drawn: list[tuple[Decimal, bool]],
) -> None:
    """It never passes the tariff, and never touches the tenth left to the resident."""
    all_asked = asked_of([resident(one, couple=couple) for one, couple in drawn])

    for found, (resources, couple) in zip(all_asked, drawn, strict=True):
        own = Fraction(resources) / (2 if couple else 1)
        assert found is not None
        assert 0 <= found <= Decimal("681.33")
        assert Fraction(found) <= max(own * Fraction(9, 10), Fraction(0)) + Fraction(
            1, 100
        )


def test_worked_case_by_hand() -> None:
    """In 2026, at 3,000 euros, a twentieth of the way: computed apart, to the cent."""
    tariff, base = (
        (Decimal(one) * 365 / 12).quantize(CENT, ROUND_HALF_UP)
        for one in ("21.40", "5.76")
    )
    low, high = (Fraction(rate) * Fraction("1288.13") for rate in ("2.21", "3.40"))
    share = Fraction(8, 10) * (3000 - low) / (high - low)
    exact = Fraction(base) + Fraction(tariff - base) * share
    expected = Decimal(round(exact * 100 + Fraction(1, 10**9))) / 100

    assert asked("21.40", "5.76", "3000.00") == expected
