"""Ages that count in an RSA household, from the few members near a limit."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.parameters import WIDE, Parameters
from bondroit.engine.views.compositions import DEPENDANTS
from bondroit.engine.views.household_notable import rows_of
from bondroit.engine.views.household_people import KEY
from bondroit.engine.views.persons import earliest_day, latest_day
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

AGES: Final = ("adults_under_age", "adults_of_pension_age", "children_under_three")
LISTED: Final = ("uncounted_adults", "uncounted_children")
_LEAST: Final = "rsa_age_minimum"
_PENSION: Final = "rsa_age_retraite"
_YOUNGEST: Final = "rsa_majore_age_benjamin"
_CHILD_NOW: Final = 15
"""Nobody younger claims RSA: who was born later is looked at as a child alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdAges:
    """Ages in the households of one source.

    Attributes:
        tables: people and household_members.
        parameters: dated parameters: the age limits.
        source: the source.
        scope: the months.
        strangers: person_id of members whom `people` does not know.

    """

    tables: TableSet
    parameters: Parameters
    source: str
    scope: Scope
    strangers: pl.LazyFrame

    def near_limits(self) -> pl.LazyFrame:
        """Count the members on the wrong side of a limit, where there is one.

        An unsure birth leaves an adult out (the age that keeps silent); it makes the
        count of young children unknown where it matters. Nobody's birth is guessed.

        Returns:
            KEY and AGES, null where a birth that could matter is unknown. A household
            and month without any such member is absent.

        """
        near = (
            rows_of(self.tables, "household_members", [self.source], self.scope)
            .filter(pl.col("counted"))
            .join(self._persons(), on="person_id")
            .with_columns(adult=~pl.col("role").is_in(DEPENDANTS))
            .select(
                *KEY,
                adults_under_age=self._young(),
                adults_of_pension_age=self._old(),
                children_under_three=self._infant(),
            )
        )
        unknown = [pl.col(name).is_null().any().alias(f"_{name}") for name in AGES]
        return (
            near.group_by(KEY)
            .agg(*(pl.col(name).sum().cast(pl.Int32) for name in AGES), *unknown)
            .filter(pl.any_horizontal(*(pl.col(n) > 0 for n in AGES), *_marks()))
            .select(*KEY, *(pl.when(~pl.col(f"_{name}")).then(name) for name in AGES))
        )

    def uncounted(self) -> pl.LazyFrame:
        """Count the members listed but not counted: KEY, LISTED."""
        dependant = pl.col("role").is_in(DEPENDANTS)
        return (
            rows_of(self.tables, "household_members", [self.source], self.scope)
            .filter(~pl.col("counted"))
            .group_by(KEY)
            .agg(
                uncounted_adults=(~dependant).sum().cast(pl.Int32),
                uncounted_children=dependant.sum().cast(pl.Int32),
            )
        )

    def _persons(self) -> pl.LazyFrame:
        """Return person_id, first_birth, last_birth of who may be near a limit."""
        adults = pl.col("last_birth").is_between(
            _back(self.scope.first_month, self._limit(_LEAST) + 1),
            _back(self.scope.last_month, _CHILD_NOW),
        )
        old = pl.col("first_birth") <= _back(
            self.scope.last_month, self._limit(_PENSION) - 1
        )
        infant = pl.col("last_birth") >= _back(
            self.scope.first_month, self._limit(_YOUNGEST) + 1
        )
        known = (
            self.tables.frame("people")
            .filter(pl.col("source") == self.source)
            .select(
                "person_id",
                first_birth=earliest_day("birth_date"),
                last_birth=latest_day("birth_date"),
            )
            .filter(adults | old | infant)
        )
        nobody = pl.lit(None, pl.Date)
        strangers = pl.concat([self.strangers.select("person_id"), self._unborn()])
        return pl.concat(
            [
                known,
                strangers.unique().with_columns(first_birth=nobody, last_birth=nobody),
            ]
        )

    def _unborn(self) -> pl.LazyFrame:
        """Return person_id of members whose birth `people` does not tell."""
        told = self.tables.frame("people").filter(
            (pl.col("source") == self.source) & pl.col("birth_date").is_not_null()
        )
        members = rows_of(
            self.tables, "household_members", [self.source], self.scope
        ).select("person_id")
        return members.unique().join(
            told.select("person_id"), on="person_id", how="anti"
        )

    def _limit(self, name: str) -> int:
        return int(self.parameters.value(name, self.scope.last_month) or 0)

    def _reached(self, birth: str, name: str, day: pl.Expr) -> pl.Expr:
        """Whether a birth makes a person as old as a limit, on a day; null if unsure."""
        years = day.dt.year() - pl.col(birth).dt.year()
        reached, born = (
            when.dt.month().cast(pl.Int32) * 100 + when.dt.day().cast(pl.Int32)
            for when in (day, pl.col(birth))
        )
        before = reached < born
        age = years - before.cast(pl.Int32)
        return age.cast(WIDE) >= self.parameters.expr(name, pl.col("month"))

    def _young(self) -> pl.Expr:
        eve = month_end(pl.col("month"))
        return (
            pl.when(pl.col("adult"))
            .then(~self._reached("first_birth", _LEAST, eve))
            .otherwise(statement=False)
        )

    def _old(self) -> pl.Expr:
        return (
            pl.when(pl.col("adult"))
            .then(self._reached("last_birth", _PENSION, pl.col("month")))
            .otherwise(statement=False)
        )

    def _infant(self) -> pl.Expr:
        """Whether a child is under the limit, the month of the birthday included."""
        eve = pl.col("month").dt.offset_by("-1d")
        surely = ~self._reached("first_birth", _YOUNGEST, eve)
        perhaps = ~self._reached("last_birth", _YOUNGEST, eve)
        sure = pl.when(surely == perhaps).then(surely)
        return pl.when(pl.col("role") == "child").then(sure).otherwise(statement=False)


def _marks() -> list[pl.Expr]:
    return [pl.col(f"_{name}") for name in AGES]


def _back(day: date, years: int) -> date:
    return date(day.year - years, day.month, 1)
