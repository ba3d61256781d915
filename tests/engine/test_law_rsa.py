"""RSA amounts: published tables, properties, unknowns."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.engine.law import rsa
from bondroit.engine.law.rounding import Scale
from bondroit.engine.parameters import Parameters
from bondroit.resources import shipped

PARAMETERS = Parameters.load([shipped("rules") / "parameters"])
MONEY = pl.Decimal(12, 2)

TABLE = """
2018-04-01 550.93 826.40 991.67 1156.95 1212.05 707.46 943.28 1179.10 66.11 132.22 163.63
2019-04-01 559.74 839.61 1007.53 1175.45 1231.43 718.77 958.36 1197.96 67.17 134.34 166.24
2020-04-01 564.78 847.17 1016.60 1186.04 1242.52 725.25 966.99 1208.74 67.77 135.55 167.74
2021-04-01 565.34 848.01 1017.61 1187.21 1243.75 725.96 967.95 1209.94 67.84 135.68 167.91
2022-04-01 575.52 863.28 1035.94 1208.59 1266.14 739.04 985.38 1231.73 69.06 138.12 170.93
2022-07-01 598.54 897.81 1077.37 1256.93 1316.79 768.60 1024.80 1281.00 71.82 143.65 177.77
2023-04-01 607.75 911.63 1093.95 1276.28 1337.05 780.42 1040.57 1300.71 72.93 145.86 180.50
2024-04-01 635.71 953.57 1144.28 1334.99 1398.56 816.33 1088.44 1360.55 76.29 152.57 188.81
2025-04-01 646.52 969.78 1163.74 1357.69 1422.34 830.21 1106.95 1383.68 77.58 155.16 192.02
2026-04-01 651.69 977.54 1173.04 1368.55 1433.72 836.85 1115.80 1394.75 78.20 156.41 193.55
"""
COMPOSITIONS = (
    (1, 0, 0),
    (2, 0, 0),
    (2, 1, 0),
    (2, 2, 0),
    (1, 3, 0),
    (1, 0, 1),
    (1, 1, 1),
    (1, 2, 1),
)
ROWS = [line.split() for line in TABLE.split("\n") if line]


def flat(
    adults: int | None,
    children: int | None,
    increased: int | None,
    month: date,
    scale: Scale = Scale.CURRENT,
) -> Decimal | None:
    """Return the flat amount of one household."""
    frame = pl.DataFrame(
        {"a": [adults], "c": [children], "i": [increased], "m": [month]},
        schema={"a": pl.Int32, "c": pl.Int32, "i": pl.Int32, "m": pl.Date},
    )
    expression = rsa.flat_amount(
        pl.col("a"), pl.col("c"), pl.col("i") == 1, pl.col("m"), PARAMETERS, scale
    )
    found: Decimal | None = frame.select(expression).item()
    return found


def due(
    amount: str | None, deduction: str | None, resources: str | None
) -> Decimal | None:
    """Return the right of one household in May 2025."""
    values = [
        None if one is None else Decimal(one) for one in (amount, deduction, resources)
    ]
    flat_, deducted, counted = (pl.lit(one, dtype=MONEY) for one in values)
    month = pl.lit(date(2025, 5, 1))
    found: Decimal | None = pl.select(
        rsa.right(flat_, deducted, counted, month, PARAMETERS)
    ).item()
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_published_flat_amounts(row: list[str]) -> None:
    """Each scale since 2018 gives the published amounts, to the cent."""
    month = date.fromisoformat(row[0])
    found = [flat(*composition, month) for composition in COMPOSITIONS]
    assert found == [Decimal(amount) for amount in row[1:9]]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_published_housing_deductions(row: list[str]) -> None:
    """One, two, three persons; a fourth changes nothing."""
    month = pl.lit(date.fromisoformat(row[0]))
    persons = pl.Series([1, 2, 3, 7], dtype=pl.Int32)
    found = pl.select(rsa.housing_flat(pl.lit(persons), month, PARAMETERS)).to_series()
    expected = [Decimal(amount) for amount in row[9:]]
    assert found.to_list() == [*expected, expected[2]]


@pytest.mark.parametrize(
    "month", ["2018-04-01", "2022-06-01", "2023-05-01", "2026-04-01"]
)
def test_large_households(month: str) -> None:
    """A third child and each next one add 40 % of the base, 42.804 % when increased."""
    day = date.fromisoformat(month)
    table = {
        "couple_3": flat(2, 3, 0, day),
        "seul_2": flat(1, 2, 0, day),
        "majore_2": flat(1, 2, 1, day),
    }
    for name, amount in table.items():
        assert amount == PARAMETERS.value(f"rsa_montant_forfaitaire_{name}", day)
    base = PARAMETERS.value("rsa_montant_de_base", day)
    assert base is not None
    more = flat(2, 5, 0, day)
    assert more is not None
    assert abs(more - base * Decimal("3.3")) <= Decimal("0.005")


def test_increased_amount_only_when_higher() -> None:
    """A large family keeps the plain amount where it is above the increased one."""
    day = date(2025, 5, 1)
    assert flat(2, 1, 1, day) == flat(2, 1, 0, day)
    plain, raised = flat(1, 3, 0, day), flat(1, 3, 1, day)
    assert plain is not None
    assert raised is not None
    assert raised > plain


@pytest.mark.parametrize(
    ("adults", "children", "increased", "month"),
    [
        (None, 0, 0, date(2025, 5, 1)),
        (1, None, 0, date(2025, 5, 1)),
        (1, 0, None, date(2025, 5, 1)),
        (1, 0, 0, date(2018, 3, 1)),
        (1, 0, 0, date(2027, 4, 1)),
    ],
)
def test_unknown_composition_or_scale(
    adults: int | None,
    children: int | None,
    increased: int | None,
    month: date,
) -> None:
    """Anything missing gives null, not an amount."""
    assert flat(adults, children, increased, month) is None


def test_couple_needs_no_increase_flag() -> None:
    """The increased amount is for a lone adult: a couple's amount is known without."""
    assert flat(2, 0, None, date(2025, 5, 1)) == Decimal("969.78")


def test_neighbouring_scales() -> None:
    """In July 2022 the base changed twice in four months."""
    day = date(2022, 8, 1)
    assert flat(1, 0, 0, day, Scale.PREVIOUS) == Decimal("575.52")
    assert flat(1, 0, 0, day, Scale.FOLLOWING) == Decimal("607.75")
    assert flat(1, 0, 0, date(2026, 5, 1), Scale.FOLLOWING) is None


@pytest.mark.parametrize(
    ("amount", "deduction", "resources", "expected"),
    [
        ("646.52", "77.58", "0.00", "568.94"),
        ("646.52", "77.58", "562.94", "6.00"),
        ("646.52", "77.58", "562.95", "0.00"),
        ("646.52", "0.00", "900.00", "0.00"),
        ("646.52", None, "0.00", None),
        ("646.52", "0.00", None, None),
        (None, "0.00", "0.00", None),
    ],
)
def test_right(
    amount: str, deduction: str | None, resources: str | None, expected: str | None
) -> None:
    """Flat amount less deduction and resources; nothing under six euros."""
    assert due(amount, deduction, resources) == (
        None if expected is None else Decimal(expected)
    )


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 2),
            st.integers(0, 8),
            st.booleans(),
            st.integers(0, 200_000).map(lambda cents: Decimal(cents).scaleb(-2)),
            st.integers(1, 5_000).map(lambda cents: Decimal(cents).scaleb(-2)),
        ),
        min_size=40,
    )
)
def test_right_falls_with_resources(
    drawn: list[tuple[int, int, bool, Decimal, Decimal]],
) -> None:
    """More resources never raise a right, and no right is above the flat amount."""
    frame = pl.DataFrame(
        drawn,
        schema={
            "adults": pl.Int32,
            "children": pl.Int32,
            "increased": pl.Boolean,
            "resources": MONEY,
            "more": MONEY,
        },
        orient="row",
    )
    month, deduction = pl.lit(date(2025, 5, 1)), pl.lit(Decimal("77.58"), dtype=MONEY)
    columns = (pl.col("adults"), pl.col("children"), pl.col("increased"))
    amount, resources = pl.col("flat"), pl.col("resources")
    found = frame.with_columns(
        flat=rsa.flat_amount(*columns, month, PARAMETERS)
    ).with_columns(
        low=rsa.right(amount, deduction, resources, month, PARAMETERS),
        high=rsa.right(
            amount, deduction, resources + pl.col("more"), month, PARAMETERS
        ),
    )
    ordered = (amount >= pl.col("low")) & (pl.col("low") >= pl.col("high"))
    assert found.select((ordered & (pl.col("high") >= 0)).all()).item() is True


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("155.16", "77.58"),
        ("152.57", "77.58"),
        ("60.00", "60.00"),
        ("100.00", "77.58"),
        ("0.00", "0.00"),
        (None, None),
    ],
)
def test_deduction_of_a_smaller_household(
    stated: str | None, expected: str | None
) -> None:
    """A full deduction stays full, a housing aid stays what it is, never above full."""
    month = pl.lit(date(2025, 5, 1))
    two, one = pl.lit(2, dtype=pl.Int32), pl.lit(1, dtype=pl.Int32)
    fulls = tuple(rsa.housing_flat(two, month, PARAMETERS, scale) for scale in Scale)
    given_ = pl.lit(None if stated is None else Decimal(stated), dtype=MONEY)
    found = pl.select(
        rsa.applied_deduction(given_, fulls, rsa.housing_flat(one, month, PARAMETERS))
    ).item()
    assert found == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("first", "payer", "expected"),
    [
        (date(2025, 1, 1), "CAF", date(2024, 10, 1)),
        (date(2025, 3, 1), "CAF", date(2024, 11, 1)),
        (date(2025, 10, 1), "CAF", date(2025, 6, 1)),
        (date(2025, 2, 1), "MSA", date(2024, 11, 1)),
        (date(2025, 3, 1), "MSA", None),
    ],
)
def test_reference_quarter(first: date, payer: str, expected: date | None) -> None:
    """Three months before until February 2025, then four; unknown for the MSA."""
    assert payer in ("CAF", "MSA")
    found = pl.select(
        rsa.reference_month(
            pl.lit(first), "CAF" if payer == "CAF" else "MSA", PARAMETERS
        )
    ).item()
    assert found == expected
