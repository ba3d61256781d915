"""Rarer facts of an RSA household and month, found once a source and joined to passes.

Each group looks only at the few persons or households it may be about, so that a
household without anything of the kind costs one lookup.
"""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Final

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.beside import beside
from bondroit.engine.views.household_ages import AGES, LISTED, HouseholdAges
from bondroit.engine.views.household_away import AWAY, HouseholdAway, counted
from bondroit.engine.views.household_history import (
    months_in_a_row,
    zero_months_before,
)
from bondroit.engine.views.household_links import HouseholdLinks
from bondroit.engine.views.household_more_groups import (
    READ_BY_GROUP,
    TOLD_BY_HOUSEHOLD,
    TOLD_BY_THIRD_PARTIES,
)
from bondroit.engine.views.household_notable import Notable
from bondroit.engine.views.household_people import KEY, HouseholdPeople
from bondroit.engine.views.household_practice import HouseholdPractice
from bondroit.engine.views.household_quarter import (
    QUARTER,
    quarter_starts,
    too_recent,
    undeclared,
)
from bondroit.engine.views.household_resources import (
    months_told,
    quarter_resources,
    whole_quarter,
    year_resources,
)
from bondroit.engine.views.household_young import young_workers
from bondroit.engine.views.payment_months import payment_months_covered
from bondroit.engine.views.practice import known_if
from bondroit.engine.views.stay_facts import stay_months_covered
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

_LINKED: Final = ("adults_counted_elsewhere", "shared_life_signs")
_PARTNERS: Final = ("MAR", "PAC", "VIM", "RVM", "RPA")
"""SITFAM of who declares to live with somebody, married or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What was found of one source, and where silence means «none».

    Attributes:
        facts: KEY and the columns of every group, only where there is something;
            `ages_told` where the ages are.
        starts: household_id, reference_from, quarter_started_on.
        paid: months whose payments are known.
        stays: months a list of stays covers.
        third: months of resources told by third parties; declared: by the household.
        places: whether the source tells addresses.
        practised: what the source does of PRACTICES, true or unknown.

    """

    facts: pl.LazyFrame
    starts: pl.LazyFrame
    paid: list[date]
    stays: list[date]
    third: pl.DataFrame
    declared: pl.DataFrame
    places: bool
    practised: dict[str, bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """Ties between households of every source, computed once for a view."""

    frames: tuple[pl.LazyFrame, ...]

    @classmethod
    def found(cls, tables: TableSet, parameters: Parameters, scope: Scope) -> "Ties":
        """Find the ties of a run."""
        links = HouseholdLinks(tables=tables, parameters=parameters, scope=scope)
        groups = (
            _if_read("adults", scope, links.adults_elsewhere()),
            _if_read("children", scope, links.shared_children()),
            _if_read("life", scope, links.shared_life()),
        )
        return cls(frames=tuple(group.collect().lazy() for group in groups))


def found(
    tables: TableSet,
    parameters: Parameters,
    source: str,
    scope: Scope,
    notable: Notable,
    ties: Ties,
) -> More:
    """Find everything once, for all the months of one source."""
    ages = HouseholdAges(
        tables=tables,
        parameters=parameters,
        source=source,
        scope=scope,
        strangers=notable.strangers,
    )
    away = _away(tables, parameters, source, scope)
    people = HouseholdPeople(
        tables=tables,
        parameters=parameters,
        source=source,
        scope=scope,
        notable=notable,
    )
    brought = people.brought(_leaving(away)).rename({"brought": "away_resources"})
    means = _if_read("means", scope, quarter_resources(tables, source, scope))
    resources = means.collect().lazy()
    expecting, raised = (
        months_in_a_row(tables, source, scope, flag, f"{flag}_months")
        for flag in ("pregnant", "increased")
    )
    near = ages.near_limits().with_columns(ages_told=pl.lit(value=True))
    zero = zero_months_before(tables, parameters, source, scope)
    recent = too_recent(tables, parameters, source, scope)
    groups = [
        _if_read("ages", scope, near),
        _if_read("listed", scope, ages.uncounted()),
        _if_read("young", scope, young_workers(tables, source, scope)),
        counted(away),
        _leaving(away).group_by(KEY).agg(away_adults=pl.len().cast(pl.Int32)),
        _if_read("away", scope, brought),
        _if_read("increased", scope, raised),
        _if_read("pregnant", scope, expecting),
        _if_read("zero", scope, zero),
        _if_read("undeclared", scope, undeclared(tables, source, scope)),
        _if_read("recent", scope, recent),
        resources,
        _if_read("year", scope, year_resources(tables, source, scope)),
        _if_read("advances", scope, _advances(tables, source)),
        *(tie.filter(pl.col("source") == source).drop("source") for tie in ties.frames),
    ]
    facts = reduce(
        lambda left, right: left.join(right, on=list(KEY), how="full", coalesce=True),
        (group.collect().lazy() for group in groups),
    ).collect()
    helped = resources.filter(pl.col("relatives_help") > 0)
    starts = quarter_starts(
        tables, source, helped.select(pl.col("household_id").unique())
    )
    return More(
        facts=facts.lazy(),
        starts=starts.collect().lazy(),
        paid=payment_months_covered(tables, source, scope),
        stays=stay_months_covered(tables, scope),
        third=months_told(tables, source, "third_party"),
        declared=months_told(tables, source, "declared"),
        places=_tells_places(tables, source),
        practised=HouseholdPractice(
            tables=tables,
            parameters=parameters,
            source=source,
            scope=scope,
            ages=groups[0],
        ).told(),
    )


def with_more(rows: pl.LazyFrame, more: More) -> pl.LazyFrame:
    """Join the facts to the rows; what is not found is «none» where files could tell.

    Args:
        rows: KEY, the columns of households, `member_adults` (null where no member is
            listed), `counterpart`.
        more: from `found`.

    """
    listed = pl.col("member_adults").is_not_null()
    told = pl.col("ages_told").is_not_null()
    stays = pl.col("month").is_in(more.stays)
    paid = pl.col("month").is_in(more.paid)
    third, declared = whole_quarter(more.third), whole_quarter(more.declared)
    dated = pl.col("declared_on").is_not_null() & pl.col("reference_to").is_not_null()
    caf = (pl.col("payer") == "CAF") & pl.col("reference_from").is_not_null()
    return (
        beside(rows, more.facts, KEY)
        .pipe(beside, more.starts, QUARTER)
        .with_columns(
            *(_zero(name, listed & ~told) for name in AGES),
            *(_zero(name, listed) for name in (*LISTED, *_LINKED)),
            *(_known_or_zero(name, stays) for name in (*AWAY, "away_adults")),
            _zero("away_resources", stays | (pl.col("away_adults") > 0)),
            _zero("increased_months", pl.col("increased").is_not_null()),
            _zero("pregnant_months", pl.col("pregnant").is_not_null()),
            _zero("zero_months_before", paid),
            _zero("advance_paid", paid),
            _zero("months_undeclared", dated),
            _zero("reference_gap", caf),
            *(_zero(name, third) for name in TOLD_BY_THIRD_PARTIES),
            *(_zero(name, declared) for name in TOLD_BY_HOUSEHOLD),
            _zero("paid_elsewhere", listed),
            child_listed_by_neighbour=pl.col("child_listed_by_neighbour").fill_null(
                value=False
            )
            if more.places
            else pl.col("child_listed_by_neighbour"),
            **{name: known_if(held) for name, held in more.practised.items()},
            young_worker=pl.col("young_worker").fill_null(value=False),
            declared_with_partner=pl.col("family_situation").is_in(_PARTNERS),
            counterpart=pl.coalesce("counterpart", "adult_counterpart"),
        )
    )


def _if_read(group: str, scope: Scope, frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return the frame of a group, empty when no rule reads what it feeds."""
    return frame if scope.reads(READ_BY_GROUP[group]) else frame.clear()


def _away(
    tables: TableSet, parameters: Parameters, source: str, scope: Scope
) -> pl.LazyFrame:
    """Return the adults away, found once; nobody when no rule asks."""
    if not scope.reads(READ_BY_GROUP["away"]):
        text, day = pl.String(), pl.Date()
        key = {"household_id": text, "month": day, "person_id": text}
        return pl.LazyFrame(schema={**key, **dict.fromkeys(AWAY, pl.Int32())})
    found_away = HouseholdAway(
        tables=tables, parameters=parameters, source=source, scope=scope
    )
    return found_away.adults().collect().lazy()


def _zero(name: str, silent: pl.Expr) -> pl.Expr:
    """Return a column, 0 where nothing was found and files could have told."""
    nothing = pl.col(name).is_null() & silent
    return pl.when(nothing).then(0).otherwise(name).alias(name)


def _known_or_zero(name: str, covered: pl.Expr) -> pl.Expr:
    """Return a count; outside of the lists, 0 is unknown."""
    some = pl.col(name) > 0
    return (
        pl.when(covered)
        .then(pl.col(name).fill_null(0))
        .when(some)
        .then(name)
        .alias(name)
    )


def _leaving(away: pl.LazyFrame) -> pl.LazyFrame:
    """Return KEY, person_id of who is detained or long out of France."""
    gone = (pl.col("detained_adults") > 0) | (pl.col("absent_adults") > 0)
    return away.filter(gone).select(*KEY, "person_id")


def _advances(tables: TableSet, source: str) -> pl.LazyFrame:
    return (
        tables.frame("payments")
        .filter(
            (pl.col("source") == source)
            & (pl.col("benefit") == "RSA")
            & (pl.col("kind") == "advance")
        )
        .group_by(KEY)
        .agg(advance_paid=pl.col("amount").sum().cast(MONEY))
        .filter(pl.col("household_id").is_not_null())
    )


def _tells_places(tables: TableSet, source: str) -> bool:
    told = (
        tables.frame("people")
        .filter(pl.col("source") == source)
        .select(pl.col("address").is_not_null().any())
        .collect()
    )
    return bool(told.item())
