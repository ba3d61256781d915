"""APA: published ceilings and bounds, what is due, participation in a facility."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest

from bondroit.engine.law import apa
from bondroit.engine.parameters import Parameters
from bondroit.resources import shipped

PARAMETERS = Parameters.load([shipped("rules") / "parameters"])
MONEY = pl.Decimal(12, 2)
CENT = Decimal("0.01")

SCALES = """
2019 1118.57 1737.14 1394.86 1007.83 672.26 810.96 2986.58 354.59 557.05 2472.04 3803.14
2020 1121.92 1742.34 1399.03 1010.85 674.27 813.39 2995.53 355.65 558.72 2479.44 3814.53
2021 1125.29 1747.58 1403.24 1013.89 676.30 815.84 3004.52 356.72 560.39 2486.89 3825.99
2022 1126.41 1807.89 1462.08 1056.57 705.13 816.65 3007.51 357.07 560.95 2489.37 3829.79
2023 1192.55 1914.04 1547.93 1118.61 746.54 864.60 3184.11 378.04 593.89 2635.54 4054.67
2024 1210.90 1955.60 1581.44 1143.09 762.87 877.90 3233.10 383.86 603.03 2676.09 4117.06
2025 1266.60 2045.56 1654.18 1195.67 797.96 918.29 3381.82 401.51 630.77 2799.19 4306.44
2026 1288.13 2080.33 1682.30 1215.99 811.52 933.89 3439.31 408.34 641.49 2846.77 4379.64
"""
ROWS = [line.split() for line in SCALES.split("\n") if line]
BOUNDS = (
    "apa_domicile_participation_seuil_bas",
    "apa_domicile_participation_seuil_haut",
    "apa_domicile_participation_tranche1",
    "apa_domicile_participation_tranche2",
    "apa_etablissement_participation_seuil_bas",
    "apa_etablissement_participation_seuil_haut",
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
@pytest.mark.parametrize("month", [1, 4, 12])
def test_published_ceilings(row: list[str], month: int) -> None:
    """The ceilings follow the MTP of 1 January for the whole calendar year."""
    girs = pl.Series([1, 2, 3, 4, 5, 6, None], dtype=pl.Int32)
    day = pl.lit(date(int(row[0]), month, 1))
    found = pl.select(apa.home_ceiling(pl.lit(girs), day, PARAMETERS)).to_series()
    assert found.to_list() == [*map(Decimal, row[2:6]), None, None, None]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_published_bounds(row: list[str]) -> None:
    """Coefficients times the MTP give the published bounds, rounded half-up."""
    day = date(int(row[0]), 6, 1)
    mtp = PARAMETERS.value(apa.MTP, day)
    assert mtp == Decimal(row[1])
    for name, published in zip(BOUNDS, row[6:], strict=True):
        assert PARAMETERS.value(name, day) == Decimal(published)
        part = PARAMETERS.value(f"{name}_coefficient", day)
        assert part is not None
        assert (part * mtp).quantize(CENT, ROUND_HALF_UP) == Decimal(published)


@pytest.mark.parametrize(
    ("used", "plan", "share", "expected"),
    [
        ("450.00", "900.00", "128.45", "385.78"),
        ("900.00", "900.00", "128.45", "771.55"),
        ("950.00", "900.00", "128.45", "771.55"),
        ("0.00", "900.00", "128.45", "0.00"),
        (None, "900.00", "128.45", None),
        ("450.00", None, "128.45", None),
        ("450.00", "900.00", None, None),
        ("450.00", "0.00", "0.00", None),
    ],
)
def test_due_on_the_used_part(
    used: str | None, plan: str | None, share: str | None, expected: str | None
) -> None:
    """Due is the used value less its share of the participation, rounded once."""
    columns = [
        pl.lit(None if one is None else Decimal(one), dtype=MONEY)
        for one in (used, plan, share)
    ]
    found = pl.select(apa.home_due(*columns)).item()
    assert found == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("resources", "couple", "expected"),
    [
        ("2846.76", False, "180.00"),
        ("3613.20", False, "348.00"),
        ("4379.65", False, "516.00"),
        ("9000.00", False, "516.00"),
        ("5693.53", True, "180.00"),
        (None, False, None),
    ],
)
def test_facility_participation(
    resources: str | None,
    couple: bool,  # noqa: FBT001
    expected: str | None,
) -> None:
    """The lowest tariff, plus up to 80 % of the gap between the two bounds."""
    found = pl.select(
        apa.facility_participation(
            pl.lit(Decimal("600.00"), dtype=MONEY),
            pl.lit(Decimal("180.00"), dtype=MONEY),
            pl.lit(None if resources is None else Decimal(resources), dtype=MONEY),
            pl.lit(couple),
            pl.lit(date(2026, 2, 1)),
            PARAMETERS,
        )
    ).item()
    assert found == (None if expected is None else Decimal(expected))
