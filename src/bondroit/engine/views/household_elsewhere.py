"""Children counted in several RSA households for more than one in all."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from bondroit.engine.parameters import WIDE, Parameters
from bondroit.engine.views.persons import PERSON, person_individuals
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

OPEN_STATES: Final = ("2", "3", "4")
"""States of a household whose right runs, paid or suspended."""

_HOUSEHOLD: Final = ("source", "household_id")
_CHILD: Final = ("individual_id", "month")
_PLACE: Final = ("first_month", "household_id", "source")

COUNTED_ELSEWHERE: Final[dict[str, pl.DataType]] = {
    "source": pl.String(),
    "household_id": pl.String(),
    "month": pl.Date(),
    "person_id": pl.String(),
    "shared": pl.Boolean(),
    "fires": pl.Boolean(),
    "counterpart": pl.String(),
}
"""One row a child and month, on the household that added the child last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Where children are counted, for one run.

    Attributes:
        tables: households, members and individuals, of every source.
        parameters: dated parameters.
        scope: the months.

    """

    tables: TableSet
    parameters: Parameters
    scope: Scope

    def children(self) -> pl.LazyFrame:
        """Return the children counted for more than one in all, or perhaps.

        A share that is not known is more than nothing: one full share beside it is
        too much (`fires`), two unknown ones are unknown (`fires` null). The household
        that counted the child first is the `counterpart`.

        Returns:
            Columns of COUNTED_ELSEWHERE.

        """
        rows = self._counted()
        most = self.parameters.expr("part_maximale_enfant", pl.col("month"))
        known = pl.col("known").cast(WIDE)
        perhaps = pl.col("unknown") > 0
        sums = (
            rows.group_by(_CHILD)
            .agg(
                households=pl.len(),
                known=pl.col("share").sum(),
                unknown=pl.col("share").is_null().sum(),
            )
            .filter(pl.col("households") > 1)
            .with_columns(
                fires=pl.when((known > most) | (perhaps & (known >= most)))
                .then(statement=True)
                .when(~perhaps)
                .then(statement=False)
            )
            .filter(pl.col("fires").fill_null(value=True))
        )
        named = pl.concat_str(["source", "household_id", pl.lit("RSA")], separator=":")
        return (
            rows.join(sums.select(*_CHILD, "fires"), on=_CHILD)
            .with_columns(named=named)
            .sort(*_CHILD, *_PLACE)
            .group_by(_CHILD, maintain_order=True)
            .agg(
                pl.col("source", "household_id", "person_id", "share", "fires").last(),
                counterpart=pl.col("named").first(),
            )
            .with_columns(shared=(pl.col("share") < 1).fill_null(value=False))
            .select(*COUNTED_ELSEWHERE)
        )

    def _counted(self) -> pl.LazyFrame:
        """Return children of several households: one row a child, household, month."""
        members = self.tables.frame("household_members").filter(
            pl.col("counted") & (pl.col("role") == "child")
        )
        places = self._places(members)
        inside = pl.col("month").is_between(
            self.scope.first_month, self.scope.last_month
        )
        running = (
            self.tables.frame("households")
            .filter(inside & pl.col("state").is_in(OPEN_STATES))
            .select(*_HOUSEHOLD, "month")
        )
        return (
            members.filter(inside)
            .join(places, on=[*PERSON, "household_id"])
            .join(running, on=[*_HOUSEHOLD, "month"])
            .group_by(*_CHILD, *_HOUSEHOLD)
            .agg(
                pl.col("person_id").min(),
                pl.col("share").max(),
                pl.col("first_month").min(),
            )
        )

    def _places(self, members: pl.LazyFrame) -> pl.LazyFrame:
        """Return the persons who are children of several households, and since when."""
        persons = person_individuals(self.tables)
        alone = pl.concat_str([*PERSON], separator=":")
        placed = (
            members.group_by(*PERSON, "household_id")
            .agg(first_month=pl.col("month").min())
            .join(persons, on=PERSON, how="left")
            .with_columns(individual_id=pl.coalesce("individual_id", alone))
        )
        several = (
            placed.group_by("individual_id")
            .agg(households=pl.struct(_HOUSEHOLD).n_unique())
            .filter(pl.col("households") > 1)
            .select("individual_id")
        )
        first = placed.group_by("individual_id", *_HOUSEHOLD).agg(
            pl.col("first_month").min()
        )
        return (
            placed.drop("first_month")
            .join(several, on="individual_id", how="semi")
            .join(first, on=["individual_id", *_HOUSEHOLD])
        )
