"""APA: ceilings, participation at home and in a facility, what is due on a used plan.

Legal sources: CASF L232-4 (scale of 1 January for the calendar year), R232-10
(ceilings), R232-11 (participation at home), R232-19 (facility), D232-31 (nothing paid
up to three hours of minimum wage). Amounts are Decimal(12, 2) euros a month; anything
missing, or a scale that is not known, gives null.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

import polars as pl

from bondroit.engine.law.rounding import (
    LONG,
    WHOLE,
    half_up,
    to_cents,
    to_money,
    whole,
    whole_steps,
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

    def within() -> pl.Expr:
        cents = to_cents(plan)
        ceiling = _ceiling_cents(gir, month, parameters)
        return cents - (cents - ceiling).clip(lower_bound=0)

    accepted = parameters.share(("accepted", str(plan), str(gir), str(month)), within)
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
    rest = (whole_plan - to_cents(participation)).cast(LONG)
    due = half_up(part * rest, whole_plan)
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
    gap, base = to_cents(tariff) - to_cents(lowest_tariff), to_cents(lowest_tariff)
    most = whole(
        parameters, "apa_etablissement_participation_taux_max_ecart", month, _THOUSANDTH
    )
    low, high = scale.low(), scale.high()
    span = high - low
    risen = (amount - low).cast(LONG)
    linear = half_up(gap * most * risen, span.cast(LONG) * _UNIT).cast(
        WHOLE, strict=False
    )
    part = (
        pl.when(amount <= low)
        .then(pl.lit(0, WHOLE))
        .when(amount > high)
        .then(half_up(gap * most, _UNIT))
        .otherwise(linear)
    )
    return to_money(part + base)


class _Scale:
    """Dated functions of the two bounds of resources, which stand in 10^-8 euros.

    Dividing resources by the couple's divisor, or multiplying the bounds by it, is the
    same; the second stays whole.
    """

    def __init__(
        self, kind: str, parameters: Parameters, month: pl.Expr, couple: pl.Expr
    ) -> None:
        self._low = f"{kind}_participation_seuil_bas_coefficient"
        self._high = f"{kind}_participation_seuil_haut_coefficient"
        self._divisor = f"{kind}_diviseur_couple"
        self._parameters, self._month, self._couple = parameters, month, couple

    def low(self) -> pl.Expr:
        """Return the resources up to which nothing is asked; null: unknown couple."""
        return self._bound(self._low)

    def high(self) -> pl.Expr:
        """Return the resources above which the highest rate holds, or null."""
        return self._bound(self._high)

    def _bound(self, name: str) -> pl.Expr:
        names = (MTP, name)
        key = ("bound", name, str(self._month), str(self._couple))

        def value() -> pl.Expr:
            steps = self._parameters.steps(
                names, lambda values: values[name] * values[MTP]
            )
            return whole_steps(steps, self._month, 5) * self._times()

        return self._parameters.share(key, value)

    def _times(self) -> pl.Expr:
        shared = whole(self._parameters, self._divisor, self._month, _THOUSANDTH)
        alone = pl.lit(_UNIT, WHOLE)
        return pl.when(self._couple).then(shared).when(~self._couple).then(alone)


def _home_cents(
    accepted: pl.Expr,
    resources: pl.Expr,
    couple: pl.Expr,
    month: pl.Expr,
    parameters: Parameters,
) -> pl.Expr:
    """Return cents; every factor is a whole number, one division at the end.

    With r the resources, L and H the bounds (0.725 and 2.67 MTP), S = H - L, A the
    plan, a and b its bands (0.317 and 0.498 MTP), R232-11 comes down to
    0.9 (r - L) [5 S A - (H - r) (3 (A - a)+ + (A - b)+)] / (5 S^2).
    Resources stand in 10^-8 euros, the plan in 10^-5, the rate in thousandths.
    """
    scale = _Scale("apa_domicile", parameters, month, couple)
    low, high = scale.low(), scale.high()
    amount = to_cents(resources) * _MILLION
    plan = accepted * _UNIT
    above = (plan - _band(1, month, parameters)).clip(lower_bound=0) * 3 + (
        plan - _band(2, month, parameters)
    ).clip(lower_bound=0)
    spread = high - low
    most = whole(parameters, "apa_domicile_participation_taux_max", month, _THOUSANDTH)
    numerator = (
        (amount - low)
        * most.cast(LONG)
        * (plan.cast(LONG) * (spread * 5) - (high - amount).cast(LONG) * above)
    )
    bottom = spread.cast(LONG) * spread.cast(LONG) * (5 * _MILLION)
    key = (str(accepted), str(resources), str(couple), str(month))
    linear = parameters.share(
        ("linear", *key),
        lambda: half_up(numerator, bottom).cast(WHOLE, strict=False),
    )
    top = parameters.share(("top", *key), lambda: half_up(accepted * most, _UNIT))
    return (
        pl.when(amount <= low)
        .then(accepted * 0)
        .when((amount > high) | (linear > top))
        .then(top)
        .otherwise(linear)
    )


def _band(rank: int, month: pl.Expr, parameters: Parameters) -> pl.Expr:
    """Return the upper end of a band of the plan, in 10^-5 euros."""
    part = f"apa_domicile_participation_tranche{rank}_coefficient"

    def value() -> pl.Expr:
        steps = parameters.steps([MTP, part], lambda values: values[MTP] * values[part])
        return whole_steps(steps, month, 5)

    return parameters.share(("band", rank, str(month)), value)


def _ceiling_cents(gir: pl.Expr, month: pl.Expr, parameters: Parameters) -> pl.Expr:

    def value() -> pl.Expr:
        chain = pl.lit(None, dtype=WHOLE)
        for one in GIRS:
            part = f"apa_domicile_plafond_gir{one}_coefficient"
            steps = parameters.steps([MTP, part], partial(_rounded_product, MTP, part))
            own = whole_steps(steps, month, 2)
            chain = pl.when(gir == one).then(own).otherwise(chain)
        return chain

    return parameters.share(("ceiling", str(gir), str(month)), value)


def _rounded_product(one: str, other: str, values: Mapping[str, Decimal]) -> Decimal:
    return (values[one] * values[other]).quantize(Decimal("0.01"), ROUND_HALF_UP)
