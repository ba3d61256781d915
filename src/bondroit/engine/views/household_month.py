"""View `household_month`: an RSA household in one month, its payment and its members."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.beside import beside
from bondroit.engine.views.household_elsewhere import Elsewhere
from bondroit.engine.views.household_month_columns import BASE_COLUMNS, DERIVED_COLUMNS
from bondroit.engine.views.household_month_derived import derive
from bondroit.engine.views.household_more import More, Ties, found, with_more
from bondroit.engine.views.household_more_columns import MORE_COLUMNS, MORE_DERIVED
from bondroit.engine.views.household_notable import Notable, notable_people
from bondroit.engine.views.household_people import (
    KEY,
    HouseholdPeople,
    zero_money,
)
from bondroit.engine.views.household_unpaid import months_unpaid
from bondroit.engine.views.payment_months import (
    payment_months,
    payment_months_covered,
    with_known_arrears,
)
from bondroit.engine.views.shared_columns import FAR
from bondroit.engine.views.spans import spans
from bondroit.engine.views.view import SUBJECT, Pass, Scope, View
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

_SUSPENDED: Final = ("3", "4")
_DEATH_NAMES: Final = {4: "certain", 3: "probable", 2: "possible"}
_AMOUNTS: Final = ("net_paid", "recovered", "arrears_paid", "returned_amount")
_DECEASED: Final = ("deceased_adults", "deceased_children", "deceased_resources")
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One source, over some months."""

    tables: TableSet
    parameters: Parameters
    source: str
    scope: Scope
    elsewhere: pl.LazyFrame
    unpaid: pl.LazyFrame
    notable: Notable
    more: More

    @property
    def people(self) -> HouseholdPeople:
        """Facts of the members."""
        return HouseholdPeople(
            tables=self.tables,
            parameters=self.parameters,
            source=self.source,
            scope=self.scope,
            notable=self.notable,
        )


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Yield passes of a bounded number of rows, source by source."""
    everywhere = (
        Elsewhere(tables=tables, parameters=parameters, scope=scope)
        .children()
        .collect()
        .lazy()
    )
    ties = Ties.found(tables, parameters, scope)
    for source, rows in sorted(_sources(tables).items()):
        unpaid = months_unpaid(tables, parameters, source, _wider(scope)).collect()
        notable = notable_people(tables, parameters, source, scope)
        more = found(tables, parameters, source, scope, notable, ties)
        for span in spans(scope, rows):
            part = _Part(
                tables=tables,
                parameters=parameters,
                source=source,
                scope=span,
                elsewhere=everywhere.filter(pl.col("source") == source),
                unpaid=unpaid.lazy(),
                notable=notable,
                more=more,
            )
            yield Pass(source=source, frame=_frame(part), key=_row_key(source))


def _frame(part: _Part) -> pl.LazyFrame:
    rows = _with_payments(part)
    rows = with_more(_with_members(rows, part), part.more)
    rows = derive(_with_subject(rows, part), part.parameters, part.scope)
    return rows.select(
        *SUBJECT,
        *(
            column.name
            for column in HOUSEHOLD_MONTH.columns
            if column.name not in SUBJECT
        ),
    )


def _with_payments(part: _Part) -> pl.LazyFrame:
    """Return every household known or paid, month by month, with its payments."""
    scope, source = part.scope, part.source
    paid = (
        payment_months(part.tables, source, "RSA", scope, part.parameters)
        .rename({"subject_id": "household_id"})
        .select(*KEY, "payer_person_id", *_AMOUNTS)
    )
    households = part.tables.frame("households").filter(
        (pl.col("source") == source)
        & pl.col("month").is_between(scope.first_month, scope.last_month)
    )
    covered = pl.col("month").is_in(payment_months_covered(part.tables, source, scope))
    nothing = pl.col("net_paid").is_null() & covered
    rows = (
        households.drop("source", "source_file", "source_position", strict=False)
        .join(paid, on=KEY, how="full", coalesce=True)
        .with_columns(
            pl.when(nothing).then(zero_money()).otherwise(name).alias(name)
            for name in _AMOUNTS
        )
        .with_columns(
            paid_before_recovery=(pl.col("net_paid") + pl.col("recovered")).cast(MONEY),
            suspended=pl.col("state").is_in(_SUSPENDED),
            stated_flat_amount=pl.col("flat_amount"),
        )
        .drop("flat_amount")
    )
    return with_known_arrears(rows, part.tables, source, "RSA", scope)


def _with_members(rows: pl.LazyFrame, part: _Part) -> pl.LazyFrame:
    """Add what members tell; unknown where no member is listed."""
    people = part.people
    listed = pl.col("member_adults").is_not_null()
    rank = pl.col("member_death_rank").fill_null(0)
    match = rank.replace_strict(_DEATH_NAMES, default=None, return_dtype=pl.String)
    sure = listed & (rank != 1)
    rare = people.deceased()
    for facts in (people.overage(), _elsewhere(part), part.unpaid):
        rare = rare.join(facts, on=KEY, how="full", coalesce=True)
    joined = beside(rows, people.composition(), KEY).pipe(beside, rare, KEY)
    over, other = pl.col("has_overage").is_null(), pl.col("has_elsewhere").is_null()
    unpaid = pl.when(pl.col("net_paid").is_not_null()).then(
        pl.col("months_unpaid").fill_null(0)
    )
    return joined.with_columns(
        months_unpaid=unpaid,
        adults=pl.coalesce("adults", "member_adults"),
        children=pl.coalesce("children", "member_children"),
        member_death_match=pl.when(listed & (rank == 0))
        .then(pl.lit("none"))
        .otherwise(match),
        date_of_death=pl.when(sure).then(pl.col("date_of_death").fill_null(FAR)),
        **{name: pl.when(sure).then(pl.col(name).fill_null(0)) for name in _DECEASED},
        overage_dependants=_none_to_zero("overage_dependants", listed & over),
        overage_resources=_none_to_zero("overage_resources", listed & over),
        children_counted_elsewhere=_none_to_zero(
            "children_counted_elsewhere", listed & other
        ),
        shared_children_elsewhere=_none_to_zero(
            "shared_children_elsewhere", listed & other
        ),
        elsewhere_resources=_none_to_zero("elsewhere_resources", listed & other),
    )


def _none_to_zero(name: str, nothing: pl.Expr) -> pl.Expr:
    return pl.when(nothing).then(0).otherwise(name).alias(name)


def _elsewhere(part: _Part) -> pl.LazyFrame:
    """Return KEY and what is known of children counted in another household too."""
    inside = pl.col("month").is_between(part.scope.first_month, part.scope.last_month)
    rows = part.elsewhere.filter(inside)
    fires = pl.col("fires").fill_null(value=False)
    brought = part.people.brought(rows.filter(fires))
    count = fires.sum().cast(pl.Int32)
    return (
        rows.group_by(KEY)
        .agg(
            children_counted_elsewhere=pl.when(count > 0).then(count),
            shared_children_elsewhere=(fires & pl.col("shared")).sum().cast(pl.Int32),
            counterpart=pl.col("counterpart").filter(fires).min(),
            has_elsewhere=pl.lit(value=True),
        )
        .join(brought, on=KEY, how="left")
        .with_columns(pl.col("brought").fill_null(0))
        .rename({"brought": "elsewhere_resources"})
    )


def _with_subject(rows: pl.LazyFrame, part: _Part) -> pl.LazyFrame:
    text = pl.String()
    return (
        beside(rows, part.notable.holders, "household_id")
        .with_columns(person_id=pl.coalesce("payer_person_id", "claimant_id"))
        .pipe(beside, part.notable.individuals, "person_id")
        .with_columns(
            source=pl.lit(part.source),
            benefit=pl.lit("RSA"),
            element=pl.lit(None, text),
            provider_id=pl.lit(None, text),
            payment_id=pl.lit(None, text),
            right_id=pl.lit(None, text),
            debtor=pl.lit("beneficiary"),
            individual_id=pl.coalesce(
                "individual_id", pl.lit(f"{part.source}:") + pl.col("person_id")
            ),
        )
    )


def _row_key(source: str) -> pl.Expr:
    return pl.concat_str(
        pl.lit(source),
        "household_id",
        pl.col("month").dt.to_string("%Y-%m"),
        separator="|",
    )


def _sources(tables: TableSet) -> dict[str, int]:
    """Return the sources of RSA, with the rows of households and payments of each."""
    paid = tables.frame("payments").filter(pl.col("benefit") == "RSA").select("source")
    known = tables.frame("households").select("source")
    counts = [
        frame.group_by("source").agg(rows=pl.len().cast(pl.Int64))
        for frame in (known, paid)
    ]
    most = pl.concat(counts).group_by("source").agg(pl.col("rows").max()).collect()
    return dict(most.select("source", "rows").iter_rows())


def _wider(scope: Scope) -> Scope:
    """Return the scope from one month earlier: a row of two months may start there."""
    rank = scope.first_month.year * _MONTHS + scope.first_month.month - 2
    return Scope(
        first_month=date(rank // _MONTHS, rank % _MONTHS + 1, 1),
        last_month=scope.last_month,
        as_of=scope.as_of,
    )


HOUSEHOLD_MONTH = View(
    name="household_month",
    doc="Un foyer RSA et un mois : ce qui est versé, sa composition, son droit recalculé.",
    columns=(*BASE_COLUMNS, *MORE_COLUMNS, *DERIVED_COLUMNS, *MORE_DERIVED),
    needs=("households",),
    build=build,
    derive=derive,
)
