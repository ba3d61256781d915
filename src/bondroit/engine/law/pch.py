"""PCH, element 1 (human help): tariffs, right, carers' caps, stays in an institution.

Legal sources: CASF D245-9 (flat rates), L245-12 and the tariff orders (modes), D245-74
(reduction during a stay). Tariffs are unknown where no source was found: null, never
the tariff before. Amounts are Decimal(12, 2) euros.
"""

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.law.rounding import (
    WHOLE,
    Scale,
    half_up,
    to_cents,
    to_money,
    whole,
)
from bondroit.engine.parameters import Parameters

_PREFIX = "pch_element1_tarif_"
_HUNDRED = 100
_RATE_UNIT = 10_000
_THOUSANDTH = 3
_UNIT = 1000


def tariff(
    mode: pl.Expr,
    month: pl.Expr,
    parameters: Parameters,
    scale: Scale = Scale.CURRENT,
) -> pl.Expr:
    """Return the hourly tariff of a mode, Decimal(12, 2), or null.

    A provider without a tariff of its own is paid the national one, replaced in 2022
    by the floor of home services. Flat rates and facilities have no hourly tariff.

    Args:
        mode: delivery mode: `provider`, `mandate`, `direct` or `family_carer`.
        month: month of right.
        parameters: dated parameters.
        scale: the tariff in force, the one before or the one after.

    """

    def dated(name: str) -> pl.Expr:
        return whole(parameters, name, month, 2, scale)

    cents = (
        pl.when(mode == "direct")
        .then(dated(_PREFIX + "emploi_direct"))
        .when(mode == "mandate")
        .then(dated(_PREFIX + "mandataire"))
        .when(mode == "family_carer")
        .then(dated(_PREFIX + "aidant_familial"))
        .when(mode == "provider")
        .then(
            pl.coalesce(
                dated("sad_tarif_plancher"), dated(_PREFIX + "prestataire_non_tarifie")
            )
        )
    )
    return to_money(cents)


def carer_tariff(
    stopped_work: pl.Expr, month: pl.Expr, parameters: Parameters
) -> pl.Expr:
    """Return the hourly compensation of a family carer who stopped work or not."""
    plain = whole(parameters, _PREFIX + "aidant_familial", month, 2)
    raised = whole(parameters, _PREFIX + "aidant_familial_cessation", month, 2)
    return to_money(pl.when(stopped_work).then(raised).when(~stopped_work).then(plain))


def element1_amount(hours: pl.Expr, price: pl.Expr, rate: pl.Expr) -> pl.Expr:
    """Return hours x price x rate, rounded once.

    Args:
        hours: Decimal(9, 2), of the month.
        price: hourly tariff, Decimal(12, 2).
        rate: 1 or 0.8, Decimal(5, 4).

    """
    quantity = hours.cast(pl.Decimal(38, 2)).to_physical()
    share = rate.cast(pl.Decimal(38, 4)).to_physical()
    product = quantity * to_cents(price) * share
    return to_money(half_up(product, _HUNDRED * _RATE_UNIT))


def carer_cap(raised: pl.Expr, month: pl.Expr, parameters: Parameters) -> pl.Expr:
    """Return the monthly cap of one carer's compensation, Decimal(12, 2), or null."""
    name = "pch_element1_aidant_familial_plafond_mensuel"
    plain = whole(parameters, name, month, 2)
    higher = whole(parameters, f"{name}_majore", month, 2)
    return to_money(pl.when(raised).then(higher).when(~raised).then(plain))


def institution_due(
    amount: pl.Expr,
    reduced_days: pl.Expr,
    month: pl.Expr,
    parameters: Parameters,
) -> pl.Expr:
    """Return what is due in a month with reduced days (D245-74).

    The reduced month is 10 % of the amount, raised to the lower bound and cut to the
    upper one, and never above the amount; both parts are then prorated by days, with
    one rounding.

    Args:
        amount: monthly amount before reduction, not negative.
        reduced_days: days of the month that are reduced.
        month: month of right, its first day.
        parameters: dated parameters.

    """
    days = month_end(month).dt.day().cast(WHOLE)
    reduced = reduced_days.cast(WHOLE)
    full = to_cents(amount) * _UNIT
    kept = _reduced_month(amount, month, parameters)
    due = half_up(full * (days - reduced) + kept * reduced, days * _UNIT)
    # no reduction needs no bound: a gap in the bounds does not matter then
    return to_money(pl.when(reduced == 0).then(to_cents(amount)).otherwise(due))


def _reduced_month(amount: pl.Expr, month: pl.Expr, parameters: Parameters) -> pl.Expr:
    """Return the amount of a wholly reduced month, in thousandths of a cent."""
    rate = whole(parameters, "pch_hospitalisation_taux_maintenu", month, _THOUSANDTH)
    least = whole(parameters, "pch_etablissement_minimum_mensuel", month, 2) * _UNIT
    most = whole(parameters, "pch_etablissement_maximum_mensuel", month, 2) * _UNIT
    part = to_cents(amount) * rate
    clamped = (
        pl.when(part < least).then(least).when(part > most).then(most).otherwise(part)
    )
    chosen = pl.min_horizontal(clamped, to_cents(amount) * _UNIT)
    return pl.when(least.is_not_null() & most.is_not_null()).then(chosen)
