"""Derived columns of `right_month` on institutions, facilities, periods and scales."""

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import months_later
from bondroit.engine.law import pch_ceilings
from bondroit.engine.law.apa import home_participation
from bondroit.engine.law.pch import institution_due, tariff
from bondroit.engine.law.rounding import half_up, to_cents, to_money
from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.right_month_facility import facility_participation
from bondroit.engine.views.view import Type
from bondroit.model.outputs import MONEY

Formula = Callable[[Parameters], pl.Expr]
ByBenefit = Mapping[str, Formula]
Formulas = Mapping[str, tuple[frozenset[str], pl.DataType, Formula | ByBenefit]]

_MONTH: Final = pl.col("month")
_HOME: Final = frozenset({"APA_HOME"})
_FACILITY: Final = frozenset({"APA_FACILITY"})
_PCH: Final = frozenset({"PCH"})


def month_in(months: int, parameters: Parameters) -> pl.Expr:
    """Return the month so many months later: a column, since dated values read it."""
    if not months:
        return _MONTH
    return parameters.share(
        ("month later", months), lambda: months_later(_MONTH, months)
    )


def participation_in(
    month: pl.Expr, parameters: Parameters, *, couple: pl.Expr | None = None
) -> pl.Expr:
    """Return the participation at home on the scale of a month (R232-11)."""
    return home_participation(
        pl.col("plan_amount"),
        pl.col("resources"),
        pl.col("couple") if couple is None else couple,
        pl.col("gir"),
        month,
        parameters,
    )


def signed(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Return a quotient of whole numbers, halves away from zero, or null by 0."""
    size = half_up(numerator.abs(), denominator)
    return pl.when(denominator > 0).then(size * numerator.sign())


def gap_paid(expected: str) -> pl.Expr:
    """Return a gap of participation on the part of the plan paid, at most the whole."""
    charged = to_cents(pl.col("participation"))
    gap = to_cents(pl.col(expected)) - charged
    granted = to_cents(pl.col("plan_amount")) - charged
    paid = to_cents(pl.col("net_paid"))
    part = pl.when(paid < granted).then(signed(gap * paid, granted))
    return to_money(pl.when(paid >= granted).then(gap).otherwise(part))


def reduced_days(early: str, late: str) -> pl.Expr:
    """Return days 46 on, or 61 on where a helper must be dismissed (D245-74).

    Under direct employment, days 46 to 60 are unknown while the dismissal is.
    """
    first, second = pl.col(early), pl.col(late)
    direct = (pl.col("delivery_mode") == "direct").fill_null(value=True)
    return (
        pl.when(pl.col("dismissal"))
        .then(second)
        .when(~pl.col("dismissal") | ~direct)
        .then(first)
        .when((second > 0) | (first == 0))
        .then(second)
    )


def reduced_due(days: str, parameters: Parameters) -> pl.Expr:
    """Return what is due of element 1 in a month with reduced days (D245-74)."""
    paid = pl.when(pl.col("net_paid") > 0).then("net_paid")
    before = pl.coalesce("granted_amount", paid, "expected_due")
    due = institution_due(before, pl.col(days), _MONTH, parameters)
    return pl.when(pl.col("pch_element") == "1").then(due)


def _facility_by_days(parameters: Parameters) -> pl.Expr:
    return facility_participation(_MONTH, parameters, days=_MONTH.dt.days_in_month())


def _period_ceiling(parameters: Parameters) -> pl.Expr:
    return pch_ceilings.period_ceiling(
        pl.col("pch_element"), pl.col("months_paid_in_period"), _MONTH, parameters
    )


def _paid_above(_: Parameters) -> pl.Expr:
    return pch_ceilings.above_ceiling(
        pl.col("net_paid"), pl.col("paid_in_period"), pl.col("period_ceiling")
    )


MORE_FIRST: Final[Formulas] = {
    "participation_other_couple": (_HOME, MONEY, lambda parameters: participation_in(_MONTH, parameters, couple=~pl.col("couple"))),
    "participation_previous_scale": (_HOME, MONEY, lambda parameters: participation_in(month_in(-12, parameters), parameters)),
    "facility_participation_by_days": (_FACILITY, MONEY, _facility_by_days),
    "granted_3_months": (_HOME | _PCH, pl.Decimal(9, 2), lambda _: pl.col("granted_hours") * 3),
    "facility_participation": (_FACILITY, MONEY, lambda parameters: facility_participation(_MONTH, parameters)),
    "institution_days_reduced": (_PCH, pl.Int32(), lambda _: reduced_days("institution_days_46", "institution_days_61")),
    "period_ceiling": (_PCH, MONEY, _period_ceiling),
    "flat_rate_due": (_PCH, MONEY, lambda parameters: pch_ceilings.flat_rate(pl.col("granted_hours"), _MONTH, parameters)),
    "mode_tariff": (_PCH, MONEY, lambda parameters: tariff(pl.col("delivery_mode"), _MONTH, parameters)),
    "full_rate_limit": (_PCH, MONEY, lambda parameters: pch_ceilings.full_rate_limit(_MONTH, parameters)),
}  # fmt: skip
"""Computed from base columns alone."""

MORE_NEXT: Final[Formulas] = {
    "facility_gap_paid": (_FACILITY, MONEY, lambda _: gap_paid("facility_participation")),
    "paid_above_ceiling": (_PCH, MONEY, _paid_above),
    "due_in_institution": (_PCH, MONEY, lambda parameters: reduced_due("institution_days_reduced", parameters)),
}  # fmt: skip
"""Computed once those stand."""


MORE_COLUMNS: Final = (
    declare.derived("participation_other_couple", Type.MONEY, "participation dans l'autre situation de couple", "APA à domicile : participation du barème si le couple était retenu à l'inverse.", ("rights",)),
    declare.derived("participation_previous_scale", Type.MONEY, "participation au barème précédent", "APA à domicile : participation, mêmes ressources, au barème de l'année précédente.", ("rights",)),
    declare.derived("facility_participation", Type.MONEY, "participation attendue en établissement", "APA en établissement : participation d'un mois moyen (365/12 jours) selon les tarifs, les ressources et la somme laissée au résident.", ("rights", "facility_tariffs")),
    declare.derived("facility_participation_by_days", Type.MONEY, "participation attendue sur les jours du mois", "APA en établissement : la même participation, comptée sur les jours du mois au lieu d'un mois moyen.", ("rights", "facility_tariffs")),
    declare.derived("granted_3_months", Type.HOURS, "heures accordées sur trois mois", "Trois fois les heures accordées par mois.", ("rights",)),
    declare.derived("facility_gap_paid", Type.MONEY, "effet de l'écart de participation", "APA en établissement : (participation attendue − participation) × part du tarif versée, au plus l'écart entier.", ("rights", "facility_tariffs", "payments")),
    declare.derived("institution_days_reduced", Type.INTEGER, "jours de PCH réduite en établissement", "PCH : jours du mois à taux réduit en établissement ; du 46e au 60e jour, inconnu en emploi direct si le licenciement n'est pas dit.", ("stays", "rights")),
    declare.derived("due_in_institution", Type.MONEY, "dû pendant le séjour en établissement", "PCH, élément 1 : montant du mois, réduit les jours de séjour en établissement au-delà du délai.", ("stays", "rights", "payments")),
    declare.derived("period_ceiling", Type.MONEY, "plafond de la période", "PCH, éléments 2, 4 et 5 : plafond de la période d'attribution ; élément 4 : charges exceptionnelles, plus les charges spécifiques de chaque mois payé.", ("rights",)),
    declare.derived("paid_above_ceiling", Type.MONEY, "part versée au-dessus du plafond", "PCH, éléments 2, 4 et 5 : part du mois au-dessus du plafond de la période.", ("payments", "rights")),
    declare.derived("flat_rate_due", Type.MONEY, "forfait dû", "PCH, aide humaine au forfait : forfait cécité ou surdité, d'après les heures accordées.", ("rights",)),
    declare.derived("mode_tariff", Type.MONEY, "tarif du mode d'intervention", "PCH, élément 1 : tarif national de l'heure pour le mode d'intervention du droit, quel que soit le prix payé.", ("rights",)),
    declare.derived("full_rate_limit", Type.MONEY, "ressources du taux plein", "PCH : ressources mensuelles jusqu'auxquelles le taux plein s'applique (un douzième du seuil annuel).", ("rights",)),
)  # fmt: skip
