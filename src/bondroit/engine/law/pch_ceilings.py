"""PCH: pluriannual ceilings of elements 2 to 5, full rate, flat rates of element 1.

Legal sources: CASF L245-3, D245-9 (flat rates), L245-6 and R245-46 (rate), and the
orders on amounts and periods of attribution, as changed on 1 January 2022. Amounts are
Decimal(12, 2) euros; an amount that no source gives is null.
"""

import polars as pl

from bondroit.engine.law.rounding import WHOLE, to_cents, to_money, whole
from bondroit.engine.parameters import Parameters

_MONTHS = 12
_CEILING = "pch_plafond_element"


def period_ceiling(
    element: pl.Expr, months_paid: pl.Expr, month: pl.Expr, parameters: Parameters
) -> pl.Expr:
    """Return the most an element may pay over its period of attribution.

    Technical aids (2) and animal help (5) have one ceiling. Element 4 joins costs of
    each month, capped a month, and exceptional ones, capped over the period: both add
    up. Element 3 joins the dwelling and the vehicle with its transport, whose raised
    ceiling is not known: null.

    Args:
        element: `1` to `5`.
        months_paid: months paid in the period, which bound the monthly costs.
        month: month of right.
        parameters: dated parameters.

    """

    def cents(name: str) -> pl.Expr:
        return whole(parameters, _CEILING + name, month, 2)

    monthly = cents("4_specifiques") * months_paid.cast(WHOLE)
    return to_money(
        pl.when(element == "2")
        .then(cents("2_aides_techniques"))
        .when(element == "4")
        .then(cents("4_exceptionnelles") + monthly)
        .when(element == "5")
        .then(cents("5_animaliere"))
    )


def above_ceiling(paid: pl.Expr, in_period: pl.Expr, ceiling: pl.Expr) -> pl.Expr:
    """Return the part of a month's payment above the ceiling of the period.

    Args:
        paid: net paid for the month.
        in_period: net paid over the period, this month included.
        ceiling: from `period_ceiling`.

    """
    excess = (to_cents(in_period) - to_cents(ceiling)).clip(lower_bound=0)
    own = to_cents(paid).clip(lower_bound=0)
    within = pl.when(excess < own).then(excess).when(excess >= own).then(own)
    return to_money(within)


def full_rate_limit(month: pl.Expr, parameters: Parameters) -> pl.Expr:
    """Return the monthly resources up to which the full rate holds (a twelfth)."""
    return to_money(
        whole(parameters, "pch_ressources_seuil_taux_plein", month, 2) // _MONTHS
    )


def flat_rate(hours: pl.Expr, month: pl.Expr, parameters: Parameters) -> pl.Expr:
    """Return the flat rate of element 1 that pays so many hours (D245-9), or null.

    Args:
        hours: hours granted: those of blindness or of deafness.
        month: month of right.
        parameters: dated parameters.

    """
    chain = pl.lit(None, dtype=WHOLE)
    for name in ("cecite", "surdite"):
        held = whole(parameters, f"pch_element1_forfait_{name}_heures", month, 2)
        amount = whole(parameters, f"pch_element1_forfait_{name}", month, 2)
        same = hours.cast(pl.Decimal(38, 2)).to_physical().cast(WHOLE) == held
        chain = pl.when(same).then(amount).otherwise(chain)
    return to_money(chain)
