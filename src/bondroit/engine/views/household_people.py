"""Members of RSA households: composition, deaths, ages, and what each one brings."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import age
from bondroit.engine.law.rounding import half_up, to_cents, to_money
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.compositions import DEPENDANTS, compositions
from bondroit.engine.views.household_notable import AGE_LIMIT, Notable
from bondroit.engine.views.persons import (
    death_months_covered,
)
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

KEY: Final = ("household_id", "month")
FAMILY_BENEFITS: Final = "PF"
"""Nature of the family benefits of the month, which belong to the household."""

_QUARTER: Final = 3
_RANKS: Final = {"certain": 4, "probable": 3, "possible": 2, "none": 0}
_UNKNOWN: Final = 1
_CERTAIN: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPeople:
    """Facts of the members of the households of one source, over some months.

    Attributes:
        tables: tables, individuals and matches.
        parameters: dated parameters.
        source: the source.
        scope: the months.
        notable: from `notable_people`.

    """

    tables: TableSet
    parameters: Parameters
    source: str
    scope: Scope
    notable: Notable

    def members(self) -> pl.LazyFrame:
        """Return the counted members: KEY, person_id, role, share."""
        return (
            self._rows("household_members")
            .filter(pl.col("counted"))
            .select(*KEY, "person_id", "role", "share")
        )

    def composition(self) -> pl.LazyFrame:
        """Return KEY and what `compositions` counts."""
        return self._mine(compositions(self.tables)).select(
            *KEY, "member_adults", "member_children", "shared_children"
        )

    def deceased(self) -> pl.LazyFrame:
        """Return what is known of deaths of counted members, where not «none».

        Returns:
            KEY, member_death_rank (4 certain, 3 probable, 2 possible, 1 unknown),
            deceased_adults, deceased_children, date_of_death (the
            first), deceased_resources: of certain deaths before the month.

        """
        month = pl.col("month")
        covered = month.is_in(death_months_covered(self.tables, self.scope))
        silent = pl.when(covered & pl.col("known")).then(pl.lit("none"))
        rank = pl.coalesce("death_match", silent).replace_strict(
            _RANKS, default=_UNKNOWN, return_dtype=pl.Int32
        )
        dead = (
            self.members()
            .join(self.notable.maybe_dead, on="person_id")
            .filter(pl.col("death_month").is_null() | (pl.col("death_month") < month))
            .with_columns(rank=rank)
            .filter(pl.col("rank") > 0)
        )
        sure = pl.col("rank") == _CERTAIN
        dependant = pl.col("role").is_in(DEPENDANTS)
        brought = self.brought(dead.filter(sure)).rename({"brought": "_resources"})
        return (
            dead.group_by(KEY)
            .agg(
                member_death_rank=pl.col("rank").max(),
                deceased_adults=(sure & ~dependant).sum().cast(pl.Int32),
                deceased_children=(sure & dependant).sum().cast(pl.Int32),
                date_of_death=pl.col("date_of_death").filter(sure).min(),
            )
            .join(brought, on=KEY, how="left")
            .with_columns(deceased_resources=pl.col("_resources").fill_null(0))
            .drop("_resources")
        )

    def overage(self) -> pl.LazyFrame:
        """Count the dependants at or above the age limit on the first of the month.

        A birth known by its month or year is taken as late as it may be: doubt keeps
        silent.

        Returns:
            KEY, overage_dependants (null where an age is unknown and no other is
            over), overage_resources, has_overage (true: the row says something).

        """
        old = (
            self.members()
            .filter(pl.col("role").is_in(DEPENDANTS))
            .join(self.notable.old, on="person_id")
            .with_columns(
                over=self.parameters.expr(AGE_LIMIT, pl.col("month"))
                <= age(pl.col("born"), pl.col("month"))
            )
            .filter(pl.col("over").fill_null(value=True))
        )
        brought = self.brought(old.filter(pl.col("over")))
        count = pl.col("over").sum().cast(pl.Int32)
        return (
            old.group_by(KEY)
            .agg(
                overage_dependants=pl.when(count > 0).then(count),
                has_overage=pl.lit(value=True),
            )
            .join(brought, on=KEY, how="left")
            .with_columns(pl.col("brought").fill_null(0))
            .rename({"brought": "overage_resources"})
        )

    def brought(self, members: pl.LazyFrame) -> pl.LazyFrame:
        """Return the resources that some members bring to their household.

        Their own resources of the reference quarter, a third of the sum; a third
        party's figure replaces the declared one. Family benefits stay.

        Args:
            members: KEY, person_id.

        Returns:
            KEY, brought, in euros: households without a known resource are absent.

        """
        quarters = self._rows("households").select(
            *KEY, "reference_from", "reference_to"
        )
        own = (
            self.tables.frame("resources")
            .filter(
                (pl.col("source") == self.source)
                & (pl.col("nature") != FAMILY_BENEFITS)
            )
            .select("person_id", "nature", "origin", "amount", of="month")
        )
        known = pl.col("origin") == "third_party"
        return (
            members.select(*KEY, "person_id")
            .join(quarters, on=KEY)
            .join(own, on="person_id")
            .filter(pl.col("of").is_between("reference_from", "reference_to"))
            .group_by(*KEY, "person_id", "of", "nature")
            .agg(
                pl.coalesce(
                    pl.col("amount").filter(known).max(), pl.col("amount").max()
                )
            )
            .group_by(KEY)
            .agg(total=pl.col("amount").sum())
            .select(
                *KEY, brought=to_money(half_up(to_cents(pl.col("total")), _QUARTER))
            )
        )

    def _rows(self, table: str) -> pl.LazyFrame:
        return self._mine(self.tables.frame(table))

    def _mine(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        inside = pl.col("month").is_between(
            self.scope.first_month, self.scope.last_month
        )
        return rows.filter((pl.col("source") == self.source) & inside)


def zero_money() -> pl.Expr:
    """Return zero euros."""
    return pl.lit(0, dtype=MONEY)
