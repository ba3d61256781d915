"""Columns of `right_month` that follow from the others: the law's own formulas."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_start
from bondroit.engine.law.apa import home_ceiling, home_due
from bondroit.engine.law.pch import element1_amount, tariff
from bondroit.engine.law.rounding import (
    Scale,
    to_cents,
    to_money,
    whole,
)
from bondroit.engine.parameters import WIDE, Parameters
from bondroit.engine.shared import Shared
from bondroit.engine.views.right_month_more import (
    MORE_FIRST,
    MORE_NEXT,
    ByBenefit,
    Formula,
    Formulas,
    gap_paid,
    month_in,
    participation_in,
    reduced_days,
    reduced_due,
    signed,
)
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY

_MONTH: Final = pl.col("month")
_APA: Final = frozenset({"APA_HOME", "APA_FACILITY"})
_HOME: Final = frozenset({"APA_HOME"})
_PCH: Final = frozenset({"PCH"})
_EVERY: Final = frozenset({"RSA", "APA_HOME", "APA_FACILITY", "PCH", "ACTP"})
_NATIONAL_MODES: Final = ("direct", "mandate", "family_carer")
_NO_APA: Final = (5, 6)
_SUSPENDED_STATES: Final = ("3", "4")


def derive(frame: pl.LazyFrame, parameters: Parameters, _scope: Scope) -> pl.LazyFrame:
    """Add every derived column to a frame of base columns."""
    return derive_for(frame, parameters, None)


def derive_for(
    frame: pl.LazyFrame, parameters: Parameters, benefit: str | None
) -> pl.LazyFrame:
    """Add the derived columns, those of other benefits being null.

    Args:
        frame: base columns.
        parameters: dated parameters.
        benefit: the benefit of every row, None when they differ.

    """
    shared = Shared()
    sharing = parameters.sharing(shared)
    for stage in _STAGES:
        columns = [
            _of_benefit(formula, sharing, benefits, benefit).cast(kind).alias(name)
            for name, (benefits, kind, formula) in stage.items()
        ]
        frame = shared.add_to(frame).with_columns(columns)
    return shared.drop_from(frame)


def _of_benefit(
    formula: Formula | ByBenefit,
    parameters: Parameters,
    benefits: frozenset[str],
    benefit: str | None,
) -> pl.Expr:
    """Return a formula where it applies: polars would compute every branch."""
    if benefit is not None and benefit not in benefits:
        return pl.lit(None)
    if isinstance(formula, Mapping):
        if benefit is not None:
            return formula[benefit](parameters)
        chain = pl.lit(None)
        for name, one in formula.items():
            own = pl.col("benefit") == name
            chain = pl.when(own).then(one(parameters)).otherwise(chain)
        return chain
    value = formula(parameters)
    if benefit is None and benefits != _EVERY:
        value = pl.when(pl.col("benefit").is_in(sorted(benefits))).then(value)
    return value


def _holder_dead(_: Parameters) -> pl.Expr:
    dead = (pl.col("death_match") == "certain") & (pl.col("death_month") < _MONTH)
    survived = (pl.col("benefit") == "RSA") & (pl.col("surviving_adults") > 0)
    return (dead & ~survived).fill_null(value=False)


def _suspended(_: Parameters) -> pl.Expr:
    """Return whether the rights, or the state of the RSA household, say suspended."""
    told = pl.col("right_state") == "suspended"
    whole = told & (pl.col("suspended_days") >= pl.col("days_in_month"))
    state = pl.when(pl.col("household_state") != "none").then("household_state")
    household = state.is_in(_SUSPENDED_STATES)
    known = whole.is_not_null() | household.is_not_null()
    either = whole.fill_null(value=False) | household.fill_null(value=False)
    return pl.when(known).then(either)


def _home_due_in(month: pl.Expr, parameters: Parameters) -> pl.Expr:
    """Return accepted plan less participation, on the scale of another month."""
    ceiling = home_ceiling(pl.col("gir"), month, parameters)
    accepted = pl.when(ceiling.is_not_null()).then(
        pl.min_horizontal("plan_amount", ceiling)
    )
    return accepted - participation_in(month, parameters)


def _hours_due(parameters: Parameters, scale: Scale) -> pl.Expr:
    """Return element 1 at the national tariff of the mode, on a scale."""
    national = pl.col("delivery_mode").is_in(_NATIONAL_MODES)
    helped = pl.col("pch_element") == "1"
    hours = pl.coalesce("paid_hours", "granted_hours")
    price = tariff(pl.col("delivery_mode"), _MONTH, parameters, scale)
    return pl.when(national & helped).then(
        element1_amount(hours, price, pl.col("rate"))
    )


def _scaled(scale: Scale, later: int, household: str) -> Mapping[str, Formula]:
    """Return what is due on a scale, benefit by benefit."""
    return {
        "RSA": lambda _: pl.col(household),
        "APA_HOME": lambda parameters: _home_due_in(
            month_in(later, parameters), parameters
        ),
        "PCH": lambda parameters: _hours_due(parameters, scale),
    }


def _expected_due(_: Parameters) -> pl.Expr:
    net_plan = pl.col("plan_amount") - pl.col("participation")
    hours = pl.when(pl.col("pch_element") == "1").then(
        element1_amount(pl.col("granted_hours"), pl.col("hour_tariff"), pl.col("rate"))
    )
    return (
        pl.when(pl.col("benefit") == "RSA")
        .then(pl.coalesce("computed_right", "household_right"))
        .when(pl.col("benefit").is_in(sorted(_APA)))
        .then(pl.coalesce(net_plan, "granted_amount"))
        .when(pl.col("benefit") == "PCH")
        .then(pl.coalesce("granted_amount", hours))
        .otherwise("granted_amount")
    )


def _due_for_gir(_: Parameters) -> pl.Expr:
    accepted = pl.min_horizontal("plan_amount", "plan_ceiling")
    charged = pl.coalesce("expected_participation", "participation")
    known = pl.col("plan_ceiling").is_not_null() & pl.col("plan_amount").is_not_null()
    home = pl.when(known).then(accepted - charged)
    return (
        pl.when(pl.col("gir").is_in(_NO_APA))
        .then(pl.lit(0, dtype=MONEY))
        .when((pl.col("benefit") == "APA_HOME") & pl.col("gir").is_not_null())
        .then(home)
        .when(pl.col("gir").is_not_null())
        .then("expected_due")
    )


def _payer_share(_: Parameters) -> pl.Expr:
    plan = pl.col("plan_amount").cast(WIDE)
    rest = plan - pl.col("participation").cast(WIDE)
    return (
        pl.when(pl.col("benefit") == "PCH")
        .then(pl.col("rate").cast(WIDE))
        .when(pl.col("plan_amount") > 0)
        .then(rest / plan)
    )


def _plan_excess_paid(_: Parameters) -> pl.Expr:
    plan = to_cents(pl.col("plan_amount"))
    excess = plan - to_cents(pl.col("plan_ceiling"))
    return to_money(signed(to_cents(pl.col("net_paid")) * excess, plan))


def _floor_gap(parameters: Parameters) -> pl.Expr:
    """Return cents x hundredths of hours x share, with one division at the end."""
    floor = whole(parameters, "sad_tarif_plancher", _MONTH, 2)
    gap = to_cents(pl.col("unit_price")) - floor
    hours = to_cents(pl.col("paid_hours"))
    plan = to_cents(pl.col("plan_amount"))
    rest = plan - to_cents(pl.col("participation"))
    rate = pl.col("rate").cast(pl.Decimal(38, 4)).to_physical()
    in_pch = signed(gap * hours * rate, pl.lit(100 * 10_000))
    at_home = signed(gap * hours * rest, plan * 100)
    return to_money(
        pl.when(pl.col("benefit") == "PCH").then(in_pch).when(plan > 0).then(at_home)
    )


def _hour_tariff(parameters: Parameters) -> pl.Expr:
    national = tariff(pl.col("delivery_mode"), _MONTH, parameters)
    in_pch = pl.when(pl.col("benefit") == "PCH").then(national)
    return pl.coalesce("unit_price", in_pch)


_SCALED: Final = frozenset({"RSA", "APA_HOME", "PCH"})
_STAGES: Final[tuple[Formulas, ...]] = (
    {
        "death_month": (_EVERY, pl.Date(), lambda _: month_start(pl.col("date_of_death"))),
        "days_in_month": (_EVERY, pl.Int32(), lambda _: _MONTH.dt.days_in_month()),
        "plan_ceiling": (_HOME, MONEY, lambda parameters: home_ceiling(pl.col("gir"), _MONTH, parameters)),
        "used_amount": (_HOME | _PCH, MONEY, lambda _: element1_amount(pl.col("paid_hours"), pl.col("unit_price"), pl.lit(1))),
        "payer_share": (_HOME | _PCH, WIDE, _payer_share),
        "hour_tariff": (_HOME | _PCH, MONEY, _hour_tariff),
        "hospital_days_reduced": (_PCH, pl.Int32(), lambda _: reduced_days("hospital_days_46", "hospital_days_61")),
        **MORE_FIRST,
        "expected_participation": (_HOME, MONEY, lambda parameters: participation_in(_MONTH, parameters)),
    },
    {
        "holder_dead": (_EVERY, pl.Boolean(), _holder_dead),
        "suspended_whole_month": (_EVERY, pl.Boolean(), _suspended),
        "expected_due": (_EVERY, MONEY, _expected_due),
        "due_for_use": (_HOME, MONEY, lambda _: home_due(pl.col("used_amount"), pl.col("plan_amount"), pl.col("participation"))),
        "plan_excess_paid": (_HOME, MONEY, _plan_excess_paid),
        "participation_gap_paid": (_HOME, MONEY, lambda _: gap_paid("expected_participation")),
        "floor_gap": (_HOME | _PCH, MONEY, _floor_gap),
        "due_current_scale": (_SCALED, MONEY, _scaled(Scale.CURRENT, 0, "household_right")),
        "due_previous_scale": (_SCALED, MONEY, _scaled(Scale.PREVIOUS, -12, "household_right_previous")),
        "due_next_scale": (_SCALED, MONEY, _scaled(Scale.FOLLOWING, 12, "household_right_next")),
    },
    {
        **MORE_NEXT,
        "due_for_gir": (_APA, MONEY, _due_for_gir),
        "due_in_hospital": (_PCH, MONEY, lambda parameters: reduced_due("hospital_days_reduced", parameters)),
    },
)  # fmt: skip
