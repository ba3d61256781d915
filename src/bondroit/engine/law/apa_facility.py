"""APA in a facility: what the resident pays, what is left to them, what is due.

Legal sources: CASF R232-19 (participation by resources), L232-9 and R232-19 (the
resident keeps 10 % of resources, and at least a hundredth of the yearly ASPA), D232-31.
Tariffs are daily in the orders, amounts monthly: a mean month has 365/12 days. Amounts
are Decimal(12, 2) euros a month; anything missing that counts gives null (under the lower
bound of resources the tariff of the GIR does not).
"""

import polars as pl

from bondroit.engine.law.apa import facility_participation
from bondroit.engine.law.rounding import WHOLE, half_up, to_cents, to_money, whole
from bondroit.engine.parameters import Parameters

_DAYS_A_YEAR = 365
_MONTHS = 12
_THOUSANDTH = 3
_UNIT = 1000


def monthly_tariff(daily: pl.Expr, days: pl.Expr | None = None) -> pl.Expr:
    """Return a daily dependency tariff for a month.

    Args:
        daily: tariff of a day.
        days: days of the month; None for a mean month, 365/12 days.

    """
    if days is not None:
        return to_money(to_cents(daily) * days.cast(WHOLE))
    return to_money(half_up(to_cents(daily) * _DAYS_A_YEAR, _MONTHS))


def most_participation(
    resources: pl.Expr, couple: pl.Expr, month: pl.Expr, parameters: Parameters
) -> pl.Expr:
    """Return the most a resident may be asked: what must be left to them taken off.

    The resident keeps a tenth of their resources, and at least the sum left to every
    resident. Resources of a couple are divided by two. Where the sum is not known, the
    tenth alone stands when it is certainly the larger: otherwise null.

    Args:
        resources: monthly resources of the household, before division.
        couple: resources are divided.
        month: month of right.
        parameters: dated parameters.

    """
    key = (str(resources), str(couple), str(month))
    own = parameters.share(
        ("own resources", *key),
        lambda: _own_cents(resources, couple, month, parameters),
    )
    part = whole(parameters, "apa_etablissement_taux_reste_a_vivre", month, _THOUSANDTH)
    tenth = parameters.share(("own tenth", *key), lambda: half_up(own * part, _UNIT))
    least = whole(parameters, "etablissement_minimum_laisse_au_beneficiaire", month, 2)
    kept = pl.when(tenth >= least).then(tenth).when(tenth < least).then(least)
    return to_money((own - kept).clip(lower_bound=0))


def participation(
    daily: pl.Expr,
    daily_lowest: pl.Expr,
    resources: pl.Expr,
    couple: pl.Expr,
    month: pl.Expr,
    parameters: Parameters,
    days: pl.Expr | None = None,
) -> pl.Expr:
    """Return the resident's participation on a month (R232-19).

    The tariff of GIR 5-6, plus a part of the gap to the tariff of the GIR that grows
    with resources up to 80 %, within what may be asked of the resident.

    Args:
        daily: daily tariff of the GIR.
        daily_lowest: daily tariff of GIR 5-6.
        resources: monthly resources of the household, before division.
        couple: resources are divided by two.
        month: month of right; the scale is that of its 1 January.
        parameters: dated parameters.
        days: days of the month; None for a mean month.

    """
    key = (str(resources), str(couple), str(month))
    prices = (monthly_tariff(daily, days), monthly_tariff(daily_lowest, days))
    asked = parameters.share(
        ("facility asked", *map(str, prices), *key),
        lambda: facility_participation(*prices, resources, couple, month, parameters),
    )
    most = parameters.share(
        ("facility most", *key),
        lambda: most_participation(resources, couple, month, parameters),
    )
    return pl.when(asked <= most).then(asked).when(asked > most).then(most)


def due(daily: pl.Expr, asked: pl.Expr) -> pl.Expr:
    """Return the APA of a mean month: tariff of the GIR less the participation."""
    rest = to_cents(monthly_tariff(daily)) - to_cents(asked)
    return to_money(rest.clip(lower_bound=0))


def _own_cents(
    resources: pl.Expr, couple: pl.Expr, month: pl.Expr, parameters: Parameters
) -> pl.Expr:
    divisor = whole(parameters, "apa_etablissement_diviseur_couple", month, _THOUSANDTH)
    shared = half_up(to_cents(resources) * _UNIT, divisor)
    alone = to_cents(resources).cast(WHOLE)
    return pl.when(couple).then(shared).when(~couple).then(alone)
