"""Whether the files of RSA households mark the increase, and deduct by persons."""

from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from bondroit.engine.law.rsa import (
    flat_amount,
    housing_flat,
    is_full_deduction,
    other_deduction,
    right,
)
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.household_notable import rows_of
from bondroit.engine.views.household_people import KEY
from bondroit.engine.views.payment_months import payment_months
from bondroit.engine.views.practice import mostly
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

PRACTICES: Final = (
    "increase_practised",
    "deduction_practised",
    "payment_practised",
    "age_practised",
)
_BACK: Final = "-11mo"
_OPEN: Final = "2"
_GAP: Final = "ecart_recalcul"
_LARGEST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPractice:
    """What most households of a source show of how it keeps its files.

    Attributes:
        tables: households and payments.
        parameters: dated parameters.
        source: the source.
        scope: the months, and the columns read.
        ages: KEY, children_under_three and adults_under_age, where there are any.

    """

    tables: TableSet
    parameters: Parameters
    source: str
    scope: Scope
    ages: pl.LazyFrame

    def told(self) -> dict[str, bool | None]:
        """Return PRACTICES, looked for where a rule reads them."""
        asked = (self.increase, self.deduction, self.payment, self.age)
        return {
            name: ask() if self.scope.reads((name,)) else None
            for name, ask in zip(PRACTICES, asked, strict=True)
        }

    def increase(self) -> bool | None:
        """Tell whether most lone adults who may have the increase are given it."""
        lone = self._households().filter(pl.col("adults") == 1)
        young = pl.col("children_under_three").fill_null(0) > 0
        alone = (
            self._with_age(lone, "children_under_three")
            .filter(young | pl.col("pregnant").fill_null(value=False))
            .group_by("household_id")
            .agg(pl.col("increased").any())
        )
        return self._mostly(alone, "increased")

    def deduction(self) -> bool | None:
        """Tell whether most whole deductions of several persons are the household's."""
        month, stated = pl.col("month"), pl.col("housing_deduction")
        persons = (pl.col("adults") + pl.col("children")).cast(pl.Int32)

        def whole(count: pl.Expr) -> pl.Expr:
            return stated == housing_flat(count, month, self.parameters)

        fewer = pl.any_horizontal(
            whole(pl.lit(number, pl.Int32)) & (persons > number)
            for number in range(1, _LARGEST)
        )
        several = (
            self._households()
            .filter(persons > 1)
            .select("household_id", own=whole(persons), fewer=fewer)
            .filter(pl.col("own") | pl.col("fewer"))
            .group_by("household_id")
            .agg(pl.col("own").any())
        )
        return self._mostly(several, "own")

    def payment(self) -> bool | None:
        """Tell whether most households are paid what their own resources leave them.

        Those without resources say nothing: every month of the last year of the others
        is compared, and a household follows when most of its months do.
        """
        month = pl.col("month")
        first = pl.select(pl.lit(self.scope.last_month).dt.offset_by(_BACK)).item()
        year = replace(self.scope, first_month=max(first, self.scope.first_month))
        paid = payment_months(
            self.tables, self.source, "RSA", year, self.parameters
        ).select("month", "net_paid", household_id="subject_id")
        gap = self.parameters.expr(_GAP, month)
        near = (pl.col("net_paid") - pl.col("_due")).abs() <= gap
        told = (
            self._due(year)
            .join(paid.filter(pl.col("net_paid") > 0), on=list(KEY))
            .with_columns(near=near)
            .group_by("household_id")
            .agg(good=pl.col("near").sum() * 2 >= pl.col("near").count())
        )
        return self._mostly(told, "good")

    def age(self) -> bool | None:
        """Tell whether most households without a child or pregnancy have an adult of age."""
        adults, children = pl.col("adults"), pl.col("children")
        childless = self._households().filter(
            (pl.col("state") == _OPEN)
            & (adults > 0)
            & (children == 0)
            & ~pl.col("pregnant").fill_null(value=False)
        )
        grown = pl.col("adults_under_age").fill_null(0) < adults
        alone = (
            self._with_age(childless, "adults_under_age")
            .select("household_id", grown=grown)
            .group_by("household_id")
            .agg(pl.col("grown").all())
        )
        return self._mostly(alone, "grown")

    def _due(self, year: Scope) -> pl.LazyFrame:
        """Return the open months with resources of a year, and what they leave."""
        month, stated = pl.col("month"), pl.col("housing_deduction")
        adults, children = pl.col("adults"), pl.col("children")
        raised = pl.col("increased")
        full = housing_flat(adults + children, month, self.parameters)
        flat = flat_amount(adults, children, raised, month, self.parameters)
        deduction = other_deduction(stated, pl.col("_is_full"), pl.col("_full"))
        resources = pl.col("resources")
        due = right(pl.col("_flat"), deduction, resources, month, self.parameters)
        return (
            rows_of(self.tables, "households", [self.source], year)
            .filter((pl.col("state") == _OPEN) & (resources > 0))
            .with_columns(_full=full, _flat=flat)
            .with_columns(_is_full=is_full_deduction(stated, [pl.col("_full")]))
            .with_columns(_due=due)
        )

    def _households(self) -> pl.LazyFrame:
        return rows_of(self.tables, "households", [self.source], self.scope)

    def _with_age(self, households: pl.LazyFrame, name: str) -> pl.LazyFrame:
        return households.join(self.ages.select(*KEY, name), on=KEY, how="left")

    def _mostly(self, facts: pl.LazyFrame, name: str) -> bool | None:
        return mostly(facts, pl.col(name), self.parameters, self.scope.last_month)
