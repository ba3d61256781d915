"""Resources of an RSA household by nature and by who tells them, over its quarter."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_start, months_later
from bondroit.engine.law import natures
from bondroit.engine.law.rounding import half_up, to_cents, to_money
from bondroit.engine.views.compositions import ADULTS
from bondroit.engine.views.household_notable import rows_of
from bondroit.engine.views.household_people import KEY
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

TOLD: Final = (
    "third_party_quarter",
    "aah_resources",
    "pension_resources",
    "pensions_known",
    "relatives_help",
    "compensation_counted",
)
"""Sums or means that say zero where the quarter is told and nothing of the kind is."""

YEAR: Final = ("year_declared", "year_gap")
_QUARTER: Final = 3
_YEAR: Final = 12
_RARE: Final = (
    *natures.PENSIONS,
    *natures.RELATIVES_HELP,
    *natures.DISABILITY_COMPENSATION,
)


def quarter_resources(tables: TableSet, source: str, scope: Scope) -> pl.LazyFrame:
    """Sum the resources of the quarter, where a third party or a rare nature tells.

    Own resources of the counted members; family benefits, which belong to the
    household, are apart.

    Returns:
        KEY, third_party_quarter (sum of the quarter), declared_resources,
        aah_resources and pension_resources (told by a third party, beyond what is
        declared of the same nature), pensions_known (by anybody), relatives_help and
        compensation_counted (declared): monthly means, in euros; family_benefits: of
        the month.

    """
    told = _told(tables, source)
    persons = told.filter(
        (pl.col("origin") == "third_party") | pl.col("nature").is_in(list(_RARE))
    ).select(pl.col("person_id").unique())
    members = rows_of(tables, "household_members", [source], scope).filter(
        pl.col("counted")
    )
    households = members.join(persons, on="person_id", how="semi").select(
        pl.col("household_id").unique()
    )
    quarters = rows_of(tables, "households", [source], scope).select(
        *KEY, "reference_from", "reference_to"
    )
    family = nature_is(natures.FAMILY_BENEFITS)
    third = (pl.col("origin") == "third_party") & ~family
    declared = (pl.col("origin") == "declared") & ~family
    inside = pl.col("of").is_between("reference_from", "reference_to") & ~family
    now = (pl.col("of") == pl.col("month")) & family

    def total(which: pl.Expr) -> pl.Expr:
        return pl.col("amount").filter(which).sum()

    def beyond(codes: tuple[str, ...]) -> pl.Expr:
        own = nature_is(codes)
        return pl.max_horizontal(
            total(third & own) - total(declared & own), pl.lit(0, MONEY)
        )

    said = declared.any()
    return (
        members.select(*KEY, "person_id")
        .join(households, on="household_id", how="semi")
        .join(quarters, on=KEY)
        .join(told, on="person_id")
        .filter(inside | now)
        .group_by(KEY)
        .agg(
            third_party_quarter=total(third),
            declared_resources=pl.when(said).then(total(declared)),
            aah_resources=beyond(natures.DISABILITY_ALLOWANCE),
            pension_resources=beyond(natures.PENSIONS),
            pensions_known=total(nature_is(natures.PENSIONS)),
            family_benefits=total(now).cast(MONEY),
            relatives_help=total(declared & nature_is(natures.RELATIVES_HELP)),
            compensation_counted=total(
                declared & nature_is(natures.DISABILITY_COMPENSATION)
            ),
        )
        .with_columns(
            _mean(name).alias(name)
            for name in ("declared_resources", *TOLD)
            if name != "third_party_quarter"
        )
        .with_columns(pl.col("third_party_quarter").cast(MONEY))
    )


def year_resources(tables: TableSet, source: str, scope: Scope) -> pl.LazyFrame:
    """Compare a civil year told by third parties with the same year declared.

    Only adults told in all twelve months on both sides are compared, in the months
    whose reference quarter lies in that year.

    Returns:
        KEY, year_declared (euros a year), year_gap (third party less declared, euros
        a year).

    """
    own = _told(tables, source).filter(~nature_is(natures.FAMILY_BENEFITS))
    told = own.with_columns(year=pl.col("of").dt.year())
    sums = (
        told.filter((pl.col("origin") == "third_party").any().over("person_id", "year"))
        .group_by("person_id", "year", "origin")
        .agg(total=pl.col("amount").sum(), months=pl.col("of").n_unique())
        .filter(pl.col("months") == _YEAR)
    )

    def side(origin: str, name: str) -> pl.LazyFrame:
        mine = sums.filter(pl.col("origin") == origin)
        return mine.select("person_id", "year", pl.col("total").alias(name))

    years = side("third_party", "third").join(
        side("declared", "own"), on=["person_id", "year"]
    )
    members = rows_of(tables, "household_members", [source], scope).filter(
        pl.col("counted") & pl.col("role").is_in(ADULTS)
    )
    quarters = (
        rows_of(tables, "households", [source], scope)
        .filter(pl.col("reference_from").dt.year() == pl.col("reference_to").dt.year())
        .select(*KEY, year=pl.col("reference_from").dt.year())
    )
    return (
        members.select(*KEY, "person_id")
        .join(quarters, on=KEY)
        .join(years, on=["person_id", "year"])
        .group_by(KEY)
        .agg(
            year_declared=pl.col("own").sum().cast(MONEY),
            year_gap=(pl.col("third") - pl.col("own")).sum().cast(MONEY),
        )
    )


def nature_is(codes: tuple[str, ...]) -> pl.Expr:
    """Whether a resource is of one of some natures."""
    return pl.col("nature").is_in(list(codes))


def months_told(tables: TableSet, source: str, origin: str) -> pl.DataFrame:
    """Return `of`: the months in which a source tells resources of some origin."""
    return (
        tables.frame("resources")
        .filter((pl.col("source") == source) & (pl.col("origin") == origin))
        .select(of=pl.col("month").unique())
        .collect()
    )


def whole_quarter(told: pl.DataFrame) -> pl.Expr:
    """Whether the row's whole reference quarter is among some months."""
    months = told["of"].to_list()
    start = month_start(pl.col("reference_from"))
    return pl.all_horizontal(
        months_later(start, step).is_in(months) for step in range(_QUARTER)
    )


def _told(tables: TableSet, source: str) -> pl.LazyFrame:
    """Return person_id, of, nature, origin, amount."""
    return (
        tables.frame("resources")
        .filter(pl.col("source") == source)
        .select("person_id", "nature", "origin", "amount", of="month")
    )


def _mean(name: str) -> pl.Expr:
    return to_money(half_up(to_cents(pl.col(name)), _QUARTER))
