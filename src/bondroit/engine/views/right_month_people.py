"""Facts of persons for `right_month`: death, ages, stays, survivors of a household."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from bondroit.engine.language.calendar import age, month_end, month_start
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.beside import beside
from bondroit.engine.views.compositions import compositions, surviving_adults
from bondroit.engine.views.persons import (
    NO_DEATH_DATE,
    death_months_covered,
    earliest_day,
    person_deaths,
)
from bondroit.engine.views.right_versions import GROUP
from bondroit.engine.views.rolling_hours import window_of
from bondroit.engine.views.shared_columns import LONG_AGO
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.stay_facts import (
    last_discharges,
    person_stays,
    stay_days,
    stay_months_covered,
)
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

_PERSON_MONTH = ("person_id", "month")
_DAYS = (
    "hospital_days_after_delay",
    "hospital_days_46",
    "hospital_days_61",
    "care_home_days",
)


@dataclass(frozen=True)
class PeopleFacts:
    """What the files tell of persons, for one run.

    Attributes:
        tables: tables, individuals and matches.
        parameters: dated parameters.
        scope: the whole scope.
        found: facts already found, by name and source: every pass reads them again.

    """

    tables: TableSet
    parameters: Parameters
    scope: Scope
    found: dict[tuple[str, str], pl.LazyFrame] = field(default_factory=dict)

    def with_person(self, rows: pl.LazyFrame, source: str) -> pl.LazyFrame:
        """Add individual_id, date_of_death, death_match and ages.

        Args:
            rows: person_id, month, right_start.
            source: source of the rows.

        """
        covered = pl.col("month").is_in(death_months_covered(self.tables, self.scope))
        # NOTE: who is in no file of persons was compared with no register.
        known = pl.col("individual_id").is_not_null()
        silent = pl.when(known & covered).then(pl.lit("none"))
        match = pl.coalesce("death_match", silent)
        return (
            beside(rows, self.persons(source), "person_id")
            .with_columns(
                death_match=match,
                date_of_death=pl.when(match == "none")
                .then(pl.lit(NO_DEATH_DATE))
                .otherwise("date_of_death"),
                individual_id=pl.coalesce(
                    "individual_id", pl.lit(f"{source}:") + pl.col("person_id")
                ),
                age_at_month_end=age(pl.col("born"), month_end(pl.col("month"))),
                age_at_start=age(pl.col("born"), pl.col("right_start")),
            )
            .drop("born")
        )

    def persons(self, source: str) -> pl.LazyFrame:
        """Return the persons of a source.

        Returns:
            person_id, individual_id, date_of_death, death_match, born.

        """

        def find() -> pl.LazyFrame:
            births = self._of(self.tables.frame("people"), source).select(
                "person_id", earliest_day("birth_date").alias("born")
            )
            return (
                self._of(person_deaths(self.tables, self.scope), source)
                .drop("death_month")
                .join(births, on="person_id", how="left")
            )

        return self.once("persons", source, find)

    def discharges(self, source: str) -> pl.LazyFrame:
        """Return the last discharge that each month follows, within the last year.

        Returns:
            person_id, month, last_discharge_on.

        """
        recent = pl.col("last_discharge_on") >= window_of(self.scope).first_month
        return self.once(
            "discharges",
            source,
            lambda: (
                last_discharges(self.stays(source), self.scope)
                .drop("source")
                .filter(recent)
            ),
        )

    def with_stays(
        self, rows: pl.LazyFrame, source: str, since: pl.LazyFrame
    ) -> pl.LazyFrame:
        """Add the days of stays of each month, and the last discharge.

        Args:
            rows: GROUP, person_id, month.
            source: source of the rows.
            since: GROUP, month, paid_since_discharge: see `paid_since`.

        """
        days = self.once(
            "days",
            source,
            lambda: stay_days(self.stays(source), self.parameters, self.scope).drop(
                "source"
            ),
        )
        covered = pl.col("month").is_in(stay_months_covered(self.tables, self.scope))

        def known(name: str, none: int | date) -> pl.Expr:
            value = pl.col(name).fill_null(none)
            return pl.when(covered).then(value).alias(name)

        gone = pl.lit(self.scope.as_of) - pl.col("last_discharge_on")
        after = pl.when(pl.col("last_discharge_on") > LONG_AGO).then(
            gone.dt.total_days()
        )
        return (
            beside(rows, days, _PERSON_MONTH)
            .pipe(beside, self.discharges(source), _PERSON_MONTH)
            .pipe(beside, since, [*GROUP, "month"])
            .with_columns(
                *(known(name, 0) for name in _DAYS),
                known("last_discharge_on", LONG_AGO),
                pl.col("paid_since_discharge").fill_null(0).cast(MONEY),
            )
            .with_columns(
                days_since_discharge=pl.when(covered).then(
                    after.fill_null(0).cast(pl.Int32)
                )
            )
        )

    def survivors(self, source: str, scope: Scope) -> pl.LazyFrame:
        """Count the adults of each RSA household who live at the start of a month.

        The composition is the latest one not after the month, else the first one; the
        month of a death counts as lived. Only certain deaths count.

        Returns:
            household_id, month, surviving_adults.

        """
        inside = pl.col("month").is_between(scope.first_month, scope.last_month)
        members = self._of(self.tables.frame("household_members"), source)
        counts = self._of(compositions(self.tables), source)
        dead = self.persons(source).filter(pl.col("death_match") == "certain")
        found = self.once(
            "survivors",
            source,
            lambda: surviving_adults(counts, members, dead, self.scope),
        )
        return found.filter(inside)

    def stays(self, source: str) -> pl.LazyFrame:
        """Return the merged stays of the persons of a source: see `person_stays`."""
        return self._of(person_stays(self.tables), source).with_columns(
            source=pl.lit(source)
        )

    def once(
        self, name: str, source: str, find: Callable[[], pl.LazyFrame]
    ) -> pl.LazyFrame:
        """Return a fact of a source, found at the first call."""
        if (name, source) not in self.found:
            self.found[name, source] = held_frame(find())
        return self.found[name, source]

    def _of(self, frame: pl.LazyFrame, source: str) -> pl.LazyFrame:
        return frame.filter(pl.col("source") == source).drop("source")


def paid_since(left: pl.LazyFrame, paid: pl.LazyFrame) -> pl.LazyFrame:
    """Sum, before recovery, the months of right from the discharge to each month.

    Args:
        left: what `PeopleFacts.discharges` gives.
        paid: GROUP, month, net_paid, recovered of the whole scope and of the year
            before it; older discharges no longer count.

    Returns:
        GROUP, month, paid_since_discharge.

    """
    amount = pl.col("net_paid") + pl.col("recovered")
    wanted = left.select(
        pl.col("person_id").alias("subject_id"),
        "month",
        since=month_start(pl.col("last_discharge_on")),
    )
    sums = paid.select(*GROUP, amount.alias("amount"), paid_month="month")
    return (
        wanted.join(sums, on="subject_id")
        .filter(pl.col("paid_month").is_between("since", "month"))
        .group_by(*GROUP, "month")
        .agg(pl.col("amount").sum().alias("paid_since_discharge"))
    )
