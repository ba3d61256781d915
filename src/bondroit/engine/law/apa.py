"""APA: ceilings, participation at home and in a facility, what is due on a used plan.

Legal sources: CASF L232-4 (scale of 1 January for the calendar year), R232-10
(ceilings), R232-11 (participation at home), R232-19 (facility), D232-31 (nothing paid
up to three hours of minimum wage). Amounts are Decimal(12, 2) euros a month; anything
missing, or a scale that is not known, gives null.
"""

import polars as pl

from bondroit.engine.law.rounding import (
    WHOLE,
    half_up,
    to_cents,
    to_money,
    whole,
)
from bondroit.engine.parameters import Parameters

MTP = "apa_mtp_de_reference_au_1er_janvier"
GIRS = (1, 2, 3, 4)

_THOUSANDTH = 3
_UNIT = 1000
_MILLION = 1_000_000


def home_ceiling(gir: pl.Expr, month: pl.Expr, parameters: Parameters) -> pl.Expr:
    """Return the ceiling of the plan for a GIR 1 to 4 (R232-10); null for any other."""
    return to_money(_ceiling_cents(gir, month, parameters))


def home_participation(
    plan: pl.Expr,
    resources: pl.Expr,
    couple: pl.Expr,
    gir: pl.Expr,
    month: pl.Expr,
    parameters: Parameters,
) -> pl.Expr:
    """Return the participation on the whole accepted plan (R232-11).

    Args:
        plan: notified plan; the part above the ceiling of the GIR does not count.
        resources: monthly resources of the household, before division.
        couple: both members live at home: resources are divided.
        gir: decided GIR.
        month: month of right; the scale is that of its 1 January.
        parameters: dated parameters.

    """
    ceiling = _ceiling_cents(gir, month, parameters)
    cents = to_cents(plan)
    accepted = pl.when(cents <= ceiling).then(cents).when(cents > ceiling).then(ceiling)
    return to_money(_home_cents(accepted, resources, couple, month, parameters))


def home_due(used: pl.Expr, plan: pl.Expr, participation: pl.Expr) -> pl.Expr:
    """Return what is due on the used part: used x (plan - participation) / plan.

    Args:
        used: value of the hours or services used; above the plan, the plan counts.
        plan: accepted plan, positive.
        participation: participation on the whole plan.

    """
    whole_plan = to_cents(plan)
    part = pl.min_horizontal(to_cents(used), whole_plan)
    due = half_up(part * (whole_plan - to_cents(participation)), whole_plan)
    return to_money(pl.when(used.is_not_null() & (whole_plan > 0)).then(due))


def paid_share(plan: pl.Expr, participation: pl.Expr) -> pl.Expr:
    """Return the payer's share of the plan, Decimal(38, 12): (plan - part.) / plan."""
    wide = pl.Decimal(38, 12)
    rest = plan.cast(wide) - participation.cast(wide)
    return pl.when(plan > 0).then(rest / plan.cast(wide))


def facility_participation(
    tariff: pl.Expr,
    lowest_tariff: pl.Expr,
    resources: pl.Expr,
    couple: pl.Expr,
    month: pl.Expr,
    parameters: Parameters,
) -> pl.Expr:
    """Return the resident's participation (R232-19), before the sum left to them.

    Args:
        tariff: dependency tariff of the GIR, for the month.
        lowest_tariff: dependency tariff of GIR 5-6, for the month: always paid.
        resources: monthly resources, before division.
        couple: resources are divided by two.
        month: month of right.
        parameters: dated parameters.

    """
    scale = _Scale("apa_etablissement", parameters, month, couple)
    amount = to_cents(resources) * _MILLION
    gap, low = to_cents(tariff) - to_cents(lowest_tariff), to_cents(lowest_tariff)
    most = whole(
        parameters, "apa_etablissement_participation_taux_max_ecart", month, _THOUSANDTH
    )
    span = scale.high - scale.low
    part = (
        pl.when(amount <= scale.low)
        .then(pl.lit(0, WHOLE))
        .when(amount > scale.high)
        .then(half_up(gap * most, _UNIT))
        .when(amount > scale.low)
        .then(half_up(gap * most * (amount - scale.low), span * _UNIT))
    )
    return to_money(part + low)


class _Scale:
    """Bounds of resources, in 10^-8 euros, times the couple's divisor."""

    def __init__(
        self, kind: str, parameters: Parameters, month: pl.Expr, couple: pl.Expr
    ) -> None:
        divisor = whole(parameters, f"{kind}_diviseur_couple", month, _THOUSANDTH)
        times = pl.when(couple).then(divisor).when(~couple).then(pl.lit(_UNIT, WHOLE))
        self.mtp_cents = whole(parameters, MTP, month, 2)
        self.mtp = self.mtp_cents * times
        prefix = f"{kind}_participation"
        self.low_part = _thousandths(parameters, f"{prefix}_seuil_bas", month)
        self.high_part = _thousandths(parameters, f"{prefix}_seuil_haut", month)
        self.low = self.low_part * self.mtp
        self.high = self.high_part * self.mtp


def _home_cents(
    accepted: pl.Expr,
    resources: pl.Expr,
    couple: pl.Expr,
    month: pl.Expr,
    parameters: Parameters,
) -> pl.Expr:
    """Return cents; every factor is a whole number, one division at the end.

    Dividing resources by the couple's divisor, or multiplying the MTP by it, is the
    same; the second stays whole. With r the resources, L and H the bounds (0.725 and
    2.67 MTP) and S = H - L, R232-11 reads 0.9 (r - L) [A1 S + A2 (0.6 r + 0.4 H - L)
    + A3 (0.8 r + 0.2 H - L)] / S^2. Resources and bounds stand in 10^-8 euros, bands
    in 10^-5, slopes in tenths, the rate in thousandths.
    """
    scale = _Scale("apa_domicile", parameters, month, couple)
    amount = to_cents(resources) * _MILLION
    inside = pl.min_horizontal(amount, scale.high)
    span = scale.high - scale.low
    first, second, third = _bands(accepted, scale.mtp_cents, month, parameters)
    middle = inside * 6 + scale.high * 4 - scale.low * 10
    upper = inside * 8 + scale.high * 2 - scale.low * 10
    bracket = first * span * 10 + second * middle + third * upper
    most = whole(parameters, "apa_domicile_participation_taux_max", month, _THOUSANDTH)
    linear = half_up(
        (inside - scale.low) * most * bracket, span * span * (10 * _MILLION)
    )
    top = half_up(accepted * most, _UNIT)
    part = (
        pl.when(amount <= scale.low)
        .then(pl.lit(0, WHOLE))
        .when(amount > scale.high)
        .then(top)
        .when(amount > scale.low)
        .then(pl.min_horizontal(top, linear))
    )
    return pl.when(accepted.is_not_null()).then(part)


def _bands(
    accepted: pl.Expr, mtp_cents: pl.Expr, month: pl.Expr, parameters: Parameters
) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Return the parts of the plan below, between and above the two bounds, 10^-5."""
    prefix = "apa_domicile_participation_tranche"
    plan = accepted * _UNIT
    lower = _thousandths(parameters, f"{prefix}1", month) * mtp_cents
    upper = _thousandths(parameters, f"{prefix}2", month) * mtp_cents
    first = pl.min_horizontal(plan, lower)
    second = (pl.min_horizontal(plan, upper) - lower).clip(lower_bound=0)
    return first, second, (plan - upper).clip(lower_bound=0)


def _thousandths(parameters: Parameters, name: str, month: pl.Expr) -> pl.Expr:
    return whole(parameters, f"{name}_coefficient", month, _THOUSANDTH)


def _ceiling_cents(gir: pl.Expr, month: pl.Expr, parameters: Parameters) -> pl.Expr:
    mtp = whole(parameters, MTP, month, 2)
    chain = pl.lit(None, dtype=WHOLE)
    for one in GIRS:
        part = _thousandths(parameters, f"apa_domicile_plafond_gir{one}", month)
        chain = pl.when(gir == one).then(half_up(mtp * part, _UNIT)).otherwise(chain)
    return chain
