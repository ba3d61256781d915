"""RSA: flat amount, housing deduction, reference quarter, right of the month.

Legal sources: CASF L262-2 to L262-9 (right, flat amount, increased amount), R262-1
(coefficients), R262-9 (housing deduction), R262-39 (nothing under 6 euros), décret
2025-185 (reference quarter since March 2025). Every amount is Decimal(12, 2) euros a
month; a missing composition, resource or parameter gives null.
"""

from collections.abc import Iterable
from typing import Literal

import polars as pl

from bondroit.engine.law.rounding import (
    WHOLE,
    Scale,
    half_up,
    to_cents,
    to_money,
    whole,
)
from bondroit.engine.parameters import Parameters

_COEFFICIENT_PLACES = 5
_PERSON = 10**_COEFFICIENT_PLACES
_COUPLE = 2
_PLAIN_CHILDREN = 2


def flat_amount(
    adults: pl.Expr,
    children: pl.Expr,
    increased: pl.Expr,
    month: pl.Expr,
    parameters: Parameters,
    scale: Scale = Scale.CURRENT,
) -> pl.Expr:
    """Return the flat amount of a household (CASF R262-1, L262-9).

    The second person adds 50 % of the base, each next one 30 %, and each child from
    the third on 40 %. The increased amount replaces it when higher.

    Args:
        adults: claimant and spouse counted, 1 or 2.
        children: children and other dependants counted.
        increased: RSA majoré; null makes a lone adult's amount unknown.
        month: month of right.
        parameters: dated parameters.
        scale: the base in force, the one before or the one after.

    """
    base = whole(parameters, "rsa_montant_de_base", month, 2, scale)
    plain = parameters.share(
        ("plain flat", str(adults), str(children), str(month), scale),
        lambda: _cents(base, _plain_weight(adults, children, month, parameters)),
    )
    first = _coefficient(parameters, "rsa_majore_parent_isole_ou_enceinte", month)
    each = _coefficient(parameters, "rsa_majore_par_enfant", month)
    raised = _cents(base, first + each * children.cast(WHOLE))
    nothing = pl.lit(0, WHOLE)
    bonus = (
        pl.when(adults >= _COUPLE)
        .then(nothing)
        .when(increased)
        .then((raised - plain).clip(lower_bound=0))
        .when(~increased)
        .then(nothing)
    )
    return to_money(plain + bonus)


def housing_flat(
    persons: pl.Expr,
    month: pl.Expr,
    parameters: Parameters,
    scale: Scale = Scale.CURRENT,
) -> pl.Expr:
    """Return the full housing deduction (CASF R262-9).

    12, 16 or 16.5 % of the flat amount of one, two or three persons; a larger
    household keeps the third.

    Args:
        persons: adults and children counted.
        month: month of right.
        parameters: dated parameters.
        scale: the base in force, the one before or the one after.

    """
    base = whole(parameters, "rsa_montant_de_base", month, 2, scale)
    second = _coefficient(parameters, "rsa_majoration_deuxieme_personne", month)
    third = _coefficient(parameters, "rsa_majoration_troisieme_personne", month)
    weight = (
        pl.when(persons <= 1)
        .then(
            _coefficient(parameters, "rsa_forfait_logement_1_personne", month) * _PERSON
        )
        .when(persons == _COUPLE)
        .then(
            _coefficient(parameters, "rsa_forfait_logement_2_personnes", month)
            * (second + _PERSON)
        )
        .when(persons > _COUPLE)
        .then(
            _coefficient(parameters, "rsa_forfait_logement_3_personnes_et_plus", month)
            * (second + third + _PERSON)
        )
    )
    return to_money(half_up(base * weight, _PERSON * _PERSON))


def right(
    flat: pl.Expr,
    deduction: pl.Expr,
    resources: pl.Expr,
    month: pl.Expr,
    parameters: Parameters,
) -> pl.Expr:
    """Return what is due: flat amount less deduction and resources, 0 under 6 euros.

    Args:
        flat: flat amount.
        deduction: housing deduction applied.
        resources: monthly resources counted, family benefits included.
        month: month of right.
        parameters: dated parameters.

    """
    rest = parameters.share(
        ("rest", str(flat), str(deduction), str(resources)),
        lambda: to_cents(flat) - to_cents(deduction) - to_cents(resources),
    )
    least = whole(parameters, "rsa_seuil_non_versement", month, 2)
    paid = pl.when(rest >= least).then(rest).when(rest < least).then(pl.lit(0, WHOLE))
    return to_money(paid)


def is_full_deduction(stated: pl.Expr, fulls: Iterable[pl.Expr]) -> pl.Expr:
    """Whether the deduction applied is a full one of the household's composition.

    Args:
        stated: deduction applied by the payer.
        fulls: full deductions of the composition, on several scales: a late scale
            is a full deduction too.

    """
    same = [(stated == full).fill_null(value=False) for full in fulls]
    return pl.any_horizontal(same)


def other_deduction(stated: pl.Expr, is_full: pl.Expr, full: pl.Expr) -> pl.Expr:
    """Return the housing deduction of another composition or scale.

    A full deduction stays full; any other is the household's own housing aid, never
    above the full deduction.

    Args:
        stated: deduction applied by the payer.
        is_full: from `is_full_deduction`.
        full: full deduction of the composition and scale to compute.

    """
    either = pl.when(is_full | (stated > full)).then(full).otherwise(stated)
    return pl.when(full.is_not_null()).then(either)


def applied_deduction(
    stated: pl.Expr, fulls: tuple[pl.Expr, ...], full: pl.Expr
) -> pl.Expr:
    """Return `other_deduction` straight from the full deductions of the household."""
    return other_deduction(stated, is_full_deduction(stated, fulls), full)


def reference_month(
    first_right_month: pl.Expr,
    payer: Literal["CAF", "MSA"],
    parameters: Parameters,
) -> pl.Expr:
    """Return the first of the three months whose resources count, or null.

    Three months before the quarter of right, four since March 2025 (CAF); unknown for
    the MSA since then, where only the dates of the file tell.

    Args:
        first_right_month: first month of the quarter of right.
        payer: the payer; they did not change together.
        parameters: dated parameters.

    """
    name = f"rsa_periode_reference_ressources_{payer.lower()}"
    shift = whole(parameters, name, first_right_month, 0).cast(pl.Int32)
    year, month = (
        first_right_month.dt.year(),
        first_right_month.dt.month().cast(pl.Int32),
    )
    rank = year * 12 + month - 1 - shift
    return pl.date(rank // 12, rank % 12 + 1, 1)


def _plain_weight(
    adults: pl.Expr, children: pl.Expr, month: pl.Expr, parameters: Parameters
) -> pl.Expr:
    second = _coefficient(parameters, "rsa_majoration_deuxieme_personne", month)
    third = _coefficient(parameters, "rsa_majoration_troisieme_personne", month)
    child = _coefficient(parameters, "rsa_majoration_enfant_a_partir_du_3e", month)
    grown, young = adults.cast(WHOLE), children.cast(WHOLE)
    extra = (young - _PLAIN_CHILDREN).clip(lower_bound=0)
    others = grown + young.clip(upper_bound=_PLAIN_CHILDREN) - 1
    more = (others - 1).clip(lower_bound=0)
    weight = others.clip(0, 1) * second + more * third + extra * child
    return pl.lit(_PERSON, WHOLE) + weight


def _coefficient(parameters: Parameters, name: str, month: pl.Expr) -> pl.Expr:
    return whole(parameters, name, month, _COEFFICIENT_PLACES)


def _cents(base: pl.Expr, weight: pl.Expr) -> pl.Expr:
    return half_up(base * weight, _PERSON)
