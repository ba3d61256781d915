"""The law's amounts and formulas, written apart from the engine that judges them.

Planted truth must not come from the code under test: these few functions repeat the
public amounts (RSA, APA, PCH) for the months of the sample, in plain Decimal.
Legal sources: CASF R262-1, R262-9 (RSA), R232-10, R232-11 (APA), D245-74 and the
orders on PCH tariffs.
"""

from datetime import date
from decimal import Decimal

from bondroit.sample_data.months import cents

Dated = tuple[tuple[date, Decimal], ...]


def _dated(*pairs: tuple[str, str]) -> Dated:
    return tuple((date.fromisoformat(day), Decimal(value)) for day, value in pairs)


RSA_BASE = _dated(
    ("2023-04-01", "607.75"),
    ("2024-04-01", "635.71"),
    ("2025-04-01", "646.52"),
    ("2026-04-01", "651.69"),
)
RSA_THRESHOLD = Decimal(6)
MTP = _dated(
    ("2023-01-01", "1192.55"),
    ("2024-01-01", "1210.90"),
    ("2025-01-01", "1266.60"),
    ("2026-01-01", "1288.13"),
)
"""Amount in force on 1 January: the APA scale of the whole calendar year."""

ACTP_BASE = _dated(
    ("2023-04-01", "1210.90"),
    ("2024-04-01", "1266.60"),
    ("2025-04-01", "1288.13"),
    ("2026-04-01", "1298.43"),
)
CEILING_RATES = {
    1: Decimal("1.615"),
    2: Decimal("1.306"),
    3: Decimal("0.944"),
    4: Decimal("0.63"),
}
FLOOR = _dated(
    ("2023-01-01", "23.00"),
    ("2024-01-01", "23.50"),
    ("2025-01-01", "24.58"),
    ("2026-01-01", "25.00"),
)
"""Lowest hourly tariff of home help services."""

SMIC = _dated(
    ("2024-01-01", "11.65"),
    ("2024-11-01", "11.88"),
    ("2026-01-01", "12.02"),
    ("2026-06-01", "12.31"),
)
PCH_TARIFFS: dict[str, Dated] = {
    "direct": _dated(
        ("2024-01-01", "17.35"),
        ("2024-05-01", "17.70"),
        ("2024-06-01", "18.96"),
        ("2025-04-01", "19.34"),
        ("2026-06-01", "19.92"),
    ),
    "mandate": _dated(
        ("2024-01-01", "19.09"),
        ("2024-05-01", "19.47"),
        ("2024-06-01", "20.85"),
        ("2025-04-01", "21.27"),
        ("2026-06-01", "21.91"),
    ),
    "family_carer": _dated(
        ("2024-01-01", "4.59"),
        ("2024-11-01", "4.69"),
        ("2025-04-01", "4.78"),
        ("2026-06-01", "4.93"),
    ),
}
CARER_CAP = _dated(("2024-11-01", "1209.24"), ("2025-04-01", "1231.15"))
CARER_CAP_RAISED = _dated(("2024-11-01", "1451.09"), ("2025-04-01", "1477.38"))
CLAMP_MINIMUM = _dated(
    ("2024-01-01", "55.34"),
    ("2024-11-01", "56.43"),
    ("2026-01-01", "57.10"),
    ("2026-06-01", "58.47"),
)
CLAMP_MAXIMUM = _dated(
    ("2024-01-01", "110.68"),
    ("2024-11-01", "112.86"),
    ("2026-01-01", "114.19"),
    ("2026-06-01", "116.95"),
)


def value_on(series: Dated, day: date) -> Decimal:
    """Return the value in force on a day.

    Raises:
        LookupError: the series starts later.

    """
    found = [value for start, value in series if start <= day]
    if not found:
        raise LookupError(day)
    return found[-1]


def changes(series: Dated, start: date, end: date) -> list[date]:
    """Return the days of a period, after its first, on which the value changes."""
    return [day for day, _ in series if start < day <= end]


def rsa_flat_amount(
    adults: int, children: int, day: date, *, increased: bool
) -> Decimal:
    """Return the RSA flat amount of a composition (CASF R262-1 and L262-9)."""
    base = value_on(RSA_BASE, day)
    if increased:
        return cents(base * Decimal("1.28412") * (1 + Decimal(children) / 3))
    third_and_after = Decimal("0.4") * max(0, children - 2)
    if adults > 1:
        return cents(
            base
            * (Decimal("1.5") + Decimal("0.3") * min(children, 2) + third_and_after)
        )
    if not children:
        return base
    return cents(
        base
        * (Decimal("1.5") + Decimal("0.3") * min(children - 1, 1) + third_and_after)
    )


def rsa_housing_deduction(people: int, day: date) -> Decimal:
    """Return the full housing deduction (CASF R262-9) for a number of people."""
    base = value_on(RSA_BASE, day)
    rates = {1: Decimal("0.12"), 2: Decimal("0.16") * Decimal("1.5")}
    return cents(base * rates.get(people, Decimal("0.165") * Decimal("1.8")))


def rsa_right(flat: Decimal, deduction: Decimal, resources: Decimal) -> Decimal:
    """Return the RSA right: nothing under 6 euros."""
    right = cents(flat - deduction - resources)
    return right if right >= RSA_THRESHOLD else Decimal("0.00")


def apa_ceiling(gir: int, day: date) -> Decimal:
    """Return the plan ceiling of a GIR for the calendar year."""
    return cents(value_on(MTP, day) * CEILING_RATES[gir])


def apa_participation(
    plan: Decimal, gir: int, resources: Decimal, day: date, *, couple: bool
) -> Decimal:
    """Return the participation at home by the scale of the year (CASF R232-11)."""
    mtp = value_on(MTP, day)
    accepted = min(plan, apa_ceiling(gir, day))
    mean = resources / Decimal("1.7") if couple else resources
    if mean <= mtp * Decimal("0.725"):
        return Decimal("0.00")
    most = Decimal("0.9") * accepted
    if mean > mtp * Decimal("2.67"):
        return cents(most)
    span = mtp * Decimal("1.945")
    factor = (mean - Decimal("0.725") * mtp) / span * Decimal("0.9")
    low, high = mtp * Decimal("0.317"), mtp * Decimal("0.498")
    first = min(accepted, low)
    second = max(Decimal(0), min(accepted, high) - low)
    third = max(Decimal(0), accepted - high)
    weight2 = (
        Decimal("0.6") * mean / span
        + (Decimal("0.4") * Decimal("2.67") - Decimal("0.725")) * mtp / span
    )
    weight3 = (
        Decimal("0.8") * mean / span
        + (Decimal("0.2") * Decimal("2.67") - Decimal("0.725")) * mtp / span
    )
    return cents(min(most, factor * (first + second * weight2 + third * weight3)))


def facility_participation(
    tariff: Decimal, lowest: Decimal, resources: Decimal, day: date, *, couple: bool
) -> Decimal:
    """Return the participation in a facility, ample resources being left (R232-19)."""
    mtp = value_on(MTP, day)
    mean = resources / 2 if couple else resources
    low, high = mtp * Decimal("2.21"), mtp * Decimal("3.4")
    part = min(Decimal(1), max(Decimal(0), (mean - low) / (high - low)))
    return cents(lowest + (tariff - lowest) * Decimal("0.8") * part)


def apa_threshold(day: date) -> Decimal:
    """Return three gross hours of SMIC: APA is not paid up to there (D232-31)."""
    return cents(value_on(SMIC, day) * 3)


def pch_hospital_clamp(previous: Decimal, day: date) -> Decimal:
    """Return the monthly PCH kept in a long hospital stay (D245-74), unrounded."""
    kept = min(previous / 10, value_on(CLAMP_MAXIMUM, day))
    return min(previous, max(value_on(CLAMP_MINIMUM, day), kept))
