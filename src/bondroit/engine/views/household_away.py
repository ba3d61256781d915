"""Adults of an RSA household who are in prison, in hospital, or long out of France."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end, month_start, months_between
from bondroit.engine.parameters import WIDE, Parameters
from bondroit.engine.views.compositions import DEPENDANTS
from bondroit.engine.views.household_notable import rows_of
from bondroit.engine.views.household_people import KEY
from bondroit.engine.views.household_quarter import review_ranks
from bondroit.engine.views.shared_columns import FAR
from bondroit.engine.views.stay_facts import days_in_month, person_stays
from bondroit.engine.views.view import Scope
from bondroit.model.table_set import TableSet

AWAY: Final = (
    "detained_adults",
    "detention_days",
    "detention_reviews",
    "hospital_adults",
    "hospital_days",
    "hospital_reviews",
    "absent_adults",
    "absence_days",
)
_KINDS: Final = ("prison", "hospital", "abroad")
_REVIEW: Final = 3
_HOSPITAL_DELAY: Final = "rsa_hospitalisation_delai"
_ABROAD_MONTHS: Final = "rsa_sejour_hors_france_max"
_ABROAD_DAYS: Final = "rsa_sejour_hors_france_jours"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdAway:
    """Stays of the counted adults of one source, over some months.

    Attributes:
        tables: household_members, households, stays and matches.
        parameters: dated parameters: the delays of the law.
        source: the source.
        scope: the months.

    """

    tables: TableSet
    parameters: Parameters
    source: str
    scope: Scope

    def adults(self) -> pl.LazyFrame:
        """Return the adults away: KEY, person_id and columns of AWAY, by person.

        In prison or in hospital: the whole month, the exit being in a later one. Days
        are those elapsed before the month. Out of France: some day of the month, once
        a stay or the days of the civil year exceed what the law allows; a stay that
        lasts is known up to the day of the run.

        """
        stays = self._stays()
        rows = self._months(stays)
        ranks = review_ranks(
            self.tables,
            self.source,
            rows.select(pl.col("household_id").unique()),
            self.scope,
        ).collect()
        inside = pl.col("whole")
        prison = inside & (pl.col("kind") == "prison")
        hospital = inside & (pl.col("kind") == "hospital")
        abroad = pl.col("too_long") & (pl.col("kind") == "abroad")

        def days(which: pl.Expr, name: str) -> pl.Expr:
            return pl.when(which).then(name).otherwise(0).cast(pl.Int32).max()

        return (
            rows.pipe(self._with_reviews, ranks.lazy())
            .group_by(*KEY, "person_id")
            .agg(
                detained_adults=prison.any().cast(pl.Int32),
                detention_days=days(prison, "elapsed"),
                detention_reviews=days(prison, "reviews"),
                hospital_adults=hospital.any().cast(pl.Int32),
                hospital_days=days(hospital, "elapsed"),
                hospital_reviews=days(hospital, "reviews"),
                absent_adults=abroad.any().cast(pl.Int32),
                absence_days=days(abroad, "length"),
            )
            .filter(pl.any_horizontal(pl.col("^.*_adults$") > 0))
        )

    def _stays(self) -> pl.LazyFrame:
        """Return person_id, kind, start_date, end_date (far while it lasts)."""
        return (
            person_stays(self.tables)
            .filter((pl.col("source") == self.source) & pl.col("kind").is_in(_KINDS))
            .select(
                "person_id", "kind", "start_date", pl.col("end_date").fill_null(FAR)
            )
        )

    def _months(self, stays: pl.LazyFrame) -> pl.LazyFrame:
        """Return one row an adult, month and stay that touches it, with its days."""
        start, end, month = pl.col("start_date"), pl.col("end_date"), pl.col("month")
        members = rows_of(
            self.tables, "household_members", [self.source], self.scope
        ).filter(pl.col("counted") & ~pl.col("role").is_in(DEPENDANTS))
        most = self.parameters.value(_ABROAD_MONTHS, self.scope.last_month)
        years = self.parameters.expr(_ABROAD_DAYS, month)
        known_end = pl.min_horizontal(end, month_end(month))
        until = pl.min_horizontal(end, pl.lit(self.scope.as_of))
        one_stay = until >= start.dt.offset_by(f"{int(most or 0)}mo")
        away = stays.filter(pl.col("kind") == "abroad").with_columns(end_date=until)
        totals = _days_a_year(away.filter(start <= end))
        return (
            members.select(*KEY, "person_id")
            .join(stays, on="person_id")
            .filter((start <= month_end(month)) & (end >= month))
            .with_columns(year=month.dt.year())
            .join(totals, on=["person_id", "year"], how="left")
            .with_columns(
                whole=(start <= month) & (end > month_end(month)),
                elapsed=(month - start).dt.total_days().cast(pl.Int32),
                length=pl.max_horizontal(
                    ((known_end - start).dt.total_days() + 1).cast(pl.Int32),
                    pl.col("year_days"),
                ),
                too_long=(days_in_month(start, end) > 0)
                & (one_stay | (pl.col("year_days").cast(WIDE) > years)),
            )
            .collect()
            .lazy()
        )

    def _with_reviews(self, rows: pl.LazyFrame, ranks: pl.LazyFrame) -> pl.LazyFrame:
        """Add the quarterly reviews since the entry (prison) or day 60 (hospital).

        Where the file tells no reference quarter, those that must have taken place:
        one every three months.
        """
        delay = int(self.parameters.value(_HOSPITAL_DELAY, self.scope.last_month) or 0)
        hospital = pl.col("kind") == "hospital"
        since = month_start(
            pl.when(hospital)
            .then(pl.col("start_date").dt.offset_by(f"{delay - 1}d"))
            .otherwise(pl.col("start_date"))
        )
        months = months_between(pl.col("since"), pl.col("month"))
        before = ranks.rename({"month": "since", "review": "first_review"})
        told = pl.col("review") - pl.col("first_review")
        return (
            rows.with_columns(since=since)
            .join(ranks, on=KEY, how="left")
            .join(before, on=["household_id", "since"], how="left")
            .with_columns(
                reviews=pl.coalesce(told, months // _REVIEW).clip(lower_bound=0)
            )
        )


def counted(adults: pl.LazyFrame) -> pl.LazyFrame:
    """Sum or bound, for each household and month, what its adults away say."""
    return adults.group_by(KEY).agg(
        *(
            pl.col(name).sum() if name.endswith("_adults") else pl.col(name).max()
            for name in AWAY
        )
    )


def _days_a_year(stays: pl.LazyFrame) -> pl.LazyFrame:
    """Return person_id, year, year_days: days out of France of each civil year."""
    start, end = pl.col("start_date"), pl.col("end_date")
    return (
        stays.with_columns(
            year=pl.int_ranges(start.dt.year(), end.dt.year() + 1, dtype=pl.Int32)
        )
        .explode("year")
        .with_columns(
            first=pl.max_horizontal(start, pl.date(pl.col("year"), 1, 1)),
            last=pl.min_horizontal(end, pl.date(pl.col("year"), 12, 31)),
        )
        .group_by("person_id", "year")
        .agg(
            year_days=((pl.col("last") - pl.col("first")).dt.total_days() + 1)
            .sum()
            .cast(pl.Int32)
        )
    )
