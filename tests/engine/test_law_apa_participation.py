"""APA at home: the participation, its worked example, properties and unknowns."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.engine.law import apa
from bondroit.engine.parameters import Parameters
from bondroit.resources import shipped

PARAMETERS = Parameters.load([shipped("rules") / "parameters"])
MONEY = pl.Decimal(12, 2)
CENT = Decimal("0.01")


def participation(
    plan: Decimal | str | None,
    resources: Decimal | str | None,
    gir: int | None = 3,
    *,
    couple: bool | None = False,
    month: date = date(2026, 2, 1),
) -> Decimal | None:
    """Return the participation of one person at home."""
    frame = pl.DataFrame(
        {
            "plan": [None if plan is None else Decimal(plan)],
            "resources": [None if resources is None else Decimal(resources)],
            "couple": [couple],
            "gir": [gir],
            "month": [month],
        },
        schema={
            "plan": MONEY,
            "resources": MONEY,
            "couple": pl.Boolean,
            "gir": pl.Int32,
            "month": pl.Date,
        },
    )
    part = apa.home_participation(
        plan=pl.col("plan"),
        resources=pl.col("resources"),
        couple=pl.col("couple"),
        gir=pl.col("gir"),
        month=pl.col("month"),
        parameters=PARAMETERS,
    )
    found: Decimal | None = frame.select(part).item()
    return found


def by_fractions(
    plan: Decimal, resources: Decimal, gir: int, year: int, *, couple: bool
) -> Decimal:
    """Compute the participation of R232-11 another way: exact fractions, as written."""
    mtp = Fraction(PARAMETERS.value(apa.MTP, date(year, 1, 1)) or 0)
    ceiling = PARAMETERS.value(
        f"apa_domicile_plafond_gir{gir}_montant", date(year, 1, 1)
    )
    accepted = Fraction(min(plan, ceiling or plan))
    income = Fraction(resources) / (Fraction(17, 10) if couple else 1)
    low, high = Fraction("0.725") * mtp, Fraction("2.67") * mtp
    span = Fraction("1.945") * mtp
    bands = (Fraction("0.317") * mtp, Fraction("0.498") * mtp)
    first = min(accepted, bands[0])
    second = max(min(accepted, bands[1]) - bands[0], Fraction(0))
    third = max(accepted - bands[1], Fraction(0))
    if income <= low:
        total = Fraction(0)
    elif income > high:
        total = accepted * Fraction("0.9")
    else:
        slope = (income - low) / span * Fraction("0.9")
        middle = Fraction("0.6") * income / span + Fraction("0.343") * mtp / span
        upper = Fraction("0.8") * income / span - Fraction("0.191") * mtp / span
        total = min(
            accepted * Fraction("0.9"),
            slope * (first + second * middle + third * upper),
        )
    cents = (total * 100 + Fraction(1, 2)).__floor__()
    return Decimal(cents).scaleb(-2)


def test_worked_example() -> None:
    """GIR 3, plan 900, resources 1500, February 2026: 128.45 euros."""
    assert participation("900", "1500") == Decimal("128.45")


def test_scale_does_not_change_in_april() -> None:
    """The revaluation of the MTP in April waits for the next 1 January."""
    march = participation("900", "1500", month=date(2025, 3, 1))
    assert march == participation("900", "1500", month=date(2025, 10, 1))
    assert march != participation("900", "1500", month=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("resources", "couple", "expected"),
    [
        ("933.89", False, "0.00"),
        ("1587.61", True, "0.00"),
        ("3439.31", False, "810.00"),
        ("9000.00", False, "810.00"),
        ("9000.00", True, "810.00"),
    ],
)
def test_bounds_of_resources(resources: str, couple: bool, expected: str) -> None:  # noqa: FBT001
    """Nothing up to the low bound, 90 % above the high one; a couple divides by 1.7."""
    assert participation("900", resources, couple=couple) == Decimal(expected)


def test_plan_above_the_ceiling() -> None:
    """What is above the ceiling of the GIR bears no participation."""
    assert participation("2000", "9000", 4) == participation("811.52", "9000", 4)
    assert participation("2000", "9000", 4) == Decimal("730.37")


@pytest.mark.parametrize(
    ("plan", "resources", "gir", "couple", "month"),
    [
        (None, "1500", 3, False, date(2026, 2, 1)),
        ("900", None, 3, False, date(2026, 2, 1)),
        ("900", "1500", None, False, date(2026, 2, 1)),
        ("900", "1500", 5, False, date(2026, 2, 1)),
        ("900", "1500", 3, None, date(2026, 2, 1)),
        ("900", "1500", 3, False, date(2018, 12, 1)),
        ("900", "1500", 3, False, date(2027, 1, 1)),
    ],
)
def test_unknown(
    plan: str | None,
    resources: str | None,
    gir: int | None,
    couple: bool | None,  # noqa: FBT001
    month: date,
) -> None:
    """A missing plan, resource, GIR, couple or scale gives null."""
    assert participation(plan, resources, gir, couple=couple, month=month) is None


money = st.integers(0, 600_000).map(lambda cents: Decimal(cents).scaleb(-2))
rows = st.lists(
    st.tuples(
        money, money, st.booleans(), st.integers(1, 4), st.integers(2019, 2026), money
    ),
    min_size=40,
    max_size=80,
)


def table_of(
    drawn: list[tuple[Decimal, Decimal, bool, int, int, Decimal]],
) -> pl.DataFrame:
    """Return drawn rows with their participation, and that of richer households."""
    frame = pl.DataFrame(
        drawn,
        schema={
            "plan": MONEY,
            "resources": MONEY,
            "couple": pl.Boolean,
            "gir": pl.Int32,
            "year": pl.Int32,
            "more": MONEY,
        },
        orient="row",
    )
    plan, couple, gir = pl.col("plan"), pl.col("couple"), pl.col("gir")
    month = pl.date(pl.col("year"), 7, 1)
    richer = pl.col("resources") + pl.col("more")
    return frame.with_columns(
        part=apa.home_participation(
            plan, pl.col("resources"), couple, gir, month, PARAMETERS
        ),
        part_if_richer=apa.home_participation(
            plan, richer, couple, gir, month, PARAMETERS
        ),
    )


@settings(max_examples=12, deadline=None)
@given(rows)
def test_same_as_exact_fractions(
    drawn: list[tuple[Decimal, Decimal, bool, int, int, Decimal]],
) -> None:
    """The whole-number form agrees to the cent with the text of the article."""
    expected = [
        by_fractions(plan, resources, gir, year, couple=couple)
        for plan, resources, couple, gir, year, _ in drawn
    ]
    assert table_of(drawn)["part"].to_list() == expected


@settings(max_examples=12, deadline=None)
@given(rows)
def test_rises_with_resources(
    drawn: list[tuple[Decimal, Decimal, bool, int, int, Decimal]],
) -> None:
    """More resources never lower the participation, which stays under 90 %."""
    found = table_of(drawn)
    assert found.filter(pl.col("part_if_richer") < pl.col("part")).is_empty()
    most = pl.col("plan") * pl.lit(Decimal("0.9")) + pl.lit(CENT)
    outside = (pl.col("part") < 0) | (pl.col("part_if_richer") > most)
    assert found.filter(outside).is_empty()
    assert found["part"].null_count() == 0


@pytest.mark.parametrize("bound", ["933.89", "3439.31"])
@pytest.mark.parametrize("plan", ["300", "500", "1200"])
def test_continuous_at_bounds(bound: str, plan: str) -> None:
    """One more cent of resources at a bound moves the participation by cents."""
    below = participation(plan, bound, 1)
    above = participation(plan, Decimal(bound) + CENT, 1)
    assert below is not None
    assert above is not None
    assert abs(above - below) <= Decimal("0.02")
